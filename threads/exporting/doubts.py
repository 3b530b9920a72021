"""An archive -> what its reading is least sure of, as questions for people: does a post begin here, is this a quote of that?

Only pages of text are asked about; where posts begin in other formats, and what these quote, is stated there. What somebody
has answered already is not asked again. docs/administration.md has the form of the lines.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, NamedTuple

from threads.exporting.marks import Roles
from threads.line_entries import Original
from threads.models import Appearance, Archive, CuratorAction, Document, Post, Quote, Record
from threads.models.reading import DOUBTFUL
from threads.reconstruct.boundary_doubts import PossibleBeginning, possible_beginnings
from threads.records import TextRecord, split_lines

VERSION = 1
# Lines with text before and after the one that is asked about.
LINES_AROUND = 5
# A post that begins less surely may begin elsewhere; where none begins, one may from the lower figure on.
SURE, PERHAPS = DOUBTFUL, 0.2
RECORDS_AT_ONCE = 50
EVEN = 0.5
Kind = CuratorAction.Kind
ASKED = {Kind.BEGIN_POST: "boundary", Kind.JOIN_POST: "boundary", Kind.MARK_QUOTE: "quote"}
Question = dict[str, Any]


class DoubtedPage(NamedTuple):
    """A page of text with what is needed to ask about its lines."""

    document: Document
    texts: Sequence[str]
    roles: Mapping[int, str]
    posts: Mapping[int, int]  # the number of the post that begins at a line
    answered: frozenset[tuple[str, int]]
    said_again: Sequence[tuple[int, Original]]  # own lines whose words stand elsewhere too


def doubts_of(archive: Archive) -> list[Question]:
    """All questions of an archive, the most open first."""
    answered = _answered(archive)
    questions: list[Question] = []
    texts: dict[int, Sequence[str]] = {}
    records = Record.objects.filter(archive=archive, document__is_stated=False, document__is_read=True, refusal="")
    for record in (
        records.select_related("document__archive").order_by("document_id").iterator(chunk_size=RECORDS_AT_ONCE)
    ):
        page = _page(record, answered)
        texts[record.document_id] = page.texts
        questions += _boundaries(page, record)
        questions += _quotes(page)
    _show_sources(questions, texts)
    return sorted(questions, key=lambda each: (abs(each["confidence"] - EVEN), each["path"], each["line"]))


def _answered(archive: Archive) -> dict[bytes, frozenset[tuple[str, int]]]:
    """By a document's key, which questions about which of its lines have an answer."""
    answers: dict[bytes, set[tuple[str, int]]] = {}
    actions = CuratorAction.objects.filter(archive=archive, kind__in=ASKED, is_undone=False)
    for kind, key, value in actions.values_list("kind", "key", "value"):
        answers.setdefault(bytes(key), set()).add((ASKED[Kind(kind)], value["line"]))
    return {key: frozenset(lines) for key, lines in answers.items()}


def _page(record: Record, answered: Mapping[bytes, frozenset[tuple[str, int]]]) -> DoubtedPage:
    document = record.document
    stands = Appearance.objects.filter(record=record, is_original=True).order_by("-first_line")
    begun = {post: (line, number) for post, line, number in stands.values_list("post", "first_line", "post__number")}
    return DoubtedPage(
        document=document,
        texts=split_lines(bytes(record.raw).decode(document.encoding or "utf-8", "replace").removeprefix("\ufeff")),
        roles={line: entry.role for entry in record.entries for line in entry.lines},
        posts=dict(begun.values()),
        answered=answered.get(bytes(document.key), frozenset()),
        said_again=Roles().said_again(record),
    )


def _boundaries(page: DoubtedPage, record: Record) -> Iterator[Question]:
    """Where a post is said to begin and may not, and where none is said to begin and one may."""
    document = page.document
    text = TextRecord(
        document.path, bytes(document.key).hex(), 0, bytes(record.raw), "\n".join(page.texts), document.encoding
    )
    possible = {each.line: each for each in possible_beginnings(text)}
    first = min(page.posts, default=0)
    read = Post.objects.filter(appearances__record=record, appearances__is_original=True, confidence__lt=SURE)
    begun = read.values_list("appearances__first_line", "confidence", "cues")
    for line, confidence, cues in begun:
        if line in page.posts and line != first and ("boundary", line) not in page.answered:
            yield _boundary(page, line, confidence, cues, possible.get(line), is_read=True)
    for line, each in possible.items():
        is_open = line not in page.posts and page.roles.get(line) == "body" and each.probability >= PERHAPS
        if is_open and line > first and ("boundary", line) not in page.answered:
            yield _boundary(page, line, each.probability, each.reasons, each, is_read=False)


def _boundary(
    page: DoubtedPage,
    line: int,
    confidence: float,
    reasons: Sequence[str],
    possible: PossibleBeginning | None,
    *,
    is_read: bool,
) -> Question:
    return {
        **_about(page, "boundary", line),
        "read_as": is_read,
        "confidence": confidence,
        "reasons": list(reasons),
        "cues": list(possible.cues) if possible else [],
    }


def _quotes(page: DoubtedPage) -> Iterator[Question]:
    """Quotes that are not sure, and own lines whose words stand elsewhere too."""
    stands = Appearance.objects.filter(record__document=page.document, is_original=True)
    quotes = Quote.objects.filter(post__in=stands.values("post"), rank=0, confidence__lt=SURE)
    for quote in quotes.select_related("source_document").order_by("line"):
        source = quote.source_document
        place = {"document": bytes(source.key).hex(), "line": quote.source_line} if source else None
        yield from _quote(page, quote.line, quote.confidence, place, kind=quote.kind)
    for line, original in page.said_again:
        place = {"document": original.document, "line": original.line}
        yield from _quote(page, line, EVEN, place, kind="")


def _quote(
    page: DoubtedPage, line: int, confidence: float, place: dict[str, Any] | None, *, kind: str
) -> Iterator[Question]:
    """A question about a quote; without a kind, the line is its author's own as it was read."""
    if ("quote", line) in page.answered or not 1 <= line <= len(page.texts):
        return
    about = _about(page, "quote", line)
    yield {**about, "read_as": bool(kind), "confidence": confidence, "kind": kind or None, "source": place}


def _about(page: DoubtedPage, asks: str, line: int) -> Question:
    return {
        "version": VERSION,
        "archive": page.document.archive.slug,
        "document": bytes(page.document.key).hex(),
        "path": page.document.path,
        "asks": asks,
        "line": line,
        "lines": [_shown(page, number) for number in _around(page.texts, line)],
    }


def _shown(page: DoubtedPage, line: int) -> dict[str, Any]:
    shown: dict[str, Any] = {"line": line, "text": page.texts[line - 1], "role": page.roles.get(line)}
    return shown | ({"begins_post": page.posts[line]} if line in page.posts else {})


def _around(texts: Sequence[str], line: int) -> list[int]:
    """The lines with text around one, and that one."""
    above = (number for number in range(line - 1, 0, -1) if texts[number - 1].strip())
    below = (number for number in range(line + 1, len(texts) + 1) if texts[number - 1].strip())
    return [*reversed(list(islice(above, LINES_AROUND))), line, *islice(below, LINES_AROUND)]


def _show_sources(questions: Sequence[Question], texts: Mapping[int, Sequence[str]]) -> None:
    """Add the words and the path of each source, where its document is one of those asked about."""
    keys = {each["source"]["document"] for each in questions if each.get("source")}
    rows = Document.objects.filter(key__in=[bytes.fromhex(key) for key in keys]).values_list("id", "key", "path")
    found = {bytes(key).hex(): (path, texts[pk]) for pk, key, path in rows if pk in texts}
    for source in (each["source"] for each in questions if each.get("source")):
        path, lines = found.get(source["document"], ("", ()))
        if path and 1 <= source["line"] <= len(lines):
            source |= {"path": path, "text": lines[source["line"] - 1]}
