"""Markdown becomes the lines that its reader sees, whichever way it is read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.helpers.seconds import at_most
from threads.readers import markdown
from threads.readers.building import Builder
from threads.readers.html_lines import write_html
from threads.readers.markdown import write_markdown
from threads.records import Mark, Parsed, Statement


def written(text: str, **options: str) -> Parsed:
    builder = Builder()
    builder.begin()
    write_markdown(builder, text, **options)
    builder.end(Statement("1", 0, 0))
    return builder.parsed()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The weir\nleaks.\n\nSince *May*.", ["The weir leaks.", "", "Since May."]),
        ("one  \ntwo", ["one", "two"]),
        ("- rope\n- nails\n  1. long", ["- rope", "- nails", "  1. long"]),
        ("Try\n\n    x  = 1", ["Try", "", "    x  = 1"]),
        ("```py\nif x:\n    y\n```", ["    if x:", "        y"]),
        ("lock|rise\n-|-\nupper|2 m", ["lock | rise", "upper | 2 m"]),
        ("[plan](https://example.org/p) https://example.org/a_b_c", ["plan (https://example.org/p) https://example.org/a_b_c"]),
        ("a <b>bold</b> claim &amp; ~~no~~ \\*", ["a <b>bold</b> claim & no *"]),
        ("# Plan\nNow", ["Plan", "", "Now"]),
    ],
)  # fmt: skip
def test_signs_become_lines(text: str, expected: list[str]) -> None:
    assert written(text).text.split("\n") == expected


def test_quotes_are_marked_with_their_depth() -> None:
    parsed = written("> Who?\n>> When?\n\nAda.")

    assert parsed.text.split("\n") == ["Who?", "", "When?", "", "Ada."]
    assert parsed.posts[0].marks == (Mark(1, 1, "quote", 1), Mark(3, 3, "quote", 2))


def test_links_within_the_site_are_whole_where_the_site_is_known() -> None:
    assert written("[plan](/p)", base="https://example.org/").text == "plan (https://example.org/p)"


@given(st.text(alphabet="ab1. \n-+=)#:!", max_size=60))
def test_plain_text_reads_the_same_without_the_parser(text: str) -> None:
    builder = Builder()
    builder.begin()
    write_html(builder, markdown.PARSER.render(text))
    builder.end(Statement("1", 0, 0))

    assert written(text).text == builder.parsed().text


@pytest.mark.parametrize(
    "piece", ["[", "![", ">", "> ", "*a ", "**a *b", "`a", "<a ", "](", "[a](<", "- ", "a|", "~~a "]
)
def test_time_follows_length(piece: str) -> None:
    text = piece * (markdown.MOST_CHARACTERS // len(piece))

    with at_most(seconds=60):
        written(text)
        written(text * 10)
