"""A page number and how many there are -> what the pager shows."""

from __future__ import annotations

from dataclasses import dataclass

# Pages shown on either side of the current one, before the gap.
NEIGHBOURS = 2
# Of a thread.
POSTS_A_PAGE = 100


def page_of(position: int) -> int:
    """Name the page of a thread on which a position stands."""
    return position // POSTS_A_PAGE + 1


@dataclass(frozen=True, slots=True)
class Paging:
    """The page shown, of how many; ``is_all`` when everything stands on one."""

    number: int
    count: int
    is_all: bool = False

    @property
    def is_needed(self) -> bool:
        return self.count > 1

    @property
    def previous(self) -> int | None:
        return self.number - 1 if self.number > 1 else None

    @property
    def next(self) -> int | None:
        return self.number + 1 if self.number < self.count else None

    @property
    def numbers(self) -> list[int | None]:
        """The first, the last and those around the current page; None stands for a gap."""
        near = range(self.number - NEIGHBOURS, self.number + NEIGHBOURS + 1)
        shown = sorted({1, self.count, *(number for number in near if 1 <= number <= self.count)})
        numbers: list[int | None] = []
        for number in shown:
            if numbers and number - (numbers[-1] or 0) > 1:
                numbers.append(None)
            numbers.append(number)
        return numbers


def paging(number: int, total: int, size: int) -> Paging:
    """A page that does not exist gives the nearest that does."""
    count = max(1, -(-total // size))
    return Paging(min(max(number, 1), count), count)
