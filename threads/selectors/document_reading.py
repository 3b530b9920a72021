"""A document -> its posts whole and in order, as one reads it, with what lies between them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, cast

from django.db.models import Count, Q
from django.db.models.functions import Left, Length

from threads.models import Document, Post, Record
from threads.querysets import sees_everything
from threads.records import split_lines
from threads.selectors.document import is_raw_shown, shown_document
from threads.selectors.fresh import Visits, new_posts
from threads.selectors.lone_missing import NOT_HERE
from threads.selectors.shown_posts import (
    OUTLINE_WORDS,
    Answer,
    Named,
    ShownPost,
    ShownPostRow,
    shown_posts,
    with_shown_columns,
)
from threads.selectors.standing import OUTLINED, PostStretch, Standing, documents_beside, numbers_of, standing
from threads.words.openings import opening_words

if TYPE_CHECKING:
    from threads.querysets import Visitor
    from threads.selectors.paging import Paging

# Stored html names posts by their numbers in their threads; here they have others.
QUOTER = re.compile(r'<a href="/p/(?P<id>\d+)/">(?P<name>[^<]*)<span class="number">\d+</span>')
QUOTED = re.compile(
    r'<span class="quote-account"><b>(?P<name>[^<]*)<span class="number">\d+</span></b>(?P<rest>.*?<blockquote cite="/p/(?P<id>\d+)/">)',
    re.DOTALL,
)
NAMELESS, ELSEWHERE = "post ", "a post elsewhere"
FURNITURE_WORDS = 60
READ_AS = {"chrome": "page furniture", "profile": "what the page says of its author", "duplicate": "said again"}


@dataclass(frozen=True, slots=True)
class FoldedLines:
    """Lines between two posts that belong to neither, folded: what they are, the first words, and each with its number."""

    kinds: tuple[str, ...]
    words: str
    lines: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class DocumentPost:
    """A post in its document; without ``post`` where a curator has hidden it from the visitor."""

    number: int
    post: ShownPost | None
    before: FoldedLines | None = None
    lines: tuple[int, ...] = ()  # on a page of text, those it stands on: their old addresses lead here
    is_copy: bool = False  # the original stands in another document


@dataclass(frozen=True, slots=True)
class DocumentLine:
    """A post in the outline, by its opening words."""

    id: int
    number: int
    words: str
    author: str
    is_here: bool


@dataclass(frozen=True, slots=True)
class ReadingPage:
    """One page of a document as it runs."""

    document: Document
    posts: tuple[DocumentPost, ...]
    after: FoldedLines | None  # below the last post of the document
    paging: Paging
    total: int
    outline: tuple[DocumentLine, ...]
    previous: Document | None
    next: Document | None
    is_raw_shown: bool
    quarantined: int = 0  # records that could not be read
    has_gaps: bool = False  # whether something was erased from it

    @property
    def shown(self) -> list[ShownPost]:
        return [each.post for each in self.posts if each.post]

    @property
    def has_names(self) -> bool:
        return any(post.is_named for post in self.shown)

    @property
    def has_quotes(self) -> bool:
        return any('class="quote' in post.html for post in self.shown)


def reading_page(
    user: Visitor, document_id: int, *, page: int = 1, post: int | None = None, visits: Visits | None = None
) -> ReadingPage:
    """Ten queries at most, however long the document. ``post`` asks for the page on which it stands."""
    document = shown_document(user, document_id)
    stands = standing(document, page=page, post=post)
    found = with_shown_columns(Post.objects.visible_to(user).filter(id__in=stands.numbers))
    rows = [ShownPostRow(*row) for row in cast("Iterable[tuple]", found)]
    rows.sort(key=lambda row: stands.numbers[row.id])
    new = new_posts([row.id for row in rows], document.archive_id, visits) if visits else ()
    posts = shown_posts(rows, user, is_nested=False, new=new)
    outline, numbers = _outline_and_numbers(user, document, stands, posts)
    shown = {each.id: _renumbered(each, stands.numbers[each.id], numbers) for each in posts}
    lies = _between(user, document, stands)
    previous, following = documents_beside(document)
    return ReadingPage(
        document=document,
        posts=tuple(
            DocumentPost(
                number,
                shown.get(pk),
                lies.before.get(pk),
                lies.lines.get(pk, ()),
                is_copy=pk in lies.copies,
            )
            for pk, number in stands.numbers.items()
        ),
        after=lies.after,
        paging=stands.paging,
        total=stands.total,
        outline=outline,
        previous=previous,
        next=following,
        is_raw_shown=is_raw_shown(user, document),
        quarantined=lies.quarantined,
        has_gaps=lies.has_gaps,
    )


# Outline and numbers


def _outline_and_numbers(
    user: Visitor, document: Document, stands: Standing, posts: Sequence[ShownPost]
) -> tuple[tuple[DocumentLine, ...], Mapping[int, int]]:
    """The outline, and the numbers of the posts that those here speak of: one query for both."""
    here = stands.numbers
    if not stands.paging.is_needed or stands.total > OUTLINED:
        lines = [DocumentLine(each.id, here[each.id], each.words, each.author, is_here=True) for each in posts]
        known = stands.known or (here if not stands.paging.is_needed else None)
        return tuple(lines), known if known is not None else numbers_of(document, _mentioned(posts))
    seen = Post.objects.visible_to(user).filter(appearances__record__document=document).distinct()
    columns = seen.annotate(words=Left("own_text", OUTLINE_WORDS), length=Length("own_text"))
    rows = columns.values_list("id", "words", "author__name", "author__is_placeholder", "appearances__record__ordinal",
                               "appearances__first_line")  # fmt: skip
    first: dict[int, tuple] = {}
    for row in sorted(rows, key=lambda row: (row[4], row[5], row[0])):
        first.setdefault(row[0], row)
    numbers = stands.known or {pk: n for n, pk in enumerate(first, 1)}
    return tuple(
        DocumentLine(pk, numbers[pk], words, "" if is_placeholder else name, is_here=pk in here)
        for pk, words, name, is_placeholder, *_ in first.values()
    ), numbers


def _mentioned(posts: Sequence[ShownPost]) -> set[int]:
    """The posts that some posts answer, quote or are quoted by."""
    ids = {answer.to.id for each in posts if (answer := each.answer) and answer.to}
    ids.update(other.id for each in posts if each.answer for other, _ in each.answer.others)
    ids.update(int(found["id"]) for each in posts for kind in (QUOTER, QUOTED) for found in kind.finditer(each.html))
    return ids


def _renumbered(post: ShownPost, number: int, numbers: Mapping[int, int]) -> ShownPost:
    """A post with numbers of the document, its own and those of the posts that it names."""
    return replace(
        post,
        number=number,
        answer=_answer(post.answer, numbers) if post.answer else None,
        html=with_numbers(post.html, numbers),
    )


def _answer(answer: Answer, numbers: Mapping[int, int]) -> Answer:
    return replace(
        answer,
        to=_numbered(answer.to, numbers) if answer.to else None,
        others=tuple((_numbered(other, numbers), sure) for other, sure in answer.others),
        before=(_numbered(before[0], numbers), before[1], before[2]) if (before := answer.before) else None,
    )


def _numbered(named: Named, numbers: Mapping[int, int]) -> Named:
    if named.id in numbers:
        return replace(named, number=numbers[named.id])
    return replace(named, label=named.author or (NOT_HERE if named.is_missing else ELSEWHERE))


def with_numbers(html: str, numbers: Mapping[int, int]) -> str:
    """Stored html that names posts by their numbers in the document; those elsewhere have none."""

    def called(found: re.Match[str]) -> str:
        number = numbers.get(int(found["id"]))
        if number is not None:
            return f'{found["name"]}<span class="number">{number}</span>'
        return ELSEWHERE if found["name"] == NAMELESS else found["name"].rstrip()

    html = QUOTER.sub(lambda found: f'<a href="/p/{found["id"]}/">{called(found)}', html)
    return QUOTED.sub(lambda found: f'<span class="quote-account"><b>{called(found)}</b>{found["rest"]}', html)


# What lies between the posts of a page of text


@dataclass(frozen=True, slots=True)
class _Between:
    before: Mapping[int, FoldedLines]
    lines: Mapping[int, tuple[int, ...]]
    copies: frozenset[int]
    after: FoldedLines | None = None
    quarantined: int = 0
    has_gaps: bool = False


def _between(user: Visitor, document: Document, stands: Standing) -> _Between:
    """Of a page of text, the lines of no post on this page; of other formats, the text of a record is that of its posts."""
    nothing = _Between({}, {}, frozenset())
    if document.is_stated:
        counts = document.records.aggregate(
            refused=Count("id", filter=~Q(refusal="")), erased=Count("id", filter=Q(erased__isnull=False))
        )
        return replace(nothing, quarantined=counts["refused"], has_gaps=counts["erased"] > 0)
    record = document.records.defer("traceback").first()
    if record is None:
        return nothing
    texts = split_lines(bytes(record.raw).decode(document.encoding or "utf-8", "replace").removeprefix("\ufeff"))
    first_of = _first_stretches(stands.stretches)
    all_seen = sees_everything(user)
    closed = {
        line
        for each in stands.stretches
        if each.is_hidden and not all_seen
        for line in range(each.first, each.last + 1)
    }
    loose = [(line, kind) for line, kind in _loose(record, texts, stands, first_of) if line not in closed]
    order = list(stands.numbers)
    starts = [first_of[pk].first for pk in order]
    # Of what stands above this page's first post, what lies below the last of the page before.
    number = stands.numbers[order[0]] - 1 if order else 0
    above = next((first_of[pk].first for pk, n in (stands.known or {}).items() if n == number), 0)
    before, rest = _laid_out([each for each in loose if each[0] > above], order, starts, texts)
    return _Between(
        before,
        {pk: _lines_of(stands.stretches, pk) for pk in order},
        frozenset(pk for pk in order if not first_of[pk].is_original),
        _folded_lines(rest, texts) if rest and stands.paging.next is None else None,
        quarantined=1 if record.refusal else 0,
        has_gaps=record.erased is not None,
    )


def _laid_out(
    loose: Sequence[tuple[int, str]], order: Sequence[int], starts: Sequence[int], texts: Sequence[str]
) -> tuple[dict[int, FoldedLines], Sequence[tuple[int, str]]]:
    """The lines before each post, folded, and those after the last."""
    before: dict[int, FoldedLines] = {}
    at = 0
    for pk, start in zip(order, starts, strict=True):
        first = at
        while at < len(loose) and loose[at][0] < start:
            at += 1
        if at > first:
            before[pk] = _folded_lines(loose[first:at], texts)
    return before, loose[at:]


def _first_stretches(stretches: Iterable[PostStretch]) -> dict[int, PostStretch]:
    first: dict[int, PostStretch] = {}
    for each in stretches:
        first.setdefault(each.post, each)
    return first


def _lines_of(stretches: Iterable[PostStretch], post: int) -> tuple[int, ...]:
    return tuple(line for each in stretches if each.post == post for line in range(each.first, each.last + 1))


def _loose(
    record: Record, texts: Sequence[str], stands: Standing, first_of: Mapping[int, PostStretch]
) -> Iterable[tuple[int, str]]:
    """The lines with text that no post shows, from this page's first post on, each with what it was read as."""
    copied = {pk for pk, each in first_of.items() if not each.is_original}
    told = {line: entry.role for entry in record.entries for line in entry.lines}
    held = {
        line
        for each in stands.stretches
        if each.is_original or each.post in copied
        for line in range(each.first, each.last + 1)
    }
    for line, text in enumerate(texts, 1):
        role = told.get(line, "")
        if text.strip() and (role in READ_AS or not role) and not (line in held and role == "duplicate"):
            yield line, READ_AS.get(role, "not read as anything")


def _folded_lines(lines: Sequence[tuple[int, str]], texts: Sequence[str]) -> FoldedLines:
    kinds = tuple(dict.fromkeys(kind for _, kind in lines))
    words = opening_words(texts[lines[0][0] - 1], FURNITURE_WORDS)
    return FoldedLines(kinds, words, tuple((line, texts[line - 1]) for line, _ in lines))
