"""One import from beginning to end: find, store, read, count, publish; and what to say of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import chain
from typing import Any, Protocol

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from threads.line_entries import ENTRIES
from threads.loading import bulk
from threads.loading.changes import Changes
from threads.loading.counting import refresh_counts
from threads.loading.erased.gaps import count_erased
from threads.loading.intake.documents import Received, receive
from threads.loading.intake.opening import Given, OpenOptions, StatedDocument, documents_of
from threads.loading.locks import locked, settle
from threads.loading.pages.page_sets import Aside, read_late, read_unread
from threads.loading.pictures import PictureTally, keep_pictures
from threads.loading.stale.arrived import mark_pages, newest_record
from threads.loading.stale.corrections import forgotten, is_withdrawn
from threads.loading.stated.slices import FORGOTTEN, Loader, Tally
from threads.loading.workers.pools import cores
from threads.loading.workers.tasks import ReadFile
from threads.models import Archive, Document, ImportRun, Post
from threads.models import Record as StoredRecord
from threads.readers import DEFAULT_LIMIT, FileList, LeftOut, find_documents
from threads.records import Refusal, writable
from threads.words.kinds import Role

TITLE_LENGTH = 200
RESUMED_SHOWN = 10
QUARANTINED_SHOWN = 5
# What a summary lists; a run keeps its refusals apart, and the rest can be asked for.
NOT_COUNTS = ("refused", "skipped", "without_posts", "tags_as_words")
# Within how many characters a page of HTML says that it is one.
TAGGED_WITHIN = 1_024
LINES_BY_ROLE = f"""
    SELECT r.document_id, entry.role, sum(entry.last_line - entry.first_line + 1) FROM threads_record r {ENTRIES}
    WHERE r.document_id = ANY(%s) GROUP BY 1, 2
"""  # noqa: S608


@dataclass(frozen=True, slots=True)
class Request:
    """What the person asked for."""

    paths: tuple[str, ...]
    archive: str
    title: str = ""
    author: str = ""
    form: str | None = None
    publish: bool = False
    is_dry: bool = False
    wait: bool = True
    workers: int = field(default_factory=cores)
    limit: int = DEFAULT_LIMIT


class Watcher(Protocol):
    """Whoever wants to know how it goes."""

    def says(self, message: str) -> None:
        """Hear something worth reading."""

    def at(self, stage: str, done: int, total: int) -> None:
        """Hear how far a stage has come."""


@dataclass(slots=True)
class Summary:
    """What came of an import. ``lines`` are those with text, by role; they add up to ``line_count``."""

    archive: str
    is_dry: bool = False
    is_public: bool = False
    run: int | None = None
    files: FileList = field(default_factory=FileList)
    received: Received = field(default_factory=Received)
    line_count: int = 0
    lines: dict[str, int] = field(default_factory=dict)
    changes: Changes = field(default_factory=Changes)
    stated: Tally = field(default_factory=Tally)
    pictures: PictureTally = field(default_factory=PictureTally)
    resumed: int = 0
    quarantined: list[str] = field(default_factory=list)  # the first records that could not be read, and why
    left: int = 0  # threads that could not be read again, and are shown as they were read before
    postless: list[tuple[str, str]] = field(default_factory=list)  # new documents without posts, and what each is
    tagged: list[str] = field(default_factory=list)  # new documents of HTML that were stored as if they were text
    has_posts: bool = True  # the archive

    @property
    def refusals(self) -> list[Refusal]:
        return [*self.files.refusals, *self.received.refusals]

    @property
    def unaccounted(self) -> int:
        return self.line_count - sum(self.lines.values())

    @property
    def exit_code(self) -> int:
        """Say 2 when no document could be read, 1 when some could not, else 0."""
        counts = (self.received.documents, self.stated.documents, self.received.left_out, self.stated.left_out)
        if not any(counts) and not self.resumed:
            return 2
        is_whole = not (self.refusals or self.unaccounted or self.left or self.stated.records["quarantined"])
        return 0 if is_whole and not self.tagged and not self.is_published_empty else 1

    @property
    def is_published_empty(self) -> bool:
        """Whether everybody may now read an archive in which there is nothing to read."""
        return self.is_public and not self.has_posts

    def as_mapping(self) -> dict[str, Any]:
        """The summary as ``--json`` prints it."""
        return {
            "archive": self.archive,
            "public": self.is_public,
            "dry_run": self.is_dry,
            "run": None if self.is_dry else self.run,
            "documents": {
                "added": len(self.received.added) + len(self.stated.added),
                "known": sum(
                    map(len, (self.received.earlier, self.received.copies, self.stated.earlier, self.received.left_out))
                )
                + self.stated.left_out,
                "refused": len(self.refusals),
                "resumed": self.resumed,
            },
            "records": dict(sorted(self.stated.records.items())),
            "doubts": dict(sorted(self.stated.doubts.items())),
            "lacks": dict(sorted(self.stated.lacks.items())),
            "lines": {"total": self.line_count, **self.lines},
            **self.changes.as_mapping(),
            "pictures": self.pictures.as_mapping(),
            "without_posts": [{"path": path, "read_as": what} for path, what in self.postless],
            "tags_as_words": self.tagged,
            "refused": [refused(each) for each in self.refusals],
            "skipped": [{"path": each.path, "reason": each.reason} for each in self.files.skipped],
        }


def refused(refusal: Refusal) -> dict[str, Any]:
    """A refusal as ``--json`` prints it, with a traceback if the program failed."""
    entry = {"path": refusal.path, "line": refusal.line, "reason": refusal.reason}
    return entry | {"traceback": refusal.trace} if refusal.trace else entry


def run_import(request: Request, watcher: Watcher) -> Summary:
    """Import, and tell what came of it. A dry run does all the same and takes it back."""
    request = replace(request, title=writable(request.title)[:TITLE_LENGTH], author=writable(request.author))
    summary = Summary(request.archive, is_dry=request.is_dry, files=find_documents(request.paths))

    def waiting() -> None:
        watcher.says(f"Another import into {request.archive} is running; waiting for it to end.")

    together = transaction.atomic() if request.is_dry else nullcontext()
    with locked(request.archive, wait=request.wait, on_wait=waiting), together:
        _import(request, watcher, summary)
        if request.is_dry:
            transaction.set_rollback(True)
    if not request.is_dry:
        read_late(request.archive)
    return summary


def _import(request: Request, watcher: Watcher, summary: Summary) -> None:
    lines: Counter[str] = Counter()
    refusals, documents = _until_readable(_documents(request, summary.files, watcher))
    if (
        documents is None
        and not Document.objects.filter(archive__slug=request.archive, is_read=False, is_stated=False).exists()
    ):
        summary.received.refusals.extend(refusals)
        return
    archive = _archive(request)
    summary.resumed = _resumed(archive, watcher)
    since = newest_record(archive)
    aside = Aside()
    run = ImportRun.objects.create(archive=archive, request=_as_given(request))
    summary.run = run.pk
    loader = Loader(archive, run, workers=1 if request.is_dry else request.workers, on_progress=watcher.at)
    try:
        texts = _counting(_texts(documents or (), loader), lines, summary.tagged)
        for received in receive(archive, run, texts, author=request.author):
            summary.received = received
        summary.stated = loader.finish()
        refusals += loader.refusals
        if since is not None and (summary.stated.added or not since):
            mark_pages(archive, since)
        for done, total, changes in read_unread(archive, workers=request.workers, counts_anyway=False, aside=aside):
            summary.changes = changes
            watcher.at("reading documents", done, total)
        summary.changes += summary.stated.changes
        _after_reading(archive, run, request.limit, watcher, summary)
    except BaseException:
        _stopped(run, is_dry=request.is_dry)
        raise
    bulk.analyse_if_grown(summary.changes.as_mapping()["posts"]["added"])
    summary.received.refusals.extend(refusals)
    _account(summary, lines, aside)
    summary.quarantined = _first_in_quarantine(summary)
    _look_for_posts(run, summary)
    summary.is_public = _publish(archive, watcher) if request.publish else archive.is_published
    _end(run, summary)


def _after_reading(archive: Archive, run: ImportRun, limit: int, watcher: Watcher, summary: Summary) -> None:
    """Count, and keep what the posts that were read show."""
    if summary.stated.documents:
        refresh_counts(archive, summary.stated.authors)
    summary.pictures = keep_pictures(archive, run, summary.files.files, limit, watcher.at)
    summary.files.skipped.extend(summary.pictures.refusals)


def _stopped(run: ImportRun, *, is_dry: bool) -> None:
    """Say that a run was stopped; of a dry one nothing stays."""
    settle()
    if not is_dry:
        ImportRun.objects.filter(pk=run.pk).update(state=ImportRun.State.STOPPED, finished_at=timezone.now())


def _look_for_posts(run: ImportRun, summary: Summary) -> None:
    summary.postless = run.postless()
    summary.has_posts = Post.objects.filter(archive=run.archive, is_missing=False).exists()


def _end(run: ImportRun, summary: Summary) -> None:
    counts = {key: value for key, value in summary.as_mapping().items() if key not in NOT_COUNTS}
    ImportRun.objects.filter(pk=run.pk).update(
        state=ImportRun.State.DONE,
        finished_at=timezone.now(),
        counts=counts,
        refusals=[
            [writable(each.path), each.line, writable(each.reason), each.trace]
            for each in (*summary.refusals, *summary.pictures.refusals)
        ],
    )


def _publish(archive: Archive, watcher: Watcher) -> bool:
    """Publish the archive, unless a person unpublished it; tells whether it is public."""
    if is_withdrawn(archive):
        watcher.says(f"The archive {archive.slug} was unpublished in the admin and stays private; publish it there.")
        return False
    if not archive.is_published:
        Archive.objects.filter(pk=archive.pk).update(is_published=True)
    return True


def _documents(request: Request, files: FileList, watcher: Watcher) -> Iterator[Given]:
    """Open what was found, without what was forgotten by hand."""
    unwanted = forgotten(request.archive)
    options = OpenOptions(request.limit, request.form, request.workers, settings.FORUM_DATA / "spool")
    for document in documents_of(files.files, options, partial(watcher.at, "opening documents")):
        if isinstance(document, LeftOut):
            files.skipped.append(Refusal(document.path, document.reason))
        elif isinstance(document, ReadFile) and document.record.document in unwanted:
            yield Refusal(document.name, FORGOTTEN)
        else:
            yield document


def _texts(documents: Iterable[Given], loader: Loader) -> Iterator[ReadFile | Refusal]:
    """Give stated documents to the loader while their files exist, and yield the rest."""
    for document in documents:
        if isinstance(document, StatedDocument):
            loader.add(document.path, document.name, document.reader, is_passing=document.is_passing)
        else:
            yield document


def _counting(
    deliveries: Iterable[ReadFile | Refusal], lines: Counter[str], tagged: list[str]
) -> Iterator[ReadFile | Refusal]:
    """Count the lines with text of each document given, however often it is given, and name those that are HTML."""
    for delivery in deliveries:
        if isinstance(delivery, ReadFile):
            lines[delivery.record.document] += sum(1 for line in delivery.record.lines if line.strip())
            if _is_tagged(delivery.record.text):
                tagged.append(delivery.name)
        yield delivery


def _is_tagged(text: str) -> bool:
    head = text[:TAGGED_WITHIN].lstrip("\ufeff \t\r\n").lower()
    return head.startswith("<") and ("<!doctype html" in head or "<html" in head)


def _until_readable(documents: Iterator[Given]) -> tuple[list[Refusal], Iterator[Given] | None]:
    """Peek at the first readable document, so that an import of nothing readable leaves no archive behind."""
    refusals: list[Refusal] = []
    for document in documents:
        if not isinstance(document, Refusal):
            return refusals, chain([document], documents)
        refusals.append(document)
    return refusals, None


def _archive(request: Request) -> Archive:
    title = request.title or request.archive.replace("-", " ").replace("_", " ").capitalize()
    archive, _ = Archive.objects.get_or_create(slug=request.archive, defaults={"title": title})
    if request.title and archive.title != request.title:
        archive.title = request.title
        archive.save(update_fields=["title"])
    return archive


def _resumed(archive: Archive, watcher: Watcher) -> int:
    """Say what a stopped run left to do; it is done with the rest."""
    ImportRun.objects.filter(archive=archive, state=ImportRun.State.RUNNING).update(state=ImportRun.State.STOPPED)
    unread = Document.objects.filter(archive=archive, is_read=False)
    texts = unread.filter(is_stated=False).count()
    if texts:
        watcher.says(f"An earlier run was stopped before it had read {texts:,} documents; going on with them.")
    for path in unread.filter(is_stated=True).values_list("path", flat=True)[:RESUMED_SHOWN]:
        watcher.says(f"An earlier run was stopped in the middle of {path}; give it again for the rest of it.")
    return texts


def _account(summary: Summary, lines: Counter[str], aside: Aside) -> None:
    """Count the lines of the documents given by their role; those of a file given twice repeat the first."""
    summary.line_count = lines.total()
    counts: Counter[str] = Counter()
    of_document: Counter[int] = Counter()
    for document, role, count in bulk.fetch(LINES_BY_ROLE, [sorted(summary.received.documents)]):
        counts[role] += count
        of_document[document] += count
    erased = _erased_lines(sorted(summary.received.documents))
    of_document.update(erased)
    counts[Role.DUPLICATE.value] += sum(of_document[document] for document in summary.received.copies)
    summary.lines = {role.value: counts[role.value] for role in Role}
    unread = Document.objects.filter(
        pk__in=summary.received.documents, records__in=StoredRecord.objects.in_quarantine()
    )
    unread = unread.exclude(pk__in=of_document)
    if unread:
        summary.lines["quarantined"] = sum(lines[bytes(document.key).hex()] for document in unread)
    new = {document.pk for document in unread} & summary.received.added
    summary.stated.records += Counter(quarantined=len(new | aside.documents))
    summary.left = len(aside.threads)
    left_out = erased.total() + sum(lines[key] for key in set(summary.received.left_out))
    summary.lines |= {"erased": left_out} if left_out else {}


def _erased_lines(documents: list[int]) -> Counter[int]:
    """How many lines with text were erased from documents, now or before."""
    records = StoredRecord.objects.filter(document__in=documents).exclude(erased=None)
    counts: Counter[int] = Counter()
    for document, erased in records.values_list("document_id", "erased"):
        counts[document] += count_erased(erased)
    return counts


def _first_in_quarantine(summary: Summary) -> list[str]:
    """Which records of the documents that are new could not be read, the first of them."""
    if not summary.stated.records["quarantined"]:
        return []
    records = StoredRecord.objects.in_quarantine().filter(document__in=summary.stated.added | summary.received.added)
    first = records.order_by("document_id", "ordinal").values_list("document__path", "ordinal", "refusal")
    return [f"{path}, record {ordinal + 1:,}: {reason}" for path, ordinal, reason in first[:QUARANTINED_SHOWN]]


def _as_given(request: Request) -> dict[str, Any]:
    paths = [writable(path) for path in request.paths]
    return {"paths": paths, "author": request.author, "format": request.form or "auto", "publish": request.publish}
