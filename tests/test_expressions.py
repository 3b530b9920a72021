"""No regular expression of ours is slow to any text: twice the text takes about twice the time. Only ratios are compared."""

from collections.abc import Iterable, Iterator
from re import _constants as codes  # the parser that re itself uses
from re import _parser as parser
from typing import Any

import pytest

from tests.expressions import ASKED, BOUNDED, Expression, expressions, seconds, texts

LENGTH = 2_000
# What takes less is done before it can be measured.
SECONDS = 0.0015
# Four times the text may take this many times as long; quadratic work takes sixteen.
FACTOR = 8


def test_no_expression_takes_more_than_its_share() -> None:
    slow = [
        (each.place, pump)
        for each in expressions()
        for pump, text in texts(each, LENGTH)
        if seconds(each, text) > SECONDS and not is_linear(each, pump)
    ]

    assert slow == []


def is_linear(expression: Expression, pump: str) -> bool:
    """Whether four times the text keeps within the factor, at best of three tries."""
    small, large = (dict(texts(expression, length))[pump] for length in (LENGTH // 2, LENGTH * 2))
    return any(seconds(expression, large) < FACTOR * max(seconds(expression, small), SECONDS) for _ in range(3))


def test_what_is_told_of_expressions_is_told_of_some_that_are_there() -> None:
    assert set(BOUNDED) | set(ASKED) <= {each.place for each in expressions()}


def test_no_possessive_group_looks_ahead_or_gives_back() -> None:
    """Python 3.11.2, which Debian 12 has, matches such groups otherwise than later ones do."""
    assert [
        each.place for each in expressions() if is_mistaken(parser.parse(each.pattern.pattern, each.pattern.flags))
    ] == []


def is_mistaken(parsed: Iterable[tuple[Any, Any]], *, is_possessive: bool = False) -> bool:
    """Whether a parsed expression has, within a group that takes all it can, what looks around or may take less."""
    for code, argument in parsed:
        if is_possessive and code in (codes.ASSERT, codes.ASSERT_NOT, codes.MAX_REPEAT, codes.MIN_REPEAT):
            return True
        is_within = is_possessive or code is codes.POSSESSIVE_REPEAT
        if any(is_mistaken(each, is_possessive=is_within) for each in parts_of(argument)):
            return True
    return False


def parts_of(argument: Any) -> Iterator[Iterable[tuple[Any, Any]]]:
    """What an operation of a parsed expression has inside."""
    if isinstance(argument, parser.SubPattern):
        yield argument
    elif isinstance(argument, tuple | list):
        for each in argument:
            yield from parts_of(each)


@pytest.mark.parametrize(
    ("pattern", "is_wrong"), [("(?:(?!x).)*+", True), ("(?:a|b*c)++", True), ("(?:a|b*+c)++x*", False)]
)
def test_such_a_group_is_known(pattern: str, is_wrong: bool) -> None:
    assert is_mistaken(parser.parse(pattern)) is is_wrong
