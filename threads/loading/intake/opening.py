"""Files -> documents: text is read and fingerprinted by workers, others stay as files, or are unpacked."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from threads.loading.faults import fault_of
from threads.loading.workers.pools import imap
from threads.loading.workers.tasks import FILE, FileToRead, ReadFile, deliver
from threads.readers import (
    FoundFile,
    LeftOut,
    Opened,
    StatedReader,
    clear_spool,
    is_container,
    is_page,
    open_documents,
    open_regular,
    reader_of,
)
from threads.records import Refusal

# A process costs more to start than fingerprinting this much.
WORTH_WORKERS = 2_000_000
# What one document in a compressed file may come to.
UNPACKED_LIMIT = 100_000_000_000
HEAD = 65_536
MOST_OF_PAGE = 32_000_000
# Of what servers sent of these kinds, most was meant for a page's own scripts.
UNREAD_OF_WEB = (".html", ".json")
NO_POSTS_IN_IT = "{:,} left out that no reader knows: answers for a page's own scripts"


@dataclass(frozen=True, slots=True)
class StatedDocument:
    """A document whose format states its posts. A passing one's file is gone when the next is asked for."""

    path: Path
    name: str
    reader: StatedReader
    is_passing: bool


@dataclass(frozen=True, slots=True)
class OpenOptions:
    """How documents are to be opened."""

    limit: int
    form: str | None
    workers: int
    spool: Path


Given = ReadFile | StatedDocument | Refusal
Document = Given | LeftOut


def documents_of(
    files: Sequence[FoundFile], options: OpenOptions, at: Callable[[int, int], None]
) -> Iterator[Document]:
    """Open all files: texts first, then what states its structure, then what is compressed or packed."""
    texts, stated, containers, refused = _sorted_out(files, options)
    yield from refused
    done = len(refused)
    for document in imap(deliver, _orders(texts, options), workers=_workers(texts, options), rescue=FILE):
        done += 1
        at(done, len(files))
        yield document
    for each in stated:
        done += 1
        at(done, len(files))
        yield each
    for file in containers:
        done += 1
        at(done, len(files))
        yield from _unpacked(file, options)


def _sorted_out(
    files: Sequence[FoundFile], options: OpenOptions
) -> tuple[list[FoundFile], list[StatedDocument], list[FoundFile], list[Refusal]]:
    texts: list[FoundFile] = []
    stated, containers, refused = [], [], []
    for file in files:
        head = _head(Path(file.path), file.name)
        try:
            reader = reader_of(file.name, head, options.form)
        except Exception as error:
            refused.append(_refusal(file.path, error))
            continue
        if is_container(file.name, head):
            containers.append(file)
        elif reader is not None:
            stated.append(StatedDocument(Path(file.path), file.name, reader, is_passing=False))
        else:
            texts.append(file)
    return texts, stated, containers, refused


def _unpacked(file: FoundFile, options: OpenOptions) -> Iterator[Document]:
    options.spool.mkdir(mode=0o700, parents=True, exist_ok=True)
    clear_spool(options.spool)
    unread = 0
    try:
        for part in open_documents(file.path, file.name, options.spool, UNPACKED_LIMIT):
            document = _document(part, options) if isinstance(part, Opened) else part
            if document is None:
                unread += 1
            else:
                yield document
    except Exception as error:
        yield _refusal(file.name, error)
    if unread:
        yield LeftOut(file.name, NO_POSTS_IN_IT.format(unread))


def _refusal(name: str, error: Exception) -> Refusal:
    """A file, or the rest of one, at which the program failed before its documents were known."""
    fault = fault_of(error)
    return Refusal(name, fault.reason, trace=fault.trace)


def _document(part: Opened, options: OpenOptions) -> Given | None:
    """A document out of a container; None for what a server sent that no reader knows."""
    called = part.name + part.suffix
    try:
        reader = reader_of(called, _head(part.path, called), options.form)
    except Exception as error:
        return _refusal(part.name, error)
    if reader is not None:
        return StatedDocument(part.path, part.name, reader, is_passing=True)
    if part.suffix in UNREAD_OF_WEB:
        return None
    document = deliver(FileToRead(FoundFile(str(part.path), part.name), options.limit, options.form))
    return replace(document, path=part.name) if isinstance(document, Refusal) else document


def _orders(texts: Sequence[FoundFile], options: OpenOptions) -> Iterator[FileToRead]:
    return (FileToRead(file, options.limit, options.form) for file in texts)


def _workers(texts: Sequence[FoundFile], options: OpenOptions) -> int:
    return min(options.workers, 1 + sum(_size(file.path) for file in texts) // WORTH_WORKERS)


def _head(path: Path, name: str) -> bytes:
    """The beginning of a file, of a page all of it; empty if it cannot be read, since whoever reads it says why."""
    try:
        with open_regular(path) as stream:
            head = stream.read(HEAD)
            return head + stream.read(MOST_OF_PAGE) if len(head) == HEAD and is_page(name, head) else head
    except OSError:
        return b""


def _size(path: str) -> int:
    try:
        return Path(path).stat().st_size
    except OSError:
        return 0
