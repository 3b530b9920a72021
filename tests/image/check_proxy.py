"""The proxy under slow and hostile visitors, and while what stands behind it is killed or away."""

import signal
import subprocess
import threading
import time
from http.client import HTTPMessage

import psutil

from tests.image.asking import Answer, Door, half_requests, slow_readers, waited
from tests.image.podman import podman
from tests.image.stand import Stand
from tests.image.table import Table, expect

HALF_REQUESTS, SLOW_READERS = 50, 20
# What others may wait at most, by issue 9.
OTHERS_WAIT_S = 1.0
LETS_GO_IN_S = 15
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
    "Retry-After": "10",
}


def held(stand: Stand) -> int:
    """Connections that the web server has with its proxy."""
    words = [
        "ip",
        "netns",
        "exec",
        "proxy",
        "ss",
        "-Htn",
        "state",
        "established",
        "dst",
        f"{stand.addresses['web']}:8000",
    ]
    return len(subprocess.run(words, capture_output=True, text=True, check=True).stdout.splitlines())


def check_slow_visitors(table: Table, stand: Stand, door: Door, path: str, name: str) -> None:
    """Half requests and slow readers at once; others are served, and the web server has done with all of them."""

    def others_are_served() -> str:
        with half_requests(door, HALF_REQUESTS), slow_readers(door, path, SLOW_READERS):
            time.sleep(1)
            figures = {each: waited(door, each) for each in ("/healthz", "/")}
        for each, (median, _) in figures.items():
            expect(median < OTHERS_WAIT_S, f"{each} after {median:.2f} s")
        return ", ".join(f"{each} {median:.2f} s, at worst {most:.2f}" for each, (median, most) in figures.items())

    def holds_nobody() -> str:
        with slow_readers(door, path, SLOW_READERS):
            began = time.monotonic()
            time.sleep(0.5)
            while (count := held(stand)) and time.monotonic() - began < LETS_GO_IN_S:
                time.sleep(0.1)
            took = time.monotonic() - began
        expect(not count, f"{count} connections to the web server after {took:.0f} s")
        return f"{SLOW_READERS} who read nothing: the web server had done with them after {took:.1f} s"

    def comes_whole() -> str:
        """Whoever reads slowly gets all of it in the end."""
        expected = door.ask(path).body
        with door.open(door.head(path) + b"Connection: close\r\n\r\n") as reader:
            time.sleep(3)
            expect(not held(stand), "a worker waits for the reader")
            got = b"".join(iter(lambda: reader.recv(65536), b""))
        expect(got.partition(b"\r\n\r\n")[2].endswith(expected[-5000:]), f"{len(got)} of {len(expected)}")
        expect(len(got) >= len(expected), f"{len(got)} of {len(expected)}")
        return f"{len(expected)} bytes, no worker held meanwhile"

    table.check(f"{name}: {HALF_REQUESTS} half requests and {SLOW_READERS} slow readers", others_are_served)
    table.check(f"{name}: slow readers hold no worker", holds_nobody)
    table.check(f"{name}: a text that is read slowly comes whole", comes_whole)


def workers() -> list[psutil.Process]:
    """gunicorn's, seen from outside their container."""
    first = psutil.Process(int(podman("inspect", "--format", "{{.State.Pid}}", "web").stdout))
    # Before it are one that hands on signals, and a shell.
    master = next(each for each in [first, *first.children(recursive=True)] if "gunicorn" in each.name())
    return master.children()


def policy(headers: HTTPMessage) -> dict[str, str]:
    """A Content-Security-Policy, whatever its order."""
    parts = (part.strip().partition(" ") for part in headers["Content-Security-Policy"].split(";"))
    return {name: value for name, _, value in parts}


def is_our_503(answer: Answer, ordinary: Answer) -> str:
    """It is the site's own page, with the headers that its pages have."""
    expect(answer.status == 503, f"{answer.status} {answer.body[:200]!r}")
    expect("The archives will be back in a moment" in answer.text, answer.text[:300])
    wrong = {
        name: answer.headers.get_all(name) for name, value in HEADERS.items() if answer.headers.get_all(name) != [value]
    }
    expect(not wrong, wrong)
    expect(policy(answer.headers) == policy(ordinary.headers), answer.headers["Content-Security-Policy"])
    for name in ("Permissions-Policy", "Cross-Origin-Opener-Policy"):
        expect(answer.headers[name] == ordinary.headers[name], f"{name}: {answer.headers[name]}")
    styles = answer.links("/static/css/")
    expect(styles, "the page names no style")
    return f"503, {len(answer.body)} bytes, all headers of the site"


def killed(stand: Stand, door: Door, by: signal.Signals, method: str = "GET") -> str:
    """Kill the workers while one waits for the database: what its visitor gets, and how soon the site is back."""
    ordinary = door.ask("/")
    lock = "BEGIN; LOCK TABLE threads_archive IN ACCESS EXCLUSIVE MODE; SELECT pg_sleep(4)"
    holding = threading.Thread(
        target=stand.execute, args=("database", "psql", "--username", "forum", "--dbname", "forum", "--command", lock)
    )
    holding.start()
    got: list[Answer] = []
    asking = threading.Thread(target=lambda: got.append(door.ask("/", method=method)))
    time.sleep(1)
    asking.start()
    time.sleep(1)
    expect(not got, "the page did not wait for the table")
    for worker in workers():
        worker.send_signal(by)
    asking.join(30)
    expect(got, "no answer")
    # Nobody but the proxy is left to answer, and it knows by which scheme it was asked.
    told = [each.headers["Strict-Transport-Security"] for each in (got[0], ordinary)]
    expect(by != signal.SIGKILL or told[0] == told[1], told)
    began = time.monotonic()
    while door.ask("/healthz").status != 200:
        expect(time.monotonic() - began < LETS_GO_IN_S, "the site did not come back")
        time.sleep(0.1)
    took = time.monotonic() - began
    holding.join()
    expect(door.ask("/").status == 200, "the front page did not come back")
    return f"{is_our_503(got[0], ordinary)}; the site was back {took:.1f} s later"


def check_kills(table: Table, stand: Stand, door: Door, name: str) -> None:
    """As the kernel kills a worker, and as gunicorn kills one that takes too long."""
    table.check(f"{name}: workers killed (SIGKILL)", lambda: killed(stand, door, signal.SIGKILL))
    table.check(f"{name}: workers ended by gunicorn (SIGABRT)", lambda: killed(stand, door, signal.SIGABRT))


def check_away(table: Table, stand: Stand, door: Door) -> None:
    """Database and web server stopped and started, as an upgrade does it."""

    def without_database() -> str:
        took = stand.stop("database")
        answer = door.ask("/")
        stand.up("database")
        stand.wait_until_healthy("database")
        expect(answer.status == 503 and answer.headers["Retry-After"] == "10", f"{answer.status}")
        expect("will be back in a moment" in answer.text, answer.text[:200])
        began = time.monotonic()
        while (back := door.ask("/")).status != 200:
            expect(time.monotonic() - began < LETS_GO_IN_S, back.status)
            time.sleep(0.2)
        expect("sample" in back.text, "the archives are gone")
        return f"stopped in {took:.1f} s; the site's own 503; pages {time.monotonic() - began:.1f} s after it was well again"

    def without_web() -> str:
        ordinary = door.ask("/")
        took = stand.stop("web")
        expect(took < stand.services["web"].grace_s, f"{took:.0f} s to stop")
        answer = door.ask("/")
        figure = is_our_503(answer, ordinary)
        expect(is_our_503(door.ask("/settings/", method="POST"), ordinary), "no page for a form")
        styles = [door.ask(path) for path in answer.links("/static/css/")]
        expect(all(style.status == 200 and style.body for style in styles), [style.status for style in styles])
        return f"stopped in {took:.1f} s; {figure}; {len(styles)} styles from what was kept"

    def back() -> str:
        stand.start("web")
        took = stand.wait_until_healthy("web")
        expect(door.ask("/").status == 200, "no page")
        return f"well after {took:.1f} s"

    table.check("database stopped and started", without_database)
    table.check("web server stopped", without_web)
    table.check("web server started again", back)
