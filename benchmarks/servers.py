"""A FORUM_DATA of its own for a benchmark of imports, and what a program costs there."""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage
from time import perf_counter
from typing import Any, NamedTuple

# As in linux/prctl.h.
PR_SET_CHILD_SUBREAPER = 36
ROOT = Path(__file__).resolve().parent.parent
BENCH = ROOT / ".data" / "bench"
ARCHIVE = "bench"
# As in forum.postgres.places: where the data of a server lie that an account of its own runs.
POINTER = "server-folder"


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
        data.mkdir(parents=True, exist_ok=True)
        self.environment = {
            **os.environ,
            **dict.fromkeys(("DATABASE_URL", "SITE_URL", "TRUSTED_PROXY"), ""),
            "FORUM_DATA": str(data),
            "DEBUG": "false",
            "DJANGO_SETTINGS_MODULE": "forum.settings",
        }

    def __enter__(self) -> Server:
        self.run("manage.py", "migrate", "--verbosity", "0")
        self._keeper = subprocess.Popen(
            [sys.executable, "-c", KEEPER],
            env=self.environment,
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        assert self._keeper.stdout
        self._keeper.stdout.readline()
        return self

    def __exit__(self, *_: object) -> None:
        self._keeper.communicate()

    def run(self, program: str, *arguments: Any) -> str:
        """Let a program of this project run to its end, and give what it printed."""
        asked = [sys.executable, program, *map(str, arguments)]
        adopt_orphans()
        with subprocess.Popen(asked, env=self.environment, cwd=ROOT, stdout=subprocess.PIPE, text=True) as program:
            said, _ = program.communicate()
        bury_orphans()
        if program.returncode:
            raise subprocess.CalledProcessError(program.returncode, asked)
        return said

    def timed(self, *asked: Any) -> Cost:
        """What a program costs from its start to its end, once the disk is quiet."""
        self.run("-c", QUIET)
        before, begin = self.processor(), perf_counter()
        self.run(*asked)
        return Cost(perf_counter() - begin, self.processor() - before)

    def processor(self) -> float:
        """Seconds of all programs that ended, and of the server with all connections that ended."""
        fields = Path(f"/proc/{self.postmaster()}/stat").read_text().rpartition(") ")[2].split()
        return processor_of_children() + sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")

    def postmaster(self) -> int:
        """The process that started all others of the server."""
        pointer = self._data / POINTER  # below a folder that only root may enter, the server's data lie elsewhere
        folder = Path(pointer.read_text().strip()) if pointer.exists() else self._data
        [found] = folder.glob("**/postmaster.pid")
        return int(found.read_text().split()[0])

    def ask(self, statement: str) -> str:
        """The first field of the first row."""
        return self.run("-c", ASK, statement).strip()


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


DJANGO = "import sys, django; django.setup(); from django.db import connection; cursor = connection.cursor()\n"
KEEPER = f"{DJANGO}print('up', flush=True); sys.stdin.read()"
QUIET = f"{DJANGO}cursor.execute('CHECKPOINT'); import os; os.sync()"
ASK = f"{DJANGO}cursor.execute(sys.argv[1]); print(cursor.fetchone()[0])"
