"""A folder -> a FORUM_DATA with a migrated database for a benchmark, and what a program costs there."""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import sys
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage
from time import perf_counter
from typing import Any, NamedTuple

import psycopg

from benchmarks.shared.environment import ROOT
from forum.postgres import server as embedded
from forum.postgres.cluster import PORT

# As in linux/prctl.h.
PR_SET_CHILD_SUBREAPER = 36
# The address of a migrated, empty database. The tests set it; a benchmark then makes its database by copying that one.
TEMPLATE = os.environ.get("BENCH_TEMPLATE", "")


class Cost(NamedTuple):
    """Seconds of the clock and of all processors."""

    wall: float
    processor: float


class Server:
    """A FORUM_DATA that is made anew, its database migrated and kept up."""

    def __init__(self, data: Path, *, afresh: bool = True) -> None:
        self._data = data
        if afresh:
            shutil.rmtree(data, ignore_errors=True)
        self._copies = bool(TEMPLATE) and (afresh or not data.exists())
        data.mkdir(parents=True, exist_ok=True)
        self._url = database_of(data) if TEMPLATE else ""
        self.environment = {
            **os.environ,
            **dict.fromkeys(("SITE_URL", "TRUSTED_PROXY"), ""),
            "DATABASE_URL": self._url,
            "FORUM_DATA": str(data),
            "DEBUG": "false",
            "DJANGO_SETTINGS_MODULE": "forum.settings",
            **({"SECRET_KEY": "k" * 50} if TEMPLATE else {}),
        }

    def __enter__(self) -> Server:
        if TEMPLATE:
            if self._copies:
                copy_database(self._url)
        else:
            self.run("manage.py", "migrate", "--verbosity", "0")
            host = embedded.ensure(self._data.absolute(), self.environment.get("FORUM_PG_BINDIR", ""))
            self._url = f"postgres://forum@:{PORT}/forum?host={host}"
        return self

    def __exit__(self, *_: object) -> None:
        if not TEMPLATE:
            embedded.release(self._data.absolute())

    def run(self, *arguments: Any) -> str:
        """Let Python do something in the project's folder to its end, and give what it printed."""
        command = [sys.executable, *map(str, arguments)]
        adopt_orphans()
        with subprocess.Popen(command, env=self.environment, cwd=ROOT, stdout=subprocess.PIPE, text=True) as program:
            output, _ = program.communicate()
        bury_orphans()
        if program.returncode:
            raise subprocess.CalledProcessError(program.returncode, command)
        return output

    def timed(self, *arguments: Any) -> Cost:
        """What a program costs from its start to its end, once the disk is quiet."""
        self.do("CHECKPOINT")
        os.sync()
        before, begin = self.processor(), perf_counter()
        self.run(*arguments)
        return Cost(perf_counter() - begin, self.processor() - before)

    def processor(self) -> float:
        """Seconds of all programs that ended, and of the server with all connections that ended."""
        fields = Path(f"/proc/{self.postmaster()}/stat").read_text().rpartition(") ")[2].split()
        return processor_of_children() + sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")

    def postmaster(self) -> int:
        """The process that started all others of the server."""
        with self.connected() as connection:
            ours = connection.info.backend_pid
            return int(Path(f"/proc/{ours}/stat").read_text().rpartition(") ")[2].split()[1])

    def ask(self, statement: str) -> str:
        """The first field of the first row."""
        with self.connected() as connection:
            [first, *_] = connection.execute(statement).fetchone() or [None]
        return str(first)

    def do(self, statement: str) -> None:
        """Run a statement that gives nothing."""
        with self.connected() as connection:
            connection.execute(statement)

    def connected(self) -> psycopg.Connection[tuple[Any, ...]]:
        return psycopg.connect(self._url, autocommit=True)


def database_of(data: Path) -> str:
    """The address of a folder's own copy of the template."""
    before, _, after = TEMPLATE.partition("?")
    return f"{before}_{sha256(str(data.absolute()).encode()).hexdigest()[:12]}?{after}"


def copy_database(url: str) -> None:
    """Make a database as the template is."""
    name, template = (each.partition("?")[0].rpartition("/")[2] for each in (url, TEMPLATE))
    with psycopg.connect(TEMPLATE, dbname="postgres", autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')


def adopt_orphans() -> None:
    """Become the parent of what a program leaves behind, so that its seconds are counted: Linux counts none of orphans."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def bury_orphans() -> None:
    """Wait for the end of workers and of what they are copies of; they end as soon as they learn that their program has."""
    while _bury_one():
        pass


def _bury_one() -> bool:
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            state, parent = (folder / "stat").read_text().rpartition(") ")[2].split()[:2]
            is_copied = state == "Z" or b"forkserver" in (folder / "cmdline").read_bytes()
            if int(parent) == os.getpid() and is_copied:
                os.waitpid(int(folder.name), 0)
                return True
    return False


def processor_of_children() -> float:
    used = getrusage(RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
