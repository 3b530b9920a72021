"""What was given: archives, the runs that filled them, and documents as they were, less what was erased."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Now
from django.urls import reverse

from threads.line_entries import LineEntry, unpacked
from threads.models.fields import SLUG_LENGTH, confidence_field, key_field
from threads.querysets import ArchiveQuerySet, InArchiveQuerySet, RecordQuerySet
from threads.words.kinds import Role

PATH_LENGTH = 1000
# What the facts of a post say that stands for a page of HTML without posts.
ARTICLE = "article"
# For rows that belong to an archive also by their document or thread: that key is checked, and used for look-ups.
BESIDE: dict[str, Any] = {"db_constraint": False, "db_index": False}


# One more whenever the same documents would be read otherwise than before: archives are then read again once.
READING = 2


def current_reading() -> int:
    """The way of reading that this version has."""
    return READING


class Archive(models.Model):
    """One forum, list or collection. Private until published.

    ``reading`` is the way by which all of it was read; ``rereading`` the way by which a rebuild under way reads it.
    """

    slug = models.SlugField(max_length=SLUG_LENGTH)
    title = models.CharField(max_length=200)
    description = models.TextField(blank=True)
    is_published = models.BooleanField(default=False)
    created_at = models.DateTimeField(db_default=Now())
    thread_count = models.PositiveIntegerField(default=0)
    post_count = models.PositiveIntegerField(default=0)
    document_count = models.PositiveIntegerField(default=0)
    first_posted_at = models.DateTimeField(null=True, blank=True)
    last_posted_at = models.DateTimeField(null=True, blank=True)
    pictures_mb = models.PositiveIntegerField(
        "megabytes for pictures", null=True, blank=True, help_text="Empty for what PICTURES_MB says; 0 keeps none."
    )
    salt = models.BinaryField(null=True, editable=False)  # of the digests of what was erased
    reading = models.PositiveSmallIntegerField(default=current_reading, editable=False)
    rereading = models.PositiveSmallIntegerField(null=True, editable=False)

    objects = ArchiveQuerySet.as_manager()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["slug"], name="archive_slug_unique"),)

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("threads:archive", args=[self.slug])


class ImportRun(models.Model):
    """One call of import_documents: what was asked, what came of it."""

    class State(models.TextChoices):
        RUNNING = "running"
        DONE = "done"
        STOPPED = "stopped"

    archive = models.ForeignKey(Archive, on_delete=models.CASCADE, related_name="runs")
    started_at = models.DateTimeField(db_default=Now())
    finished_at = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=8, choices=State, default=State.RUNNING)
    request = models.JSONField(default=dict)  # paths and options as given
    counts = models.JSONField(default=dict)  # lines by role, documents added/known/refused, posts added/changed
    refusals = models.JSONField(default=list)  # [path, line or null, reason, traceback]

    objects = InArchiveQuerySet.as_manager()

    class Meta:
        indexes = (models.Index(fields=["archive", "-started_at"], name="run_archive_started"),)

    def __str__(self) -> str:
        return f"run {self.pk}"

    def postless(self) -> list[tuple[str, str]]:
        """The documents that were new in it, were understood and hold no post: path, and what each was read as.

        A page of HTML without posts is stored as one all the same, an article.
        """
        records = Record.objects.filter(document=OuterRef("document"))
        posts = records.filter(appearances__isnull=False).exclude(appearances__post__facts__type=ARTICLE)
        documents = self.given.filter(Exists(records), ~Exists(posts), is_new=True)
        documents = documents.exclude(Exists(records.in_quarantine())).order_by("path").select_related("document")
        return [(each.path, each.document.reading_without_posts()) for each in documents]


class Document(models.Model):
    """A file as given, named by the sha256 of its bytes.

    ``is_read`` is False from the moment it is stored, or something it shares words with changes, until it is read.
    ``path`` is relative to the file or folder that was given; of several, the least.
    """

    archive = models.ForeignKey(Archive, on_delete=models.CASCADE, related_name="documents")
    run = models.ForeignKey(ImportRun, on_delete=models.SET_NULL, null=True, related_name="documents")
    key = key_field()  # sha256 of the bytes
    path = models.CharField(max_length=PATH_LENGTH)
    size = models.PositiveBigIntegerField()
    line_count = models.PositiveIntegerField(default=0)
    encoding = models.CharField(max_length=40, blank=True)
    form = models.CharField(max_length=20, default="text", db_default="text")  # the reader that takes it
    # By its format: it tells its posts apart; else it is a page of text, and we do. Kept by the database.
    is_stated = models.GeneratedField(
        expression=~Q(form="text"),  # type: ignore[arg-type] # stubs know no Q
        output_field=models.BooleanField(),
        db_persist=True,
    )
    is_read = models.BooleanField(default=False)
    kind = models.CharField(max_length=12, blank=True)  # conversation or collection
    confidence = confidence_field(default=0.0)
    cues = models.JSONField(default=list)
    stated_author = models.CharField(max_length=200, blank=True)  # --author, where the page shows one author
    created_at = models.DateTimeField(db_default=Now())

    objects = InArchiveQuerySet.as_manager()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["archive", "key"], name="document_key_unique"),)
        indexes = (
            models.Index(fields=["archive", "path"], name="document_archive_path"),
            models.Index(fields=["archive"], name="document_unread", condition=Q(is_read=False)),
        )

    def __str__(self) -> str:
        return self.path

    def get_absolute_url(self) -> str:
        return reverse("threads:document", args=[self.pk])

    def reading_without_posts(self) -> str:
        """What a document was read as in which no post was found."""
        if self.is_stated:
            is_article = self.records.filter(appearances__isnull=False).exists()
            told = self.cues[0] if self.cues else f"{self.form}, which states no post in it"
            return "an article" if is_article else told
        roles = {entry.role for record in self.records.all() for entry in record.entries}
        return "a profile" if Role.PROFILE in roles else "page furniture alone"


class RunDocument(models.Model):
    """A document given to a run, and its path there; other runs may have brought it too."""

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="given")
    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="given")
    path = models.CharField(max_length=PATH_LENGTH)
    is_new = models.BooleanField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["run", "document"], name="run_document_once"),)

    def __str__(self) -> str:
        return f"{self.path} in run {self.run_id}"


class Record(models.Model):
    """A unit read from a document, with its raw bytes and what each of its lines was read as.

    ``lines`` are entries, see line_entries.py; a record whose format states its posts names only the lines that are not
    body. One that could not be read is in quarantine: ``refusal`` says why, and ``traceback`` where the program failed at it.
    """

    archive = models.ForeignKey(Archive, on_delete=models.CASCADE, related_name="+", **BESIDE)
    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="records", db_index=False)
    ordinal = models.PositiveIntegerField(default=0)
    raw = models.BinaryField()
    letters = models.CharField(
        max_length=20, blank=True, db_default=""
    )  # its charset, as others of its document make likely
    lines = models.JSONField(default=list)
    refusal = models.TextField(blank=True, db_default="")
    traceback = models.TextField(blank=True, db_default="")  # where the program failed at it, if that is the reason
    erased = models.JSONField(null=True, editable=False)  # what was taken out of it, and when: loading/erased/gaps.py

    objects = RecordQuerySet.as_manager()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["document", "ordinal"], name="record_ordinal_unique"),)
        indexes = (models.Index(fields=["archive", "id"], name="record_in_quarantine", condition=~Q(refusal="")),)

    def __str__(self) -> str:
        return f"record {self.ordinal} of document {self.document_id}"

    @property
    def entries(self) -> list[LineEntry]:
        return unpacked(self.lines)


class Fingerprint(models.Model):
    """A passage's hash in a document: how a new document finds the stored ones it shares words with.

    There are hundreds a document, so only the two indexes in use; one of the archive alone would also mislead the
    planner.
    """

    archive = models.ForeignKey(Archive, on_delete=models.CASCADE, related_name="+", db_index=False)
    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="+", db_index=False)
    value = models.BigIntegerField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["document", "value"], name="fingerprint_once"),)
        indexes = (models.Index(fields=["archive", "value"], include=["document"], name="fingerprint_value"),)

    def __str__(self) -> str:
        return f"{self.value:x}"
