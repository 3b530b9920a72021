"""Write an archive out: `manage.py export_archive SLUG --format jsonl|mbox|convokit|raw [--output FILE]`."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.db import transaction

from threads.exporting import export_lines, export_mails, write_convokit, write_raw
from threads.management.stopping import Stoppable, let_go
from threads.management.unchecked import UncheckedCommand
from threads.management.whole import whole_file, whole_folder
from threads.models import Archive
from threads.terminal import counted, printable, quiet_when_cut_off

FORMATS = ("jsonl", "mbox", "convokit", "raw")
FOLDERS = {"convokit": "A corpus for ConvoKit", "raw": "What was imported"}
BROKEN_SHOWN = 20


class Command(UncheckedCommand):
    """Print posts, quotes and replies under their permanent keys, or give back what was imported."""

    help = (
        "Export an archive: lines of JSON, a post each; a mailbox; a corpus for ConvoKit; or the documents as they were "
        "given, byte for byte."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("archive", metavar="SLUG")
        parser.add_argument("--format", default="jsonl", choices=FORMATS)
        parser.add_argument(
            "--output",
            metavar="FILE",
            help="where to write, for convokit and raw a new folder; if not given, standard output",
        )

    def handle(self, *, archive: str, format: str, output: str | None, **_: Any) -> None:  # noqa: A002
        """Write piece by piece, all from one moment; what is written takes its name only when it is whole."""
        row = Archive.objects.filter(slug=archive).first()
        if row is None:
            raise CommandError(f"There is no archive {printable(archive)!r}.")
        if format in FOLDERS and output is None:
            raise CommandError(f"{FOLDERS[format]} is a folder: say where with --output FOLDER.")
        remark = "What was printed is not all." if output is None else f"Nothing was written to {printable(output)}."
        with Stoppable(self.stderr, remark), transaction.atomic(), let_go():
            if output is None:
                self._print(row, format)
            elif format == "raw":
                self._give_back(row, Path(output))
            else:
                count = _write(row, format, Path(output))
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
        with whole_folder(path) as part:
            account = write_raw(archive, part)
        for broken in account.broken[:BROKEN_SHOWN]:
            self.stderr.write(self.style.ERROR(f"Not written: {printable(broken)}"))
        if len(account.broken) > BROKEN_SHOWN:
            self.stderr.write(self.style.ERROR(f"and {len(account.broken) - BROKEN_SHOWN:,} more"))
        pictures = f", {counted(account.pictures, 'picture')}" if account.pictures else ""
        sentence = (
            f"{counted(account.documents, 'document')}{pictures}, {counted(account.size, 'byte')}, written to {path}"
        )
        self.stderr.write(printable(sentence))
        if account.gaps:
            gaps = counted(len(account.gaps), "document")
            was = "was" if len(account.gaps) == 1 else "were"
            self.stderr.write(
                f"{gaps} {was} written without what was erased from them: {printable(account.listed)} names it"
            )
        if account.broken:
            sys.exit(1)


def _write(archive: Archive, form: str, path: Path) -> int:
    """Write posts into a file or a folder, and count them."""
    if form == "convokit":
        with whole_folder(path) as part:
            return write_convokit(archive, part)
    if form == "mbox":
        return _write_file(path, export_mails(archive))
    return _write_file(path, (f"{line}\n".encode() for line in export_lines(archive)))


def _write_file(path: Path, pieces: Iterable[bytes]) -> int:
    count = 0
    with whole_file(path) as part:
        with part.open("wb") as stream:
            for count, piece in enumerate(pieces, start=1):  # noqa: B007 (counted for the message)
                stream.write(piece)
        part.chmod(0o666 & ~_umask())
    return count


def _umask() -> int:
    """What the person wants new files closed to."""
    os.umask(mask := os.umask(0))
    return mask
