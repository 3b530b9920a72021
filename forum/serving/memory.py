"""A process -> one that gives back what it no longer needs."""

import ctypes

# As in glibc's malloc.h.
M_MMAP_THRESHOLD, M_ARENA_MAX = -3, -8
LARGE = 128 * 1024


def give_memory_back() -> None:
    """Return what a large page took to the system; glibc would keep it, once for each thread."""
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt:
        mallopt(M_MMAP_THRESHOLD, LARGE)
        mallopt(M_ARENA_MAX, 2)
