"""Turn what is installed into the programs that dump and restore a database, whoever runs its server."""

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import connection
from psycopg.conninfo import make_conninfo
from psycopg.pq import Conninfo

from forum.postgres.errors import ServerError
from forum.postgres.find import usual_folders, version_of

NOT_FOR_PROGRAMS = {"client_encoding"}  # that of the dump is the database's
SECRET = re.compile("password|secret|scram")
NEEDED = ("pg_dump", "pg_restore", "psql")
HOW_TO_INSTALL = "apt-get install postgresql-client-{major}"


@dataclass(frozen=True, slots=True)
class Clients:
    """A folder that holds programs of one version, and what tells them how to reach our database."""

    folder: Path
    version: str
    database: str
    environment: dict[str, str]

    @property
    def major(self) -> int:
        return int(self.version.partition(".")[0])

    def command(self, name: str, *options: str) -> list[str]:
        """A program on our database. The password is in the environment: command lines can be read by everybody."""
        return [str(self.folder / name), "--no-password", *options, f"--dbname={self.database}"]


def find_clients() -> list[Clients]:
    """All programs no older than the server of our database, the oldest first, because most versions read its dumps."""
    able = server_version() // 10_000
    database, secret = _reached()
    environment = dict(os.environ) | secret | {"LC_ALL": "C"}
    installed = [Clients(folder, version, database, environment) for folder, version in _installed()]
    fit = sorted((each for each in installed if each.major >= able), key=lambda each: each.major)
    if not fit:
        newest = max((each.version for each in installed), key=float, default="")
        are = f"those found are of {newest}" if newest else "none were found"
        raise ServerError(
            f"The database is PostgreSQL {able}, and needs {', '.join(NEEDED)} of {able} or newer; {are}. Install them with"
            f" `{HOW_TO_INSTALL.format(major=able)}`, or name their folder in FORUM_PG_BINDIR."
        )
    return fit


def server_version() -> int:
    """The version of the server of our database, 180006 for 18.6."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version_num")
        return int(cursor.fetchone()[0])


def _reached() -> tuple[str, dict[str, str]]:
    """The connection parameters of our settings, as far as older programs know them too; and the password."""
    settings = {name: value for name, value in connection.get_connection_params().items() if value is not None}
    keywords = {each.keyword.decode() for each in Conninfo.get_defaults()} - NOT_FOR_PROGRAMS
    parameters = {name: value for name, value in settings.items() if name in keywords and not SECRET.search(name)}
    return make_conninfo("", **parameters), {"PGPASSWORD": str(settings["password"])} if settings.get(
        "password"
    ) else {}


def _installed() -> Iterator[tuple[Path, str]]:
    """Folders with all of the programs, each with its version: the one named, else the usual ones and those on PATH."""
    on_path = shutil.which(NEEDED[0])
    named = [Path(settings.FORUM_PG_BINDIR).absolute()] if settings.FORUM_PG_BINDIR else []
    for folder in named or [*usual_folders(), *([Path(on_path).parent] if on_path else [])]:
        if all((folder / name).exists() for name in NEEDED):
            with suppress(ServerError):
                yield folder, version_of(folder / NEEDED[0])
