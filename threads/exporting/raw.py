"""An archive -> a folder with every document as it was given, byte for byte, and the pictures that lay beside these.

Of a compressed or packed file, the documents in it are written. Each is joined again from its records, in quarantine or
not, and must have the sha256 that names it. Pictures of a saved folder are written where they lay, those of an archive of the
web into pictures/, with a list of their addresses; those that a document holds itself are in it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any, BinaryIO

from django.db.models import Exists, F, Func, IntegerField, OuterRef

from threads.models import Archive, Picture, PicturePlace, Record

# Records are fetched by so many bytes, or by so many, or one if it is larger.
BYTES_AT_ONCE = 4_000_000
RECORDS_AT_ONCE = 500
LISTED_AT_ONCE = 5_000
# File systems take names of 255 bytes; a suffix must have room.
NAME_BYTES = 200
SUFFIX_BYTES = 16
PATH_BYTES = 2_000
# Where the pictures of archives of the web are written, and the list of their addresses.
PICTURES = "pictures"
# Names what is missing in the documents beside it.
GAPS = "erased.jsonl"
NOT_WHOLE = "not all of its records are stored; import it again for the rest"
# What some file system or terminal takes for more than a letter.
UNSAFE = re.compile(r'[\x00-\x1f\x7f-\x9f<>:"|?*]')


@dataclass(slots=True)
class Written:
    """What was written; ``broken`` are documents whose records are not all there, and why."""

    documents: int = 0
    size: int = 0
    broken: list[str] = field(default_factory=list)
    gaps: list[dict[str, Any]] = field(default_factory=list)  # what was erased, document by document
    listed: str = ""  # the file that names these
    pictures: int = 0


def write_raw(archive: Archive, folder: Path) -> Written:
    """Write the documents into a new folder, in the order in which they came in."""
    account = Written()
    names = _Names(folder)
    erased = _gaps(archive)
    for document, path, key, raws in _documents(archive):
        digest = sha256()
        with names.new_file(path) as stream:
            for raw in raws:
                digest.update(raw)
                account.size += stream.write(raw)
        if digest.hexdigest() == key:
            account.documents += 1
        elif document in erased:
            account.documents += 1
            name = Path(stream.name).relative_to(folder).as_posix()
            account.gaps.append({"file": name, "document": key, **erased[document]})
        else:
            Path(stream.name).unlink()
            account.broken.append(f"{path}: {NOT_WHOLE}")
    bare = archive.documents.filter(~Exists(Record.objects.filter(document=OuterRef("pk"))), size__gt=0)
    account.broken += [f"{path}: {NOT_WHOLE}" for path in bare.order_by("id").values_list("path", flat=True)]
    if account.gaps:
        with names.new_file(GAPS) as stream:
            stream.writelines(f"{json.dumps(gap, ensure_ascii=False)}\n".encode() for gap in account.gaps)
        account.listed = Path(stream.name).relative_to(folder).as_posix()
    _write_pictures(archive, names, account)
    return account


def _write_pictures(archive: Archive, names: _Names, account: Written) -> None:
    """Write each picture at every place that it came from; of addresses of the web, once, and where that was."""
    places = PicturePlace.objects.filter(archive=archive).exclude(came_from="").order_by("came_from", "picture_id")
    listed: list[bytes] = []
    files: dict[int, str] = {}
    for came_from, picture in places.values_list("came_from", "picture_id").distinct():
        is_of_web = came_from.startswith(("http://", "https://", "cid:"))
        if not is_of_web or picture not in files:
            key, form, content = Picture.objects.values_list("key", "form", "content").get(pk=picture)
            with names.new_file(f"{PICTURES}/{bytes(key).hex()}.{form}" if is_of_web else came_from) as stream:
                account.size += stream.write(bytes(content))
            account.pictures += 1
            if is_of_web:
                files[picture] = Path(stream.name).name
        if is_of_web:
            entry = {"file": f"{PICTURES}/{files[picture]}", "address": came_from}
            listed.append(f"{json.dumps(entry, ensure_ascii=False)}\n".encode())
    if listed:
        with names.new_file(f"{PICTURES}.jsonl") as stream:
            stream.writelines(listed)


def _gaps(archive: Archive) -> dict[int, dict[str, Any]]:
    """What was erased from documents: lines of a page, records of another document."""
    gaps: dict[int, dict[str, Any]] = {}
    records = Record.objects.filter(document__archive=archive, document__is_read=True).exclude(erased=None)
    rows = records.order_by("document_id", "ordinal").values_list(
        "document_id", "document__is_stated", "ordinal", "erased"
    )
    for document, is_stated, ordinal, erased in rows:
        for gap in (erased or {}).get("gaps", ()):
            entry: dict[str, Any] = {"erased_on": gap["on"]}
            entry |= {"record": ordinal + 1, "lines": gap["count"]} if is_stated else {"lines": gap.get("lines", [])}
            entry |= {"is_whole": True} if gap.get("is_whole") else {}
            gaps.setdefault(document, {"erased": []})["erased"].append(entry)
    return gaps


def raws_of(records: Iterable[tuple[int, int]]) -> Iterator[tuple[int, bytes]]:
    """The bytes of records given as (id, size), in the order given; few of them are in memory at once."""
    for some in _portions(records):
        raw_of = dict(Record.objects.filter(pk__in=some).values_list("pk", "raw"))
        yield from ((pk, bytes(raw_of[pk])) for pk in some)


def size_of_raw(path: str) -> Func:
    """How many bytes a record has, without fetching them."""
    return Func(F(path), function="octet_length", output_field=IntegerField())


def _portions(records: Iterable[tuple[int, int]]) -> Iterator[list[int]]:
    some: list[int] = []
    weight = 0
    for pk, size in records:
        if some and (weight + size > BYTES_AT_ONCE or len(some) >= RECORDS_AT_ONCE):
            yield some
            some, weight = [], 0
        some.append(pk)
        weight += size
    if some:
        yield some


def _documents(archive: Archive) -> Iterator[tuple[int, str, str, Iterator[bytes]]]:
    """Each document's id, path, sha256, and the bytes of its records; use these before asking for the next."""
    rows = (
        Record.objects.filter(document__archive=archive)
        .order_by("document_id", "ordinal")
        .values_list("document_id", "document__path", "document__key", "pk", size_of_raw("raw"))
    )
    for (document, path, key), records in groupby(rows.iterator(chunk_size=LISTED_AT_ONCE), key=itemgetter(0, 1, 2)):
        raws = raws_of((pk, size) for *_, pk, size in records)
        yield document, path, bytes(key).hex(), (raw for _, raw in raws)


class _Names:
    """Files in a folder of ours: never outside it and never one twice, whatever the documents' paths."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._count_of: dict[Path, int] = {}

    def new_file(self, path: str) -> BinaryIO:
        """Make the file for a document; the second of one name is "page-2.txt"."""
        target = self._folder.joinpath(*safe_parts(path))
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
        except OSError:  # a file is called as this folder is
            target = self._folder / "-".join(safe_parts(path))[-NAME_BYTES // 4 :]
        while True:
            number = self._count_of[target] = self._count_of.get(target, 0) + 1
            name = target if number == 1 else target.with_name(f"{target.stem}-{number}{target.suffix}")
            with suppress(FileExistsError):
                return name.open("xb")


def safe_parts(path: str) -> list[str]:
    """A document's path as names of folders and a file that any system takes and that lead nowhere else."""
    parts = [part for part in path.replace("\\", "/").split("/") if part not in ("", ".")]
    names = [_safe(part) for part in parts] or ["document"]
    while len(names) > 1 and sum(len(name.encode()) + 1 for name in names) > PATH_BYTES:
        names.pop(0)
    return names


def _safe(part: str) -> str:
    """One name; of a long one the beginning, and the suffix if it is short."""
    if part == "..":
        return "__"
    name = UNSAFE.sub("_", part).encode(errors="replace")
    if len(name) <= NAME_BYTES:
        return name.decode()
    _, dot, suffix = name.rpartition(b".")
    ending = dot + suffix if len(suffix) < SUFFIX_BYTES else b""
    return (name[: NAME_BYTES - len(ending)] + ending).decode(errors="ignore")
