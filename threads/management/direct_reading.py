"""Documents of any format -> what they hold, in memory alone: neither asked of a database nor stored in one."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from threads.loading.faults import Fault, fault_of
from threads.loading.intake.opening import OpenOptions, StatedDocument, documents_of
from threads.loading.intake.units import unit_name
from threads.loading.parsing import parse
from threads.loading.workers.tasks import ReadFile
from threads.readers import FoundFile, LeftOut, is_open_unit, letters_of, open_regular
from threads.readers.text import encoding_of
from threads.reconstruct.components import merged, reconstruct_archive
from threads.reconstruct.stated import StatedPost, read_stated, stated_posts
from threads.reconstruct.stated.layout import Layout, ParsedUnit, layout_of, on_documents
from threads.reconstruct.types import Reconstruction
from threads.records import Hints, Parsed, Refusal, TextRecord, digest


@dataclass(slots=True)
class DirectReading:
    """What documents hold. ``documents`` pairs each path with its document; ``layouts`` has those that state their posts."""

    documents: list[tuple[str, str]] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    pages: list[TextRecord] = field(default_factory=list)
    posts: list[StatedPost] = field(default_factory=list)
    layouts: dict[str, Layout] = field(default_factory=dict)

    @property
    def worded(self) -> set[str]:
        """The documents whose lines are not those of their files."""
        return {name for name, layout in self.layouts.items() if not layout.is_file}

    def reconstruction(self, author: str = "") -> Reconstruction:
        """Pages as one archive, and beside them whatever states its posts as another."""
        hints = {record.document: Hints(author=author or None) for record in self.pages}
        stated = on_documents(read_stated(self.posts), list(self.layouts.values()))
        return merged([reconstruct_archive(self.pages, hints), stated])

    def add(self, document: ReadFile | StatedDocument | Refusal) -> None:
        """Read a document that was opened."""
        if isinstance(document, Refusal):
            self.refusals.append(document)
        elif isinstance(document, StatedDocument):
            self._add_stated(document)
        elif document.fault:
            self._refuse(document.name, document.fault)
        else:
            self.pages.append(document.record)
            self.documents.append((document.record.path, document.record.document))

    def _add_stated(self, document: StatedDocument) -> None:
        try:
            with open_regular(document.path) as stream:
                raw_units = list(document.reader.units(stream))
        except Exception as error:
            self._refuse(document.name, fault_of(error))
            return
        path = document.name if document.is_passing else str(document.path)
        name = digest(b"".join(raw_units))
        self.documents.append((path, name))
        if name not in self.layouts:
            form = document.reader.FORMAT
            self.layouts[name] = layout_of(name, path, list(self._units(path, form, name, raw_units)))

    def _units(self, path: str, form: str, name: str, raw_units: Sequence[bytes]) -> Iterator[ParsedUnit]:
        encoding = encoding_of(b"".join(raw_units))
        open_units = [pair for pair in enumerate(raw_units) if is_open_unit(form, pair[1])]
        letters = letters_of(form, raw_units, open_units) if open_units else {}
        for ordinal, raw in enumerate(raw_units):
            unit, parsed = unit_name(name, ordinal), _parsed(form, raw, letters.get(ordinal, ""))
            if isinstance(parsed, Fault):
                self._refuse(f"{path}, record {ordinal + 1}", parsed)
            else:
                self.posts += stated_posts(unit, path, parsed)
            yield ParsedUnit(unit, raw.decode(encoding, "replace"), None if isinstance(parsed, Fault) else parsed)

    def _refuse(self, path: str, fault: Fault) -> None:
        self.refusals.append(Refusal(path, fault.reason, trace=fault.trace))


def read_directly(files: Sequence[FoundFile], limit: int, form: str | None = None) -> DirectReading:
    """Read files and what is packed in them, ``limit`` bytes each at the most; told in the order in which they came."""
    reading = DirectReading()
    with tempfile.TemporaryDirectory(prefix="rethread-") as spool:
        options = OpenOptions(limit=limit, form=form, workers=1, spool=Path(spool) / "spool")
        for document in documents_of(files, options, lambda _done, _total: None):
            if not isinstance(document, LeftOut):
                reading.add(document)
    order = {file.path: place for place, file in enumerate(files)}
    reading.documents.sort(key=lambda pair: order.get(pair[0], len(order)))
    return reading


def _parsed(form: str, raw: bytes, letters: str) -> Parsed | Fault:
    try:
        parsed = parse(form, raw, letters)
    except Exception as error:
        return fault_of(error)
    return Fault(parsed, "") if isinstance(parsed, str) else parsed


def postless(reading: DirectReading, reconstruction: Reconstruction) -> list[str]:
    """The paths of documents in which no post was found."""
    holders = {appearance.document for post in reconstruction.posts for appearance in post.appearances}
    return [path for path, document in reading.documents if document not in holders]
