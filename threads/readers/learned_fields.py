"""Rows of fields under any names -> which field says who wrote, when, what, and whom it answers.

    wer    wann              was                        date: most of its values are moments
    ada    2012-01-13 10:38  The oars crack in frost.   text: the longest words
    bo     2012-01-13 11:02  Oil them twice.            author: short words that come again

What a field is called decides between two that would do; it is never enough by itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from statistics import mean
from typing import Any, NamedTuple

from threads.readers.field_values import key, moment
from threads.words.dates import read_date

Row = Mapping[str, Any]
LOOKED_AT = 400
# So few rows tell nothing by what they hold; where the fields are called for what they say, two do.
FEWEST_ROWS, FEWEST_CALLED = 3, 2
MOSTLY, ALMOST_NONE = 0.6, 0.05
# A text has so many letters on average, fewer where it is called one; a name has no more than so many.
SHORTEST_TEXT, SHORTEST_CALLED = 20, 10
LONGEST_NAME, LONGEST_TITLE, LONGEST_ID = 60, 300, 80
# Seconds since 1970 between 1990 and 2040; thousandths are a thousand times that.
FIRST_S, LAST_S = 631_152_000, 2_208_988_800
NAMES: Mapping[str, re.Pattern[str]] = {
    role: re.compile(words, re.IGNORECASE)
    for role, words in {
        "text": r"text|body|content|message|comment|post|raw|html|description|selftext|cooked",
        "author": r"author|user|name|by$|from|sender|poster|nick|speaker|member",
        "date": r"date|time|created|posted|publish|_at$|^at$|timestamp|when",
        "id": r"^_?id$|(?:post|comment|message|msg)_?(?:id|no|num|number)$|^(?:guid|uuid|num|number|no)$|permalink",
        "parent": r"parent|reply|in_?response|answers|respond",
        "thread": r"thread|topic|discussion|conversation|story",
        "title": r"title|subject|headline|topic_?name|thread_?name",
        "url": r"url|link|href|permalink",
    }.items()
}
LATER = re.compile(r"edit|updat|modif|last|download|crawl|scrap|index", re.IGNORECASE)
NOT_NAME = re.compile(r"https?://|[\n\t]|[.!?]\s")
TAG = re.compile(r"<(?:p|br|a|div|blockquote|span|b|i|img|ul|ol|li|code|pre|em|strong)\b[^<>]{0,2000}>", re.IGNORECASE)


class Fields(NamedTuple):
    """The name of the field of each kind; empty where there is none."""

    text: str
    date: str
    author: str
    id: str
    parent: str
    thread: str
    title: str
    url: str


def flat(row: Row) -> dict[str, Any]:
    """A row with what lies in its objects, one level deep: {"by": {"name": "ada"}} -> {"by.name": "ada"}."""
    made: dict[str, Any] = {}
    for name, value in row.items():
        if isinstance(value, Mapping):
            made |= {f"{name}.{inner}": each for inner, each in value.items() if not isinstance(each, list | dict)}
        elif not isinstance(value, list):
            made[name] = value
    return made


def learn(rows: Sequence[Row]) -> Fields | None:
    """Tell which fields of flat rows say what; None where they are no posts."""
    rows = rows[:LOOKED_AT]
    if len(rows) < FEWEST_CALLED:
        return None
    columns = {name: [row.get(name) for row in rows] for row in rows for name in row}
    filled = {name: [value for value in values if value not in (None, "")] for name, values in columns.items()}
    filled = {name: values for name, values in filled.items() if values}
    date = _best("date", {name: _share(values, _is_moment) for name, values in filled.items()}, MOSTLY)
    text = _best_text({name: values for name, values in filled.items() if name != date}, len(rows))
    names = {name: values for name, values in filled.items() if name not in (date, text)}
    author = _best_author(names, len(rows))
    if not (text and date and author):
        return None
    if (
        len(rows) < FEWEST_ROWS
        and min(name_fits(*each) for each in (("text", text), ("date", date), ("author", author))) < 2
    ):
        return None
    id_ = _best("id", {name: _uniqueness(values, len(rows)) for name, values in names.items() if name != author}, 1.0)
    ids = {key(value) for value in columns.get(id_, ())}
    parents = {
        name: _share(values, lambda value: key(value) in ids)
        for name, values in names.items()
        if name not in (id_, author) and (NAMES["parent"].search(name) or len(values) < len(rows))
    }
    parent = _best("parent", parents, MOSTLY) if id_ else ""
    rest = {name: values for name, values in names.items() if name not in (author, id_, parent)}
    return Fields(
        text=text,
        date=date,
        author=author,
        id=id_,
        parent=parent or _named("parent", rest),
        thread=_thread(rest),
        title=_title(rest),
        url=next((name for name, values in rest.items() if _share(values, _is_address) == 1), ""),
    )


def moment_of(value: Any) -> tuple[datetime | None, str]:
    """A moment in seconds, thousandths, ISO form or as people write it; as it was written where it is none."""
    number = _number(value)
    if number is not None and FIRST_S * 1_000 <= number <= LAST_S * 1_000:
        return datetime.fromtimestamp(number / 1_000, UTC), ""
    found, raw = moment(value)
    if found is None and isinstance(value, str):
        found = read_date(value)
    return found, "" if found else raw


def is_html(texts: Sequence[Any]) -> bool:
    """Whether texts are written with tags."""
    given = [text for text in texts if isinstance(text, str)]
    return bool(given) and _share(given, lambda text: bool(TAG.search(text))) > ALMOST_NONE


def _best(role: str, fits: Mapping[str, float], least: float) -> str:
    """The field that fits best; of two, the one that is called so, and not after an edit or a download."""
    good = [
        (name_fits(role, name), share, -place, name)
        for place, (name, share) in enumerate(fits.items())
        if share >= least
    ]
    return max(good)[-1] if good else ""


def name_fits(role: str, name: str) -> int:
    """2 where a field is called for what it says, 0 where for something later, else 1."""
    if LATER.search(name):
        return 0
    return 2 if NAMES[role].search(name) else 1


def _best_text(filled: Mapping[str, list[Any]], count: int) -> str:
    sizes = {
        name: mean(map(len, texts)) * len(texts) / count * name_fits("text", name)
        for name, values in filled.items()
        if (texts := [value for value in values if isinstance(value, str)])
        and _share(texts, lambda text: " " in text.strip()) >= MOSTLY
        and not _share(texts, _is_address)
        and (name_fits("text", name) == 2 or not NAMES["title"].search(name))
    }
    best = max(sizes, key=lambda name: sizes[name], default="")
    least = SHORTEST_CALLED if best and name_fits("text", best) == 2 else SHORTEST_TEXT
    return best if best and sizes[best] >= least else ""


def _best_author(names: Mapping[str, list[Any]], count: int) -> str:
    """Short words at nearly every row, which come again or are called a name."""
    fits = {}
    for name, values in names.items():
        good = [value for value in values if isinstance(value, str) and _is_name(value)]
        called = name_fits("author", name)
        is_often = len(good) >= MOSTLY * len(values) and len(values) >= MOSTLY * count
        comes_again = 1 < len(set(good)) < len(good)
        if is_often and (called == 2 or comes_again) and not _share(good, str.isdecimal):
            fits[name] = len(good) / count + ("name" in name.lower())
    return _best("author", fits, 0)


def _thread(rest: Mapping[str, list[Any]]) -> str:
    return next(
        (
            name
            for name, values in rest.items()
            if NAMES["thread"].search(name) and not NAMES["title"].search(name) and _share(values, _is_id) == 1
        ),
        "",
    )


def _title(rest: Mapping[str, list[Any]]) -> str:
    good = (
        name
        for name, values in rest.items()
        if NAMES["title"].search(name) and all(isinstance(each, str) and len(each) <= LONGEST_TITLE for each in values)
    )
    return next(good, "")


def _named(role: str, rest: Mapping[str, list[Any]]) -> str:
    """A field that is called so and holds ids, though none of them is here."""
    return next((name for name, values in rest.items() if NAMES[role].search(name) and _share(values, _is_id) == 1), "")


def _uniqueness(values: Sequence[Any], count: int) -> float:
    ids = {key(value) for value in values if _is_id(value)}
    return 1.0 if len(ids) == len(values) == count else 0.0


def _share(values: Sequence[Any], test: Any) -> float:
    return sum(1 for value in values if test(value)) / len(values) if values else 0.0


def _is_id(value: Any) -> bool:
    written = key(value)
    return bool(written) and len(written) <= LONGEST_ID and not written.isspace() and " " not in written


def _is_address(value: Any) -> bool:
    return isinstance(value, str) and value.startswith(("http://", "https://"))


def _is_name(value: str) -> bool:
    return 0 < len(value.strip()) <= LONGEST_NAME and not NOT_NAME.search(value)


def _is_moment(value: Any) -> bool:
    number = _number(value)
    if number is not None:
        return FIRST_S <= number <= LAST_S or FIRST_S * 1_000 <= number <= LAST_S * 1_000
    return isinstance(value, str) and len(value) <= LONGEST_ID and moment_of(value)[0] is not None


def _number(value: Any) -> float | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return float(value) if abs(value) < LAST_S * 10_000 else None
    if isinstance(value, str) and value.replace(".", "", 1).isdecimal() and len(value) <= len(str(LAST_S)) + 8:
        return float(value)
    return None


def rows_in(value: Any) -> Iterator[Row]:
    """The objects of an array, or of the only array of objects that an object holds."""
    if isinstance(value, list):
        yield from (each for each in value if isinstance(each, dict))
    elif isinstance(value, dict):
        arrays = [each for each in value.values() if isinstance(each, list) and each and isinstance(each[0], dict)]
        if len(arrays) == 1:
            yield from rows_in(arrays[0])
