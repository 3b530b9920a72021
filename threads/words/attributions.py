"""Lines that introduce a quote: "On Monday Ada wrote:" over up to six lines, and the header blocks of Outlook.

On Mon, 2 Mar 2020 at 10:00, Ada Byron         -----Original Message-----
<ada@example.org> wrote:                       From: Ada
                                               Sent: Monday
                                               To: Bruno
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from threads.words.vocabulary import either

MOST_LINES = 6
LONGEST = 500
# Who wrote stands in the end of an attribution.
LAST = 200
BLOCK_LINES = 12
# Lines of a note that a mail came from outside.
MOST_NOTED = 4

VERBS = either("attribution_verbs")
SAYING = re.compile(rf"(?<!\w)(?:{VERBS})(?!\w)|(?:{either('attribution_verbs_within')})", re.IGNORECASE)
OPENER = re.compile(
    rf"[\s*\ufeff]*(?:{either('attribution_opens')}|At(?= \d| [a-z]{{3}}, \d)|[12]\d{{3}}[-/.年]|\d{{1,2}}[-/.])(?!\w)[,.]?"
    rf"|[\s*]*(?:{either('attribution_opens_within')}|[12]\d{{3}}\s?[年년]|\d{{1,2}}[./-]\d{{1,2}}|[12]\d{{3}}-\d\d"
    r"|\d{1,2}\.? [^\W\d_]{3,12}\.?,? [12]\d{3})",
    re.IGNORECASE,
)
DATED = re.compile(r"[12]\d{3}|\d{1,2}[:.]\d\d|\d{1,2}[./]\d{1,2}")
DAY = re.compile(r"^[\s*]*\w{1,8} [^\W\d_]{3,12}\.? \d{1,2}, ")  # "On Mar 3, Ada wrote:"
ADDRESSED = re.compile(r"<[^<>\s]{1,200}@?[^<>]{0,200}>|\S{1,100}@\S{1,100}|\S+ at \S+\.\S+")
# "Ada Byron wrote:", and nothing else: words that could be a sentence are none.
NAMED = re.compile(
    rf"[\s*]*(?:(?:[^\W\d_a-zß-ÿ][\w.'’-]*|van|von|de|der|den|la|di|da|del|\"[^\"]{{1,60}}\"|\([^()]{{1,40}}\)|<[^<>]{{3,100}}>|\S{{1,80}}@\S{{1,80}}),? ){{1,5}}"
    rf"(?:{VERBS}):$"
)
# The same with a date behind it: "Ada Byron <address> wrote on 03/03/2003 10:00:00 AM:".
NAMED_DATED = re.compile(
    rf"[\s*]*(?:(?:[^\W\d_a-zß-ÿ][\w.'’-]*|\"[^\"]{{1,60}}\"|\([^()]{{1,40}}\)|<[^<>]{{3,100}}>|\S{{1,80}}@\S{{1,80}}),? ){{1,5}}"
    rf"(?:{VERBS}|said|says)(?:[ ,][^:]{{0,40}}\d[^\n]{{0,80}})?:$"
)
# "* Ada Byron <address> [030303 10:00]:", as some programs for terminals wrote.
SAID = re.compile(rf"\b(?:{VERBS}|said|says)\b", re.IGNORECASE)
BRACKETED = re.compile(r"<[^<>\s@]{1,100}@[^<>\s]{1,200}>")
STARRED = re.compile(r"\* [^<>\n]{1,60} <[^<>\s]{3,100}> \[[\d :/-]{6,20}\]:$")
# "--- In tides@yahoogroups.com, Ada Byron <ada@...> wrote:", and "Thus spake Ada Byron (ada@example.org):".
IN_GROUP = re.compile(rf"--- (?:In \S{{1,100}}@\S{{1,60}}, )?[^:\n]{{1,120}} (?:{VERBS}):$")
THUS = re.compile(r"(?:And thus|Thus|Also) [a-z]{3,12}(?: [^\s:<>()]{1,40}){1,4}(?: [(<][^\s()<>]{3,160}[)>])? ?:$")
# The last line of an attribution that was broken: "wrote:", "10:00:".
LONGEST_BROKEN = 24
NO_NAMES = frozenset(
    "i you he she we they it as like what who which that this and but or so then if when the a an in".split()
)
# "Ada Byron <address> 于2020年3月2日写道", and how some programs quote.
LED_BY_NAME = re.compile(
    rf"[^<>:]{{1,60}} <[^<>\s]{{3,100}}> ?.{{0,60}}(?:{VERBS})$|(?:{either('attribution_quoting')}) [^<>:]{{1,60}} <[^<>\s]{{3,100}}>$"
)
LAST_SIGNS = (":", "：")

LABEL = re.compile(
    rf"[\s*_]{{0,8}}(?:(?P<from>{either('header_from')})|(?P<sent>{either('header_sent')})|(?P<to>{either('header_to')})"
    rf"|(?P<other>{either('header_other')}))[*_ \t\xa0]{{0,4}}[:：]",
    re.IGNORECASE,
)
ORIGINAL = re.compile(
    rf"[\s*]{{0,8}}-{{2,20}} ?(?:{either('original_message')})\s?-{{2,20}}\s{{0,4}}$"
    rf"|-{{2,20}} (?:{either('returned_message')})[.:]?\s{{0,4}}-{{0,20}}\s{{0,4}}$",
    re.IGNORECASE,
)
RULE = re.compile(r"\s{0,4}_{20,100}\s{0,4}$")


def introduces(lines: Sequence[str], last: int, first_allowed: int) -> int | None:
    """Where the attribution begins that ends at line ``last``, right above a marked quote; None where it is none."""
    return _written(lines, last, first_allowed) if _may_end(lines[last]) else None


def stands_alone(lines: Sequence[str], last: int, first_allowed: int) -> int | None:
    """The same for a quote that nothing marks: only a dated attribution that opens as they do is one."""
    line = lines[last]
    if (
        not line
        or line[-1] not in ":： "
        or not _may_end(line)
        or not _says(" ".join(lines[max(0, last - 1) : last + 1]))
    ):
        return None
    return _written(lines, last, first_allowed, is_strict=True)


def _may_end(line: str) -> bool:
    return line.rstrip().endswith(LAST_SIGNS) and len(line) <= LONGEST


def _written(lines: Sequence[str], last: int, first_allowed: int, *, is_strict: bool = False) -> int | None:
    first = last
    text = ""
    for first in range(last, max(first_allowed, last - MOST_LINES + 1) - 1, -1):
        if not lines[first].strip():
            break
        text = f"{lines[first].strip()} {text}".rstrip()
        if len(text) > LONGEST:
            break
        if _is_full(text, is_strict=is_strict) and (not is_strict or _says(text)):
            return first
    if is_strict:
        return None
    line, above = lines[last].strip(), lines[last - 1].strip() if last > first_allowed else ""
    if _is_named(line):
        return last
    is_broken = len(line) <= LONGEST_BROKEN and bool(ADDRESSED.search(above)) and _is_named(f"{above} {line}")
    return last - 1 if is_broken else None


def _says(text: str) -> bool:
    """Whether text says that somebody wrote; the commonest of many words are looked for first."""
    return text.rstrip(": ").endswith(("wrote", "writes", "écrit", "schrieb")) or SAYING.search(text) is not None


def _is_full(text: str, *, is_strict: bool = False) -> bool:
    """Tell whether text opens as attributions do, has a date or an address, and says who wrote or ends in an address."""
    if not OPENER.match(text):
        return False
    if _says(text[-LAST:]):
        return bool(DATED.search(text) or ADDRESSED.search(text) or (not is_strict and DAY.search(text)))
    if not is_strict and SAID.search(text[-LAST:]) and BRACKETED.search(text):
        return bool(DATED.search(text))
    return bool(DATED.search(text)) and text.rstrip(":： ").endswith(">")


def _is_named(text: str) -> bool:
    if LED_BY_NAME.match(text.rstrip(":： ")) or any(way.match(text) for way in (STARRED, IN_GROUP, THUS)):
        return True
    m = NAMED.match(text) or NAMED_DATED.match(text)
    if m is None:
        return False
    # Behind the verb stands a date, if anything.
    words = re.findall(r"\w+", SAID.split(text.lower())[0])
    return not NO_NAMES & set(words)


def may_announce(line: str) -> bool:
    """Tell whether a line can begin a header block; quick, because every line is asked."""
    head = line[:24]
    if ":" in head or "：" in head or "--" in head[:10]:
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
    for place in range(start, min(len(lines), start + BLOCK_LINES)):
        m = LABEL.match(lines[place])
        if m and m.lastgroup:
            if place == start and m.lastgroup != "from" and not is_announced:
                return None
            seen.add(m.lastgroup)
            end = place
        elif place == start or (not lines[place].strip() and not _goes_on(lines, place + 1, seen)):
            break
    is_block = {"from", "sent", "to"} <= seen or (is_announced and "from" in seen and len(seen) >= 2)
    return end if is_block else None


def _goes_on(lines: Sequence[str], place: int, seen: set[str]) -> bool:
    """Tell whether a header block that a converter set with blank lines goes on after one."""
    return (
        len(seen) < len(("from", "sent", "to", "other"))
        and place < len(lines)
        and LABEL.match(lines[place]) is not None
    )


# What stands before the words of a quoted line that has lost its signs.
LEFT = " \t>|\xa0\ufeff"
ALONE = re.compile(rf"(?:(?:<[^<>\s]{{3,100}}){{1,2}}>{{1,3}} ?)?(?:{VERBS})\s?[:：]$", re.IGNORECASE)
GATEWAY = re.compile(rf"[\[*_ (]{{0,4}}(?:{either('gateway_notes')})(?!\w)", re.IGNORECASE)
LONGEST_NOTE = 1_000


def introductions(lines: Sequence[str]) -> set[int]:
    """Of lines that are quoted, which introduce what is quoted in them: attributions, heads, what a gateway put above.

    They are told less strictly than an author's own lines: what is taken for one here is folded with the quote it is in.
    """
    bare = [line.strip(LEFT) for line in lines]
    found: set[int] = set()
    for at, line in enumerate(bare):
        if at in found or not line:
            continue
        first, last = at, None
        if line.endswith(LAST_SIGNS):
            begins = introduces(bare, at, 0)
            first, last = (begins, at) if begins is not None else (at, at if ALONE.match(line) else None)
        if last is None and may_announce(line):
            first, last = at, header_block(bare, at) or _labels(bare, at)
        if last is None and len(line) <= LONGEST_NOTE and GATEWAY.match(line):
            first, last = at, _paragraph_end(bare, at)
        if last is not None:
            found.update(range(first, last + 1))
    return found


def _labels(lines: Sequence[str], start: int) -> int | None:
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


def _paragraph_end(lines: Sequence[str], start: int) -> int | None:
    """The last of few lines that follow each other; None where they are more, and somebody's words."""
    end = start
    while end + 1 < len(lines) and lines[end + 1]:
        end += 1
        if end - start >= MOST_NOTED:
            return None
    return end
