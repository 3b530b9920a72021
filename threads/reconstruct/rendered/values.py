"""What was found of a page: lines that stand in stated posts, and lines that say something of these."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from threads.words.kinds import Kind


@dataclass(frozen=True, slots=True)
class Copy:
    """The post that a line of a page renders, and the line of the post's record that it begins with."""

    post: str
    unit: str
    line: int
    end: int
    kind: Kind


@dataclass(frozen=True, slots=True)
class Rendering:
    """A page's lines that render stated posts, and its own words about them: names, dates, titles, buttons.

    ``threads`` counts the threads that these posts are of.
    """

    copies: Mapping[int, Copy] = field(default_factory=dict)
    sayings: frozenset[int] = frozenset()
    threads: int = 0

    @property
    def lines(self) -> frozenset[int]:
        """All lines that are accounted for."""
        return self.sayings.union(self.copies)

    def __bool__(self) -> bool:
        return bool(self.copies)

    def parts(self, line: int, other: int) -> bool:
        """Whether a stated post stands between two lines."""
        return any(between in self.copies for between in range(line + 1, other))
