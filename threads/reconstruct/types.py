"""The values that pass between the stages of reconstruction, and the Reconstruction that comes out.

Documents are named by the sha256 of their bytes, posts by their permanent key; line numbers count from 1, characters
from 0, and a span's end is exclusive. Nothing here knows of Django, a database or a clock.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from threads.records import Statement
from threads.words.kinds import Kind, Origin, Role


class PageKind(StrEnum):
    """What a page without structure holds: one exchange, or posts that do not answer each other."""

    CONVERSATION = "conversation"
    COLLECTION = "collection"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A run of lines that belong together, with its tokens for matching.

    ``token_starts`` and ``token_ends`` are offsets in ``text``; ``line_starts`` holds the offset in ``text`` at which
    each of its lines begins (lines are joined by one newline), so a token range maps back to lines and characters.
    """

    index: int
    first_line: int
    last_line: int
    text: str
    tokens: tuple[str, ...]
    token_starts: tuple[int, ...]
    token_ends: tuple[int, ...]
    line_starts: tuple[int, ...]
    blank_before: int
    shape: str  # "prose", "list", "code", "url", "attribution" or "rule", see classify.py
    cut_head: bool  # begins with an ellipsis
    cut_tail: bool  # ends with an ellipsis, or mid-word at the page's cutting length


class Place(NamedTuple):
    """A run of characters in one line of a document."""

    document: str
    line: int
    start: int
    end: int


class Source(NamedTuple):
    """Where the words of a run stand, and how faithfully it repeats them.

    ``post`` is the key of the post that wrote them, a missing post included; ``via`` that of the post through which they
    were quoted again. ``start`` and ``end`` are the characters of the run's first line that this source accounts for: all of
    them where they are equal. Lines below the first have no word that it does not account for.
    """

    places: tuple[Place, ...]  # from the first word to the last, line by line
    kind: Kind
    post: str | None = None
    via: str | None = None
    start: int = 0
    end: int = 0

    @property
    def place(self) -> Place:
        return self.places[0]


class RunReading(NamedTuple):
    """Consecutive lines read as one: of one role, one post and the same sources, the best one first.

    ``post`` is None for chrome, profile and duplicates. Where a format states the post, blank lines may stand among them.
    """

    first_line: int
    last_line: int
    role: Role
    post: str | None
    confidence: float
    depth: int = 1
    sources: tuple[Source, ...] = ()
    head_of: int | None = None  # of chrome that is a head or foot: the line at which its post begins
    repeats: tuple[Source, ...] = ()  # of a post's own line: where its words stand too, and no quote is proven

    @property
    def lines(self) -> range:
        return range(self.first_line, self.last_line + 1)

    @property
    def source(self) -> Source | None:
        return self.sources[0] if self.sources else None


@dataclass(frozen=True, slots=True)
class AppearanceReading:
    """Where a post stands: the lines of one document, as the original or as a later rendering."""

    document: str
    lines: Sequence[int]
    is_original: bool


class VersionReading(NamedTuple):
    """What a post said in one or more of its saves: from ``first_seen`` to ``last_seen``, as these state it.

    Where they do not (``is_saved``), these are the latest moments that they name themselves: they were made after them.
    """

    text: str
    first_seen: datetime | None
    last_seen: datetime | None
    is_saved: bool


@dataclass(frozen=True, slots=True)
class PostReading:
    """One post as read. ``lines`` are its lines in ``document``, in order, quotes included."""

    key: str
    id: str  # "page.txt#1", unique over the paths given; the key is what lasts
    document: str
    lines: Sequence[int]
    author: str | None  # the name, where a document gives it
    author_page: str | None  # the document that shows this author alone: its posts share one author, named or not
    confidence: float  # that the post begins where it is said to
    cues: tuple[str, ...]
    appearances: tuple[AppearanceReading, ...]
    stated: Statement | None = None  # what the format states of it, where it states anything
    posted_at: datetime | None = None  # what a head on its page says, in the page's own zone
    posted_at_raw: str = ""
    aliases: tuple[str, ...] = ()  # other names that its page states of its author
    versions: tuple[VersionReading, ...] = ()  # what it said in each of its saves, where it was edited between them

    @property
    def first_line(self) -> int:
        return self.lines[0]

    @property
    def last_line(self) -> int:
        return self.lines[-1]


@dataclass(frozen=True, slots=True)
class MissingPost:
    """A post that others quote or answer and no document holds, rebuilt from the passages quoted from it, in order.

    It may be quoted nowhere. ``answered_at`` is the place of the first post that states it as its parent,
    ``answered_on`` that post's date.
    """

    key: str
    id: str  # "page.txt#m1"
    passages: tuple[Place, ...]
    answered_at: Place | None = None
    answered_on: datetime | None = None

    @property
    def place(self) -> Place | None:
        """Where it is first heard of: what is quoted of it, else its first answer."""
        return self.passages[0] if self.passages else self.answered_at


@dataclass(frozen=True, slots=True)
class Edge:
    """Who is answered, how that is known and how sure it is. A child has exactly one primary edge, or none."""

    child: str
    parent: str
    origin: Origin
    confidence: float
    is_primary: bool
    evidence: str


@dataclass(frozen=True, slots=True)
class AuthorReading:
    """The one author a page shows, as far as the page states one."""

    name: str | None
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DocumentReading:
    """One document as read: every line with text stands in one of the ``runs``, in order.

    Where its format states its posts, what no run names is their body.
    """

    document: str
    path: str
    kind: PageKind
    confidence: float
    cues: tuple[str, ...]
    runs: tuple[RunReading, ...]
    author: AuthorReading | None = None
    is_stated: bool = False
    starts: Mapping[int, int] = field(
        default_factory=dict
    )  # the column at which words begin, of lines that a head opens
    is_set: bool | None = None  # whether line ends in paragraphs were set at a width, where that is known from before

    def by_line(self) -> Iterator[RunReading]:
        """Each line of a page as a run of its own."""
        for run in self.runs:
            for n, line in enumerate(run.lines):
                sources = tuple(source._replace(places=source.places[n : n + 1]) for source in run.sources)
                yield run._replace(first_line=line, last_line=line, sources=sources)


@dataclass(frozen=True, slots=True)
class ThreadPlace:
    """Where a post or missing post stands in its thread. ``last_descendant`` is the position its subtree ends at,
    ``number`` counts from 1 in document order.
    """

    post: str
    position: int
    depth: int
    last_descendant: int
    number: int = 0


@dataclass(frozen=True, slots=True)
class ThreadReading:
    """Posts under one opening post, in reading order. ``is_title_stated`` is False where the title is ours."""

    key: str  # of the opening post
    title: str
    is_title_stated: bool
    places: tuple[ThreadPlace, ...]
    stated_key: str | None = None  # made of the id that its format states for the thread


@dataclass(frozen=True, slots=True)
class Reconstruction:
    """All that was read out of a set of documents. It depends on the set, never on the order it came in."""

    documents: tuple[DocumentReading, ...] = ()
    posts: tuple[PostReading, ...] = ()
    missing: tuple[MissingPost, ...] = ()
    edges: tuple[Edge, ...] = ()
    threads: tuple[ThreadReading, ...] = ()
    texts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # document -> its lines
    rendered: Mapping[str, tuple[AppearanceReading, ...]] = field(
        default_factory=dict
    )  # posts of others that stand here too
