"""Lines that programs add to mails: the footers of lists, the notes of archives -> which of some lines are such.

_______________________________________________
Tides mailing list
http://lists.example.org/mailman/listinfo/tides
-------------- next part --------------
An HTML attachment was scrubbed...
URL: <http://lists.example.org/attachments/20030303/1a2b/attachment.html>
"""

from __future__ import annotations

import re
from collections.abc import Sequence

NEXT_PART = "-------------- next part --------------"
NOTICE = re.compile(r"(?:An? [\w -]{1,60} was scrubbed\.\.\.|Skipped content of type .{1,80})$")
FIELD = re.compile(r"(Name|Type|Size|Desc|URL|Url|From|Subject|Date) {0,2}: {0,2}(.{0,500})$")
ADDRESS = re.compile(r"<?https?://\S{1,500}>?$")
MANAGED = re.compile(
    r"mailing list(?:s)?\b.*|.*/(?:mailman|listinfo|mailinglists?)\b|To unsubscribe\b.*|Unsubscribe\b.*|To UNSUBSCRIBE\b.*"
    r"|You received this (?:message|email) because you are (?:subscribed|a member)|To post to this (?:group|list)"
    r"|For more options,? visit this group|More majordomo info at|List (?:archives?|info)\b.*https?://"
    r"|.{1,80} mailing list(?: {1,3}(?:--|-) .{1,100})?$",
    re.IGNORECASE,
)
RULE = re.compile(r"(?:_{10,100}|-{10,100})$")
MOST_NOTE, MOST_FOOTER = 12, 8


def additions(lines: Sequence[str]) -> set[int]:
    """Of quoted lines, by number, those that a list or an archive added to what is quoted."""
    found: set[int] = set()
    bare = [line.strip() for line in lines]
    for at, line in enumerate(bare):
        if line == NEXT_PART:
            found.update(range(at, note_end(bare, at + 1)))
        elif RULE.match(line):
            end = next((place for place in range(at + 1, len(bare)) if not bare[place]), len(bare))
            if end - at <= MOST_FOOTER and any(MANAGED.match(below) for below in bare[at + 1 : end]):
                found.update(range(at, end))
    return found


def note_end(lines: Sequence[str], at: int) -> int:
    """Where the note ends (exclusive) that may begin at a line, below the rule of a part that was taken out."""
    if at == len(lines) or not NOTICE.match(lines[at].rstrip()):
        return at
    is_addressed = False
    for place in range(at + 1, min(len(lines), at + 1 + MOST_NOTE)):
        field = FIELD.match(lines[place])
        if field is None:
            return place + 1 if is_addressed and ADDRESS.match(lines[place].strip()) else place
        if is_addressed:
            return place
        is_addressed = field[1].lower() == "url"
        if is_addressed and field[2].strip():
            return place + 1
    return min(len(lines), at + 1 + MOST_NOTE)
