"""What was checked, and what came of it -> a table for people, and whether all of it holds."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field


class Failed(Exception):  # noqa: N818 - it reads as what it says
    """What was expected did not come; its words say what came."""


def expect(holds: object, came: object) -> None:
    """Go on only where it holds."""
    if not holds:
        raise Failed(str(came))


@dataclass(frozen=True, slots=True)
class Row:
    what: str
    figure: str
    holds: bool
    seconds: float


@dataclass(slots=True)
class Table:
    rows: list[Row] = field(default_factory=list)

    def check(self, what: str, ask: Callable[[], object]) -> None:
        """Ask, and write down the figure it gives, or what went wrong; go on either way."""
        began = time.monotonic()
        try:
            figure, holds = str(ask() or "yes"), True
        except Exception as error:
            figure, holds = f"{type(error).__name__}: {error}"[:600], False
        self.rows.append(Row(what, figure, holds, time.monotonic() - began))
        print(f"  {'ok    ' if holds else 'FAILED'} {what}: {figure}", flush=True)

    @property
    def holds(self) -> bool:
        return bool(self.rows) and all(row.holds for row in self.rows)

    def print(self) -> None:
        """All of it once more, in order."""
        widest = max((len(row.what) for row in self.rows), default=0)
        print(f"\n{'checked':<{widest}}  {'holds':<6} {'s':>6}  figure")
        for row in self.rows:
            print(f"{row.what:<{widest}}  {'yes' if row.holds else 'NO':<6} {row.seconds:6.1f}  {row.figure}")
        failed = sum(not row.holds for row in self.rows)
        print(f"\n{len(self.rows)} checked, {failed} failed")
