"""Sites in folders of their own, of this version or another, that are filled, asked, backed up and restored."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings

from forum.postgres.folders import POINTER
from tests.loading.mails import conversation, mailbox

TELLING = Path(__file__).with_name("telling.py")
# What is read besides, on a machine that has it: paths, each of which becomes an archive.
MORE = "FORUM_LARGE_INPUT"
THREADS = 150


@dataclass
class Site:
    """A FORUM_DATA, and the version that uses it."""

    data: Path
    checkout: Path = settings.BASE_DIR
    more: dict[str, str] = field(default_factory=dict)  # of the environment

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if name not in ("VIRTUAL_ENV", "PYTHONPATH")}
        none = dict.fromkeys(("DATABASE_URL", "SITE_URL", "TRUSTED_PROXY", "FORUM_PG_BINDIR"), "")
        django = {"DJANGO_SETTINGS_MODULE": "forum.settings", "PYTHONPATH": str(self.checkout), "DEBUG": "false"}
        return kept | none | django | {"FORUM_DATA": str(self.data)} | self.more

    @property
    def python(self) -> str:
        own = self.checkout / ".venv" / "bin" / "python"
        return str(own) if own.exists() else sys.executable

    def run(self, *given: object, code: int = 0) -> subprocess.CompletedProcess:
        """Run a command of this version to its end."""
        command = [self.python, "manage.py", *map(str, given)]
        done = subprocess.run(
            command, cwd=self.checkout, env=self.environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == code, f"{given}: {done.returncode}\n{done.stdout}\n{done.stderr}"
        return done

    def fill(self, box: Path) -> None:
        """Import the sample, a mailbox of ours, and what the machine has besides."""
        self.run("migrate", "-v", 0)
        given = {"sample": self.checkout / "sample", "quay": box, **more_input()}
        for slug, path in given.items():
            self.run("import_documents", path, "--archive", slug, "--publish", "-v", 0)

    def told(self, folder: Path, asked: Iterable[str] = ()) -> dict:
        """All that it holds and shows, at the addresses asked or at some of all."""
        folder.mkdir()
        command = [self.python, str(TELLING), str(folder)]
        if asked:
            listed = folder / "addresses.json"
            listed.write_text(json.dumps(list(asked)))
            command.append(str(listed))
        done = subprocess.run(
            command, cwd=self.checkout, env=self.environment, capture_output=True, text=True, check=False
        )
        assert not done.returncode, done.stderr
        return json.loads(done.stdout.splitlines()[-1])

    def remove(self) -> None:
        """Take away the data; below a folder that only root may enter, they lie elsewhere."""
        with suppress(FileNotFoundError):
            shutil.rmtree((self.data / POINTER).read_text().strip())
        shutil.rmtree(self.data, ignore_errors=True)


def more_input() -> dict[str, Path]:
    paths = [Path(path) for path in os.environ.get(MORE, "").split(os.pathsep) if path]
    return {f"more-{number}": path.absolute() for number, path in enumerate(paths, start=1)}


def a_box(folder: Path) -> Path:
    path = folder / "quay.mbox"
    path.write_bytes(mailbox([mail for seed in range(THREADS) for mail in conversation(f"tar{seed}", 7, seed)]))
    return path


def counted(told: dict) -> str:
    """What was compared, in a line."""
    posts = told["rows"]["threads_post"][0]
    return (
        f"{len(told['exports'])} archives, {posts:,} posts, {len(told['pages'])} addresses and "
        f"{len(told['searches'])} searches"
    )
