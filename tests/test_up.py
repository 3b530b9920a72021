"""`manage.py up`: an empty folder becomes a site that answers, and Ctrl-C leaves nothing behind."""

import os
import re
import signal
import socket
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import ClassVar
from urllib.request import urlopen

import pytest
from django.conf import settings
from django.core.management import CommandError

from forum.postgres.places import POINTER
from forum.postgres.processes import is_alive
from threads.management.commands import up as up_command

START_TIMEOUT_S = 90
ADDRESS = re.compile(r"Rethread is at (http://127\.0\.0\.1:(\d+))/")
NO_SYNC = "fsync = off\n"


class Site:
    """A running `manage.py up` in a process group of its own, as in a terminal."""

    def __init__(self, data: Path, port: int, *, is_deaf: bool = False) -> None:
        # A shell that is not interactive starts what it runs in the background so.
        deaf = ["/bin/sh", "-c", 'trap "" INT; exec "$@"', "sh"] if is_deaf else []
        self.popen = subprocess.Popen(
            [*deaf, sys.executable, "-u", "manage.py", "up", "--port", str(port)],
            cwd=settings.BASE_DIR,
            env=dict(os.environ) | {"FORUM_DATA": str(data), "SITE_URL": "", "DATABASE_URL": ""},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            text=True,
            start_new_session=True,
        )
        self.said: list[str] = []

    def address(self) -> str:
        """Wait until it says where it is."""
        for line in self.popen.stdout:
            self.said.append(line)
            found = ADDRESS.match(line)
            if found:
                return found[1]
        self.popen.communicate()
        pytest.fail("".join(self.said))

    def stop(self, send: Callable[[int, int], None], signum: int) -> None:
        send(self.popen.pid, signum)
        self.said += self.popen.communicate(timeout=60)[0].splitlines()


def fetch(address: str) -> str:
    with urlopen(address, timeout=30) as answer:
        return answer.read().decode()


def server_folder(data: Path) -> Path:
    pointer = data / POINTER
    return Path(pointer.read_text().strip()) if pointer.exists() else data


def postmaster_of(data: Path) -> str:
    return next(server_folder(data).glob("pg*/postmaster.pid")).read_text().split()[0]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def data() -> Iterator[Path]:
    """One FORUM_DATA for all, so that the sample is loaded once; below .data, because it is kept nowhere else."""
    folder = settings.BASE_DIR / ".data" / f"test-up-{os.getpid()}"
    folder.mkdir(parents=True)
    (folder / "postgresql.conf").write_text(NO_SYNC)
    yield folder
    # Root's own folders may be closed to the server's account, which then has a place elsewhere.
    subprocess.run(["rm", "-rf", server_folder(folder), folder], check=True)


@pytest.fixture
def up(data: Path) -> Iterator[Callable[..., Site]]:
    sites: list[Site] = []

    def start(port: int | None = None, **how: bool) -> Site:
        sites.append(Site(data, port or free_port(), **how))
        return sites[-1]

    yield start
    for site in sites:
        if site.popen.poll() is None:
            site.stop(os.killpg, signal.SIGKILL)


def test_an_empty_folder_becomes_a_site_and_ctrl_c_stops_it_all(up, data: Path):
    site = up()

    address = site.address()
    front = fetch(f"{address}/")
    postmaster = postmaster_of(data)
    site.stop(os.killpg, signal.SIGINT)

    assert "loading sample/" in "".join(site.said)
    assert "/a/sample/" in front
    assert site.popen.returncode == 0
    assert site.said[-1] == "Stopped."
    assert not is_alive(postmaster) or not Path(f"/proc/{postmaster}/cmdline").read_bytes()
    with pytest.raises(OSError, match="refused"):
        fetch(address)


@pytest.mark.parametrize("signum", [signal.SIGTERM, signal.SIGHUP])
def test_the_next_start_keeps_the_key_and_loads_nothing(up, data: Path, signum: int):
    key = data / "secret_key"
    before = key.read_text()

    site = up()
    site.address()
    site.stop(os.kill, signum)

    assert "loading" not in "".join(site.said)
    assert key.read_text() == before
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert len(before) >= settings.SECRET_KEY_MIN_LENGTH
    assert site.popen.returncode == 0


def test_ctrl_c_stops_a_site_in_the_background_too(up, data: Path):
    site = up(is_deaf=True)
    site.address()
    site.stop(os.killpg, signal.SIGINT)

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


def test_a_taken_port_is_said_and_the_next_one_used(up, data: Path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        site = up(port)
        address = site.address()
        site.stop(os.kill, signal.SIGTERM)

    assert f"Port {port} is taken" in "".join(site.said)
    assert not address.endswith(f":{port}")


def test_the_site_outlives_another_commands_end(up, data: Path):
    site = up()
    address = site.address()

    environment = dict(os.environ) | {"FORUM_DATA": str(data), "DATABASE_URL": ""}
    subprocess.run(
        [sys.executable, "manage.py", "migrate", "--check"], cwd=settings.BASE_DIR, env=environment, check=True
    )

    assert fetch(f"{address}/healthz") == "ok\n"
    site.stop(os.kill, signal.SIGTERM)


def test_the_site_answers_again_after_its_server_was_killed(up, data: Path):
    site = up()
    address = site.address()
    os.kill(int(postmaster_of(data)), signal.SIGKILL)

    deadline = time.monotonic() + START_TIMEOUT_S
    while time.monotonic() < deadline:
        try:
            assert fetch(f"{address}/healthz") == "ok\n"
            break
        except OSError:
            time.sleep(0.2)

    assert "/a/sample/" in fetch(f"{address}/")
    site.stop(os.kill, signal.SIGTERM)


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
