"""A program that runs -> the memory that it and its processes hold at the most, and apart from it that of PostgreSQL.

Private memory is what would be free if a process ended (Private_Clean and Private_Dirty of /proc/PID/smaps_rollup);
proportional memory (Pss) counts each shared page once over all who share it.
"""

from __future__ import annotations

import os
import re
import threading
from dataclasses import dataclass
from pathlib import Path

SERVERS = "postgres"
EVERY_S = 0.1
FIELD = re.compile(r"^(Pss|Private_Clean|Private_Dirty):\s+(\d+) kB", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Memory:
    """Megabytes of some processes at one moment."""

    private: float = 0.0
    proportional: float = 0.0
    processes: int = 0


class ProcessWatch(threading.Thread):
    """Looks at a process and all that it started, several times a second, until it is told to stop."""

    def __init__(self, root: int, postmaster: int | None = None) -> None:
        super().__init__(daemon=True)
        self._root = root
        self._postmaster = postmaster
        self._is_over = threading.Event()
        self.program = Memory()
        self.server = Memory()
        self._used: dict[int, float] = {}
        self._written: dict[int, int] = {}

    @property
    def processor(self) -> float:
        """Seconds of the processor that the program has used, as far as was seen."""
        return sum(self._used.values())

    @property
    def written(self) -> int:
        """Bytes that it has handed to files, pipes and sockets, as far as was seen."""
        return sum(self._written.values())

    def run(self) -> None:
        while not self._is_over.is_set():
            self._look()
            self._is_over.wait(EVERY_S)

    def stop(self) -> None:
        self._is_over.set()
        self.join()

    def _look(self) -> None:
        """The peaks are those of the sums, each of its own moment."""
        children, names = family()
        ours = [pid for pid in below(self._root, children) if names.get(pid) != SERVERS]
        self.program = larger(self.program, memory_of(ours))
        self._used.update((pid, seconds) for pid in ours if (seconds := used_by(pid)))
        self._written.update((pid, count) for pid in ours if (count := written_by(pid)))
        if self._postmaster:
            self.server = larger(self.server, memory_of(below(self._postmaster, children)))


def larger(one: Memory, other: Memory) -> Memory:
    return Memory(
        max(one.private, other.private),
        max(one.proportional, other.proportional),
        max(one.processes, other.processes),
    )


def family() -> tuple[dict[int, list[int]], dict[int, str]]:
    """The children of every process, and the names of all."""
    children: dict[int, list[int]] = {}
    names: dict[int, str] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            before, _, after = path.read_text().rpartition(") ")
        except OSError:
            continue
        pid = int(path.parent.name)
        names[pid] = before.partition("(")[2]
        children.setdefault(int(after.split()[1]), []).append(pid)
    return children, names


def below(root: int, children: dict[int, list[int]]) -> list[int]:
    """A process and all that came of it."""
    pids, waiting = [], [root]
    while waiting:
        pid = waiting.pop()
        pids.append(pid)
        waiting += children.get(pid, [])
    return pids


def memory_of(pids: list[int]) -> Memory:
    private = proportional = 0
    for pid in pids:
        try:
            figures = dict(FIELD.findall(Path(f"/proc/{pid}/smaps_rollup").read_text()))
        except OSError:
            continue
        private += int(figures.get("Private_Clean", 0)) + int(figures.get("Private_Dirty", 0))
        proportional += int(figures.get("Pss", 0))
    return Memory(private / 1024, proportional / 1024, len(pids))


def written_by(pid: int) -> int:
    """Bytes that a process has handed to files and pipes so far; 0 once it is gone."""
    try:
        fields = Path(f"/proc/{pid}/io").read_text().split()
    except OSError:
        return 0
    return int(fields[fields.index("wchar:") + 1])


def used_by(pid: int) -> float:
    """Seconds of the processor that a process has used so far; 0 once it is gone."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split()
    except OSError:
        return 0.0
    return sum(map(int, fields[11:13])) / os.sysconf("SC_CLK_TCK")
