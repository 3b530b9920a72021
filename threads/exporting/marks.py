"""Lines of documents as they were read -> marked runs of the lines of a post's own text, as readers state them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from threads.line_entries import Original
from threads.models import Post, Quote, Record
from threads.readers import parse_unit
from threads.records import Parsed, split_lines

ROLES = frozenset({"quote", "attribution", "signature", "chrome"})


class Roles:
    """The role of each line of a record, worked out once for the posts that stand in it one after another."""

    def __init__(self) -> None:
        self._record: int | None = None
        self._roles: dict[int, str] = {}
        self._said_again: list[tuple[int, Original]] = []

    def of(self, record: Record) -> Mapping[int, str]:
        self._read(record)
        return self._roles

    def said_again(self, record: Record) -> Sequence[tuple[int, Original]]:
        """The lines of a record that are somebody's own and stand elsewhere too, and where."""
        self._read(record)
        return self._said_again

    def _read(self, record: Record) -> None:
        if record.pk == self._record:
            return
        self._record = record.pk
        entries = record.entries
        self._roles = {line: entry.role for entry in entries for line in entry.lines}
        said = [entry for entry in entries if entry.role == "body" and entry.original]
        self._said_again = [(line, place) for each in said for line in each.lines if (place := each.original_of(line))]


def marks_of(post: Post, roles: Roles) -> list[dict[str, Any]]:
    """The runs of a post's lines that are not its body, counted from 1 in its text, with what each quote cites."""
    texts = split_lines(post.text)
    quote_at = {line: quote for quote in post.quotes.all() if quote.rank == 0 for line in quote.lines}
    marks: list[dict[str, Any]] = []
    for number, line, role in marked_lines(post, roles):
        source = cited_id(quote_at.get(line)) if role == "quote" else ""
        _add(marks, {"first_line": number, "last_line": number, "role": role, "source": source}, texts)
    return marks


def repeats_of(post: Post, roles: Roles) -> list[dict[str, Any]]:
    """The post's own lines that stand elsewhere too while no quote is proven, in the order of its record."""
    stood = [each for each in post.appearances.all() if each.is_original]
    if not stood:
        return []
    record = stood[0].record
    spans = [(each.first_line, each.last_line) for each in stood if each.record_id == record.pk]
    return [
        {"line": line, "kind": place.kind, "source": {"document": place.document, "line": place.line}}
        for line, place in roles.said_again(record)
        if any(first <= line <= last for first, last in spans)
    ]


def marked_lines(post: Post, roles: Roles) -> Iterator[tuple[int, int, str]]:
    """The lines of a post that are not its body: number in the text, number in the record, role."""
    stood = [each for each in post.appearances.all() if each.is_original]
    if post.is_missing or not stood:
        return
    record = stood[0].record
    role_of_line = roles.of(record)
    runs = sorted((each.first_line, each.last_line) for each in stood if each.record_id == record.pk)
    for number, line in _numbered(split_lines(post.text), runs, record, role_of_line):
        role = role_of_line.get(line, "")
        if role in ROLES:
            yield number, line, role


def public_id(post: Post) -> str:
    """What the source calls a post, else its key."""
    return post.stated_id or bytes(post.key).hex()


def cited_id(quote: Quote | None) -> str:
    """The post that a quote was taken from; of a quote of a quote, the post it came through."""
    source = (quote.via or quote.source_post) if quote else None
    return public_id(source) if source else ""


def _numbered(
    texts: Sequence[str], runs: Sequence[tuple[int, int]], record: Record, role_of_line: Mapping[int, str]
) -> Iterator[tuple[int, int]]:
    """The lines of a post's text that are not blank, each with its number in the record.

    A text has one blank line where its record may have several; only then the record is read again.
    """
    numbers = [number for number, text in enumerate(texts, start=1) if text.strip()]
    lines = [line for first, last in runs for line in range(first, last + 1)]
    if not record.document.is_stated:  # then the role of every line with text is written down
        filled = [line for line in lines if line in role_of_line]
    elif len(lines) + len(runs) - 1 == len(texts):
        places = [place for first, last in runs for place in (*range(first, last + 1), 0)]
        filled = [place for place, text in zip(places, texts, strict=False) if text.strip()]
    else:
        filled = _filled(record, lines)
    return zip(numbers, filled, strict=False)


def _filled(record: Record, lines: Sequence[int]) -> list[int]:
    parsed = parse_unit(record.document.form, bytes(record.raw), record.letters)
    texts = split_lines(parsed.text) if isinstance(parsed, Parsed) else []
    return [line for line in lines if line <= len(texts) and texts[line - 1].strip()]


def _add(marks: list[dict[str, Any]], mark: dict[str, Any], texts: Sequence[str]) -> None:
    """Add a line's mark, joined to the one before it where only blank lines lie between."""
    last = marks[-1] if marks else None
    if (
        last
        and (last["role"], last["source"]) == (mark["role"], mark["source"])
        and not any(text.strip() for text in texts[last["last_line"] : mark["first_line"] - 1])
    ):
        last["last_line"] = mark["last_line"]
    else:
        marks.append(mark)
