"""Write the whole database into one file: `manage.py backup FILE`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from forum.migrated import newest
from forum.postgres.clients import find_clients
from forum.postgres.dumps import read_dump, write_dump
from threads.management.stopping import Stoppable, stop_when_full
from threads.management.unchecked import UncheckedCommand
from threads.management.whole import whole_file
from threads.terminal import Stages, printable

MEGABYTE = 1_000_000
KEY_IS_APART = (
    "The secret key is not in it: keep FORUM_DATA/secret_key, or SECRET_KEY, beside it for people to stay logged in."
)


class Command(UncheckedCommand):
    """Dump the database as it stands at one moment, while the site runs."""

    help = "Write the whole database (documents, posts, corrections, accounts) into a file that `restore` reads."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE", help="where to write; readable by you alone")
        parser.add_argument("--force", action="store_true", help="write over FILE if it is there")

    def handle(self, *, file: str, force: bool, **options: Any) -> None:
        """Write beside the file, look whether the dump can be read, and give it its name."""
        path = Path(file)
        if path.exists() and not force:
            raise CommandError(f"{printable(file)} is already there. Name another, or say --force to write over it.")
        if not MigrationRecorder(connection).applied_migrations():
            raise CommandError("There is nothing to back up: the database has no tables yet. `make up` makes them.")
        candidates = find_clients()
        remark = f"Nothing was written to {printable(file)}; to begin anew, run the same command again."
        with (
            Stoppable(self.stderr, remark),
            Stages(is_quiet=options["verbosity"] == 0) as stages,
            whole_file(path) as part,
        ):

            def watch(stage: str, done: int, total: int) -> None:
                stop_when_full()
                stages.at(stage, done, total)

            write_dump(part, candidates[0], watch)
            dump, _ = read_dump(part, candidates)
            size = part.stat().st_size / MEGABYTE
        self.stdout.write(
            f"{size:,.1f} MB written to {printable(file)}: PostgreSQL {dump.server}, tables as of {newest(dump.migrations)}.\n"
            f"{KEY_IS_APART}"
        )
