"""Write what a reading is least sure of: `manage.py export_doubts SLUG --output FOLDER [--most N]`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.db import transaction
from django.template.loader import render_to_string

from threads.exporting.doubts import doubts_of
from threads.management.unchecked import UncheckedCommand
from threads.management.whole import whole_folder
from threads.models import Archive
from threads.terminal import counted, printable

MOST = 200


class Command(UncheckedCommand):
    """Questions for people about pages of text, as lines of JSON and as a page on which they are answered."""

    help = "Write doubtful beginnings of posts and doubtful quotes, with a page to answer them on."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("archive", metavar="SLUG")
        parser.add_argument("--output", metavar="FOLDER", required=True, type=Path, help="a new folder")
        parser.add_argument(
            "--most",
            type=int,
            default=MOST,
            metavar="N",
            help="so many questions, the most open first (%(default)s; 0: all)",
        )

    def handle(self, *, archive: str, output: Path, most: int, **_: Any) -> None:
        row = Archive.objects.filter(slug=archive).first()
        if row is None:
            raise CommandError(f"There is no archive {printable(archive)!r}.")
        with transaction.atomic():
            doubts = doubts_of(row)
        asked = doubts[:most] if most > 0 else doubts
        with whole_folder(output) as part:
            lines = (json.dumps(each, ensure_ascii=False, sort_keys=True) for each in asked)
            (part / "doubts.jsonl").write_text("".join(f"{line}\n" for line in lines), "utf8")
            page = render_to_string("threads/doubts.html", {"archive": row, "doubts": asked})
            (part / "doubts.html").write_text(page, "utf8")
        left = f"; {len(doubts) - len(asked):,} more are less open (--most)" if len(doubts) > len(asked) else ""
        self.stderr.write(f"{counted(len(asked), 'question')} written to {printable(str(output))}{left}.")
        self.stderr.write(
            f"Open {printable(str(output / 'doubts.html'))} in a browser, answer, and download the answers. Then:\n"
            "  manage.py apply_answers answers.jsonl"
        )
