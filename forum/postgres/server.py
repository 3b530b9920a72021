"""Turn FORUM_DATA into a running server that any number of processes share: the first starts it, the last stops it.

Every user holds a shared lock on `users.lock` for life; whoever starts or stops holds `start.lock` alone meanwhile.
The kernel drops both with the process, so a kill -9 leaves no lock behind.
"""

import atexit
import contextlib
import fcntl
import os
import signal
import sys
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from forum.postgres.account import server_account
from forum.postgres.cluster import Cluster
from forum.postgres.errors import ServerError
from forum.postgres.find import find_binaries
from forum.postgres.folders import close_to_others, data_folder, reachable_binaries, server_folder


@dataclass(slots=True)
class Hold:
    """The share of one process in a server."""

    cluster: Cluster
    users_lock: IO[bytes]
    socket_folder: str


_holds: dict[Path, Hold] = {}
_guard = threading.RLock()


def ensure(forum_data: Path, bindir: str = "", *, afresh: bool = False) -> str:
    """Join the server of this folder, starting it if nobody has; give the folder of its socket.

    From the second call on this is free. `afresh` checks that it still runs, for a caller whose connection failed.
    """
    with _guard:
        hold = _holds.get(forum_data)
        if hold and not afresh:
            return hold.socket_folder
        if hold:
            with _locked(forum_data / "start.lock"):
                hold.socket_folder = hold.cluster.start()
            return hold.socket_folder
        folder = data_folder(forum_data)
        # Whoever starts or stops holds this lock, so that inside it nobody else does either.
        with _locked(folder / "start.lock"):
            hold = _join(folder, bindir)
        _holds[forum_data] = hold
        return hold.socket_folder


def release(forum_data: Path) -> None:
    """Give up this process's share; the last one out stops the server."""
    with _guard:
        hold = _holds.pop(forum_data, None)
        if not hold:
            return
        with _locked(forum_data / "start.lock"):
            _leave(hold.cluster, hold.users_lock)


def _join(folder: Path, bindir: str) -> Hold:
    account = server_account()
    close_to_others(folder, account)
    binaries = reachable_binaries(find_binaries(bindir), account)
    home = server_folder(folder, account)
    cluster = Cluster(home / f"pg{binaries.major}", binaries, account, folder / "postgresql.conf")
    _refuse_another_version(cluster)
    users_lock = _open(folder / "users.lock")
    try:
        fcntl.flock(users_lock, fcntl.LOCK_SH)
        return Hold(cluster, users_lock, cluster.start())
    except BaseException:
        # Ctrl-C may come when the server is already on its way up.
        _leave(cluster, users_lock)
        raise


def _leave(cluster: Cluster, users_lock: IO[bytes]) -> None:
    """Give the lock back; stop the server if nobody else has one."""
    with users_lock:
        try:
            fcntl.flock(users_lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return
        cluster.stop()


def _refuse_another_version(cluster: Cluster) -> None:
    """Refuse to begin empty beside data of another major version, or on data of another user."""
    if cluster.folder.exists():
        if not cluster.account.owns(cluster.folder):
            raise ServerError(
                f"{cluster.folder} belongs to another user: run as that user (root made it, if it is PostgreSQL's"
                " account), or name another FORUM_DATA."
            )
        return
    others = sorted(path.parent for path in cluster.folder.parent.glob("pg*/PG_VERSION") if ".new-" not in str(path))
    if others:
        raise ServerError(
            f"{others[-1]} was made by another PostgreSQL than the {cluster.binaries.version} found now. Name the old"
            " binaries in FORUM_PG_BINDIR, or move the data: `manage.py backup` with them, rename the folder, `restore`"
            " without them (docs/backup.md)."
        )


class _locked:  # noqa: N801 - reads as the verb it is
    """Hold a lock file alone for the length of a block."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __enter__(self) -> None:
        self.file = _open(self.path)
        fcntl.flock(self.file, fcntl.LOCK_EX)

    def __exit__(self, *_: object) -> None:
        self.file.close()


def _open(path: Path) -> IO[bytes]:
    try:
        return os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600), "r+b", buffering=0)
    except PermissionError as error:
        raise ServerError(
            f"{path.parent} belongs to another user: run as that user, or name another FORUM_DATA."
        ) from error


def _forget_in_child() -> None:
    """Close the parent's locks in a forked child; only the parent releases them."""
    # Another thread of the parent may have held it; that thread is not here to let it go.
    global _guard  # noqa: PLW0603
    _guard = threading.RLock()
    for hold in _holds.values():
        hold.users_lock.close()
    _holds.clear()


def _hear_no_more() -> None:
    """Ignore a second Ctrl-C, and gunicorn's own signal to its workers, while we end anyway."""
    is_deaf = False
    while not is_deaf:
        # One that came a moment ago has its handler run in here, and the handler may raise.
        with contextlib.suppress(KeyboardInterrupt, SystemExit):
            for number in (signal.SIGINT, signal.SIGTERM, signal.SIGQUIT):
                signal.signal(number, signal.SIG_IGN)
            is_deaf = True


def _release_all() -> None:
    if _holds and threading.current_thread() is threading.main_thread():
        _hear_no_more()
    for forum_data in list(_holds):
        try:
            release(forum_data)
        except (ServerError, OSError) as error:
            # For instance the folder was removed under us. The server notices that by itself and ends.
            print(f"The embedded PostgreSQL could not be stopped: {error}", file=sys.stderr)


os.register_at_fork(after_in_child=_forget_in_child)
atexit.register(_release_all)
