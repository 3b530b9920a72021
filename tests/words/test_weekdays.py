"""Names of weekdays, as the languages' lists tell their days."""

import pytest

from threads.words.weekdays import NUMBERS_BY_WEEKDAY


@pytest.mark.parametrize(
    ("name", "days"),
    [
        ("monday", {0}),
        ("sun", {6}),
        ("so", {5, 6}),
        ("mié", {2}),
        ("вс", {6}),
        ("κυριακή", {6}),
        ("شنبه", {5}),
        ("土", {5}),
    ],
)
def test_a_name_tells_the_days_it_may_be(name, days):
    assert NUMBERS_BY_WEEKDAY[name] == days
