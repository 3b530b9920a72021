"""Records of a document -> their lines as given, what each was read as, and the posts that stand on them, in runs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from threads.line_entries import Original
from threads.models import Appearance, Document, Post, Quote, Record
from threads.querysets import sees_everything
from threads.selectors.erased import Gap
from threads.selectors.shown_posts import SURE_BOUNDARY, Named, named

if TYPE_CHECKING:
    from threads.querysets import Visitor

ROLES = ("body", "quote", "attribution", "signature", "duplicate", "chrome", "profile")


class Copied(NamedTuple):
    """Where the original of a duplicate line stands."""

    document_id: int | None  # None where the visitor may not see it, or it has gone
    path: str
    line: int
    kind: str
    is_here: bool
    record: int | None = None  # counted from 1, in a document whose format states its posts

    @property
    def place(self) -> str:
        """The query and the fragment by which its line is found in its document."""
        if self.record is None:
            return f"?line={self.line}#L{self.line}"
        return f"?record={self.record}#R{self.record}-L{self.line}"


class ShownSource(NamedTuple):
    """A source of a quoting line: the post it cites and where that stands."""

    kind: str
    post: Named | None  # None for an unsourced quote, and where the visitor may not see the source
    is_missing: bool
    document_id: int | None
    path: str
    line: int | None
    is_here: bool


class Reading(NamedTuple):
    """What a line was read as."""

    role: str
    confidence: float
    copied: Copied | None
    head_of: int | None = None  # the line at which the post begins whose head it is


@dataclass(frozen=True, slots=True)
class ShownLine:
    """A line as given. ``role`` is empty for a line without text, and None where nothing accounts for it."""

    number: int
    text: str
    role: str | None
    confidence: float
    quotes: tuple[ShownSource, ...]  # best source first
    copied: Copied | None
    head_of: int | None = None

    @property
    def is_doubtful(self) -> bool:
        return bool(self.role) and self.confidence < SURE_BOUNDARY


@dataclass(frozen=True, slots=True)
class ShownRun:
    """Lines in a row that belong to one post, or to none. ``begins`` where the post does.

    ``is_withheld`` where a curator has hidden the post: its lines are counted, and not shown.
    """

    post: Named | None
    thread_id: int | None
    confidence: float
    cues: tuple[str, ...]
    is_original: bool
    begins: bool
    record: int | None  # 1-based, at the first line of each unit of a document of many
    lines: tuple[ShownLine, ...]
    is_withheld: bool = False
    refusal: str = ""  # why the record is in quarantine
    anchor: str = "L"  # how the address of a line begins
    erased: tuple[Gap, ...] = ()  # what was taken out: of a record of many, or here and nothing else is
    opens: str = ""  # the title of the thread that the post opens, where it is stated

    @property
    def is_boundary_doubtful(self) -> bool:
        return self.begins and self.is_original and self.confidence < SURE_BOUNDARY


class Stretch(NamedTuple):
    """That a post stands on some lines."""

    first: int
    last: int
    is_original: bool
    post: Post
    is_withheld: bool


class PostPlace(NamedTuple):
    """That a post stands in a document, and no more of it than an account of the whole document needs."""

    post: int
    first: int
    is_original: bool
    confidence: float
    is_withheld: bool


def places_of(user: Visitor, records: Sequence[Record]) -> list[PostPlace]:
    """The posts that stand on records, in the order of their lines."""
    all_seen = sees_everything(user)
    rows = (
        Appearance.objects.filter(record__in=[record.id for record in records])
        .order_by("record_id", "first_line")
        .values_list(
            "post_id", "first_line", "is_original", "post__confidence", "post__is_hidden", "post__thread__is_hidden"
        )
    )
    return [
        PostPlace(post, first, is_original, confidence, not all_seen and (is_hidden or is_in_hidden))
        for post, first, is_original, confidence, is_hidden, is_in_hidden in rows
    ]


def stretches_of(
    user: Visitor, records: Sequence[Record], *texts: str, within: range | None = None
) -> Mapping[int, list[Stretch]]:
    """The posts that stand on records, or on some of their lines, in the order of these, with the ``texts`` of them that are asked for."""
    standing = Appearance.objects.filter(record__in=[record.id for record in records])
    if within is not None:
        standing = standing.filter(first_line__lt=within.stop, last_line__gte=within.start)
    appearances = (
        standing.select_related("post__author", "post__thread")
        .only(
            "record_id",
            "first_line",
            "last_line",
            "is_original",
            "post__number",
            "post__parent_id",
            "post__is_hidden",
            "post__confidence",
            "post__cues",
            "post__author__name",
            "post__author__is_placeholder",
            "post__thread__is_hidden",
            "post__thread__title",
            "post__thread__is_title_stated",
            *(f"post__{text}" for text in texts),
        )
        .order_by("record_id", "first_line")
    )
    all_seen = sees_everything(user)
    stretches: dict[int, list[Stretch]] = defaultdict(list)
    for row in appearances:
        is_withheld = not all_seen and is_hidden(row.post)
        stretches[row.record_id].append(Stretch(row.first_line, row.last_line, row.is_original, row.post, is_withheld))
    return stretches


def is_hidden(post: Post) -> bool:
    """Whether a curator has hidden the post or its thread."""
    return post.is_hidden or post.thread.is_hidden


def quotes_of(
    user: Visitor, document: Document, stretches: Mapping[int, Sequence[Stretch]]
) -> Mapping[int, dict[int, list[ShownSource]]]:
    """By post and line, what posts quote that stand here as originals."""
    posts = {each.post.id for sources in stretches.values() for each in sources if each.is_original}
    rows = (
        Quote.objects.visible_to(user)
        .filter(post_id__in=posts)
        .select_related("source_post__author", "source_post__thread", "source_document")
        .only(
            "post_id",
            "line",
            "last_line",
            "rank",
            "kind",
            "source_line",
            "source_document__path",
            "source_post__number",
            "source_post__is_missing",
            "source_post__is_hidden",
            "source_post__thread_id",
            "source_post__thread__is_hidden",
            "source_post__author__name",
            "source_post__author__is_placeholder",
        )
        .order_by("post_id", "line", "rank")
    )
    all_seen = sees_everything(user)
    sources: dict[int, dict[int, list[ShownSource]]] = defaultdict(lambda: defaultdict(list))
    for quote in rows:
        source = cited_of(quote, document, all_seen=all_seen)
        for line in quote.lines:
            sources[quote.post_id][line].append(source)
    return sources


def cited_of(quote: Quote, document: Document, *, all_seen: bool) -> ShownSource:
    """A quote's source as the visitor may know it."""
    post = quote.source_post
    if post is None or (not all_seen and is_hidden(post)):
        return ShownSource(quote.kind, None, is_missing=False, document_id=None, path="", line=None, is_here=False)
    source = quote.source_document
    return ShownSource(
        kind=quote.kind,
        post=_named(post),
        is_missing=post.is_missing,
        document_id=source.id if source else None,
        path=source.path if source else "",
        line=quote.source_line,
        is_here=source is not None and source.id == document.id,
    )


def sources_of(
    user: Visitor, document: Document, records: Sequence[Record], within: range | None = None
) -> Mapping[str, Document]:
    """The documents that hold the originals of duplicate lines, or of some, by the hexadecimal of their key."""
    keys = {
        entry.original.document
        for record in records
        for entry in record.entries
        if entry.original and lines_within(entry.lines, within)
    }
    documents = Document.objects.visible_to(user).filter(
        archive_id=document.archive_id, key__in=[bytes.fromhex(key) for key in keys]
    )
    return {bytes(source.key).hex(): source for source in documents.only("id", "key", "path")} if keys else {}


def readings_of(
    record: Record, sources: Mapping[str, Document], document: Document, within: range | None = None
) -> dict[int, Reading]:
    """What the lines of a record, or some of them, were read as, by number."""
    return {
        line: Reading(entry.role, entry.confidence, _copied(entry.original_of(line), sources, document), entry.head_of)
        for entry in record.entries
        for line in lines_within(entry.lines, within)
    }


def lines_within(lines: range, within: range | None) -> range:
    """Those of some lines that are on a page; all of them if no page is given."""
    return lines if within is None else range(max(lines.start, within.start), min(lines.stop, within.stop))


def _copied(original: Original | None, sources: Mapping[str, Document], document: Document) -> Copied | None:
    if original is None:
        return None
    key, line, kind, record = original
    held_by = sources.get(key)
    is_here = held_by is not None and held_by.id == document.id
    return Copied(held_by.id if held_by else None, held_by.path if held_by else "", line, kind, is_here, record)


def lines_of(
    texts: Sequence[str], first: int, readings: Mapping[int, Reading], quotes: Mapping[int, Sequence[ShownSource]]
) -> list[ShownLine]:
    """Texts with what they were read as, numbered from ``first`` on."""
    lines = []
    for number, text in enumerate(texts, first):
        reading = readings.get(number)
        if reading is None:
            lines.append(ShownLine(number, text, None if text.strip() else "", 1.0, (), None))
            continue
        sources = tuple(quotes.get(number, ())) if reading.role == "quote" else ()
        lines.append(
            ShownLine(number, text, reading.role, reading.confidence, sources, reading.copied, reading.head_of)
        )
    return lines


def runs_of(lines: Sequence[ShownLine], stretches: Sequence[Stretch], record: int | None) -> list[ShownRun]:
    """Group the lines by the post that stands on them; one pass over both, since both are in order."""
    runs: list[ShownRun] = []
    pending: list[ShownLine] = []
    current: Stretch | None = None
    seen: set[int] = set()
    ahead = iter(sorted(stretches, key=lambda stretch: stretch.first))
    following = next(ahead, None)
    for line in lines:
        while following is not None and following.last < line.number:
            following = next(ahead, None)
        here = following if following is not None and following.first <= line.number else None
        if pending and here is not current:
            runs.append(_run(pending, current, seen, record if not runs else None))
            pending = []
        current = here
        pending.append(line)
    if pending:
        runs.append(_run(pending, current, seen, record if not runs else None))
    return runs


def with_heads(runs: Sequence[ShownRun], number_at: Mapping[int, int]) -> list[ShownRun]:
    """The runs with the number of the post in the place of the line at which it begins, where a line is of its head."""
    return [
        replace(
            run,
            lines=tuple(
                line if line.head_of is None else replace(line, head_of=number_at.get(line.head_of))
                for line in run.lines
            ),
        )
        for run in runs
    ]


def _run(lines: Sequence[ShownLine], stretch: Stretch | None, seen: set[int], record: int | None) -> ShownRun:
    if stretch is None:
        return ShownRun(None, None, 1.0, (), is_original=False, begins=False, record=record, lines=tuple(lines))
    post = stretch.post
    begins = post.id not in seen and lines[0].number == stretch.first
    seen.add(post.id)
    is_withheld = stretch.is_withheld
    return ShownRun(
        post=None if is_withheld else _named(post),
        thread_id=None if is_withheld else post.thread_id,
        confidence=post.confidence,
        cues=() if is_withheld else tuple(post.cues),
        is_original=stretch.is_original,
        begins=begins,
        record=record,
        lines=tuple(replace(line, text="", quotes=(), copied=None) for line in lines) if is_withheld else tuple(lines),
        is_withheld=is_withheld,
        opens=post.thread.title if post.parent_id is None and post.thread.is_title_stated and not is_withheld else "",
    )


def _named(post: Post) -> Named:
    return named(post.id, post.number, post.author.name, post.author.is_placeholder)
