"""Rows of posts and of their reply edges -> posts as a page shows them, with what is known and how sure it is."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.models import Min
from django.db.models.functions import Left, Length

from threads.html.pictured import with_pictures
from threads.models import Alias, Appearance, Author, Post, ReplyEdge
from threads.querysets import sees_everything
from threads.selectors.compiled import Compiled, Given
from threads.selectors.erased import erased_on
from threads.selectors.old_addresses import addresses_in, posts_at, within
from threads.selectors.pictures import NO_PICTURES, names_of, stands_and_pictures, with_attached
from threads.selectors.set_by_hand import SetByHand, moves_by_hand
from threads.selectors.stated import NOTHING, Stated, accepted_in, is_other_subject, stated_of
from threads.words.kinds import Origin

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from django.db.models import QuerySet

    from threads.html.pictured import PictureHere
    from threads.querysets import Visitor

# Characters of a post by an unknown author that an outline has room for.
OUTLINE_WORDS = 48
# Deeper posts stay at this indent and say whom they answer; a phone has room for eight steps.
DEEPEST = 8
# Below this a post may well begin elsewhere, and the page says so.
SURE_BOUNDARY = 0.7
# Names whose addresses are kept at hand: a page says few names many times.
SLUGS_KEPT = 4096
# What stands for the cues of a post that a person said begins here.
BEGUN_BY_HAND = ("set by hand",)
BY_DECLARATION = (Origin.DECLARED, Origin.CURATED)


@dataclass(frozen=True, slots=True)
class Named:
    """A post as others name it: by its author, where known, and its number."""

    id: int
    number: int
    author: str  # empty for an unknown author
    label: str = ""  # what it is called where its number says nothing
    is_missing: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """Whom a post answers, and why that is thought. ``others`` are less likely parents with their confidence."""

    origin: str
    confidence: float
    evidence: str
    to: Named | None  # None where the visitor may not see the parent
    is_here: bool  # the parent stands on the same page
    others: tuple[tuple[Named, float], ...] = ()
    before: tuple[Named, str, float] | None = (
        None  # of one set by hand: whom it was read to answer, by what, how surely
    )

    @property
    def is_set_by_hand(self) -> bool:
        return self.origin == Origin.CURATED

    @property
    def is_inferred(self) -> bool:
        return self.origin not in BY_DECLARATION

    @property
    def is_place_unknown(self) -> bool:
        return self.origin == Origin.SEQUENCE


@dataclass(frozen=True, slots=True)
class ShownPost:
    """One post as a thread shows it."""

    id: int
    number: int
    level: int
    author: str
    alias: str  # what an author without a name is known as, if a document states that
    author_id: int
    author_slug: str
    has_author_page: bool  # an author without a name has one where several posts are theirs
    is_missing: bool
    is_hidden: bool
    posted_at: datetime | None
    posted_at_raw: str
    confidence: float
    cues: tuple[str, ...]
    html: str
    quoted_count: int
    answer: Answer | None
    lines: Stand | None  # document and first line
    length: int  # characters of its own
    words: str  # the first of them
    stated: Stated = NOTHING
    subject: str = ""  # its own title, where that says something else than its thread's and the post's it answers
    branch: int = 0  # posts below it on the page
    is_new: bool = False  # since the last visit
    is_folded: bool = False  # what stands below it is left out
    erased_on: date | None = None  # of a post without words, which is here for those that answer it
    by_hand: SetByHand | None = None  # who put it where it stands

    @property
    def is_named(self) -> bool:
        return bool(self.author or self.alias) or self.has_author_page

    @property
    def is_inferred(self) -> bool:
        return self.answer is not None and self.answer.is_inferred

    @property
    def is_boundary_doubtful(self) -> bool:
        return not self.is_missing and self.confidence < SURE_BOUNDARY

    @property
    def is_begun_by_hand(self) -> bool:
        return self.cues == BEGUN_BY_HAND


class ShownPostRow(NamedTuple):
    """What a page reads of a post; rows, because building three models a post takes longer than reading."""

    id: int
    thread_id: int
    author_id: int
    parent_id: int | None
    is_missing: bool
    is_hidden: bool
    position: int
    depth: int
    last_descendant: int
    number: int
    posted_at: datetime | None
    posted_at_raw: str
    confidence: float
    cues: list[str]
    html: str
    quoted_count: int
    author__name: str
    author__is_placeholder: bool
    author__post_count: int
    stated_id: str
    title: str
    url: str
    facts: dict[str, Any]
    thread__title: str
    parent__number: int | None
    parent__is_hidden: bool | None
    parent__is_missing: bool | None
    parent__author__name: str | None
    parent__author__is_placeholder: bool | None
    length: int
    words: str


class ShownEdgeRow(NamedTuple):
    """What a page reads of a reply edge."""

    child_id: int
    parent_id: int
    origin: str
    confidence: float
    evidence: str
    is_primary: bool
    parent__number: int
    parent__author__name: str
    parent__author__is_placeholder: bool

    @property
    def parent(self) -> Named:
        return named(
            self.parent_id, self.parent__number, self.parent__author__name, self.parent__author__is_placeholder
        )


def with_shown_columns(posts: QuerySet[Post]) -> QuerySet[Post]:
    """What a page shows of each post; the text as read stays in the table."""
    measured = posts.annotate(length=Length("own_text"), words=Left("own_text", OUTLINE_WORDS))
    return measured.values_list(*ShownPostRow._fields)


def shown_posts(
    rows: Sequence[ShownPostRow], user: Visitor, *, is_nested: bool = True, new: Collection[int] = ()
) -> tuple[ShownPost, ...]:
    """At most three queries whatever the number; one more where people put some in their places, one for old addresses."""
    around = _Surroundings(rows, user)
    positions = [row.position for row in rows]
    return tuple(
        ShownPost(
            id=row.id,
            number=row.number,
            level=min(row.depth, DEEPEST) if is_nested else 0,
            author="" if row.author__is_placeholder else row.author__name,
            alias=around.aliases.get(row.author_id, ""),
            author_id=row.author_id,
            author_slug=_slug(row.author__name),
            has_author_page=not row.author__is_placeholder or row.author__post_count > 1,
            is_missing=row.is_missing,
            is_hidden=row.is_hidden,
            posted_at=row.posted_at,
            posted_at_raw=row.posted_at_raw,
            confidence=row.confidence,
            cues=tuple(row.cues),
            html=with_pictures(within(row.html, around.leads), around.pictures.get(row.id, NO_PICTURES)),
            quoted_count=row.quoted_count,
            answer=around.answer(row),
            lines=around.lines.get(row.id),
            length=row.length,
            words=row.words,
            stated=around.stated(row),
            subject=around.subject(row) if row.title else "",
            branch=bisect_right(positions, row.last_descendant) - n if is_nested else 0,
            is_new=row.id in new,
            erased_on=erased_on(row.facts, is_missing=row.is_missing),
            by_hand=around.moves.get(row.id),
        )
        for n, row in enumerate(rows, 1)
    )


class _Surroundings:
    """The edges of some posts, the lines they stand on, their authors' aliases, and what else one post's line needs."""

    def __init__(self, rows: Sequence[ShownPostRow], user: Visitor) -> None:
        ids = [row.id for row in rows]
        self.edges = _edges_by_child(ids, user)
        named = names_of((row.id, row.html, row.facts) for row in rows)
        self.pictures: Mapping[int, Mapping[str, PictureHere]] = {}
        if named:
            stands, self.pictures = stands_and_pictures(ids, named)
        else:
            stands = _FIRST_LINES.rows(user, posts=ids)
        self.lines = _first_lines(stands)
        self.aliases = _aliases({row.author_id for row in rows if row.author__is_placeholder}, user)
        self.ids = frozenset(ids)
        self.titles = {row.id: row.title for row in rows if row.title}
        self.accepted = accepted_in(row.facts for row in rows)
        self.sees_everything = sees_everything(user)
        moved = [row.id for row in rows if self._is_moved(row)]
        self.moves = moves_by_hand(user, moved) if moved else {}
        # Where links within the archived forum lead here.
        self.leads = posts_at(user, addresses_in((row.html for row in rows), [row.url for row in rows]))

    def _is_moved(self, row: ShownPostRow) -> bool:
        """Whether a post may stand where a person put it: under another, or on its own though it was read to answer one."""
        edges = self.edges.get(row.id)
        if not edges:
            return False
        return edges[0].origin == Origin.CURATED or (row.parent_id is None and not row.is_missing)

    def answer(self, row: ShownPostRow) -> Answer | None:
        return _answer(row, self.edges.get(row.id, ()), self.ids, all_seen=self.sees_everything)

    def stated(self, row: ShownPostRow) -> Stated:
        stated = stated_of(row.title, row.url, row.facts, is_accepted=row.stated_id in self.accepted)
        pictures = self.pictures.get(row.id)
        return with_attached(stated, row.html, pictures) if pictures and stated.attachments else stated

    def subject(self, row: ShownPostRow) -> str:
        """Its title, where that differs from its thread's and its parent's."""
        above = self.titles.get(row.parent_id or 0, row.thread__title)
        is_new = is_other_subject(row.title, row.thread__title) and is_other_subject(row.title, above)
        return row.title if is_new else ""


@lru_cache(maxsize=SLUGS_KEPT)
def _slug(name: str) -> str:
    return Author(name=name).slug


def _aliases(author_ids: Collection[int], user: Visitor) -> dict[int, str]:
    """The first of the names that each author is also known by."""
    return dict(_ALIASES.rows(user, authors=list(author_ids))) if author_ids else {}


def _edges_by_child(ids: Sequence[int], user: Visitor) -> Mapping[int, list[ShownEdgeRow]]:
    """The primary edge first, then the likelier before the less likely."""
    edges: dict[int, list[ShownEdgeRow]] = defaultdict(list)
    for row in _EDGES.rows(user, children=ids):
        edges[row[0]].append(ShownEdgeRow(*row))
    return edges


class Stand(NamedTuple):
    """Where a post begins: at a line of a document, or in a record of one whose format states its posts."""

    document: int
    line: int
    record: int | None  # 1-based


def _first_lines(stands: Iterable[tuple]) -> dict[int, Stand]:
    return {
        post: Stand(document, line, ordinal + 1 if is_stated else None)
        for post, document, is_stated, ordinal, line in stands
    }


_ALIASES = Compiled(
    lambda _user: (
        Alias.objects.filter(author_id__among=Given("authors"))
        .order_by("author_id", "-name")
        .values_list("author_id", "name")
    )
)
_EDGES = Compiled(
    lambda user: (
        ReplyEdge.objects.visible_to(user)
        .filter(child_id__among=Given("children"))
        .order_by("child_id", "-is_primary", "-confidence", "id")
        .values_list(*ShownEdgeRow._fields)
    )
)
_FIRST_LINES = Compiled(
    lambda _user: (
        Appearance.objects.filter(post_id__among=Given("posts"), is_original=True)
        .values("post_id", "record__document_id", "record__document__is_stated", "record__ordinal")
        .annotate(first=Min("first_line"))
        .order_by()
        .values_list("post_id", "record__document_id", "record__document__is_stated", "record__ordinal", "first")
    )
)


def _answer(row: ShownPostRow, edges: Sequence[ShownEdgeRow], here: frozenset[int], *, all_seen: bool) -> Answer | None:
    if row.parent_id is None:
        return None
    primary = next((edge for edge in edges if edge.is_primary), None)
    parent = named(
        row.parent_id, row.parent__number or 0, row.parent__author__name or "", row.parent__author__is_placeholder
    )
    parent = replace(parent, is_missing=bool(row.parent__is_missing))
    return Answer(
        origin=primary.origin if primary else Origin.DECLARED,
        confidence=primary.confidence if primary else 1.0,
        evidence=primary.evidence if primary else "",
        to=parent if all_seen or not row.parent__is_hidden else None,
        is_here=row.parent_id in here,
        others=tuple((edge.parent, edge.confidence) for edge in edges if edge.parent_id != row.parent_id),
        before=_before(edges) if primary and primary.origin == Origin.CURATED else None,
    )


def _before(edges: Sequence[ShownEdgeRow]) -> tuple[Named, str, float] | None:
    """The likeliest of what was read; the first edge is the one set by hand."""
    return next(((edge.parent, edge.origin, edge.confidence) for edge in edges[1:]), None)


def named(post_id: int, number: int, name: str, is_placeholder: bool | None) -> Named:  # noqa: FBT001 - as in the rows
    """Name a post as others do."""
    return Named(post_id, number, "" if is_placeholder else name)
