"""What quotes say of whom a post answers, where its format does not state it."""

from __future__ import annotations

import pytest

from tests.reconstruct.stated import GREASE, SLUICE, mail, parents
from threads.reconstruct.stated import key_of_id, read_stated
from threads.words.kinds import Origin


@pytest.mark.parametrize(
    ("words", "origin", "evidence"),
    [
        (SLUICE, Origin.QUOTE, "quotes it in line 1"),
        ("The gate sticks, he says.", Origin.ATTRIBUTION, "the quote in line 1 names it"),
    ],
)
def test_a_quote_of_the_opening_post_says_whom_a_post_answers(words: str, origin: Origin, evidence: str) -> None:
    reading = read_stated(
        [
            mail("1", SLUICE, thread="mill"),
            mail("2", "Wait for May.", quotes=((1, words),), source="1", thread="mill", minutes=1),
        ]
    )
    (edge,) = reading.edges
    assert (edge.origin, edge.evidence, edge.is_primary) == (origin, evidence, True)


def test_a_quote_that_is_proven_says_more_than_a_later_one_that_only_names_its_post() -> None:
    reading = read_stated(
        [
            mail("1", "Good morning to all.", thread="mill"),
            mail("2", SLUICE, thread="mill", minutes=1),
            mail("3", GREASE, thread="mill", minutes=2),
            mail("4", "As I said.", quotes=((1, SLUICE), (1, "Oil is no use.")), source="3", thread="mill", minutes=4),
        ]
    )
    assert parents(reading)[key_of_id("4")] == key_of_id("2")
    assert {(edge.parent, edge.origin) for edge in reading.edges if edge.child == key_of_id("4")} >= {
        (key_of_id("2"), Origin.QUOTE),
        (key_of_id("3"), Origin.ATTRIBUTION),
    }
