"""Pairs of what belongs together -> disjoint sets."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from typing import Generic, TypeVar

Item = TypeVar("Item", bound=Hashable)


class Sets(Generic[Item]):
    """Disjoint sets of whatever can be hashed; what was never joined is a set of its own."""

    def __init__(self) -> None:
        self._above: dict[Item, Item] = {}

    def __iter__(self) -> Iterator[Item]:
        """All that was ever joined."""
        return iter({*self._above, *self._above.values()})

    def top(self, one: Item) -> Item:
        """What stands for the set that holds something."""
        passed = []
        above = self._above.get(one, one)
        while above != one:
            passed.append(one)
            one, above = above, self._above.get(above, above)
        for each in passed:
            self._above[each] = one
        return one

    def join(self, one: Item, other: Item) -> None:
        first, second = self.top(one), self.top(other)
        if first != second:
            self._above[second] = first

    def of(self, members: Iterable[Item]) -> list[list[Item]]:
        """The sets of some members, each in the order given."""
        groups: dict[Item, list[Item]] = {}
        for one in members:
            groups.setdefault(self.top(one), []).append(one)
        return list(groups.values())
