"""Sentences of a post under keys made of their words: found again exactly, or not at all."""

import pytest

from threads.html.cited_sentences import KEY, sentences_of, with_sentence

QUOTE = '<details class="quote">\n<summary><q>It cracked.</q></summary><blockquote><p>It cracked.</p></blockquote></details>'
MARK = '<aside class="mark"><details><summary>quoted by 1</summary><ol><li>Bruno 2.</li></ol></details></aside>'


def words(html: str) -> list[str]:
    return [sentence.words for sentence in sentences_of(html)]


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>It cracked. Nobody heard.</p>", ["It cracked.", "Nobody heard."]),
        ('<p>It <a href="/x">cracked. No</a>body heard!</p>', ["It cracked.", "Nobody heard!"]),
        ("<p>It <br>cracked.<br>In\nwinter.</p>", ["It cracked.", "In winter."]),
        ("<p>One</p><p>Two</p>", ["One", "Two"]),
        ("<p>Bells, e.g. the tenor, v2.5 of it.</p>", ["Bells, e.g. the tenor, v2.5 of it."]),
        ("<p>鐘が鳴った。誰も聞かなかった。</p>", ["鐘が鳴った。", "誰も聞かなかった。"]),
        ("<p>She said &quot;no.&quot; He left.</p>", ['She said "no."', "He left."]),
        ("<pre><code>a = 1\nb = 2.\n</code></pre>", ["a = 1", "b = 2."]),
        (f"{QUOTE}\n<p>So it did.</p>{MARK}", ["So it did."]),
        ('<p class="attribution">Ada wrote:</p><p>... ?</p>', []),
        ("", []),
    ],
)
def test_a_post_is_cut_into_its_own_sentences(html: str, expected: list[str]) -> None:
    assert words(html) == expected


def test_each_sentence_is_found_again_by_its_key_and_marked() -> None:
    html = f"{QUOTE}<p>It cracked. It <b>all</b> &amp; more broke. It cracked.</p>"
    first, second, third = sentences_of(html)

    assert with_sentence(html, first.key) == html.replace(
        "<p>It cracked. It", f'<p><mark id="s-{first.key}">It cracked.</mark> It'
    )
    assert f'<mark id="s-{second.key}">It </mark><b><mark>all</mark></b><mark> &amp; more broke.</mark>' in (
        with_sentence(html, second.key) or ""
    )
    assert (third.words, third.key) == (first.words, f"{first.key}-2")
    assert f'<mark id="s-{third.key}">It cracked.</mark></p>' in (with_sentence(html, third.key) or "")
    assert all(KEY.fullmatch(sentence.key) for sentence in (first, second, third))


def test_a_sentence_that_looks_nearly_alike_is_not_taken_for_it() -> None:
    key = sentences_of("<p>It cracked.</p>")[0].key

    assert with_sentence("<p>It cracked!</p>", key) is None
    assert with_sentence(f"{QUOTE}<p>It has cracked.</p>", key) is None


def test_spaces_and_line_ends_change_no_key() -> None:
    keys = [
        sentences_of(html)[0].key
        for html in ("<p>It  cracked.</p>", "<p>It<br>cracked. </p>", "<li> It\ncracked.</li>")
    ]

    assert len(set(keys)) == 1
