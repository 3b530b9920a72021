"""A document's name as given -> the path it is kept under, which a column and its index can hold."""

from __future__ import annotations

from threads.models.source import PATH_LENGTH
from threads.records import writable

# An index takes entries of 2,704 bytes; a thousand letters can have four thousand.
PATH_BYTES = 2_000


def kept_path(name: str) -> str:
    """The end of a name, which says more than its beginning."""
    end = writable(name)[-PATH_LENGTH:].encode()
    return end[-PATH_BYTES:].decode(errors="ignore")
