"""What worker processes do: open and fingerprint documents, reconstruct them. They ask no database."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from threads.loading.faults import KILLED, Fault, fault_of
from threads.loading.workers.pools import Rescue
from threads.readers import FoundFile, read_document, read_file
from threads.reconstruct import reconstruct
from threads.reconstruct.components import merged
from threads.reconstruct.fingerprint import fingerprints
from threads.reconstruct.rendered import Rendering
from threads.reconstruct.types import Reconstruction
from threads.records import Hints, Refusal, TextRecord, digest


@dataclass(frozen=True, slots=True)
class FileToRead:
    """A file to read, and how."""

    file: FoundFile
    limit: int
    form: str | None


@dataclass(frozen=True, slots=True)
class ReadFile:
    """What a file held. One that the program failed at is kept as it is, without a text."""

    name: str
    record: TextRecord
    fingerprints: frozenset[int]
    fault: Fault | None = None
    erased: dict[str, Any] | None = None  # what was taken out of it on its way in, as records remember it


@dataclass(frozen=True, slots=True)
class Task:
    """Documents to reconstruct, part by part, each with the fingerprints that link nothing.

    ``renderings`` has, by document, what stands on it of posts that other documents state.
    """

    parts: tuple[tuple[tuple[TextRecord, ...], frozenset[int]], ...]
    hints: dict[str, Hints]
    renderings: dict[str, Rendering] = field(default_factory=dict)


def deliver(order: FileToRead) -> ReadFile | Refusal:
    """Read one file."""
    content = read_file(order.file.path, order.limit)
    if isinstance(content, Refusal):
        return content
    try:
        return delivery_of(order, content)
    except Exception as error:
        return kept_as_it_is(order, content, fault_of(error))


def delivery_of(order: FileToRead, content: bytes) -> ReadFile | Refusal:
    """Read the bytes of one file."""
    file = order.file
    records = read_document(file.path, content, name=file.name, limit=order.limit, form=order.form)
    if isinstance(records, Refusal):
        return records
    return ReadFile(order.file.name, records[0], fingerprints(records[0]))


def kept_as_it_is(order: FileToRead, content: bytes, fault: Fault) -> ReadFile:
    """A file that the program failed at."""
    record = TextRecord(order.file.path, digest(content), 0, content, "", "")
    return ReadFile(order.file.name, record, frozenset(), fault)


def _killed_by(order: FileToRead) -> ReadFile | Refusal:
    content = read_file(order.file.path, order.limit)
    return content if isinstance(content, Refusal) else kept_as_it_is(order, content, KILLED)


def read_task(task: Task | Fault) -> Reconstruction | Fault:
    """Reconstruct documents, or say why that cannot be done."""
    if isinstance(task, Fault):
        return task
    try:
        return _reading_of(task)
    except Exception as error:
        return fault_of(error)


def _reading_of(task: Task) -> Reconstruction:
    reading = merged(
        reconstruct(records, common=common, hints=task.hints, renderings=task.renderings)
        for records, common in task.parts
    )
    texts = {record.document: tuple(record.lines) for records, _ in task.parts for record in records}
    return replace(reading, texts=texts)


def _no_parts(task: object) -> list[Any]:
    return []


def _killed(task: object) -> Fault:
    return KILLED


def _the_one(results: Iterable[Any]) -> Any:
    return next(iter(results))


# For a file, and a set of documents, whose process was killed; whoever stores the set finds the culprit.
FILE = Rescue(_no_parts, _killed_by, _the_one)
SET = Rescue(_no_parts, _killed, _the_one)
