"""A document in a file -> its units: where they lie, and enough of each to tell which belong together."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from hashlib import sha256
from itertools import groupby
from pathlib import Path
from typing import BinaryIO
from zlib import crc32

from threads.loading.faults import Fault, fault_of, is_outside
from threads.loading.parsing import parse
from threads.readers import StatedReader, is_open_unit, letters_of, open_regular, outline_unit
from threads.reconstruct.stated import key_of, key_of_id, key_of_thread
from threads.records import Parsed

# Bytes of a key by which posts are told apart while threads are gathered; the rows have whole keys.
KEY_BYTES = 16
# Ids of ancestors that are looked at while threads are gathered.
MOST_PARENTS = 100
# A document that its reader cannot cut is kept in pieces of this size.
PIECE = 1 << 24


class LossError(Exception):
    """A reader did not give back the bytes it was given."""


@dataclass(frozen=True, slots=True)
class UnitSource:
    """The stored document that units are from, and the file they lie in."""

    document: int
    key: str
    name: str
    form: str
    path: str

    def unit_name(self, ordinal: int) -> str:
        return unit_name(self.key, ordinal)


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of a document: its number, and its place in the file, or its bytes if the file is temporary."""

    source: UnitSource
    ordinal: int
    offset: int
    length: int
    check: int = 0  # of its bytes, because files change while they are read
    raw: bytes | None = None
    record: int | None = None  # where it is stored already, and tried again
    letters: str = ""  # its charset, where it states none and other units of its document make one likely
    fault: Fault | None = None  # of cutting it: it is kept as it is


@dataclass(frozen=True, slots=True)
class Cut:
    """A document cut into units: its name, its size, where each unit ends, and a check of its bytes.

    One that its reader could not cut has pieces instead, and the ``fault``.
    """

    key: str
    size: int
    ends: Sequence[int]
    checks: Sequence[int]
    fault: Fault | None = None
    letters: Mapping[int, str] = field(default_factory=dict)  # of units, by number

    def units(self, source: UnitSource) -> Iterator[Unit]:
        offset = 0
        for ordinal, (end, check) in enumerate(zip(self.ends, self.checks, strict=True)):
            letters = self.letters.get(ordinal, "")
            yield Unit(source, ordinal, offset, end - offset, check, fault=self.fault, letters=letters)
            offset = end


@dataclass(frozen=True, slots=True)
class Outline:
    """What a unit is about: the keys of its posts, and of all that may join them with others."""

    size: int
    posts: tuple[bytes, ...] = ()
    joins: tuple[bytes, ...] = ()


def unit_name(document: str, ordinal: int) -> str:
    """A unit's name: its document's and its number."""
    return f"{document}#{ordinal:08d}"


def cut(path: Path, reader: StatedReader) -> Cut:
    """Find a document's units, holding no more than one at a time."""
    with open_regular(path) as stream:
        try:
            open_units: list[int] = []
            watched = _watched(reader.FORMAT, reader.units(stream), open_units)
            parts = _whole(cut_of(watched), stream.tell())
            return replace(parts, letters=_letters(reader.FORMAT, stream, parts, open_units)) if open_units else parts
        except OSError:
            raise
        except Exception as error:
            fault = fault_of(error)
        stream.seek(0)
        return cut_of(iter(partial(stream.read, PIECE), b""), fault)


def _watched(form: str, units: Iterable[bytes], open_units: list[int]) -> Iterator[bytes]:
    """The units as they come; noted are the numbers of those that may not say in which letters they are."""
    for ordinal, raw in enumerate(units):
        if is_open_unit(form, raw):
            open_units.append(ordinal)
        yield raw


def _letters(form: str, stream: BinaryIO, parts: Cut, open_units: Sequence[int]) -> dict[int, str]:
    """The charsets of such units, as the others make them likely."""
    starts = [0, *parts.ends]

    def unit_at(ordinal: int) -> bytes:
        stream.seek(starts[ordinal])
        return stream.read(starts[ordinal + 1] - starts[ordinal])

    pairs = ((ordinal, unit_at(ordinal)) for ordinal in open_units)
    return letters_of(form, map(unit_at, range(len(parts.ends))), pairs)


def _whole(parts: Cut, size: int) -> Cut:
    if parts.size != size:
        raise LossError(f"{parts.size:,} bytes were cut of {size:,}")
    return parts


def cut_of(units: Iterable[bytes], fault: Fault | None = None) -> Cut:
    """Note where units end."""
    digest = sha256()
    ends, checks = array("Q"), array("I")
    size = 0
    for raw in units:
        digest.update(raw)
        size += len(raw)
        ends.append(size)
        checks.append(crc32(raw))
    return Cut(digest.hexdigest(), size, ends, checks, fault)


def with_bytes(units: Iterable[Unit]) -> Iterator[tuple[Unit, bytes | None]]:
    """Units with their bytes; a file is opened once for all that follow each other in it.

    None where the file is gone, or has changed since it was cut.
    """
    for source, run in groupby(units, key=lambda unit: unit.source):
        lying = []
        for unit in run:
            if unit.raw is None:
                lying.append(unit)
            else:
                yield unit, unit.raw
        if lying:
            yield from _lying(source, lying)


def _lying(source: UnitSource, units: Sequence[Unit]) -> Iterator[tuple[Unit, bytes | None]]:
    count = 0
    try:
        with open_regular(source.path) as stream:
            for unit in units:
                stream.seek(unit.offset)
                raw = stream.read(unit.length)
                count += 1
                yield unit, raw if len(raw) == unit.length and crc32(raw) == unit.check else None
    except OSError as error:
        if is_outside(error):
            raise
        yield from ((unit, None) for unit in units[count:])


def outlines(units: Sequence[Unit]) -> list[Outline]:
    """The outline of each unit; an empty one where that fails, since whoever loads it says why."""
    return [
        Outline(unit.length) if raw is None or unit.fault else _outline(unit.source.form, raw, unit.letters)
        for unit, raw in with_bytes(units)
    ]


def halved_units(units: Sequence[Unit]) -> list[Sequence[Unit]]:
    """Units in two, none where there is but one."""
    middle = len(units) // 2
    return [units[:middle], units[middle:]] if middle else []


def _outline(form: str, raw: bytes, letters: str) -> Outline:
    try:
        id_, parents, thread = outline_unit(form, raw)
        if id_:
            near = tuple(_short(key_of_id(one)) for one in parents[:MOST_PARENTS])
            together = (_short(key_of_thread(thread)),) if thread else ()
            return Outline(len(raw), (_short(key_of_id(id_)),), near + together)
        parsed = parse(form, raw, letters)
        return Outline(len(raw), *_keys_of(parsed)) if isinstance(parsed, Parsed) else Outline(len(raw))
    except Exception as error:
        fault_of(error)
        return Outline(len(raw))


def _keys_of(parsed: Parsed) -> tuple[tuple[bytes, ...], tuple[bytes, ...]]:
    texts = parsed.lines
    posts = []
    joins: dict[bytes, None] = {}
    for stated in parsed.posts:
        posts.append(_short(key_of(stated, "\n".join(texts[stated.first_line - 1 : stated.last_line]))))
        joins.update((_short(key_of_id(one)), None) for one in stated.parents[:MOST_PARENTS])
        if stated.thread:
            joins[_short(key_of_thread(stated.thread))] = None
    return tuple(posts), tuple(joins)


def _short(key: str) -> bytes:
    return bytes.fromhex(key[: 2 * KEY_BYTES])
