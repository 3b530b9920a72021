"""Independent tasks -> their results in order, over several processes where that pays.

At most a few tasks a worker are under way, so memory does not grow with their number. Workers ignore Ctrl-C, which is
the parent's to answer, and die with the parent even if it is killed.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from itertools import islice
from multiprocessing import active_children, get_all_start_methods, get_context, parent_process
from multiprocessing.context import BaseContext
from typing import TypeVar

Task = TypeVar("Task")
Result = TypeVar("Result")

AHEAD = 4  # tasks a worker
PRELOADED = "threads.loading.preloaded"


def cores() -> int:
    """The processors this process may use."""
    return len(os.sched_getaffinity(0))


def _start() -> BaseContext:
    """How workers begin: as copies of this process; where it has threads, which a copy would lack, of one without."""
    if sys.platform == "linux" and threading.active_count() == 1:
        return get_context("fork")
    if "forkserver" not in get_all_start_methods():
        return get_context("spawn")
    context = get_context("forkserver")
    context.set_forkserver_preload([PRELOADED])
    return context


class Pool:
    """Processes that stay from one lot of tasks to the next; they ``prepare`` first. With one, all is done here."""

    def __init__(self, workers: int, prepare: Callable[[], None] | None = None) -> None:
        self._workers = workers
        self._others = set(active_children())
        self._executor = (
            ProcessPoolExecutor(workers, mp_context=_start(), initializer=_begin, initargs=(prepare,))
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
            _let_go(self._executor)
            raise

    def close(self) -> None:
        """Let the processes go."""
        if self._executor is not None:
            self._executor.shutdown(wait=False, cancel_futures=True)


def _let_go(executor: ProcessPoolExecutor) -> None:
    """Part with a pool whose workers were stopped, so that its threads end and Python does not stumble over them at its end.

    Before Python 3.11.5 a thread that is handing out a task waits for ever for workers that are gone (gh-94777): what is
    written to is closed at its other end, which later versions do themselves.
    """
    tasks = getattr(executor, "_call_queue", None)
    if tasks is not None:
        with suppress(OSError):
            tasks._reader.close()  # noqa: SLF001
    executor.shutdown(wait=True, cancel_futures=True)


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
    gc.freeze()  # what is here now is shared, as long as nobody touches it
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)  # a copy would answer it as the program does
    parent = parent_process()
    if parent is not None:
        threading.Thread(target=_die_after, args=(parent.join,), daemon=True).start()
    if prepare is not None:
        prepare()


def _die_after(wait: Callable[[], object]) -> None:
    wait()
    os._exit(1)
