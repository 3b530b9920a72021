"""A line that begins "From " and what follows it -> how surely a mail of a mailbox begins there.

    From ada@example.org Thu Jan  2 10:00:00 2020        a sender and a date, in any of the forms that programs wrote
    From ada at example.org  Thu, 2 Jan 86 10:00 EST     the same
    From 1844347792267117879@xxx                         an address alone: what follows has to say more
    From May 2019 on there were                          a year and no more: only a whole head makes that a separator

What programs write below it counts as much as the line: fields that only mails have.
"""

from __future__ import annotations

import re
from enum import IntEnum

# A separator and the name of the header after it are never longer.
LOOKAHEAD = 1_024
# Within so much of a head the telling fields stand: programs write Received and Return-Path before all else.
HEAD_LOOKAHEAD = 16_384
MOST_COUNTED = 3


class Verdict(IntEnum):
    """How surely a mail begins at a line."""

    WORDS = 0
    LIKE = 1  # somebody's words that look like the head of another mail
    LIKELY = 2  # a mail begins here, and it may be somebody's words
    SURE = 3


MONTH, DAY = rb"[A-Z][a-z]{2}", rb"[A-Z][a-z]{1,3}"
CLOCK = rb"\d{1,2}[:.]\d\d(?:[:.]\d\d)?(?: ?[AaPp][Mm])?"
ZONE = rb"(?:[+-]\d\d:?\d\d|\(?[A-Z][A-Za-z]{0,9}(?:[+-]\d{1,4}| [A-Z]{3}|-[A-Z]{3})?\)?)"
# Mon Mar  3 10:00:00 MET 2003 / Mar 3 2003 10:00 / Mon, 3 Mar 03 10:00 / 2003-03-03T10:00:00 / 3/3/2003 10:00 AM
DATES = (
    rb"(?:%(day)s,? +)?%(month)s +\d{1,2},? +%(clock)s(?: +%(zone)s){0,2} +\d{2,4}",
    rb"(?:%(day)s,? +)?%(month)s +\d{1,2},? +\d{4},? +%(clock)s",
    rb"(?:%(day)s,? +)?\d{1,2}[ -]%(month)s[ -]\d{2,4},? +%(clock)s",
    rb"\d{4}[-/.]\d\d[-/.]\d\d[T ] ?%(clock)s(?:\.\d{1,6})?Z?",
    rb"\d{1,2}[/.]\d{1,2}[/.]\d{2,4},? +%(clock)s",
)
DATE = b"|".join(DATES) % {b"day": DAY, b"month": MONTH, b"clock": CLOCK, b"zone": ZONE}
DATED = re.compile(
    rb"From (?P<sender>[^\n]{0,320}?) {0,9}(?:"
    + DATE
    + rb")(?: +"
    + ZONE
    + rb"){0,2}(?: +remote from \S{1,200})?\s{0,9}?\n"
)
ADDRESS = re.compile(rb"From (?:<?[^\s<>@]{1,200}@[^\s<>@]{1,200}>?|-|MAILER-DAEMON)[ \t\r]{0,9}\n")
YEARLY = re.compile(rb"From (?:-? ?)\S{1,320} [^\n]{0,120}?\d{4}[^\n]{0,80}\n")
# In a line with a year, what words seldom hold.
TOKENS = re.compile(rb"@|\d:\d\d| (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) ")
# The date by which git begins each patch, which people paste.
GIT = re.compile(rb"From [0-9a-f]{40} Mon Sep 17 00:00:00 2001\r?\n")
# What follows a separator without headers must at least be sure to be one: "Thu Jan  1 00:00:00 1970".
BARE = re.compile(
    rb"From \S{1,320} +[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d(?::\d\d)? [^\n]{0,20}\d{4}\r?\n\r?\n"
)
FIELD = re.compile(rb"([!-9;-~]{1,80})[ \t]{0,8}:[^\n]*+\n(?:[ \t][^\n]*+\n)*")
NAME = re.compile(rb"[!-9;-~]{1,80}[ \t]{0,8}:|>From ")
TELLING = frozenset(
    b"from to cc date subject message-id in-reply-to references reply-to sender received return-path delivered-to "
    b"mime-version content-type list-id x-original-to envelope-to x-gm-thrid x-gmail-labels x-mozilla-status "
    b"x-mozilla-status2 newsgroups".split()
)


def judged(content: bytes, place: int, *, is_after_blank: bool, is_patch_series: bool = False) -> Verdict:
    """Judge the line "From ..." at ``place``; a blank line before it is evidence too.

    In a mailbox that git wrote, its lines are separators; elsewhere they are words.
    """
    stop = place + LOOKAHEAD
    if GIT.match(content, place, stop):
        if is_patch_series and is_after_blank:
            return Verdict.SURE
        return Verdict.LIKE if is_after_blank else Verdict.WORDS
    if line := DATED.match(content, place, stop):
        return _dated(content, place, line, is_after_blank=is_after_blank)
    if line := ADDRESS.match(content, place, stop):
        count = told(content, line.end(), place + HEAD_LOOKAHEAD)
        if is_after_blank and count > 1:
            return Verdict.SURE
        return Verdict.LIKELY if count >= MOST_COUNTED else Verdict.LIKE if count else Verdict.WORDS
    if line := YEARLY.match(content, place, stop):
        count = told(content, line.end(), place + HEAD_LOOKAHEAD)
        enough = MOST_COUNTED - 1 if TOKENS.search(line[0]) else MOST_COUNTED
        if is_after_blank and count >= enough:
            return Verdict.LIKELY
        return Verdict.LIKE if count > 1 else Verdict.WORDS
    return Verdict.WORDS


def _dated(content: bytes, place: int, line: re.Match[bytes], *, is_after_blank: bool) -> Verdict:
    """Judge a line that ends in a date. Of one in the middle of words two fields have to follow."""
    count = told(content, line.end(), place + HEAD_LOOKAHEAD)
    if not is_after_blank:
        return Verdict.SURE if count > 1 else Verdict.LIKE if count else Verdict.WORDS
    sender = line["sender"].strip()
    is_sentence = b" " in sender and b"@" not in sender and b" at " not in sender
    if count:
        return Verdict.SURE if not is_sentence or count > 1 else Verdict.LIKE
    if NAME.match(content, line.end()):
        return Verdict.WORDS if is_sentence else Verdict.LIKELY
    return Verdict.SURE if BARE.match(content, place, place + LOOKAHEAD) else Verdict.WORDS


def told(content: bytes, at: int, stop: int) -> int:
    """How many different telling fields the head at ``at`` has, as far as it is worth counting."""
    names: set[bytes] = set()
    stop = min(len(content), stop)
    while content.startswith(b">From ", at):
        newline = content.find(b"\n", at, stop)
        if newline < 0:
            return 0
        at = newline + 1
    while len(names) < MOST_COUNTED and (field := FIELD.match(content, at, stop)):
        names.update({field[1].lower()} & TELLING)
        at = field.end()
    return len(names)
