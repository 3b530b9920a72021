"""What quotes say of whom a post answers, where its format does not state it."""

from __future__ import annotations

from dataclasses import replace

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


def answers_topic(id_: str, text: str, **more: object):
    """A mail of the thread "mill" that states that it answers the thread itself, opened by mail 1."""
    sent = mail(id_, text, thread="mill", **more)
    return replace(sent, stated=sent.stated._replace(opening="1"))


def test_who_is_stated_to_answer_the_topic_answers_its_opening_post_and_that_is_declared() -> None:
    reading = read_stated(
        [
            mail("1", SLUICE, thread="mill"),
            mail("2", GREASE, minutes=1, thread="mill"),
            answers_topic("3", "Yes.", minutes=2),
        ]
    )

    edges = {edge.child: edge for edge in reading.edges}
    assert edges[key_of_id("2")].origin == Origin.SEQUENCE
    declared = edges[key_of_id("3")]
    assert (declared.parent, declared.origin, declared.confidence) == (key_of_id("1"), Origin.DECLARED, 1.0)
    assert declared.evidence == "the document states that it answers the topic itself"


def test_who_answers_the_topic_and_quotes_one_of_its_posts_stands_under_that_one() -> None:
    reading = read_stated(
        [
            mail("1", SLUICE, thread="mill"),
            mail("2", GREASE, minutes=1, thread="mill"),
            answers_topic("3", "As you say.", quotes=((1, GREASE),), source="2", minutes=2),
        ]
    )

    assert {(edge.parent, edge.origin, edge.is_primary) for edge in reading.edges if edge.child == key_of_id("3")} == {
        (key_of_id("1"), Origin.DECLARED, False),
        (key_of_id("2"), Origin.QUOTE, True),
    }


def test_an_opening_post_that_is_not_there_is_not_missed() -> None:
    reading = read_stated([mail("2", GREASE, thread="mill"), answers_topic("3", "Yes.", minutes=2)])

    assert reading.missing == ()
    assert [edge.origin for edge in reading.edges] == [Origin.SEQUENCE]
