"""The words of all languages by which heads, feet and a page's own parts are known -> questions about a line.

Words are asked for in the vocabulary, so that a language is a file there and no code here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from threads.words.vocabulary import classes, folded

WORDS = re.compile(r"[^\W\d_]+(?:['\u2019.-][^\W\d_]+)*")
SEPARATORS = re.compile(r"\s*[|\u00b7\u2022/\u203a\u2039\u00ab\u00bb>,;\t]\s*|\s{2,}")


WRITTEN_BY, SAYS = folded("written_by"), folded("says") | folded("wrote")
BUTTONS, COUNTED, RANKS = folded("buttons") | folded("labels"), folded("counted"), folded("ranks")
SINCE, EDITED, REPLYING, CLOCK = folded("member_since"), folded("edited"), folded("in_reply_to"), folded("clock_says")
TOPIC_DATES = folded("topic_dates")
UNFOLDS = folded("unfolds")
VERBS = frozenset(word for phrase in WRITTEN_BY for word in phrase.split()[:-1])
QUOTED = folded("quote_from") | folded("quote_labels")
PARTS = frozenset(
    part
    for each in (*BUTTONS, *COUNTED, *RANKS)
    for part in (each, *each.split())
    if len(part) > 1 or not part.isascii()
)
# What people say alone in a line before their words and behind them: "Hi", "Cheers".
GREETINGS = frozenset(
    phrase.casefold() for key in ("openings", "closings") for phrases in classes(key).values() for phrase in phrases
)
# What is no name, whatever stands beside a date.
NO_NAMES = frozenset().union(
    BUTTONS, COUNTED, RANKS, WRITTEN_BY, VERBS, SAYS, SINCE, EDITED, REPLYING, CLOCK, QUOTED, folded("page"), folded("not_names"),
    folded("weekdays"), folded("attribution_opens"), {"unread", "edited", "deleted", "ago", "info", "warn", "warning", "error", "debug", "trace", "fatal", "id", "no"},
)  # fmt: skip


class Phrases:
    """Words and phrases by how they begin, so that a text is compared with few of them."""

    def __init__(self, phrases: Iterable[str]) -> None:
        self.by_opening: dict[str, list[str]] = {}
        for phrase in sorted(phrases, key=lambda phrase: (-len(phrase), phrase)):
            self.by_opening.setdefault(phrase[:2], []).append(phrase)

    def opening(self, text: str) -> str:
        """The longest phrase that a text begins with, as whole words; empty where there is none."""
        low = text[:LONGEST_PHRASE].casefold().lstrip("([*#\u25b8\u00ab\u00bb\u2039>-\u2013\u2014 ")
        likely: list[str] = [*self.by_opening.get(low[:2], []), *self.by_opening.get(low[:1], [])]
        for phrase in likely:
            if low.startswith(phrase):
                after = low[len(phrase) : len(phrase) + 1]
                if not after.isalnum() or not phrase[-1].isascii():
                    return phrase
        return ""


LONGEST_PHRASE = 80
OPENINGS = {each: Phrases(each) for each in (WRITTEN_BY, SAYS, SINCE, EDITED, CLOCK)}


def opens_with(text: str, phrases: frozenset[str]) -> str:
    """The longest phrase that a text begins with, of one of the lists above."""
    return OPENINGS[phrases].opening(text)


def is_of_members(text: str) -> bool:
    """Whether a line says since when somebody is a member, when a post was edited, or what the time is."""
    return bool(opens_with(text, SINCE) or opens_with(text, EDITED) or opens_with(text, CLOCK))


def is_sure_chrome(text: str) -> bool:
    """Whether a line can only be the page's: several buttons, or a count with what it counts."""
    if len(text) > 120:
        return False
    found = WORDS.findall(text.casefold())
    has_number = any(map(str.isdecimal, text))
    if len(found) < (1 if has_number else 2) or len(found) > 14:
        return False
    return all(word in PARTS for word in found) and (
        len(found) >= 3 or (has_number and any(word in COUNTED for word in found)) or len(SEPARATORS.findall(text)) > 0
    )


def unfolds(text: str) -> bool:
    """Whether a line is the button under a quote of which a part is shown."""
    return len(text) <= LONGEST_PHRASE and text.casefold().strip("[]().\u2026 :\u25bc\u25be+") in UNFOLDS


def is_row_of_buttons(text: str) -> bool:
    """Whether a line is buttons and counts alone: "Reply | Share | Report", "13 comments share save"."""
    if len(text) > 120:
        return False
    low = text.casefold().strip(
        "[](){}<>*\u2022|+- .:\u2191\u2193\u25b2\u25bc\u203a\u2039\u00bb\u00ab\u2013\u2014\u2665\u2764\U0001f44d#!\u2026"
    )
    if not low:
        return True
    parts = [part.strip("[]()* .:#0123456789") for part in SEPARATORS.split(low)]
    if all(not part or part in BUTTONS or part in COUNTED or part in RANKS for part in parts):
        return True
    found = WORDS.findall(low)
    return bool(found) and len(found) <= 14 and all(word in PARTS for word in found)
