"""A non-blocking socket -> a whole request, and an answer that goes out as fast as it is read.

gunicorn's parser and response take it for a socket: what they receive is here already, what they send is kept.
"""

import socket
import tempfile
import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import IO, Any

from gunicorn import http
from gunicorn.config import Config
from gunicorn.http.message import Request

from forum.tickets import room_for

CHUNK = 64 * 1024
HEAD_ENDS = b"\r\n\r\n"
# Cookies and a long search are a few thousand bytes; the largest form of the admin is smaller than this body.
HEAD_MOST = 32 * 1024
BODY_MOST = 256 * 1024
# What is left of an answer goes to a file without a name beyond this, as a proxy would keep it.
MEMORY_MOST = 256 * 1024
# An answer that is made as it is sent stops here until its reader has caught up.
AHEAD_MOST = 1024 * 1024
NO_ROOM = "507 Insufficient Storage"
CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"


class Turn(Enum):
    """Whose turn it is: the visitor's to ask, ours to answer, theirs to read, theirs to hang up."""

    ASKING = 1
    ANSWERED = 2
    READING = 3
    LEAVING = 4


class RequestRefusedError(Exception):
    """A request that is larger than any of ours, or whose size is not said, and what it is answered with."""

    def __init__(self, status: str) -> None:
        super().__init__(status)
        head = f"HTTP/1.1 {status}\r\nConnection: close\r\nContent-Type: text/plain\r\n"
        self.answer = f"{head}Content-Length: {len(status) + 1}\r\n\r\n{status}\n".encode()


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer on its way: gunicorn's response, what is still to be written into it, and what its log wants."""

    response: Any
    environ: dict[str, Any]
    arrival: datetime
    items: Iterator[bytes]
    whole: Any


class Connection:
    """One visitor's. The loop alone receives; whoever has its turn sends."""

    def __init__(self, sock: socket.socket, client: object, server: object) -> None:
        sock.settimeout(0)
        self.sock = sock
        self.client = client
        self.server = server
        self.state = Turn.ASKING
        self.deadline = 0.0
        self.since = 0.0
        self.seconds = 0.0
        self.has_thread = False
        self.request: Any = None
        self.reply: Reply | None = None
        self.work: Any = None
        self.is_kept = False
        self.is_given_up = False
        # Held while an answer is sent, so that the loop never says something in the middle of it.
        self.lock = threading.Lock()
        self._received = bytearray()
        self._body_length = 0
        # What is sent of files, where a ticket allows it; in a file without a name, so that it takes no memory.
        self._upload: IO[bytes] | None = None
        self._upload_left = 0
        # Bytes that nobody has read yet, in memory or in a file.
        self.unsent_size = 0
        self._unsent = bytearray()
        self._stored: IO[bytes] | None = None
        self._has_sent = False

    def fileno(self) -> int:
        """Let a selector watch it."""
        return self.sock.fileno()

    # What comes

    @property
    def received_size(self) -> int:
        """Bytes that came and nobody has taken."""
        return len(self._received)

    def receive(self) -> bool:
        """Take what has come; whether the other side is still there. Raises RequestRefusedError where nothing can keep it."""
        try:
            came = self.sock.recv(CHUNK)
        except BlockingIOError:
            return True
        except OSError:
            return False
        self._received += came
        self._lay_aside()
        return bool(came)

    @property
    def is_uploading(self) -> bool:
        """Whether files are coming, which may take as long as they keep coming."""
        return self._upload is not None

    def _lay_aside(self) -> None:
        """Move what came of an upload out of memory."""
        if self._upload is None or not self._upload_left:
            return
        piece = self._received[: self._upload_left]
        try:
            self._upload.write(piece)
            if len(piece) == self._upload_left:
                self._upload.seek(0)
        except OSError as error:  # most often the disk is full
            self._end_upload()
            raise RequestRefusedError(NO_ROOM) from error
        del self._received[: len(piece)]
        self._upload_left -= len(piece)

    def is_gone(self) -> bool:
        """Whether the other side hung up while it waited for an answer."""
        try:
            return self.sock.recv(1, socket.MSG_PEEK) == b""
        except BlockingIOError:
            return False
        except OSError:
            return True

    def read_request(self, config: Config) -> bool:
        """Whether a request is here whole; raises RequestRefusedError, or what gunicorn's parser has against it."""
        if not self.request:
            head = self._received.find(HEAD_ENDS)
            if head < 0 and len(self._received) <= HEAD_MOST:
                return False
            if not 0 <= head <= HEAD_MOST:
                raise RequestRefusedError("431 Request Header Fields Too Large")
            self._body_length = head + len(HEAD_ENDS)
            self.request = next(http.get_parser(config, self, self.client))
            self._body_length = self._announced(self.request)
            self._lay_aside()
        if self._upload is not None:
            return self._upload_left == 0
        return len(self._received) >= self._body_length

    def _announced(self, request: Request) -> int:
        """How long the body is."""
        headers = dict(request.headers)
        if "TRANSFER-ENCODING" in headers:
            raise RequestRefusedError("411 Length Required")
        length = int(headers.get("CONTENT-LENGTH", 0))
        if length > BODY_MOST:
            if length > room_for(request.query or ""):
                raise RequestRefusedError("413 Content Too Large")
            self._upload, self._upload_left = tempfile.TemporaryFile(), length  # noqa: SIM115 - closed with the request
        if length > len(self._received) and "EXPECT" in headers:
            with suppress(OSError):
                self.sock.send(CONTINUE)
        return length

    def recv(self, size: int) -> bytes:
        """Give gunicorn's parser what it would read from a socket, of this request and no further."""
        size = min(size, self._body_length)
        if self._upload is not None:
            piece = self._upload.read(size)
        else:
            piece = bytes(self._received[:size])
            del self._received[:size]
        self._body_length -= len(piece)
        return piece

    # What goes

    @property
    def has_sent(self) -> bool:
        """Whether something of the answer is out, so that no other can be given."""
        return self._has_sent

    @property
    def is_ahead(self) -> bool:
        """Whether an answer is so far ahead of its reader that it should wait."""
        return len(self._unsent) > AHEAD_MOST

    def sendall(self, data: bytes) -> None:
        """Keep what gunicorn's response would send."""
        if not self.is_given_up:
            self._unsent += data
            self.unsent_size += len(data)

    send = sendall

    def gettimeout(self) -> float:
        """Tell gunicorn that sending waits for nobody."""
        return 0.0

    def unsay(self) -> None:
        """Take back what has not been sent."""
        self.unsent_size = 0
        self._unsent.clear()
        if self._stored:
            self._stored.close()
            self._stored = None

    def flush(self) -> bool:
        """Send what the other side takes; whether that was all."""
        with self.lock:
            if self.is_given_up:
                return True
            while self._unsent or self._refill():
                try:
                    sent = self.sock.send(self._unsent)
                except BlockingIOError:
                    return False
                del self._unsent[:sent]
                self.unsent_size -= sent
                self._has_sent = True
        return True

    def _refill(self) -> bool:
        if not self._stored:
            return False
        self._unsent += self._stored.read(CHUNK)
        if not self._unsent:
            self._stored.close()
            self._stored = None
        return bool(self._unsent)

    def store(self) -> None:
        """Lay what a slow reader has not taken yet on the disk."""
        if self._stored or len(self._unsent) <= MEMORY_MOST:
            return
        self._stored = tempfile.TemporaryFile()  # noqa: SIM115 - closed when it has gone out
        self._stored.write(self._unsent)
        self._stored.seek(0)
        self._unsent.clear()

    def give_up(self, answer: bytes) -> bool:
        """Send a last word in place of an answer, if none has begun; tells whether it was sent."""
        with self.lock:
            self.is_given_up = True
            if self._has_sent:
                return False
            with suppress(OSError):
                return self.sock.send(answer) == len(answer)
        return False

    def next_request(self) -> None:
        """Reset, keeping what has come of the next request; an unread body is no part of it."""
        if self._upload is None:
            del self._received[: self._body_length]
        self._end_upload()
        self.request = self.reply = None
        self._body_length = 0
        self._has_sent = False

    def _end_upload(self) -> None:
        upload, self._upload = self._upload, None
        if upload is not None:
            with suppress(OSError):  # what it has in memory is not wanted any more
                upload.close()

    def forget(self) -> None:
        """Take no notice of what has come."""
        self._received.clear()

    def finish(self) -> None:
        """Say that nothing more will come; the other side has the time to read what has."""
        self.forget()
        with suppress(OSError):
            self.sock.shutdown(socket.SHUT_WR)

    def close(self) -> None:
        """Let go of everything."""
        self.unsay()
        self._end_upload()
        with suppress(OSError):
            self.sock.close()
