"""Derive everything again from the documents kept: `manage.py rebuild SLUG`, or `--outdated` for what an earlier version read."""

from __future__ import annotations

import sys
from functools import partial
from typing import Any

from django.core.management.base import CommandError, CommandParser

from threads.loading import rebuilding
from threads.loading.changes import Changes
from threads.loading.locks import WAITING, locked
from threads.loading.pages.page_sets import Aside, read_late, read_unread
from threads.loading.pictures import keep_own_pictures
from threads.loading.workers.pools import cores
from threads.management.stopping import Stoppable, stop_when_full
from threads.management.unchecked import UncheckedCommand
from threads.models import Archive, Record
from threads.selectors.import_run import TABLES
from threads.terminal import Progress, counted, printable

EXIT_FAILED = 1
OUTDATED = "manage.py rebuild --outdated"


class Command(UncheckedCommand):
    """Read every document of an archive again."""

    help = "Read all documents of an archive again. Ids, addresses and corrections stand."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("archive", metavar="SLUG", nargs="?")
        parser.add_argument("--outdated", action="store_true", help="every archive that an earlier version read")
        parser.add_argument("--unread", action="store_true", help="only what is waiting, such as after a correction")
        parser.add_argument("--workers", type=int, default=cores(), metavar="N", help="processes")

    def handle(self, *, archive: str | None, outdated: bool, unread: bool, workers: int, **options: Any) -> None:
        """Mark everything unread and read it. The next import or rebuild goes on where a killed run stopped."""
        is_quiet = options["verbosity"] == 0
        if outdated == (archive is not None) or (outdated and unread):
            raise CommandError("Name one archive, or give --outdated alone.")
        if outdated:
            self._all(rebuilding.outdated(), workers, is_quiet=is_quiet)
            return
        row = Archive.objects.filter(slug=archive).first()
        if row is None:
            raise CommandError(f"There is no archive {printable(archive or '')!r}.")
        again = f"manage.py rebuild {row.slug}"
        anew = f"{again} --unread" if unread else again
        if self._read(row, workers, is_quiet=is_quiet, is_anew=not unread, ways=(anew, f"{again} --unread")):
            sys.exit(EXIT_FAILED)

    def _all(self, archives: list[Archive], workers: int, *, is_quiet: bool) -> None:
        """Read what an earlier version read, each archive once, however often it is stopped."""
        if not archives:
            self.stdout.write("Every archive was read by this version.")
        failed = 0
        for row in archives:
            self.stdout.write(f"Reading the archive {row.slug} again, which an earlier version read.")
            is_anew = not rebuilding.is_begun(row)
            failed += self._read(row, workers, is_quiet=is_quiet, is_anew=is_anew, ways=(OUTDATED, OUTDATED))
        if failed:
            sys.exit(EXIT_FAILED)

    def _read(self, row: Archive, workers: int, *, is_quiet: bool, is_anew: bool, ways: tuple[str, str]) -> bool:
        """Read all that is unread, or all, and tell what came of it; ``ways`` go on from before and after the marking."""
        aside, so_far = Aside(), Changes()
        with (
            Stoppable(self.stderr, f"Nothing was changed; to begin anew:\n  {ways[0]}") as stoppable,
            locked(row.slug, wait=True, on_wait=partial(self.stderr.write, WAITING)),
            Progress("reading again", is_quiet=is_quiet) as progress,
        ):
            count = rebuilding.start_again(row) if is_anew else 0
            stoppable.left = f"What was read again is stored; to go on with the rest:\n  {ways[1]}"
            changes = Changes()
            if is_anew:
                changes = rebuilding.try_again(row, workers, lambda _, done, total: progress.at(done, total))
            stated = row.threads.filter(is_stale=True).count()
            for done, total, so_far in read_unread(row, workers=workers, aside=aside):  # noqa: B007 (the last)
                stop_when_full()
                progress.at(done, total)
                count = total
            changes += so_far
            rebuilding.close(row)
            pictures = keep_own_pictures(row, lambda _, done, total: progress.at(done, total))
        with stoppable:
            read_late(row.slug)
        self._tell(count, stated, changes)
        for sentence in pictures.sentences():
            self.stdout.write(sentence)
        return self._tell_failed(row, aside)

    def _tell_failed(self, row: Archive, aside: Aside) -> bool:
        """Say where the program failed, if it did."""
        failed = Record.objects.filter(archive=row).in_quarantine().exclude(traceback="").count()
        if failed or aside:
            self.stderr.write(
                f"The program failed at {counted(failed, 'record')}; the admin lists them in quarantine, with tracebacks."
            )
        return bool(failed or aside)

    def _tell(self, documents: int, threads: int, changes: Changes) -> None:
        if documents or not threads:
            self.stdout.write(f"{counted(documents, 'document')} read again.")
        if threads:
            self.stdout.write(f"{counted(threads, 'thread')} of mails and the like read again.")
        for table, counts in changes.as_mapping().items():
            parts = [f"{number:,} {what}" for what, number in counts.items() if number]
            if parts:
                self.stdout.write(f"{TABLES[table]}: {', '.join(parts)}")
