"""The words of headed posts -> the lines that say who is quoted below them, or in the rest of the line.

Jorvik_P:                                    a name that writes on this page, alone before a colon
On Mon, 16 Jan 2012 12:17:00, elzbet wrote:
Originally Posted by Quorl
In article <7@mail.example>, Quorl says...
elzbet wrote:As far as I can tell            run on: the words begin behind the colon
> bob: the kettle                            so may those of a quote
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from threads.reconstruct.heads.answers import known_name
from threads.reconstruct.heads.cues import QUOTED, SAYS
from threads.reconstruct.heads.name_words import EDGES
from threads.reconstruct.heads.rows import LABEL, Row

LONGEST = 200
# "Big Otto hat Folgendes geschrieben:" has a name and few words more.
INTRODUCES = 8
SAYING = "|".join(sorted(map(re.escape, SAYS), key=lambda word: (-len(word), word)))
# "elzbet wrote:", "elzbet schrieb am 3. Mai:", with what is quoted behind it or not.
RUN_ON = re.compile(
    rf"^[>\s]{{0,12}}@?(?P<name>[^\s:\uff1a>].{{0,59}}?)\s*(?:{SAYING})(?:[^:\uff1a]{{0,40}}[:\uff1a]|\s?(?:\.\.\.|\u2026)$)\s*(?P<rest>\S.*)?$",
    re.IGNORECASE,
)
PLAIN = re.compile(r"^[>\s]{0,12}@?(?P<name>[^\s:\uff1a>].{0,59}?)\s?[:\uff1a]\s*(?P<rest>\S.*)?$")
BBCODE = re.compile(r"^\[quote(?:[=:\s]\s?(?P<name>[^\[\]]{0,80}))?\]\s*(?P<rest>\S.*)?$", re.IGNORECASE)
BBCODE_END = re.compile(r"^\[/quote\]$", re.IGNORECASE)
ARROW = re.compile(r"(?:\s{0,3}[\u2191\u00bb\u25ba\u21b5]|\s{1,3}said in .{1,100})$")


@dataclass(frozen=True)
class Attributions:
    """Lines that name who is quoted, and the columns at which words begin on the lines where they go on."""

    names: dict[int, str]
    starts: dict[int, int]
    labels: frozenset[int]  # lines that say "Quote:" alone


def attributions_in(rows: Iterable[Row], names: frozenset[str], lines: list[str]) -> Attributions:
    """Read the rows of posts' words. ``names`` are those who write on the page, folded."""
    found: dict[int, str] = {}
    starts: dict[int, int] = {}
    labels: set[int] = set()
    for row in rows:
        if match := BBCODE.match(row.text):
            name = _known((match["name"] or "").split(",")[0].split(";")[0], names)
            if match["rest"]:
                starts[row.number] = max(0, lines[row.number - 1].rfind(match["rest"]))
            if name:
                found[row.number] = name
            elif not match["rest"]:
                labels.add(row.number)
            continue
        if BBCODE_END.match(row.text):
            labels.add(row.number)
            continue
        if row.text.rstrip(":\uff1a ").casefold() in QUOTED and row.text[-1] in ":\uff1a":
            labels.add(row.number)
            continue
        said = _who_is_quoted(row, names)
        if said is None:
            continue
        name, rest = said
        found[row.number] = name
        if rest:
            starts[row.number] = max(0, lines[row.number - 1].rfind(rest))
    return Attributions(found, starts, frozenset(labels))


def _who_is_quoted(row: Row, names: frozenset[str]) -> tuple[str, str] | None:
    """The name, and the words that follow in the line."""
    text = row.text
    if (match := RUN_ON.match(text)) and (name := _known(match["name"], names)):
        return name, match["rest"] or ""
    if len(text) <= LONGEST and row.is_quoting and (name := _last_name(text, names)):
        return name, ""
    if match := PLAIN.match(text):
        name = _known(match["name"], names)
        if name and (not match["rest"] or text.startswith(">")):
            return name, match["rest"] or ""
    if text[-1] in ":\uff1a" and len(text.split()) <= INTRODUCES and (name := known_name(text, names)):
        return name, ""
    if len(text) <= LONGEST and (label := LABEL.match(ARROW.sub(":", text))) and not label[2]:
        name = _known(label[1], names)
        return (name, "") if name else None
    return None


def _known(text: str, names: frozenset[str]) -> str | None:
    """A text as a name of the page, or one that ends with such a name: "On Monday, elzbet"."""
    bare = text.strip(EDGES)
    if bare.casefold() in names:
        return bare
    is_led_to = bare.count(" ") <= 12 and any(map(str.isdecimal, bare))
    return _ending_name(bare.split(), names) if is_led_to else None


def _last_name(text: str, names: frozenset[str]) -> str | None:
    """Of a line that introduces a quote, the last run of up to four words that is a name of the page."""
    words = text.split()
    for end in range(len(words), 0, -1):
        if name := _ending_name(words[max(0, end - 4) : end], names):
            return name
    return None


def _ending_name(words: Sequence[str], names: frozenset[str]) -> str | None:
    """The longest run of up to four words at the end that is a name of the page."""
    for size in range(min(4, len(words)), 0, -1):
        bare = " ".join(words[-size:]).strip(EDGES)
        if bare.casefold() in names:
            return bare
    return None
