"""Independent tasks -> their results in order, over several processes where that pays.

At most a few tasks a worker are under way, so memory does not grow with their number. Workers ignore signals to end,
which the parent answers, and die with the parent even if it is killed. If a worker dies, the system killed it, most
likely for want of memory: what was under way is done again, each task in a process of its own and then in parts, until
the culprit is alone.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from multiprocessing import active_children, get_all_start_methods, get_context, parent_process
from multiprocessing.context import BaseContext
from typing import Generic, TypeVar

Task = TypeVar("Task")
Result = TypeVar("Result")

AHEAD = 4  # tasks a worker
# A task that cannot be parted is to blame once so many processes died of it alone.
DEATHS_ALONE = 2
PATIENCE_SECONDS = 1.0
PRELOADED = "threads.loading.preloaded"


def cores() -> int:
    """The processors this process may use."""
    return len(os.sched_getaffinity(0))


def _start() -> BaseContext:
    """How workers begin: as copies of this process; if it has threads, which a copy would lack, of one without."""
    if sys.platform == "linux" and threading.active_count() == 1:
        return get_context("fork")
    if "forkserver" not in get_all_start_methods():
        return get_context("spawn")
    context = get_context("forkserver")
    context.set_forkserver_preload([PRELOADED])
    return context


@dataclass(frozen=True, slots=True)
class Rescue(Generic[Task, Result]):
    """What becomes of a task whose process died: its parts, if any; the result for the culprit; joining results of parts."""

    split: Callable[[Task], Sequence[Task]]
    blame: Callable[[Task], Result]
    join: Callable[[Iterable[Result]], Result]


class Pool:
    """Processes that serve for several lots of tasks; they ``prepare`` first. With one, all is done here."""

    def __init__(self, workers: int, prepare: Callable[[], None] | None = None) -> None:
        self._workers = workers
        self._prepare = prepare
        self._others = set(active_children())
        self._executor = self._executor_of(workers) if workers > 1 else None

    def _executor_of(self, workers: int) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(workers, mp_context=_start(), initializer=_begin, initargs=(self._prepare,))

    def imap(
        self, work: Callable[[Task], Result], tasks: Iterable[Task], rescue: Rescue[Task, Result] | None = None
    ) -> Iterator[Result]:
        """Do tasks; results come in their order. A caller that stops in between stops the processes."""
        if self._workers == 1:
            yield from map(work, tasks)
            return
        waiting = iter(tasks)
        pending: deque[tuple[Task, Future[Result]]] = deque()
        try:
            while True:
                for task in islice(waiting, self._workers * AHEAD - len(pending)):
                    pending.append((task, self._future_of(work, task)))
                if not pending:
                    return
                if _is_lost(pending[0][1]):
                    lost, pending = pending, deque()
                    yield from self._rescued(work, lost, rescue)
                else:
                    yield pending.popleft()[1].result()
        except BaseException:
            # Nobody waits for what is under way: Ctrl-C is to be obeyed at once.
            for worker in set(active_children()) - self._others:
                worker.kill()
            if self._executor is not None:
                _let_go(self._executor)
            raise

    def _future_of(self, work: Callable[[Task], Result], task: Task) -> Future[Result]:
        """Hand a task out; dead workers show when its turn comes."""
        try:
            return self._executor.submit(work, task)  # type: ignore[union-attr]
        except BrokenProcessPool as error:
            failure: Future[Result] = Future()
            failure.set_exception(error)
            return failure

    def _rescued(
        self,
        work: Callable[[Task], Result],
        lost: Iterable[tuple[Task, Future[Result]]],
        rescue: Rescue[Task, Result] | None,
    ) -> Iterator[Result]:
        """What was under way when a worker died, each task alone; then there are workers again."""
        if self._executor is not None:
            # The others ignore signals, and may be writing what is about to be done again.
            for worker in set(active_children()) - self._others:
                worker.kill()
                worker.join()
            self._part_with(self._executor)
            self._executor = None  # its threads are gone, so others may be copies of this process again
        for task, result in lost:
            yield self._alone(work, task, rescue) if _is_lost(result) else result.result()
        self._executor = self._executor_of(self._workers)

    def _alone(self, work: Callable[[Task], Result], task: Task, rescue: Rescue[Task, Result] | None) -> Result:
        """Do a task in a process of its own; in parts if that dies."""
        for _ in range(DEATHS_ALONE):
            executor = self._executor_of(1)
            try:
                return executor.submit(work, task).result()
            except BrokenProcessPool:
                if rescue is None:
                    raise
            finally:
                self._part_with(executor)
            if parts := rescue.split(task):
                return rescue.join([self._alone(work, part, rescue) for part in parts])
        return rescue.blame(task)  # type: ignore[union-attr]

    def _part_with(self, executor: ProcessPoolExecutor) -> None:
        """Release processes that have nothing more to do, or are gone, without waiting long."""
        waiting = getattr(executor, "_executor_manager_thread", None)
        executor.shutdown(wait=False, cancel_futures=True)
        if waiting is not None:
            waiting.join(PATIENCE_SECONDS)
            if waiting.is_alive():
                for worker in set(active_children()) - self._others:
                    worker.kill()
                _let_go(executor)

    def close(self) -> None:
        if self._executor is not None:
            self._executor.shutdown(wait=False, cancel_futures=True)


def _is_lost(result: Future[Result]) -> bool:
    """Wait for a result, and tell whether its process died."""
    return isinstance(result.exception(), BrokenProcessPool)


def _let_go(executor: ProcessPoolExecutor) -> None:
    """Release a pool whose workers were stopped, so that its threads end and do not block Python's exit.

    Before Python 3.11.5 a thread that is handing out a task waits for ever for workers that are gone (gh-94777), and in
    every version the one that takes a result waits for the rest of it, when its worker was stopped in the middle of it:
    both pipes are closed at their other ends.
    """
    for name, end in (("_call_queue", "_reader"), ("_result_queue", "_writer")):
        queue = getattr(executor, name, None)
        if queue is not None:
            with suppress(OSError):
                getattr(queue, end).close()
    executor.shutdown(wait=True, cancel_futures=True)


def imap(
    work: Callable[[Task], Result],
    tasks: Iterable[Task],
    *,
    workers: int,
    prepare: Callable[[], None] | None = None,
    rescue: Rescue[Task, Result] | None = None,
) -> Iterator[Result]:
    """Do tasks in processes that are there for nothing else."""
    pool = Pool(workers, prepare)
    try:
        yield from pool.imap(work, tasks, rescue)
    finally:
        pool.close()


def _begin(prepare: Callable[[], None] | None) -> None:
    """Leave Ctrl-C and its like to the parent, since the whole group gets them, and die with it."""
    gc.freeze()  # what is here now is shared, as long as nobody touches it
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    parent = parent_process()
    if parent is not None:
        threading.Thread(target=_die_after, args=(parent.join,), daemon=True).start()
    if prepare is not None:
        prepare()


def _die_after(wait: Callable[[], object]) -> None:
    wait()
    os._exit(1)
