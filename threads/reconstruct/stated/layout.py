"""Units as read -> whole documents, in the lines of the file where their text stands in it as it is, else of their own text.

A mail's words stand in its file, below its headers. What was HTML, JSON or base64 stands nowhere but in the record's text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from threads.reconstruct.types import (
    DocumentReading,
    MissingPost,
    PageKind,
    Place,
    PostReading,
    Reconstruction,
    RunReading,
    Source,
)
from threads.records import Parsed, split_lines
from threads.words.kinds import Role

CERTAIN = 1.0


@dataclass(frozen=True, slots=True)
class ParsedUnit:
    """A unit under its name: its bytes as text, and what its reader says of it; None where it could not be read."""

    name: str
    raw: str
    parsed: Parsed | None


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the units of a document stand: ``before`` has, by the name of each, how many of ``lines`` precede its text.

    ``is_file`` tells whether these are the lines of the file.
    """

    document: str
    path: str
    lines: tuple[str, ...]
    before: Mapping[str, int]
    is_file: bool


def layout_of(document: str, path: str, units: Sequence[ParsedUnit]) -> Layout:
    """Lay out a document: as its file, if the text of every unit that states posts stands in it line by line."""
    before: dict[str, int] = {}
    lines: list[str] = []
    for unit in units:
        if unit.parsed and unit.parsed.posts:
            offset = _offset(unit.parsed.lines, unit.raw)
            if offset is None:
                return _own_text(document, path, units)
            before[unit.name] = len(lines) + offset
        lines += split_lines(unit.raw)
    return Layout(document, path, tuple(lines), before, is_file=True)


def _offset(text: Sequence[str], raw: str) -> int | None:
    """How many lines of a unit precede its text; None where the text does not stand in it."""
    whole = "\n".join(("", *split_lines(raw), ""))
    at = whole.find("\n".join(("", *text, "")))
    return whole.count("\n", 0, at) if at >= 0 else None


def _own_text(document: str, path: str, units: Iterable[ParsedUnit]) -> Layout:
    before: dict[str, int] = {}
    lines: list[str] = []
    for unit in units:
        if unit.parsed and unit.parsed.posts:
            before[unit.name] = len(lines)
            lines += unit.parsed.lines
    return Layout(document, path, tuple(lines), before, is_file=False)


def on_documents(reading: Reconstruction, layouts: Sequence[Layout]) -> Reconstruction:
    """The same reading, told by documents instead of units. Lines that no post holds are chrome."""
    return _Mover(reading, layouts).moved()


class _Mover:
    """Moves what was read of units to the lines of their documents."""

    def __init__(self, reading: Reconstruction, layouts: Sequence[Layout]) -> None:
        self.reading = reading
        self.layouts = layouts
        self.home = {unit: layout for layout in layouts for unit in layout.before}
        self.posts = tuple(map(self._post, reading.posts))

    def moved(self) -> Reconstruction:
        runs: dict[str, list[RunReading]] = {layout.document: [] for layout in self.layouts}
        for document in self.reading.documents:
            unit = document.document
            runs[self.home[unit].document] += (line for run in document.runs for line in self._by_line(unit, run))
        bodies: dict[str, list[PostReading]] = {layout.document: [] for layout in self.layouts}
        for post in self.posts:
            bodies[post.document].append(post)
        return replace(
            self.reading,
            documents=tuple(
                _document(layout, runs[layout.document], bodies[layout.document]) for layout in self.layouts
            ),
            posts=self.posts,
            missing=tuple(map(self._missing, self.reading.missing)),
            texts={layout.document: layout.lines for layout in self.layouts},
        )

    def _place(self, place: Place) -> Place:
        layout = self.home[place.document]
        return place._replace(document=layout.document, line=place.line + layout.before[place.document])

    def _by_line(self, unit: str, run: RunReading) -> Iterator[RunReading]:
        """Each line with text of a run, with the line it repeats.

        Where a passage was broken into other lines than it has in its source, each is led to where the passage begins.
        """
        layout = self.home[unit]
        before = layout.before[unit]
        filled = [line + before for line in run.lines if layout.lines[line + before - 1].strip()]
        sources = [each._replace(places=tuple(map(self._place, each.places))) for each in run.sources]
        for n, line in enumerate(filled):
            here = (_narrowed(source, n, len(filled)) for source in sources)
            yield run._replace(first_line=line, last_line=line, sources=tuple(here))

    def _lines(self, unit: str, lines: Sequence[int]) -> Sequence[int]:
        before = self.home[unit].before[unit]
        return range(lines[0] + before, lines[-1] + before + 1)

    def _post(self, post: PostReading) -> PostReading:
        appearances = tuple(
            replace(each, document=self.home[each.document].document, lines=self._lines(each.document, each.lines))
            for each in post.appearances
        )
        document = self.home[post.document].document
        return replace(post, document=document, lines=self._lines(post.document, post.lines), appearances=appearances)

    def _missing(self, post: MissingPost) -> MissingPost:
        answered_at = self._place(post.answered_at) if post.answered_at else None
        return replace(post, passages=tuple(map(self._place, post.passages)), answered_at=answered_at)


def _narrowed(source: Source, n: int, count: int) -> Source:
    """A passage of ``count`` lines at its ``n``th."""
    place = source.places[n] if len(source.places) == count else source.place
    return source._replace(places=(place,))


def _document(layout: Layout, runs: Sequence[RunReading], posts: Iterable[PostReading]) -> DocumentReading:
    filled = sorted((*runs, *_rest(layout, runs, posts)), key=lambda run: run.first_line)
    return DocumentReading(
        layout.document, layout.path, PageKind.CONVERSATION, CERTAIN, (), tuple(filled), is_stated=True
    )


def _rest(layout: Layout, runs: Iterable[RunReading], posts: Iterable[PostReading]) -> Iterator[RunReading]:
    """Each line with text that no run names: a post's own, or nobody's."""
    named = {line for run in runs for line in run.lines}
    holder = {line: post.key for post in posts for line in post.lines}
    for number, text in enumerate(layout.lines, 1):
        if number not in named and text.strip():
            post = holder.get(number)
            yield RunReading(number, number, Role.BODY if post else Role.CHROME, post, CERTAIN)
