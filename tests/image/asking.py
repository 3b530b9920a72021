"""An address -> what comes back, as a browser, a slow visitor or a hostile one asks it."""

import gzip
import re
import socket
import ssl
import statistics
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPMessage, HTTPSConnection

# As a browser on the machine of compose asks a site that has no name.
LOCAL = {"Host": "127.0.0.1:8000"}
LINK = r'href="(?P<address>{}[^"]*)"'


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: HTTPMessage
    body: bytes
    seconds: float

    @property
    def text(self) -> str:
        return self.body.decode()

    def links(self, beginning: str) -> list[str]:
        """Addresses of the page that begin like this."""
        found = re.finditer(LINK.format(beginning), self.text)
        return list(dict.fromkeys(each["address"].partition("#")[0] for each in found))


@dataclass(frozen=True, slots=True)
class Door:
    """Where a server listens, and what a visitor sends along with each request."""

    host: str
    port: int
    headers: tuple[tuple[str, str], ...] = tuple(LOCAL.items())
    # By which name it is asked within TLS.
    name: str = ""

    def connect(self, timeout: float) -> HTTPConnection:
        if not self.name:
            return HTTPConnection(self.host, self.port, timeout=timeout)
        connection = HTTPSConnection(self.name, self.port, timeout=timeout, context=ANYBODY)
        # The name leads nowhere here, and is what the certificate is made for.
        connection._create_connection = lambda *_: socket.create_connection((self.host, self.port), timeout)  # type: ignore[attr-defined]
        return connection

    def ask(self, path: str, *, timeout: float = 30, method: str = "GET", **headers: str) -> Answer:
        """One request; names of headers are written with underscores."""
        began = time.monotonic()
        connection = self.connect(timeout)
        more = {name.replace("_", "-"): value for name, value in headers.items()}
        try:
            connection.request(method, path, headers=dict(self.headers) | more)
            answer = connection.getresponse()
            return Answer(answer.status, answer.headers, answer.read(), time.monotonic() - began)
        finally:
            connection.close()

    def wait(self, seconds: float = 30) -> None:
        """Wait until somebody listens who has no health check."""
        ends_at = time.monotonic() + seconds
        while True:
            try:
                self.ask("/")
                return
            except OSError:
                if time.monotonic() > ends_at:
                    raise
                time.sleep(0.2)

    def packed(self, path: str) -> tuple[Answer, bytes]:
        """The same as a browser asks it, and what it unpacks to."""
        answer = self.ask(path, Accept_Encoding="gzip")
        is_packed = answer.headers["Content-Encoding"] == "gzip"
        return answer, gzip.decompress(answer.body) if is_packed else answer.body

    def open(self, sent: bytes) -> socket.socket:
        """A connection on which something was sent, and from which nothing is read."""
        plain = socket.socket()
        # Little room, so that the other side cannot hand over much.
        plain.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        plain.settimeout(30)
        plain.connect((self.host, self.port))
        opened = ANYBODY.wrap_socket(plain, server_hostname=self.name) if self.name else plain
        opened.sendall(sent)
        return opened

    def head(self, path: str) -> bytes:
        """A request as it is sent, without its last line."""
        return "".join([f"GET {path} HTTP/1.1\r\n", *(f"{name}: {value}\r\n" for name, value in self.headers)]).encode()


def _anybody() -> ssl.SSLContext:
    """Certificates are made for the test, by nobody who is known."""
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


ANYBODY = _anybody()


@contextmanager
def half_requests(door: Door, count: int) -> Iterator[None]:
    """Visitors who begin to ask and do not end."""
    with ExitStack() as stack:
        for _ in range(count):
            stack.enter_context(door.open(door.head("/") + b"X-a: "))
        yield


@contextmanager
def slow_readers(door: Door, path: str, count: int) -> Iterator[None]:
    """Visitors who ask for something large and read nothing of it."""
    with ExitStack() as stack:
        for _ in range(count):
            stack.enter_context(door.open(door.head(path) + b"\r\n"))
        yield


def waited(door: Door, path: str, times: int = 9) -> tuple[float, float]:
    """How long others wait: the median and the worst."""
    took = [door.ask(path).seconds for _ in range(times)]
    return statistics.median(took), max(took)
