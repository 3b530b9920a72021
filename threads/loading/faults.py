"""Exceptions -> what becomes of them: a fault of what is being read is kept with it, and all else ends the import.

No input may end an import, so whoever reads, reconstructs or stores asks here what an exception means. What is at fault
goes to quarantine, and is a defect of the program all the same: ``RAISE_FAULTS=1`` lets it through, as every test does
that does not ask for the contrary.
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
# Of the errors that speak of the database's own state, those about what it was given: too large for a column or an index.
TOO_LARGE = "54"
# Tables that a migration would make, and data that the disk has spoilt.
UNPREPARED = frozenset({"42P01", "42703", "XX001", "XX002"})
# Others were at the same rows, or made them a moment before; the same again may well succeed.
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
    """What is wrong with what was being read; raises the error where the reason lies elsewhere."""
    if os.environ.get(RAISE) or is_outside(error):
        raise error
    message = " ".join(writable(str(error)).split())[:LONGEST_MESSAGE]
    words = f"{type(error).__name__}: {message}" if message else type(error).__name__
    trace = writable("".join(traceback.format_exception(error)))
    return Fault(f"the program failed at it ({words}); please report it with its traceback", trace[-LONGEST_TRACE:])


def is_outside(error: Exception) -> bool:
    """Whether an error says nothing of what is being read: the database is away, or there is no room."""
    state = _state(error)
    if isinstance(error, INTERFACE) or state in UNPREPARED:
        return True
    if isinstance(error, OPERATIONAL):
        return not state.startswith(TOO_LARGE)
    return isinstance(error, OSError) and error.errno in NO_ROOM | NOTHING_LEFT


def again_if_passing(work: Callable[[], Result]) -> Result:
    """Do what may meet others at the same rows, and do it again where they were first."""
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
