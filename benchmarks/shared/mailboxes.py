"""A mailbox in a file -> its mails; a count -> a mailbox of invented mails in a file."""

from __future__ import annotations

import mmap
import re
import shutil
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

SEPARATOR = re.compile(rb"(?:\A|\n\r?\n)(?=From [^\n]* \d\d:\d\d)")


def mails_of(path: Path) -> Iterator[bytes]:
    """The mails of a mailbox, each with its separator, cut where an empty line stands before one."""
    with path.open("rb") as stream, mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as content:
        begin = 0
        for separator in SEPARATOR.finditer(content, 1):
            yield content[begin : separator.end()]
            begin = separator.end()
        yield content[begin:]


def write_mailbox(path: Path, mails: Iterable[bytes]) -> Path:
    """A file that holds these mails."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as stream:
        stream.writelines(mails)
    return path


def maildir(raws: Iterable[bytes], folder: Path) -> list[Path]:
    """Mails as files of a folder, for programs that want them so."""
    shutil.rmtree(folder, ignore_errors=True)
    for name in ("cur", "new", "tmp"):
        (folder / name).mkdir(parents=True)
    paths = []
    for number, raw in enumerate(raws):
        paths.append(folder / "cur" / f"{number:09}.bench:2,")
        paths[-1].write_bytes(raw)
    return paths


def without_separators(path: Path) -> Iterator[bytes]:
    """The mails of a mailbox as they were sent."""
    return (raw.partition(b"\n")[2] for raw in mails_of(path))


def cut_to(mails: Iterator[bytes], size: int) -> Iterator[bytes]:
    """As many mails as reach so many bytes."""
    written_so_far = 0
    while written_so_far < size:
        mail = next(mails)
        written_so_far += len(mail)
        yield mail


def spread(lengths: Sequence[int], count: int) -> list[int]:
    """Those lengths that fit into a count together, in their order."""
    fitting = []
    for length in lengths:
        if sum(fitting) + length <= count:
            fitting.append(length)
    return fitting
