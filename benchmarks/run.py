"""Run every benchmark that needs no data from outside, one after the other; `make bench` calls it.

Each is a program beside this file, to be run by itself as well. What needs the shared data is `make score SHARED=...`.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

BENCHMARKS = ("linear.py", "pages.py", "mailbox.py", "growth_mail.py")


def main() -> None:
    """Stop at none, so that all figures are seen; fail if any of them missed its limit."""
    missed = []
    for name in BENCHMARKS:
        print(f"\n{name}", flush=True)
        if subprocess.run([sys.executable, Path(__file__).with_name(name)], check=False).returncode:
            missed.append(name)
    if missed:
        sys.exit(f"Missed: {', '.join(missed)}")


if __name__ == "__main__":
    main()
