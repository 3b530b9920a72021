"""Processes that do tasks end when whoever waits for them does, wherever they are."""

import subprocess
import sys

import pytest
from django.conf import settings

ENDS_IN_S = 30
# In a program without threads workers are copies of it, so they know the pool that they belong to.
BEGINNING = """
import os, signal, struct, sys, time
from threads.loading.workers.pools import Pool

BEGUN, GO = os.pipe()
HALF, TOLD = os.pipe()

def half_a_result(task):
    if task:
        os.read(BEGUN, 1)
        os.write(POOL._executor._result_queue._writer.fileno(), struct.pack("!i", 1_000) + b"half")
        os.write(TOLD, b"1")
        time.sleep(60)
    return task

def ask_to_end(task):
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        os.kill(os.getpid(), number)
    return task + 1

POOL = Pool(2)
"""
STOPPED_IN_THE_MIDDLE = """
results = POOL.imap(half_a_result, [0, 1, 1])
next(results)
os.write(GO, b"1")
os.read(HALF, 1)
results.close()
print("ended")
"""
ASKED = """
print(list(POOL.imap(ask_to_end, range(4))))
POOL.close()
"""


def said(program: str) -> str:
    command = [sys.executable, "-c", BEGINNING + program]
    return subprocess.run(
        command, cwd=settings.BASE_DIR, check=True, capture_output=True, text=True, timeout=ENDS_IN_S
    ).stdout.strip()


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere workers are no copies")
def test_workers_stopped_in_the_middle_of_a_result_are_not_waited_for() -> None:
    assert said(STOPPED_IN_THE_MIDDLE) == "ended"


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere workers are no copies")
def test_workers_leave_it_to_the_program_to_answer_signals() -> None:
    assert said(ASKED) == "[1, 2, 3, 4]"
