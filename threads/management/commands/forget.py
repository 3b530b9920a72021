"""Take an import back: `manage.py forget --document ID | --run N | --archive SLUG`."""

from __future__ import annotations

import sys
from functools import partial
from typing import Any

from django.core.management.base import CommandError, CommandParser

from threads.loading.forgetting import forget_archive, forget_documents, forget_run, only_brought_by
from threads.loading.locks import WAITING, locked
from threads.loading.pages.page_sets import read_unread
from threads.management.asking import agrees
from threads.management.stopping import Stoppable, stop_when_full
from threads.management.unchecked import UncheckedCommand
from threads.models import Archive, Document, ImportRun
from threads.terminal import Progress, counted, printable


class Command(UncheckedCommand):
    """Forget documents and what was read out of them alone."""

    help = "Take back a document, a run or an archive. What other documents or runs hold too stays."

    def add_arguments(self, parser: CommandParser) -> None:
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument("--document", type=int, metavar="ID", help="the number in the address of its page, /d/ID/")
        what.add_argument("--run", type=int, metavar="N", help="the number that the import's summary gave")
        what.add_argument("--archive", metavar="SLUG", help="all of it, with its corrections")
        parser.add_argument("--yes", action="store_true", help="do not ask")

    def handle(self, **options: Any) -> None:
        """Ask, take back, read again what was linked to it."""
        archive, question = self._what(options)
        if not options["yes"] and not agrees(question):
            self.stdout.write("Nothing was forgotten.")
            sys.exit(2)
        with (
            Stoppable(self.stderr, "Nothing was forgotten.") as stoppable,
            locked(archive.slug, wait=True, on_wait=partial(self.stderr.write, WAITING)),
        ):
            self._forget(archive, options, stoppable)

    def _forget(self, archive: Archive, options: dict[str, Any], stoppable: Stoppable) -> None:
        if options["archive"]:
            count = forget_archive(archive)
            stoppable.left = "The archive is forgotten."
            self.stdout.write(f"The archive {archive.slug} and its {counted(count, 'document')} are forgotten.")
            return
        if options["run"]:
            count = forget_run(archive, ImportRun.objects.get(pk=options["run"]))
        else:
            forget_documents(archive, [options["document"]])
            count = 1
        stoppable.left = (
            f"{counted(count, 'document')} forgotten; what was linked to them waits to be read again:\n"
            f"  manage.py rebuild {archive.slug} --unread"
        )
        with Progress("reading again", is_quiet=options["verbosity"] == 0) as progress:
            for done, total, _ in read_unread(archive):
                stop_when_full()
                progress.at(done, total)
        self.stdout.write(
            f"{counted(count, 'document')} forgotten; {archive.documents.count():,} left in {archive.slug}."
        )

    def _what(self, options: dict[str, Any]) -> tuple[Archive, str]:
        if options["archive"]:
            archive = Archive.objects.filter(slug=options["archive"]).first()
            if archive is None:
                raise CommandError(f"There is no archive {printable(options['archive'])!r}.")
            return archive, f"Forget the archive {archive.slug} with all its documents and corrections?"
        if options["run"]:
            run = ImportRun.objects.filter(pk=options["run"]).select_related("archive").first()
            if run is None:
                raise CommandError(f"There is no run {options['run']}.")
            return (
                run.archive,
                f"Forget {counted(len(only_brought_by(run)), 'document')} that only run {run.pk} brought?",
            )
        document = Document.objects.filter(pk=options["document"]).select_related("archive").first()
        if document is None:
            raise CommandError(f"There is no document {options['document']}.")
        return document.archive, f"Forget {printable(document.path)} of the archive {document.archive.slug}?"
