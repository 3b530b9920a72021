"""A Reconstruction -> drafts of posts: their text, own words and places, before any of them has an id."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from threads.html.setter import LineEnds
from threads.reconstruct.normalise import is_wrapped
from threads.reconstruct.types import (
    AppearanceReading,
    DocumentReading,
    MissingPost,
    Place,
    PostReading,
    Reconstruction,
    RunReading,
    VersionReading,
)
from threads.records import Statement, without_pictures
from threads.words.kinds import Role
from threads.words.scripts import bigrams

BLANKS = re.compile(r"\n(?:[^\S\n]*+\n)+")


@dataclass(frozen=True, slots=True)
class PageText:
    """The lines of one document as text, its runs that are not body, by post, and the posts whose words its lines repeat."""

    path: str
    texts: tuple[str, ...]
    line_ends: LineEnds = LineEnds.PARAGRAPH
    runs: Mapping[str | None, Sequence[RunReading]] = field(default_factory=dict)
    repeats: Mapping[int, str] = field(default_factory=dict)  # a line of somebody's own -> the post that says it too

    def text_of(self, line: int) -> str:
        return self.texts[line - 1]

    def between(self, first: int, last: int) -> bool:
        """Whether only blank lines lie between two lines."""
        return not any(self.texts[line - 1].strip() for line in range(first + 1, last))

    def pieces(self, post: str, lines: Sequence[int]) -> Iterator[RunReading]:
        """The lines of a post as runs, its body among them."""
        runs = iter(self.runs.get(post, ()))
        run = next(runs, None)
        for first, last in spans_of(lines):
            begin = first
            while run is not None and run.first_line <= last:
                if begin < run.first_line:
                    yield RunReading(begin, run.first_line - 1, Role.BODY, post, 1.0)
                yield run
                begin = run.last_line + 1
                run = next(runs, None)
            if begin <= last:
                yield RunReading(begin, last, Role.BODY, post, 1.0)


@dataclass(frozen=True, slots=True)
class PostDraft:
    """A post or missing post, ready to be stored except for its relations."""

    key: str
    document: str  # of a missing post, the one that quotes it first
    lines: Sequence[int]
    text: str
    own_text: str
    bigrams: str
    confidence: float
    cues: tuple[str, ...]
    appearances: tuple[AppearanceReading, ...] = ()
    passages: tuple[Place, ...] = ()
    date: str = ""  # the words in which its page says when
    moment: datetime | None = None  # when it was written; of a missing post, when it was first answered
    stated: Statement | None = None
    versions: tuple[VersionReading, ...] = ()
    erased_on: str = ""  # the day, of a post that was erased and is answered still

    @property
    def is_missing(self) -> bool:
        return not self.appearances

    @property
    def holds(self) -> frozenset[tuple[str, int]]:
        """The lines by which a post is known again; a missing post has those that quote it."""
        if self.is_missing:
            return frozenset((place.document, place.line) for place in self.passages)
        return frozenset((each.document, line) for each in self.appearances for line in each.lines)


def pages_of(reconstruction: Reconstruction) -> dict[str, PageText]:
    """The documents by name."""
    pages = {}
    for document in reconstruction.documents:
        runs: dict[str | None, list[RunReading]] = {}
        for run in document.runs:
            if run.role != Role.BODY:
                runs.setdefault(run.post, []).append(run)
        texts = tuple(reconstruction.texts[document.document])
        pages[document.document] = PageText(
            document.path, texts, _line_ends(document, texts), runs, dict(_repeats(document))
        )
    for name in reconstruction.texts.keys() - pages.keys():  # only the words are needed
        pages[name] = PageText("", tuple(reconstruction.texts[name]))
    return pages


def _repeats(document: DocumentReading) -> Iterator[tuple[int, str]]:
    """The lines that say what another post says; within one post nobody needs to be led there."""
    for run in document.runs:
        source = run.repeats[0] if run.role == Role.BODY and run.repeats else None
        if source and source.post and source.post != run.post:
            yield from ((line, source.post) for line in run.lines)


def _line_ends(document: DocumentReading, texts: Sequence[str]) -> LineEnds:
    if document.is_stated:
        return LineEnds.TYPED
    is_set = is_wrapped(texts) if document.is_set is None else document.is_set
    return LineEnds.SET if is_set else LineEnds.PARAGRAPH


def drafts_of(reconstruction: Reconstruction, pages: Mapping[str, PageText]) -> dict[str, PostDraft]:
    """All posts and missing posts by key."""
    posts = [_draft(post, pages[post.document]) for post in reconstruction.posts]
    missing = [_missing_draft(post, pages) for post in reconstruction.missing]
    return {draft.key: draft for draft in (*posts, *missing)}


def spans_of(lines: Sequence[int]) -> list[tuple[int, int]]:
    """Lines as ranges of those that follow each other."""
    if isinstance(lines, range):
        return [(lines[0], lines[-1])]
    spans: list[tuple[int, int]] = []
    for line in lines:
        if spans and line == spans[-1][1] + 1:
            spans[-1] = (spans[-1][0], line)
        else:
            spans.append((line, line))
    return spans


def runs_of(lines: Sequence[int], page: PageText) -> list[tuple[int, int]]:
    """Lines as ranges, blank lines between them included."""
    if isinstance(lines, range):
        return [(lines[0], lines[-1])]
    runs: list[tuple[int, int]] = []
    for line in sorted(lines):
        if runs and page.between(runs[-1][1], line):
            runs[-1] = (runs[-1][0], line)
        else:
            runs.append((line, line))
    return runs


def _draft(post: PostReading, page: PageText) -> PostDraft:
    text = "\n\n".join("\n".join(page.texts[first - 1 : last]) for first, last in spans_of(post.lines))
    own_text = _own_text(post, page)
    return PostDraft(
        key=post.key,
        document=post.document,
        lines=post.lines,
        text=text,
        own_text=own_text,
        bigrams=bigrams(own_text),
        confidence=post.confidence,
        cues=post.cues,
        appearances=_appearances(post),
        date=post.stated.posted_at_raw if post.stated else post.posted_at_raw,
        moment=post.stated.posted_at if post.stated else post.posted_at,
        stated=post.stated,
        versions=post.versions,
    )


def _own_text(post: PostReading, page: PageText) -> str:
    """The author's own words in a post, with a blank line where blank or others' lines lie between."""
    pieces = (piece for piece in page.pieces(post.key, post.lines) if piece.role == Role.BODY)
    texts: Iterable[str] = ("\n".join(page.texts[piece.first_line - 1 : piece.last_line]) for piece in pieces)
    if page.line_ends is LineEnds.TYPED:
        texts = map(without_pictures, texts)
    parts = (BLANKS.sub("\n\n", f"\n{text}\n").strip("\n") for text in texts)
    return "\n\n".join(part for part in parts if part)


def _appearances(post: PostReading) -> tuple[AppearanceReading, ...]:
    renderings = tuple(appearance for appearance in post.appearances if not appearance.is_original)
    return (AppearanceReading(post.document, post.lines, is_original=True), *renderings)


def _missing_draft(post: MissingPost, pages: Mapping[str, PageText]) -> PostDraft:
    text = "\n\n".join(pages[place.document].text_of(place.line)[place.start : place.end] for place in post.passages)
    places = [post.answered_at] if post.answered_at else post.passages
    first = min(places, key=lambda place: (pages[place.document].path, place.document, place.line))
    return PostDraft(
        key=post.key,
        document=first.document,
        lines=(first.line,),
        text=text,
        own_text=text,
        bigrams=bigrams(text),
        confidence=1.0,
        cues=(),
        passages=post.passages,
        moment=post.answered_on,
    )
