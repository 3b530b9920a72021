"""Small changes to what sanitises and folds -> how many of them the tests notice, module by module; `make mutants` calls it.

mutmut works in a copy under build/mutants, where it also keeps what it has found; only tests are asked that need neither a
database nor a browser. A change that makes the tests hang is noticed as well. Exit 1 where fewer than LEAST are.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parents[1]
COPY = ROOT / "build" / "mutants"
COPIED = ("forum", "threads", "tests", "templates", "static", "sample", "manage.py", "pyproject.toml", "uv.lock")
LEAST = 0.8
# How a test run ended that was given one change: mutmut's own codes.
SURVIVED, UNTESTED = 0, (5, 33)
LEFT_OUT = (None, 34, 37)  # not run, or not to be


def main(*patterns: str) -> None:
    """Change the modules that pyproject.toml names, or some of the changes by mutmut's names for them."""
    for name in COPIED:
        source, copy = ROOT / name, COPY / name
        if source.is_dir():
            left_out = shutil.ignore_patterns("__pycache__", "large", "fuzz")
            shutil.copytree(source, copy, dirs_exist_ok=True, ignore=left_out)
        else:
            COPY.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, copy)
    done = subprocess.run([sys.executable, "-m", "mutmut", "run", *patterns], cwd=COPY, check=False)
    if done.returncode:
        sys.exit(done.returncode)
    scores = [score_of(path) for path in sorted((COPY / "mutants" / "threads").rglob("*.py.meta"))]
    if low := [name for name, score in scores if score is not None and score < LEAST]:
        sys.exit(f"Below {LEAST:.0%}: {', '.join(low)}")


def score_of(path: Path) -> tuple[str, float | None]:
    """Print what became of the changes to a module; give the share that was noticed, if any was tried."""
    name = path.relative_to(COPY / "mutants").as_posix().removesuffix(".meta")
    ended = Counter(json.loads(path.read_text())["exit_code_by_key"].values())
    tried = ended.total() - sum(ended[code] for code in LEFT_OUT)
    missed = ended[SURVIVED] + sum(ended[code] for code in UNTESTED)
    if not tried:
        return name, None
    score = (tried - missed) / tried
    print(f"{name:38} {tried:5} changes, {tried - missed:5} noticed, {missed:4} not: {score:6.1%}")
    return name, score


if __name__ == "__main__":
    main(*sys.argv[1:])
