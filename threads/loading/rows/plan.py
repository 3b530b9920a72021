"""A Reconstruction and what is stored -> which posts, threads and authors get rows, and who keeps which id."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime

from threads.loading.bulk import reserve_ids
from threads.loading.rows.authors import Writer, as_one, writers_of
from threads.loading.rows.columns import AuthorRow
from threads.loading.rows.copies import rendered_lines
from threads.loading.rows.drafts import drafts_of, pages_of
from threads.loading.rows.ids import match_posts, match_threads, successor
from threads.loading.rows.quotes import citations_of, holders_of, only_quoted_by, quoted_from
from threads.loading.rows.stored import Stored, authors
from threads.loading.rows.stubs import stubs_of
from threads.loading.rows.stubs_in_plan import WithStubs
from threads.loading.rows.trees import numbers_of, parents_of, with_moves
from threads.loading.stale.corrections import corrections
from threads.models import Archive, Author, Document, Post, Thread
from threads.reconstruct.types import Reconstruction, ThreadPlace, ThreadReading
from threads.words.openings import UNTITLED_LENGTH, opening_words

# Posts without a date stand after those with one.
NO_DATE = datetime.max.replace(tzinfo=UTC)


class RowPlan(WithStubs):
    """What rows are made of, in the order in which the parts need each other. It reserves ids and writes nothing."""

    def __init__(self, archive: Archive, stored: Stored, reconstruction: Reconstruction) -> None:
        self.archive = archive
        self.stored = stored
        self.reading = reconstruction
        self.pages = pages_of(reconstruction)
        self.drafts = drafts_of(reconstruction, self.pages)
        self.stubs = stubs_of(archive)
        self.drafts |= self.stubs.find(self.drafts)
        self.post_ids = self._post_ids()
        self.was = {post.id: post.key for post in stored.known_posts}
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
        self.cited = citations_of(self.drafts, self.pages, stored.other_threads.keys())
        self.alone = self._alone()
        self.numbers = self._numbers()
        self.hidden = self.corrections.hidden | only_quoted_by(self.corrections.hidden, self.drafts, self.cited)

    # Who keeps which id

    def _post_ids(self) -> dict[str, int]:
        lines = {key: (draft.is_missing, draft.holds) for key, draft in self.drafts.items()}
        ids = match_posts(self.stored.known_posts, lines)
        ids |= self._ids_of_stubs(ids)
        new = sorted((key for key in self.drafts if key not in ids), key=self._place)
        return ids | dict(zip(new, reserve_ids(Post, len(new)), strict=True))

    def _successors(self) -> dict[int, int]:
        """Map each vanished post to the post that now holds its lines; a missing post that turned up, to the post it was quoted from."""
        ids = set(self.post_ids.values())
        gone = [post for post in self.stored.known_posts if post.id not in ids]
        self.unquoted: frozenset[int] = frozenset()
        if not gone:
            return {}
        holder = rendered_lines(self.reading, self.stored.other_threads) | holders_of(self.drafts)
        sources = quoted_from(self.pages, self.drafts)
        led = [(post.id, successor(post.lines, sources if post.is_missing else holder)) for post in gone]
        # Nobody quotes a missing post any more, and it has not turned up: its words are the author's where they stand.
        found = {pk for pk, key in led if key}
        lost = [post for post in gone if post.is_missing and post.id not in found]
        unquoted = {post.id: key for post in lost if (key := successor(post.lines, holder))}
        self.unquoted = frozenset(unquoted)
        led += unquoted.items()
        return {pk: self._known_id(key) for pk, key in led if key}

    def _threads(self) -> tuple[ThreadReading, ...]:
        placed = {place.post for thread in self.reading.threads for place in thread.places}
        alone = [self._thread_of(key) for key in self.drafts if key not in placed]  # better shown than lost
        threads = (*self.reading.threads, *alone)
        moves: dict[str, str | None] = {child: tie.parent for child, tie in self.ties.items()} | self.corrections.moved
        moves = {child: parent for child, parent in moves.items() if child in self.drafts}
        threads = with_moves(threads, moves, self._title_of) if moves else threads
        return self._without_idle_stubs(threads) if self.stubs.watch else threads

    def _thread_of(self, key: str) -> ThreadReading:
        places = (ThreadPlace(key, position=0, depth=0, last_descendant=0),)
        return ThreadReading(key, self._title_of(key), is_title_stated=False, places=places)

    def _title_of(self, key: str) -> str:
        return opening_words(self.drafts[key].text, UNTITLED_LENGTH)

    def _thread_ids(self) -> dict[str, int]:
        key_of = {pk: key for key, pk in self.post_ids.items()}
        before = {pk: row.thread_id for pk, row in self.stored.posts.items()}
        id_by_opening = {row.key.hex(): pk for pk, row in self.stored.threads.items()}
        id_of = {
            key_of[pk]: id_by_opening[key] for pk, key in self.was.items() if key in id_by_opening and pk in key_of
        }
        posts = {thread.key: [self.post_ids[place.post] for place in thread.places] for thread in self.threads}
        ids = match_threads(id_of, posts, before)
        new = sorted((thread.key for thread in self.threads if thread.key not in ids), key=self._place)
        return ids | dict(zip(new, reserve_ids(Thread, len(new)), strict=True))

    def _writers(self) -> dict[str, Writer]:
        documents = Document.objects.filter(archive=self.archive).exclude(stated_author="")
        spellings = () if self.stored.is_stated else documents.values_list("stated_author", flat=True).distinct()
        writers = writers_of(self.reading, self.stored.stated, spellings)
        writers = {key: writers.get(key) or Writer(key, "") for key in self.drafts}  # nobody names who is erased
        self.read_writers = {writer.key for writer in writers.values()}
        told = self.corrections.written.items()
        writers |= {post: Writer(key, name) for post, (key, name) in told if post in writers}
        return as_one(writers, {key: draft.document for key, draft in self.drafts.items()}, self.corrections)

    def _authors(self) -> tuple[dict[int, AuthorRow], dict[int, AuthorRow], dict[str, int]]:
        writers = {writer.key: writer for writer in self.writers.values()}
        old_keys = {key: self.was[pk] for key, pk in self.post_ids.items() if pk in self.was}
        keys = {*writers, *(old_keys[key] for key in writers if key in old_keys)}
        rows_there = authors(self.archive.pk, [bytes.fromhex(key) for key in sorted(keys)])
        by_key = {row.key.hex(): pk for pk, row in rows_there.items()}
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
            pk: rows_there[pk]
            if pk in rows_there and self._is_known(key, rows_there[pk])
            else self._author_row(pk, writers[key])
            for key, pk in ids.items()
        }
        return rows, {pk: row for pk, row in rows_there.items() if pk in rows}, ids

    def _is_known(self, key: str, row: AuthorRow) -> bool:
        """Whether the stored author row must not be overwritten: this reading has nothing of them, or one of several names."""
        is_read = key in self.read_writers
        is_named = bool(row.name) and key not in self.corrections.names
        return not is_read or (self.stored.is_stated and is_named)

    def _author_row(self, pk: int, writer: Writer) -> AuthorRow:
        name = self.corrections.names.get(writer.key) or writer.name
        return AuthorRow(pk, self.archive.pk, bytes.fromhex(writer.key), name, is_placeholder=not name)

    def _numbers(self) -> dict[str, int]:
        return {
            post: number
            for thread in self.threads
            for post, number in numbers_of(thread, self._place, self.alone).items()
        }

    def _alone(self) -> frozenset[str]:
        """Missing posts that one post answers and no second one quotes; ``selectors/lone_missing.py`` tells them by the same."""
        missing = {key for key, draft in self.drafts.items() if draft.is_missing and not draft.erased_on}
        answers = Counter(parent for parent in self.parents.values() if parent in missing)
        quoters: dict[str, set[str]] = {}
        for each in self.cited:
            if each.rank == 0 and each.source_post in missing:
                quoters.setdefault(each.source_post, set()).add(each.post)
        return frozenset(key for key in missing if answers[key] == 1 and len(quoters.get(key, ())) <= 1)

    def _known_id(self, key: str) -> int:
        return self.stored.other_threads[key].post_id if key in self.stored.other_threads else self.post_ids[key]

    # Order

    def _place(self, key: str) -> tuple[datetime, str, str, int, bool]:
        """By date, then document order: a missing post stands before the first line that quotes it.

        Where the format states the date, the file of a post does not matter. Pages may date some posts alone.
        """
        draft = self.drafts[key]
        moment = draft.moment if self.stored.is_stated else None
        place = ("", "") if moment else (self.pages[draft.document].path, draft.document)
        return (moment or NO_DATE, *place, draft.lines[0], not draft.is_missing)
