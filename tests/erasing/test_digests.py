"""Erased words are known again by whole lines and paragraphs, and cannot be guessed word by word."""

from threads.loading.erased.digests import LEAST, digest_of, windows

LONG = "The key to the great bell lies under the third stone of the wall."
SHORT = "It is mine."


def words(texts: list[str]) -> set[str]:
    return {window.words for window in windows(texts)}


def test_a_line_of_enough_words_is_known_by_itself_whatever_stands_around_it():
    assert words([LONG]) <= words(["Something else.", "", LONG, "", "And more."])


def test_a_paragraph_is_known_however_it_is_wrapped_and_quoted():
    wrapped = ["> The key to the great bell", "> lies under the third", "> stone of the wall."]

    assert words([LONG]) <= words(wrapped)


def test_a_picture_between_words_does_not_hide_them():
    assert words([LONG]) == words([f"[picture: a bell] (https://quay.example/b.png) {LONG}", "[picture]"])


def test_no_digest_is_made_of_few_words_that_could_be_guessed():
    assert words([SHORT]) == set()
    assert all(len(found.split()) >= LEAST for found in words([LONG, SHORT, SHORT]))


def test_programs_are_known_by_nothing_for_they_recur_without_a_copy():
    code = [
        "    if (test_bit(VIDEO_STREAMING, &video->flags) && buf)",
        "        aspeed_video_start_frame(video);",
        "    return 0;",
    ]

    assert words(code * 3) == set()
    assert words([LONG, *code]) == words([LONG])


def test_short_lines_are_known_together_with_those_beside_them():
    assert any("mine" in found and "stone" in found for found in words([LONG, SHORT]))
    assert not words([LONG, SHORT]) & words(["Something that nobody has erased stands here, and is long.", SHORT])


def test_two_archives_have_no_digest_in_common():
    assert digest_of(b"one", "text", b"words") != digest_of(b"two", "text", b"words")
    assert digest_of(b"one", "text", b"words") != digest_of(b"one", "post", b"words")
