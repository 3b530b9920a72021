"""Bring documents into an archive, and tell what a run did.

`manage.py import_documents PATH... --archive SLUG` and `manage.py import_documents --report RUN`.
"""

from __future__ import annotations

import json
import shlex
import sys
from collections import Counter
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import CommandError, CommandParser
from django.core.validators import validate_slug

from forum.migrated import is_new, make_tables
from threads.loading.importing import TITLE_LENGTH, Request, Summary, run_import
from threads.loading.locks import ArchiveBusyError
from threads.loading.workers.pools import cores
from threads.management import runs
from threads.management.stopping import EXIT_TRY_AGAIN, Stoppable, stop_when_full
from threads.management.unchecked import UncheckedCommand
from threads.models import ImportRun
from threads.models.fields import SLUG_LENGTH
from threads.readers import DEFAULT_LIMIT, FORMATS
from threads.selectors import run_page
from threads.selectors.import_run import TABLES, doubted_mails
from threads.terminal import Stages, counted, printable, quiet_when_cut_off

MEGABYTE = 1_000_000
DEFAULT_SIZE = DEFAULT_LIMIT / MEGABYTE
ID_MOST = 2**63 - 1
ARTICLE = "an article"
POSTLESS_SHOWN = 10


class Command(UncheckedCommand):
    """Read documents and show them as threads."""

    help = "Import documents (files, folders, patterns) into an archive. A second run changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("paths", nargs="*", metavar="PATH", help="a file, a folder or a pattern")
        parser.add_argument("--archive", metavar="SLUG", help="the archive; made if there is none yet")
        parser.add_argument("--report", type=int, metavar="RUN", help="import nothing; tell what an earlier run did")
        parser.add_argument("--title", default="", help="the archive's title")
        parser.add_argument("--publish", action="store_true", help="let everybody read the archive, once all is in")
        parser.add_argument("--author", default="", metavar="NAME", help="who wrote the pages that show one author")
        parser.add_argument("--format", default="auto", choices=("auto", *FORMATS))
        parser.add_argument("--dry-run", action="store_true", help="tell what would come of it, and change nothing")
        parser.add_argument("--workers", type=_at_least_one, default=cores(), metavar="N", help="processes")
        parser.add_argument("--max-size", type=float, default=DEFAULT_SIZE, metavar="MB")
        parser.add_argument("--no-wait", action="store_true", help="exit 75 when another import is running")
        parser.add_argument("--json", action="store_true", help="print the summary, or the report, as JSON")

    def handle(self, **options: Any) -> None:
        """Import, print the summary, and exit with 0, 1 (something refused or in quarantine) or 2 (nothing done)."""
        if options["report"] is not None:
            self._report(options)
            return
        request = _request(options)
        if is_new():
            self.stderr.write("The database is new; making its tables ...")
            make_tables()
        try:
            with Stoppable(self.stderr, _left(options)), _Watcher(self, is_quiet=options["verbosity"] == 0) as watcher:
                summary = run_import(request, watcher)
        except ArchiveBusyError:
            self.stderr.write(f"Another import into {request.archive} is running. Try again when it has ended.")
            sys.exit(EXIT_TRY_AGAIN)
        if options["json"]:
            self.stdout.write(json.dumps(summary.as_mapping(), indent=2))
        else:
            self._print(summary)
        if summary.exit_code:
            sys.exit(summary.exit_code)

    def _report(self, options: dict[str, Any]) -> None:
        if options["paths"]:
            raise CommandError("--report imports nothing: give it alone, or leave it out.", returncode=2)
        number = options["report"]
        run = ImportRun.objects.filter(pk=min(number, ID_MOST)).select_related("archive").first()
        if run is None:
            raise CommandError(f"There is no run {number}.")
        page = run_page(run)
        with quiet_when_cut_off():
            for line in [runs.as_json(page)] if options["json"] else runs.report_lines(page):
                self.stdout.write(line)

    def _print(self, summary: Summary) -> None:
        for each in summary.files.skipped:
            self.stderr.write(printable(str(each)))
        for each in summary.refusals:
            self.stderr.write(self.style.ERROR(f"Refused: {printable(str(each))}"))
        documents = summary.as_mapping()["documents"]
        self.stdout.write(
            f"{counted(documents['added'], 'document')} added, {documents['known']:,} known, "
            f"{documents['refused']:,} refused"
        )
        if summary.exit_code == 2:
            self.stdout.write("Nothing was imported.")
            return
        records = ", ".join(f"{count:,} {fate}" for fate, count in sorted(summary.stated.records.items()) if count)
        if records:
            self.stdout.write(f"{counted(summary.stated.records.total(), 'record')}: {records}")
        for doubted in doubted_mails(summary.stated.doubts):
            self.stdout.write(doubted)
        self._print_erased(summary)
        roles = ", ".join(f"{count:,} {role}" for role, count in summary.lines.items() if count)
        if summary.line_count or not summary.stated.documents:
            self.stdout.write(f"{counted(summary.line_count, 'line')} with text: {roles}")
        if summary.unaccounted:
            self.stderr.write(
                self.style.ERROR(f"{summary.unaccounted:,} lines are not accounted for; please report it")
            )
        for sentence in summary.pictures.sentences():
            self.stdout.write(sentence)
        self._print_postless(summary)
        for what, count in summary.stated.lacks.most_common():
            self.stdout.write(f"A better save of {counted(count, 'page')} would have had {what}")
        self._print_quarantine(summary)
        self._print_tagged(summary)
        if summary.left:
            self.stderr.write(
                self.style.ERROR(f"{counted(summary.left, 'thread')} could not be read again, and stand as before.")
            )
        self._print_changes(summary)

    def _print_erased(self, summary: Summary) -> None:
        """Say what was left out because it had been erased."""
        records, lines = summary.stated.records["erased"], summary.lines.get("erased", 0)
        if records:
            was = "was" if records == 1 else "were"
            self.stdout.write(f"{counted(records, 'record')} erased earlier {was} left out")
        if summary.stated.gaps:
            self.stdout.write(f"{counted(summary.stated.gaps, 'record')} came in without passages erased earlier")
        if lines:
            was = "was" if lines == 1 else "were"
            self.stdout.write(f"{counted(lines, 'line')} erased earlier {was} left out")

    def _print_postless(self, summary: Summary) -> None:
        """Say which of the new documents hold no posts, and what they were read as."""
        pages = [path for path, kind in summary.postless if kind == ARTICLE]
        others = Counter(kind for _, kind in summary.postless if kind != ARTICLE)
        lone = [f"{path} ({kind})" for path, kind in summary.postless if others[kind] == 1]
        as_what = "an article" if len(pages) == 1 else "articles"
        named = [(pages, f"on {counted(len(pages), 'page')}, read as {as_what}")]
        for kind, count in others.most_common():
            if count > 1:
                alike = [path for path, other in summary.postless if other == kind]
                named.append((alike, f"in {counted(count, 'document')}, each read as {kind}"))
        for paths, where in (*named, (lone, f"in {counted(len(lone), 'document')}")):
            if paths:
                more = f" and {len(paths) - POSTLESS_SHOWN:,} more" if len(paths) > POSTLESS_SHOWN else ""
                shown = ", ".join(map(printable, paths[:POSTLESS_SHOWN]))
                self.stdout.write(f"No posts found {where}: {shown}{more}")
        if summary.is_published_empty:
            self.stderr.write(
                self.style.ERROR(f"The archive {summary.archive} is public, and there is no post in it to read.")
            )

    def _print_quarantine(self, summary: Summary) -> None:
        """Say which records could not be read: the first of them, and how to see the rest."""
        for each in summary.quarantined:
            self.stderr.write(self.style.ERROR(f"In quarantine: {printable(each)}"))
        if summary.quarantined:
            rest = summary.stated.records["quarantined"] - len(summary.quarantined)
            more = f"{rest:,} more are in quarantine. " if rest > 0 else ""
            how = (
                ""
                if summary.is_dry
                else f"manage.py import_documents --report {summary.run} lists them, the admin gives their bytes."
            )
            self.stderr.write(f"{more}{how}")

    def _print_tagged(self, summary: Summary) -> None:
        """Name the documents that have tags for words."""
        for path in summary.tagged:
            said = f"{printable(path)} is HTML and was stored as text, tags and all; forget it, and give it without --format"
            self.stderr.write(self.style.ERROR(said))

    def _print_changes(self, summary: Summary) -> None:
        for table, counts in summary.changes.as_mapping().items():
            parts = [f"{count:,} {what}" for what, count in counts.items() if count]
            if parts:
                self.stdout.write(f"{TABLES[table]}: {', '.join(parts)}")
        if not summary.changes:
            self.stdout.write("Nothing changed.")
        if summary.is_dry:
            self.stdout.write("This was a dry run: nothing was written.")
        elif summary.is_public:
            self.stdout.write(f"The archive {summary.archive} is public. Run {summary.run}.")
        else:
            self.stdout.write(
                f"The archive {summary.archive} is private: only staff see it until it is published (--publish). "
                f"Run {summary.run}."
            )


class _Watcher(Stages):
    """Shows on standard error how an import goes."""

    def __init__(self, command: Command, *, is_quiet: bool) -> None:
        super().__init__(is_quiet=is_quiet)
        self.command = command

    def says(self, message: str) -> None:
        if not self.is_quiet:
            self.command.stderr.write(printable(message))

    def at(self, stage: str, done: int, total: int) -> None:
        stop_when_full()
        super().at(stage, done, total)


def _left(options: dict[str, Any]) -> str:
    """What a stopped run leaves, and the command that goes on with it."""
    if options["dry_run"]:
        return "It was a dry run: nothing was written."
    words = ["manage.py", "import_documents", *options["paths"], "--archive", options["archive"]]
    for name in ("title", "author"):
        words += [f"--{name}", options[name]] if options[name] else []
    words += ["--format", options["format"]] if options["format"] != "auto" else []
    words += ["--max-size", f"{options['max_size']:g}"] if options["max_size"] != DEFAULT_SIZE else []
    words += ["--publish"] if options["publish"] else []
    return f"What was stored is kept; to go on, run again:\n  {printable(shlex.join(words))}"


def _request(options: dict[str, Any]) -> Request:
    slug = options["archive"]
    if not options["paths"] or slug is None:
        raise CommandError("Say what to import and into which archive: PATH... --archive SLUG.", returncode=2)
    try:
        validate_slug(slug)
    except ValidationError as error:
        raise CommandError(
            f"--archive takes letters, digits, hyphens and underscores, not {printable(slug)!r}.", returncode=2
        ) from error
    if len(slug) > SLUG_LENGTH:
        raise CommandError(f"--archive takes at most {SLUG_LENGTH} characters.", returncode=2)
    title = " ".join(options["title"].split())
    if len(title) > TITLE_LENGTH:
        raise CommandError(f"--title takes at most {TITLE_LENGTH} characters.", returncode=2)
    return Request(
        paths=tuple(options["paths"]),
        archive=slug,
        title=title,
        author=" ".join(options["author"].split()),
        form=None if options["format"] == "auto" else options["format"],
        publish=options["publish"],
        is_dry=options["dry_run"],
        wait=not options["no_wait"],
        workers=options["workers"],
        limit=int(options["max_size"] * MEGABYTE),
    )


def _at_least_one(value: str) -> int:
    return max(1, int(value))
