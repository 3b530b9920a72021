"""A Reconstruction and what is stored -> the rows that should be stored, with their ids."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from threads.html.folds import Mention
from threads.line_entries import LineEntry, Original
from threads.loading.rows.columns import (
    AliasRow,
    AppearanceRow,
    AuthorRow,
    DocumentRow,
    EdgeRow,
    PostRow,
    QuoteRow,
    RecordRow,
    ThreadRow,
    VersionRow,
)
from threads.loading.rows.copies import rendered_here
from threads.loading.rows.drafts import PostDraft, runs_of
from threads.loading.rows.plan import RowPlan
from threads.loading.rows.quotes import CitedLines
from threads.loading.rows.run_on import without_run_on_heads
from threads.loading.rows.stored import Stored
from threads.loading.rows.typesetting import html_of
from threads.models import Archive, Redirect
from threads.models.fields import KEY_BYTES
from threads.models.reading import PLACE_LENGTH, TITLE_LENGTH
from threads.reconstruct.stated import key_of_id
from threads.reconstruct.types import Edge, Reconstruction, RunReading, ThreadPlace, ThreadReading
from threads.words.kinds import Role
from threads.words.openings import UNTITLED_LENGTH, opening_words

# The name of a post without a known author, before its number.
NAMELESS = "post"
LINE_DIGITS = 8
RAW_DATE_LENGTH = 200
# The largest number that the column holds.
LENGTH_MOST = 2**31 - 1


@dataclass(frozen=True, slots=True)
class WantedRows:
    """All rows that should be stored of some documents."""

    documents: dict[int, DocumentRow]
    records: dict[int, RecordRow]
    authors: dict[int, AuthorRow]
    known_authors: dict[int, AuthorRow]
    threads: dict[int, ThreadRow]
    posts: dict[int, PostRow]
    edges: list[EdgeRow]
    quotes: list[QuoteRow]
    appearances: list[AppearanceRow]
    versions: list[VersionRow]
    aliases: list[AliasRow]
    redirects: list[tuple[str, int, bytes, int]]  # of what, old id, old key, the post it leads to
    successors: dict[int, int]  # posts that are gone, and who holds their lines now


def wanted_rows(archive: Archive, stored: Stored, reconstruction: Reconstruction) -> WantedRows:
    """Work out every row; this reserves ids and writes nothing."""
    return _RowMaker(archive, stored, without_run_on_heads(reconstruction)).rows()


class _RowMaker(RowPlan):
    def rows(self) -> WantedRows:
        post_rows = self._post_rows()
        return WantedRows(
            documents=self._document_rows(),
            records=self._record_rows(),
            authors=self.author_rows,
            known_authors=self.known_authors,
            threads=self._thread_rows(),
            posts=post_rows,
            edges=[self._edge_row(edge) for edge in self.edges],
            quotes=self._quote_rows(),
            appearances=list(self._appearance_rows()),
            versions=list(self._version_rows()),
            aliases=list(self._alias_rows()),
            redirects=self._redirects(),
            successors=self.successors,
        )

    # Rows

    def _post_rows(self) -> dict[int, PostRow]:
        mentions = {**self.stored.other_threads, **{key: self._mention(key) for key in self.drafts}}
        html = html_of(self.drafts, self.pages, self.cited, mentions, self.hidden)
        return {
            self.post_ids[place.post]: self._post_row(thread, place, html[place.post], self._quoted_counts[place.post])
            for thread in self.threads
            for place in thread.places
        }

    def _post_row(self, thread: ThreadReading, place: ThreadPlace, html: str, quoted_count: int) -> PostRow:
        draft, parent = self.drafts[place.post], self.parents[place.post]
        posted_at, posted_at_raw = _dated(draft)
        stated_id, title, url, facts = _stated(draft, self.drafts)
        return PostRow(
            id=self.post_ids[place.post],
            archive_id=self.archive.pk,
            thread_id=self.thread_ids[thread.key],
            author_id=self.author_ids[self.writers[draft.key].key],
            parent_id=self.post_ids[parent] if parent else None,
            key=bytes.fromhex(draft.key),
            is_missing=draft.is_missing,
            is_hidden=draft.key in self.hidden,
            position=place.position,
            depth=place.depth,
            last_descendant=place.last_descendant,
            number=self.numbers[draft.key],
            posted_at=posted_at,
            posted_at_raw=posted_at_raw,
            confidence=draft.confidence,
            cues=list(draft.cues),
            text=draft.text,
            own_text=draft.own_text,
            bigrams=draft.bigrams,
            html=html,
            quoted_count=quoted_count,
            stated_id=stated_id,
            title=title,
            url=url,
            facts=facts,
        )

    def _mention(self, key: str) -> Mention:
        """How others name a post: by the name it was signed with, whatever its author's other posts say."""
        writer = self.writers[key]
        row_name = self.author_rows[self.author_ids[writer.key]].name
        name = row_name if writer.key in self.corrections.names else writer.name or row_name
        return Mention(self.post_ids[key], name or NAMELESS, self.numbers[key])

    @cached_property
    def _quoted_counts(self) -> Counter[str]:
        seen = (each for each in self.cited if each.rank == 0 and each.post not in self.hidden)
        pairs = {(each.source_post, each.post) for each in seen if each.source_post}
        return Counter(source for source, post in pairs if source != post)

    def _thread_rows(self) -> dict[int, ThreadRow]:
        return {self.thread_ids[thread.key]: self._thread_row(thread) for thread in self.threads}

    def _thread_row(self, thread: ThreadReading) -> ThreadRow:
        drafts = [self.drafts[place.post] for place in thread.places]
        present = [draft for draft in drafts if not draft.is_missing]
        seen = [draft for draft in present if draft.key not in self.hidden]
        posts = seen or present  # of a hidden thread, whose page only staff see, all
        first, last = _span_of(posts)
        return ThreadRow(
            id=self.thread_ids[thread.key],
            archive_id=self.archive.pk,
            key=bytes.fromhex(thread.key),
            title=_title(self._shown_title(thread, seen)),
            is_title_stated=thread.is_title_stated,
            is_hidden=bool(present) and not seen,
            place=self._place_text(min(drafts, key=lambda draft: self._place(draft.key))),
            post_count=len(posts),
            author_count=len({self.writers[draft.key].key for draft in posts if self._is_named(draft.key)}),
            missing_count=sum(map(self._is_missed, drafts)),
            first_posted_at=first,
            last_posted_at=last,
            stated_key=_stated_key(thread),
            is_stated=self.stored.is_stated,
            length=min(sum(len(draft.own_text) for draft in posts), LENGTH_MOST),
            quoted_count=sum(self._quoted_counts[draft.key] for draft in posts),
        )

    def _is_missed(self, draft: PostDraft) -> bool:
        """Whether a post is missing and shown as such: not erased, nor known from hidden posts or from one quote alone."""
        return draft.is_missing and not draft.erased_on and draft.key not in self.hidden | self.alone

    def _shown_title(self, thread: ThreadReading, seen: Sequence[PostDraft]) -> str:
        """The title; if that is a hidden or missing post's opening words, those of the first post that is there."""
        told = self.corrections.titles.get(thread.key)
        if told:
            return told
        is_telling = not thread.is_title_stated and (thread.key in self.hidden or self.drafts[thread.key].is_missing)
        return opening_words(seen[0].own_text or seen[0].text, UNTITLED_LENGTH) if is_telling and seen else thread.title

    def _is_named(self, key: str) -> bool:
        return bool(self.author_rows[self.author_ids[self.writers[key].key]].name)

    def _edge_row(self, edge: Edge) -> EdgeRow:
        return EdgeRow(
            archive_id=self.archive.pk,
            child_id=self.post_ids[edge.child],
            parent_id=self.post_ids[edge.parent],
            origin=edge.origin.value,
            confidence=edge.confidence,
            evidence=edge.evidence,
            is_primary=edge.is_primary,
        )

    def _quote_rows(self) -> list[QuoteRow]:
        return [self._quote_row(each) for each in self.cited]

    def _quote_row(self, each: CitedLines) -> QuoteRow:
        source = each.source
        return QuoteRow(
            archive_id=self.archive.pk,
            post_id=self.post_ids[each.post],
            line=each.line,
            rank=each.rank,
            start=each.start,
            end=each.end,
            kind=str(each.kind),
            confidence=each.confidence,
            source_post_id=self._id_of(each.source_post),
            source_document_id=self.stored.document_of.get(source.document) if source else None,
            source_line=source.line if source else None,
            source_start=source.start if source else None,
            source_end=source.end if source else None,
            via_id=self._id_of(each.via),
            last_line=each.last_line,
        )

    def _id_of(self, key: str | None) -> int | None:
        """The id of a post being read, or of one beside."""
        return None if key is None else self._known_id(key)

    def _appearance_rows(self) -> Iterable[AppearanceRow]:
        own = ((draft.key, each) for draft in self.drafts.values() for each in draft.appearances)
        for key, each in (*own, *rendered_here(self.reading, self.stored.other_threads)):
            record = self.stored.record_of[each.document]
            for first, last in runs_of(each.lines, self.pages[each.document]):
                post = self._known_id(key)
                yield AppearanceRow(self.archive.pk, post, record, first, last, is_original=each.is_original)

    def _version_rows(self) -> Iterable[VersionRow]:
        for key, draft in self.drafts.items():
            for number, version in enumerate(draft.versions, 1):
                yield VersionRow(self.archive.pk, self.post_ids[key], number, *version)

    def _alias_rows(self) -> Iterable[AliasRow]:
        for writer in self.writers.values():
            for document, name in writer.aliases:
                yield AliasRow(self.archive.pk, self.author_ids[writer.key], self.stored.document_of[document], name)

    def _document_rows(self) -> dict[int, DocumentRow]:
        if self.stored.is_stated:
            return {}
        ids = self.stored.document_of
        return {
            ids[each.document]: DocumentRow(
                ids[each.document], each.kind.value, each.confidence, list(each.cues), is_read=True
            )
            for each in self.reading.documents
        }

    def _record_rows(self) -> dict[int, RecordRow]:
        ids = self.stored.record_of
        return {
            ids[each.document]: RecordRow(ids[each.document], [_line_entry(run).pack() for run in each.runs])
            for each in self.reading.documents
        }

    def _redirects(self) -> list[tuple[str, int, bytes, int]]:
        """What to remember: keys that changed, posts that are gone, threads that are gone."""
        key_of = {pk: key for key, pk in self.post_ids.items()}
        rows = []
        for pk, key in self.was.items():
            target = pk if pk in key_of else self.successors.get(pk)
            if target is not None and key_of.get(pk) != key:
                # What people said of a post that nobody quotes any more is not said of the author of its words.
                old_key = bytes(KEY_BYTES) if pk in self.unquoted else bytes.fromhex(key)
                rows.append((Redirect.Of.POST.value, pk, old_key, target))
        ids = set(self.thread_ids.values())
        for pk, row in self.stored.threads.items():
            target = self._now_holding(pk)
            if pk not in ids and target is not None:
                rows.append((Redirect.Of.THREAD.value, pk, row.key, target))
        return rows

    def _now_holding(self, thread_id: int) -> int | None:
        """The first of a stored thread's posts that is still there or leads somewhere."""
        posts = sorted(
            (row for row in self.stored.posts.values() if row.thread_id == thread_id), key=lambda row: row.position
        )
        ids = set(self.post_ids.values())
        for row in posts:
            target = row.id if row.id in ids else self.successors.get(row.id)
            if target is not None:
                return target
        return None

    def _place_text(self, draft: PostDraft) -> str:
        path = self.pages[draft.document].path[: PLACE_LENGTH - LINE_DIGITS - 1]
        return f"{path}:{draft.lines[0]:0{LINE_DIGITS}d}"


def _line_entry(run: RunReading) -> LineEntry:
    """A run as the document page needs it: its role, how sure, and for copies and own words said again what they repeat."""
    original = None
    source = run.source if run.role == Role.DUPLICATE else run.repeats[0] if run.repeats else None
    if source:
        key, _, ordinal = source.place.document.partition("#")
        original = Original(key, source.place.line, source.kind.value, int(ordinal) + 1 if ordinal else None)
    return LineEntry(run.first_line, run.last_line, run.role.value, run.confidence, original, run.head_of)


def _dated(draft: PostDraft) -> tuple[datetime | None, str]:
    return (None if draft.is_missing else draft.moment), draft.date[:RAW_DATE_LENGTH]


def _stated(draft: PostDraft, here: Container[str]) -> tuple[str, str, str, dict[str, Any]]:
    """What only its format says of a post: its id there, its own title, its address, and the rest."""
    stated = draft.stated
    if stated is None:
        return "", "", "", {"erased_on": draft.erased_on} if draft.erased_on else {}
    cites = dict.fromkeys(mark.source for mark in stated.marks if mark.source and key_of_id(mark.source) not in here)
    facts: dict[str, Any] = {**stated.facts, "cites": list(cites)} if cites else dict(stated.facts)
    facts.pop("versions", None)
    if draft.versions:
        facts["versions"] = len(draft.versions)
    return stated.id, _title(stated.title), stated.url, facts


def _stated_key(thread: ThreadReading) -> bytes | None:
    return bytes.fromhex(thread.stated_key) if thread.stated_key else None


def _span_of(drafts: Iterable[PostDraft]) -> tuple[datetime | None, datetime | None]:
    moments = [draft.moment for draft in drafts if draft.moment and not draft.is_missing]
    return min(moments, default=None), max(moments, default=None)


def _title(title: str) -> str:
    return " ".join(title.split())[:TITLE_LENGTH]
