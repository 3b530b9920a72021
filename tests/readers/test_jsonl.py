"""A line of JSON is a post, with as much as its writer cared to state. Fields: docs/formats/jsonl.md."""

import json
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import pytest

from threads.readers.jsonl import claims, parse, units
from threads.records import Mark, Parsed, Statement


def parsed(**line: Any) -> Parsed:
    found = parse(json.dumps(line).encode())
    assert isinstance(found, Parsed)
    return found


def only(**line: Any) -> Statement:
    (statement,) = parsed(**{"id": "b", "text": "The miller."} | line).posts
    return statement


def test_an_id_and_a_text_are_enough() -> None:
    found = parsed(id="a", text="Who built\nthe weir?\n")

    assert found.text == "Who built\nthe weir?"
    assert found.posts == (Statement("a", 1, 2),)


def test_a_line_written_by_hand_may_say_more() -> None:
    found = only(
        parent="a", thread="t", author="Bruno", posted_at="2021-03-04T05:06:07Z", title="Weir", url="https://x.org/b"
    )

    assert (found.parents, found.thread, found.author, found.title) == (("a",), "t", "Bruno", "Weir")
    assert (found.posted_at, found.url) == (datetime(2021, 3, 4, 5, 6, 7, tzinfo=UTC), "https://x.org/b")


def test_an_exported_line_says_it_in_objects() -> None:
    found = only(
        key="0b", thread={"key": "0a", "title": "Weir", "title_stated": True}, position=0,
        author={"key": "0c", "name": "Bruno", "aliases": []}, posted_at=None, posted_at_raw="in May", facts={"likes": 2},
    )  # fmt: skip

    assert (found.id, found.thread, found.title) == ("b", "0a", "Weir")
    assert (found.author, found.author_id) == ("Bruno", "0c")
    assert (found.posted_at, found.posted_at_raw, found.facts) == (None, "in May", {"likes": 2})


def test_nobody_is_an_author_without_a_name() -> None:
    found = only(author={"key": "0c", "name": None, "aliases": []})

    assert (found.author, found.author_id) == ("", "")


def test_a_title_that_was_made_up_or_is_another_posts_is_not_stated() -> None:
    assert only(thread={"key": "0a", "title": "Who built", "title_stated": False}, position=0).title == ""
    assert only(thread={"key": "0a", "title": "Weir", "title_stated": True}, position=3).title == ""


@pytest.mark.parametrize(
    ("edge", "parents"),
    [
        ({"parent": "0a", "parent_id": "a", "origin": "declared", "primary": True}, ("a",)),
        ({"parent": "0a", "origin": "quote", "primary": True}, ("0a",)),
        ({"parent": "0a", "origin": "sequence", "primary": True}, ()),
        ({"parent": "0a", "origin": "quote", "primary": False}, ("z",)),
    ],
)
def test_the_best_edge_names_the_parent_unless_it_only_gives_a_place(edge: dict[str, Any], parents: tuple[str]) -> None:
    assert only(parent="z", replies_to=[edge]).parents == parents


def test_marks_tell_lines_apart() -> None:
    marks = [
        {"first_line": 3, "last_line": 4, "role": "quote", "source": "a", "depth": 2},
        {"first_line": 1, "last_line": 1, "role": "attribution"},
    ]

    found = only(text="Ada wrote:\n\nWho?\nWhy?\nThe miller.", marks=marks)

    assert found.marks == (Mark(1, 1, "attribution"), Mark(3, 4, "quote", 2, "a"))


@pytest.mark.parametrize(
    "mark",
    [
        {"first_line": 0, "last_line": 1, "role": "quote"},
        {"first_line": 1, "last_line": 9, "role": "quote"},
        {"first_line": 2, "last_line": 1, "role": "quote"},
        {"first_line": 1, "last_line": 1, "role": "shout"},
        {"first_line": "x", "role": "quote"},
        "quote",
    ],
)
def test_marks_that_do_not_fit_count_for_nothing(mark: Any) -> None:
    assert only(text="One\nTwo", marks=[mark]).marks == ()


def test_of_marks_that_overlap_the_first_counts() -> None:
    marks = [{"first_line": 1, "last_line": 2, "role": "quote"}, {"first_line": 2, "last_line": 3, "role": "signature"}]

    assert only(text="One\nTwo\nThree", marks=marks).marks == (Mark(1, 2, "quote"),)


def test_what_was_missing_is_missing_again() -> None:
    assert parsed(id="a", text="Who?", missing=True) == Parsed()


@pytest.mark.parametrize("raw", [b'{"id": "a"}', b'{"id": "a", "text": 5}', b"[1, 2]", b'{"text": "a', b"{}"])
def test_what_is_no_post_is_told_in_words(raw: bytes) -> None:
    assert isinstance(parse(raw), str)


def test_facts_that_cannot_be_stored_are_left_out() -> None:
    assert parse(b'{"id": "a", "text": "b", "facts": {"n": 1e999}}').posts[0].facts == {}


def test_fields_of_other_kinds_than_expected_count_for_nothing() -> None:
    found = only(author=[], thread=[], parent={}, posted_at={}, title=5, url=[], facts=[], marks={}, replies_to="a")

    assert found == Statement("b", 1, 1)


def test_lines_are_claimed_and_cut() -> None:
    content = b'{"id": "a", "text": "One"}\n{"text": "Two"}\n'

    assert claims("any", content)
    assert list(units(BytesIO(content))) == content.splitlines(keepends=True)


@pytest.mark.parametrize(
    "head",
    [b'{"id": "a"}', b'{"text": "a"}', b'{"id": 1, "text": "a", "by": "ada"}', b'{"id": "a", "text": "b", "speaker": "c"}', b"[]"],
)  # fmt: skip
def test_lines_of_other_formats_are_not_claimed(head: bytes) -> None:
    assert not claims("x.jsonl", head)
