"""Header blocks within the words of a mail: of Outlook, of mails that were sent on. They tell that another mail begins.

-----Original Message-----         Begin forwarded message:
From: Ada
Sent: Monday                       From: Ada
To: Bruno                          Subject: Oars
                                   Date: Monday
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from threads.words.vocabulary import either

BLOCK_LINES = 12
LONGEST_FORWARDING = 60

LABEL = re.compile(
    rf"[\s*_]{{0,8}}(?:(?P<from>{either('header_from')})|(?P<sent>{either('header_sent')})|(?P<to>{either('header_to')})"
    rf"|(?P<other>{either('header_other')}))[*_ \t\xa0]{{0,4}}[:：]",
    re.IGNORECASE,
)
ORIGINAL = re.compile(
    rf"[\s*]{{0,8}}-{{2,20}} ?(?:{either('original_message')})\s?-{{2,20}}\s{{0,4}}$"
    rf"|-{{2,20}} (?:{either('returned_message')})[.:]?\s{{0,4}}-{{0,20}}\s{{0,4}}$"
    rf"|-{{3,20}}[^-\s][^\n]{{2,100}} (?:{either('attribution_verbs')})\s?: ?-{{3,20}}\s{{0,4}}$"
    rf"|[\s*]{{0,8}}(?:{either('forwarding')})\s?[:：][\s*]{{0,4}}$",
    re.IGNORECASE,
)
FORWARDING_ENDS = frozenset(":：* ")
# Labels of real heads, as patches and pasted mails have them.
RAW = ("date",)
YEAR = re.compile(r"\b[12]\d{3}\b")
RULE = re.compile(r"\s{0,4}_{20,100}\s{0,4}$")


# How Lotus Notes set a head: the name, the address and the moment in one to four lines, with or without a frame, then to whom
# and of what, each beside its label or below it.
STAMP = re.compile(
    r"[<(][^<>()\s@]{1,100}@[^<>()\s]{1,100}[>)]\W.{0,60}?(?<!\d)\d{1,4}([./-])\d{1,2}\1\d{2,4}\W{1,5}\d{1,2}[:.]\d\d",
    re.DOTALL,
)
STAMPED_LABEL = re.compile(
    rf"(?:^|(?<=\s\s)|[|>]\s{{0,9}})(?:(?P<to>{either('header_to')})|(?P<other>cc|{either('header_other')}))[ \t]{{0,4}}(?:[:：]|$)",
    re.IGNORECASE,
)
FRAME = " \t|>+-"
STAMP_LINES, STAMPED_LINES, LONGEST_STAMPED = 8, 24, 120


def may_stamp(line: str) -> bool:
    """Tell whether a line can be in the stamp of such a head; quick, because every line is asked."""
    return "@" in line and (">" in line or ")" in line) and len(line) <= LONGEST_STAMPED


def stamped_head(lines: Sequence[str], at: int) -> tuple[int, int] | None:
    """The first and last line of a head of Lotus Notes that has an address at line ``at``; None where none is."""
    first = at
    while first and at - first < 4 and lines[first - 1].strip(FRAME + "\xa0"):
        first -= 1
    while first and lines[first - 1].strip() and not lines[first - 1].strip(FRAME):
        first -= 1
    stop = min(len(lines), first + STAMPED_LINES)
    seen: set[str] = set()
    end = None
    for place in range(first, stop):
        text = lines[place]
        if len(text) > LONGEST_STAMPED:
            break
        for m in STAMPED_LABEL.finditer(text.strip(" \t")):
            seen.add(m.lastgroup or "")
            end = place + 1 if m.lastgroup == "other" and m[0][-1] not in ":：" else place
    if end is None or seen != {"to", "other"} or end >= len(lines):
        return None
    if not STAMP.search(_stamp_words(lines[first : min(end + 1, at + STAMP_LINES)])):
        return None
    while end + 1 < stop and lines[end + 1].strip() and not lines[end + 1].strip(FRAME):
        end += 1
    return first, _with_rest(lines, end)


def _stamp_words(lines: Sequence[str]) -> str:
    """What stands in the first column of some lines, without their frame."""
    cells = (re.split(r"(?<=\s\s\s)(?=\S{1,12}:)", line.strip(" \t|"))[0] for line in lines if line.strip(FRAME))
    return " ".join(" ".join(cell.split()) for cell in cells if cell.strip())


def _with_rest(lines: Sequence[str], end: int) -> int:
    """Up to where the first column goes on below the last label: the rest of the moment."""
    while end + 1 < len(lines) and lines[end + 1].startswith("    ") and len(lines[end + 1].strip()) <= 4:
        end += 1
    return end


def may_announce(line: str) -> bool:
    """Tell whether a line can begin a header block; quick, because every line is asked."""
    head = line[:24]
    is_forwarding = line[-1:] in FORWARDING_ENDS and len(line) < LONGEST_FORWARDING
    if ":" in head or "：" in head or "--" in head[:10] or is_forwarding:
        return LABEL.match(line) is not None or ORIGINAL.match(line) is not None
    return "___" in head and RULE.match(line) is not None


def header_block(lines: Sequence[str], start: int) -> int | None:
    """The last line of the header block that begins at ``start``; None where none does."""
    place = start
    is_announced = False
    while place < len(lines) and place < start + 4 and _announces(lines[place]):
        is_announced = is_announced or ORIGINAL.match(lines[place]) is not None
        place += 1
    if is_announced:
        while place < len(lines) and place < start + 6 and not lines[place].strip():
            place += 1
    end = _labels_end(lines, place, is_announced=is_announced)
    if end is not None:
        return end
    return start if ORIGINAL.match(lines[start]) else None


def _announces(line: str) -> bool:
    return RULE.match(line) is not None or ORIGINAL.match(line) is not None


def _labels_end(lines: Sequence[str], start: int, *, is_announced: bool) -> int | None:
    """The last line of labels that say from whom, when, to whom and of what."""
    seen: set[str] = set()
    end = None
    is_raw = False
    for place in range(start, min(len(lines), start + BLOCK_LINES)):
        m = LABEL.match(lines[place])
        if m and m.lastgroup:
            is_raw = is_raw or m[m.lastgroup].lower() in RAW
            if place == start and m.lastgroup != "from" and not is_announced:
                return None
            seen.add(m.lastgroup)
            end = place
        elif place == start or (not lines[place].strip() and not _goes_on(lines, place + 1, seen)):
            break
    is_block = {"from", "sent", "to"} <= seen or (is_announced and "from" in seen and len(seen) >= 2)
    if not is_block and end is not None and not is_raw and {"from", "sent", "other"} <= seen:
        is_block = "@" in lines[start] and YEAR.search(" ".join(lines[start : end + 1])) is not None
    return end if is_block else None


def _goes_on(lines: Sequence[str], place: int, seen: set[str]) -> bool:
    """Tell whether a header block that a converter set with blank lines goes on after one."""
    return (
        len(seen) < len(("from", "sent", "to", "other"))
        and place < len(lines)
        and LABEL.match(lines[place]) is not None
    )


def kept_labels(lines: Sequence[str], start: int) -> int | None:
    """The last line of labels that need not be whole: what a quote kept of a head. One says from whom, or there are two."""
    seen: set[str] = set()
    end = None
    for place in range(start, min(len(lines), start + BLOCK_LINES)):
        m = LABEL.match(lines[place])
        if m and m.lastgroup:
            seen.add(m.lastgroup)
            end = place
        elif end is None or "@" not in lines[place]:
            break
        else:
            end = place
    return end if len(seen) > 1 or (end is not None and "from" in seen and "@" in lines[start]) else None
