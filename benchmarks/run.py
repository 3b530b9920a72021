"""Run every benchmark that needs no data from outside, one after the other; `make bench` calls it.

    .venv/bin/python -m benchmarks.run [--toy]

Prints what they print, then which goals were missed and which parts could not run, and why. It exits with 1 if a part could
not run; a goal that is missed is a figure. What needs the shared data is `make score SHARED=...`.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from benchmarks.shared.environment import ROOT

PARTS = ("growth.reading_time", "speed.page_costs", "speed.mailbox", "growth.new_mails")
MISSED = re.compile(r"\bmissed\b")


@dataclass(slots=True)
class PartOutcome:
    """How a part ended."""

    code: int = 0
    last_line: str = ""
    missed: list[str] = field(default_factory=list)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--toy", action="store_true", help="each as small as it can be; measures nothing")
    toy = ["--toy"] if parser.parse_args().toy else []
    sys.exit(run_all({part: [sys.executable, "-u", "-m", f"benchmarks.{part}", *toy] for part in PARTS}))


def run_all(parts: Mapping[str, Sequence[str]]) -> int:
    """Run each command, whatever became of those before it; give the exit code for all."""
    outcomes = {name: run_one(name, command) for name, command in parts.items()}
    print()
    for name, outcome in outcomes.items():
        for line in outcome.missed:
            print(f"{name} missed a goal: {line}")
    failed = {name: outcome for name, outcome in outcomes.items() if outcome.code}
    for name, outcome in failed.items():
        print(f"{name} could not run (exit code {outcome.code}): {outcome.last_line or 'it said nothing'}")
    print(f"{len(outcomes) - len(failed)} of {len(outcomes)} parts ran")
    return int(bool(failed))


def run_one(name: str, command: Sequence[str]) -> PartOutcome:
    """Run a part, and hand on what it prints line by line."""
    print(f"\n{name}", flush=True)
    outcome = PartOutcome()
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        assert process.stdout
        for line in process.stdout:
            print(line, end="", flush=True)
            outcome.last_line = line.strip() or outcome.last_line
            if MISSED.search(line):
                outcome.missed.append(" ".join(line.split()))
    outcome.code = process.returncode
    return outcome


if __name__ == "__main__":
    main()
