"""Posts and their parents -> reading order, without recursion."""

from __future__ import annotations

from threads.reconstruct.tree import grow_trees
from threads.reconstruct.types import ThreadPlace

DEEP = 10_000


def test_answers_stand_below_what_they_answer_and_before_the_next_post():
    order = {name: (0, at, 0) for at, name in enumerate(["opening", "first", "second", "to first"])}

    (tree,) = grow_trees(order, {"first": "opening", "second": "opening", "to first": "first"})

    assert tree.places == (
        ThreadPlace("opening", 0, 0, 3, 1),
        ThreadPlace("first", 1, 1, 2, 2),
        ThreadPlace("to first", 2, 2, 2, 4),
        ThreadPlace("second", 3, 1, 3, 3),
    )


def test_posts_without_a_parent_open_a_thread_each_in_their_order():
    trees = grow_trees({"b": (1, 0, 0), "a": (0, 5, 0), "c": (1, 1, 0)}, {"c": "b"})

    assert [tree.root for tree in trees] == ["a", "b"]


def test_a_chain_of_ten_thousand_answers_is_one_thread():
    order = {f"{at:05}": (0, at, 0) for at in range(DEEP)}
    parent = {f"{at:05}": f"{at - 1:05}" for at in range(1, DEEP)}

    (tree,) = grow_trees(order, parent)

    assert [place.depth for place in tree.places] == list(range(DEEP))
    assert {place.last_descendant for place in tree.places} == {DEEP - 1}


def test_ten_thousand_answers_to_one_post_are_one_thread():
    order = {f"{at:05}": (0, at, 0) for at in range(DEEP)}

    (tree,) = grow_trees(order, {f"{at:05}": "00000" for at in range(1, DEEP)})

    assert [place.post for place in tree.places] == sorted(order)
