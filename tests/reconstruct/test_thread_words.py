"""Words of a thread are found in its earlier posts, however many these are."""

from __future__ import annotations

import pytest

from tests.reconstruct.stated import GREASE, SLUICE, mail
from threads.reconstruct.stated import thread_words
from threads.reconstruct.stated.letters import letters_of
from threads.reconstruct.stated.thread_words import LIKELY_POSTS, ThreadWords
from threads.reconstruct.stated.words import words_by_line, words_of


@pytest.mark.parametrize("asked", [50, 1])
def test_a_passage_is_in_the_first_earlier_posts_that_hold_it(monkeypatch: pytest.MonkeyPatch, asked: int) -> None:
    monkeypatch.setattr(thread_words, "MOST_ASKED", asked)
    bodies = [GREASE, *[f"Note {n}. {SLUICE}" for n in range(LIKELY_POSTS + 1)], GREASE]
    posts = [mail(f"m{n}", body, minutes=n) for n, body in enumerate(bodies)]
    thread = ThreadWords(posts, {})

    (words,) = words_by_line([SLUICE])
    last = posts[-1].key

    assert thread.likely(last, words) == [post.key for post in posts[1 : LIKELY_POSTS + 1]]
    assert thread.likely(posts[1].key, words) == []
    assert thread.likely(last, " ".join(words.split()[:5])) == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("the miller's 'upper' pond, 'tis", ["the miller's upper pond tis"]),
        ("'", [""]),
        ("Fri\u200bday at the \u00c9cluse", ["friday at the \u00e9cluse"]),
        ("Fri\u200bday", ["friday"]),
        ("\ufb01sh\u2019s pond", ["fish's pond"]),
    ],
)
def test_words_are_folded_tokens(text: str, words: list[str]) -> None:
    assert words_by_line([text]) == words
    assert " ".join(words_of(text)) == words[0]


@pytest.mark.parametrize(
    ("text", "letters"),
    [("Tar, 3 oars_&c.", "tar3oarsc"), ("\u00c9cluse n\u00ba 7", "\u00e9clusen\u00ba7"), ("-- \t_", "")],
)
def test_letters_are_what_is_left_without_signs(text: str, letters: str) -> None:
    assert letters_of(text) == letters
