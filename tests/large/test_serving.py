"""A site whose database is away for a minute, or is asked too much, or whose processes are killed, under load."""

import os
import signal
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import psycopg
import pytest
from django.db import connection

from tests.helpers import factories
from tests.helpers.outage import Outer, ask, outer, site, status, who  # noqa: F401 - fixtures
from tests.helpers.serving import children, serving
from tests.postgres.conftest import binaries, empty_place, made_clusters, place, wait_until  # noqa: F401 - fixtures

AWAY_S = 60
PAGES = (
    "/ /a/bells/ /a/bells/2003/5/ /a/bells/documents/ /t/1/ /t/1/x/?page=all /t/1.txt /t/1.json /t/1.atom /p/1/ /p/1/raw "
    "/p/1.json /p/1/source/ /u/1/ /u/1.atom /d/1/ /d/1/raw /search/?q=bell /search.atom?q=bell /latest.atom /quoted/"
).split()
A_SECOND = 50


def test_a_database_that_is_away_for_a_minute(outer: Outer, site: str) -> None:  # noqa: F811
    assert {status(f"{site}/") for _ in range(8)} == {200}
    outer.stop()
    end, slowest, codes = time.monotonic() + AWAY_S, 0.0, Counter()
    while time.monotonic() < end:
        for path in PAGES:
            begun = time.monotonic()
            code, page, headers = ask(f"{site}{path}")
            slowest = max(slowest, time.monotonic() - begun)
            codes[code] += 1
            assert (code, headers.get("Retry-After")) == (503, "10"), path
            assert "back in a moment" in page
        assert (status(f"{site}/healthz"), status(f"{site}/readyz")) == (200, 503)
    outer.start()
    begun = time.monotonic()
    wait_until(lambda: {status(f"{site}{path}") for path in ("/", "/readyz")} == {200}, 10)
    print(f"\n  away for {AWAY_S} s: {codes}, slowest {slowest:.2f} s, back in {time.monotonic() - begun:.2f} s")
    assert slowest < 3


@pytest.mark.django_db(transaction=True)
def test_a_hundred_questions_at_once_that_would_never_end(tmp_path) -> None:
    factories.archive(slug="bells")
    with serving(tmp_path, "--workers", "2") as (port, process), ThreadPoolExecutor(100) as pool:
        site = f"http://127.0.0.1:{port}"
        wait_until(lambda: status(f"{site}/a/bells/") == 200, 30)
        before = children(process)
        with psycopg.connect(**connection.get_connection_params()) as other:
            other.execute("LOCK TABLE threads_archive IN ACCESS EXCLUSIVE MODE")
            begun = time.monotonic()
            asked = [pool.submit(ask, f"{site}/a/bells/") for _ in range(100)]
            probes = [status(f"{site}/healthz") for _ in range(20) if not time.sleep(0.2)]
            answers = [each.result() for each in asked]
            seconds = time.monotonic() - begun
        after = Counter(pool.map(lambda _: status(f"{site}/a/bells/"), range(100)))
        print(f"\n  {Counter(code for code, _, _ in answers)} within {seconds:.1f} s, then {after}")
        assert {(code, headers.get("Retry-After")) for code, _, headers in answers} == {(503, "10")}
        assert set(probes) == {200}
        assert after == {200: 100}
        assert children(process) == before


@contextmanager
def load(port: int) -> Iterator[Counter[int]]:
    """Fifty requests a second, pages and probes, each on a connection of its own."""
    codes, over = Counter(), threading.Event()
    with ThreadPoolExecutor(64) as pool:

        def one(number: int) -> None:
            codes[status(f"http://127.0.0.1:{port}{'/help/' if number % 2 else '/healthz'}")] += 1

        def go_on() -> None:
            begun, number = time.monotonic(), 0
            while not over.is_set():
                pool.submit(one, number)
                number += 1
                over.wait(max(0.0, begun + number / A_SECOND - time.monotonic()))

        asking = threading.Thread(target=go_on)
        asking.start()
        yield codes
        over.set()
        asking.join()


def replaced(process: subprocess.Popen[bytes], before: list[str]) -> bool:
    return len(children(process)) == 2 and not set(children(process)) & set(before)


@pytest.mark.django_db(transaction=True)
def test_a_reload_under_load_fails_nobody_and_a_kill_those_in_flight_alone(tmp_path) -> None:
    with serving(tmp_path, "--workers", "2") as (port, process):
        wait_until(lambda: status(f"http://127.0.0.1:{port}/help/") == 200, 30)
        with load(port) as reloaded:
            time.sleep(1)
            for _ in range(3):
                before = children(process)
                process.send_signal(signal.SIGHUP)
                wait_until(lambda: replaced(process, before), 60)  # noqa: B023
                wait_until(lambda: status(f"http://127.0.0.1:{port}/help/") == 200, 60)
            time.sleep(1)
        with load(port) as killed:
            time.sleep(1)
            for pid in children(process):
                os.kill(int(pid), signal.SIGKILL)
                time.sleep(3)
        print(f"\n  three reloads: {dict(reloaded)}; two kills: {dict(killed)}")
        assert set(reloaded) == {200}
        # A second's worth would be fifty; a request takes some milliseconds.
        assert killed[200] > 100
        assert killed.total() - killed[200] <= 10
