"""A Reconstruction -> drafts of posts: their text, own words and places, before any of them has an id."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from threads.reconstruct.types import (
    Appearance,
    LineReading,
    MissingPost,
    Place,
    PostReading,
    Reconstruction,
    RunReading,
)
from threads.records import Statement, without_pictures
from threads.words.kinds import Role
from threads.words.scripts import bigrams

BLANKS = re.compile(r"\n(?:[^\S\n]*+\n)+")
# A page is wrapped by hand, or by a mail program, when hardly any line is longer than this.
WRAPPED_AT = 100
LONGER_ONE_IN = 50


@dataclass(frozen=True, slots=True)
class Page:
    """The lines of one document as text, and as read, by number."""

    path: str
    texts: tuple[str, ...]
    readings: Mapping[int, LineReading]
    is_wrapped: bool
    runs: Mapping[str, Sequence[RunReading]] = field(default_factory=dict)  # of stated posts, by key

    def text_of(self, line: int) -> str:
        return self.texts[line - 1]

    def role_of(self, line: int) -> Role | None:
        """What a line was read as."""
        reading = self.readings.get(line)
        return reading.role if reading else None

    def between(self, first: int, last: int) -> bool:
        """Tell whether nothing but blank lines lies between two lines."""
        return not any(self.texts[line - 1].strip() for line in range(first + 1, last))

    def begins(self, line: int, before: int | None) -> bool:
        """Tell whether a paragraph begins with a line, ``before`` being the line before it in its post."""
        return not self.is_wrapped or before is None or line - before > 1


@dataclass(frozen=True, slots=True)
class Draft:
    """A post or missing post, ready to be stored but for its relations."""

    key: str
    document: str  # of a missing post, the one that quotes it first
    lines: Sequence[int]
    text: str
    own_text: str
    bigrams: str
    confidence: float
    cues: tuple[str, ...]
    appearances: tuple[Appearance, ...] = ()
    passages: tuple[Place, ...] = ()
    moment: datetime | None = None  # when it was written; of a missing post, when it was first answered
    stated: Statement | None = None
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


def pages_of(reconstruction: Reconstruction) -> dict[str, Page]:
    """The documents by name."""
    pages = {}
    for document in reconstruction.documents:
        texts = tuple(reconstruction.texts[document.document])
        readings = {reading.line: reading for reading in document.lines}
        runs: dict[str, list[RunReading]] = {}
        for run in document.runs:
            runs.setdefault(run.post, []).append(run)
        wrapped = document.is_stated or (is_wrapped(texts) if document.is_set is None else document.is_set)
        pages[document.document] = Page(document.path, texts, readings, wrapped, runs)
    for name in reconstruction.texts.keys() - pages.keys():  # of which only the words are needed
        pages[name] = Page("", tuple(reconstruction.texts[name]), {}, is_wrapped=False)
    return pages


def drafts_of(reconstruction: Reconstruction, pages: Mapping[str, Page]) -> dict[str, Draft]:
    """All posts and missing posts by key."""
    posts = [_draft(post, pages[post.document]) for post in reconstruction.posts]
    missing = [_missing_draft(post, pages) for post in reconstruction.missing]
    return {draft.key: draft for draft in (*posts, *missing)}


def is_wrapped(texts: Sequence[str]) -> bool:
    """Tell whether line ends within paragraphs were set at a width, blank lines parting the paragraphs."""
    filled = [len(text) for text in texts if text.strip()]
    has_blank = len(filled) < len(texts)
    return has_blank and sum(length > WRAPPED_AT for length in filled) * LONGER_ONE_IN <= len(filled)


def runs_of(lines: Sequence[int], page: Page) -> list[tuple[int, int]]:
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


def _draft(post: PostReading, page: Page) -> Draft:
    if post.stated:
        text, own_text = _stated_texts(post, page)
    else:
        text = _joined(post.lines, page)
        own_text = _joined([line for line in post.lines if page.role_of(line) == Role.BODY], page)
    return Draft(
        key=post.key,
        document=post.document,
        lines=post.lines,
        text=text,
        own_text=own_text,
        bigrams=bigrams(own_text),
        confidence=post.confidence,
        cues=post.cues,
        appearances=_appearances(post),
        moment=post.stated.posted_at if post.stated else None,
        stated=post.stated,
    )


def _stated_texts(post: PostReading, page: Page) -> tuple[str, str]:
    """All the text of a post whose format states its lines, with its blank lines, and what of it is the author's own words."""
    text = "\n".join(page.texts[post.first_line - 1 : post.last_line])
    own = []
    begin = post.first_line
    for run in page.runs.get(post.key, ()):
        own.append("\n".join(page.texts[begin - 1 : run.first_line - 1]))
        begin = run.last_line + 1
    own.append("\n".join(page.texts[begin - 1 : post.last_line]))
    parts = (BLANKS.sub("\n\n", f"\n{without_pictures(part)}\n").strip("\n") for part in own)
    return text, "\n\n".join(part for part in parts if part)


def _appearances(post: PostReading) -> tuple[Appearance, ...]:
    renderings = tuple(appearance for appearance in post.appearances if not appearance.is_original)
    return (Appearance(post.document, post.lines, is_original=True), *renderings)


def _missing_draft(post: MissingPost, pages: Mapping[str, Page]) -> Draft:
    text = "\n\n".join(pages[place.document].text_of(place.line)[place.start : place.end] for place in post.passages)
    places = [post.answered_at] if post.answered_at else post.passages
    first = min(places, key=lambda place: (pages[place.document].path, place.document, place.line))
    return Draft(
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


def _joined(lines: Iterable[int], page: Page) -> str:
    """Lines as text, with a blank line where blank lines, or another's lines, lie between them."""
    parts: list[str] = []
    before = None
    for line in lines:
        if before is not None and line - before > 1:
            parts.append("")
        parts.append(page.text_of(line))
        before = line
    return "\n".join(parts)
