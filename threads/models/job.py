"""What staff asks for in the browser and a process of its own does: an import, or taking one back."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.urls import reverse

from threads.models.fields import SLUG_LENGTH
from threads.models.source import ImportRun


class Job(models.Model):
    """One command that was asked for, how far it is, and what it said.

    ``paths`` are absolute. ``said`` is the end of what the command printed; ``progress`` its last line about how far it is.
    """

    class Kind(models.TextChoices):
        IMPORT = "import"
        FORGET = "forget", "taking back"

    class State(models.TextChoices):
        WAITING = "waiting"
        RUNNING = "running"
        DONE = "done"
        STOPPED = "stopped"

    kind = models.CharField(max_length=6, choices=Kind, default=Kind.IMPORT)
    archive = models.SlugField("into", max_length=SLUG_LENGTH)  # there may be none of this name yet
    title = models.CharField(max_length=200, blank=True)
    author = models.CharField(max_length=200, blank=True)
    paths = models.JSONField(default=list)
    is_upload = models.BooleanField(default=False)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True)
    asked_at = models.DateTimeField(db_default=Now())
    begun_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=7, choices=State, default=State.WAITING)
    progress = models.CharField(max_length=200, blank=True)
    said = models.TextField(blank=True)
    exit_code = models.SmallIntegerField(null=True)
    is_to_stop = models.BooleanField(default=False)
    run = models.ForeignKey(ImportRun, on_delete=models.SET_NULL, null=True, related_name="jobs")

    class Meta:
        verbose_name = "import job"

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("admin:threads_job_change", args=[self.pk])

    @property
    def is_over(self) -> bool:
        """Whether nothing more comes of it unless somebody asks."""
        return self.state in (self.State.DONE, self.State.STOPPED)
