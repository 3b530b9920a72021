"""Write an archive out: `manage.py export_archive SLUG --format jsonl|convokit [--output FILE]`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from threads.exporting import export_lines, write_convokit
from threads.models import Archive
from threads.terminal import counted, printable, quiet_when_cut_off


class Command(BaseCommand):
    """Print posts, quotes and replies under their permanent keys."""

    help = "Export the posts, quotes and replies of an archive: lines of JSON, a post each, or a corpus for ConvoKit."

    def add_arguments(self, parser: CommandParser) -> None:
        """Say what may be asked."""
        parser.add_argument("archive", metavar="SLUG")
        parser.add_argument("--format", default="jsonl", choices=("jsonl", "convokit"))
        parser.add_argument(
            "--output", metavar="FILE", help="where to write, for convokit a new folder; standard output if not given"
        )

    def handle(self, *, archive: str, format: str, output: str | None, **_: Any) -> None:  # noqa: A002
        """Write line by line, all from one moment; a file takes its name only when it is whole."""
        found = Archive.objects.filter(slug=archive).first()
        if found is None:
            raise CommandError(f"There is no archive {printable(archive)!r}.")
        if format == "convokit" and output is None:
            raise CommandError("A corpus for ConvoKit is a folder: say where with --output FOLDER.")
        with transaction.atomic():
            if output is None:
                self._print(export_lines(found))
                return
            path = Path(output)
            count = _write_folder(path, found) if format == "convokit" else _write(path, export_lines(found))
        self.stderr.write(f"{counted(count, 'post')} written to {printable(output)}")

    def _print(self, lines: Iterator[str]) -> None:
        with quiet_when_cut_off():
            for line in lines:
                self.stdout.write(line)


def _write(path: Path, lines: Iterator[str]) -> int:
    part = path.with_name(f"{path.name}.part")
    count = 0
    try:
        with part.open("w", encoding="utf-8") as stream:
            for count, line in enumerate(lines, start=1):  # noqa: B007 (counted for the message)
                stream.write(f"{line}\n")
        part.replace(path)
    except OSError as error:
        raise CommandError(f"{path} cannot be written: {error.strerror}") from error
    return count


def _write_folder(path: Path, archive: Archive) -> int:
    if path.exists():
        raise CommandError(f"{path} is already there; name a new folder.")
    try:
        with TemporaryDirectory(prefix=f"{path.name}.", dir=path.parent) as folder:
            part = Path(folder) / path.name
            part.mkdir()
            count = write_convokit(archive, part)
            part.rename(path)
    except OSError as error:
        raise CommandError(f"{path} cannot be written: {error.strerror}") from error
    return count
