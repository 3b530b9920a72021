"""Pages of forums -> the posts that Harvest finds on them (harvest-webforum on PyPI), by a Python that has it.

It runs in a process of its own, so that nothing of it has to be installed beside this project:

    python3 -m venv FOLDER && FOLDER/bin/pip install harvest-webforum
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

# A page takes it a second or so; none of these pages takes a minute.
MOST_SECONDS = 3_000
# Reads lines of JSON, a page's name, file and address each; writes its posts, and how long they took.
SCRIPT = """
import json, sys, time, warnings
warnings.simplefilter("ignore")
from harvest import extract_data
for line in sys.stdin:
    name, file, url = json.loads(line)
    html = open(file, encoding="utf-8", errors="replace").read()
    began = time.process_time()
    try:
        found = extract_data(html, url)["posts"]
    except Exception as error:
        print(f"{name}: {error!r}", file=sys.stderr)
        found = []
    took = time.process_time() - began
    posts = [[str(post.get("post_text") or ""), str(post.get("user") or ""), str(post.get("datetime") or "")] for post in found]
    print(json.dumps([name, posts, took]), flush=True)
"""


def harvest_posts(python: str, pages: Mapping[str, tuple[Path, str]]) -> tuple[dict[str, Any], float] | None:
    """The posts of each page by its name, as text, author and date, and the processor's seconds; None where it is not installed."""
    given = "".join(f"{json.dumps([name, str(file), url])}\n" for name, (file, url) in pages.items())
    try:
        subprocess.run([python, "-c", "import harvest.extract"], check=True, capture_output=True)
        done = subprocess.run(
            [python, "-c", SCRIPT], input=given, capture_output=True, encoding="utf-8", timeout=MOST_SECONDS, check=True
        )
    except (OSError, subprocess.CalledProcessError):
        return None
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    return {name: posts for name, posts, _ in rows}, sum(took for _, _, took in rows)
