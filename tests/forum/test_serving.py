"""The web server: whoever is slow, or asks for more than there is, holds nobody else; whatever fails says so as the site."""

import hashlib
import os
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from http.client import HTTPConnection
from operator import attrgetter
from selectors import DefaultSelector

import psycopg
import pytest
from django.db import connection

from forum.serving.connection import BODY_MOST, HEAD_MOST, Connection, Turn
from forum.serving.worker import Worker
from tests.helpers import factories
from tests.helpers.serving import ask, children, serving
from tests.postgres.conftest import wait_until
from threads.models import Record

pytestmark = pytest.mark.django_db(transaction=True)
# More than there are threads.
MANY = 12
SOON_S = 5
BIG = b"the quick bell and the slow bell\n" * 100_000


@pytest.fixture(scope="module")
def site(django_db_setup, tmp_path_factory) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    """See tests/helpers/slow_site.py."""
    with serving(tmp_path_factory.mktemp("site"), "tests.helpers.slow_site:application") as (port, process):
        yield port, process


@pytest.fixture
def port(site) -> int:
    wait_until(lambda: status(site[0], "/help/") == 200, 30)
    return site[0]


@pytest.fixture
def process(site, port) -> subprocess.Popen[bytes]:
    return site[1]


def connected(port: int, said: bytes = b"", *, buffer: int = 0) -> socket.socket:
    talking = socket.socket()
    if buffer:
        talking.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer)
    talking.connect(("127.0.0.1", port))
    talking.settimeout(20)
    talking.sendall(said)
    return talking


def heard(talking: socket.socket) -> bytes:
    """All that comes until the other side hangs up."""
    came = bytearray()
    while chunk := talking.recv(65536):
        came += chunk
    return bytes(came)


def told(port: int, said: bytes) -> bytes:
    with connected(port, said) as talking:
        return heard(talking)


def status(port: int, path: str = "/healthz") -> int:
    return ask(port, path, {"Host": "localhost"})[0].status


def is_soon(port: int) -> bool:
    begin = time.monotonic()
    return [status(port, path) for path in ("/healthz", "/help/")] == [200, 200] and time.monotonic() - begin < SOON_S


def test_half_requests_hold_nobody(port: int):
    with ExitStack() as held:
        for said in (b"", b"GET / HTTP/1.1\r\nX-a: ", b"POST /settings/ HTTP/1.1\r\nContent-Length: 9\r\n\r\na") * MANY:
            held.enter_context(connected(port, said))

        assert is_soon(port)


def test_a_request_that_comes_byte_by_byte_is_answered(port: int):
    with connected(port) as talking:
        for byte in b"GET /healthz HTTP/1.0\r\nHost: localhost\r\n\r\n":
            talking.sendall(bytes([byte]))

        assert heard(talking).endswith(b"\r\n\r\nok\n")


@pytest.fixture
def big() -> str:
    """The address of a document of three records of 3 MB."""
    document = factories.document(factories.archive(), "")
    Record.objects.filter(document=document).delete()
    for ordinal in range(3):
        Record.objects.create(archive=document.archive, document=document, raw=BIG, lines=[], ordinal=ordinal)
    return f"/d/{document.pk}/raw"


def test_slow_readers_hold_nobody_and_get_every_byte(port: int, big: str):
    asked = f"GET {big} HTTP/1.0\r\nHost: localhost\r\n\r\n".encode()
    with ExitStack() as held:
        slow = [held.enter_context(connected(port, asked, buffer=4096)) for _ in range(MANY)]
        time.sleep(0.3)

        assert is_soon(port)
        last = heard(slow[-1]).partition(b"\r\n\r\n")[2]

    assert hashlib.sha256(last).hexdigest() == hashlib.sha256(BIG * 3).hexdigest()


def is_dropped(talking: socket.socket) -> bool:
    talking.settimeout(0.05)
    try:
        return talking.recv(1) == b""
    except TimeoutError:
        return False
    except OSError:
        return True


@pytest.mark.parametrize(
    ("said", "times"),
    [
        # More connections than may be open, the newest of which are honest.
        (b"GET / HTTP/1.1\r\nX-a: ", 70),
        # More bytes of forms that never end than may be held.
        (b"POST /login/ HTTP/1.1\r\nContent-Length: 200001\r\n\r\n" + b"a" * 200_000, 12),
    ],
)
def test_when_there_is_no_room_somebody_who_waits_makes_some(port: int, said: bytes, times: int):
    with ExitStack() as held:
        waiting = [held.enter_context(connected(port, said)) for _ in range(times)]

        assert is_soon(port)
        dropped = [is_dropped(each) for each in waiting]

    assert 0 < sum(dropped) < times
    assert times == 12 or dropped == sorted(dropped, reverse=True)


def test_of_answers_that_nobody_reads_the_largest_makes_room():
    worker = object.__new__(Worker)
    worker.poller, worker.connections, worker.stuck = DefaultSelector(), set(), set()
    with ExitStack() as held:
        for size, state in ((9, Turn.ASKING), (2, Turn.READING), (5, Turn.READING), (4, Turn.READING)):
            ours, theirs = socket.socketpair()
            held.enter_context(theirs)
            connection = Connection(held.enter_context(ours), "", "")
            connection.sendall(b"a" * size)
            connection.state = state
            worker.connections.add(connection)

        worker._make_room(Turn.READING, 11, attrgetter("unsent_size"))
        before = sorted(each.unsent_size for each in worker.connections)
        worker._make_room(Turn.READING, 10, attrgetter("unsent_size"))

    assert before == [2, 4, 5, 9]
    assert sorted(each.unsent_size for each in worker.connections) == [2, 4, 9]


def test_requests_on_one_connection_are_answered_in_order(port: int):
    first, last = (f"GET {path} HTTP/1.1\r\nHost: localhost\r\n".encode() for path in ("/healthz", "/robots.txt"))
    form = b"POST /settings/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\n\r\na=b"

    said = told(port, first + b"\r\n" + form + last + b"Connection: close\r\n\r\n")

    codes = [part[:3] for part in said.split(b"HTTP/1.1 ")[1:]]
    assert codes == [b"200", b"403", b"200"]
    assert said.index(b"ok\n") < said.index(b"User-agent")


def test_a_head_has_no_body_and_the_connection_is_of_use_after_it(port: int):
    said = told(
        port, b"HEAD /help/ HTTP/1.1\r\nHost: localhost\r\n\r\nGET /healthz HTTP/1.0\r\nHost: localhost\r\n\r\n"
    )

    assert b"<html" not in said
    assert said.endswith(b"ok\n")


def test_whoever_hangs_up_halfway_is_answered(port: int):
    with connected(port, b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n") as talking:
        talking.shutdown(socket.SHUT_WR)

        assert b"ok\n" in talking.recv(65536)


@pytest.mark.parametrize(
    ("said", "code"),
    [
        (b"POST /login/ HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\na=b\r\n0\r\n\r\n", b"411"),
        (b"POST /login/ HTTP/1.1\r\nHost: a\r\nContent-Length: %d\r\n\r\n" % (BODY_MOST + 1), b"413"),
        (b"POST /login/ HTTP/1.1\r\nHost: a\r\nContent-Length: 1%s\r\n\r\n" % (b"0" * 5000), b"400"),
        (b"POST /login/ HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n", b"400"),
        (b"POST /login/ HTTP/1.1\r\nHost: a\r\nContent-Length: \xb2\r\n\r\n", b"400"),
        (b"GET / HTTP/1.1\r\nHost: a\r\nX-a: " + b"a" * HEAD_MOST, b"431"),
        (b"GET /%s HTTP/1.1\r\nHost: a\r\n\r\n" % (b"a" * 5000), b"414"),
        (b"nonsense\r\n\r\n", b"400"),
        (b"\r\n\r\n", b"400"),
    ],
)
def test_what_no_request_of_ours_looks_like_is_refused_at_once(port: int, said: bytes, code: bytes):
    assert told(port, said).split()[1] == code
    assert status(port) == 200


def test_a_form_that_asks_first_is_told_to_come(port: int):
    head = b"POST /settings/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\nConnection: close\r\n"
    with connected(port, head + b"Expect: 100-continue\r\n\r\n") as talking:
        assert talking.recv(25).startswith(b"HTTP/1.1 100 ")
        talking.sendall(b"a=b")

        assert b"HTTP/1.1 403 " in heard(talking)


def test_what_is_worth_a_page_is_answered_while_searches_take_all_their_threads(port: int):
    factories.post(factories.thread(factories.archive()), "The small bell.")
    with psycopg.connect(**connection.get_connection_params()) as other, ThreadPoolExecutor(MANY) as pool:
        other.execute("LOCK TABLE threads_post IN ACCESS EXCLUSIVE MODE")
        asked = [pool.submit(status, port, "/search/?q=bell") for _ in range(MANY)]

        assert is_soon(port)
        assert {code.result() for code in asked} == {503}


def test_a_question_that_takes_too_long_ends_in_the_sites_own_page(port: int, process):
    factories.post(factories.thread(factories.archive(slug="bells")), "The small bell.")
    before = children(process)
    with psycopg.connect(**connection.get_connection_params()) as other, ThreadPoolExecutor(MANY) as pool:
        other.execute("LOCK TABLE threads_archive IN ACCESS EXCLUSIVE MODE")
        answers = list(pool.map(lambda _: ask(port, "/a/bells/", {"Host": "localhost"}), range(MANY)))
        other.rollback()

    assert {answer.status for answer, _ in answers} == {503}
    assert {answer.headers["Retry-After"] for answer, _ in answers} == {"10"}
    assert all("back in a moment" in page for _, page in answers)
    assert {status(port, "/a/bells/") for _ in range(20)} == {200}
    assert children(process) == before


def test_whoever_gets_no_answer_is_told_so_and_another_process_takes_over(port: int, process):
    before = children(process)

    never, page = ask(port, "/never/", {"Host": "localhost"})

    assert (never.status, never.headers["Retry-After"]) == (503, "10")
    assert "back in a moment" in page
    wait_until(lambda: children(process) not in ([], before), 30)
    assert status(port, "/help/") == 200


def test_whoever_waits_when_a_process_is_aborted_is_told_so(port: int, process):
    with ThreadPoolExecutor(1) as pool:
        asked = pool.submit(ask, port, "/never/", {"Host": "localhost"})
        time.sleep(0.3)
        os.kill(int(children(process)[0]), signal.SIGABRT)
        never, page = asked.result()

    assert never.status == 503
    assert "back in a moment" in page


def test_what_breaks_outside_of_django_says_so_as_the_site_does(port: int):
    raised, page = ask(port, "/raises/", {"Host": "localhost"})
    broken, _ = ask(port, "/breaks-off/", {"Host": "localhost"})
    said = told(port, b"GET /breaks-off/?much HTTP/1.1\r\nHost: localhost\r\n\r\n")

    assert (raised.status, broken.status) == (503, 503)
    assert "back in a moment" in page
    assert raised.headers["Content-Security-Policy"]
    assert raised.headers["Cache-Control"] == "no-store"
    # Of what has gone out nothing can be taken back: it ends without the mark of a whole answer.
    assert said.startswith(b"HTTP/1.1 200")
    assert not said.endswith(b"0\r\n\r\n")


def test_a_process_that_is_replaced_lets_nobody_down(port: int, process):
    before, over = children(process), threading.Event()

    def ask_on() -> list[int]:
        """On one connection for as long as it is kept, as a proxy does."""
        codes, talking = [], HTTPConnection("127.0.0.1", port, timeout=60)
        while not over.wait(0.02):
            talking.request("GET", "/healthz", headers={"Host": "localhost"})
            answer = talking.getresponse()
            answer.read()
            codes.append(answer.status)
        talking.close()
        return codes

    with ThreadPoolExecutor(3) as pool:
        asked = [pool.submit(ask_on) for _ in range(3)]
        time.sleep(0.2)
        process.send_signal(signal.SIGHUP)
        wait_until(lambda: len(children(process)) == 1 and children(process) != before, 40)
        over.set()

    assert {code for codes in asked for code in codes.result()} == {200}
