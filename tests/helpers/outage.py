"""A server of PostgreSQL apart from the site's own, which a test may stop and start."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from django.conf import settings

from tests.postgres.conftest import IS_ROOT, ORDINARY, Place, UsingProcess, wait_until


@pytest.fixture
def who() -> str:
    """Whoever runs the tests: manage.py changes no user."""
    return "root" if IS_ROOT else ORDINARY


@dataclass
class Outer:
    """A server that the site knows by DATABASE_URL alone, so that nothing of the site's can start it again."""

    place: Place
    holder: UsingProcess
    environment: dict[str, str]

    def stop(self) -> None:
        self.holder.leave()
        assert not self.place.postmaster()

    def start(self) -> None:
        self.holder = self.place.process()
        self.holder.ask("ensure")

    def manage(self, *arguments: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "manage.py", *arguments],
            cwd=settings.BASE_DIR, env=self.environment, text=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip

    def sql(self, statement: str) -> object:
        return self.holder.ask(f"sql {statement}")


@pytest.fixture
def outer(place: Place, tmp_path: Path) -> Outer:
    """With every table in it."""
    holder = place.process()
    socket_folder = holder.ask("ensure")
    environment = dict(os.environ) | {
        "DATABASE_URL": f"postgres://forum@/forum?host={socket_folder}",
        "SECRET_KEY": "k" * 50,
        "FORUM_DATA": str(tmp_path),
        "SITE_URL": "",
    }
    made = Outer(place, holder, environment)
    said, _ = made.manage("migrate", "--verbosity=0").communicate()
    assert not said
    return made


@pytest.fixture
def site(outer: Outer) -> Iterator[str]:
    with started(outer.environment) as address:
        wait_until(lambda: status(f"{address}/readyz") == 200, 30)
        yield address


@contextmanager
def started(environment: dict[str, str]) -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = ["-m", "gunicorn", "--config", "forum/gunicorn.py", "--bind", f"127.0.0.1:{port}", "--workers", "2"]
    # It logs every page it cannot show, more than a pipe that nobody reads holds.
    server = subprocess.Popen(
        [sys.executable, *command], cwd=settings.BASE_DIR, env=environment, stderr=subprocess.DEVNULL
    )
    yield f"http://127.0.0.1:{port}"
    server.terminate()
    server.wait(60)


def ask(address: str) -> tuple[int, str, dict[str, str]]:
    """What is answered; 0 where nobody listens yet."""
    try:
        with urlopen(Request(address), timeout=90) as answer:
            return answer.status, answer.read().decode(), dict(answer.headers)
    except HTTPError as error:
        with error:
            return error.code, error.read().decode(), dict(error.headers)
    except OSError:
        return 0, "", {}


def status(address: str) -> int:
    return ask(address)[0]
