"""What a command writes -> a file or a folder that takes its name only when all is in it, and on the disk."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile, TemporaryDirectory

from django.core.management.base import CommandError


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """A private empty file beside the one wanted; an interruption removes it."""
    if path.exists() and not path.is_file():
        raise CommandError(f"{path} is there and is no file.")
    path = path.resolve()  # where a link leads
    with _in_words(path):
        with NamedTemporaryFile(dir=path.parent, prefix=f"{path.name}.", suffix=".part", delete=False) as stream:
            part = Path(stream.name)
        try:
            yield part
            _keep(part)
            part.replace(path)
            _keep(path.parent)
        finally:
            part.unlink(missing_ok=True)


@contextmanager
def whole_folder(path: Path) -> Iterator[Path]:
    """A folder to write into, which takes its name when all is in it."""
    if path.exists():
        raise CommandError(f"{path} is already there; name a new folder.")
    with _in_words(path), TemporaryDirectory(prefix=f"{path.name}.", dir=path.parent) as folder:
        part = Path(folder) / path.name
        part.mkdir()
        yield part
        part.rename(path)


@contextmanager
def _in_words(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise CommandError(f"{path} cannot be written: {error.strerror}") from error


def _keep(path: Path) -> None:
    """Have it written to the disk itself."""
    number = os.open(path, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)
