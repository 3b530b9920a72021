"""An address -> the threads that answer its kind, and how long it may take.

What is dear fills its own lane and no other: eight visitors who search hold up searches, not the front page; forty who
try passwords, which cost half a second of the processor each, hold up signing in.
"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Lane:
    """Some threads of a process, which answer in the order of asking."""

    beginnings: tuple[str, ...]
    threads: int
    seconds: float
    pool: ThreadPoolExecutor = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "pool", ThreadPoolExecutor(self.threads))

    def takes(self, path: str) -> bool:
        """Whether an address is of its kind."""
        return path.startswith(self.beginnings)


def lanes(threads: int) -> tuple[Lane, ...]:
    """Make those of a process; the last takes whatever is left, with as many threads as gunicorn is told."""
    return (
        # They ask no database: a probe is answered, and a page styled, whatever happens to that.
        Lane(("/healthz", "/static/"), 1, 10),
        Lane(("/search",), 2, 30),
        # A correction may have half a megabyte of documents read, or forget a large one.
        Lane(("/admin/", "/login/"), 2, 600),
        Lane(("",), threads, 30),
    )
