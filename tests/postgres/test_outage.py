"""A PostgreSQL of one's own that stops and starts under a running site, and under an import."""

# ruff: noqa: F811 - fixtures

import os
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.helpers.outage import Outer, ask, outer, site, started, status, who  # noqa: F401 - fixtures
from tests.postgres.conftest import wait_until

EXIT_TRY_AGAIN = 75
WORDS = (
    "bell rope clapper sexton mortar ladder beam lantern granite quarry harbour willow chapel kiln pier swell".split()
)
DOCUMENTS = 120
PARAGRAPHS = 12


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
