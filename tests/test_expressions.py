"""No regular expression of ours is slow to any text: twice the text takes about twice the time. Only ratios are compared."""

from tests.expressions import ASKED, BOUNDED, Expression, expressions, seconds, texts

LENGTH = 4_000
# What takes less is done before it can be measured.
SECONDS = 0.003
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
