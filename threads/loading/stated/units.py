"""A document in a file -> its units: where they lie, and what each is about, enough to tell which belong together."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import groupby
from pathlib import Path

from threads.loading.stated.parsing import parse
from threads.readers import StatedReader, outline_unit
from threads.reconstruct.stated import key_of, key_of_id, key_of_thread
from threads.records import Parsed

# Bytes of a key by which posts are told apart while threads are gathered; the rows have whole keys.
KEY_BYTES = 16
# Ids of ancestors that are looked at while threads are gathered.
MOST_PARENTS = 100


@dataclass(frozen=True, slots=True)
class Source:
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
    """A unit of a document: its number, and its place in the file, or its bytes where the file will not stay."""

    source: Source
    ordinal: int
    offset: int
    length: int
    raw: bytes | None = None


@dataclass(frozen=True, slots=True)
class Cut:
    """A document cut into units: its name, its size, and where each unit ends."""

    key: str
    size: int
    ends: Sequence[int]

    def units(self, source: Source) -> Iterator[Unit]:
        """The units, in order."""
        offset = 0
        for ordinal, end in enumerate(self.ends):
            yield Unit(source, ordinal, offset, end - offset)
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
    named = sha256()
    ends = array("Q")
    size = 0
    with path.open("rb") as stream:
        for raw in reader.units(stream):
            named.update(raw)
            size += len(raw)
            ends.append(size)
    return Cut(named.hexdigest(), size, ends)


def with_bytes(units: Iterable[Unit]) -> Iterator[tuple[Unit, bytes]]:
    """Units with their bytes; a file is opened once for all that follow each other in it."""
    for source, run in groupby(units, key=lambda unit: unit.source):
        lying = []
        for unit in run:
            if unit.raw is None:
                lying.append(unit)
            else:
                yield unit, unit.raw
        if lying:
            with Path(source.path).open("rb") as stream:
                for unit in lying:
                    stream.seek(unit.offset)
                    yield unit, stream.read(unit.length)


def outlines(units: Sequence[Unit]) -> list[Outline]:
    """What each of some units is about."""
    return [_outline(unit.source.form, raw) for unit, raw in with_bytes(units)]


def _outline(form: str, raw: bytes) -> Outline:
    id_, parents = outline_unit(form, raw)
    if id_:
        return Outline(
            len(raw), (_short(key_of_id(id_)),), tuple(_short(key_of_id(one)) for one in parents[:MOST_PARENTS])
        )
    parsed = parse(form, raw)
    return Outline(len(raw), *_keys_of(parsed)) if isinstance(parsed, Parsed) else Outline(len(raw))


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
