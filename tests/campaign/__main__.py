"""All campaigns, or those that are named -> a closing table; exits 1 if anything was found.

python -m tests.campaign [widths] [scripts] [fragments] [privacy]
    --archive NAME=PATH   documents of your own, to be crawled with the invented ones (widths)
    --share N             the part of the pages of single posts and authors that is visited (1)
    --count N             fragments (50,000)
    --seed N              what the random ones begin with
"""

import argparse
import json
import signal
import subprocess
import sys
import time

from benchmarks.shared.environment import ROOT
from tests.campaign.results import Row, told_rows

# By part, what it takes of the options.
OPTIONS = {
    "widths": ("share", "archives"),
    "scripts": ("share",),
    "fragments": ("count", "seed"),
    "privacy": ("share",),
}
PARTS = tuple(OPTIONS)
FRAGMENTS = 50_000


def main() -> int:
    """Run each part as a process of its own, since each has a database of its own, and add up what they found."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", nargs="*", help=", ".join(PARTS))
    parser.add_argument("--archive", dest="archives", action="append", default=[], metavar="NAME=PATH")
    parser.add_argument("--share", type=float, default=1)
    parser.add_argument("--count", type=int, default=FRAGMENTS)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    unknown = set(options.parts) - set(PARTS)
    if unknown:
        parser.error(f"no such part: {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}")
    rows: list[Row] = []
    for part in options.parts or PARTS:
        print(f"\n{part}", flush=True)
        begin = time.monotonic()
        rows += _run(part, options)
        print(f"  {part} took {time.monotonic() - begin:,.0f} s", flush=True)
    print("\n" + told_rows(rows))
    return int(any(row.faults for row in rows))


def _run(part: str, options: argparse.Namespace) -> list[Row]:
    given = {name: getattr(options, name) for name in OPTIONS[part]}
    command = [sys.executable, "-m", "tests.campaign.part", part, json.dumps(given)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        signal.signal(signal.SIGTERM, lambda *_: process.terminate())
        assert process.stdout
        rows = []
        for line in process.stdout:
            row = Row.parsed(line)
            rows += [row] if row else []
            print(f"  {row.what}: {row.tried}, {row.faults:,} faults" if row else line.rstrip("\n"), flush=True)
    return rows if process.returncode == 0 else [*rows, Row(part, f"ended with {process.returncode}", "", 1)]


if __name__ == "__main__":
    sys.exit(main())
