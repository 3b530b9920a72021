"""Derive everything again from the documents kept: `manage.py rebuild SLUG`."""

from __future__ import annotations

import sys
from functools import partial
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from threads.loading.changes import Changes
from threads.loading.locks import WAITING, locked
from threads.loading.pages.page_sets import Aside, read_late, read_unread
from threads.loading.rebuilding import start_again, try_again
from threads.loading.workers.pools import cores
from threads.management.stopping import Stoppable, stop_when_full
from threads.models import Archive, Record
from threads.selectors.import_run import TABLES
from threads.terminal import Progress, counted, printable

EXIT_FAILED = 1


class Command(BaseCommand):
    """Read every document of an archive again."""

    help = "Read all documents of an archive again. Ids, addresses and corrections stand."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("archive", metavar="SLUG")
        parser.add_argument("--unread", action="store_true", help="only what is waiting, such as after a correction")
        parser.add_argument("--workers", type=int, default=cores(), metavar="N", help="processes")

    def handle(self, *, archive: str, unread: bool, workers: int, **options: Any) -> None:
        """Mark everything unread and read it. The next import or rebuild goes on where a killed run stopped."""
        row = Archive.objects.filter(slug=archive).first()
        if row is None:
            raise CommandError(f"There is no archive {printable(archive)!r}.")
        again = f"manage.py rebuild {archive}"
        with (
            Stoppable(
                self.stderr, f"Nothing was changed; to begin anew:\n  {again}{' --unread' if unread else ''}"
            ) as stoppable,
            locked(archive, wait=True, on_wait=partial(self.stderr.write, WAITING)),
            Progress("reading again", is_quiet=options["verbosity"] == 0) as progress,
        ):
            count = 0 if unread else start_again(row)
            stoppable.left = f"What was read again is stored; to go on with the rest:\n  {again} --unread"
            changes = Changes() if unread else try_again(row, workers, lambda _, done, total: progress.at(done, total))
            stated = row.threads.filter(is_stale=True).count()
            aside = Aside()
            so_far = Changes()
            for done, total, so_far in read_unread(row, workers=workers, aside=aside):  # noqa: B007 (the last)
                stop_when_full()
                progress.at(done, total)
                count = total
            changes += so_far
        with stoppable:
            read_late(archive)
        self._tell(count, stated, changes)
        failed = Record.objects.filter(archive=row).in_quarantine().exclude(traceback="").count()
        if failed or aside:
            self.stderr.write(
                f"The program failed at {counted(failed, 'record')}; the admin lists them in quarantine, with tracebacks."
            )
            sys.exit(EXIT_FAILED)

    def _tell(self, documents: int, threads: int, changes: Changes) -> None:
        if documents or not threads:
            self.stdout.write(f"{counted(documents, 'document')} read again.")
        if threads:
            self.stdout.write(f"{counted(threads, 'thread')} of mails and the like read again.")
        for table, counts in changes.as_mapping().items():
            parts = [f"{number:,} {what}" for what, number in counts.items() if number]
            if parts:
                self.stdout.write(f"{TABLES[table]}: {', '.join(parts)}")
