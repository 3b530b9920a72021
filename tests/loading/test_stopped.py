"""An import that is killed, or runs beside another, leaves what an undisturbed one would."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.conf import settings

from tests.helpers.importing import run
from tests.helpers.serving import environment
from tests.loading.mails import conversation, mailbox, picture, records
from threads.models import Archive, ImportRun, Record

pytestmark = pytest.mark.django_db(transaction=True)
ENDS_IN_S = 120
CHANCE = random.Random(11)


@pytest.fixture
def box(tmp_path: Path) -> Path:
    """A mailbox of many batches."""
    path = tmp_path / "quay.mbox"
    path.write_bytes(mailbox([mail for seed in range(1_200) for mail in conversation(f"tar{seed}", 7, seed)]))
    return path


def start(data: Path, archive: str, *paths: Path) -> subprocess.Popen:
    """An import in a process group of its own."""
    command = [sys.executable, "manage.py", "import_documents", *map(str, paths), "--archive", archive]
    return subprocess.Popen(
        [*command, "--workers", "2"],
        cwd=settings.BASE_DIR,
        env=environment(data),
        start_new_session=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def until_more_than(count: int, process: subprocess.Popen) -> None:
    """Wait until so many records are stored, or the import is over."""
    deadline = time.monotonic() + ENDS_IN_S
    while Record.objects.filter(archive__slug="killed").count() <= count and process.poll() is None:
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_an_import_killed_three_times_ends_as_one_that_was_not(tmp_path: Path, box: Path) -> None:
    run(box, "--workers", 1, archive="whole")
    stored = []
    for _ in range(3):
        process = start(tmp_path, "killed", box)
        until_more_than(stored[-1] if stored else 0, process)
        time.sleep(CHANCE.uniform(0, 0.1))
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        stored.append(Record.objects.filter(archive__slug="killed").count())
    assert stored == sorted(set(stored)), "each run goes on where the one before was killed"
    assert stored[0] < len(records("whole"))

    run(box, "--workers", 1, archive="killed")

    assert picture("killed") == picture("whole")
    assert records("killed") == records("whole")
    assert not ImportRun.objects.filter(archive__slug="killed", state=ImportRun.State.RUNNING).exists()


def test_imports_of_overlapping_files_at_once_wait_for_each_other(tmp_path: Path, box: Path) -> None:
    mails = [mail for seed in range(60) for mail in conversation(f"slip{seed}", 6, seed)]
    first, second = tmp_path / "first.mbox", tmp_path / "second.mbox"
    first.write_bytes(mailbox(mails[:250]))
    second.write_bytes(mailbox(mails[150:]))
    run(first, second, archive="together")

    processes = [start(tmp_path, "beside", path) for path in (first, second, first)]
    said = [process.communicate(timeout=ENDS_IN_S)[0] for process in processes]

    assert [process.returncode for process in processes] == [0, 0, 0], said
    assert picture("beside") == picture("together")
    assert records("beside") == records("together")
    assert Archive.objects.get(slug="beside").post_count == len(mails)


def test_who_is_asked_to_end_keeps_what_is_stored_and_tells_how_to_go_on(tmp_path: Path, box: Path) -> None:
    process = start(tmp_path, "killed", box)
    until_more_than(0, process)
    for _ in range(2):  # to the whole group, as a service manager does
        os.killpg(process.pid, signal.SIGTERM)
    said, _ = process.communicate(timeout=ENDS_IN_S)

    assert process.returncode == 143, said
    assert f"import_documents {box} --archive killed" in said
    assert "Traceback" not in said
    assert 0 < Record.objects.filter(archive__slug="killed").count() < box.read_bytes().count(b"\nMessage-ID:")
    assert ImportRun.objects.get(archive__slug="killed").state == ImportRun.State.STOPPED
