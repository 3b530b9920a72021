"""Turn a folder into a PostgreSQL cluster: made once, started, asked whether it runs, stopped.

Callers hold the start lock (see `server`); nothing here thinks about other processes but the postmaster itself.
"""

import shutil
import socket
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from forum.postgres.account import Account
from forum.postgres.errors import ServerError
from forum.postgres.find import Binaries
from forum.postgres.processes import is_alive, runs_in

# A path in a Unix socket's address has 108 bytes at most on Linux and 104 on macOS; the socket's name takes a part.
SOCKET_PATH_MAX_BYTES = 100
# A name only: no two servers meet in one folder, and there is no network to share.
PORT = 5432
SOCKET_NAME = f".s.PGSQL.{PORT}"
# Crash recovery replays up to max_wal_size of log; on a slow disk that takes minutes.
START_TIMEOUT_S = 600
STOP_TIMEOUT_S = 120
# Time for the remains of a killed postmaster to go, or for an interrupted start to show.
SETTLE_TIMEOUT_S = 30
LOG_MAX_BYTES = 10_000_000
LOG_LINES_SHOWN = 12
CTYPES = ("C.UTF-8", "en_US.UTF-8", "UTF-8")
PASSING_FAULTS = ("is still in use", "already exists", "another server")

# Written beside it first: on a full disk it stays as it is.
WITHOUT_HOSTS = """\
hosts='^[[:space:]]*host'
if grep -q "$hosts" pg_hba.conf; then grep -v "$hosts" pg_hba.conf >pg_hba.new && mv pg_hba.new pg_hba.conf; fi
"""

OUR_SETTINGS = """\
max_connections = 200
shared_buffers = 256MB
max_wal_size = 2GB
random_page_cost = 1.1
jit = off
timezone = 'UTC'
log_timezone = 'UTC'
"""
# Written last, so that nothing before it opens the server to the network.
OUR_LIMITS = """\
listen_addresses = ''
port = {port}
unix_socket_permissions = 0700
unix_socket_directories = '{socket_folder}'
"""


@dataclass(frozen=True, slots=True)
class Cluster:
    """One data folder, the binaries that run it, and whom they run as."""

    folder: Path
    binaries: Binaries
    account: Account
    extra_settings: Path

    @property
    def log(self) -> Path:
        """What the server wrote."""
        return self.folder / "server.log"

    def running(self) -> str | None:
        """Name the folder of the socket if the server is up and past recovery, else None."""
        pid, *_, folder, _, _, status = self._pid_lines()
        # The children of a killed server keep its socket open for a moment, so an answer alone proves nothing.
        if not status.startswith("ready") or not runs_in(pid, self.folder):
            return None
        with socket.socket(socket.AF_UNIX) as probe:
            probe.settimeout(5)
            try:
                probe.connect(f"{folder}/{SOCKET_NAME}")
            except OSError:
                return None
        return folder

    def make(self) -> None:
        """Run initdb beside our folder and move the result there whole, so that a killed run leaves nothing half made."""
        parent = self.folder.parent
        for leftover in parent.glob(f"{self.folder.name}.new-*"):
            shutil.rmtree(leftover, ignore_errors=True)
        print(f"Making a PostgreSQL {self.binaries.version} database in {self.folder} ...", file=sys.stderr)
        new = Path(tempfile.mkdtemp(prefix=f"{self.folder.name}.new-", dir=parent))
        self.account.give(new)
        try:
            self._initdb(new)
            self._must(["/bin/sh", "-c", "echo \"include 'forum.conf'\" >>postgresql.conf; : >forum.conf"], new)
            single = [self.binaries.path("postgres"), "--single", "-D", new, "postgres"]
            self._must(single, new, "CREATE DATABASE forum\n")
            new.rename(self.folder)
        except BaseException:
            shutil.rmtree(new, ignore_errors=True)
            raise

    def _initdb(self, new: Path) -> None:
        """Try the names a UTF-8 character type has on Linux and macOS; C itself would break trigrams beyond ASCII."""
        # PostgreSQL 17 brought a collation of its own, the same on every machine.
        builtin = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"] if self.binaries.major >= 17 else []
        options = ["-U", "forum", "--auth=trust", "-E", "UTF8", "--locale=C", *builtin]
        options += ["--text-search-config=english", "--no-instructions"]
        for ctype in CTYPES:
            command = [self.binaries.path("initdb"), "-D", new, *options, f"--lc-ctype={ctype}"]
            try:
                self._must(command, new)
            except ServerError as error:
                if ctype == CTYPES[-1] or "invalid locale" not in str(error):
                    raise
            else:
                return

    def _must(self, command: Sequence[object], folder: Path, stdin: str = "") -> None:
        """Run a program that has to succeed, as the server's account."""
        done = self.account.run(command, folder=folder, stdin=stdin)
        # A single-user server ends well even when its statement did not.
        if done.returncode or "ERROR" in done.stderr:
            lines = (done.stdout + done.stderr).strip().splitlines()
            raise ServerError(f"{Path(str(command[0])).name} failed:\n" + "\n".join(lines[-LOG_LINES_SHOWN:]))

    def start(self) -> str:
        """Make the cluster if need be, start the server, and name the folder of its socket."""
        if not (self.folder / "PG_VERSION").exists():
            self.make()
        running = self._settle()
        if running:
            return running
        self._write_settings()
        self._close_doors()
        if self.log.exists() and self.log.stat().st_size > LOG_MAX_BYTES:
            self.log.replace(self.log.with_suffix(".log.1"))
        deadline = time.monotonic() + SETTLE_TIMEOUT_S
        while True:
            seen = self.log.stat().st_size if self.log.exists() else 0
            output = self._pg_ctl("start", "-w", "-t", START_TIMEOUT_S, "-l", self.log)
            running = self.running()
            if running:
                return running
            lines = self._log_since(seen)
            if time.monotonic() > deadline or not any(fault in lines for fault in PASSING_FAULTS):
                shown = "\n".join(lines.splitlines()[-LOG_LINES_SHOWN:]) or output
                raise ServerError(f"PostgreSQL did not start. The end of {self.log} says:\n{shown}")
            time.sleep(0.3)

    def stop(self) -> None:
        """Stop the server, cutting off whoever is still connected, and wait for it to be gone."""
        pid, *_, folder, _, _, _ = self._pid_lines()
        if not pid:
            return
        self._pg_ctl("stop", "-m", "fast", "-w", "-t", STOP_TIMEOUT_S)
        _remove_socket_folder(folder, self.folder)

    def _pg_ctl(self, verb: str, *options: object) -> str:
        command = [self.binaries.path("pg_ctl"), verb, "-D", self.folder, "-s", *options]
        done = self.account.run(command, folder=self.folder)
        return (done.stdout + done.stderr).strip()

    def _pid_lines(self) -> list[str]:
        """Read postmaster.pid: pid, folder, start time, port, socket folder, address, shared memory, status."""
        try:
            lines = (self.folder / "postmaster.pid").read_text().splitlines()
        except OSError:
            lines = []
        return lines + [""] * (8 - len(lines))

    def _settle(self) -> str | None:
        """Wait for a server that is starting or stopping; remove a pid file whose process is another program."""
        deadline = time.monotonic() + START_TIMEOUT_S
        while time.monotonic() < deadline:
            pid, *_, old_socket_folder, _, _, _ = self._pid_lines()
            running = self.running()
            if running:
                return running
            if not runs_in(pid, self.folder):
                break
            time.sleep(0.1)
        if is_alive(pid):
            # PostgreSQL would take this other program, or its own remains, for a server and refuse to start.
            (self.folder / "postmaster.pid").unlink(missing_ok=True)
        _remove_socket_folder(old_socket_folder, self.folder)
        return None

    def _write_settings(self) -> None:
        """Write forum.conf as the account itself, so that root follows no link of the account's making."""
        own = self.extra_settings.read_text() if self.extra_settings.exists() else ""
        limits = OUR_LIMITS.format(port=PORT, socket_folder=self._new_socket_folder())
        self._must(["/bin/sh", "-c", "cat >forum.conf"], self.folder, f"{OUR_SETTINGS}\n{own}\n{limits}")

    def _close_doors(self) -> None:
        """Remove hosts from pg_hba.conf: initdb lets them in, and one setting alone must not open the server to the network."""
        self._must(["/bin/sh", "-c", WITHOUT_HOSTS], self.folder)

    def _new_socket_folder(self) -> str:
        """Name the data folder, which is 0700; if that is too long or cannot be quoted, make a 0700 one in tmp."""
        if len(bytes(self.folder / SOCKET_NAME)) <= SOCKET_PATH_MAX_BYTES and not set(str(self.folder)) & set("',\\"):
            return str(self.folder)
        short = tempfile.gettempdir() if len(tempfile.gettempdir()) < SOCKET_PATH_MAX_BYTES // 2 else "/tmp"  # noqa: S108
        folder = Path(tempfile.mkdtemp(prefix="forum-socket-", dir=short))
        self.account.give(folder)
        return str(folder)

    def _log_since(self, offset: int) -> str:
        try:
            with self.log.open("rb") as log:
                log.seek(offset)
                return log.read(LOG_MAX_BYTES).decode(errors="replace")
        except OSError:
            return ""


def _remove_socket_folder(name: str, data: Path) -> None:
    """Take away the folder in tmp that a start made; never the data folder itself."""
    folder = Path(name)
    if name and folder != data and folder.name.startswith("forum-socket-"):
        shutil.rmtree(folder, ignore_errors=True)
