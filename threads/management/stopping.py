"""What asks a long command to end (Ctrl-C, SIGTERM, a closed terminal, a full disk) -> what is left, in words, and a code."""

from __future__ import annotations

import os
import signal
import sys
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType, TracebackType
from typing import Any, Self

from django.conf import settings
from django.core.management.base import OutputWrapper

from forum.postgres.space import fullness
from threads.readers import NO_ROOM

EXIT_TRY_AGAIN = 75  # as sysexits.h has it
EXIT_SIGNALLED = 128  # and the signal's number, as the shell counts it
ASKING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
# Service managers and closed terminals send two signals at once; an impatient person tries again.
PATIENCE_S = 5.0
# What is left for the log of what is being stored, and for readers.
ROOM = 128 * 2**20


class Stopped(KeyboardInterrupt):
    """Ctrl-C, by whichever signal it comes."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.code = EXIT_SIGNALLED + number


class NoRoomError(Exception):
    """The disk is about to be full."""


class Stoppable:
    """A block that ends at each of these signals as at Ctrl-C, says ``left`` and exits with the signal's code.

    From then on further signals are passed over, so that nothing is left half tidied; after a while one ends the program
    on the spot.
    """

    def __init__(self, stderr: OutputWrapper, left: str = "") -> None:
        self.left = left  # what became of the work, and how to go on: true at any moment of the block
        self._stderr = stderr
        self._process = os.getpid()
        self._asked_at: float | None = None
        self._before: dict[int, Any] = {}

    def __enter__(self) -> Self:
        for number in ASKING:
            before = signal.getsignal(number)
            if before is not signal.SIG_IGN:  # nohup, or a shell that runs it in the background
                with suppress(ValueError):  # threads other than the first hear no signals
                    self._before[number] = signal.signal(number, self._hear)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._asked_at is None:
            for number, handler in self._before.items():
                signal.signal(number, handler)
        traceback.clear_frames(trace)  # running workers go now, not when Python ends and waits for them
        if isinstance(error, KeyboardInterrupt):
            self._end("", error.code if isinstance(error, Stopped) else EXIT_SIGNALLED + signal.SIGINT)
        if isinstance(error, NoRoomError):
            self._end(f"{error}\n", EXIT_TRY_AGAIN)
        if isinstance(error, OSError) and error.errno in NO_ROOM:
            self._end(f"There is no room left on the disk of {settings.FORUM_DATA}.\n", EXIT_TRY_AGAIN)

    def _end(self, why: str, code: int) -> None:
        with suppress(OSError):  # the terminal may be gone
            self._stderr.write(f"\n{why}Stopped. {self.left}")
        sys.exit(code)

    def _hear(self, number: int, _frame: FrameType | None) -> None:
        if os.getpid() != self._process:  # a copy of us that is about to be a worker
            os._exit(EXIT_SIGNALLED + number)
        if self._asked_at is None:
            self._asked_at = time.monotonic()
            raise Stopped(number)
        if time.monotonic() - self._asked_at > PATIENCE_S:
            os._exit(EXIT_SIGNALLED + number)


@contextmanager
def let_go() -> Iterator[None]:
    """A block that releases half-fetched rows as soon as an error ends it, while their transaction lasts."""
    try:
        yield
    except BaseException as error:
        traceback.clear_frames(error.__traceback__)
        raise


def stop_when_full() -> None:
    """End before the embedded server does: it stops when its log has no room, and then nobody can read."""
    if settings.IS_EMBEDDED and (reason := fullness(settings.FORUM_DATA, ROOM)):
        raise NoRoomError(reason)
