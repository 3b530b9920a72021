"""`manage.py up`: an empty folder becomes a site that answers, and Ctrl-C leaves nothing behind."""

import os
import signal
import socket
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import ClassVar

import pytest
from django.conf import settings
from django.core.management import CommandError

from forum.postgres.processes import is_alive
from tests.helpers.sites import NO_SYNC, Site, fetch, free_port, server_folder
from threads.management.commands import up as up_command

START_TIMEOUT_S = 90


@pytest.fixture(scope="module")
def data() -> Iterator[Path]:
    """One FORUM_DATA for all, so that the sample is loaded once; below .data, because it is kept nowhere else."""
    folder = settings.BASE_DIR / ".data" / f"test-up-{os.getpid()}"
    folder.mkdir(parents=True)
    (folder / "postgresql.conf").write_text(NO_SYNC)
    yield folder
    # Root's own folders may be closed to the server's account, which then has a place elsewhere.
    subprocess.run(["rm", "-rf", server_folder(folder), folder], check=True)


def postmaster_of(data: Path) -> str:
    return next(server_folder(data).glob("pg*/postmaster.pid")).read_text().split()[0]


@contextmanager
def up(data: Path, port: int | None = None, *, is_deaf: bool = False) -> Iterator[Site]:
    site = Site(data, port or free_port(), is_deaf=is_deaf)
    try:
        yield site
    finally:
        if site.popen.poll() is None:
            site.stop(os.killpg, signal.SIGKILL)


@dataclass
class First:
    """What came of the first start, in an empty folder."""

    site: Site
    address: str
    front: str
    postmaster: str
    data: Path


@pytest.fixture(scope="module")
def first(data: Path) -> First:
    with up(data) as site:
        address = site.address()
        started = First(site, address, fetch(f"{address}/"), postmaster_of(data), data)
        site.stop(os.killpg, signal.SIGINT)
    return started


@pytest.fixture(scope="module")
def running(first: First) -> Iterator[tuple[Site, str, int]]:
    """A site with its address, and the port it was asked for, which was taken."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = int(taken.getsockname()[1])
        with up(first.data, port) as site:
            yield site, site.address(), port
            site.stop(os.kill, signal.SIGHUP)
            assert site.popen.returncode == 0


def test_an_empty_folder_becomes_a_site_and_ctrl_c_stops_it_all(first: First):
    assert "loading sample/" in "".join(first.site.said)
    assert "/a/sample/" in first.front
    assert first.site.popen.returncode == 0
    assert first.site.said[-1] == "Stopped."
    assert not is_alive(first.postmaster) or not Path(f"/proc/{first.postmaster}/cmdline").read_bytes()
    with pytest.raises(OSError, match="refused"):
        fetch(first.address)


def test_the_next_start_keeps_the_key_and_loads_nothing_and_ctrl_c_stops_it_in_the_background_too(first: First):
    key = first.data / "secret_key"
    before = key.read_text()

    with up(first.data, is_deaf=True) as site:
        site.address()
        site.stop(os.killpg, signal.SIGINT)

    assert "loading" not in "".join(site.said)
    assert key.read_text() == before
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert len(before) >= settings.SECRET_KEY_MIN_LENGTH
    assert site.popen.returncode == 0
    assert site.said[-1] == "Stopped."


class Probed(BaseHTTPRequestHandler):
    """A server that is well from the start, and ready on the third time of asking."""

    asked: ClassVar[list[str]] = []

    def do_GET(self) -> None:
        self.asked.append(self.path)
        self.send_response(200 if self.path == "/healthz" or len(self.asked) > 2 else 503)
        self.end_headers()
        self.wfile.write(b"migrations are due\n")

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def probed() -> Iterator[str]:
    Probed.asked.clear()
    with HTTPServer(("127.0.0.1", 0), Probed) as server:
        threading.Thread(target=server.serve_forever, args=[0.02]).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture
def child() -> Iterator[subprocess.Popen[bytes]]:
    """Stands for gunicorn while it runs."""
    with subprocess.Popen(["/bin/sleep", "60"]) as running:
        yield running
        running.kill()


def test_a_site_that_answers_is_not_announced_before_it_can_show_pages(probed: str, child):
    up_command.Command()._wait_until_ready(child, probed)

    assert Probed.asked == ["/readyz"] * 3


def test_what_a_site_lacks_is_said_when_it_never_gets_ready(probed: str, child, monkeypatch):
    monkeypatch.setattr(up_command, "ANSWER_TIMEOUT_S", 0.05)

    with pytest.raises(CommandError, match=r"is not ready at .*: migrations are due\."):
        up_command.Command()._wait_until_ready(child, probed)


def test_a_taken_port_is_said_and_the_next_one_used(running):
    site, address, port = running

    assert f"Port {port} is taken" in "".join(site.said)
    assert not address.endswith(f":{port}")


def test_the_site_outlives_another_commands_end(running, data: Path):
    _, address, _ = running

    environment = dict(os.environ) | {"FORUM_DATA": str(data), "DATABASE_URL": ""}
    subprocess.run(
        [sys.executable, "manage.py", "migrate", "--check"], cwd=settings.BASE_DIR, env=environment, check=True
    )

    assert fetch(f"{address}/healthz") == "ok\n"


def test_the_site_answers_again_after_its_server_was_killed(running, data: Path):
    _, address, _ = running
    os.kill(int(postmaster_of(data)), signal.SIGKILL)

    deadline = time.monotonic() + START_TIMEOUT_S
    while time.monotonic() < deadline:
        try:
            assert fetch(f"{address}/healthz") == "ok\n"
            break
        except OSError:
            time.sleep(0.2)

    assert "/a/sample/" in fetch(f"{address}/")


def test_an_address_that_is_not_ours_is_said_so(data: Path):
    environment = dict(os.environ) | {"FORUM_DATA": str(data), "DATABASE_URL": ""}
    command = [sys.executable, "manage.py", "up", "--bind", "192.0.2.7"]

    done = subprocess.run(command, cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True, check=False)

    assert done.returncode == 1
    assert "Cannot listen on 192.0.2.7, port 8000: Cannot assign requested address." in done.stderr


def test_a_database_that_does_not_answer_is_said_so_in_one_line(data: Path):
    url = f"postgres://forum:secret@127.0.0.1:{free_port()}/forum"
    environment = dict(os.environ) | {"FORUM_DATA": str(data), "DATABASE_URL": url, "SECRET_KEY": "k" * 50}

    done = subprocess.run(
        [sys.executable, "manage.py", "up"],
        cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert done.returncode == 1
    assert "The database that DATABASE_URL names does not answer" in done.stderr
    assert "Traceback" not in done.stderr
