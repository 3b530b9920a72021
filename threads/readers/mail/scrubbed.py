"""What Mailman's archives wrote in the place of a part that they took out -> the lines of that note, and the file it names.

-------------- next part --------------
A non-text attachment was scrubbed...
Name: oar.png
Type: image/png
Size: 2304 bytes
Desc: not available
URL: <http://lists.example.org/attachments/20030303/1a2b/attachment.png>
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from threads.records import AttachedFile
from threads.words.additions import FIELD, NEXT_PART, note_end

UNKNOWN = "not available"
LONGEST_NAME = 255


class Scrubbed(NamedTuple):
    """The lines of a note, and the file that it names, if it does."""

    lines: range
    file: AttachedFile | None


def scrubbed(lines: Sequence[str]) -> Iterator[Scrubbed]:
    """The notes among lines. What stands below the rule without a note is a part that was left in: words."""
    for at, line in enumerate(lines):
        if line.rstrip() == NEXT_PART:
            end = note_end(lines, at + 1)
            fields = [field for field in map(FIELD.match, lines[at + 1 : end]) if field]
            yield Scrubbed(range(at, end), _file({field[1].lower(): field[2].strip() for field in fields}))


def _file(fields: dict[str, str]) -> AttachedFile | None:
    if not fields.get("type"):
        return None
    name, size = fields.get("name", ""), fields.get("size", "").partition(" ")[0]
    count = int(size) if size.isdecimal() and len(size) < 13 else None
    return {"name": "" if name == UNKNOWN else name[:LONGEST_NAME], "type": fields["type"][:100], "size": count}
