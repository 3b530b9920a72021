"""Files found -> documents: text read and fingerprinted by workers, others as they lie, or as they are unpacked."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from threads.loading.faults import fault_of
from threads.loading.workers.pools import in_order
from threads.loading.workers.tasks import FILE, Delivery, Order, deliver
from threads.readers import (
    FoundFile,
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


@dataclass(frozen=True, slots=True)
class StatedDocument:
    """A document whose format states its posts. The file of one that is passing is gone when the next is asked for."""

    path: Path
    name: str
    reader: StatedReader
    is_passing: bool


@dataclass(frozen=True, slots=True)
class Wish:
    """How documents are to be opened."""

    limit: int
    form: str | None
    workers: int
    spool: Path


Document = Delivery | StatedDocument | Refusal


def documents_of(files: Sequence[FoundFile], wish: Wish, at: Callable[[int, int], None]) -> Iterator[Document]:
    """Open all files: texts first, then what states its structure, then what is compressed or packed."""
    texts, stated, containers, refused = _sorted_out(files, wish)
    yield from refused
    done = len(refused)
    for document in in_order(deliver, _orders(texts, wish), workers=_workers(texts, wish), rescue=FILE):
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
        yield from _unpacked(file, wish)


def _sorted_out(
    files: Sequence[FoundFile], wish: Wish
) -> tuple[list[FoundFile], list[StatedDocument], list[FoundFile], list[Refusal]]:
    texts: list[FoundFile] = []
    stated, containers, refused = [], [], []
    for file in files:
        head = _head(Path(file.path), file.name)
        try:
            reader = reader_of(file.name, head, wish.form)
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


def _unpacked(file: FoundFile, wish: Wish) -> Iterator[Document]:
    wish.spool.mkdir(mode=0o700, parents=True, exist_ok=True)
    clear_spool(wish.spool)
    try:
        for opened in open_documents(file.path, file.name, wish.spool, UNPACKED_LIMIT):
            yield opened if isinstance(opened, Refusal) else _document(opened, wish)
    except Exception as error:
        yield _refusal(file.name, error)


def _refusal(name: str, error: Exception) -> Refusal:
    """A file that the program failed at before it could be told what it holds, or the rest of one."""
    fault = fault_of(error)
    return Refusal(name, fault.reason, trace=fault.trace)


def _document(opened: Opened, wish: Wish) -> Document:
    try:
        reader = reader_of(opened.name, _head(opened.path, opened.name), wish.form)
    except Exception as error:
        return _refusal(opened.name, error)
    if reader is not None:
        return StatedDocument(opened.path, opened.name, reader, is_passing=True)
    read = deliver(Order(FoundFile(str(opened.path), opened.name), wish.limit, wish.form))
    return replace(read, path=opened.name) if isinstance(read, Refusal) else read


def _orders(texts: Sequence[FoundFile], wish: Wish) -> Iterator[Order]:
    return (Order(file, wish.limit, wish.form) for file in texts)


def _workers(texts: Sequence[FoundFile], wish: Wish) -> int:
    return min(wish.workers, 1 + sum(_size(file.path) for file in texts) // WORTH_WORKERS)


def _head(path: Path, name: str) -> bytes:
    """The beginning of a file, of a page all of it; of one that cannot be read, nothing: whoever reads it says why."""
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
