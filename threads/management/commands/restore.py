"""Put what `backup` wrote in the place of the database: `manage.py restore FILE`."""

from __future__ import annotations

import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.management.base import CommandError, CommandParser
from django.db import ProgrammingError, connection

from forum.migrated import newest, unknown
from forum.postgres.clients import find_clients
from forum.postgres.dumps import PUT_IN_PLACE, Dump, others, read_dump, restore_dump
from forum.postgres.errors import ServerError
from threads.management.stopping import EXIT_TRY_AGAIN, Stoppable, stop_when_full
from threads.management.unchecked import UncheckedCommand
from threads.models import Archive
from threads.terminal import Stages, counted, printable

ARCHIVES_SHOWN = 5
UNTOUCHED = "Nothing was changed: the database is what it was."
UNSURE = "It was about to be put in its place, whole: the database is what it was, or all that the dump holds."
TO_MIGRATE = "The dump is in the database; `make up`, or manage.py migrate, brings its tables to this version."


class Command(UncheckedCommand):
    """Restore a dump, all of it or nothing, and bring its tables to this version."""

    help = "Put a dump that `backup` wrote in the place of the database. Stop the site first."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE", help="what `backup`, or pg_dump -Fc, wrote")
        parser.add_argument(
            "--replace", action="store_true", help="even where the database holds something: it is lost"
        )

    def handle(self, *, file: str, replace: bool, **options: Any) -> None:
        """Look at the dump and at the database before anything is done."""
        path = Path(file)
        if not path.is_file():
            raise CommandError(f"{printable(file)} is no file.")
        dump, clients = read_dump(path, find_clients())
        self._refuse_unfit(dump)
        self._refuse_unless_alone()
        contents = _contents()
        if contents and not replace:
            raise CommandError(
                f"The database holds {contents}. Say --replace to have the dump in their place; they are lost."
            )
        with (
            Stoppable(self.stderr, UNTOUCHED) as stoppable,
            Stages(is_quiet=options["verbosity"] == 0) as stages,
        ):

            def watch(stage: str, done: int, total: int) -> None:
                stop_when_full()
                stages.at(stage, done, total)
                stoppable.left = UNSURE if stage == PUT_IN_PLACE else UNTOUCHED

            try:
                restore_dump(dump, clients, watch)
            except ServerError as error:
                raise CommandError(f"{error}\n{UNTOUCHED}") from error
            stoppable.left = TO_MIGRATE
            connection.close()
            call_command("migrate", verbosity=0, interactive=False)
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE")
        self.stdout.write(f"Restored, as of {dump.made}: {_contents() or 'no archive, and no account'}.")

    def _refuse_unfit(self, dump: Dump) -> None:
        if not newest(dump.migrations):
            raise CommandError(f"{printable(str(dump.path))} is a dump of another program's database.")
        if new := unknown(dump.migrations):
            raise CommandError(
                f"{printable(str(dump.path))} was made by a newer version, whose tables this one does not know"
                f" ({', '.join('.'.join(each) for each in new[:3])}). Upgrade first."
            )

    def _refuse_unless_alone(self) -> None:
        if count := others():
            self.stderr.write(
                f"{counted(count, 'other connection')} to the database: stop the site, imports and whatever else uses it,"
                " and run this again."
            )
            sys.exit(EXIT_TRY_AGAIN)


def _contents() -> str:
    """What the database holds that would be lost."""
    slugs: list[str] = []
    accounts = 0
    with suppress(ProgrammingError):  # there may be no tables yet
        slugs = list(Archive.objects.order_by("slug").values_list("slug", flat=True))
        accounts = get_user_model().objects.count()
    more = ", ..." if len(slugs) > ARCHIVES_SHOWN else ""
    parts = [f"{counted(len(slugs), 'archive')} ({', '.join(slugs[:ARCHIVES_SHOWN])}{more})"] if slugs else []
    return " and ".join([*parts, *([counted(accounts, "account")] if accounts else [])])
