"""The bytes of one mail -> what is attached to it, in the order in which its facts list that, each with the names of its part."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from threads.readers.mail.headers import Head, normal, parted, readable
from threads.readers.mail.mime import content_of
from threads.readers.mail.transfer import transferred
from threads.records import AttachedFile


class AttachedPart(NamedTuple):
    """A part: its number among what is attached, its own id and address, and its bytes as they were sent."""

    number: int
    file: AttachedFile
    id: str
    address: str
    head: Head
    body: bytes

    @property
    def content(self) -> bytes:
        return transferred(self.head, self.body)


def attached_parts(mail: bytes) -> Iterator[AttachedPart]:
    """The parts of a mail that are attached; files within its words are none."""
    head, body = parted(normal(mail))
    try:
        content = content_of(Head(head), body)
    except RecursionError:
        return
    numbers = {id(file): number for number, file in enumerate(content.attachments)}
    for file, inner, words in content.files:
        names = (readable(inner.get(name)) for name in ("content-id", "content-location"))
        id_, address = (name.strip().strip("<>") for name in names)
        yield AttachedPart(numbers[id(file)], file, id_, address, inner, words)
