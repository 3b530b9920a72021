"""Targets, one after another, for so many minutes each -> what was tried, and each input that breaks a promise.

    python -m tests.fuzz                     all of them, ten minutes each
    python -m tests.fuzz --minutes 2 query   one of them, two minutes

What was found interesting is kept in build/fuzz/TARGET/corpus, so that the next run goes on from there; an input that
breaks something lies beside it, and its traceback in the log. It is first made a test, then mended.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).parents[2]
BUILD = ROOT / "build" / "fuzz"
# Named here as well, because importing the targets takes seconds and needs atheris.
NAMES = (
    "mail", "headers", "json", "pages", "xml", "plain", "containers", "reconstruction", "stated", "query", "sanitiser",
    "addresses", "dates", "expressions",
)  # fmt: skip
LONGEST = 16_000
# An input that takes longer is a finding; instrumented code runs several times slower than usual.
SECONDS_AN_INPUT = 20
MEGABYTES = 2_000


def main() -> None:
    """Fuzz each target in a process of its own, and fail if any input broke a promise."""
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0], prog="python -m tests.fuzz")
    options.add_argument("targets", nargs="*", metavar="TARGET", help=f"all, or some of: {', '.join(NAMES)}")
    options.add_argument("--minutes", type=float, default=10, help="how long each is fuzzed (10)")
    given = options.parse_args()
    if unknown := set(given.targets) - set(NAMES):
        options.error(f"no such target: {', '.join(sorted(unknown))}; there are {', '.join(NAMES)}")
    if find_spec("atheris") is None:
        sys.exit("atheris is not installed here (it has no build for every Python); Python 3.11 to 3.13 have it")
    broken = [name for name in given.targets or NAMES if not is_kept(name, round(given.minutes * 60))]
    if broken:
        sys.exit(f"Broken: {', '.join(broken)}")


def is_kept(name: str, seconds: int) -> bool:
    """Fuzz one target; print how many inputs it held out against, or what broke it."""
    folder = BUILD / name
    (folder / "corpus").mkdir(parents=True, exist_ok=True)
    log = folder / "log.txt"
    options = [
        f"-max_total_time={seconds}", f"-timeout={SECONDS_AN_INPUT}", f"-rss_limit_mb={MEGABYTES}",
        f"-max_len={LONGEST}", f"-artifact_prefix={folder}/", "-print_final_stats=1",
    ]  # fmt: skip
    command = [sys.executable, "-m", "tests.fuzz.one", name, str(folder / "corpus"), *options]
    with log.open("wb") as stream:
        done = subprocess.run(command, cwd=ROOT, stdout=stream, stderr=subprocess.STDOUT, check=False)
    said = log.read_text("utf-8", "replace")
    tried = int(found[1]) if (found := re.search(r"number_of_executed_units:\s+(\d+)", said)) else 0
    slowest = found[1] if (found := re.search(r"slowest_unit_time_sec:\s+(\d+)", said)) else "?"
    kept = sum(1 for _ in (folder / "corpus").iterdir())
    is_well = done.returncode == 0 and tried > 0
    print(
        f"{name:15} {tried:>10,} inputs, {kept:,} kept, slowest {slowest} s: {'held' if is_well else f'BROKEN, see {log}'}"
    )
    return is_well


if __name__ == "__main__":
    main()
