"""Read documents and say what they hold, without a database: `manage.py reconstruct PATH... [--json]`."""

from __future__ import annotations

import json
import sys
from typing import Any

from django.core.management.base import CommandParser

from threads.management.direct_reading import postless, read_directly
from threads.management.unchecked import UncheckedCommand
from threads.readers import DEFAULT_LIMIT, FORMATS, find_documents
from threads.reconstruct.report import account, report
from threads.terminal import counted, printable, quiet_when_cut_off

MEGABYTE = 1_000_000
# Documents without posts that are named.
SHOWN = 5


class Command(UncheckedCommand):
    """Print the reconstruction of documents."""

    help = "Rebuild posts, quotes and replies from documents of any format and print them. Touches no database."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("paths", nargs="+", metavar="PATH", help="a file, a folder or a pattern")
        parser.add_argument("--json", action="store_true", help="print the report, a public format, as JSON")
        parser.add_argument("--author", default="", metavar="NAME", help="who wrote the pages that show one author")
        parser.add_argument("--format", default="auto", choices=("auto", *FORMATS))
        parser.add_argument("--max-size", type=float, default=DEFAULT_LIMIT / MEGABYTE, metavar="MB")

    def handle(self, *, paths: list[str], author: str, max_size: float, **options: Any) -> None:
        """Print the report, and exit with 0, 1 (some documents or records refused) or 2 (none could be read)."""
        files = find_documents(paths)
        form = None if options["format"] == "auto" else options["format"]
        reading = read_directly(files.files, int(max_size * MEGABYTE), form)
        refusals = [*files.refusals, *reading.refusals]
        for each in (*files.skipped, *refusals):
            self.stderr.write(printable(str(each)))
        reconstruction = reading.reconstruction(author)
        with quiet_when_cut_off():
            if options["json"]:
                self.stdout.write(
                    json.dumps(report(reconstruction, reading.documents, reading.worded), ensure_ascii=False)
                )
            else:
                for line in account(reconstruction, reading.documents):
                    self.stdout.write(printable(line))
        without = postless(reading, reconstruction)
        if without:
            names = ", ".join(without[:SHOWN]) + (f" and {len(without) - SHOWN:,} more" if len(without) > SHOWN else "")
            self.stderr.write(printable(f"No posts in {counted(len(without), 'document')}: {names}"))
        if refusals:
            sys.exit(1 if reading.documents else 2)
