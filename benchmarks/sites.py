"""An invented archive of mails -> a site of its own on 127.0.0.1, served as `manage.py up` serves."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from servers import ARCHIVE, BENCH, ROOT, Server

sys.path.insert(0, str(ROOT))

HOST = "127.0.0.1"
STARTS_IN_S = 60
# About four megabytes, under the five million characters that a mail may have.
LONG_MAIL_LINES = 20_000


@dataclass
class Site:
    """A running web server, and the database behind it."""

    port: int
    process: subprocess.Popen[bytes]
    server: Server
    log: Path

    def workers(self) -> list[int]:
        """The processes that answer."""
        return [
            int(pid) for pid in Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        ]


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address was answered with: 0 where there was no answer."""

    status: int
    seconds: float
    body: bytes = b""


def ask(port: int, path: str, seconds: float = 60) -> Asked:
    """One request on a connection of its own."""
    begin = time.perf_counter()
    talking = HTTPConnection(HOST, port, timeout=seconds)
    try:
        talking.request("GET", path)
        answer = talking.getresponse()
        return Asked(answer.status, time.perf_counter() - begin, answer.read())
    except (OSError, HTTPException):
        return Asked(0, time.perf_counter() - begin)
    finally:
        talking.close()


@contextmanager
def site(name: str, mails: int, options: Sequence[str] = ()) -> Iterator[Site]:
    """Import so many mails, unless that was done before, and serve them; options are gunicorn's."""
    data = BENCH / f"{name}-{mails}"
    done = data / "imported"
    with Server(data, afresh=not done.exists()) as server:
        if not done.exists():
            box = _written(mails)
            server.run("manage.py", "import_documents", box, "--archive", ARCHIVE, "--publish", "--verbosity", 0)
            server.run("manage.py", "collectstatic", "--verbosity", 0, "--noinput")
            box.unlink()
            done.touch()
        with _serving(server, data, options) as running:
            yield running


@contextmanager
def _serving(server: Server, data: Path, options: Sequence[str]) -> Iterator[Site]:
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", "--config", "forum/gunicorn.py", "--bind", f"{HOST}:{port}", *options]
    log = data / "web.log"
    with log.open("wb") as written:
        process = subprocess.Popen(command, cwd=ROOT, env=server.environment | {"SECRET_KEY": "k" * 50}, stderr=written)
    try:
        deadline = time.monotonic() + STARTS_IN_S
        while ask(port, "/readyz").status != 200:
            assert time.monotonic() < deadline, "the site does not start"
            time.sleep(0.1)
        yield Site(port, process, server, log)
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(45)
        except subprocess.TimeoutExpired:
            process.kill()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def percentile(values: Sequence[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def _written(mails: int) -> Path:
    from mails import mailbox  # noqa: PLC0415

    BENCH.mkdir(parents=True, exist_ok=True)
    path = BENCH / f"site-{mails}-{os.getpid()}.mbox"
    with path.open("wb") as stream:
        stream.writelines(mailbox(mails))
        stream.write(_long_mail())
    return path


def _long_mail() -> bytes:
    """One mail that no socket takes whole."""
    from invented import Forum  # noqa: PLC0415

    head = "From - Mon Mar  3 08:00:00 2003\nFrom: Ada <ada@example.org>\nDate: Mon, 3 Mar 2003 08:00:00 +0000\n"
    head += "Message-ID: <long@example.org>\nSubject: Minutes of all meetings\n\n"
    lines = "\n\n".join(Forum(3).page(LONG_MAIL_LINES))
    return f"{head}{lines}\n\n".encode()
