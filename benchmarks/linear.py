"""Measure whether reconstruction takes time in proportion to the lines it reads.

    linear.py [--lines N]

Prints the seconds per 10,000 lines at once, four and sixteen times the size, for one page that grows and for an archive
that grows by pages: processor time, so that other work on the machine counts little; the median of several runs.
"""

from __future__ import annotations

import argparse
import gc
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from time import process_time

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from invented import many_pages, one_page

from threads.reconstruct.components import reconstruct_archive
from threads.records import Record

GROWTH = (1, 4, 16)
RUNS = 3
LIMIT = 1.25
SHAPES: dict[str, Callable[[int], list[Record]]] = {"one page": one_page, "many pages": many_pages}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lines", type=int, default=4_000, help="lines at once the size")
    lines = parser.parse_args().lines
    print(
        f"Reconstruction, seconds per 10,000 lines{'':12}" + "".join(f"{times:>7}x" for times in GROWTH) + "   16x/1x"
    )
    missed = False
    for name, make in SHAPES.items():
        seconds = [pace(make(lines * times)) for times in GROWTH]
        ratio = seconds[-1] / seconds[0]
        missed |= ratio > LIMIT
        figures = "".join(f"{value:>8.2f}" for value in seconds)
        print(f"  {name:50}{figures}{ratio:>9.2f} {'' if ratio <= LIMIT else f'MISSED: over {LIMIT}'}".rstrip())
    sys.exit(missed)


def pace(records: Sequence[Record]) -> float:
    """Seconds per 10,000 lines to reconstruct some records."""
    lines = sum(len(record.lines) for record in records)
    return median(run(records) for _ in range(RUNS)) * 10_000 / lines


def run(records: Sequence[Record]) -> float:
    gc.collect()
    start = process_time()
    reconstruct_archive(records)
    return process_time() - start


if __name__ == "__main__":
    main()
