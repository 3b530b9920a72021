"""Paths as given on a command line -> the files to read, and their bytes.

Only regular files are opened: a device or a pipe would never end. Links that lead out of a folder are not followed.
"""

from __future__ import annotations

import glob
import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from threads.records import Refusal

DEFAULT_LIMIT = 20_000_000
GLOB_MARKS = frozenset("*?[")


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file to read: where it lies, and the name it is kept under, relative to the file or folder given.

    The name says nothing of the machine it was read on, and is the same from whatever folder the command was called.
    """

    path: str
    name: str


@dataclass(frozen=True, slots=True)
class Found:
    """What lies under the paths given. What was skipped was not asked for by name."""

    files: list[FoundFile] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    skipped: list[Refusal] = field(default_factory=list)


def find_documents(paths: Sequence[str]) -> Found:
    """Find the files that the paths name: files, folders with all that is in them, and patterns, each file once."""
    found = Found()
    seen: set[Path] = set()
    for path in paths:
        for match in _matches(path):
            if match.is_dir():
                _add_folder(match, found, seen)
            else:
                _add_file(match, match.name, found, seen)
    return found


def read_file(path: str, limit: int) -> bytes | Refusal:
    """Read at most one byte more than the limit, so that a document that is too large is refused without loading it."""
    try:
        with Path(path).open("rb") as stream:
            return stream.read(limit + 1)
    except OSError as error:
        return Refusal(path, f"unreadable: {_reason(error)}")


def _matches(path: str) -> list[Path]:
    """Expand a pattern, unless a file of that very name exists."""
    if os.path.lexists(path) or not GLOB_MARKS & set(path):
        return [Path(path)]
    matches = sorted(glob.glob(path, recursive=True))  # noqa: PTH207 (a pattern may be absolute)
    return [Path(match) for match in matches or [path]]


def _add_file(path: Path, name: str, found: Found, seen: set[Path]) -> None:
    try:
        mode = path.stat().st_mode
    except OSError as error:
        found.refusals.append(Refusal(str(path), f"unreadable: {_reason(error)}"))
        return
    if not stat.S_ISREG(mode):
        found.refusals.append(Refusal(str(path), "not a regular file; devices, pipes and sockets are not read"))
        return
    real = path.resolve()
    if real not in seen:
        seen.add(real)
        found.files.append(FoundFile(str(path), _unicode(name)))


def _add_folder(folder: Path, found: Found, seen: set[Path]) -> None:
    root = folder.resolve()
    for path in _walk(folder, found):
        if path.is_symlink() and not path.resolve().is_relative_to(root):
            found.skipped.append(Refusal(str(path), "a link that leads out of the folder, skipped"))
        else:
            _add_file(path, path.relative_to(folder).as_posix(), found, seen)


def _walk(folder: Path, found: Found) -> Iterator[Path]:
    """Every file below a folder, sorted, without the hidden ones."""

    def refuse(error: OSError) -> None:
        found.refusals.append(Refusal(str(error.filename), f"unreadable: {_reason(error)}"))

    for parent, folders, names in os.walk(folder, onerror=refuse):
        hidden = {name for name in (*folders, *names) if name.startswith(".")}
        linked = {name for name in folders if Path(parent, name).is_symlink()} - hidden
        found.skipped.extend(Refusal(str(Path(parent, name)), "hidden, skipped") for name in sorted(hidden))
        found.skipped.extend(Refusal(str(Path(parent, name)), "a link to a folder, skipped") for name in sorted(linked))
        folders[:] = sorted(set(folders) - hidden - linked)
        yield from (Path(parent, name) for name in sorted(names) if name not in hidden)


def _unicode(name: str) -> str:
    """The name as text: file systems allow bytes that no charset explains."""
    return os.fsencode(name).decode(errors="replace")


def _reason(error: OSError) -> str:
    if isinstance(error, FileNotFoundError):
        return "there is no such file or folder; check the spelling"
    if isinstance(error, PermissionError):
        return "you may not open it; change its permissions (chmod u+r) or ask its owner"
    return error.strerror or "the system does not say why"
