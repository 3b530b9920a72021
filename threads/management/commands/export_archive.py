"""Write an archive out: `manage.py export_archive SLUG --format jsonl|mbox|convokit|raw [--output FILE]`."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from threads.exporting import export_lines, export_mails, write_convokit, write_raw
from threads.models import Archive
from threads.terminal import counted, printable, quiet_when_cut_off

FORMATS = ("jsonl", "mbox", "convokit", "raw")
FOLDERS = {"convokit": "A corpus for ConvoKit", "raw": "What was imported"}
BROKEN_SHOWN = 20


class Command(BaseCommand):
    """Print posts, quotes and replies under their permanent keys, or give back what was imported."""

    help = (
        "Export an archive: lines of JSON, a post each; a mailbox; a corpus for ConvoKit; or the documents as they were "
        "given, byte for byte."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Say what may be asked."""
        parser.add_argument("archive", metavar="SLUG")
        parser.add_argument("--format", default="jsonl", choices=FORMATS)
        parser.add_argument(
            "--output",
            metavar="FILE",
            help="where to write, for convokit and raw a new folder; if not given, standard output",
        )

    def handle(self, *, archive: str, format: str, output: str | None, **_: Any) -> None:  # noqa: A002
        """Write piece by piece, all from one moment; what is written takes its name only when it is whole."""
        found = Archive.objects.filter(slug=archive).first()
        if found is None:
            raise CommandError(f"There is no archive {printable(archive)!r}.")
        if format in FOLDERS and output is None:
            raise CommandError(f"{FOLDERS[format]} is a folder: say where with --output FOLDER.")
        with transaction.atomic():
            if output is None:
                self._print(found, format)
            elif format == "raw":
                self._give_back(found, Path(output))
            else:
                count = _write(found, format, Path(output))
                self.stderr.write(f"{counted(count, 'post')} written to {printable(output)}")

    def _print(self, archive: Archive, form: str) -> None:
        with quiet_when_cut_off():
            if form == "mbox":
                for mail in export_mails(archive):
                    sys.stdout.buffer.write(mail)
                return
            for line in export_lines(archive):
                self.stdout.write(line)

    def _give_back(self, archive: Archive, path: Path) -> None:
        """Write the documents as given, and name those that are not whole."""
        with _new_folder(path) as part:
            written = write_raw(archive, part)
        for broken in written.broken[:BROKEN_SHOWN]:
            self.stderr.write(self.style.ERROR(f"Not written: {printable(broken)}"))
        if len(written.broken) > BROKEN_SHOWN:
            self.stderr.write(self.style.ERROR(f"and {len(written.broken) - BROKEN_SHOWN:,} more"))
        said = f"{counted(written.documents, 'document')}, {counted(written.size, 'byte')}, written to {path}"
        self.stderr.write(printable(said))
        if written.broken:
            sys.exit(1)


def _write(archive: Archive, form: str, path: Path) -> int:
    """Write posts into a file or a folder, and count them."""
    if form == "convokit":
        with _new_folder(path) as part:
            return write_convokit(archive, part)
    if form == "mbox":
        return _write_file(path, export_mails(archive))
    return _write_file(path, (f"{line}\n".encode() for line in export_lines(archive)))


def _write_file(path: Path, pieces: Iterable[bytes]) -> int:
    part = path.with_name(f"{path.name}.part")
    count = 0
    try:
        with part.open("wb") as stream:
            for count, piece in enumerate(pieces, start=1):  # noqa: B007 (counted for the message)
                stream.write(piece)
        part.replace(path)
    except OSError as error:
        raise CommandError(f"{path} cannot be written: {error.strerror}") from error
    return count


@contextmanager
def _new_folder(path: Path) -> Iterator[Path]:
    """A folder to write into, which takes its name when all is in it."""
    if path.exists():
        raise CommandError(f"{path} is already there; name a new folder.")
    try:
        with TemporaryDirectory(prefix=f"{path.name}.", dir=path.parent) as folder:
            part = Path(folder) / path.name
            part.mkdir()
            yield part
            part.rename(path)
    except OSError as error:
        raise CommandError(f"{path} cannot be written: {error.strerror}") from error
