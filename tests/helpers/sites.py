"""A clone of the project that is served by manage.py up, as a person would."""

import os
import re
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from urllib.request import urlopen

import pytest
from django.conf import settings

from forum.postgres.folders import POINTER

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


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
