"""Turn the user we are into the user PostgreSQL runs as: root hands the server to an account without power.

PostgreSQL refuses to run as root. No account is made and no mode changed outside our own folders for it: what the
account cannot reach is copied, or kept, where it can (see `folders`).
"""

import errno
import os
import pwd
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from forum.postgres.errors import ServerError

# Debian's package makes the first; every Unix has the second.
ACCOUNTS_FOR_ROOT = ("postgres", "nobody")
# A locale or a PG* variable of the caller's shell must not decide how the cluster is made or reached.
LEFT_OUT = ("PG", "LC_", "LANG")


@dataclass(frozen=True, slots=True)
class Account:
    """Whom the server's programs run as; `uid` None means ourselves."""

    name: str
    uid: int | None = None
    gid: int | None = None

    def run(self, command: Sequence[object], *, folder: Path, stdin: str = "") -> subprocess.CompletedProcess[str]:
        """Run one program to its end with a clean environment, its output kept for the caller."""
        try:
            return subprocess.run(
                [str(word) for word in command],
                cwd=folder,
                env=clean_environment(),
                input=stdin,
                capture_output=True,
                text=True,
                errors="replace",
                umask=0o077,
                check=False,
                user=self.uid,
                group=self.gid,
                extra_groups=None if self.uid is None else [],
            )
        except OSError as error:
            if error.errno != errno.EPERM:
                raise
            raise ServerError(
                f"PostgreSQL does not run as root, and this root may not become {self.name}, as in some containers."
                " Run as an ordinary user, or name a server in DATABASE_URL."
            ) from error

    def can_enter(self, folder: Path) -> bool:
        """Try it: ACLs, mounts and parents count too, not modes alone."""
        return self.run(["/bin/sh", "-c", 'cd "$1"', "sh", folder], folder=Path("/")).returncode == 0

    def can_run(self, program: Path) -> bool:
        """Try it, with --version."""
        try:
            return self.run([program, "--version"], folder=Path("/")).returncode == 0
        except OSError:
            return False

    def owns(self, path: Path) -> bool:
        """Say whether the server may use a data folder: PostgreSQL insists on being its owner."""
        return path.stat().st_uid == (os.geteuid() if self.uid is None else self.uid)

    def give(self, path: Path) -> None:
        """Make the account the owner of something we have just made."""
        if self.uid is not None and self.gid is not None:
            os.chown(path, self.uid, self.gid, follow_symlinks=False)


def server_account() -> Account:
    """Name ourselves, or for root the first account of ACCOUNTS_FOR_ROOT that there is."""
    if os.geteuid() != 0:
        return Account(str(os.geteuid()))
    for name in ACCOUNTS_FOR_ROOT:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(name, entry.pw_uid, entry.pw_gid)
    raise ServerError(
        "PostgreSQL does not run as root, and neither of the accounts postgres and nobody exists here."
        " Run as an ordinary user, or make one with `useradd --system postgres`."
    )


def clean_environment() -> dict[str, str]:
    """Give our environment without what would change the cluster, and with UTC."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(LEFT_OUT)}
    return environment | {"TZ": "UTC"}
