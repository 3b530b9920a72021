"""Processes that use an embedded server of the test's own, as root and as an ordinary user.

When the suite runs as root, both are tried, `nobody` standing for the ordinary user; else root's tests are skipped.
"""

import json
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from forum.postgres.account import Account, server_account
from forum.postgres.cluster import Cluster
from forum.postgres.find import Binaries, find_binaries
from forum.postgres.folders import reachable_binaries
from forum.postgres.processes import runs_in

ROOT = Path(__file__).parents[2]
# What was committed still outlives a killed process, which is all that is killed here.
NO_SYNC = "fsync = off\n"
SHARED_MEMORY = Path("/dev/shm")
ENOUGH_BYTES = 2**30
ORDINARY = "an ordinary user"
IS_ROOT = os.geteuid() == 0
needs_root = pytest.mark.skipif(not IS_ROOT, reason="only root can hand a server to another account; run as root too")


class RefusedError(Exception):
    """What the process said instead of an answer."""


class UsingProcess:
    """A running `tests.postgres.process`."""

    def __init__(self, place: "Place", **environment: str) -> None:
        account = place.account
        who = ["", ""] if account.uid is None else [str(account.uid), str(account.gid)]
        self.popen = subprocess.Popen(
            [sys.executable, "-m", "tests.postgres.process", str(place.data), str(place.bindir), *who],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=ROOT,
            env=dict(os.environ) | environment,
            text=True,
        )

    def send(self, command: str) -> None:
        self.popen.stdin.write(f"{command}\n")
        self.popen.stdin.flush()

    def answer(self) -> object:
        line = self.popen.stdout.readline()
        said = json.loads(line or '{"error": "it ended"}')
        if "error" in said:
            raise RefusedError(said["error"])
        return said["said"]

    def ask(self, command: str) -> object:
        self.send(command)
        return self.answer()

    def leave(self) -> None:
        """End it the ordinary way."""
        self.popen.communicate(timeout=60)
        assert self.popen.returncode == 0

    def kill(self) -> None:
        self.popen.kill()
        self.popen.communicate()


@dataclass
class Place:
    """A FORUM_DATA of the test's own, and whoever uses it."""

    data: Path
    bindir: Path
    account: Account
    processes: list[UsingProcess] = field(default_factory=list)

    def process(self, **environment: str) -> UsingProcess:
        self.processes.append(UsingProcess(self, **environment))
        return self.processes[-1]

    @property
    def server_folder(self) -> Path:
        pointer = self.data / "server-folder"
        return Path(pointer.read_text().strip()) if pointer.exists() else self.data

    @property
    def cluster(self) -> Path:
        return self.server_folder / f"pg{find_binaries(str(self.bindir)).major}"

    def postmaster(self) -> int | None:
        """Give the pid of the server, if it runs."""
        try:
            pid = (self.cluster / "postmaster.pid").read_text().split()[0]
        except OSError:
            return None
        return int(pid) if runs_in(pid, self.cluster) else None

    def stop_everything(self) -> None:
        for process in self.processes:
            process.kill()
        pid = self.postmaster()
        if pid:
            os.kill(pid, signal.SIGQUIT)
            wait_until(lambda: not self.postmaster())


def wait_until(is_so: Callable[[], object], seconds: float = 15) -> None:
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline, "it did not come to pass in time"
        time.sleep(0.02)


def ordinary_account() -> Account:
    """Name ourselves, or for root an account that has no power."""
    if not IS_ROOT:
        return Account("ourselves")
    entry = pwd.getpwnam("nobody")
    return Account("nobody", entry.pw_uid, entry.pw_gid)


@pytest.fixture(scope="session")
def binaries() -> Binaries:
    """Those of the project, where an ordinary user can run them, too."""
    return reachable_binaries(find_binaries(os.environ.get("FORUM_PG_BINDIR", "")), ordinary_account())


def new_folder(owner: Account, mode: int) -> Path:
    """Make a folder in memory, if there is enough, or in tmp; pytest's own are closed to everybody else."""
    is_roomy = SHARED_MEMORY.is_dir() and shutil.disk_usage(SHARED_MEMORY).free > ENOUGH_BYTES
    folder = Path(tempfile.mkdtemp(prefix="forum-test-", dir=SHARED_MEMORY if is_roomy else "/tmp"))
    owner.give(folder)
    folder.chmod(mode)
    return folder


@pytest.fixture(scope="session")
def made_clusters(binaries: Binaries) -> Iterator[Callable[[Account], Path]]:
    """Run initdb once for each account, for tests to copy that are not about the first start."""
    made: dict[str, Path] = {}

    def cluster_of(account: Account) -> Path:
        if account.name not in made:
            folder = new_folder(account, 0o755)
            cluster = Cluster(folder / "pg", binaries, account, folder / "none")
            cluster.make()
            made[account.name] = folder / "pg"
        return made[account.name]

    yield cluster_of
    for folder in made.values():
        shutil.rmtree(folder.parent)


@pytest.fixture(params=[ORDINARY, pytest.param("root", marks=needs_root)])
def who(request: pytest.FixtureRequest) -> str:
    """Whom a test is about; a module may say that it is about one of them."""
    return str(request.param)


@pytest.fixture
def empty_place(who: str, binaries: Binaries) -> Iterator[Place]:
    """A FORUM_DATA that nobody has used yet."""
    is_root = who == "root"
    user = Account("root") if is_root else ordinary_account()
    parent = new_folder(user, 0o755 if is_root else 0o700)
    place = Place(parent / "data", binaries.folder, user)
    yield place
    place.stop_everything()
    shutil.rmtree(parent)


@pytest.fixture
def place(empty_place: Place, made_clusters: Callable[[Account], Path]) -> Place:
    """A FORUM_DATA whose cluster has been made."""
    is_root = empty_place.account.name == "root"
    empty_place.data.mkdir()
    empty_place.account.give(empty_place.data)
    made = made_clusters(server_account() if is_root else empty_place.account)
    subprocess.run(["cp", "-a", made, empty_place.cluster], check=True)
    (empty_place.data / "postgresql.conf").write_text(NO_SYNC)
    return empty_place
