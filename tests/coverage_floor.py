"""What `make coverage` measured -> exit 1 where it is too little: 95 % of all lines and branches, and all of FULL.

FULL are the modules where a line that no test reaches may hide a hole: what sanitises, what decides who sees what, what
refuses, and what folds somebody's words.
"""

from __future__ import annotations

import json
import sys
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

LEAST = 95.0
FULL = (
    # Sanitising
    "threads/html/addresses.py",
    "threads/html/inline.py",
    "threads/readers/html_lines.py",
    "threads/readers/html_links.py",
    "threads/readers/html_tokens.py",
    "threads/records.py",
    "threads/templatetags/*.py",
    # Permissions
    "forum/health.py",
    "forum/middleware.py",
    "threads/querysets.py",
    "threads/search/conditions.py",
    "threads/search/language.py",
    "threads/selectors/*.py",
    "threads/views.py",
    # Refusals
    "threads/loading/parsing.py",
    "threads/readers/__init__.py",
    "threads/readers/containers.py",
    "threads/readers/files.py",
    "threads/readers/tar.py",
    "threads/readers/text.py",
    "threads/readers/unpacking.py",
    # Folding
    "threads/html/folds.py",
    "threads/html/patches.py",
    "threads/html/setter.py",
)


def main(path: str) -> None:
    """Print what falls short, file by file, and fail if anything does."""
    measured = json.loads(Path(path).read_text())
    files = measured["files"]
    short = {name: told for name, file in sorted(files.items()) if is_full(name) and (told := missing(file))}
    short |= {pattern: "no such file" for pattern in FULL if not any(fnmatch(name, pattern) for name in files)}
    for name, told in short.items():
        print(f"{name}: not reached: {told}")
    total = float(measured["totals"]["percent_covered"])
    print(f"{total:.2f} % of lines and branches; at least {LEAST:g} % are asked for, and all of {len(FULL)} modules")
    if short or total < LEAST:
        sys.exit(1)


def is_full(name: str) -> bool:
    """Whether a file is one of which all has to be reached."""
    return any(fnmatch(name, pattern) for pattern in FULL)


def missing(file: dict[str, Any]) -> str:
    """The lines and branches of a file that no test reaches, in words."""
    lines = ", ".join(map(str, file["missing_lines"]))
    branches = ", ".join(f"{start} to {end}" for start, end in file["missing_branches"])
    return "; ".join(filter(None, [lines and f"lines {lines}", branches and f"branches {branches}"]))


if __name__ == "__main__":
    main(*sys.argv[1:])
