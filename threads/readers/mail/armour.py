"""Lines of a mail signed in its text (PGP) -> the frame around its words, and these without the escapes of their dashes.

-----BEGIN PGP SIGNED MESSAGE-----       frame
Hash: SHA256                             frame

- -- Ada                                 -- Ada
-----BEGIN PGP SIGNATURE-----            frame, up to its end
"""

from __future__ import annotations

import re
from collections.abc import Iterator

BEGIN = "-----BEGIN PGP "
SIGNED = re.compile(r"-----BEGIN PGP SIGNED MESSAGE-----\s{0,9}$")
CODED = re.compile(r"-----BEGIN PGP (SIGNATURE|MESSAGE(?:, PART [\d/X]{1,9})?)-----\s{0,9}$")
ESCAPED = "- "
MOST_FIELDS = 6


def taken_off(words: list[str], depths: list[int]) -> Iterator[range]:
    """Undo the escapes in signed lines, and give the lines of frames. A frame without an end is none."""
    ends = {}
    end = None
    for place in range(len(words) - 1, -1, -1):
        if words[place].startswith("-----END PGP ") and not depths[place]:
            end = place
        ends[place] = end
    is_signed = False
    place = 0
    while place < len(words):
        text = words[place]
        if depths[place] or not text.startswith(("-----BEGIN", ESCAPED)):
            place += 1
        elif SIGNED.match(text):
            is_signed = ends[place] is not None
            stop = _fields_end(words, place + 1)
            if is_signed:
                yield range(place, stop)
            place = stop
        elif CODED.match(text) and (last := ends[place]) is not None:
            is_signed = False
            yield range(place, last + 1)
            place = last + 1
        else:
            words[place] = text[len(ESCAPED) :] if is_signed and text.startswith(ESCAPED) else text
            place += 1


def _fields_end(words: list[str], place: int) -> int:
    """The line after the fields of a frame, such as "Hash: SHA256", which a blank line ends."""
    for at in range(place, min(len(words), place + MOST_FIELDS)):
        if not words[at].strip():
            return at
        if ":" not in words[at]:
            break
    return place
