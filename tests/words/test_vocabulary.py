"""The word lists of languages/*.toml: what may stand in a file, and what patterns are made of them."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterator
from typing import Any

import pytest

from threads.words import vocabulary
from threads.words.vocabulary import FOLDER, LANGUAGES, classes, either, month_numbers, whole_words, words

# The table of lists that the loader's docstring has.
TOLD = frozenset(re.findall(r"(?:(?<=^    )|(?<=, ))([a-z_]+)(?=,|  )", str(vocabulary.__doc__), re.MULTILINE))
FILES = sorted(FOLDER.iterdir())
SOURCE = FOLDER.parents[1]


def lists(of: Any) -> Iterator[list[str]]:
    """The word lists of a file, those of its months and classes among them; a word may be in several lists."""
    if isinstance(of, dict):
        for each in of.values():
            yield from lists(each)
    elif isinstance(of, list) and all(isinstance(each, str) for each in of):
        yield of
    elif isinstance(of, list):
        for each in of:
            yield from lists(each)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_file_holds_what_the_loader_tells_of(path) -> None:
    assert re.fullmatch(r"[a-z]{2}\.toml", path.name)
    language = tomllib.loads(path.read_text(encoding="utf-8"))

    assert LANGUAGES[path.stem] == language
    assert {key for key in language if key not in TOLD} == set()
    assert len(language.get("months", [None] * 12)) == 12
    for key in ("openings", "closings", "units"):
        assert set(language.get(key, {})) <= set(LANGUAGES["en"][key])


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_words_are_composed_trimmed_and_stand_once_in_their_list(path) -> None:
    for of in lists(tomllib.loads(path.read_text(encoding="utf-8"))):
        assert of
        assert len(of) == len(set(of))
        assert [word for word in of if word != unicodedata.normalize("NFC", " ".join(word.split())) or not word] == []


def test_words_come_from_all_languages_each_once() -> None:
    assert {"aw", "回复", "re"} <= set(words("answers"))
    assert words("header_sent").count("Datum") == 1


def test_alternatives_are_taken_as_they_stand_the_longest_first() -> None:
    assert re.match(either("attribution_verbs"), "napisał(a): so")[0] == "napisał(a)"


def test_a_word_is_whole_where_its_language_parts_words() -> None:
    reply = re.compile(whole_words("replies"))

    assert reply.match("ja, gern")
    assert not reply.match("jawohl")
    assert reply.match("はいそうです")


def test_classes_join_languages_in_the_order_of_the_english() -> None:
    openings = classes("openings")

    assert list(openings)[:2] == ["a greeting", "thanks"]
    assert {"hello", "moin", "привет"} <= set(openings["a greeting"])


def test_a_name_is_of_one_month() -> None:
    names = [(name, number) for name, number in month_numbers().items() if name in ("märz", "mai", "août", "декабря")]

    assert sorted(names) == [("août", 8), ("mai", 5), ("märz", 3), ("декабря", 12)]
    for language in LANGUAGES.values():
        for number, of in enumerate(language.get("months", ()), 1):
            assert {month_numbers()[name] for name in of} == {number}


def test_no_word_is_spelt_in_escapes() -> None:
    letters = ("Lu", "Ll", "Lt", "Lo")
    ranges = re.compile(r"\\u[0-9a-f]{4}-\\u[0-9a-f]{4}")
    found = [
        f"{path.relative_to(SOURCE)}: {match[0]}"
        for path in sorted(SOURCE.rglob("*.py"))
        for match in re.finditer(r"\\u([0-9a-f]{4})", ranges.sub("", path.read_text(encoding="utf-8")))
        if unicodedata.category(chr(int(match[1], 16))) in letters
    ]

    assert found == []
