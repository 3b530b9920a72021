"""What a run added, changed and removed, table by table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

TABLES = ("threads", "posts", "missing", "edges", "quotes_proven", "quotes_unsourced")


class Changes:
    """Counts that add up over the transactions of a run."""

    def __init__(self) -> None:
        self.counts: Counter[tuple[str, str]] = Counter()

    def counted(self, table: str, added: int, changed: int, removed: int) -> Changes:
        self.counts.update({(table, "added"): added, (table, "changed"): changed, (table, "removed"): removed})
        return self

    def __iadd__(self, other: Changes) -> Changes:
        self.counts.update(other.counts)
        return self

    def as_mapping(self) -> Mapping[str, dict[str, int]]:
        return {table: {what: self.counts[table, what] for what in ("added", "changed", "removed")} for table in TABLES}

    def __bool__(self) -> bool:
        return any(self.counts.values())
