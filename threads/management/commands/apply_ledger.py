"""Make the corrections of a ledger again: `manage.py apply_ledger FILE [--conflicts FILE]`."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from threads.curating.ledger import Conflict, apply_lines
from threads.loading.locks import WAITING, locked
from threads.loading.pages.page_sets import read_unread
from threads.management.stopping import Stoppable, stop_when_full
from threads.management.unchecked import UncheckedCommand
from threads.management.whole import whole_file
from threads.models import Archive
from threads.terminal import counted, printable

EXIT_CONFLICTS = 1
# So many bytes of a ledger are read.
FILE_MOST = 500_000_000
AGAIN = "What was applied is kept; run the command again to go on: it knows what it has made."


class Command(UncheckedCommand):
    """Corrections made before are known again; what cannot be made is listed, and can be kept for another try."""

    help = "Make the corrections that export_ledger wrote, on archives that hold the same documents."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE", type=Path, help="lines of JSON, as export_ledger writes them")
        parser.add_argument(
            "--conflicts", metavar="FILE", type=Path, help="write the lines that could not be applied to this file"
        )

    def handle(self, *, file: Path, conflicts: Path | None, **_: Any) -> None:
        with Stoppable(self.stderr, AGAIN):
            replay = apply_lines(self._texts(file), self._read)
        self.stdout.write(
            f"{counted(replay.made, 'correction')} made, {replay.undone:,} of them undone again, {replay.known:,} known"
            f" already, {counted(len(replay.conflicts), 'conflict')}."
        )
        for each in (*replay.differing, *replay.conflicts):
            self.stderr.write(f"line {each.number}: {printable(each.reason)}")
        if conflicts is not None:
            self._keep(conflicts, replay.conflicts)
        if replay.conflicts:
            sys.exit(EXIT_CONFLICTS)

    def _texts(self, file: Path) -> list[str]:
        try:
            if file.stat().st_size > FILE_MOST:
                raise CommandError(f"{printable(str(file))} is too large for a ledger.")
            return file.read_text("utf8").split("\n")
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"{printable(str(file))} cannot be read: {error}") from error

    def _read(self, archive: Archive) -> None:
        with locked(archive.slug, wait=True, on_wait=partial(self.stderr.write, WAITING)):
            for _ in read_unread(archive):
                stop_when_full()

    def _keep(self, file: Path, conflicts: Sequence[Conflict]) -> None:
        with whole_file(file) as part:
            part.write_text("".join(f"{each.text}\n" for each in conflicts), "utf8")
        self.stderr.write(f"{counted(len(conflicts), 'line')} kept in {printable(str(file))}.")
