"""A job -> what its page shows while it runs and afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db import connection
from django.utils import timezone

from threads.models import Archive, Job, Record
from threads.selectors.import_run import Quarantined, RunPage, listed, quarantine_of, run_page

SHOWN = 10
# A process that has not begun by then never will.
BEGINS_IN_S = 120
# Keeps locks of jobs apart from others; the process that does a job holds one as long as it lives.
LOCK_CLASS = 0x4A4F4253


@dataclass(frozen=True, slots=True)
class JobPage:
    """How far a job is, counted in what is stored; of an import that is over, all that its run tells."""

    job: Job
    archive: Archive | None
    is_running: bool
    is_cut_off: bool  # its process is gone, and nobody has said that it is over
    counts: Sequence[tuple[str, int]]
    quarantine: Sequence[Quarantined]
    run: RunPage | None

    @property
    def can_go_on(self) -> bool:
        return self.is_cut_off or self.job.state == Job.State.STOPPED

    @property
    def can_be_taken_back(self) -> bool:
        job = self.job
        return job.kind == Job.Kind.IMPORT and job.run_id is not None and not self.is_running

    @property
    def untold(self) -> int:
        """Records in quarantine that are not listed."""
        return dict(self.counts).get("in quarantine", 0) - len(self.quarantine)


def job_page(job: Job) -> JobPage:
    """Ten queries at most, and of a job that runs none that grows with what is stored already."""
    is_alive = not job.is_over and _is_held(job)
    is_late = timezone.now() - job.asked_at > timedelta(seconds=BEGINS_IN_S)
    is_running = is_alive or (job.state == Job.State.WAITING and not is_late)
    counts, quarantine = _counts(job)
    return JobPage(
        job=job,
        archive=Archive.objects.filter(slug=job.archive).first(),
        is_running=is_running,
        is_cut_off=not job.is_over and not is_running,
        counts=counts,
        quarantine=quarantine,
        run=run_page(job.run) if job.run and not is_running else None,
    )


def _counts(job: Job) -> tuple[list[tuple[str, int]], list[Quarantined]]:
    if job.run is None:
        return [], []
    records = Record.objects.filter(archive=job.run.archive_id, document__given__run=job.run_id)
    refused = quarantine_of(job.run)
    counts = [("documents", job.run.given.count()), ("records", records.count()), ("in quarantine", refused.count())]
    return counts, list(listed(refused[:SHOWN]))


def _is_held(job: Job) -> bool:
    """Whether a process holds the job's lock."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND classid = %s AND objid = %s)",
            [LOCK_CLASS, job.pk],
        )
        return bool(cursor.fetchone()[0])
