"""What a part of the campaign found -> a row of the closing table."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

BEGINS = "ROW "


@dataclass(frozen=True)
class Row:
    """What was tried, how much of it, and how many faults there were."""

    part: str
    what: str
    tried: str
    faults: int

    def print(self) -> None:
        """Tell it to the process that adds up."""
        print(BEGINS + json.dumps(asdict(self)), flush=True)

    @staticmethod
    def parsed(line: str) -> Row | None:
        """The row that a line tells, if it tells one."""
        return Row(**json.loads(line.removeprefix(BEGINS))) if line.startswith(BEGINS) else None


def told_rows(rows: list[Row]) -> str:
    """The closing table."""
    widths = [max(len(getattr(row, name)) for row in rows) for name in ("part", "what", "tried")]
    lines = [
        f"{row.part:{widths[0]}}  {row.what:{widths[1]}}  {row.tried:>{widths[2]}}  "
        + (f"{row.faults:,} FOUND" if row.faults else "nothing found")
        for row in rows
    ]
    total = sum(row.faults for row in rows)
    return "\n".join([*lines, f"{total:,} faults" if total else "No fault was found."])
