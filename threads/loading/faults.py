"""Exceptions -> faults of what is being read, which are kept with it; anything else ends the import.

No input may end an import, so whoever reads, reconstructs or stores asks here what an exception means. The culprit goes
to quarantine. Still, a fault is a defect of the program: ``RAISE_FAULTS=1`` raises it, as tests do by default.
"""

from __future__ import annotations

import os
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

import django.db
import psycopg

from threads.readers import NO_ROOM, NOTHING_LEFT
from threads.records import writable

Result = TypeVar("Result")

RAISE = "RAISE_FAULTS"
LONGEST_MESSAGE = 300
# The end of a traceback says most: it is where it went wrong.
LONGEST_TRACE = 20_000
TRIES = 5
INTERFACE = (django.db.InterfaceError, psycopg.InterfaceError)
OPERATIONAL = (django.db.OperationalError, psycopg.OperationalError)
# Among errors of the database's own state, those about its input: too large for a column or an index.
TOO_LARGE = "54"
# Tables that a migration would make, and data that the disk has spoilt.
UNPREPARED = frozenset({"42P01", "42703", "XX001", "XX002"})
# Others were at the same rows, or made them a moment before; a second try may succeed.
PASSING = frozenset({"40001", "40P01", "55P03", "23505"})


@dataclass(frozen=True, slots=True)
class Fault:
    """Why something could not be read, in words, and where in the program."""

    reason: str
    trace: str


KILLED = Fault(
    "each process that read it was killed, most likely for want of memory; manage.py rebuild tries again", ""
)


def fault_of(error: Exception) -> Fault:
    """What is wrong with the input; raises the error if the reason lies elsewhere."""
    if os.environ.get(RAISE) or is_outside(error):
        raise error
    message = " ".join(writable(str(error)).split())[:LONGEST_MESSAGE]
    words = f"{type(error).__name__}: {message}" if message else type(error).__name__
    trace = writable("".join(traceback.format_exception(error)))
    return Fault(f"the program failed at it ({words}); please report it with its traceback", trace[-LONGEST_TRACE:])


def is_outside(error: Exception) -> bool:
    """Whether an error is not about the input: the database is away, or the disk is full."""
    state = _state(error)
    if isinstance(error, INTERFACE) or state in UNPREPARED:
        return True
    if isinstance(error, OPERATIONAL):
        return not state.startswith(TOO_LARGE)
    return isinstance(error, OSError) and error.errno in NO_ROOM | NOTHING_LEFT


def again_if_passing(work: Callable[[], Result]) -> Result:
    """Do what may collide with others at the same rows, and repeat it if it did."""
    for _ in range(TRIES - 1):
        try:
            return work()
        except (*OPERATIONAL, django.db.DatabaseError) as error:
            if _state(error) not in PASSING:
                raise
    return work()


def _state(error: BaseException) -> str:
    """What the database calls an error, empty where it never heard of it."""
    return getattr(error, "sqlstate", None) or getattr(error.__cause__, "sqlstate", None) or ""
