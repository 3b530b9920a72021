"""A job that staff asked for -> a process of its own that does it, whatever becomes of the web server.

The process (`manage.py do_job ID`) holds an advisory lock of the database as long as it lives, so every host can tell
whether it does. What is uploaded lies below FORUM_DATA until it is in.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import threading
import uuid
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from threads.models import ImportRun, Job
from threads.selectors.job_page import LOCK_CLASS
from threads.terminal import printable

SAID_MOST = 20_000
PROGRESS = re.compile(r"[a-z][a-z ]{0,60}: [\d,]{1,20} of [\d,]{1,20}")
NAME_MOST = 150
NO_NAME = "upload"


class NoPlaceError(Exception):
    """The folder for uploads cannot be written."""


def uploads() -> Path:
    """The folder that holds what was sent, a folder for each sending."""
    return Path(settings.FORUM_DATA) / "uploads"


def keep(files: Iterable[UploadedFile]) -> Path:
    """Lay files that were sent into a new folder, each under its own name; two of one name are told apart by a number."""
    folder = uploads() / uuid.uuid4().hex
    try:
        uploads().mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.mkdir(mode=0o700)
        for file in files:
            _keep_one(folder, file)
    except OSError as error:
        shutil.rmtree(folder, ignore_errors=True)
        raise NoPlaceError(f"{uploads()} cannot be written: {error.strerror}") from error
    return folder


def _keep_one(folder: Path, file: UploadedFile) -> None:
    name = printable(file.name or "").replace("/", "_").replace("\\", "_").lstrip(".")[-NAME_MOST:] or NO_NAME
    path, number = folder / name, 1
    while path.exists():
        number += 1
        path = folder / f"{number}-{name}"
    with path.open("wb") as kept:
        for chunk in file.chunks():
            kept.write(chunk)


def start(job: Job) -> None:
    """Have a job done by a process that belongs to nobody's session."""
    Job.objects.filter(pk=job.pk).update(
        state=Job.State.WAITING,
        asked_at=timezone.now(),
        is_to_stop=False,
        progress="",
        said="",
        exit_code=None,
        ended_at=None,
    )
    process = subprocess.Popen(
        [sys.executable, "manage.py", "do_job", str(job.pk)],
        cwd=settings.BASE_DIR,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    # Else it stays in the table of processes when it is over.
    threading.Thread(target=process.wait, daemon=True).start()


def lock(job: Job) -> bool:
    """Hold a job as long as this process's connection lives; whether nobody else does."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [LOCK_CLASS, job.pk])
        return bool(cursor.fetchone()[0])


def command_of(job: Job) -> list[str]:
    """The command that does it, as a person would type it."""
    if job.kind == Job.Kind.FORGET:
        return ["forget", "--run", str(job.run_id), "--yes"]
    words = ["import_documents", *job.paths, f"--archive={job.archive}"]
    for name in ("title", "author"):
        value = getattr(job, name)
        words += [f"--{name}={value}"] if value else []
    return words


def told(text: str) -> tuple[str, str]:
    """What a command printed: its last line about how far it is, and the end of all other lines."""
    lines = [printable(line) for line in text.splitlines()]
    progress = [line for line in lines if PROGRESS.fullmatch(line)]
    rest = "\n".join(line for line in lines if line and not PROGRESS.fullmatch(line))
    return (progress[-1] if progress else ""), rest[-SAID_MOST:]


def runs_of(job: Job) -> QuerySet[ImportRun]:
    """The runs that came of an import, the newest first."""
    runs = ImportRun.objects.filter(archive__slug=job.archive, request__paths=job.paths)
    return runs.filter(started_at__gte=job.begun_at).order_by("-pk") if job.begun_at else runs.none()


def clear(job: Job) -> None:
    """Take away what was uploaded, once it is in the archive."""
    if job.is_upload:
        for path in map(Path, job.paths):
            if path.parent == uploads():
                shutil.rmtree(path, ignore_errors=True)
