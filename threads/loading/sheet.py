"""A Reconstruction and what is stored -> the rows that should be stored, with the ids they keep or are given."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from threads.html.folds import Mention
from threads.line_entries import LineEntry, Original
from threads.loading import state
from threads.loading.bulk import reserve_ids
from threads.loading.citing import Cited, citations_of, holders_of, only_quoted_by, quoted_from
from threads.loading.curation import corrections
from threads.loading.drafts import Draft, drafts_of, pages_of, runs_of
from threads.loading.erasing.stubs import stubs_of
from threads.loading.erasing.stubs_in_sheet import WithStubs
from threads.loading.matching import match_posts, match_threads, successor
from threads.loading.people import Writer, as_one, writers_of
from threads.loading.planting import numbers_of, parents_of, replanted
from threads.loading.rendered_rows import rendered_here, rendered_lines
from threads.loading.state import POST, THREAD, Row, Stored
from threads.loading.typesetting import html_of
from threads.models import Archive, Author, Document, Post, Redirect, Thread
from threads.models.reading import PLACE_LENGTH, TITLE_LENGTH
from threads.reconstruct.stated import key_of_id
from threads.reconstruct.types import Edge, Reconstruction, RunReading, ThreadPlace, ThreadReading
from threads.words.kinds import Role
from threads.words.openings import UNTITLED_LENGTH, opening_words

# What others call a post whose author nobody names, before its number.
NAMELESS = "post"
LINE_DIGITS = 8
RAW_DATE_LENGTH = 200
# Posts without a date stand after those with one.
NO_DATE = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Sheet:
    """All rows that should be stored of some documents."""

    documents: dict[int, Row]
    records: dict[int, Row]
    authors: dict[int, Row]
    known_authors: dict[int, Row]
    threads: dict[int, Row]
    posts: dict[int, Row]
    edges: list[Row]
    quotes: list[Row]
    appearances: list[Row]
    aliases: list[Row]
    redirects: list[tuple[str, int, bytes, int]]  # of what, old id, old key, the post it leads to
    successors: dict[int, int]  # posts that are gone, and who holds their lines now


def sheet_of(archive: Archive, stored: Stored, reconstruction: Reconstruction) -> Sheet:
    """Work out every row; nothing is written, though ids are taken."""
    return _Maker(archive, stored, reconstruction).sheet()


class _Maker(WithStubs):
    """The parts of a sheet, in the order in which they need each other."""

    def __init__(self, archive: Archive, stored: Stored, reconstruction: Reconstruction) -> None:
        self.archive = archive
        self.stored = stored
        self.reading = reconstruction
        self.pages = pages_of(reconstruction)
        self.drafts = drafts_of(reconstruction, self.pages)
        self.stubs = stubs_of(archive)
        self.drafts |= self.stubs.find(self.drafts)
        self.post_ids = self._post_ids()
        self.was = {post.id: post.key for post in stored.known}
        self.successors = self._successors()
        self.changed = self._changed()
        self.corrections = corrections(archive, self.changed)
        self._add_stubs()
        self.ties = self._ties()
        self.threads = self._threads()
        self.parents = parents_of(self.threads)
        self.edges = self._edges()
        self.thread_ids = self._thread_ids()
        self.writers = self._writers()
        self.author_rows, self.known_authors, self.author_ids = self._authors()
        self.numbers = self._numbers()
        self.cited = citations_of(self.drafts, self.pages, stored.beside.keys())
        self.hidden = self.corrections.hidden | only_quoted_by(self.corrections.hidden, self.drafts, self.cited)

    def sheet(self) -> Sheet:
        """Put the rows together."""
        post_rows = self._post_rows()
        return Sheet(
            documents=self._document_rows(),
            records=self._record_rows(),
            authors=self.author_rows,
            known_authors=self.known_authors,
            threads=self._thread_rows(),
            posts=post_rows,
            edges=[self._edge_row(edge) for edge in self.edges],
            quotes=self._quote_rows(),
            appearances=list(self._appearance_rows()),
            aliases=list(self._alias_rows()),
            redirects=self._redirects(),
            successors=self.successors,
        )

    # Who keeps which id

    def _post_ids(self) -> dict[str, int]:
        lines = {key: (draft.is_missing, draft.holds) for key, draft in self.drafts.items()}
        ids = match_posts(self.stored.known, lines)
        ids |= self._ids_of_stubs(ids)
        new = sorted((key for key in self.drafts if key not in ids), key=self._place)
        return ids | dict(zip(new, reserve_ids(Post, len(new)), strict=True))

    def _successors(self) -> dict[int, int]:
        """Where the posts that are gone went: a missing post that was found, to its finder's lines' source."""
        kept = set(self.post_ids.values())
        gone = [post for post in self.stored.known if post.id not in kept]
        if not gone:
            return {}
        holder = rendered_lines(self.reading, self.stored.beside) | holders_of(self.drafts)
        found = quoted_from(self.pages, self.drafts)
        led = ((post.id, successor(post.lines, found if post.is_missing else holder)) for post in gone)
        return {pk: self._known_id(key) for pk, key in led if key}

    def _threads(self) -> tuple[ThreadReading, ...]:
        planted = {place.post for thread in self.reading.threads for place in thread.places}
        alone = [self._thread_of(key) for key in self.drafts if key not in planted]  # better shown than lost
        threads = (*self.reading.threads, *alone)
        moved: dict[str, str | None] = {child: tie.parent for child, tie in self.ties.items()} | self.corrections.moved
        moved = {child: parent for child, parent in moved.items() if child in self.drafts}
        threads = replanted(threads, moved, self._title_of) if moved else threads
        return self._without_idle_stubs(threads) if self.stubs.watch else threads

    def _thread_of(self, key: str) -> ThreadReading:
        places = (ThreadPlace(key, position=0, depth=0, last_descendant=0),)
        return ThreadReading(key, self._title_of(key), is_title_stated=False, places=places)

    def _title_of(self, key: str) -> str:
        return opening_words(self.drafts[key].text, UNTITLED_LENGTH)

    def _thread_ids(self) -> dict[str, int]:
        key_of = {pk: key for key, pk in self.post_ids.items()}
        before = {pk: row[POST.index("thread_id")] for pk, row in self.stored.posts.items()}
        opened = {row[THREAD.index("key")].hex(): pk for pk, row in self.stored.threads.items()}
        known = {key_of[pk]: opened[key] for pk, key in self.was.items() if key in opened and pk in key_of}
        posts = {thread.key: [self.post_ids[place.post] for place in thread.places] for thread in self.threads}
        ids = match_threads(known, posts, before)
        new = sorted((thread.key for thread in self.threads if thread.key not in ids), key=self._place)
        return ids | dict(zip(new, reserve_ids(Thread, len(new)), strict=True))

    def _writers(self) -> dict[str, Writer]:
        given = Document.objects.filter(archive=self.archive).exclude(stated_author="")
        spellings = () if self.stored.is_stated else given.values_list("stated_author", flat=True).distinct()
        writers = writers_of(self.reading, self.stored.stated, spellings)
        writers = {key: writers.get(key) or Writer(key, "") for key in self.drafts}  # nobody names who is erased
        self.read_writers = {writer.key for writer in writers.values()}
        return as_one(writers, {key: draft.document for key, draft in self.drafts.items()}, self.corrections)

    def _authors(self) -> tuple[dict[int, Row], dict[int, Row], dict[str, int]]:
        writers = {writer.key: writer for writer in self.writers.values()}
        old_keys = {key: self.was[pk] for key, pk in self.post_ids.items() if pk in self.was}
        wanted = {*writers, *(old_keys[key] for key in writers if key in old_keys)}
        known = state.authors(self.archive.pk, [bytes.fromhex(key) for key in sorted(wanted)])
        by_key = {row[state.AUTHOR.index("key")].hex(): pk for pk, row in known.items()}
        ids: dict[str, int] = {key: by_key[key] for key in writers if key in by_key}
        taken = set(ids.values())
        for key in writers:
            former = by_key.get(old_keys.get(key, ""))
            if key not in ids and former and former not in taken:  # a post's own unknown author moves with it
                ids[key] = former
                taken.add(former)
        new = [key for key in writers if key not in ids]
        ids |= dict(zip(new, reserve_ids(Author, len(new)), strict=True))
        rows = {
            pk: known[pk] if pk in known and self._is_known(key, known[pk]) else self._author_row(pk, writers[key])
            for key, pk in ids.items()
        }
        return rows, {pk: row for pk, row in known.items() if pk in rows}, ids

    def _is_known(self, key: str, row: Row) -> bool:
        """Whether what is stored of an author stands: nothing of them is read here, or only one of several names."""
        is_read = key in self.read_writers
        is_named = bool(row[state.AUTHOR.index("name")]) and key not in self.corrections.names
        return not is_read or (self.stored.is_stated and is_named)

    # Rows

    def _author_row(self, pk: int, writer: Writer) -> Row:
        name = self.corrections.names.get(writer.key) or writer.name
        return (pk, self.archive.pk, bytes.fromhex(writer.key), name, not name)

    def _numbers(self) -> dict[str, int]:
        return {post: number for thread in self.threads for post, number in numbers_of(thread, self._place).items()}

    def _post_rows(self) -> dict[int, Row]:
        mentions = {**self.stored.beside, **{key: self._mention(key) for key in self.drafts}}
        html = html_of(self.drafts, self.pages, self.cited, mentions, self.hidden)
        quoted = self._quoted_counts()
        rows = {}
        for thread in self.threads:
            for place in thread.places:
                draft, pk, parent = self.drafts[place.post], self.post_ids[place.post], self.parents[place.post]
                rows[pk] = (
                    pk, self.archive.pk, self.thread_ids[thread.key], self.author_ids[self.writers[draft.key].key],
                    self.post_ids[parent] if parent else None, bytes.fromhex(draft.key), draft.is_missing,
                    draft.key in self.hidden, place.position, place.depth, place.last_descendant,
                    self.numbers[draft.key], *_dated(draft), draft.confidence, list(draft.cues), draft.text,
                    draft.own_text, draft.bigrams, html[draft.key], quoted[draft.key], *_stated(draft, self.drafts),
                )  # fmt: skip
        return rows

    def _mention(self, key: str) -> Mention:
        """A post as it is spoken of: by the name it was signed with, which other posts of its author do not change."""
        writer = self.writers[key]
        shown = self.author_rows[self.author_ids[writer.key]][state.AUTHOR.index("name")]
        name = shown if writer.key in self.corrections.names else writer.name or shown
        return Mention(self.post_ids[key], name or NAMELESS, self.numbers[key])

    def _quoted_counts(self) -> Counter[str]:
        """How many other posts quote each post."""
        seen = (each for each in self.cited if each.rank == 0 and each.post not in self.hidden)
        pairs = {(each.source_post, each.post) for each in seen if each.source_post}
        return Counter(source for source, post in pairs if source != post)

    def _thread_rows(self) -> dict[int, Row]:
        rows = {}
        for thread in self.threads:
            keys = [place.post for place in thread.places]
            drafts = [self.drafts[key] for key in keys]
            present = [draft for draft in drafts if not draft.is_missing]
            seen = [draft for draft in present if draft.key not in self.hidden]
            is_hidden = bool(present) and not seen
            counted = seen or present  # of a hidden thread, whose page only staff see, all
            named = {self.writers[draft.key].key for draft in counted if self._is_named(draft.key)}
            pk = self.thread_ids[thread.key]
            rows[pk] = (
                pk, self.archive.pk, bytes.fromhex(thread.key), _title(self._shown_title(thread, seen)),
                thread.is_title_stated, is_hidden,
                self._place_text(min(drafts, key=lambda draft: self._place(draft.key))), len(counted),
                len(named), sum(map(self._is_missed, drafts)), *_span_of(counted), _stated_key(thread),
                self.stored.is_stated,
            )  # fmt: skip
        return rows

    def _is_missed(self, draft: Draft) -> bool:
        """Whether a post is missing, and not because it was erased or what is left of it hidden."""
        return draft.is_missing and not draft.erased_on and draft.key not in self.hidden

    def _shown_title(self, thread: ThreadReading, seen: Sequence[Draft]) -> str:
        """The title, unless it is the opening words of a post that is hidden: then those of the first that is not."""
        is_telling = not thread.is_title_stated and thread.key in self.hidden
        return opening_words(seen[0].own_text or seen[0].text, UNTITLED_LENGTH) if is_telling and seen else thread.title

    def _is_named(self, key: str) -> bool:
        return bool(self.author_rows[self.author_ids[self.writers[key].key]][state.AUTHOR.index("name")])

    def _edge_row(self, edge: Edge) -> Row:
        child, parent = self.post_ids[edge.child], self.post_ids[edge.parent]
        return (self.archive.pk, child, parent, edge.origin.value, edge.confidence, edge.evidence, edge.is_primary)

    def _quote_rows(self) -> list[Row]:
        return [self._quote_row(each) for each in self.cited]

    def _quote_row(self, each: Cited) -> Row:
        source = each.source
        document = self.stored.document_of.get(source.document) if source else None
        place = (document, source.line, source.start, source.end) if source else (None, None, None, None)
        return (
            self.archive.pk, self.post_ids[each.post], each.line, each.rank, each.start, each.end, str(each.kind),
            each.confidence, self._id_of(each.source_post), *place, self._id_of(each.via),
            each.last_line,
        )  # fmt: skip

    def _id_of(self, key: str | None) -> int | None:
        """The id of a post being read, or of one beside."""
        return None if key is None else self._known_id(key)

    def _known_id(self, key: str) -> int:
        return self.stored.beside[key].post_id if key in self.stored.beside else self.post_ids[key]

    def _appearance_rows(self) -> Iterable[Row]:
        own = ((draft.key, each) for draft in self.drafts.values() for each in draft.appearances)
        for key, each in (*own, *rendered_here(self.reading, self.stored.beside)):
            record = self.stored.record_of[each.document]
            for first, last in runs_of(each.lines, self.pages[each.document]):
                yield (self.archive.pk, self._known_id(key), record, first, last, each.is_original)

    def _alias_rows(self) -> Iterable[Row]:
        for writer in self.writers.values():
            for document, name in writer.aliases:
                yield (self.archive.pk, self.author_ids[writer.key], self.stored.document_of[document], name)

    def _document_rows(self) -> dict[int, Row]:
        of = self.stored.document_of
        return (
            {}
            if self.stored.is_stated
            else {
                of[each.document]: (of[each.document], each.kind.value, each.confidence, list(each.cues), True)
                for each in self.reading.documents
            }
        )

    def _record_rows(self) -> dict[int, Row]:
        rows = {}
        for each in self.reading.documents:
            pk = self.stored.record_of[each.document]
            rows[pk] = (pk, [_line_entry(run).pack() for run in each.runs])
        return rows

    def _redirects(self) -> list[tuple[str, int, bytes, int]]:
        """What to remember: keys that changed, posts that are gone, threads that are gone."""
        key_of = {pk: key for key, pk in self.post_ids.items()}
        found = []
        for pk, key in self.was.items():
            target = pk if pk in key_of else self.successors.get(pk)
            if target is not None and key_of.get(pk) != key:
                found.append((Redirect.Of.POST.value, pk, bytes.fromhex(key), target))
        kept = set(self.thread_ids.values())
        for pk, row in self.stored.threads.items():
            target = self._now_holding(pk)
            if pk not in kept and target is not None:
                found.append((Redirect.Of.THREAD.value, pk, row[THREAD.index("key")], target))
        return found

    def _now_holding(self, thread_id: int) -> int | None:
        """The first of a stored thread's posts, in its order, that is still there or leads somewhere."""
        column, position = POST.index("thread_id"), POST.index("position")
        posts = sorted(
            (row for row in self.stored.posts.values() if row[column] == thread_id), key=lambda row: row[position]
        )
        kept = set(self.post_ids.values())
        for row in posts:
            target = row[0] if row[0] in kept else self.successors.get(row[0])
            if target is not None:
                return target
        return None

    # Order

    def _place(self, key: str) -> tuple[datetime, str, str, int, bool]:
        """By date, then document order: a missing post stands before the first line that quotes it.

        Where the format states the date, it does not matter which file a post lies in.
        """
        draft = self.drafts[key]
        is_placed = self.stored.is_stated and draft.moment is not None
        place = ("", "") if is_placed else (self.pages[draft.document].path, draft.document)
        return (draft.moment or NO_DATE, *place, draft.lines[0], not draft.is_missing)

    def _place_text(self, draft: Draft) -> str:
        path = self.pages[draft.document].path[: PLACE_LENGTH - LINE_DIGITS - 1]
        return f"{path}:{draft.lines[0]:0{LINE_DIGITS}d}"


def _line_entry(run: RunReading) -> LineEntry:
    """A run as the document page needs it: its role, how sure, and for duplicates what they repeat."""
    original = None
    if run.role == Role.DUPLICATE and run.source:
        key, _, ordinal = run.source.place.document.partition("#")
        original = Original(key, run.source.place.line, run.source.kind.value, int(ordinal) + 1 if ordinal else None)
    return LineEntry(run.first_line, run.last_line, run.role.value, run.confidence, original)


def _dated(draft: Draft) -> tuple[datetime | None, str]:
    stated = draft.stated
    return (stated.posted_at, stated.posted_at_raw[:RAW_DATE_LENGTH]) if stated else (None, "")


def _stated(draft: Draft, here: Container[str]) -> tuple[str, str, str, dict[str, Any]]:
    """What only its format says of a post: its id there, its own title, its address, and the rest."""
    stated = draft.stated
    if stated is None:
        return "", "", "", {"erased_on": draft.erased_on} if draft.erased_on else {}
    cites = dict.fromkeys(mark.source for mark in stated.marks if mark.source and key_of_id(mark.source) not in here)
    facts = {**stated.facts, "cites": list(cites)} if cites else dict(stated.facts)
    return stated.id, _title(stated.title), stated.url, facts


def _stated_key(thread: ThreadReading) -> bytes | None:
    return bytes.fromhex(thread.stated_key) if thread.stated_key else None


def _span_of(drafts: Iterable[Draft]) -> tuple[datetime | None, datetime | None]:
    """The first and the last date of some posts."""
    moments = [draft.moment for draft in drafts if draft.moment and not draft.is_missing]
    return min(moments, default=None), max(moments, default=None)


def _title(title: str) -> str:
    return " ".join(title.split())[:TITLE_LENGTH]
