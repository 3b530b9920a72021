"""What a run was given, and the posts read from it -> the pictures that these name, kept once each.

Only what posts name is kept, so that buttons and frames of pages are not. One picture is in memory at a time. What an archive's
budget has no room for, and what is no picture that may be shown, is told and stays the words that stand for it.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import islice
from typing import NamedTuple

from django.conf import settings
from django.db import transaction
from django.db.models import Sum

from threads.html.pictured import attached_names, names_in, place_key
from threads.loading import bulk
from threads.loading.faults import fault_of
from threads.models import Archive, ImportRun, Picture, Record
from threads.readers import FoundFile, megabytes
from threads.readers.pictures.in_containers import PACKED, Sought, packed_pictures, web_key
from threads.readers.pictures.in_folders import FoundPicture, picture_beside, places
from threads.readers.pictures.in_units import NamedPicture, named_pictures
from threads.readers.pictures.verifying import ShownPicture, verified
from threads.records import HERE, Refusal, writable
from threads.terminal import counted

RECORDS_AT_ONCE = 100
# So many pictures are looked for in containers at once; for more, these are gone through again.
SOUGHT_AT_ONCE = 200_000
# So many that were refused are named; and so many files are known again by their bytes.
MOST_NAMED, MOST_KNOWN = 100, 50_000
MEGABYTE = 1_000_000
# Posts that name a picture, or to which one is attached.
PICTURED = """
    (p.has_image OR (p.facts ? 'attachments'
        AND p.facts @? '$.attachments[*] ? (@.type starts with "image/" || @.type starts with "application/")'))
"""
OF_RUN = f"""
    SELECT DISTINCT r.id FROM threads_rundocument g JOIN threads_record r ON r.document_id = g.document_id
    JOIN threads_appearance a ON a.record_id = r.id JOIN threads_post p ON p.id = a.post_id
    WHERE g.run_id = %s AND {PICTURED}
"""  # noqa: S608
OF_ARCHIVE = f"""
    SELECT DISTINCT a.record_id FROM threads_post p JOIN threads_appearance a ON a.post_id = p.id
    WHERE p.archive_id = %s AND {PICTURED}
"""  # noqa: S608
NAMED = f"""
    SELECT a.record_id, p.html, p.facts FROM threads_appearance a JOIN threads_post p ON p.id = a.post_id
    WHERE a.record_id = ANY(%s) AND {PICTURED}
"""  # noqa: S608
PLACED = "SELECT record_id, key FROM threads_pictureplace WHERE record_id = ANY(%s)"
PLACE = """
    INSERT INTO threads_pictureplace (archive_id, record_id, picture_id, key, came_from) VALUES (%s, %s, %s, %s, %s)
    ON CONFLICT (record_id, key) DO NOTHING
"""
UNSHOWN = "DELETE FROM threads_pictureplace WHERE record_id = %s AND NOT key = ANY(%s)"
UNPLACED = """
    DELETE FROM threads_picture p WHERE p.archive_id = %s
    AND NOT EXISTS (SELECT FROM threads_pictureplace l WHERE l.picture_id = p.id)
"""


@dataclass(slots=True)
class PictureTally:
    """What came of the pictures: how many are new and what they weigh, what had no room, what was refused and why."""

    kept: int = 0
    size: int = 0
    without_room: int = 0
    size_without_room: int = 0
    refused: int = 0
    refusals: list[Refusal] = field(default_factory=list)  # the first of them
    limit: int = 0  # bytes that the archive may keep

    def as_mapping(self) -> dict[str, int]:
        """The counts, as a summary prints them."""
        names = ("kept", "size", "without_room", "size_without_room", "refused")
        return {name: getattr(self, name) for name in names}

    def sentences(self) -> list[str]:
        """What a person is told of them; nothing where there were none."""
        told = []
        if self.kept:
            told.append(f"{counted(self.kept, 'picture')} kept, {weighed(self.size)}")
        if self.without_room:
            stay = "stays a named link" if self.without_room == 1 else "stay named links"
            told.append(
                f"{counted(self.without_room, 'picture')} of {weighed(self.size_without_room)} had no room, and {stay}: the archive"
                f" may keep {weighed(self.limit)} (PICTURES_MB, or its row in the admin); raise it and import again"
            )
        if self.refused:
            stay = "stays a named link" if self.refused == 1 else "stay named links"
            named = "" if self.refused <= MOST_NAMED else f"; the first {MOST_NAMED} are named"
            told.append(f"{counted(self.refused, 'picture')} not kept, which {stay}{named}")
        return told

    def refuse(self, refusal: Refusal) -> None:
        self.refused += 1
        if len(self.refusals) < MOST_NAMED:
            self.refusals.append(refusal)


class PictureSpot(NamedTuple):
    """Where a picture belongs: the record whose posts name it, and by which key."""

    record: int
    key: bytes


class _Page(NamedTuple):
    """A record to be gone through: the path of its document as the run was given it, its number there, what is wanted of it."""

    record: int
    path: str
    form: str
    ordinal: int
    wanted: frozenset[str]


def weighed(size: int) -> str:
    """What pictures weigh, in words."""
    return megabytes(size) if size >= MEGABYTE else f"{max(round(size / 1000), 1)} KB"


def budget_of(archive: Archive) -> int:
    """How many bytes of pictures an archive may keep."""
    megabytes = archive.pictures_mb if archive.pictures_mb is not None else settings.PICTURES_MB
    return megabytes * MEGABYTE


def keep_pictures(
    archive: Archive, run: ImportRun, files: Sequence[FoundFile], limit: int, at: Callable[[str, int, int], None]
) -> PictureTally:
    """Keep what the posts of a run's documents name, wherever it is among what was given; ``limit`` as for documents, in bytes."""
    keeping = _Keeping(archive, files, limit)
    if keeping.tally.limit:
        keeping.go_through([record for (record,) in bulk.fetch(OF_RUN, [run.pk])], run, at)
    return keeping.tally


def keep_own_pictures(archive: Archive, at: Callable[[str, int, int], None]) -> PictureTally:
    """Keep what the records of an archive hold themselves: parts of mails, what savers wrote into pages."""
    keeping = _Keeping(archive, (), 0)
    if keeping.tally.limit:
        keeping.go_through([record for (record,) in bulk.fetch(OF_ARCHIVE, [archive.pk])], None, at)
    return keeping.tally


def drop_unnamed(archive: Archive, records: Sequence[int]) -> None:
    """Delete the pictures that no post of some records names any more, where no other record has them."""
    if not Picture.objects.filter(archive=archive).exists():
        return
    named: dict[int, set[str]] = {record: set() for record in records}
    for record, html, facts in bulk.fetch(NAMED, [list(records)]):
        named[record].update(_names(html, facts))
    for record, names in named.items():
        bulk.execute(UNSHOWN, [record, [place_key(name) for name in names]])
    drop_unplaced(archive)


def drop_unplaced(archive: Archive) -> None:
    """Delete the pictures that no record names."""
    bulk.execute(UNPLACED, [archive.pk])


def _names(html: str, facts: str) -> set[str]:
    return {*names_in(html), *attached_names(json.loads(facts)).values()}


class _Keeping:
    """The keeping of one run: what there is room for, and what is known of files by their bytes."""

    def __init__(self, archive: Archive, files: Sequence[FoundFile], limit: int) -> None:
        self.archive = archive
        self.limit = limit
        self.tally = PictureTally(limit=budget_of(archive))
        held = archive.pictures.aggregate(total=Sum("size"))["total"] or 0
        self.left = self.tally.limit - held
        self.given: Sequence[FoundFile] = files
        self.by_name = {file.name: file for file in files}
        self.known: dict[bytes, int | None] = {}  # by the digest of a file: its picture, None for one that is not kept
        self.sought: defaultdict[bytes, list[PictureSpot]] = defaultdict(list)
        self.holders: dict[str, FoundFile] = {}

    def go_through(self, records: list[int], run: ImportRun | None, at: Callable[[str, int, int], None]) -> None:
        waiting = iter(sorted(records))
        done = 0
        while some := list(islice(waiting, RECORDS_AT_ONCE)):
            with transaction.atomic():
                for page in self._pages(some, run):
                    self._go_through(page)
            done += len(some)
            at("keeping pictures", done, len(records))
            if len(self.sought) >= SOUGHT_AT_ONCE:
                self._look_into_containers()
        self._look_into_containers()

    def _pages(self, records: list[int], run: ImportRun | None) -> Iterator[_Page]:
        """Those of the records whose posts name a picture that has no place yet."""
        named: defaultdict[int, set[str]] = defaultdict(set)
        for record, html, facts in bulk.fetch(NAMED, [records]):
            named[record] |= _names(html, facts)
        placed = {(record, bytes(key)) for record, key in bulk.fetch(PLACED, [records])}
        rows = Record.objects.filter(pk__in=records).values_list(
            "pk", "document__path", "document__form", "ordinal", "document_id"
        )
        paths = dict(run.given.filter(document__records__in=records).values_list("document_id", "path")) if run else {}
        for pk, path, form, ordinal, document in rows:
            wanted = frozenset(name for name in named[pk] if (pk, place_key(name)) not in placed)
            if wanted:
                yield _Page(pk, paths.get(document, path), form, ordinal, wanted)

    def _go_through(self, page: _Page) -> None:
        for picture in self._named(page):
            place = PictureSpot(page.record, place_key(picture.name))
            if picture.content is not None:
                part = picture.name.removeprefix(HERE)
                self._keep(place, picture.content, f"{page.path}, record {page.ordinal + 1}, picture {part}")
            elif self.given:
                self._look_beside(place, page, picture)

    def _named(self, page: _Page) -> Iterator[NamedPicture]:
        raw = bytes(Record.objects.values_list("raw", flat=True).get(pk=page.record))
        try:
            yield from named_pictures(page.form, raw, page.wanted)
        except Exception as error:
            fault = fault_of(error)
            self.tally.refuse(Refusal(page.path, fault.reason, trace=fault.trace))

    def _look_beside(self, place: PictureSpot, page: _Page, picture: NamedPicture) -> None:
        """Look for a picture in the folder of its page; what is not there may be in a container."""
        file = self.by_name.get(page.path)
        beside = picture_beside(file, picture.source) if file else None
        if isinstance(beside, Refusal):
            self.tally.refuse(beside)
        elif isinstance(beside, FoundPicture):
            self._keep(place, beside.content, beside.name, came_from=beside.name)
        else:
            self._seek(place, page, picture)

    def _seek(self, place: PictureSpot, page: _Page, picture: NamedPicture) -> None:
        holder = self.by_name.get(page.path)
        parts = page.path.split("/")
        for depth in range(1, len(parts)) if holder is None else ():
            holder = holder or self.by_name.get("/".join(parts[:depth]))
        if holder:
            self.holders[holder.name] = holder
        keys = [
            *(places(page.path, picture.source) if holder else ()),
            *([web_key(picture.address)] if picture.address else []),
        ]
        keys += [picture.source] if picture.source.startswith("cid:") else []
        for key in keys:
            self.sought[_short(key)].append(place)

    def _look_into_containers(self) -> None:
        """Go through every container that was given, for it may hold the pictures of another one's pages."""
        files = (
            [file for file in self.given if file.name in self.holders or PACKED.search(file.name)]
            if self.sought
            else []
        )
        asked = Sought(lambda key: _short(key) in self.sought, settings.FORUM_DATA / "spool", self.limit)
        for file in files:
            asked.spool.mkdir(mode=0o700, parents=True, exist_ok=True)
            for picture in packed_pictures(file.path, file.name, asked):
                with transaction.atomic():
                    for place in self.sought.pop(_short(picture.key), ()):
                        self._keep(place, picture.content, f"{file.name}, {picture.name}", came_from=picture.name)
        self.sought.clear()

    def _keep(self, place: PictureSpot, content: bytes, called: str, *, came_from: str = "") -> None:
        """Check a picture and keep it, unless its bytes are known."""
        file = sha256(content).digest()
        if file not in self.known:
            if len(self.known) >= MOST_KNOWN:
                self.known.clear()
            self.known[file] = self._kept(content, called)
        picture = self.known[file]
        if picture is not None:
            bulk.execute(PLACE, [self.archive.pk, place.record, picture, place.key, writable(came_from)])

    def _kept(self, content: bytes, called: str) -> int | None:
        """The row of a picture; None where there is no room, or it is none that may be shown."""
        shown = self._verified(content)
        if isinstance(shown, Refusal):
            self.tally.refuse(Refusal(called, shown.reason, trace=shown.trace))
            return None
        key, size = sha256(shown.content).digest(), len(shown.content)
        known = Picture.objects.filter(archive=self.archive, key=key).values_list("pk", flat=True).first()
        if known is not None:
            return known
        if size > self.left:
            self.tally.without_room += 1
            self.tally.size_without_room += size
            return None
        self.left -= size
        self.tally.kept += 1
        self.tally.size += size
        return Picture.objects.create(archive=self.archive, key=key, size=size, **shown._asdict()).pk

    def _verified(self, content: bytes) -> ShownPicture | Refusal:
        try:
            shown = verified(content)
        except Exception as error:
            fault = fault_of(error)
            return Refusal("", fault.reason, trace=fault.trace)
        return Refusal("", shown) if isinstance(shown, str) else shown


def _short(key: str) -> bytes:
    """What a key takes while pictures are looked for."""
    return sha256(key.encode("utf-8", "replace")).digest()[:16]
