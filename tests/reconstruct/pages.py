"""Texts -> records, and reconstructions -> plain sentences about them, for tests to compare with what they expect."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path

from threads.reconstruct import reconstruct
from threads.reconstruct.normalise import paragraphs_of
from threads.reconstruct.types import Edge, PageKind, Paragraph, Reconstruction, Source
from threads.records import TextRecord, digest
from threads.words.kinds import Origin, Role

CASES = Path(__file__).parent / "cases"


@dataclass(frozen=True, slots=True)
class Case:
    """What one page, or several, should be read as: a title, the texts by name, and sentences that have to be true."""

    title: str
    texts: dict[str, str]
    expected: tuple[str, ...]


def read_cases() -> Iterator[Case]:
    """Read every case; the parts of one are told apart by lines of one dot, the pages of one by their name in brackets.

    A quote of a whole line cites it.
    .
    The lock on the canal sticks when the water is low.
    The lock on the canal sticks when the water is low.
    .
    2 quotes 1
    .
    """
    for file in sorted(CASES.glob("*.txt")):
        parts = file.read_text("utf8").removesuffix("\n.\n").split("\n.\n")
        for title, page, expected in zip(parts[::3], parts[1::3], parts[2::3], strict=True):
            yield Case(title.strip(), dict(_texts(page)), tuple(expected.split("\n")))


def _texts(page: str) -> Iterator[tuple[str, str]]:
    name, lines = "page", []
    for line in page.split("\n"):
        if line[:1] == "[" and line[-1:] == "]" and line[1:-1].isidentifier():
            if lines:
                yield name, "\n".join(lines) + "\n"
            name, lines = line[1:-1], []
        else:
            lines.append(line)
    yield name, "\n".join(lines) + "\n"


def record(text: str, path: str = "page") -> TextRecord:
    return TextRecord(path, digest(text.encode()), 0, text.encode(), text, "utf-8")


def records(**texts: str) -> list[TextRecord]:
    return [record(text, path) for path, text in texts.items()]


def read(*lines: str) -> Reconstruction:
    """Read one page given line by line."""
    return reconstruct([record("\n".join(lines) + "\n")])


def paragraph(text: str) -> Paragraph:
    """A text that is one paragraph."""
    (only,) = paragraphs_of(text.split("\n"))
    return only


def roles(reading: Reconstruction) -> str:
    """The roles of the lines of the only document, each by its first letter: "bqb"."""
    (document,) = reading.documents
    return "".join(line.role.value[0] for line in document.by_line())


def facts(reading: Reconstruction) -> set[str]:
    """Everything the tests ask about, as sentences; lines are named by their number, after their page if there are several.

    2 is body · 2 quotes 1 · 2 is a partial quote of 1: the fourth of May · 2 is a quote without a source
    3 comes by way of 2 · 7 repeats 1 · 7 says again 1 · 4 begins a post · 4 answers 2 · 4 answers a missing post · 4 answers nobody
    the place of 4 is not known · the missing post says: ... · it is a collection · its author is also known as Ada
    there are 3 posts · there is 1 thread · the title is: ...
    """
    return {*_line_facts(reading), *_post_facts(reading), *_document_facts(reading)}


def _line_facts(reading: Reconstruction) -> Iterator[str]:
    for document in reading.documents:
        for line in document.by_line():
            here = _name(reading, document.document, line.first_line)
            yield f"{here} is {line.role}"
            if line.role is Role.QUOTE and not line.sources:
                yield f"{here} is a quote without a source"
            for source in line.repeats:
                yield f"{here} says again {_name(reading, source.place.document, source.place.line)}"
            for source in line.sources:
                there = _name(reading, source.place.document, source.place.line)
                verb = "quotes" if line.role is Role.QUOTE else "repeats"
                yield f"{here} {verb} {there}"
                yield f"{here} is a {source.kind} {line.role} of {there}"
                yield f"{here} is a {source.kind} {line.role} of {there}: {cited(reading, source)}"
                yield from (f"{here} comes by way of {via}" for via in _lines_of(reading).get(source.via or "", ()))


def _post_facts(reading: Reconstruction) -> Iterator[str]:
    lines = _lines_of(reading)
    primary = {edge.child: edge for edge in reading.edges if edge.is_primary}
    for post in reading.posts:
        yield f"{lines[post.key][0]} begins a post"
        yield from (f"{line} {claim}" for line in lines[post.key] for claim in _answers(primary.get(post.key), lines))
        yield from (f"{a} and {b} are one post" for a, b in product(lines[post.key], repeat=2))
        if post.author:
            yield from (f"{line} is by {post.author}" for line in lines[post.key])
    for missing in reading.missing:
        words = (reading.texts[place.document][place.line - 1][place.start : place.end] for place in missing.passages)
        yield "the missing post says: " + " / ".join(words)


def _answers(edge: Edge | None, lines: dict[str, list[str]]) -> Iterator[str]:
    if edge is None:
        yield "answers nobody"
    elif edge.origin is Origin.SEQUENCE:
        yield "has no known place"
    elif edge.parent in lines:
        yield from (f"answers {line}" for line in lines[edge.parent])
    else:
        yield "answers a missing post"


def _document_facts(reading: Reconstruction) -> Iterator[str]:
    for document in reading.documents:
        name = document.path if len(reading.documents) > 1 else "it"
        yield f"{name} is a {PageKind(document.kind).value}"
        if document.author:
            yield f"{name} shows one author"
            yield from (f"the author of {name} is also known as {alias}" for alias in document.author.aliases)
    for noun, found in (("post", reading.posts), ("missing post", reading.missing), ("thread", reading.threads)):
        yield f"there is 1 {noun}" if len(found) == 1 else f"there are {len(found)} {noun}s"
    yield from (f"the title is: {thread.title}" for thread in reading.threads)
    yield from (f"the title is stated: {thread.title}" for thread in reading.threads if thread.is_title_stated)


def cited(reading: Reconstruction, source: Source) -> str:
    """The characters that a source names."""
    return reading.texts[source.place.document][source.place.line - 1][source.place.start : source.place.end]


def _name(reading: Reconstruction, document: str, line: int) -> str:
    path = next(found.path for found in reading.documents if found.document == document)
    return f"{path}:{line}" if len(reading.documents) > 1 else str(line)


def _lines_of(reading: Reconstruction) -> dict[str, list[str]]:
    return {post.key: [_name(reading, post.document, line) for line in post.lines] for post in reading.posts}
