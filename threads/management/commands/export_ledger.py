"""Write the corrections of archives: `manage.py export_ledger [SLUG ...] [--output FILE]`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.db import transaction

from threads.curating.ledger import ledger_lines
from threads.management.unchecked import UncheckedCommand
from threads.management.whole import whole_file
from threads.models import Archive
from threads.terminal import counted, printable


class Command(UncheckedCommand):
    """All corrections with what stood before and since; `apply_ledger` makes them again in another database."""

    help = "Write all corrections by people, those undone as well, as lines of JSON."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("archives", metavar="SLUG", nargs="*", help="archives; without any, all")
        parser.add_argument("--output", metavar="FILE", type=Path, help="a file; without it, to the terminal or a pipe")

    def handle(self, *, archives: Sequence[str], output: Path | None, **_: Any) -> None:
        rows = list(Archive.objects.order_by("slug"))
        unknown = sorted(set(archives) - {row.slug for row in rows})
        if unknown:
            raise CommandError(f"There is no archive {printable(unknown[0])!r}.")
        chosen = [row for row in rows if not archives or row.slug in archives]
        with transaction.atomic():
            lines = list(self._lines(chosen))
        if output is None:
            self.stdout.writelines(f"{line}\n" for line in lines)
            return
        with whole_file(output) as part:
            part.write_text("".join(f"{line}\n" for line in lines), "utf8")
        self.stderr.write(f"{counted(len(lines), 'correction')} written to {printable(str(output))}.")

    def _lines(self, archives: Sequence[Archive]) -> Iterator[str]:
        for archive in archives:
            yield from ledger_lines(archive)
