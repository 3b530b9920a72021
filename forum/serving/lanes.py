"""An address -> the threads that answer its kind, and how long it may take.

Expensive requests fill their own lane and no other: eight visitors who search delay searches, not the front page. Forty
who try passwords, at half a second of the processor each, delay signing in.
"""

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Lane:
    """Some threads of a process, which answer in the order of asking."""

    addresses: str
    threads: int
    seconds: float
    pool: ThreadPoolExecutor = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "pool", ThreadPoolExecutor(self.threads))

    def takes(self, address: str) -> bool:
        """Whether an address, path and query, is of its kind."""
        return re.match(self.addresses, address) is not None


def lanes(threads: int) -> tuple[Lane, ...]:
    """Make those of a process; the last takes whatever is left, with as many threads as gunicorn is told."""
    return (
        # They ask no database: a probe is answered, and a page styled, whatever happens to that.
        Lane(r"/healthz|/static/|/robots\.txt", 1, 10),
        Lane(r"/search", 2, 30),
        # A correction may have half a megabyte of documents read, or forget a large one.
        Lane(r"/admin/|/correct/|/login/", 2, 600),
        # Whole threads and documents: megabytes, and the processor for as long as it takes to write them.
        Lane(r"[^?]*(?:\.txt|\.json|/raw)(?:\?|$)|.*[?&]page=all", 1, 30),
        Lane(r"", threads, 30),
    )
