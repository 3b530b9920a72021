"""What worker processes do: open and fingerprint documents, reconstruct them. They know neither Django nor a database."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from threads.readers import FoundFile, read_document, read_file
from threads.reconstruct import reconstruct
from threads.reconstruct.components import merged
from threads.reconstruct.fingerprint import fingerprints
from threads.reconstruct.rendered import Rendering
from threads.reconstruct.types import Reconstruction
from threads.records import Hints, Record, Refusal


@dataclass(frozen=True, slots=True)
class Order:
    """A file to read, and how."""

    file: FoundFile
    limit: int
    form: str | None


@dataclass(frozen=True, slots=True)
class Delivery:
    """What a file held."""

    name: str
    record: Record
    fingerprints: frozenset[int]


@dataclass(frozen=True, slots=True)
class Task:
    """Documents to reconstruct, part by part, each with the fingerprints that link nothing.

    ``renderings`` has, by document, what stands on it of posts that other documents state.
    """

    parts: tuple[tuple[tuple[Record, ...], frozenset[int]], ...]
    hints: dict[str, Hints]
    renderings: dict[str, Rendering] = field(default_factory=dict)


def deliver(order: Order) -> Delivery | Refusal:
    """Read one file."""
    content = read_file(order.file.path, order.limit)
    if isinstance(content, Refusal):
        return content
    file = order.file
    records = read_document(file.path, content, name=file.name, limit=order.limit, form=order.form)
    if isinstance(records, Refusal):
        return records
    return Delivery(order.file.name, records[0], fingerprints(records[0]))


def read(task: Task) -> Reconstruction:
    """Reconstruct documents."""
    reading = merged(
        reconstruct(records, common=common, hints=task.hints, renderings=task.renderings)
        for records, common in task.parts
    )
    texts = {record.document: tuple(record.lines) for records, _ in task.parts for record in records}
    return replace(reading, texts=texts)
