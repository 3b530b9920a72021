"""A short piece of text -> whether it says when something was, in words or figures."""

from __future__ import annotations

import re
from functools import lru_cache

from threads.words.dates import ISO, MONTH_BY_NAME, NUMERIC, WORD

LONGEST = 160
# A line of more words says more than who wrote and when.
MOST_WORDS = 18
CLOCK = re.compile(r"(?<![\d:])\d{1,2}:\d\d(?!\d)")
# "3 hours ago", "2y", "vor 5 Tagen", "il y a 3 jours", "hace 2 días", "3時間前".
AGO = re.compile(
    r"\b(?:\d{1,4}|an?|one|eine?[mnr]?)\s{0,2}(?:s|sec|secs|m|min|mins|h|hr|hrs|d|w|wk|mo|y|yr|yrs|seconds?|minutes?|hours?"
    r"|days?|weeks?|months?|years?|Sekunden?|Minuten?|Stunden?|Tag(?:en?)?|Wochen?|Monat(?:en?)?|Jahr(?:en?)?|jours?|heures?"
    r"|mois|ans?|horas?|d[ií]as?|semanas?|a[nñ]os?)\b|\d\s?(?:分|時間|日|週間|か月|年)前",
    re.IGNORECASE,
)


@lru_cache(maxsize=20_000)
def is_moment(text: str) -> bool:
    """Whether a text names a day or a time of day, and is not about much else."""
    if len(text) > LONGEST or not any(map(str.isdigit, text)):
        return False
    words = WORD.findall(text)
    if len(words) > MOST_WORDS:
        return False
    if ISO.search(text) or NUMERIC.search(text) or CLOCK.search(text):
        return True
    if any(word.lower() in MONTH_BY_NAME for word in words) and any(word.isdecimal() for word in words):
        return True
    return len(words) <= 6 and AGO.search(text) is not None
