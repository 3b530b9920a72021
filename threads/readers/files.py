"""Paths as given on a command line -> the files to read, and their bytes.

Only regular files are opened: a device or a pipe would never end. Links that lead out of a folder are not followed.
"""

from __future__ import annotations

import errno
import glob
import os
import re
import stat
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from threads.readers.saved.companions import Neighbours
from threads.records import Refusal

DEFAULT_LIMIT = 20_000_000
# The disk, or a quota, is full: nothing is wrong with the input.
NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT})
# The system is at its limit, not a file at fault: no memory, no more open files.
NOTHING_LEFT = frozenset({errno.ENOMEM, errno.EMFILE, errno.ENFILE})
# What a folder of a Maildir holds beside what is still on its way.
MAIL_FOLDERS = frozenset({"cur", "new"})
GLOB_MARKS = frozenset("*?[")
NOT_REGULAR = "not a regular file; devices, pipes and sockets are not read"
LINKED = "a link to a folder, skipped"
OUTWARD = "a link that leads out of the folder, skipped"


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file to read: where it lies, and the name it is kept under, relative to the file or folder given.

    The name says nothing of the machine it was read on, and is the same from whatever folder the command was called.
    ``folder`` is the one given that it lies in; empty where the file itself was given.
    """

    path: str
    name: str
    folder: str = ""


@dataclass(frozen=True, slots=True)
class FileList:
    """What lies under the paths given. What was skipped was not asked for by name."""

    files: list[FoundFile] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    skipped: list[Refusal] = field(default_factory=list)


def find_documents(paths: Sequence[str]) -> FileList:
    """Find the files that the paths name: files, folders with all that is in them, and patterns, each file once."""
    files = FileList()
    seen: set[str] = set()
    for path in paths:
        for match in _matches(path, files):
            if os.path.isdir(match):  # noqa: PTH112 (Path's raises where a folder above may not be entered)
                _add_folder(match, files, seen)
            else:
                _add_file(match, Path(match).name, files, seen)
    return files


def read_file(path: str, limit: int) -> bytes | Refusal:
    """Read at most one byte more than the limit, so that a document that is too large is refused without loading it."""
    try:
        with open_regular(path) as stream:
            return stream.read(limit + 1)
    except OSError as error:
        return Refusal(path, f"unreadable: {reason_of(error)}")


def open_regular(path: str | Path) -> BinaryIO:
    """Open a regular file; what has become something else since it was found is not waited for."""
    stream = open(path, "rb", opener=lambda name, flags: os.open(name, flags | os.O_NONBLOCK))  # noqa: SIM115 (the caller's to close)
    if not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
        stream.close()
        raise OSError(NOT_REGULAR)
    return stream


def _matches(path: str, files: FileList) -> list[str]:
    """Expand a pattern, unless a file of that very name exists."""
    if os.path.lexists(path) or not GLOB_MARKS & set(path) or "\0" in path:
        return [path]
    fixed = os.path.realpath(os.path.dirname(path[: re.search(r"[*?[]", path).start()]) or ".")  # type: ignore[union-attr] # noqa: PTH120
    matches = sorted(glob.glob(path, recursive=True))  # noqa: PTH207 (a pattern may be absolute)
    inside = [match for match in matches if _leads_into(match, fixed)]
    files.skipped.extend(Refusal(match, OUTWARD) for match in matches if match not in set(inside))
    return inside if matches else [path]


def _leads_into(path: str, folder: str) -> bool:
    """Tell whether a path stays in a folder, whatever links it leads over."""
    return Path(os.path.realpath(path)).is_relative_to(folder)


def _add_file(path: str, name: str, files: FileList, seen: set[str], *, folder: str = "") -> None:
    try:
        mode = os.stat(path).st_mode  # noqa: PTH116 (as given, for people to recognise)
    except (OSError, ValueError) as error:
        files.refusals.append(Refusal(path, f"unreadable: {reason_of(error)}"))
        return
    if not stat.S_ISREG(mode):
        files.refusals.append(Refusal(path, NOT_REGULAR))
        return
    real = os.path.realpath(path)
    if real not in seen:
        seen.add(real)
        files.files.append(FoundFile(path, _unicode(name), folder))


def _add_folder(folder: str, files: FileList, seen: set[str]) -> None:
    root = os.path.realpath(folder)
    for path in _walk(folder, files):
        if os.path.islink(path) and os.path.exists(path) and not _leads_into(path, root):  # noqa: PTH110, PTH114
            files.skipped.append(Refusal(path, OUTWARD))
        else:
            _add_file(path, Path(path).relative_to(folder).as_posix(), files, seen, folder=folder)


def _walk(folder: str, files: FileList) -> Iterator[str]:
    """Every file below a folder, sorted, without the hidden ones; folders may lie thousands deep.

    A Maildir calls its folders ".Sent" or ".Lists.tides"; these are not hidden.
    """
    waiting = [folder]
    while waiting:
        parent = waiting.pop()
        try:
            with os.scandir(parent) as entries:
                inside = sorted(entries, key=lambda entry: entry.name)
        except OSError as error:
            files.refusals.append(Refusal(parent, f"unreadable: {reason_of(error)}"))
            continue
        is_hidden = [entry.name.startswith(".") and not _is_of_mail(entry) for entry in inside]
        hidden = [entry for entry, is_out in zip(inside, is_hidden, strict=True) if is_out]
        shown = [entry for entry, is_out in zip(inside, is_hidden, strict=True) if not is_out]
        shown = _documents_among(shown, files)
        folders = {entry.path: entry.is_symlink() for entry in shown if _is_folder(entry)}
        files.skipped.extend(Refusal(entry.path, "hidden, skipped") for entry in hidden)
        files.skipped.extend(Refusal(path, LINKED) for path, is_link in folders.items() if is_link)
        waiting += [path for path, is_link in reversed(folders.items()) if not is_link]
        yield from (entry.path for entry in shown if entry.path not in folders)


def _documents_among(entries: list[os.DirEntry[str]], files: FileList) -> list[os.DirEntry[str]]:
    """The entries of a folder without what belongs to a saved page, or to the program that mirrored a site."""
    neighbours = Neighbours(entry.name for entry in entries)
    reasons = {entry.path: neighbours.left_out(entry.name, is_folder=_is_folder(entry)) for entry in entries}
    counts = Counter(reasons.values())
    for path, reason in reasons.items():
        if reason and counts[reason] == 1:
            files.skipped.append(Refusal(path, reason))
    for reason, count in counts.items():  # a mirror has thousands
        if reason and count > 1:
            files.skipped.append(Refusal(os.path.dirname(entries[0].path), f"{count:,} names in it: {reason}"))  # noqa: PTH120
    return [entry for entry in entries if not reasons[entry.path]]


def _is_of_mail(entry: os.DirEntry[str]) -> bool:
    """Whether it is a folder of a Maildir, which holds mails that were read and mails that were not."""
    try:
        return entry.is_dir(follow_symlinks=False) and set(os.listdir(entry.path)) >= MAIL_FOLDERS  # noqa: PTH208
    except OSError:
        return False


def _is_folder(entry: os.DirEntry[str]) -> bool:
    """Whether it is a folder, or a link to one; if that cannot be told it is none, and is refused when opened."""
    try:
        return entry.is_dir()
    except OSError:
        return False


def _unicode(name: str) -> str:
    """The name as text: file systems allow bytes that no charset explains."""
    return os.fsencode(name).decode(errors="replace")


def reason_of(error: OSError | ValueError) -> str:
    """Why the system gives no file, in words for whoever asked for it."""
    if isinstance(error, ValueError):
        return "no file has such a name"
    if error.errno == errno.ELOOP:
        return "a link that leads back to itself; remove it"
    if isinstance(error, FileNotFoundError):
        return "there is no such file or folder; check the spelling"
    if isinstance(error, PermissionError):
        return "you may not open it; change its permissions (chmod u+r) or ask its owner"
    return error.strerror or str(error) or "the system does not say why"
