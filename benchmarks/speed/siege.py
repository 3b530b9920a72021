"""Measure how long others wait while visitors without manners hold a site.

    .venv/bin/python -m benchmarks.speed.siege [--mails N] [--seconds N] [--toy] [-- OPTIONS OF GUNICORN]

A site of its own is made on 127.0.0.1, of invented mails; nothing else is asked. Eight connections ask the dearest
search, page and whole thread there is, over and over; fifty send half a request; twenty ask for megabytes and read
nothing; each alone, then the dearest of all, the half requests and the slow readers together. Whoever is hung up on
comes again. Others ask /healthz and / meanwhile; none shall wait a second or be refused. What is dearest is found by
asking a list of addresses. Its figures mean something on a machine that is quiet.

Prints for each siege and each address of the others: how often it was asked, the seconds that it took (median, p95, at
the most), how many answers were not 200, the load average, and the megabytes of private memory of the workers.
"""

from __future__ import annotations

import os
import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from http.client import HTTPConnection
from typing import NamedTuple

from benchmarks.shared.environment import HOST
from benchmarks.shared.options import Parser, verdict
from benchmarks.shared.peak_memory import memory_of
from benchmarks.shared.sites import LONG_MAIL_LINES, Asked, Site, ask, percentile, site

MOST_S = 1.0
# A search for what is in no index reads every text; `| words` of it reads them many times.
UNKNOWN = " ".join(f"-q{number}z" for number in range(14))
SEARCHES = (
    "/search/?q=in:quotes+qqqqz",
    "/search/?q=has:code",
    "/search/?q=-has:code+has:code",
    f"/search/?q=in:quotes+{UNKNOWN.replace(' ', '+')}+qqz",
    "/search/?q=the+OR+and+OR+lamp&page=9",
    "/search.atom?q=has:link",
)
PAGES = (
    "/",
    "/quoted/",
    "/quoted/?page=20",
    "/a/bench/",
    "/a/bench/documents/",
    "/d/1/",
    "/d/1/?page=100",
    "/latest.atom",
)
LONGEST = "SELECT thread_id FROM threads_post GROUP BY 1 ORDER BY count(*) DESC LIMIT 1"
LARGEST = "SELECT thread_id FROM threads_post ORDER BY length(text) DESC LIMIT 1"
HALF = b"GET / HTTP/1.1\r\nHost: localhost\r\nX-a: "
ASKED_EVERY_S = {"/healthz": 0.05, "/": 0.15}
DEAR_AT_ONCE, HALF_AT_ONCE, SLOW_AT_ONCE = 8, 50, 20


class Attackers(NamedTuple):
    """So many at once who do one thing until it is over."""

    count: int
    attack: Callable[[Site, threading.Event], None]


def main() -> None:
    parser = Parser(__doc__)
    parser.add_size("mails", 20_000, 60, "size of the archive")
    parser.add_size("long", LONG_MAIL_LINES, 100, "paragraphs of the one long mail in it")
    parser.add_size("seconds", 20.0, 0.2, "length of each siege")
    parser.add_argument("options", nargs="*", help="options of gunicorn, after --")
    options = parser.parse_args()
    with site("siege", options.mails, options.options, long_lines=options.long) as running:
        sieges = sieges_of(running)
        print(f"{'siege':26} {'asked':9} {'times':>5} {'p50':>6} {'p95':>6} {'max':>6}  not 200, load")
        for name, siege in sieges.items():
            hold(running, name, siege, options.seconds)
            memory = [round(memory_of([pid]).private) for pid in running.workers()]
            print(f"{'':26} private memory of the workers: {memory} MB", flush=True)


def sieges_of(running: Site) -> dict[str, list[Attackers]]:
    """By name, who asks for what at once: nobody, each kind alone, all together."""
    thread, large = (running.server.ask(statement) for statement in (LONGEST, LARGEST))
    slug = moved(running.port, f"/t/{thread}/")
    wholes = (f"{slug}?page=all", f"/t/{thread}.txt", f"/t/{thread}.json", f"/t/{large}.txt", f"/t/{large}.json")
    kinds = {"search": SEARCHES, "page": (*PAGES, slug, moved(running.port, f"/t/{large}/")), "whole": wholes}
    took = {kind: dearest(running, requests) for kind, requests in kinds.items()}
    big = f"/t/{large}.txt"
    print(f"{len(ask(running.port, big).body):,} bytes: {big}", flush=True)
    half = Attackers(HALF_AT_ONCE, ask_by_half)
    slow = Attackers(SLOW_AT_ONCE, partial(read_nothing, address=big))
    dear = {kind: Attackers(DEAR_AT_ONCE, partial(ask_dearly, address=at)) for kind, (_, at) in took.items()}
    return {
        "nobody": [],
        **{f"{DEAR_AT_ONCE} ask the dearest {kind}": [siege] for kind, siege in dear.items()},
        f"{HALF_AT_ONCE} half requests": [half],
        f"{SLOW_AT_ONCE} slow readers": [slow],
        "the dearest and both": [dear[max(took, key=lambda kind: took[kind])], half, slow],
    }


def dearest(at: Site, addresses: tuple[str, ...]) -> tuple[float, str]:
    """The address that takes longest; each is asked twice, for the first time fetches from the disk."""
    took = []
    for address in addresses:
        status, seconds = [
            (answer.status, answer.seconds) for answer in (ask(at.port, address), ask(at.port, address))
        ][1]
        took.append((seconds, address))
        print(f"{status} {seconds:6.2f} s  {address[:90]}", flush=True)
    return max(took)


def moved(port: int, address: str) -> str:
    """Where an address leads."""
    talking = HTTPConnection(HOST, port, timeout=60)
    talking.request("HEAD", address)
    return talking.getresponse().headers["Location"] or address


def ask_dearly(at: Site, over: threading.Event, address: str) -> None:
    while not over.is_set():
        ask(at.port, address)


def ask_by_half(at: Site, over: threading.Event) -> None:
    while not over.is_set():
        with suppress(OSError), socket.create_connection((HOST, at.port), 60) as line:
            line.sendall(HALF)
            _until_hung_up_on(line, over)


def read_nothing(at: Site, over: threading.Event, address: str) -> None:
    while not over.is_set():
        with suppress(OSError), socket.socket() as slow:
            slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            slow.connect((HOST, at.port))
            slow.sendall(f"GET {address} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
            _until_dropped(slow, over)


def _until_hung_up_on(line: socket.socket, over: threading.Event) -> None:
    line.settimeout(0.5)
    while not over.is_set():
        with suppress(TimeoutError):
            if not line.recv(1000):
                return


def _until_dropped(slow: socket.socket, over: threading.Event) -> None:
    """Without reading: a connection that was reset says so when something more is sent."""
    while not over.wait(0.5):
        if slow.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR):
            return


def hold(at: Site, name: str, siege: list[Attackers], seconds: float) -> None:
    """Let others ask while it lasts, and print how long they waited."""
    over = threading.Event()
    waited: dict[str, list[Asked]] = {address: [] for address in ASKED_EVERY_S}
    attackers = [
        threading.Thread(target=each.attack, args=[at, over], daemon=True) for each in siege for _ in range(each.count)
    ]
    for attacker in attackers:
        attacker.start()
    time.sleep(min(1, seconds))
    others = [threading.Thread(target=ask_on, args=[at, over, address, waited[address]]) for address in waited]
    for other in others:
        other.start()
    time.sleep(seconds)
    over.set()
    for thread in (*others, *attackers):
        thread.join(60)
    for address, answers in waited.items():
        tell(name, address, answers)


def tell(name: str, address: str, answers: list[Asked]) -> None:
    took = [answer.seconds for answer in answers]
    wrong = sum(answer.status != 200 for answer in answers)
    reached = verdict(is_reached=max(took) <= MOST_S and not wrong)
    print(
        f"{name:26} {address:9} {len(took):5} {percentile(took, 0.5):6.3f} {percentile(took, 0.95):6.3f} "
        f"{max(took):6.3f}  {wrong}, {os.getloadavg()[0]:.1f}, wanted {MOST_S:g} s at most, all 200: {reached}",
        flush=True,
    )


def ask_on(at: Site, over: threading.Event, address: str, answers: list[Asked]) -> None:
    while True:
        answers.append(ask(at.port, address))
        if over.wait(ASKED_EVERY_S[address]):
            return


if __name__ == "__main__":
    main()
