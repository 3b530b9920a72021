"""The end of a mail: signatures below "-- ", and the footers that lists put under every mail."""

from __future__ import annotations

import re

from threads.words.additions import MANAGED

SIGNATURE = "-- "
# Longer ones hold more than a name and a motto, and may be somebody's words.
LONGEST_SIGNATURE = 20
LONGEST_FOOTER = 14
# Bare dashes begin a signature only if little follows, because people also draw lines.
LONGEST_BARE = 5

RULE = re.compile(r"[_=\-~*#]{3,}\s*$|--~.{5,100}~-{5,}\s*$|-- ?$|-$")  # Below a blank line.
LONGEST_GAP, LONGEST_APART = 2, 60
# The signature of a patch ends with it.
VERSION = re.compile(r"\d{1,4}\.\d[\w.-]{0,40}\s{0,4}$")

# Advertisements that lists put between rules: "------ Yahoo! Groups Sponsor ------~-->", and a rule of its kind.
SPONSOR = re.compile(
    r"[-=_]{5,60}[ <]{0,3}[^-=_\n]{0,40}(?:sponsor|advertisement)[^-=_\n]{0,40}[-=_]{5,60}[~> -]{0,6}$", re.IGNORECASE
)
CLOSING = re.compile(r"[-=_]{20,90}[~> -]{0,6}$")
LONGEST_SPONSOR = 25
# What counts who follows it: "http://click.egroups.com/1/975/0/_/1234".
CLICK = re.compile(r"https?://(?:[\w-]{1,40}\.)?click\.[\w.-]{3,60}/")
# What the programs of providers put below a rule, in few lines: no one writes so.
PROVIDER = re.compile(
    r"Do you Yahoo!\?|This (?:sf\.net|SF\.Net) email is sponsored by|This message was sent using IMP, the Internet Messaging"
    r"|.{0,90}\b(?:MSN|Hotmail)\b.{0,90}(?:https?://|www\.)\S{0,40}\b(?:msn|hotmail)\b",
    re.IGNORECASE,
)
LONGEST_PROVIDER, SHORTEST_RULE = 6, 20
# Lines with which footers begin that have no rule, and mean nothing else.
OPENINGS = re.compile(
    r"Yahoo! Groups Links$|To unsubscribe from this group, send an? e?-?mail to:|Your use of Yahoo! Groups is subject to"
    r"|Community email addresses:$|==\^=+$|eGroups.com home: |To Post a message, send it to:",
    re.IGNORECASE,
)

RULES = "_=-~*#"


def footer_begins(lines: list[str], stop: int) -> int | None:
    """Where the footer of a list begins that ends before ``stop``; None where what stands there need not be one.

    It is a rule, then few lines; one says how to leave the list, where it lives, or that it is one.
    """
    if stop and CLOSING.match(lines[stop - 1]):
        for place in range(stop - 2, max(0, stop - LONGEST_SPONSOR) - 1, -1):
            if SPONSOR.match(lines[place]) or _is_clicked(lines, place, stop):
                return place
    for place in range(stop - 1, max(0, stop - LONGEST_FOOTER) - 1, -1):
        line = lines[place]
        if OPENINGS.match(line) and (place == 0 or not lines[place - 1].strip()):
            return place
        if line[:1] in RULES and line and RULE.match(line):
            if place == stop - 1 and "~" in line:  # it closes the footer
                continue
            is_managed = any(MANAGED.match(below.strip()) for below in lines[place + 1 : stop])
            return place if is_managed or _is_provided(lines, place, stop) else None
    return None


def _is_clicked(lines: list[str], place: int, stop: int) -> bool:
    """Whether a rule opens a block that one of its kind closes, in which clicks are counted."""
    line, last = lines[place].strip(), lines[stop - 1].strip()
    return line == last and len(line) >= SHORTEST_RULE and any(map(CLICK.search, lines[place + 1 : stop - 1]))


def _is_provided(lines: list[str], place: int, stop: int) -> bool:
    """Whether the few lines below a long rule are a provider's."""
    if len(lines[place].strip()) < SHORTEST_RULE or stop - place - 1 > LONGEST_PROVIDER:
        return False
    return PROVIDER.match(" ".join(line.strip() for line in lines[place + 1 : stop])) is not None


def signature_ends(lines: list[str], start: int, stop: int) -> int | None:
    """Where the signature ends (exclusive) that begins at ``start``; None where none does."""
    line = lines[start]
    if line not in (SIGNATURE, "--") or (line == "--" and start and lines[start - 1].strip()):
        return None
    count, end = 0, start
    for place in range(start + 1, stop):
        text = lines[place]
        if not text.strip():
            if line == "--" and any(lines[below].strip() for below in range(place, min(stop, place + LONGEST_BARE))):
                return None
            continue
        if _is_past(place - end, text) or (count == 1 and VERSION.match(lines[end])):
            break
        count, end = count + 1, place
        if count > (LONGEST_BARE if line == "--" else LONGEST_SIGNATURE):
            return None
    return end + 1 if count else None


def _is_past(distance: int, text: str) -> bool:
    """Tell whether a line so far below the last one of a signature is the author's again.

    People write on below what they sign or paste; the lines of a signature that a blank line parts are short.
    """
    return distance > LONGEST_GAP or (distance > 1 and len(text) > LONGEST_APART)
