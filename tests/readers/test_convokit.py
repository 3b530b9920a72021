"""Corpora of ConvoKit are read as posts. Fields: convokit.cornell.edu/documentation/data_format.html, and those that its
corpusHelper.py writes ("reply-to") and still reads ("root", "user", utterances.json).
"""

import json
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import pytest

from threads.readers.convokit import claims, parse, units
from threads.records import Mark, Parsed, Statement


def utterance(**fields: Any) -> dict[str, Any]:
    return {
        "id": "b", "conversation_id": "a", "text": "The miller.", "speaker": "bruno", "meta": {"score": 3},
        "reply-to": "a", "timestamp": 1614834367.0, "vectors": [],
    } | fields  # fmt: skip


def only(**fields: Any) -> Statement:
    (statement,) = parse(json.dumps(utterance(**fields)).encode()).posts
    return statement


def test_an_utterance_is_a_post() -> None:
    found = only()

    assert (found.id, found.thread, found.parents) == ("b", "a", ("a",))
    assert (found.author, found.author_id, found.facts) == ("bruno", "bruno", {"score": 3})
    assert found.posted_at == datetime(2021, 3, 4, 5, 6, 7, tzinfo=UTC)


def test_older_corpora_have_other_names() -> None:
    old = {"id": 2, "root": 1, "text": "The miller.", "user": "bruno", "reply_to": 1, "timestamp": "1614834367"}

    (found,) = parse(json.dumps(old).encode()).posts

    assert (found.id, found.thread, found.parents, found.author) == ("2", "1", ("1",), "bruno")


@pytest.mark.parametrize("nobody", [None, "None", ""])
def test_who_answers_nobody_has_no_parent(nobody: str | None) -> None:
    assert only(**{"reply-to": nobody}).parents == ()


def test_a_count_of_turns_is_no_date() -> None:
    found = only(timestamp=17)

    assert (found.posted_at, found.posted_at_raw) == (None, "17")


def test_typed_quotes_are_marked() -> None:
    found = only(text="> Who built it?\nThe miller.")

    assert found.marks == (Mark(1, 1, "quote"),)


def test_our_own_exports_mark_quotes_and_say_which_parent_is_only_a_place() -> None:
    mark = {"first_line": 1, "last_line": 1, "role": "quote", "source": "a"}

    found = only(
        text="Who built it?\n> The miller.", meta={"marks": [mark], "reply_origin": "sequence", "facts": {"likes": 2}}
    )

    assert (found.marks, found.parents, found.facts) == ((Mark(1, 1, "quote", 1, "a"),), (), {"likes": 2})


def test_facts_are_what_is_short_and_plain() -> None:
    found = only(
        meta={"score": 1, "parsed": [{"toks": []}], "long": "x" * 500, "ok": "yes", "title": "Weir", "none": None}
    )

    assert found.facts == {"score": 1, "ok": "yes"}
    assert found.title == "Weir"


def test_speakers_give_their_names() -> None:
    speakers = {"bruno": {"meta": {"name": "Bruno Reed"}, "vectors": []}, "ada": {"name": "Ada"}, "chen": {"meta": {}}}

    assert parse(json.dumps(speakers).encode()) == Parsed(people={"bruno": "Bruno Reed", "ada": "Ada"})


def test_utterances_come_in_lines_and_in_one_array() -> None:
    first, second = utterance(id="a", **{"reply-to": None}), utterance()

    for document in (f"{json.dumps(first)}\n{json.dumps(second)}\n", json.dumps([first, second])):
        content = document.encode()
        assert claims("utterances.jsonl", content)
        assert [parse(unit).posts[0].id for unit in units(BytesIO(content))] == ["a", "b"]


@pytest.mark.parametrize(
    ("path", "head", "is_claimed"),
    [
        ("corpus/speakers.json", b'{"ada": {"meta": {}, "vectors": []}}', True),
        ("corpus/conversations.json", b'{"a": {"meta": {"title": "Weir"}}}', True),
        ("corpus/corpus.json", b'{"name": "weirs"}', True),
        ("corpus/index.json", b'{"utterances-index": {}, "version": 1}', True),
        ("index.json", b'{"posts": {}}', False),
        ("export/conversations.json", b'[{"id": "x", "mapping": {}}]', False),
        ("export/users.json", b'{"count": 5}', False),
        ("other.json", b'{"ada": {"meta": {}}}', False),
        ("utterances.jsonl", b'{"id": "a", "text": "b"}', False),
    ],
)
def test_files_are_told_by_their_fields_or_names(path: str, head: bytes, *, is_claimed: bool) -> None:
    assert claims(path, head) == is_claimed


@pytest.mark.parametrize(
    ("raw", "is_refused"),
    [(b'{"name": "weirs"}', False), (b"{}", False), (b"[]", False), (b"[1]", True), (b'{"id"', True), (b"", True)],
)
def test_files_without_posts_hold_none_and_broken_ones_are_told(raw: bytes, *, is_refused: bool) -> None:
    assert isinstance(parse(raw), str) == is_refused


def test_fields_of_other_kinds_than_expected_count_for_nothing() -> None:
    found = only(speaker=[], meta=[], timestamp={}, conversation_id={}, **{"reply-to": []})

    assert (found.author, found.parents, found.thread, found.posted_at, found.facts) == ("", (), "", None, {})
