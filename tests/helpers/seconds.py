"""What hostile input may cost: seconds of the processor, so that whoever else uses the machine does not count."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from time import process_time

# Measuring which lines are reached takes several times as long as running them.
MEASURED = 8


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """Hold that what is done within takes no more of this process."""
    begun = process_time()
    yield
    assert process_time() - begun < seconds * (MEASURED if sys.gettrace() else 1)
