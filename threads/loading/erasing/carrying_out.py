"""A plan -> erased: bytes and rows, and all that depends on them read again, in one transaction: everywhere or nowhere."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import F, Q
from django.utils import timezone

from threads.line_entries import remaining
from threads.loading.bulk import execute
from threads.loading.erased import gaps
from threads.loading.erased.cutting import parted, texts_of
from threads.loading.erased.digests import digest_of, salt_of
from threads.loading.erased.tombstones import introduced, staying_name
from threads.loading.erasing.holding import held_of, ties_of
from threads.loading.erasing.planning import Plan
from threads.loading.forgetting import delete_posts
from threads.loading.intake.documents import add_fingerprints
from threads.loading.pages.page_sets import read_unread
from threads.loading.parsing import parse, record_of
from threads.loading.pictures import drop_unnamed
from threads.loading.stale import affected
from threads.models import (
    Appearance,
    Author,
    CuratorAction,
    Document,
    Fingerprint,
    ImportRun,
    Post,
    Quote,
    Record,
    Redirect,
    ReplyEdge,
    Thread,
    Tombstone,
)
from threads.readers.kept import kept_bytes
from threads.reconstruct.fingerprint import fingerprints
from threads.reconstruct.stated import key_of
from threads.records import Parsed

Of = Tombstone.Of
Kind = CuratorAction.Kind
RECORDS_AT_ONCE = 100
# Names of values that hold words only so that people recognise a post.
WORDS = ("words", "parent_words", "title", "was_title")


@dataclass(slots=True)
class Erased:
    """What was erased."""

    posts: int = 0
    records: int = 0  # that lost something, including those that are gone
    whole: int = 0  # that are gone
    lines: int = 0
    quoting: int = 0
    documents: int = 0
    kept_as_read: int = 0  # whose own bytes could not be parted from what was erased
    names: list[str] = field(default_factory=list)  # authors of whom nothing is left


def carry_out(plan: Plan, *, by: Any, reason: str, names: Collection[str] = ()) -> Erased:
    """Erase, within the caller's transaction, which holds the archive alone.

    ``names`` are what authors are called of whom nothing is to be left.
    """
    work = _Work(plan, by, reason, names)
    work.write_tombstones()
    threads = work.threads()
    documents, touched = work.text_documents(), work.linked()
    holdings = {record: held_of(plan, record) for record in documents}
    work.remember_ties(documents)
    affected.mark_around(work.speaking())
    work.delete_posts()
    work.cut_records(holdings)
    affected.mark_unread({*touched, *work.linked(), *documents.values()})
    affected.mark_stale(threads)
    work.blank_other_texts()
    for _ in read_unread(plan.archive):
        pass
    drop_unnamed(plan.archive, sorted(plan.records))
    work.leave_addresses(threads)
    return work.erased


class _Work:
    """The steps, and what they have done so far."""

    def __init__(self, plan: Plan, by: Any, reason: str, names: Collection[str]) -> None:
        self.plan, self.by, self.reason, self.names = plan, by, reason.strip(), [name for name in names if name]
        self.archive = plan.archive
        self.salt = salt_of(plan.archive)
        self.on = timezone.now().date().isoformat()
        self.erased = Erased(posts=len(plan.posts), quoting=len(plan.quoting))
        self.actions: dict[int, CuratorAction] = {}
        self.keys = {pk: bytes(post.key).hex() for pk, post in plan.posts.items()}
        self.old_keys: dict[str, str] = {}
        self.ties: dict[int, list[list[Any]]] = {}
        self.writers = {post.author_id for post in plan.posts.values()}

    def digest(self, of: str, content: str) -> bytes:
        return digest_of(self.salt, of, content.encode("utf-8", "replace"))

    def _named(self, key: str) -> str:
        """A post's key; of an erased one, the digest that replaces it."""
        key = self.old_keys.get(key, key)
        return self.digest(Of.POST, key).hex() if key in self.keys.values() else key

    # What is remembered

    def write_tombstones(self) -> None:
        """Write down what was erased, and nothing that could be read of it."""
        stones = []
        for pk, post in self.plan.posts.items():
            digest = self.digest(Of.POST, self.keys[pk])
            value = {"id": pk, "on": self.on, **self._place(post)}
            self.actions[pk] = action = CuratorAction.objects.create(
                archive=self.archive, kind=Kind.ERASE_POST, key=digest, value=value, made_by=self.by, reason=self.reason
            )
            stones.append(self._stone(action, Of.POST, digest, number=pk))
            for number, key in Redirect.objects.filter(of=Redirect.Of.POST, post=pk).values_list("old_id", "old_key"):
                self.old_keys[bytes(key).hex()] = self.keys[pk]
                if number != pk:
                    stones.append(self._stone(action, Of.POST, digest, number=number))
            stones += [self._stone(action, Of.TEXT, each) for each in self.plan.texts.get(pk, ())]
        Tombstone.objects.bulk_create(stones)

    def _stone(self, action: CuratorAction, of: str, digest: bytes, **more: Any) -> Tombstone:
        return Tombstone(archive=self.archive, action=action, of=of, digest=digest, **more)

    @property
    def first(self) -> CuratorAction:
        return next(iter(self.actions.values()))

    def _place(self, post: Post) -> dict[str, Any]:
        below = ReplyEdge.objects.filter(parent=post, is_primary=True, child__parent=F("parent"))
        place: dict[str, Any] = {
            "below": {
                self._named(bytes(key).hex()): [origin, confidence]
                for key, origin, confidence in below.values_list("child__key", "origin", "confidence")
            }
        }
        if post.parent is not None:
            edge = post.edges.filter(parent=post.parent, is_primary=True).first()
            tie = [edge.origin, edge.confidence] if edge else ["sequence", 0.4]
            place["above"] = [self._named(bytes(post.parent.key).hex()), *tie]
        appearance = post.appearances.filter(is_original=True).order_by("first_line").select_related("record__document")
        for each in appearance[:1]:
            document = each.record.document
            unit = f"#{each.record.ordinal:08d}" if document.is_stated else ""
            place["place"] = [bytes(document.key).hex() + unit, each.first_line]
        if post.posted_at:
            place["moment"] = post.posted_at.isoformat()
        return place

    # What must be read again

    def threads(self) -> set[int]:
        posts = {*self.plan.posts, *self.plan.quoting}
        return set(Post.objects.filter(pk__in=posts).values_list("thread_id", flat=True))

    def speaking(self) -> set[int]:
        """The posts that go, that lose lines, or that quote somebody by way of them."""
        through = Quote.objects.filter(via__in=list(self.plan.posts)).values_list("post_id", flat=True)
        return {*self.plan.posts, *self.plan.quoting, *through}

    def text_documents(self) -> dict[int, int]:
        """The documents of text that lose lines, by their record."""
        records = Record.objects.filter(pk__in=self.plan.lines, document__is_stated=False)
        return dict(records.values_list("pk", "document_id"))

    def linked(self) -> set[int]:
        """The documents that share words with these, now."""
        documents = set(self.text_documents().values())
        if not documents:
            return set()
        return affected.linked(self.archive, documents) | affected.crossing(self.archive, documents)

    def remember_ties(self, records: Collection[int]) -> None:
        """Store the reply edges of threads on pages, since the words that showed them are erased."""
        for record in records:
            posts = Appearance.objects.filter(record=record).values_list("post_id", flat=True)
            self.ties[record] = ties_of(posts)

    # What goes

    def delete_posts(self) -> None:
        posts = list(self.plan.posts)
        threads = {post.thread_id for post in self.plan.posts.values()}
        delete_posts(posts)
        Thread.objects.filter(pk__in=threads, posts=None).delete()

    def cut_records(self, holdings: dict[int, Any]) -> None:
        """Take out of every record what goes."""
        records = sorted(self.plan.records)
        for start in range(0, len(records), RECORDS_AT_ONCE):
            some = Record.objects.filter(pk__in=records[start : start + RECORDS_AT_ONCE]).select_related("document")
            for record in some:
                is_stated = record.document.is_stated
                self._cut_unit(record) if is_stated else self._cut_page(record, holdings[record.pk])
        documents = set(Record.objects.filter(pk__in=records).values_list("document_id", flat=True))
        self.erased.records, self.erased.documents = len(records), len(documents)
        for document in Document.objects.filter(pk__in=documents):
            self._leave_document(document)

    def _cut_page(self, record: Record, holding: Any) -> None:
        lines = self.plan.lines[record.pk]
        document = record.document
        before = record_of(record)
        count = sum(1 for line in lines if before.lines[line - 1].strip())
        self.erased.lines += count
        record.raw = gaps.blanked(before.raw, document.encoding, lines)
        record.erased = gaps.remembered(record.erased, self.on, count, lines=lines)
        record.erased["held"] = gaps.written_held(holding)
        record.erased["ties"] = [
            [self._named(key), above and self._named(above), *how] for key, above, *how in self.ties[record.pk]
        ]
        record.lines = [entry.pack() for entry in remaining(record.entries, lines)]
        record.save(update_fields=["raw", "erased", "lines"])
        Fingerprint.objects.filter(document=document).delete()
        add_fingerprints(self.archive, [(document.pk, fingerprints(record_of(record)))])

    def _cut_unit(self, record: Record) -> None:
        form, raw = record.document.form, bytes(record.raw)
        parsed = parse(form, raw, record.letters)
        gone, lines = self._of_unit(record.pk, parsed)
        is_whole = isinstance(parsed, Parsed) and bool(gone) and len(gone) == len(parsed.posts)
        texts = texts_of(parsed.lines, lines) if isinstance(parsed, Parsed) else []
        if is_whole:
            record.raw, count = gaps.hollow(form, raw), sum(1 for text in texts if text.strip())
            self.erased.whole += 1
        else:
            words = [*texts, *(self.plan.words if gone or record.pk in self.plan.unread else ()), *self.names]
            record.raw, count = self._parted(record, parsed, (gone, lines), words)
        self.erased.lines += count
        record.erased = gaps.remembered(record.erased, self.on, count, is_whole=is_whole)
        record.lines = [] if is_whole else record.lines
        record.save(update_fields=["raw", "erased", "lines"])

    def _of_unit(self, record: int, parsed: Parsed | str) -> tuple[set[int], set[int]]:
        """The posts of a unit that go, by index, and the lines of its text."""
        gone: set[int] = set()
        lines: set[int] = set(self.plan.lines.get(record, ()))
        keys = self.plan.gone.get(record, set())
        for index, post in enumerate(parsed.posts if isinstance(parsed, Parsed) else ()):
            span = set(range(post.first_line, post.last_line + 1))
            own = [parsed.lines[line - 1] for line in sorted(span)]  # type: ignore[union-attr]
            text = "\n".join(own)
            key = key_of(post, text)
            # A save without an id, or of another version, is known by the lines that it stands on.
            filled = {post.first_line + at for at, line in enumerate(own) if line.strip()}
            is_save = bool(keys and post.save) and filled <= lines
            if is_save or keys.intersection((key, key_of(post, text, is_second=True))):
                gone.add(index)
                lines |= span
            elif lines & span:
                lines |= introduced(post, lines & span)
                self._remember_staying(key, own, [line - post.first_line for line in sorted(lines & span)])
        return gone, lines

    def _remember_staying(self, key: str, texts: list[str], lines: list[int]) -> None:
        """So that a later copy of this post loses the same lines and stays the same."""
        digest = self.digest(Of.STAYING, staying_name(key, texts))
        self._stone(self.first, Of.STAYING, digest, value={"lines": lines}).save()

    def _parted(
        self, record: Record, parsed: Parsed | str, goes: tuple[set[int], set[int]], words: list[str]
    ) -> tuple[bytes, int]:
        """A unit without what goes. Where its bytes cannot be parted, it is kept as read, or empty."""
        form, raw = record.document.form, bytes(record.raw)
        gone, lines = goes
        result = parted(form, raw, parsed, goes, words, record.letters)
        count = sum(
            1 for text in (texts_of(parsed.lines, lines) if isinstance(parsed, Parsed) else words) if text.strip()
        )
        if result is not None:
            return result, count
        if isinstance(parsed, Parsed) and parsed.posts:
            self.erased.kept_as_read += 1
            return kept_bytes(parsed, gone, lines), count
        return gaps.hollow(form, raw), count

    def _leave_document(self, document: Document) -> None:
        """Remember a document by a digest of its key, with its gaps; an empty one loses its path."""
        key = bytes(document.key).hex()
        digest = self.digest(Of.DOCUMENT, key)
        records = list(document.records.exclude(erased=None).only("erased"))
        is_empty = not document.records.exclude(pk__in=[each.pk for each in records]).exists() and not any(
            bytes(raw).strip(b" \r\n\t{}[],") for raw in document.records.values_list("raw", flat=True).iterator()
        )
        if is_empty or not document.is_stated:
            value = {"is_empty": is_empty, "erased": None if document.is_stated else records[0].erased}
            self._stone(self.first, Of.DOCUMENT, digest, value=value).save()
        if is_empty:
            path = f"erased-{document.pk}"
            Document.objects.filter(pk=document.pk).update(key=digest, path=path, stated_author="", cues=[])
            document.given.update(path=path)

    def blank_other_texts(self) -> None:
        """Blank the words by which corrections and the admin's log name posts and authors."""
        keys = [*self.keys.values(), *self.old_keys]
        ids = list(self.plan.posts)
        mine = Q(key__in=[bytes.fromhex(key) for key in keys])
        for place in ("parent", "was", "author", "was__author"):
            mine |= Q(**{f"value__{place}__in": keys})
        for action in CuratorAction.objects.filter(mine, archive=self.archive).exclude(kind=Kind.ERASE_POST):
            key = bytes(action.key).hex()
            entry: dict[str, Any] = {name: "" if name in WORDS else value for name, value in action.value.items()}
            named = ("parent", "was", "author", "into")
            entry |= {name: self._named(entry[name]) for name in named if isinstance(entry.get(name), str)}
            was: Any = entry.get("was")
            if isinstance(was, dict) and "author" in was:
                entry["was"] = {**was, "author": self._named(was["author"])}
            new_key = bytes.fromhex(self._named(key))
            CuratorAction.objects.filter(pk=action.pk).update(value=entry, key=new_key, reason="")
        self._rename_in_earlier()
        of_posts = ContentType.objects.get_for_model(Post)
        entries = LogEntry.objects.filter(content_type=of_posts, object_id__in=map(str, ids))
        entries.update(object_repr="erased", change_message="")

    def _rename_in_earlier(self) -> None:
        """Replace these posts' keys in earlier erasures, which name them as neighbours."""
        mine = self.keys.values()
        for action in CuratorAction.objects.filter(archive=self.archive, kind=Kind.ERASE_POST):
            above, below = action.value.get("above"), action.value.get("below", {})
            if (above and above[0] in mine) or not below.keys().isdisjoint(mine):
                value = {**action.value, "below": {self._named(key): tie for key, tie in below.items()}}
                value |= {"above": [self._named(above[0]), *above[1:]]} if above else {}
                CuratorAction.objects.filter(pk=action.pk).update(value=value)
        for record in Record.objects.filter(archive=self.archive, erased__has_key="ties").defer("raw", "lines"):
            erased = record.erased or {}
            ties = erased["ties"]
            new_ties = [[self._named(key), above and self._named(above), *how] for key, above, *how in ties]
            if new_ties != ties:
                Record.objects.filter(pk=record.pk).update(erased={**erased, "ties": new_ties})

    def leave_addresses(self, threads: Collection[int]) -> None:
        """Remember the addresses that lead nowhere now, and forget the names of authors who are gone."""
        there = set(Thread.objects.filter(pk__in=threads).values_list("pk", flat=True))
        there |= set(
            Redirect.objects.filter(of=Redirect.Of.THREAD, old_id__in=threads).values_list("old_id", flat=True)
        )
        for thread in sorted(set(threads) - there):
            self._stone(self.first, Of.THREAD, bytes(32), number=thread).save()
        self._forget_authors(
            self.writers - set(Author.objects.filter(pk__in=self.writers).values_list("pk", flat=True))
        )

    def _forget_authors(self, authors: set[int]) -> None:
        if not self.names:
            return
        self.erased.names = list(self.names)
        of_authors = ContentType.objects.get_for_model(Author)
        LogEntry.objects.filter(content_type=of_authors, object_id__in=map(str, authors)).update(
            object_repr="erased", change_message=""
        )
        about = Q(value__name__in=self.names) | Q(value__was__in=self.names) | Q(value__into_name__in=self.names)
        kinds = (Kind.RENAME_AUTHOR, Kind.MERGE_AUTHORS)
        for action in CuratorAction.objects.filter(about, archive=self.archive, kind__in=kinds):
            entry = {name: "" if value in self.names else value for name, value in action.value.items()}
            CuratorAction.objects.filter(pk=action.pk).update(value=entry, reason="")
        Document.objects.filter(archive=self.archive, stated_author__in=self.names).update(stated_author="")
        for run in ImportRun.objects.filter(archive=self.archive, request__author__in=self.names):
            ImportRun.objects.filter(pk=run.pk).update(request={**run.request, "author": ""})


def sweep() -> None:
    """Have the database discard old row versions, and the statistics that hold their words."""
    for table in swept():
        execute(f"VACUUM (ANALYZE) {table}")


def swept() -> Iterator[str]:
    """The tables that held words."""
    for model in (Post, Record, Thread, Author, Document, CuratorAction, Fingerprint, Appearance, ImportRun, LogEntry):
        yield model._meta.db_table  # noqa: SLF001 (public by documentation)
    for name in ("quote", "replyedge", "alias", "redirect", "rundocument", "picture", "pictureplace"):
        yield f"threads_{name}"
