"""Who answers whom: what circles come to, and how sure an edge is. Pages are in cases/."""

from __future__ import annotations

import pytest

from tests.reconstruct.pages import read, records
from threads.reconstruct import reconstruct
from threads.reconstruct.edges import without_cycles
from threads.reconstruct.types import Edge
from threads.words.kinds import Origin

LOCK = "The lower lock on the canal sticks whenever the water is low, and the boats wait until the evening."
CLOCK = "My grandmother's clock gains four minutes a day, and nobody in the whole town can tell me why it does."


def edge(child: str, parent: str, confidence: float = 0.9, *, is_primary: bool = True) -> Edge:
    return Edge(child, parent, Origin.QUOTE, confidence, is_primary, "")


def primary(edges: list[Edge]) -> set[tuple[str, str]]:
    return {(found.child, found.parent) for found in edges if found.is_primary}


def test_the_least_sure_edge_of_a_circle_gives_way():
    edges = without_cycles([edge("a", "b", 0.9), edge("b", "c", 0.6), edge("c", "a", 0.8), edge("d", "a")])

    assert primary(edges) == {("a", "b"), ("c", "a"), ("d", "a")}
    assert len(edges) == 4


def test_two_that_answer_each_other_keep_one_answer():
    assert len(primary(without_cycles([edge("a", "b"), edge("b", "a")]))) == 1


def test_a_post_that_answers_itself_answers_nobody():
    assert primary(without_cycles([edge("a", "a"), edge("b", "a")])) == {("b", "a")}


def test_edges_that_are_not_primary_make_no_circle():
    edges = [edge("a", "b"), edge("b", "a", is_primary=False)]

    assert primary(without_cycles(edges)) == {("a", "b")}


def test_a_circle_of_ten_thousand_loses_one_edge():
    names = [f"{at:05}" for at in range(10_000)]
    edges = [edge(child, parent) for child, parent in zip(names, [*names[1:], names[0]], strict=True)]

    assert len(primary(without_cycles(edges))) == 9_999


def test_posts_that_quote_each_other_on_two_pages_come_to_an_end():
    reading = reconstruct(
        records(
            east="\n".join([LOCK, "Hello Bruno, this is Chen.", CLOCK, "It is the pendulum, Bruno."]) + "\n",
            west="\n".join([CLOCK, "Hello Chen, this is Bruno.", LOCK, "It is the paddle, Chen."]) + "\n",
        )
    )

    parent = {found.child: found.parent for found in reading.edges if found.is_primary}
    for start in parent:
        here, steps = start, 0
        while here in parent:
            here, steps = parent[here], steps + 1
            assert steps <= len(parent)


@pytest.mark.parametrize("words", [8, 18])
def test_a_longer_quote_is_the_surer_one(words: int):
    whole = read(LOCK, LOCK, "Hello Ada, then open the upper paddle first.")
    part = read(LOCK, " ".join(LOCK.split()[: words // 2 + 4]), "Hello Ada, then open the upper paddle first.")

    (sure,), (less,) = ([found for found in reading.edges if found.is_primary] for reading in (whole, part))
    assert sure.confidence >= less.confidence


def test_a_place_that_is_not_known_is_never_sure():
    reading = read(LOCK, "Hello Ada, Bruno here.", LOCK, "Open the upper paddle.", "Hi all, Chen here. " + CLOCK)

    unknown = [found for found in reading.edges if found.origin is Origin.SEQUENCE]
    assert unknown
    assert all(found.confidence <= 0.4 and "place not known" in found.evidence for found in unknown)


def test_a_post_that_says_its_own_line_twice_does_not_answer_itself():
    reading = read(LOCK, "and as I said,", LOCK)

    assert all(found.child != found.parent for found in reading.edges)
