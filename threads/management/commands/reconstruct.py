"""Read documents and say what they hold, without a database: `manage.py reconstruct PATH... [--json]`."""

from __future__ import annotations

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from threads.readers import DEFAULT_LIMIT, find_documents, read_document, read_file
from threads.reconstruct.components import reconstruct_archive
from threads.reconstruct.report import account, report
from threads.records import Hints, Refusal, TextRecord
from threads.terminal import printable, quiet_when_cut_off

MEGABYTE = 1_000_000


class Command(BaseCommand):
    """Print the reconstruction of documents."""

    help = "Rebuild posts, quotes and replies from documents and print them. Touches no database."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("paths", nargs="+", metavar="PATH", help="a file, a folder or a pattern")
        parser.add_argument("--json", action="store_true", help="print the report, a public format, as JSON")
        parser.add_argument("--author", default="", metavar="NAME", help="who wrote the pages that show one author")
        parser.add_argument("--max-size", type=float, default=DEFAULT_LIMIT / MEGABYTE, metavar="MB")

    def handle(self, *, paths: list[str], author: str, max_size: float, **options: Any) -> None:
        """Print the report, and exit with 0, 1 (some documents refused) or 2 (none could be read)."""
        files = find_documents(paths)
        records: list[TextRecord] = []
        refusals = list(files.refusals)
        for file in files.files:
            result = _records_of(file.path, int(max_size * MEGABYTE))
            if isinstance(result, Refusal):
                refusals.append(result)
            else:
                records += result
        for each in (*files.skipped, *refusals):
            self.stderr.write(printable(str(each)))
        documents = [(record.path, record.document) for record in records]
        hints = {record.document: Hints(author=author or None) for record in records}
        reconstruction = reconstruct_archive(records, hints)
        with quiet_when_cut_off():
            if options["json"]:
                self.stdout.write(json.dumps(report(reconstruction, documents), ensure_ascii=False))
            else:
                for line in account(reconstruction, documents):
                    self.stdout.write(printable(line))
        if refusals:
            sys.exit(1 if records else 2)


def _records_of(path: str, limit: int) -> list[TextRecord] | Refusal:
    content = read_file(path, limit)
    return content if isinstance(content, Refusal) else read_document(path, content, limit=limit)
