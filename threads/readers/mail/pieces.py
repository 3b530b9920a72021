"""A file of mails of any size -> its pieces, each of which begins where a pattern stands at the beginning of a line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from threads.readers.mail.boxes import CHUNK, LARGEST, parts_of

# No pattern looks further.
LONGEST = 1_024


def cut_before(stream: BinaryIO, begins: re.Pattern[bytes]) -> Iterator[bytes]:
    """Yield the pieces of a file; what stands before the first match is yielded alone."""
    buffer = b""
    scanned = 0
    is_last = False
    while not is_last:
        chunk = stream.read(CHUNK)
        is_last = not chunk
        buffer += chunk
        safe = len(buffer) if is_last else max(0, len(buffer) - LONGEST)
        start = 0
        for match in begins.finditer(buffer, scanned):
            if match.start() >= safe:
                break
            if match.start() > start:
                yield from parts_of(buffer[start : match.start()])
                start = match.start()
        while safe - start > LARGEST:
            yield buffer[start : start + LARGEST]
            start += LARGEST
        buffer = buffer[start:]
        scanned = max(0, safe - start)
    yield from parts_of(buffer)
