"""`git pull && make up` with data in place: old tables are migrated, all is read again, nothing is loaded twice, addresses stay."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from tests.helpers.sites import NO_SYNC, Site, fetch, free_port, server_folder

OLDEST = "0001"
# One process each before and after, for every one of them would start and stop the server.
READ = """
from django.core.management import call_command
from threads.models import *
from threads.models.source import current_reading
print("COUNTED", Archive.objects.count(), Document.objects.count(), ImportRun.objects.count(), Post.objects.count())
print("OUTDATED", *Archive.objects.exclude(reading=current_reading()).values_list("slug", flat=True))
print("ADDRESSES", *[row.get_absolute_url() for table in (Thread, Post, Author) for row in table.objects.order_by("pk")])
call_command("showmigrations", "threads")
"""
FILL = """
from django.core.management import call_command
call_command("migrate", verbosity=0)
call_command("import_documents", "sample", archive="sample", publish=True, verbosity=0)
"""
GO_BACK = f"""
call_command("migrate", "threads", "{OLDEST}", verbosity=0)
call_command("showmigrations", "threads")
"""


def run(data: Path, code: str) -> str:
    environment = dict(os.environ) | {"FORUM_DATA": str(data), "DATABASE_URL": "", "SITE_URL": ""}
    command = [sys.executable, "manage.py", "shell", "--no-imports", "-c", code]
    return subprocess.run(
        command, cwd=settings.BASE_DIR, env=environment, check=True, capture_output=True, text=True
    ).stdout


def refusal(data: Path, *arguments: str) -> str:
    environment = dict(os.environ) | {"FORUM_DATA": str(data), "DATABASE_URL": "", "SITE_URL": ""}
    command = [sys.executable, "manage.py", *arguments]
    done = subprocess.run(command, cwd=settings.BASE_DIR, env=environment, check=False, capture_output=True, text=True)
    assert done.returncode == 1
    return done.stderr


def stored(told: str) -> dict[str, list[str]]:
    """What is stored, and where it is shown."""
    lines = (line.split() for line in told.splitlines())
    return {words[0]: words[1:] for words in lines if words and words[0] in ("COUNTED", "ADDRESSES")}


def wait_for(site: Site, end: str) -> None:
    """Read what it says until a line ends so."""
    for line in site.popen.stdout:
        site.said.append(line)
        if line.rstrip().endswith(end):
            return
    pytest.fail("".join(site.said))


@pytest.fixture
def data() -> Iterator[Path]:
    folder = settings.BASE_DIR / ".data" / f"test-upgrade-{os.getpid()}"
    folder.mkdir(parents=True)
    (folder / "postgresql.conf").write_text(NO_SYNC)
    yield folder
    subprocess.run(["rm", "-rf", server_folder(folder), folder], check=True)


def test_a_site_of_the_first_tables_is_migrated_and_keeps_its_addresses(data: Path):
    told = run(data, FILL + READ + GO_BACK)
    before = stored(told)
    assert "[ ] 0002" in told
    assert refusal(data, "rebuild", "sample").splitlines()[-1].endswith("Run `make up`, or manage.py migrate, first.")

    site = Site(data, free_port())
    try:
        address = site.address()
        pages = {path: fetch(address + path) for path in before["ADDRESSES"][:: max(1, len(before["ADDRESSES"]) // 40)]}
        ready = fetch(f"{address}/readyz")
        wait_for(site, "read again.")
    finally:
        site.stop(os.kill, signal.SIGTERM)

    assert site.popen.returncode == 0
    assert "loading sample/" not in "".join(site.said)
    assert ready == "ok\n"
    assert len(pages) >= 40
    assert all("<h1" in page for page in pages.values())
    told = run(data, READ)
    assert "[ ]" not in told
    assert "OUTDATED\n" in told
    assert "1 archive of an earlier version will be read again; pages answer meanwhile.\n" in site.said
    assert stored(told) == before
