"""Disjoint sets: what is joined stands in one set, in the order asked for."""

from threads.words.sets import Sets


def test_what_is_joined_over_others_is_one_set() -> None:
    sets: Sets[str] = Sets()
    sets.join("oar", "hull")
    sets.join("mast", "sail")
    sets.join("sail", "oar")

    assert sets.of(["rope", "hull", "mast", "sail", "oar"]) == [["rope"], ["hull", "mast", "sail", "oar"]]
    assert set(sets) == {"oar", "hull", "mast", "sail"}


def test_what_was_never_joined_stands_alone() -> None:
    sets: Sets[int] = Sets()

    assert sets.top(7) == 7
    assert sets.of([3, 1]) == [[3], [1]]
