"""A PostgreSQL of one's own that stops and starts under a running site, and under an import."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from django.conf import settings

from tests.postgres.conftest import IS_ROOT, ORDINARY, Place, UsingProcess, wait_until

EXIT_TRY_AGAIN = 75
WORDS = (
    "bell rope clapper sexton mortar ladder beam lantern granite quarry harbour willow chapel kiln pier swell".split()
)
DOCUMENTS = 120
PARAGRAPHS = 12


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


def test_a_site_whose_server_stops_says_so_and_comes_back_by_itself(outer: Outer, site: str):
    # Often enough for both workers to hold a connection that will be lost.
    assert {status(f"{site}/") for _ in range(8)} == {200}

    outer.stop()
    answers = [ask(f"{site}{path}") for path in ("/", "/search/?q=bell", "/t/1/", "/p/1/", "/latest.atom") * 3]
    probes = status(f"{site}/healthz"), status(f"{site}/readyz")
    outer.start()
    wait_until(lambda: status(f"{site}/") == 200, 5)

    assert {code for code, _, _ in answers} == {503}
    assert all("back in a moment" in page and headers["Retry-After"] == "10" for _, page, headers in answers)
    assert probes == (200, 503)
    assert {status(f"{site}/") for _ in range(8)} == {200}
    assert status(f"{site}/readyz") == 200


@pytest.fixture
def swallowed(tmp_path: Path) -> Iterator[str]:
    """A site whose database takes connections and never says a word, as behind a firewall that drops what it hears."""
    with socket.socket() as deaf:
        deaf.bind(("127.0.0.1", 0))
        deaf.listen(100)
        url = f"postgres://forum:secret@127.0.0.1:{deaf.getsockname()[1]}/forum"
        own = {"DATABASE_URL": url, "SECRET_KEY": "k" * 50, "FORUM_DATA": str(tmp_path), "SITE_URL": ""}
        with started(dict(os.environ) | own) as address:
            wait_until(lambda: status(f"{address}/healthz") == 200, 30)
            yield address


def test_a_database_that_swallows_what_it_is_told_is_given_up_within_three_seconds(swallowed: str):
    paths = ("/", "/t/1/", "/search/?q=bell", "/d/1/raw", "/latest.atom", "/readyz")
    with ThreadPoolExecutor(len(paths)) as pool:
        begun = time.monotonic()
        answers = list(pool.map(lambda path: ask(f"{swallowed}{path}"), paths))
        seconds = time.monotonic() - begun

    assert {(code, headers["Retry-After"]) for code, _, headers in answers} == {(503, "10")}
    assert seconds < 3


def documents(folder: Path) -> Path:
    """Pages of words in an order that no two share: enough to take a while."""
    folder.mkdir()
    for number in range(DOCUMENTS):
        lines = (
            " ".join(WORDS[(number * 7 + line * 5 + place * (number + line + 1)) % len(WORDS)] for place in range(40))
            for line in range(PARAGRAPHS)
        )
        (folder / f"{number}.txt").write_text("\n\n".join(f"{number} {line.capitalize()}." for line in lines))
    return folder


def test_an_import_whose_server_stops_says_so_and_is_gone_on_with(outer: Outer, tmp_path: Path):
    command = ["import_documents", str(documents(tmp_path / "pages")), "--archive", "bells", "--workers", "1"]
    importing = outer.manage(*command)
    wait_until(lambda: outer.sql("SELECT count(*) FROM threads_fingerprint") != [[0]], 30)

    outer.stop()
    said, _ = importing.communicate(timeout=60)
    outer.start()
    before = outer.sql("SELECT count(*) FROM threads_document")
    resumed = outer.manage(*command)
    said_again, _ = resumed.communicate(timeout=120)

    assert importing.returncode == EXIT_TRY_AGAIN, said
    assert "The database does not answer" in said
    assert "run the same command again" in said
    assert "Traceback" not in said
    assert resumed.returncode == 0, said_again
    assert outer.sql("SELECT count(*), count(*) FILTER (WHERE NOT is_read) FROM threads_document") == [[DOCUMENTS, 0]]
    assert before[0][0] <= DOCUMENTS
    assert outer.sql("SELECT array_agg(state ORDER BY id) FROM threads_importrun")[0][0][-1] == "done"
