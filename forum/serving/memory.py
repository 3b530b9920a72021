"""A process -> one that gives back what it no longer needs."""

import ctypes

# As in glibc's malloc.h.
M_MMAP_THRESHOLD, M_ARENA_MAX = -3, -8
LARGE = 128 * 1024


def give_memory_back() -> None:
    """Have what a large page took returned to the system after it; glibc would keep it, and for each thread anew."""
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt:
        mallopt(M_MMAP_THRESHOLD, LARGE)
        mallopt(M_ARENA_MAX, 2)
