"""A batch of units -> rows, in one transaction: read with the stored threads they belong to; only new rows are written."""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from django.db import transaction

from threads.html.folds import Mention
from threads.loading import bulk
from threads.loading.changes import Changes
from threads.loading.erased.gaps import is_whole
from threads.loading.erased.incoming import without_erased, without_unread
from threads.loading.erased.tombstones import Watch, watch_of
from threads.loading.faults import Fault, fault_of
from threads.loading.intake.units import Unit, unit_name, with_bytes
from threads.loading.locks import share
from threads.loading.parsing import parse
from threads.loading.rows.authors import writer_of
from threads.loading.rows.stored import load_threads
from threads.loading.rows.wanted import NAMELESS, WantedRows, wanted_rows
from threads.loading.rows.writing import write_rows
from threads.loading.stale.corrections import corrections
from threads.loading.stated.naming import touched_authors
from threads.models import Archive
from threads.models import Record as StoredRecord
from threads.reconstruct.stated import StatedPost, key_of_id, read_stated, stated_posts
from threads.records import Parsed

RECORD = ("id", "archive_id", "document_id", "ordinal", "raw", "letters", "lines", "refusal", "traceback",
          "erased")  # fmt: skip
TRIED = ("id", "lines", "refusal", "traceback")  # of records that are stored and tried again
# Records that no failure speaks of any more.
READ_AGAIN = """
    UPDATE threads_record SET refusal = '', traceback = '' WHERE id = ANY(%s) AND refusal <> '' AND id <> ALL(%s)
"""
READ_AS = "UPDATE threads_document SET cues = to_jsonb(%s::text[]) WHERE id = ANY(%s)"
STANDING = """
    SELECT DISTINCT r.id, r.ordinal, r.raw, r.letters, d.id, d.key, d.path, d.form FROM threads_post p
    JOIN threads_appearance a ON a.post_id = p.id JOIN threads_record r ON r.id = a.record_id
    JOIN threads_document d ON d.id = r.document_id
    WHERE p.thread_id = ANY(%s) AND d.is_stated ORDER BY r.id
"""
NAMED = """
    SELECT r.id, r.ordinal, r.raw, r.letters, d.id, d.key, d.path, d.form, p.id, p.key, u.name, p.number FROM threads_post p
    JOIN threads_appearance a ON a.post_id = p.id AND a.is_original JOIN threads_record r ON r.id = a.record_id
    JOIN threads_document d ON d.id = r.document_id JOIN threads_thread t ON t.id = p.thread_id
    JOIN threads_author u ON u.id = p.author_id
    WHERE p.archive_id = %s AND p.key = ANY(%s) AND d.is_stated AND NOT p.is_hidden AND NOT t.is_hidden
    ORDER BY r.id
"""
KNOWN_AUTHORS = "SELECT key, name <> '' FROM threads_author WHERE archive_id = %s AND key = ANY(%s)"
NEW_AUTHORS = """
    INSERT INTO threads_author (archive_id, key, name, is_placeholder)
    SELECT %s, key, name, name = '' FROM unnest(%s::bytea[], %s::text[]) AS new(key, name)
    ON CONFLICT (archive_id, key) DO UPDATE SET name = excluded.name, is_placeholder = false
    WHERE threads_author.name = '' AND excluded.name <> ''
"""


@dataclass(frozen=True, slots=True)
class BatchTask:
    """Units, and the stored threads that are read again with them.

    A ``part`` of a failed task looks these threads up when its turn comes: another part may have made them.
    """

    archive: int
    units: tuple[Unit, ...]
    threads: tuple[int, ...]
    is_part: bool = False


@dataclass(slots=True)
class Outcome:
    """What came of a batch, in records and in rows."""

    changes: Changes = field(default_factory=Changes)
    records: Counter[str] = field(default_factory=Counter)
    authors: set[int] = field(default_factory=set)  # whose posts were read, before or now
    doubtful: set[int] = field(default_factory=set)  # authors who are called otherwise as well
    lines: int = 0
    lost: set[int] = field(default_factory=set)  # documents whose files changed while they were read
    left: set[int] = field(default_factory=set)  # threads that could not be read again, and are as they were
    gaps: int = 0  # records that were let in without passages that were erased before
    doubts: Counter[str] = field(default_factory=Counter)  # what readers doubt of new records, and of how many
    lacks: Counter[str] = field(default_factory=Counter)  # what new pages would have had if saved better

    def add(self, other: Outcome) -> None:
        self.changes += other.changes
        self.records += other.records
        self.lines += other.lines
        self.authors |= other.authors
        self.doubtful |= other.doubtful
        self.lost |= other.lost
        self.left |= other.left
        self.gaps += other.gaps
        self.doubts += other.doubts
        self.lacks += other.lacks


@dataclass(slots=True)
class _BatchState:
    """What a batch is made of, by the name of the unit: its posts, and the rows it has or gets."""

    posts: list[StatedPost] = field(default_factory=list)
    other_threads: list[StatedPost] = field(default_factory=list)  # posts of other threads that are named as quoted
    mentions: dict[str, Mention] = field(default_factory=dict)  # of these, by key
    document_of: dict[str, int] = field(default_factory=dict)
    record_of: dict[str, int] = field(default_factory=dict)
    new: dict[str, tuple[Unit, bytes, Fault | None]] = field(
        default_factory=dict
    )  # with its bytes and why it is refused
    lost: set[int] = field(default_factory=set)
    erased: dict[str, dict[str, Any]] = field(default_factory=dict)  # what was taken out on the way in
    people: dict[str, str] = field(default_factory=dict)
    names: dict[str, set[str]] = field(default_factory=dict)  # of authors, by key; none where only an id is stated
    doubts: Counter[str] = field(default_factory=Counter)
    lacks: Counter[str] = field(default_factory=Counter)
    read_as: dict[str, list[int]] = field(default_factory=dict)  # what documents without posts are


def load_whole(task: BatchTask) -> Outcome:
    """Read a batch and store it, with the garbage collector off: everything lives until the end.

    It is there already, as a whole, if a worker died between storing and reporting it.
    """
    if _is_stored(task):
        documents = sorted({unit.source.document for unit in task.units})
        authors = touched_authors(Archive.objects.get(pk=task.archive), documents)
        return Outcome(records=Counter(loaded=len(task.units)), authors=authors, doubtful=set(authors))
    gc.disable()
    try:
        return _load(task)
    finally:
        gc.enable()


def _is_stored(task: BatchTask) -> bool:
    """Whether a batch of new units is there: its transaction brought all of them, or none."""
    first = next((unit for unit in task.units if unit.record is None), None)
    if first is None:
        return False
    return StoredRecord.objects.filter(document=first.source.document, ordinal=first.ordinal).exists()


def _load(task: BatchTask) -> Outcome:
    archive = Archive.objects.get(pk=task.archive)
    state = _BatchState()
    _take_units(archive, state, task)
    with _writing(archive):  # apart, because other workers that know the same authors wait for its end
        _add_authors(archive, state)
    with _writing(archive):
        _take_stored(archive, state, task.threads)
        _take_named(archive, state)
        _add_authors(archive, state)
        return _store(archive, task, state)


def set_aside(task: BatchTask, fault: Fault) -> Outcome:
    """Put the units of a task into quarantine, as they are."""
    archive = Archive.objects.get(pk=task.archive)
    state = _BatchState()
    _take_units(archive, state, replace(task, units=tuple(replace(unit, fault=fault) for unit in task.units)))
    with _writing(archive):
        return _store(archive, replace(task, threads=()), state)


@contextmanager
def _writing(archive: Archive) -> Iterator[None]:
    """A transaction in which nobody corrects the archive; marking the document read waits for all of them."""
    with transaction.atomic():
        bulk.execute("SET LOCAL synchronous_commit = off")
        share(archive)
        yield


def _take_units(archive: Archive, state: _BatchState, task: BatchTask) -> None:
    watch = watch_of(archive)
    ids = iter(bulk.reserve_ids(StoredRecord, sum(unit.record is None for unit in task.units)))
    for unit, raw in with_bytes(task.units):
        name = unit.source.unit_name(unit.ordinal)
        if raw is None:
            state.lost.add(unit.source.document)
            continue
        parsed = unit.fault or _parsed(unit.source.form, raw, unit.letters)
        if watch:
            raw, parsed = _without_erased(state, unit, raw, parsed, watch)  # noqa: PLW2901
        state.document_of[name] = unit.source.document
        state.record_of[name] = next(ids) if unit.record is None else unit.record
        state.new[name] = (unit, raw, parsed if isinstance(parsed, Fault) else None)
        if isinstance(parsed, Parsed):
            state.posts += watch.remaining(stated_posts(name, unit.source.name, parsed))
            state.people.update(parsed.people)
            state.doubts.update([parsed.doubt] if parsed.doubt else ())
            state.lacks.update(parsed.lacks)
            _note_kind(state, unit.source.document, parsed)


def _parsed(form: str, raw: bytes, letters: str) -> Parsed | Fault:
    """What a unit says, or why it goes to quarantine: its reader refused it, or failed."""
    try:
        parsed = parse(form, raw, letters)
    except Exception as error:
        return fault_of(error)
    return Fault(parsed, "") if isinstance(parsed, str) else parsed


def _without_erased(
    state: _BatchState, unit: Unit, raw: bytes, parsed: Parsed | Fault, watch: Watch
) -> tuple[bytes, Parsed | Fault]:
    """A unit without what was erased before; nothing of an unreadable one that holds such words."""
    form = unit.source.form
    if isinstance(parsed, Fault):
        gap = without_unread(form, raw, watch)
    else:
        try:
            gap = without_erased(form, raw, unit.letters, parsed, watch)
        except Exception as error:
            parsed = fault_of(error)
            gap = without_unread(form, raw, watch)
    if gap is None:
        return raw, parsed
    rest, result, state.erased[unit.source.unit_name(unit.ordinal)] = gap
    return rest, Fault(result, "") if isinstance(result, str) else result


def _take_stored(archive: Archive, state: _BatchState, threads: Iterable[int]) -> None:
    """Read again the records that the stored threads stand on."""
    watch = watch_of(archive)
    rows = bulk.fetch(STANDING, [list(threads)]) if threads else ()
    for record, ordinal, raw, letters, document, key, path, form in rows:
        unit = unit_name(bytes(key).hex(), ordinal)
        if unit in state.new:
            continue
        parsed = parse(form, bytes(raw), letters)
        state.document_of[unit] = document
        state.record_of[unit] = record
        if isinstance(parsed, Parsed):
            state.posts += watch.remaining(stated_posts(unit, path, parsed))
            _note_kind(state, document, parsed)


def _note_kind(state: _BatchState, document: int, parsed: Parsed) -> None:
    if parsed.read_as and not parsed.posts:
        state.read_as.setdefault(parsed.read_as, []).append(document)


def _take_named(archive: Archive, state: _BatchState) -> None:
    """Fetch the stored posts of other threads that quotes name."""
    here = {post.key for post in state.posts}
    sources = {key_of_id(mark.source) for post in state.posts for mark in post.stated.marks if mark.source} - here
    keys = [bytes.fromhex(key) for key in sorted(sources)]
    rows = bulk.fetch(NAMED, [archive.pk, keys]) if keys else ()
    for record, ordinal, raw, letters, document, key, path, form, *post in rows:
        post_id, post_key, name, number = post
        unit = unit_name(bytes(key).hex(), ordinal)
        parsed = _parsed(form, bytes(raw), letters)
        posts = stated_posts(unit, path, parsed) if isinstance(parsed, Parsed) else ()
        state.other_threads += [each for each in posts if each.key == bytes(post_key).hex()]
        state.mentions[bytes(post_key).hex()] = Mention(post_id, name or NAMELESS, number)
        state.document_of.setdefault(unit, document)
        state.record_of.setdefault(unit, record)


def _add_authors(archive: Archive, state: _BatchState) -> None:
    """Insert new authors, in one order, because other workers may be inserting the same.

    All authors that batches may share are made here, also nameless ones and those that others were merged into. With its
    posts a batch makes only authors that no other batch can meet.
    """
    pairs = [*((post.stated.author, post.stated.author_id) for post in state.posts), *_people(state)]
    one = corrections(archive, {})
    for writer in (writer_of(name, id_, "") for name, id_ in pairs):
        if writer.key:
            state.names.setdefault(writer.key, set()).update({writer.name} - {""})
    wanted = {key: min(names, default="") for key, names in state.names.items()}
    wanted |= dict(filter(None, map(one.author_of, state.names))) if one.merged else {}
    rows = bulk.fetch(KNOWN_AUTHORS, [archive.pk, [bytes.fromhex(key) for key in wanted]])
    is_named = {bytes(key).hex(): named for key, named in rows}
    keys = sorted(key for key, name in wanted.items() if key not in is_named or (name and not is_named[key]))
    if keys:
        bulk.execute(NEW_AUTHORS, [archive.pk, [bytes.fromhex(key) for key in keys], [wanted[key] for key in keys]])


def _people(state: _BatchState) -> Iterator[tuple[str, str]]:
    return ((name, id_) for id_, name in state.people.items())


def _store(archive: Archive, task: BatchTask, state: _BatchState) -> Outcome:
    reading = read_stated(state.posts, state.other_threads)
    stored = load_threads(task.threads, state.document_of, state.record_of, state.mentions)
    wanted = wanted_rows(archive, stored, reading)
    new_units = {state.record_of[name]: each for name, each in state.new.items()}
    lines = {pk: row.lines for pk, row in wanted.records.items()}
    erased = {state.record_of[name]: gap for name, gap in state.erased.items()}
    _write_records(archive, new_units, lines, erased)
    before = {pk: row for pk, row in wanted.records.items() if pk not in new_units}
    changes = write_rows(archive, stored, replace(wanted, records=before))
    bulk.execute("UPDATE threads_thread SET is_stale = false WHERE is_stale AND id = ANY(%s)", [list(task.threads)])
    for read_as, documents in state.read_as.items():
        bulk.execute(READ_AS, [[read_as], documents])
    if task.threads:
        bulk.execute(READ_AGAIN, [list(state.record_of.values()), list(new_units)])
    doubtful = set(_called_otherwise(state, wanted))
    lines_read = sum(len(post.lines) for post in state.posts)
    authors = {*wanted.authors, *(row.author_id for row in stored.posts.values())}
    with_gaps = sum(1 for gap in state.erased.values() if not is_whole(gap))
    fates = Counter(_fates(state))
    return Outcome(
        changes,
        fates,
        authors,
        doubtful,
        lines_read,
        state.lost,
        gaps=with_gaps,
        doubts=state.doubts,
        lacks=state.lacks,
    )


def _write_records(
    archive: Archive,
    new_units: Mapping[int, tuple[Unit, bytes, Fault | None]],
    lines: Mapping[int, Sequence[object]],
    erased: Mapping[int, dict[str, Any]],
) -> None:
    """Store new units, and the outcome of units tried again."""
    rows = (
        (
            pk,
            archive.pk,
            unit.source.document,
            unit.ordinal,
            raw,
            unit.letters,
            lines.get(pk, []),
            *_why(fault),
            erased.get(pk),
        )
        for pk, (unit, raw, fault) in new_units.items()
        if unit.record is None
    )
    bulk.insert(StoredRecord, RECORD, rows)
    retries = [
        (pk, lines.get(pk, []), *_why(fault)) for pk, (unit, _, fault) in new_units.items() if unit.record is not None
    ]
    bulk.update(StoredRecord, TRIED, retries)


def _why(fault: Fault | None) -> tuple[str, str]:
    return (fault.reason, fault.trace) if fault else ("", "")


def _called_otherwise(state: _BatchState, wanted: WantedRows) -> Iterator[int]:
    """The authors whom a document calls by another name than the one that is shown."""
    for pk, row in wanted.authors.items():
        if state.names.get(row.key.hex(), set()) - {row.name}:
            yield pk


def _fates(state: _BatchState) -> Iterator[str]:
    """What became of each record: loaded, known (every post of it was there), without posts, in quarantine, or erased."""
    first: dict[tuple[str, tuple[str, ...]], str] = {}
    for post in sorted(state.posts, key=lambda each: (each.unit in state.new, each.unit)):
        first.setdefault((post.key, post.worded), post.unit)
    brings = set(first.values())
    holding = {post.unit for post in state.posts}
    for unit, (_, _, fault) in state.new.items():
        if is_whole(state.erased.get(unit)):
            yield "erased"
        elif fault:
            yield "quarantined"
        elif unit in brings:
            yield "loaded"
        else:
            yield "known" if unit in holding else "without posts"
