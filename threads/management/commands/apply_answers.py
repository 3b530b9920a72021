"""Take what people answered as corrections: `manage.py apply_answers FILE [--by NAME] [--reason TEXT] [--dry-run]`."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable
from functools import partial
from pathlib import Path
from typing import Any

from django.contrib.auth.models import User
from django.core.management.base import CommandError, CommandParser
from django.db import transaction

from threads.curating import RefusedError, SaidError
from threads.curating.given_answers import Unanswered, apply_answer
from threads.loading.locks import WAITING, locked
from threads.loading.pages.page_sets import read_unread
from threads.management.stopping import Stoppable, stop_when_full
from threads.management.unchecked import UncheckedCommand
from threads.models import Archive
from threads.terminal import Progress, counted, printable

EXIT_REFUSED = 1
# So many bytes of answers are read.
FILE_MOST = 50_000_000


class Command(UncheckedCommand):
    """Each answer becomes a correction, which the admin lists and can undo; an answer given before is known again."""

    help = "Take the answers to export_doubts as corrections, and read again what they concern."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "file", metavar="FILE", type=Path, help="lines of JSON, as the page of export_doubts gives them"
        )
        parser.add_argument("--by", default="", metavar="NAME", help="the account of whoever answered")
        parser.add_argument("--reason", default="", metavar="TEXT", help="kept with each correction")
        parser.add_argument("--dry-run", action="store_true", help="tell what would come of it, and change nothing")

    def handle(self, *, file: Path, by: str, reason: str, dry_run: bool, **options: Any) -> None:
        user = self._account(by)
        lines = self._lines(file)
        counts: Counter[str] = Counter()
        with transaction.atomic():
            archives = list(self._apply(lines, user, reason, counts))
            transaction.set_rollback(dry_run)
        self.stdout.write(
            f"{counted(counts['made'], 'correction')} made, {counts['known']:,} known already,"
            f" {counts['unanswered']:,} not answered, {counts['refused']:,} refused."
        )
        if dry_run:
            self.stdout.write("This was a dry run: nothing was changed.")
        else:
            for archive in archives:
                self._read_again(archive, is_quiet=options["verbosity"] == 0)
        if counts["refused"]:
            sys.exit(EXIT_REFUSED)

    def _account(self, name: str) -> User | None:
        user = User.objects.filter(username=name).first() if name else None
        if name and user is None:
            raise CommandError(f"There is no account {printable(name)!r}.")
        return user

    def _lines(self, file: Path) -> list[str]:
        try:
            if file.stat().st_size > FILE_MOST:
                raise CommandError(f"{printable(str(file))} is too large for a file of answers.")
            return file.read_text("utf8").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"{printable(str(file))} cannot be read: {error}") from error

    def _apply(self, lines: Iterable[str], by: User | None, reason: str, counts: Counter[str]) -> Iterable[Archive]:
        """Make the corrections; gives the archives that have some."""
        archives: dict[int, Archive] = {}
        for number, line in enumerate(lines, start=1):
            if not line.strip():
                continue
            try:
                action = apply_answer(line, by=by, reason=reason)
            except Unanswered:
                counts["unanswered"] += 1
            except SaidError:
                counts["known"] += 1
            except RefusedError as error:
                counts["refused"] += 1
                self.stderr.write(f"line {number}: {printable(str(error))}")
            else:
                counts["made"] += 1
                archives[action.archive_id] = action.archive
        return archives.values()

    def _read_again(self, archive: Archive, *, is_quiet: bool) -> None:
        again = f"The corrections are kept; to read what they concern:\n  manage.py rebuild {archive.slug} --unread"
        with (
            Stoppable(self.stderr, again),
            locked(archive.slug, wait=True, on_wait=partial(self.stderr.write, WAITING)),
            Progress("reading again", is_quiet=is_quiet) as progress,
        ):
            for done, total, _ in read_unread(archive):
                stop_when_full()
                progress.at(done, total)
