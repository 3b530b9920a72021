"""XML of flat rows, in bytes -> units and the attributes of a row. No parser, so no entity is ever expanded.

A row is ``<row Id="1" Body="..." />``. In XML no ``<`` stands inside a value, so that each ``<row`` begins a row, however
the lines were broken; bytes that break this rule spoil their own unit and no other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

CHUNK = 1 << 20
# Far more than a site lets anybody write; longer rows are passed on in pieces, and each piece is refused.
LONGEST_ROW = 16 << 20
BEGINS = re.compile(rb"<row[\s/>]|</(?=[A-Za-z])")
ATTRIBUTE = re.compile(r"\s+([A-Za-z_][\w.-]{0,99})\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
ENTITY = re.compile(r"&(?:#x([0-9A-Fa-f]{1,8})|#([0-9]{1,8})|(lt|gt|amp|quot|apos));")
NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"', "apos": "'"}
LAST_CHARACTER = 0x10FFFF
END = re.compile(r"\s*/?>\s*")


def cut_rows(stream: BinaryIO) -> Iterator[bytes]:
    """Cut a document before every row and before what closes it: a head, the rows, a foot."""
    buffer, searched = b"", 0
    while chunk := stream.read(CHUNK):
        buffer += chunk
        begin = 0
        for m in BEGINS.finditer(buffer, searched):
            if m.start() > begin:
                yield buffer[begin : m.start()]
                begin = m.start()
        buffer = buffer[begin:]
        while len(buffer) > LONGEST_ROW:
            yield buffer[:LONGEST_ROW]
            buffer = buffer[LONGEST_ROW:]
        # The first bytes of a beginning may stand at the end of what was read.
        searched = max(0, len(buffer) - len(b"<row"))
    if buffer:
        yield buffer


def attributes(row: str) -> dict[str, str] | None:
    """The attributes of one row, or None where it is no whole row."""
    if not row.startswith("<row"):
        return None
    values: dict[str, str] = {}
    at = len("<row")
    while m := ATTRIBUTE.match(row, at):
        values.setdefault(m[1], unescape(m[2] if m[2] is not None else m[3]))
        at = m.end()
    return values if END.fullmatch(row, at) else None


def unescape(value: str) -> str:
    """The value of an attribute: the five entities that XML knows, and characters by their number."""
    return ENTITY.sub(_character, value) if "&" in value else value


def _character(m: re.Match[str]) -> str:
    if m[3]:
        return NAMED[m[3]]
    number = int(m[1], 16) if m[1] else int(m[2])
    return chr(number) if 0 < number <= LAST_CHARACTER else "\ufffd"
