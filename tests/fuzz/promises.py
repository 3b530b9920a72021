"""What readers and reconstruction hand on -> nothing, or an AssertionError that says which promise they broke."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from io import BytesIO
from itertools import islice
from operator import attrgetter

from threads.loading.parsing import parse
from threads.readers import OUTLINES, stated_reader
from threads.reconstruct.types import Reconstruction
from threads.records import Parsed, Statement, writable
from threads.words.dates import FIRST_YEAR, LAST_YEAR

HEAD = 65_536
UNITS_MOST = 1_000
UNITS_PARSED = 6
ROLES = frozenset({"quote", "attribution", "signature", "chrome"})


def is_document_read(form: str, document: bytes) -> None:
    """A reader claims or declines, cuts without loss, and parses the same bytes to the same answer, without an error."""
    reader = stated_reader(form)
    assert reader.claims("x", document[:HEAD]) in (True, False)
    units = list(islice(reader.units(BytesIO(document)), UNITS_MOST))
    assert all(units), "an empty unit"
    if len(units) < UNITS_MOST:
        assert b"".join(units) == document, "the units joined are not the document"
    quick = OUTLINES.get(form)
    for unit in units[:UNITS_PARSED]:
        parsed = parse(form, unit)
        assert parsed == parse(form, unit), "the same bytes gave another answer"
        if isinstance(parsed, str):
            assert parsed, "a refusal without words"
            continue
        is_parsed_sound(parsed)
        if quick and parsed.posts:
            assert quick(unit) == (parsed.posts[0].id, parsed.posts[0].parents), "the outline says something else"


def is_parsed_sound(parsed: Parsed) -> None:
    """All text can be stored, posts share no line, marks lie within them, dates are credible, facts are JSON."""
    _is_stored(parsed.text, *parsed.people, *parsed.people.values())
    last = 0
    for post in parsed.posts:
        assert last < post.first_line <= post.last_line <= len(parsed.lines), "posts overlap or leave the text"
        last = post.last_line
        _is_statement_sound(post)


def _is_statement_sound(post: Statement) -> None:
    texts = (post.id, post.thread, post.author, post.author_id, post.posted_at_raw, post.title, post.url)
    _is_stored(*texts, *post.parents)
    if post.posted_at is not None:
        is_date_credible(post.posted_at)
    before = post.first_line - 1
    for mark in post.marks:
        assert before < mark.first_line <= mark.last_line <= post.last_line, "a mark leaves its post, or overlaps"
        assert mark.role in ROLES, mark.role
        assert mark.depth >= 1, "a depth below one"
        _is_stored(mark.source)
        before = mark.last_line
    _is_stored(*_texts_in(json.loads(json.dumps(post.facts, allow_nan=False))))


def is_date_credible(moment: datetime) -> None:
    """A moment has a zone, and a year in which a post can have been written."""
    assert moment.tzinfo is not None, "a date without a zone"
    assert FIRST_YEAR <= moment.year <= LAST_YEAR, "a date outside the years that are believed"


def _is_stored(*texts: str) -> None:
    for text in texts:
        assert isinstance(text, str), f"{text!r} is no text"
        assert writable(text) == text, "text that no database takes"


def _texts_in(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from value
        for inner in value.values():
            yield from _texts_in(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts_in(inner)


def is_accounted_for(reading: Reconstruction) -> None:
    """Every line with text has one role, every span lies in its line, every post stands in one thread and one place."""
    posts = {post.key for post in reading.posts} | {missing.key for missing in reading.missing}
    assert len(posts) == len(reading.posts) + len(reading.missing), "two posts under one key"
    for document in reading.documents:
        if not document.is_stated:
            _is_page_accounted_for(reading, document.document)
    for place in _places(reading):
        text = reading.texts[place.document][place.line - 1]
        assert 0 <= place.start <= place.end <= len(text), "a span outside of its line"
    _are_edges_sound(reading, posts)
    _are_threads_whole(reading, posts)


def in_one_order(reading: Reconstruction) -> Reconstruction:
    """The same reading, whatever the order its parts were found in; what no order of the input may change stays."""
    return replace(
        reading,
        documents=tuple(sorted(reading.documents, key=attrgetter("document"))),
        posts=tuple(sorted(reading.posts, key=attrgetter("key"))),
        missing=tuple(sorted(reading.missing, key=attrgetter("key"))),
        edges=tuple(sorted(reading.edges, key=attrgetter("child", "parent", "origin"))),
        threads=tuple(sorted(reading.threads, key=attrgetter("key"))),
    )


def _is_page_accounted_for(reading: Reconstruction, document: str) -> None:
    (page,) = [each for each in reading.documents if each.document == document]
    filled = [number for number, text in enumerate(reading.texts[document], start=1) if text.strip()]
    assert [line.first_line for line in page.by_line()] == filled, "a line has no role, or two"
    held = {line: post.key for post in reading.posts if post.document == document for line in post.lines}
    for line in page.by_line():
        assert line.post is None or line.first_line not in held or held[line.first_line] == line.post, (
            "a line of two posts"
        )


def _places(reading: Reconstruction) -> Iterable:
    for document in reading.documents:
        for run in document.runs:
            yield from (place for source in run.sources for place in source.places)
    for missing in reading.missing:
        yield from missing.passages


def _are_edges_sound(reading: Reconstruction, posts: set[str]) -> None:
    primary: dict[str, str] = {}
    for edge in reading.edges:
        assert {edge.child, edge.parent} <= posts, "an edge to nowhere"
        assert 0 < edge.confidence <= 1, "a confidence that is none"
        if edge.is_primary:
            assert edge.child not in primary, "two parents"
            primary[edge.child] = edge.parent
    for key in primary:
        above, steps = key, 0
        while above in primary:
            above, steps = primary[above], steps + 1
            assert steps <= len(primary), "a circle of answers"


def _are_threads_whole(reading: Reconstruction, posts: set[str]) -> None:
    placed = [place.post for thread in reading.threads for place in thread.places]
    assert sorted(placed) == sorted(posts), "a post stands in no thread, or in two"
    for thread in reading.threads:
        assert [place.position for place in thread.places] == list(range(len(thread.places)))
        for place in thread.places:
            below = thread.places[place.position + 1 : place.last_descendant + 1]
            after = thread.places[place.last_descendant + 1 : place.last_descendant + 2]
            assert all(each.depth > place.depth for each in below), "a subtree that is none"
            assert all(each.depth <= place.depth for each in after), "a subtree cut short"
