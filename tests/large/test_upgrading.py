"""Data made by an earlier version are carried over by this one: `make upgrade-test FROM=REVISION`.

The revision is checked out beside, with an environment and data of its own. What it exported must be exported again, every
row of JSON with at least what it said, and its addresses must answer: after `migrate`, while `up` reads it again, and after that.
"""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from tests.helpers.sites import Site as Running
from tests.helpers.sites import fetch, free_port
from tests.large.sites import Site, a_box, counted

FROM = os.environ.get("UPGRADE_FROM", "")
pytestmark = pytest.mark.skipif(not FROM, reason="say from which version: make upgrade-test FROM=REVISION")


@pytest.fixture
def checkout(tmp_path: Path) -> Iterator[Path]:
    """The earlier version with its dependencies."""
    folder = tmp_path / "earlier"
    git = ["git", "-C", str(settings.BASE_DIR), "worktree"]
    subprocess.run([*git, "add", "--detach", folder, FROM], check=True, capture_output=True)
    try:
        python = os.path.realpath(sys.executable)
        subprocess.run(["make", "sync-up", f"PYTHON={python}"], cwd=folder, check=True, stdout=subprocess.DEVNULL)
        yield folder
    finally:
        subprocess.run([*git, "remove", "--force", folder], check=False)


@pytest.fixture
def earlier(tmp_path: Path, checkout: Path) -> Iterator[Site]:
    site = Site(tmp_path / "data", checkout)
    yield site
    site.remove()


def test_an_earlier_version_is_upgraded(tmp_path: Path, earlier: Site) -> None:
    earlier.fill(a_box(tmp_path))
    before = earlier.told(tmp_path / "before")
    now = Site(earlier.data)

    now.run("migrate", "-v", 0)
    after = now.told(tmp_path / "after", before["pages"])
    print(f"\n  from {FROM}, {counted(before)}")
    assert_carried_over(before, after)

    # It begins to read again what the earlier version read, and is stopped.
    ready = started(now, before["pages"])
    assert ready == "ok\n"
    now.run("rebuild", "--outdated", "-v", 0)
    again = now.told(tmp_path / "again", before["pages"])
    assert_answered(again)
    for slug, was in before["exports"].items():
        assert again["exports"][slug]["raw"] == was["raw"]
        lost = keys_of(was["lines"]) - keys_of(again["exports"][slug]["lines"])
        print(f"  {slug}: read again by this version, {len(lost)} keys of posts are other ones")


def started(site: Site, addresses: dict) -> str:
    """What a site says of itself once it is up, and has answered each address as `make up` has it."""
    running = Running(site.data, free_port())
    try:
        address = running.address()
        ready = fetch(f"{address}/readyz")
        for path in addresses:
            assert "<h1" in fetch(address + path)
    finally:
        running.stop(os.kill, signal.SIGTERM)
    assert "loading sample/" not in "".join(running.said)
    return ready


def assert_carried_over(before: dict, after: dict) -> None:
    """The bytes that were imported, and all that the export of the earlier version said, are exported again."""
    assert before["exports"].keys() == after["exports"].keys()
    for slug, was in before["exports"].items():
        now = after["exports"][slug]
        assert now["raw"] == was["raw"]
        more = set()
        with Path(was["lines"]).open() as old, Path(now["lines"]).open() as new:
            for old_line, new_line in zip(old, new, strict=True):
                post, there = json.loads(old_line), json.loads(new_line)
                assert _is_within(post, there), f"{slug}: {old_line}"
                more |= there.keys() - post.keys()
        equal = "the same bytes" if now["jsonl"] == was["jsonl"] else f"the same but for what is new: {sorted(more)}"
        print(f"  {slug}: raw export the same, lines of JSON {equal}")
    assert_answered(after)
    for table in ("threads_post", "threads_thread", "threads_document", "threads_record"):
        assert after["rows"][table][0] == before["rows"][table][0], table
    changed = sum(after["pages"][address] != page for address, page in before["pages"].items())
    print(f"  {len(before['pages'])} addresses answer; {changed} pages look other than before")


def assert_answered(told: dict) -> None:
    assert not [address for address, (status, _) in told["pages"].items() if status != 200]


def keys_of(lines: str) -> set[str]:
    with Path(lines).open() as stream:
        return {json.loads(line)["key"] for line in stream}


def _is_within(old: object, new: object) -> bool:
    """Whether all that was said is said again; more may be."""
    if isinstance(old, dict) and isinstance(new, dict):
        return all(key in new and _is_within(value, new[key]) for key, value in old.items())
    if isinstance(old, list) and isinstance(new, list):
        return len(old) == len(new) and all(map(_is_within, old, new))
    return old == new
