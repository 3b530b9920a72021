"""The names of weekdays -> which days of the week they may be, Monday 0.

The lists of the languages run from Monday to Sunday, in Persian from Saturday to Friday, several names a day: names that
follow each other and begin alike are one day's. "so" is Sunday in German and Saturday in Czech.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise

from threads.words.vocabulary import LANGUAGES

DAYS = 7
FROM_SATURDAY, SATURDAY = ("fa",), 5
SIGNS = ("月월", "火화", "水수", "木목", "金금", "土토", "日일")


def _numbered(names: Sequence[str]) -> Iterator[tuple[str, int]]:
    """Each name of a language with its day; none where their beginnings do not tell seven days apart."""
    plain = [_without_accents(name) for name in names]
    for letters in (3, 2, 1):
        begins = [0, *(at for at, (one, other) in enumerate(pairwise(plain), 1) if one[:letters] != other[:letters])]
        if len(begins) == DAYS:
            for at, name in enumerate(names):
                yield name, sum(begin <= at for begin in begins) - 1
            return


def _without_accents(name: str) -> str:
    return "".join(sign for sign in unicodedata.normalize("NFD", name) if not unicodedata.combining(sign))


def _all_numbers() -> dict[str, frozenset[int]]:
    found: defaultdict[str, set[int]] = defaultdict(set)
    for stem, language in LANGUAGES.items():
        first = SATURDAY if stem in FROM_SATURDAY else 0
        for name, number in _numbered([name.casefold() for name in language.get("weekdays", ())]):
            found[name].add((number + first) % DAYS)
    for number, signs in enumerate(SIGNS):
        for sign in signs:
            found[sign].add(number)
    return {name: frozenset(numbers) for name, numbers in found.items()}


# By a name, the days that it may be.
NUMBERS_BY_WEEKDAY = _all_numbers()
