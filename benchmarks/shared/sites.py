"""An invented archive of mails -> a site of its own on 127.0.0.1, served as `manage.py up` serves."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from itertools import chain
from pathlib import Path

from benchmarks.shared.environment import ARCHIVE, BENCH, HOST, ROOT, free_port
from benchmarks.shared.invented import Forum
from benchmarks.shared.mailboxes import write_mailbox
from benchmarks.shared.mails import mailbox
from benchmarks.shared.servers import Server

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
def site(name: str, mails: int, options: Sequence[str] = (), *, long_lines: int = LONG_MAIL_LINES) -> Iterator[Site]:
    """Import so many mails and a long one, unless that was done before, and serve them; options are gunicorn's."""
    data = BENCH / f"{name}-{mails}"
    done = data / "imported"
    with Server(data, afresh=not done.exists()) as server:
        if not done.exists():
            box = write_mailbox(BENCH / f"{name}-{mails}.mbox", chain(mailbox(mails), [_long_mail(long_lines)]))
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


def percentile(values: Sequence[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def _long_mail(lines: int) -> bytes:
    """One mail that no socket takes whole."""
    head = "From - Mon Mar  3 08:00:00 2003\nFrom: Ada <ada@example.org>\nDate: Mon, 3 Mar 2003 08:00:00 +0000\n"
    head += "Message-ID: <long@example.org>\nSubject: Minutes of all meetings\n\n"
    text = "\n\n".join(Forum(3).page(lines))
    return f"{head}{text}\n\n".encode()
