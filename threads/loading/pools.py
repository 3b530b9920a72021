"""Independent tasks -> their results in order, over several processes where that pays.

At most a few tasks a worker are under way, so memory does not grow with their number. Workers ignore Ctrl-C, which is
the parent's to answer, and die with the parent even if it is killed.
"""

from __future__ import annotations

import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import islice
from multiprocessing import active_children, get_context, parent_process
from typing import TypeVar

Task = TypeVar("Task")
Result = TypeVar("Result")

AHEAD = 4  # tasks a worker


def cores() -> int:
    """The processors this process may use."""
    return len(os.sched_getaffinity(0))


def in_order(
    work: Callable[[Task], Result],
    tasks: Iterable[Task],
    *,
    workers: int,
    prepare: Callable[[], None] | None = None,
) -> Iterator[Result]:
    """Do tasks, the results in the order of the tasks. With one worker, do them here; others ``prepare`` first."""
    if workers <= 1:
        yield from map(work, tasks)
        return
    others = set(active_children())
    pool = ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=_begin, initargs=(prepare,))
    pending: deque[Future[Result]] = deque()
    waiting = iter(tasks)
    try:
        pending.extend(pool.submit(work, task) for task in islice(waiting, workers * AHEAD))
        while pending:
            yield pending.popleft().result()
            pending.extend(pool.submit(work, task) for task in islice(waiting, 1))
    except BaseException:
        # Nobody waits for what is under way: Ctrl-C is to be obeyed at once.
        for worker in set(active_children()) - others:
            worker.terminate()
        raise
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _begin(prepare: Callable[[], None] | None) -> None:
    """Ignore Ctrl-C and live no longer than the parent."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = parent_process()
    if parent is not None:
        threading.Thread(target=_die_after, args=(parent.join,), daemon=True).start()
    if prepare is not None:
        prepare()


def _die_after(wait: Callable[[], object]) -> None:
    wait()
    os._exit(1)
