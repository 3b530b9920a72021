"""Do a job that was asked for in the browser: `manage.py do_job ID` runs its command and writes down how far that is."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path
from types import FrameType
from typing import IO, Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser
from django.db import Error, connection
from django.utils import timezone

from threads import jobs
from threads.management.stopping import EXIT_SIGNALLED
from threads.management.unchecked import UncheckedCommand
from threads.models import Job

LOOK_EVERY_S = 1.0
# What a command may print before the end is kept alone.
READ_MOST = 200_000
# All is in; something was refused or is in quarantine; there was nothing to be done.
ENDED = (0, 1, 2)
TRIED_AT_END = 60


class Command(UncheckedCommand):
    """Run the command of a job, and tell the database about it every second."""

    help = "Do a job that staff asked for in the browser. The web server calls this; so can you, to go on with one."
    _is_to_stop = False

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("job", type=int, metavar="ID")

    def handle(self, *, job: int, **_options: Any) -> None:
        """Begin unless another process has; exit with the code of the command."""
        row = Job.objects.filter(pk=job).first()
        if row is None:
            raise CommandError(f"There is no job {job}.")
        if not jobs.lock(row):
            raise CommandError(f"Another process is at job {job} already.")
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self._hear)
        row.state, row.begun_at = Job.State.RUNNING, timezone.now()
        row.save(update_fields=["state", "begun_at"])
        with _output(row) as output:
            code = self._run(row, output)
        if row.kind == Job.Kind.IMPORT and code in ENDED:
            jobs.clear(row)
        if code:
            sys.exit(code)

    def _hear(self, _number: int, _frame: FrameType | None) -> None:
        self._is_to_stop = True

    def _run(self, job: Job, output: IO[bytes]) -> int:
        """Run the command to its end; whoever wants it to stop, asks it once."""
        command = [sys.executable, "-u", "manage.py", *jobs.command_of(job)]
        process = subprocess.Popen(
            command,
            cwd=settings.BASE_DIR,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
        has_asked = False
        while True:
            try:
                code = process.wait(LOOK_EVERY_S)
            except subprocess.TimeoutExpired:
                code = None
            if not has_asked and (self._is_to_stop or self._is_asked_to_stop(job)):
                process.terminate()
                has_asked = True
            if code is not None and code < 0:  # a signal that came before the command listened
                code = EXIT_SIGNALLED - code
            if code is None:
                self._tell(job, Path(output.name), code)
                continue
            for _ in range(TRIED_AT_END):
                if self._tell(job, Path(output.name), code):
                    break
                time.sleep(LOOK_EVERY_S)
            return code

    def _is_asked_to_stop(self, job: Job) -> bool:
        try:
            return Job.objects.filter(pk=job.pk, is_to_stop=True).exists()
        except Error:
            return False

    def _tell(self, job: Job, output: Path, code: int | None) -> bool:
        """Write down what there is to say, unless the database is away."""
        try:
            if connection.connection is None:
                jobs.lock(job)
            self._write_down(job, output, code)
        except Error:
            connection.close()  # a new one may be answered
            return False
        return True

    def _write_down(self, job: Job, output: Path, code: int | None) -> None:
        with output.open("rb") as printed:
            printed.seek(max(0, output.stat().st_size - READ_MOST))
            progress, said = jobs.told(printed.read().decode("utf-8", "replace"))
        changes: dict[str, Any] = {"progress": progress[:200], "said": said}
        if job.kind == Job.Kind.IMPORT:
            changes["run"] = jobs.runs_of(job).first()
        if code is not None:
            state = Job.State.DONE if code in ENDED else Job.State.STOPPED
            changes |= {"state": state, "exit_code": code}
            changes |= {"ended_at": timezone.now(), "progress": ""}
        Job.objects.filter(pk=job.pk).update(**changes)


def _output(job: Job) -> IO[bytes]:
    """A file for what the command prints: it goes on printing whether or not we are there to read."""
    folder = Path(settings.FORUM_DATA) / "jobs"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return (folder / f"{job.pk}.log").open("wb")
