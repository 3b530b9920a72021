"""Measure whether reconstruction takes time in proportion to the lines it reads.

    .venv/bin/python -m benchmarks.growth.reading_time [--lines N] [--toy]

Prints the seconds per 10,000 lines at once, four and sixteen times the size, for one page that grows and for an archive
that grows by pages: processor time, so that other work on the machine counts little; the median of several runs.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Sequence
from statistics import median
from time import process_time

from benchmarks.shared.invented import many_pages, one_page
from benchmarks.shared.options import Parser, verdict
from threads.reconstruct.components import reconstruct_archive
from threads.records import TextRecord

GROWTH = (1, 4, 16)
LIMIT = 1.25
SHAPES: dict[str, Callable[[int], list[TextRecord]]] = {"one page": one_page, "many pages": many_pages}


def main() -> None:
    parser = Parser(__doc__)
    parser.add_size("lines", 4_000, 40, "lines at once the size")
    parser.add_size("runs", 3, 1, "times each is measured")
    options = parser.parse_args()
    print(
        f"Reconstruction, seconds per 10,000 lines{'':12}" + "".join(f"{times:>7}x" for times in GROWTH) + "   16x/1x"
    )
    for name, make in SHAPES.items():
        seconds = [pace(make(options.lines * times), options.runs) for times in GROWTH]
        ratio = seconds[-1] / seconds[0]
        figures = "".join(f"{value:>8.2f}" for value in seconds)
        reached = verdict(is_reached=ratio <= LIMIT)
        print(f"  {name:50}{figures}{ratio:>9.2f}, wanted at most {LIMIT}: {reached}", flush=True)


def pace(records: Sequence[TextRecord], runs: int) -> float:
    """Seconds per 10,000 lines to reconstruct some records."""
    lines = sum(len(record.lines) for record in records)
    return median(run(records) for _ in range(runs)) * 10_000 / lines


def run(records: Sequence[TextRecord]) -> float:
    gc.collect()
    start = process_time()
    reconstruct_archive(records)
    return process_time() - start


if __name__ == "__main__":
    main()
