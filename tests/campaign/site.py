"""A site of its own on loopback: imported by the commands that people use, served by the program they start.

Nothing of the developer's own settings is in it, and nothing of it outlives the run.
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from django.contrib.auth import get_user_model

from benchmarks.shared.environment import ROOT, free_port
from tests.campaign.asking import OverHttp

STARTS_IN_S = 240
ENDS_IN_S = 60
NOTHING_OF_OURS = ("DATABASE_URL", "SITE_URL", "TRUSTED_PROXY", "ALLOWED_HOSTS", "CSRF_TRUSTED_ORIGINS", "SECRET_KEY")
STAFF, PASSWORD = "warden", "a long password"
# As in forum.postgres.folders: where the data of a server lie that an account of its own runs.
POINTER = "server-folder"


@dataclass
class Site:
    """Where it is, and what may be asked of its database."""

    data: Path
    port: int
    environment: dict[str, str] = field(repr=False, default_factory=dict)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def run(self, *arguments: str, allowed: Sequence[int] = (0,)) -> str:
        """Let manage.py do something, and give what it printed."""
        command = [sys.executable, "manage.py", *arguments]
        done = subprocess.run(command, cwd=ROOT, env=self.environment, capture_output=True, text=True, check=False)
        if done.returncode not in allowed or "Traceback" in done.stderr:
            raise RuntimeError(f"{' '.join(arguments)[:200]}: exit {done.returncode}\n{done.stderr[-2000:]}")
        return done.stdout

    def load(
        self, archive: str, *paths: Path | str, title: str = "", is_published: bool = True, **options: str
    ) -> None:
        """Import; what cannot be read is in quarantine, which is no fault here."""
        more = [f"--{name}={value}" for name, value in options.items()]
        if title:
            more.append(f"--title={title}")
        if is_published:
            more.append("--publish")
        self.run("import_documents", *map(str, paths), "--archive", archive, *more, allowed=(0, 1))


@contextmanager
def own_site(port: int = 0) -> Iterator[Site]:
    """An empty database and its commands; ``serving`` shows it. Whoever ends this process ends them too."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    data = Path(tempfile.mkdtemp(prefix="rethread-campaign-"))
    site = Site(data, port or free_port())
    site.environment = {**os.environ, **dict.fromkeys(NOTHING_OF_OURS, ""), "FORUM_DATA": str(data), "DEBUG": "false"}
    site.environment["DJANGO_SETTINGS_MODULE"] = "forum.settings"
    try:
        site.run("migrate", "--verbosity", "0")
        yield site
    finally:
        pointer = data / POINTER
        if pointer.exists():
            shutil.rmtree(pointer.read_text().strip(), ignore_errors=True)
        shutil.rmtree(data, ignore_errors=True)


@contextmanager
def serving(site: Site) -> Iterator[str]:
    """The site as `up` serves it."""
    command = [sys.executable, "manage.py", "up", "--port", str(site.port)]
    with (site.data / "served.log").open("wb") as log:
        server = subprocess.Popen(command, cwd=ROOT, env=site.environment, stdout=log, stderr=log)
    try:
        deadline = time.monotonic() + STARTS_IN_S
        while not _answers(site.address):
            if server.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError((site.data / "served.log").read_text()[-2000:])
            time.sleep(0.2)
        yield site.address
    finally:
        server.terminate()
        server.wait(ENDS_IN_S)


def make_staff(site: Site) -> list[dict[str, str]]:
    """Somebody who may do everything: the cookies of a browser that is signed in."""
    get_user_model().objects.create_superuser(STAFF, password=PASSWORD)
    staff = OverHttp(site.port, STAFF, PASSWORD)
    return [{"name": name, "value": value, "url": site.address} for name, value in staff.cookies.items()]


def _answers(address: str) -> bool:
    try:
        with urlopen(f"{address}/readyz", timeout=5) as answer:
            return bool(answer.status == 200)
    except (URLError, OSError):
        return False
