"""A long import that is stopped, or that fills the disk: it says so, what is stored stays, and the next one ends it."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest
from django.conf import settings

from benchmarks.shared.servers import Server
from tests.helpers.serving import environment
from tests.loading.mails import conversation, mailbox
from threads.models import Archive, Record

THREADS = 6_000
ENDS_IN_S = 900
SMALL, ENOUGH = "300m", "3g"
POSTS = "SELECT count(*) FROM threads_post WHERE NOT is_missing"
FRONT = """
import django; django.setup()
from django.test import Client
print(Client(SERVER_NAME="localhost").get("/").status_code)
"""


@pytest.fixture(scope="module")
def box(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("box", numbered=True) / "quay.mbox"
    with path.open("wb") as stream:
        for seed in range(THREADS):
            stream.write(mailbox(conversation(f"tar{seed}", 7, seed)))
    return path


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("after", [1.5, 3.0, None])
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_two_signals_end_an_import_at_once_wherever_it_is(
    tmp_path: Path, box: Path, after: float | None, number: signal.Signals
) -> None:
    process = started(environment(tmp_path), box, "stopped")
    if after is None:
        while not Record.objects.exists() and process.poll() is None:
            time.sleep(0.05)
    else:
        time.sleep(after)
    begun = time.monotonic()
    os.killpg(process.pid, number)
    os.killpg(process.pid, number)
    said, _ = process.communicate(timeout=ENDS_IN_S)
    seconds = time.monotonic() - begun
    print(f"\n  {number.name} after {after}: ended in {seconds:.2f} s with {process.returncode}; {said[-200:]!r}")

    # Before the import has begun there is nothing to say; before Python has, not even a code.
    assert process.returncode == 128 + number or (process.returncode == -number and not said)
    assert "Traceback" not in said
    assert not Archive.objects.exists() or f"import_documents {box} --archive stopped" in said


@pytest.fixture
def small_disk() -> Iterator[Path]:
    """A folder on a disk of its own that is too small; others than root may enter it, as PostgreSQL must."""
    folder = Path(tempfile.mkdtemp(prefix="forum-disk-"))
    mounting = ["mount", "-t", "tmpfs", "-o", f"size={SMALL},mode=755", "tmpfs", str(folder)]
    if (
        os.geteuid()
        or not shutil.which("mount")
        or subprocess.run(mounting, check=False, capture_output=True).returncode
    ):
        folder.rmdir()
        pytest.skip("only root may mount a small disk")
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", folder], check=False)
        folder.rmdir()


def test_a_full_disk_stops_an_import_in_words_and_more_room_lets_it_go_on(
    small_disk: Path, box: Path, tmp_path: Path
) -> None:
    with Server(small_disk, afresh=False) as server:
        process = started(server.environment, box, "full")
        said, _ = process.communicate(timeout=ENDS_IN_S)
        print(f"\n  on a disk of {SMALL}: code {process.returncode}, said {said[-600:]!r}")
        front = ran(server, FRONT)
        print(f"  pages while it is full: {front.stdout.strip()[-80:]} {front.stderr.strip()[-200:]}")

        subprocess.run(["mount", "-o", f"remount,size={ENOUGH}", small_disk], check=True)
        again = started(server.environment, box, "full")
        more, _ = again.communicate(timeout=ENDS_IN_S)
        print(f"  with {ENOUGH}: code {again.returncode}, {more[-400:]!r}")
        posts = int(server.ask(POSTS))
        known = started(server.environment, box, "full")
        nothing, _ = known.communicate(timeout=ENDS_IN_S)
        exported = exports(server, "full", tmp_path)
        undisturbed = started(server.environment, box, "undisturbed")
        undisturbed.communicate(timeout=ENDS_IN_S)
        print(f"  exports {exported}")
        assert exported == exports(server, "undisturbed", tmp_path)

    assert "Traceback" not in said
    assert "is full" in said or "No space left" in said
    assert front.stdout.split()[:1] == ["200"]
    assert process.returncode == 75
    assert f"import_documents {box} --archive full" in said
    assert [again.returncode, known.returncode, undisturbed.returncode] == [0, 0, 0]
    assert "Nothing changed." in nothing
    assert posts == box.read_bytes().count(b"\nMessage-ID:")


def started(given: dict[str, str], path: Path, archive: str) -> subprocess.Popen:
    command = [sys.executable, "manage.py", "import_documents", path, "--archive", archive, "--workers", "2"]
    return subprocess.Popen(
        list(map(str, command)),
        cwd=settings.BASE_DIR,
        env=given,
        start_new_session=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def exports(server: Server, archive: str, folder: Path) -> tuple[str, str]:
    """The sha256 of an archive as lines of JSON, and of the mailbox that was imported."""
    lines, given = folder / f"{archive}.jsonl", folder / archive
    server.run("manage.py", "export_archive", archive, "--output", lines)
    server.run("manage.py", "export_archive", archive, "--format", "raw", "--output", given)
    [mailbox] = given.iterdir()
    return sha256(lines.read_bytes()).hexdigest(), sha256(mailbox.read_bytes()).hexdigest()


def ran(server: Server, program: str) -> subprocess.CompletedProcess:
    command = [sys.executable, "-c", program]
    return subprocess.run(
        command, cwd=settings.BASE_DIR, env=server.environment, capture_output=True, text=True, check=False
    )
