"""The rows between two heads -> the words of a post: without its author's name, a day, what says that it was changed, a signature.

The oars are gone.
_________________
All that rattles is not broken        a rule parts the signature, or it ends every post of its author
Last edited by Ada on 3 May 2012
B                                     the letter that stands for the picture of Bruno, who writes next
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from threads.reconstruct.heads.cues import BUTTONS, COUNTED, EDITED, GREETINGS, opens_with, unfolds
from threads.reconstruct.heads.groups import FEWEST
from threads.reconstruct.heads.name_words import EDGES
from threads.reconstruct.heads.rows import LONGEST_HEAD, Row
from threads.words.vocabulary import classes, either

# What parts a signature from the words of a post, and how many lines it has at most.
RULE, LONGEST_SIGNATURE = re.compile(r"^(?:_{5,}|--)$"), 8
# Without a rule it ends so many posts of its author, of all so much, and has at least so many words.
ENDS, ALL, SAYS, REPEATED = 3, 0.8, 3, 3
# Lines that end so many posts of several authors are the page's, at most so many under each other.
ENDS_MOST, MOST_BUTTONS = 0.5, 6
SECTION = re.compile(r"\S\s?\[(?P<button>[^\[\]|]{3,20})(?:\s?\|[^\[\]]{1,40})?\]$")
PARTS_OF_LIST = re.compile(rf"\s{{0,3}}[,\u3001]\s{{0,3}}|\s(?:{either('and')}|&)\s")
CLOSINGS = tuple(word.casefold() for words in classes("closings").values() for word in words)


def without_name(words: Sequence[Row], name: str | None, names: frozenset[str]) -> Sequence[Row]:
    """The words without their author's name alone at either end, when they were changed, and which of ``names`` like them."""
    first, last = 0, len(words)
    while first < last and (_is_name(words[first], name) or _says_edited(words[first]) or _is_section(words[first])):
        first += 1
    while first < last and (
        _is_name(words[last - 1], name) or _says_edited(words[last - 1]) or _praises(words[last - 1], names)
    ):
        last -= 1
    return words[first:last]


def without_folds(words: Sequence[Row]) -> Sequence[Row]:
    """The words without the buttons that show the rest of a quote, if the quote stands over them and words or nothing under."""
    return [row for row in words if row is words[0] or not unfolds(row.text)]


def without_buttons(posts: Sequence[Sequence[Row]], names: Sequence[str | None]) -> list[Sequence[Row]]:
    """The words of all posts without the short lines that end most of them, whoever wrote them, and are no farewell."""
    found = list(posts)
    for _ in range(MOST_BUTTONS):
        ends = [words[-1].alike if len(words) > 1 and not words[-1].is_prose else None for words in found]
        writers: dict[str, set[str | None]] = {}
        for end, name in zip(ends, names, strict=True):
            writers.setdefault(end or "", set()).add(name)
        often = {
            end
            for end, count in Counter(end for end in ends if end).items()
            if count >= max(FEWEST, ENDS_MOST * len(posts)) and len(writers[end]) > 1 and end not in GREETINGS
        }
        if not often:
            break
        found = [words[:-1] if end in often else words for words, end in zip(found, ends, strict=True)]
    return found


def without_days(words: Sequence[Row]) -> Sequence[Row]:
    """The words without the lines over and under them that say the day of the messages below."""
    first, last = 0, len(words)
    while first < last and words[first].says_day:
        first += 1
    while first < last and words[last - 1].says_day:
        last -= 1
    return words[first:last]


def without_initial(words: Sequence[Row], name: str | None) -> Sequence[Row]:
    """The words without the letter that stands for the picture of who writes next."""
    is_letter = len(words) > 1 and name and words[-1].text.casefold() == name[0].casefold()
    return words[:-1] if is_letter else words


def without_signatures(posts: Sequence[Sequence[Row]], names: Sequence[str | None]) -> list[Sequence[Row]]:
    """The words of all posts without signatures: what a rule parts, and what ends the posts of one author again and again."""
    ruled = [_rule_at(words) for words in posts]
    signed = Counter(_under(words, at) for words, at in zip(posts, ruled, strict=True) if at is not None)
    ruled = [
        at if at is not None and (_says_something(words[:at]) or signed[_under(words, at)] > 1) else None
        for words, at in zip(posts, ruled, strict=True)
    ]
    if sum(at is not None for at in ruled) >= FEWEST - 1:
        posts = [words[:at] for words, at in zip(posts, ruled, strict=True)]
    found = list(posts)
    for _ in range(REPEATED):
        ends = [
            (name, words[-1].text) if name and len(words) > 1 else None
            for name, words in zip(names, found, strict=True)
        ]
        written = Counter(name for name, words in zip(names, found, strict=True) if len(words) > 1)
        often = {
            end
            for end, count in Counter(end for end in ends if end).items()
            if count >= ENDS and count >= ALL * written[end[0]] and _may_sign(end[1], end[0])
        }
        if not often:
            break
        found = [words[:-1] if end in often else words for words, end in zip(found, ends, strict=True)]
    return found


def _may_sign(text: str, name: str) -> bool:
    """Whether a line is no farewell, and says something."""
    low = text.casefold()
    return len(text.split()) >= SAYS and name.casefold() not in low and not low.startswith(CLOSINGS)


def _rule_at(words: Sequence[Row]) -> int | None:
    for at in range(len(words) - 1, max(0, len(words) - 1 - LONGEST_SIGNATURE), -1):
        if RULE.match(words[at].text):
            return at
    return None


def _under(words: Sequence[Row], at: int) -> tuple[str, ...]:
    return tuple(row.text for row in words[at + 1 :])


def _says_something(words: Sequence[Row]) -> bool:
    """Whether a rule parts a signature from these: what stands over them all may be a rest of the head."""
    return any(row.is_prose for row in words)


def _is_name(row: Row, name: str | None) -> bool:
    return name is not None and row.text.strip(EDGES).casefold() == name.casefold()


def _is_section(row: Row) -> bool:
    """Whether a row is the title of a section with its button: "Chain [edit]"."""
    match = SECTION.search(row.text) if not row.is_prose else None
    return bool(match and match["button"].casefold() in BUTTONS)


def _praises(row: Row, names: frozenset[str]) -> bool:
    """Whether a row says who liked the post: "Reactions: Ada, Bruno and 3 others"."""
    if row.label is None or row.label[0] not in COUNTED:
        return False
    first = PARTS_OF_LIST.split(row.label[1].casefold(), maxsplit=1)[0].strip()
    return first in names


def _says_edited(row: Row) -> bool:
    """Whether a row says when the post was last changed."""
    return bool(row.dates) and len(row.text) <= LONGEST_HEAD and bool(opens_with(row.text, EDITED))
