"""A line of text -> where dates stand in it, and of what kind: a day, a time of day, or a distance such as "3 hours ago".

    Fri Jan 13, 2012 10:38 pm       13. Januar 2012 um 22:38      2012年1月13日(金) 22:38      DAY
    3 hours ago      2y      vor 3 Tagen      3時間前                                           AGO
    yesterday at 10:38      Fri 22:38                                                          NEAR
    22:38      10:38 PM                                                                        CLOCK

The words of a line are first told by what they can be, one letter each; a date is a pattern of such letters. So a line
costs one look-up a word, whatever number of languages there are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple

from threads.words.dates import HOURS_BY_ZONE, MONTH_BY_NAME
from threads.words.vocabulary import LANGUAGES, words


class DateKind(StrEnum):
    """What a date says: a day, one that counts from the day of reading, or a time alone."""

    DAY = "day"
    AGO = "ago"
    NEAR = "near"
    CLOCK = "clock"


class DatePlace(NamedTuple):
    """The characters of a line that are a date."""

    start: int
    end: int
    kind: DateKind


# A head is not longer, and of longer lines the date is looked for where a head begins.
LONGEST = 240
# "_0" ends a name such as "quill_0" and begins no date.
TOKEN = re.compile(r"(?<=[^\W_])_+\d+|\d+|[^\W\d_]+(?:['\u2019\u200c][^\W\d_]+)*|[^\w\s]")
HAS_NUMBER = re.compile(r"\d")
NUMERIC_DAY = re.compile(r"(?<!\d)(\d{1,4})\s?([-./])\s?(\d{1,2})\s?\2\s?(\d{1,4})(?!\d)")
# A month's short name that is another word elsewhere ("iPhone 11 Pro") needs a year or a time beside it.
OTHER_WORDS = frozenset(
    "pro led ara lis per sal mar ago set out dez gen mag lug eki nis oca tem kas haz des iun iul mai".split()
)
TELLING = re.compile(r"\d{4}|\d[:.h]\d\d")
# "3 h", "2 Std.", alone in its line or between signs.
LONE = re.compile(r"(?:^|[\u00b7\u2022|]\s{0,3})(\d{1,3}\s?([^\W\d_]{1,10}))\.?(?=\s{0,3}(?:$|[\u00b7\u2022|]))")
MINUTES = re.compile(r":\s?\d\d")
# A number with a letter of a unit, "3h"; and what stands right before one that is of something else.
GLUED, MEASURES = re.compile(r"\d{1,3}[^\W\d_]"), re.compile(r"(?:[_$\u20ac\u00a3]|\d[.,-])$")
UNSPACED = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
JOINERS = frozenset(words("date_joins"))
AFTER_CLOCK = frozenset(words("clock_ends"))
ONE = frozenset((*words("one"), *words("about")))
SIGNS = dict.fromkeys(":.-/,()'@~|", "") | {
    ";": ",", "\u2013": "-", "\u2014": "-", "\u00b7": "|", "\u2022": "|", "\u2019": "'", "\u00bb": "|", "\u060c": ",", "+": "+",
    "\uff08": "(", "\uff09": ")", "\uff0c": ",", "[": "(", "]": ")",
}  # fmt: skip


def _by_first(phrases: list[str]) -> dict[str, list[tuple[str, ...]]]:
    """Phrases of several words by the first of them, the longest first."""
    found: dict[str, list[tuple[str, ...]]] = {}
    for phrase in phrases:
        parts = tuple(match[0] for match in TOKEN.finditer(phrase.casefold()))
        found.setdefault(parts[0], []).append(parts)
    return {first: sorted(each, key=len, reverse=True) for first, each in found.items()}


UNITS = {word: unit for language in LANGUAGES.values() for unit, of in language.get("units", {}).items() for word in of}
PHRASES = {
    "j": _by_first(words("just_now")),
    "t": _by_first([*words("today"), *words("yesterday")]),
    "b": _by_first(words("ago_before")),
    "g": _by_first(words("ago_after")),
}
FIRST_WORDS = frozenset(word for phrases in PHRASES.values() for word in phrases)
WEEKDAYS = frozenset(words("weekdays"))
HALVES = frozenset(word for key in ("mornings", "afternoons") for word in words(key) if "." not in word)

_TIME = r"n[:h]n(?::n)?(?:\.[nNY])?(?:a|a\.a\.?)?(?:z(?:[+-]n(?::?n)?)?|[+-][nNY])?U?|na(?:\.a\.?)?|n\.nU"
_SEP = r"(?:\(D\)|[,|@~(-]|c\.?|D(?=n[:h]))"
_NUMBERS = r"[nY]([-./])n\1[nY]\.?"
_NAMED = (
    r"(?:[DB],?)?[MB]nn:n(?::n)?z?Y|(?:[DB]\.?,?)?n\.?[MB]\.?n(?=,?n[:h])|(?:[DB]\.?,?c{0,2})?n[.c]{0,2}[MB]\.?[,c]{0,2}(?:Y|'n)?"
    r"|(?:[DB]\.?,?)?[MB]\.?n(?!:)c?(?:,?(?:Y|'n)(?!:))?"
    r"|Yc?\.?[MB]\.?n\.?|n-[MB]-[nY]|n/[MB]/[nY]|[MB]\.?,?c?(?:Y|'n)"
)
SHAPE = re.compile(
    rf"(?P<day>(?:[DB]\.?,?c{{0,2}})?(?:{_NUMBERS.replace('1', '2')}|{_NAMED})(?:{_SEP}{{0,4}}(?:{_TIME}))?"
    rf"|(?:{_TIME})[,c|-]{{0,3}}(?:{_NUMBERS.replace('1', '3')}|{_NAMED})"
    rf"|n([./])n\.?{_SEP}{{0,3}}(?:{_TIME}))"
    r"|(?P<ago>b[c~]?[now]?u(?:[,c]?nu)?|[nNow]u(?:[,c]{0,2}nu)?g|ug|q(?:g)?|j)"
    rf"|(?P<near>t{_SEP}{{0,3}}(?:{_TIME})|[DB]\.?,?c{{0,2}}(?:{_TIME})|(?:{_TIME})[,c]{{0,2}}t|t)"
    rf"|(?P<clock>{_TIME})"
)
HALF = "|".join(word for key in ("mornings", "afternoons") for word in words(key) if UNSPACED.search(word))
CLOCK_SIGNS = rf"(?:(?:{HALF})\s?)?\d{{1,2}}\s?[:時时点點시]\s?\d{{1,2}}(?:\s?[:分분]\s?\d{{1,2}})?[分秒분초]?"
UNIT_SIGNS = "|".join(
    re.escape(word) for word in sorted((w for w in UNITS if UNSPACED.search(w)), key=lambda w: (-len(w), w))
)
UNSPACED_SHAPE = re.compile(
    r"(?P<day>(?:\d{2,4}\s?[年년]\s?)?\d{1,2}\s?[月월]\s?\d{1,2}\s?[日일]"
    r"(?:\s?[(\uff08]?[日月火水木金土일월화수목금토](?:曜日|요일)?[)\uff09]?)?"
    rf"(?:\s{{0,2}}{CLOCK_SIGNS})?"
    r"|\d{2,4}([-./])\s?\d{1,2}\2\s?\d{1,2}\.?(?:\s?[(\uff08][^)\uff09]{1,3}[)\uff09])?"
    rf"\s{{0,2}}(?:{CLOCK_SIGNS}|\d{{1,2}}:\d\d(?::\d\d)?))"
    rf"|(?P<ago>\d{{1,4}}\s?(?:{UNIT_SIGNS})(?:以)?\s?[前전]|刚刚|剛剛|たった今|방금)"
    rf"|(?P<near>(?:今日|本日|昨日|今天|昨天|前天|오늘|어제)\s?(?:{CLOCK_SIGNS})?)"
    rf"|(?P<clock>(?:{HALF})\s?\d{{1,2}}:\d\d(?::\d\d)?)"
)


def find_dates(text: str) -> list[DatePlace]:
    """The dates of a line, in order; none overlap."""
    text = text[:LONGEST]
    if not HAS_NUMBER.search(text) and not any(word in FIRST_WORDS for word in text.casefold().split()):
        return []
    found = [_place(match, match.start(), match.end()) for match in _unspaced(text)]
    for place in _spaced(text):
        if all(place.end <= other.start or place.start >= other.end for other in found):
            found.append(place)
    found += (
        place for place in _alone(text) if all(place.end <= each.start or place.start >= each.end for each in found)
    )
    return sorted(found)


def _alone(text: str) -> Iterator[DatePlace]:
    """Distances without a word such as "ago", which say nothing among other words."""
    for match in LONE.finditer(text):
        if match[2].casefold() in UNITS:
            yield DatePlace(*match.span(1), DateKind.AGO)


def _unspaced(text: str) -> Iterator[re.Match[str]]:
    return UNSPACED_SHAPE.finditer(text) if UNSPACED.search(text) else iter(())


def _spaced(text: str) -> Iterator[DatePlace]:
    tokens = [(match[0].casefold(), match.start(), match.end()) for match in TOKEN.finditer(text)]
    letters, spans = _letters(tokens)
    for match in SHAPE.finditer(letters):
        place = _place(match, spans[match.start()][0], spans[match.end() - 1][1])
        said = text[place.start : place.end]
        if _may_be_day(said) if place.kind is DateKind.DAY else _may_be_time(said, text[: place.start]):
            yield place


def _may_be_time(said: str, before: str) -> bool:
    """Whether figures are a time or a distance and no measure ("35V", "1,20v", "$1T") or row of numbers ("3: 1")."""
    if ":" in said and not MINUTES.search(said):
        return False
    return not GLUED.fullmatch(said) or (not said[-1].isupper() and not MEASURES.search(before))


def _may_be_day(text: str) -> bool:
    """Whether figures are a day's and not a version's, "3.11.7": a year of four figures, or two, and a day and a month."""
    found = NUMERIC_DAY.search(text)
    if not found:
        return bool(TELLING.search(text)) or not any(word in OTHER_WORDS for word in text.casefold().split())
    first, second, third = found[1], found[3], found[4]
    if len(first) == 4 or len(third) == 4:
        return True
    return len(third) == 2 and 1 <= int(first) <= 31 and 1 <= int(second) <= 31 and min(int(first), int(second)) <= 12


def _place(match: re.Match[str], start: int, end: int) -> DatePlace:
    kind = next(kind for kind in DateKind if match[kind.value] is not None)
    return DatePlace(start, end, kind)


def _letters(tokens: list[tuple[str, int, int]]) -> tuple[str, list[tuple[int, int]]]:
    """One letter a word, or a phrase, that says what it can be in a date; with the characters it stands on."""
    letters: list[str] = []
    spans: list[tuple[int, int]] = []
    at = 0
    while at < len(tokens):
        letter, count = _phrase(tokens, at) or (_letter(tokens, at), 1)
        if letter == "q":
            count = 2
        letters.append(letter)
        spans.append((tokens[at][1], tokens[at + count - 1][2]))
        at += count
    return "".join(letters), spans


def _phrase(tokens: list[tuple[str, int, int]], at: int) -> tuple[str, int] | None:
    word = tokens[at][0]
    if word not in FIRST_WORDS:
        return None
    for letter, phrases in PHRASES.items():
        for parts in phrases.get(word, ()):
            if tuple(token[0] for token in tokens[at : at + len(parts)]) == parts and _fits(letter, tokens, at, parts):
                return letter, len(parts)
    return None


def _fits(letter: str, tokens: list[tuple[str, int, int]], at: int, parts: tuple[str, ...]) -> bool:
    """Whether words that have other meanings too stand where they speak of time."""
    if letter == "b":
        after = [token[0] for token in tokens[at + len(parts) : at + len(parts) + 2]]
        return any(word.isdecimal() or word in UNITS for word in after)
    if letter == "g":
        before = tokens[at - 1][0] if at else ""
        return before in UNITS
    return True


def _letter(tokens: list[tuple[str, int, int]], at: int) -> str:
    word, start, end = tokens[at]
    before = tokens[at - 1][0] if at else ""
    if word.isdecimal():
        return _number_letter(tokens, at)
    if word in SIGNS:
        return SIGNS[word] or word
    after = tokens[at + 1][0] if at + 1 < len(tokens) else ""
    is_inside = before.isdecimal() and after.isdecimal() and len(after) == 2
    if word == "h" and is_inside and tokens[at - 1][2] == start and tokens[at + 1][1] == end:
        return "h"
    if before.isdecimal() and word in HALVES and word not in UNITS and (word not in JOINERS or word == "am"):
        return "a"
    if word in ("a", "p", "m") and after == "." and (before.isdecimal() or before == "."):
        return "a"
    if before.isdecimal() and word in AFTER_CLOCK and at > 1 and tokens[at - 2][0] in (":", "."):
        return "U"
    return _word_letter(word, after_number=before.isdecimal() or before in ONE)


def _number_letter(tokens: list[tuple[str, int, int]], at: int) -> str:
    word, start, end = tokens[at]
    if at and tokens[at - 1][2] == start and tokens[at - 1][0][0].isalpha() and tokens[at - 1][0] not in ("t", "h"):
        return "x"  # of a word such as "mp3", which is no date
    if at + 1 < len(tokens) and tokens[at + 1][1] == end:
        unit = tokens[at + 1][0]
        ends_word = at + 2 >= len(tokens) or tokens[at + 2][1] > tokens[at + 1][2] or not tokens[at + 2][0].isalnum()
        if unit in UNITS and len(word) <= 3 and len(unit) <= 3 and ends_word and unit not in HALVES:
            return "q" if len(unit) < 4 else "n"
    if len(word) <= 2:
        return "n"
    return "Y" if len(word) == 4 and 1300 <= int(word) <= 2700 else "N"


def _word_letter(word: str, *, after_number: bool) -> str:
    is_month, is_weekday = word in MONTH_BY_NAME, word in WEEKDAYS
    if is_month or is_weekday:
        return "B" if is_month and is_weekday else "M" if is_month else "D"
    if word in UNITS and after_number and word != "t":
        return "u"
    if word in HOURS_BY_ZONE and len(word) > 1:
        return "z"
    if word in ONE and word not in JOINERS:
        return "o"
    return "c" if word in JOINERS else "u" if word in UNITS else "x"
