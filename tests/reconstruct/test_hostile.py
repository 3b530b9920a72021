"""Pages made to be slow or deep: the work grows with the text and not faster. Only ratios of times are compared."""

from __future__ import annotations

import random
from collections.abc import Callable
from time import process_time

import pytest

from tests.reconstruct.pages import record
from threads.reconstruct import reconstruct
from threads.records import TextRecord
from threads.words.kinds import Role

# Four times the text may take this many times as long; quadratic work takes sixteen.
FACTOR = 8
# Shorter than this is too short to be compared.
SECONDS = 0.05

ATTACKS: dict[str, Callable[[int], str]] = {
    "label and commas": lambda n: "comments 1" + "," * n + "x",
    "label and spaces": lambda n: "Home" + " " * n + "x",
    "bracket and spaces": lambda n: "void ring(bell)" + " " * n + "x();",
    "address of slashes": lambda n: "https://" + "/" * n + " x",
    "addresses in a row": lambda n: "http://a" * (n // 8),
    "angle brackets": lambda n: "<a" * (n // 2),
    "one long word": lambda n: "a" * n,
    "humps": lambda n: "aA" * (n // 2) + " bb",
    "stops": lambda n: "the bell rings at noon and nobody hears it " + "!" * n + ", says Ada",
    "ellipses": lambda n: "the bell rings at noon and nobody hears it" + " ..." * (n // 4),
    "ellipses inside": lambda n: "the bell rings at noon [...] " * (n // 29),
    "marks of quoting": lambda n: ">" * n,
    "marks and a word": lambda n: "> " * (n // 2) + "bell",
    "formerly": lambda n: "formerly known as " * (n // 18),
    "said": lambda n: "she says " * (n // 9) + ":",
    "dots and letters": lambda n: "at a" + ".a" * (n // 2) + " error",
    "figures": lambda n: "2021-04-03 " * (n // 11) + "line 1 line 2",
    "slashes": lambda n: "a/" * (n // 2),
    "colons": lambda n: ":" * (n // 2) + " " * (n // 2) + "x",
    "combining marks": lambda n: "e" + "\u0301" * n,
    "soft hyphens": lambda n: "a\u00ad" * (n // 2),
    "apostrophes": lambda n: "a'" * (n // 2) + "'",
    "Han": lambda n: "钟声" * (n // 2),
}


def words(rng: random.Random, count: int) -> str:
    return " ".join(rng.choice("bcdfghklmnprst") * rng.randint(1, 4) + rng.choice("aeiou") for _ in range(count))


def lines_of_words(count: int, size: int) -> list[str]:
    rng = random.Random(count)
    return [words(rng, size) for _ in range(count)]


def parts_of_one_line(count: int) -> list[str]:
    """A giant line, then all of it again, eight words a line."""
    all_words = words(random.Random(1), count * 8).split()
    return [" ".join(all_words), *(" ".join(all_words[at : at + 8]) for at in range(0, len(all_words), 8))]


def one_line_quoted_ever_again(count: int) -> list[str]:
    lines = lines_of_words(count, 30)
    return [line for other in lines[1:] for line in (lines[0], other)]


PAGES: dict[str, Callable[[int], list[str]]] = {
    "one line again and again": lambda n: ["The bell rings at noon and everybody in the valley hears it."] * n,
    "two lines in turn": lambda n: ["The bell rings at noon.", "And nobody hears it, for there is a hill."] * (n // 2),
    "short lines, each another": lambda n: lines_of_words(n, 2),
    "long lines, each another": lambda n: lines_of_words(n // 4, 40),
    "a giant line in parts": lambda n: parts_of_one_line(n // 4),
    "one line quoted ever again": lambda n: one_line_quoted_ever_again(n // 8),
    "cut quotes": lambda n: ["...and so on, and the bell rings no mo"] * n,
    "log lines": lambda n: [f"2021-04-03 12:00 INFO sensor {at} reads {at * 7} kg in the box" for at in range(n // 2)],
    "growing marks of quoting": lambda n: [">" * (at % 200) + f" bell {at}" for at in range(n // 4)],
    "rows of dashes": lambda n: [line for at in range(n // 2) for line in (f"bell {at} rings", "-----")],
    "hard-wrapped block": lambda n: [f"{line:x<66}" for line in lines_of_words(n // 4, 11)],
}

HUGE: dict[str, Callable[[int], list[str]]] = {
    "one line again and again": lambda n: ["The bell rings at noon."] * n,
    "one line": lambda n: ["bell " * (10 * n)],
    "short lines": lambda n: [f"bell {at}" for at in range(n)],
    "marks": lambda n: [">" * n, ">" * (n - 1) + " bell"],
    "ellipses in ellipses": lambda n: ["[...] " * (n // 2) + "bell rings [... [... [...]]]" * (n // 100)],
}


def page(*lines: str) -> list[TextRecord]:
    return [record("\n".join(lines) + "\n")]


def seconds(records: list[TextRecord]) -> float:
    start = process_time()
    reconstruct(records)
    return process_time() - start


def is_linear(small: list[TextRecord], large: list[TextRecord]) -> bool:
    """Whether four times the text keeps within the factor, at best of three tries."""
    return any(seconds(large) < FACTOR * max(seconds(small), SECONDS) for _ in range(3))


@pytest.mark.parametrize("name", ATTACKS)
def test_no_line_makes_an_expression_slow(name: str):
    attack = ATTACKS[name]
    small, large = (
        page(attack(size), "The bell rings at noon, as it says:", attack(size), "Yes.") for size in (12_500, 50_000)
    )

    assert is_linear(small, large)


@pytest.mark.parametrize("name", PAGES)
def test_no_page_takes_more_than_its_share(name: str):
    small, large = (page(*PAGES[name](size)) for size in (1_000, 4_000))

    assert is_linear(small, large)


def test_pages_that_overlap_in_a_chain_take_linear_time():
    small, large = (
        [
            record("\n".join(lines[at : at + 14]) + "\n", f"{at:06}.txt")
            for lines in [lines_of_words(count, 12)]
            for at in range(0, count, 10)
        ]
        for count in (300, 1_200)
    )

    assert is_linear(small, large)


@pytest.mark.parametrize("name", HUGE)
def test_every_line_of_a_huge_page_is_accounted_for(name: str):
    lines = HUGE[name](5_000)

    (document,) = reconstruct(page(*lines)).documents
    assert [line.first_line for line in document.by_line()] == list(range(1, len(lines) + 1))
    assert {line.role for line in document.by_line()} <= set(Role)
