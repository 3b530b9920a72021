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
from concurrent.futures import ProcessPoolExecutor
from itertools import islice
from multiprocessing import active_children, forkserver, get_all_start_methods, get_context, parent_process
from typing import TypeVar

Task = TypeVar("Task")
Result = TypeVar("Result")

AHEAD = 4  # tasks a worker
# Workers are copies of one process that has no threads and has learnt all they need, where the system has such copies.
START = "forkserver" if "forkserver" in get_all_start_methods() else "spawn"
PRELOADED = "threads.loading.preloaded"


def cores() -> int:
    """The processors this process may use."""
    return len(os.sched_getaffinity(0))


def make_ready() -> None:
    """Begin to make the process that workers will be copies of, for it takes as long as reading a thousand mails."""
    if START == "forkserver":
        get_context(START).set_forkserver_preload([PRELOADED])
        forkserver.ensure_running()


class Pool:
    """Processes that stay from one lot of tasks to the next; they ``prepare`` first. With one, all is done here."""

    def __init__(self, workers: int, prepare: Callable[[], None] | None = None) -> None:
        self._workers = workers
        self._others = set(active_children())
        if workers > 1:
            make_ready()
        self._executor = (
            ProcessPoolExecutor(workers, mp_context=get_context(START), initializer=_begin, initargs=(prepare,))
            if workers > 1
            else None
        )

    def in_order(self, work: Callable[[Task], Result], tasks: Iterable[Task]) -> Iterator[Result]:
        """Do tasks, the results in the order of the tasks; whoever stops in between stops the processes."""
        if self._executor is None:
            yield from map(work, tasks)
            return
        waiting = iter(tasks)
        try:
            pending = deque(self._executor.submit(work, task) for task in islice(waiting, self._workers * AHEAD))
            while pending:
                yield pending.popleft().result()
                pending.extend(self._executor.submit(work, task) for task in islice(waiting, 1))
        except BaseException:
            # Nobody waits for what is under way: Ctrl-C is to be obeyed at once.
            for worker in set(active_children()) - self._others:
                worker.terminate()
            raise

    def close(self) -> None:
        """Let the processes go."""
        if self._executor is not None:
            self._executor.shutdown(wait=False, cancel_futures=True)


def in_order(
    work: Callable[[Task], Result],
    tasks: Iterable[Task],
    *,
    workers: int,
    prepare: Callable[[], None] | None = None,
) -> Iterator[Result]:
    """Do tasks in processes that are there for nothing else."""
    pool = Pool(workers, prepare)
    try:
        yield from pool.in_order(work, tasks)
    finally:
        pool.close()


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
