"""Connections -> answers: one loop that waits for everybody, and threads that wait for nobody but the database.

A request comes to a thread when it is here whole, and its answer goes out from the loop. So whoever sends half a request
or reads slowly holds a socket, never a thread. Threads are divided into lanes, so expensive requests fill their own only.
"""

import errno
import os
import selectors
import time
from collections.abc import Callable
from concurrent.futures import Future
from datetime import datetime
from functools import partial
from operator import attrgetter
from typing import Any

from gunicorn.http import wsgi
from gunicorn.http.errors import InvalidResponseHeader, InvalidResponseHeaderName, ParseException
from gunicorn.util import unquote_to_wsgi_str
from gunicorn.workers.base import Worker as GunicornWorker
from gunicorn.workers.gthread import PollableMethodQueue

from forum.serving.allowances import (
    CONNECTIONS_MOST,
    HELD_MOST,
    KEPT_MOST,
    LEAVING_S,
    LOOK_EVERY_S,
    PATIENCE_S,
    QUEUED_S,
    REQUEST_S,
    REST_S,
    STALLED_S,
)
from forum.serving.connection import MEMORY_MOST, Connection, Reply, RequestRefusedError, Turn
from forum.serving.lanes import Lane, lanes
from forum.serving.memory import give_memory_back


class Worker(GunicornWorker):  # type: ignore[misc]
    """A process that serves."""

    def init_process(self) -> None:
        """Get ready before gunicorn loads the site and calls `run`."""
        self.poller = selectors.DefaultSelector()
        self.calls = PollableMethodQueue()
        self.calls.init()
        self.connections: set[Connection] = set()
        self.stuck: set[Connection] = set()
        self.lanes: tuple[Lane, ...] = ()
        self.answering = 0
        self.resting: dict[Any, float] = {}
        self.looks_at = 0.0
        give_memory_back()
        super().init_process()

    @classmethod
    def check_config(cls, cfg: Any, _log: Any) -> None:
        """Refuse options that would be ignored silently."""
        if cfg.is_ssl:
            raise RuntimeError("This server speaks plain HTTP: let a proxy end TLS (docs/install.md).")

    def run(self) -> None:
        """Serve until told to stop, then let those go who are being served."""
        # The site is loaded by now, and its settings with it.
        from forum.health import last_word  # noqa: PLC0415

        self.last_word = last_word()
        self.lanes = lanes(self.cfg.threads)
        self.poller.register(self.calls, selectors.EVENT_READ, self.calls.run_callbacks)
        for listener in self.sockets:
            listener.settimeout(0)
            self.poller.register(listener, selectors.EVENT_READ, self._accept)
        while self.alive and self.ppid == os.getppid():
            self._turn(1.0)
        self._leave()

    def _turn(self, seconds: float) -> None:
        """Do what has become possible, and drop connections past their deadline."""
        self.notify()
        for key, _ in self.poller.select(REST_S if self.resting else seconds):
            # One that came a moment ago may have taken the place of another.
            if not isinstance(key.fileobj, Connection) or key.fileobj in self.connections:
                key.data(key.fileobj)
        now = time.monotonic()
        for listener in [each for each, until in self.resting.items() if until <= now]:
            del self.resting[listener]
            self.poller.register(listener, selectors.EVENT_READ, self._accept)
            self._take_in(listener)
        if now < self.looks_at:
            return
        self.looks_at = now + LOOK_EVERY_S
        for connection in [each for each in self.connections if each.deadline < now]:
            if connection.state is Turn.ANSWERED:
                self._give_up(connection)
            else:
                self._drop(connection)

    def _wait(self, connection: Connection, state: Turn, seconds: float, then: Callable[[Connection], None]) -> None:
        """Be called when the other side has sent, or taken, something."""
        connection.state = state
        connection.since = time.monotonic()
        connection.deadline = connection.since + seconds
        event = selectors.EVENT_WRITE if state is Turn.READING else selectors.EVENT_READ
        self.poller.register(connection, event, then)

    def _drop(self, connection: Connection) -> None:
        if connection not in self.connections:
            return
        if connection in self.poller.get_map():
            self.poller.unregister(connection)
        self.connections.remove(connection)
        if connection.reply and connection not in self.stuck:
            self._end(connection.reply)
        connection.close()

    # A request comes

    def _accept(self, listener: Any) -> None:
        """Accept a newcomer, after leaving it for a moment to other processes with a free thread."""
        if self.answering < self.cfg.threads:
            self._take_in(listener)
        else:
            self.poller.unregister(listener)
            self.resting[listener] = time.monotonic() + REST_S

    def _take_in(self, listener: Any) -> None:
        try:
            sock, client = listener.accept()
        except OSError as error:
            # Else another process was first, or the visitor has left.
            if error.errno in (errno.EMFILE, errno.ENFILE):
                self._drop_longest_idle()
            return
        connection = Connection(sock, client, listener.getsockname())
        self.connections.add(connection)
        self._wait(connection, Turn.ASKING, REQUEST_S, self._on_request)
        if len(self.connections) > CONNECTIONS_MOST:
            self._drop_longest_idle()

    def _drop_longest_idle(self) -> None:
        idle = [each for each in self.connections if each.state is not Turn.ANSWERED]
        if idle:
            self._drop(min(idle, key=lambda each: each.since))

    def _on_request(self, connection: Connection) -> None:
        """Take what came, and give the request to a thread once it is here whole."""
        if not connection.received_size and not connection.request:
            connection.deadline = time.monotonic() + REQUEST_S
        try:
            is_there = connection.receive()
        except RequestRefusedError as error:
            self._refuse_request(connection, error)
            return
        if not is_there:
            self._drop(connection)
            return
        if connection.is_uploading:
            connection.deadline = time.monotonic() + REQUEST_S
        if connection.received_size > HELD_MOST // CONNECTIONS_MOST:
            self._make_room(Turn.ASKING, HELD_MOST, attrgetter("received_size"))
        if connection in self.connections:
            self._read_on(connection)

    def _make_room(self, state: Turn, most: int, size: Callable[[Connection], int]) -> None:
        """Let go of the largest of those in a state, if they are too large together."""
        those = [each for each in self.connections if each.state is state]
        if sum(map(size, those)) > most:
            self._drop(max(those, key=size))

    def _read_on(self, connection: Connection) -> None:
        try:
            is_whole = connection.read_request(self.cfg)
        except RequestRefusedError as error:
            self._refuse_request(connection, error)
        except Exception as error:
            self._refuse(connection, partial(self.handle_error, None, connection, connection.client, error))
        else:
            if is_whole:
                self.poller.unregister(connection)
                self._submit(connection)

    def _refuse_request(self, connection: Connection, error: RequestRefusedError) -> None:
        if error.__cause__:
            self.log.error("A request was refused, %s: %s", error, error.__cause__)
        self._refuse(connection, partial(connection.sendall, error.answer))

    def _refuse(self, connection: Connection, say: Callable[[], None]) -> None:
        self.poller.unregister(connection)
        say()
        connection.is_kept = False
        self._send(connection)

    def _submit(self, connection: Connection) -> None:
        """Give a request, or an answer that its reader has caught up with, to a thread of its lane."""
        request = connection.request
        address = unquote_to_wsgi_str(f"{request.path}?{request.query}")
        lane = next(lane for lane in self.lanes if lane.takes(address))
        connection.state = Turn.ANSWERED
        connection.since = time.monotonic()
        connection.seconds = lane.seconds
        connection.deadline = connection.since + QUEUED_S
        connection.has_thread = False
        self.answering += 1
        connection.work = lane.pool.submit(self._answer, connection)
        connection.work.add_done_callback(partial(self.calls.defer, self._answered, connection))

    # It is answered, in a thread

    def _answer(self, connection: Connection) -> bool:
        """Make an answer, or more of it, and send what goes out at once; whether the connection is of use still."""
        now = time.monotonic()
        connection.deadline = now + connection.seconds
        connection.has_thread = True
        # Do not look at once whether the visitor has left: some hang up halfway to say that they have asked all.
        has_waited = now - connection.since > PATIENCE_S
        if connection.is_given_up or (has_waited and connection.is_gone()):
            return False
        try:
            if not connection.reply:
                connection.reply = self._begin(connection)
            if self._go_on(connection, connection.reply):
                self._end(connection.reply)
                connection.is_kept = not connection.reply.response.should_close()
                connection.reply = None
        except Exception as error:
            if connection.reply:
                self._end(connection.reply)
                connection.reply = None
            connection.is_kept = False
            if connection.has_sent:
                # A second answer in the middle of the first would pass for a part of it.
                self.log.exception("An answer broke off: %s", connection.request.uri)
                return False
            connection.unsay()
            self.handle_error(connection.request, connection, connection.client, error)
        return self._flushed(connection)

    def _begin(self, connection: Connection) -> Reply:
        response, environ = wsgi.create(connection.request, connection, connection.client, connection.server, self.cfg)
        environ["wsgi.multithread"] = True
        self.nr += 1
        if self.nr >= self.max_requests:
            self.alive = False
        if not self.alive or not self.cfg.keepalive:
            response.force_close()
        arrival = datetime.now()  # noqa: DTZ005 - gunicorn's log subtracts it
        whole = self.wsgi(environ, response.start_response)
        return Reply(response, environ, arrival, iter(whole), whole)

    def _go_on(self, connection: Connection, reply: Reply) -> bool:
        """Write an answer; whether it is whole, or its reader has to catch up first."""
        for item in reply.items:
            reply.response.write(item)
            if connection.is_ahead and not connection.flush():
                return False
        reply.response.close()
        return True

    def _end(self, reply: Reply) -> None:
        """Let Django close what it has open."""
        if hasattr(reply.whole, "close"):
            reply.whole.close()
        spent = datetime.now() - reply.arrival  # noqa: DTZ005
        self.log.access(reply.response, reply.response.req, reply.environ, spent)

    def _flushed(self, connection: Connection) -> bool:
        try:
            connection.flush()
        except OSError:
            return False
        connection.store()
        return True

    def handle_error(self, req: Any, client: Any, addr: Any, exc: BaseException) -> None:
        """Say what is wrong with a request, or that we are at fault; never in gunicorn's own words."""
        is_ours = isinstance(exc, InvalidResponseHeader | InvalidResponseHeaderName)
        if isinstance(exc, ParseException) and not is_ours:
            super().handle_error(req, client, addr, exc)
            return
        self.log.error("Error handling request %s", getattr(req, "uri", ""), exc_info=exc)
        client.sendall(self.last_word)

    # The answer goes out

    def _answered(self, connection: Connection, work: "Future[bool]") -> None:
        """Go on where the thread stopped."""
        self.answering -= 1
        self.stuck.discard(connection)
        if connection.is_given_up or connection not in self.connections:
            return
        if work.cancelled() or work.exception() or not work.result():
            self._drop(connection)
            return
        self._send(connection)

    def _send(self, connection: Connection) -> None:
        try:
            is_all = connection.flush()
        except OSError:
            self._drop(connection)
            return
        if not is_all:
            self._wait(connection, Turn.READING, STALLED_S, self._taken)
            if connection.unsent_size > MEMORY_MOST:
                self._make_room(Turn.READING, KEPT_MOST, attrgetter("unsent_size"))
        elif connection.reply:
            self._submit(connection)
        else:
            self._end_request(connection)

    def _taken(self, connection: Connection) -> None:
        self.poller.unregister(connection)
        self._send(connection)

    def _end_request(self, connection: Connection) -> None:
        if connection.is_kept:
            # Who was told that the connection is kept may be asking already.
            connection.next_request()
            self._wait(connection, Turn.ASKING, self.cfg.keepalive if self.alive else LEAVING_S, self._on_request)
            if connection.received_size:
                self._read_on(connection)
            return
        connection.finish()
        self._wait(connection, Turn.LEAVING, LEAVING_S, self._left)

    def _left(self, connection: Connection) -> None:
        """Ignore what comes until the other side hangs up: closing at once would take our answer back."""
        if not connection.receive():
            self._drop(connection)
        connection.forget()

    # It takes too long, or the process ends

    def _give_up(self, connection: Connection) -> None:
        """Answer in place of a thread that does not. If it is at work it may never end, so this process must."""
        is_queued = connection.work.cancel()
        if not is_queued and (not connection.has_thread or connection.deadline > time.monotonic()):
            # Its turn has come this moment.
            return
        uri = connection.request.uri
        self._say_last_word(connection)
        if not is_queued:
            self.log.error("No answer in time, so process %s makes room for a new one: %s", self.pid, uri)
            self.stuck.add(connection)
            self.alive = False

    def _say_last_word(self, connection: Connection) -> None:
        connection.give_up(self.last_word)
        connection.finish()
        self._wait(connection, Turn.LEAVING, LEAVING_S, self._left)

    def _leave(self) -> None:
        """Answer those who have asked, or are about to, and nobody else."""
        for listener in self.sockets:
            if listener not in self.resting:
                self.poller.unregister(listener)
        self.resting.clear()
        end = time.monotonic() + self.cfg.graceful_timeout
        for connection in self.connections:
            if connection.state is Turn.ASKING:
                connection.deadline = min(connection.deadline, time.monotonic() + LEAVING_S)
        while self.connections and time.monotonic() < end:
            self._turn(LOOK_EVERY_S)
        for connection in list(self.connections):
            if connection.state is Turn.ANSWERED:
                self.stuck.add(connection)
                connection.give_up(self.last_word)
            self._drop(connection)
        for lane in self.lanes:
            lane.pool.shutdown(wait=False, cancel_futures=True)
        if self.stuck:
            # Python would wait for its threads.
            os._exit(1)

    def handle_exit(self, _sig: int, _frame: Any) -> None:
        """Leave in good order, when the loop comes round to it."""
        self.alive = False
        self.calls.defer(lambda: None)

    def handle_quit(self, sig: int, frame: Any) -> None:
        """Leave at once."""
        for lane in self.lanes:
            lane.pool.shutdown(wait=False, cancel_futures=True)
        super().handle_quit(sig, frame)

    def handle_abort(self, _sig: int, _frame: Any) -> None:
        """Say to everybody who waits that it will be a moment, before gunicorn kills us."""
        for connection in list(self.connections):
            if connection.state is Turn.ANSWERED:
                connection.give_up(self.last_word)
        self.cfg.worker_abort(self)
        os._exit(1)
