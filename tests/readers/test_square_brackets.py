"""Markup in square brackets that a forum left unread, in pairs and outside code."""

from time import process_time

import pytest

from threads.readers.square_brackets import read_brackets
from threads.words.emoji import sign_of


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        (
            "<p>[quote=“Ada”]It cracked.[/quote]</p><p>So.</p>",
            '<p></p><aside class="quote"><div class="title">Ada:</div><blockquote><p>It cracked.</p></blockquote></aside><p></p><p>So.</p>',
        ),
        ("<p>[b]Loud[/b] and [i]low[/i]</p>", "<p><strong>Loud</strong> and <em>low</em></p>"),
        (
            "<p>[code]a = b[1];<br>\nb();</p>\n<p>c();[/code]</p>",
            "<p></p><pre><code>a = b[1];\nb();\n\nc();</code></pre><p></p>",
        ),
        ("<p>[code]<em>x</em>[/code]</p>", "<p>[code]<em>x</em>[/code]</p>"),
        ("<p>a[i] [/b] [quote]open</p>", "<p>a[i] [/b] [quote]open</p>"),
        ("<pre><code>[b]x[/b]</code></pre>", "<pre><code>[b]x[/b]</code></pre>"),
        ("<p>[B]x[/b] [spoiler]y[/spoiler]</p>", "<p><strong>x</strong> [spoiler]y[/spoiler]</p>"),
    ],
)
def test_whole_pairs_are_taken_for_elements(html: str, expected: str) -> None:
    assert read_brackets(html) == expected


@pytest.mark.parametrize(
    ("typed", "sign"),
    [(":wink:", "😉"), (":+1:t2:", "👍"), (":no_such_sign:", ":no_such_sign:"), ("wink", "wink"), ("", "")],
)
def test_signs_are_shown_as_signs_where_their_names_are_known(typed: str, sign: str) -> None:
    assert sign_of(typed) == sign


@pytest.mark.parametrize(
    "text",
    ["[b]" * 9_000 + "[/i]" * 9_000, "[quote]" * 9_000 + "[/quote]" * 9_000, "[code]" * 9_000 + "[/code]" * 9_000],
)
def test_hostile_text_takes_time_in_proportion(text: str) -> None:
    began = process_time()
    read_brackets(text)

    assert process_time() - began < 2
