"""What was read out of the documents: authors, threads, posts, reply edges, quotes, and where each post stands."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.indexes import GinIndex, HashIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.text import slugify

from threads.models.fields import SLUG_LENGTH, HtmlField, choices_of, confidence_field, key_field
from threads.models.search_vector import search_vector
from threads.models.source import BESIDE, Archive, Document, Record
from threads.querysets import (
    ALONE_LAST,
    InArchiveQuerySet,
    PostQuerySet,
    QuoteQuerySet,
    ReplyEdgeQuerySet,
    ThreadQuerySet,
)
from threads.words.kinds import Kind, Origin

NAME_LENGTH = 200
TITLE_LENGTH = 300
# What was read less surely is asked about in the review queue; of most archives that is little.
DOUBTFUL = 0.7
PLACE_LENGTH = 300


def _answered(question: Any) -> models.GeneratedField:
    """A column in which the database answers yes or no to a Q; the stubs know of expressions only."""
    return models.GeneratedField(expression=question, output_field=models.BooleanField(), db_persist=True)


class Author(models.Model):
    """Whoever wrote. A placeholder stands for an author whose name no document gives."""

    archive = models.ForeignKey(Archive, on_delete=models.CASCADE, related_name="authors")
    key = key_field()
    name = models.CharField(max_length=NAME_LENGTH, blank=True)
    is_placeholder = models.BooleanField(default=False)
    post_count = models.PositiveIntegerField(default=0, db_default=0)

    objects = InArchiveQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["archive", "key"], name="author_key_unique"),
            models.CheckConstraint(
                condition=Q(is_placeholder=True) | ~Q(name=""), name="author_named_unless_placeholder"
            ),
        )
        indexes = (
            models.Index("archive", Lower("name"), name="author_name"),
            models.Index("is_placeholder", F("id").desc(), name="author_placeholder"),
        )

    def __str__(self) -> str:
        return self.name or "Unknown author"

    def get_absolute_url(self) -> str:
        return reverse("threads:author", args=[self.pk, self.slug])

    @property
    def slug(self) -> str:
        return slugify(self.name)[:SLUG_LENGTH] or "unknown"


class Alias(models.Model):
    """A name an author is also known by, as a document states it."""

    archive = models.ForeignKey(Archive, on_delete=models.CASCADE, related_name="+")
    author = models.ForeignKey(Author, on_delete=models.CASCADE, related_name="aliases")
    document = models.ForeignKey(Document, on_delete=models.CASCADE, null=True, related_name="+")
    name = models.CharField(max_length=NAME_LENGTH)

    objects = InArchiveQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "aliases"
        constraints = (models.UniqueConstraint(fields=["author", "name", "document"], name="alias_name_unique"),)

    def __str__(self) -> str:
        return self.name


class Thread(models.Model):
    """Posts under one opening post. The title is stated by the document, or ours: the opening words."""

    archive = models.ForeignKey(Archive, on_delete=models.CASCADE, related_name="threads", db_index=False)
    key = key_field()  # of the opening post
    stated_key = models.BinaryField(max_length=32, null=True)  # sha256 of the id that its format states for it
    title = models.CharField(max_length=TITLE_LENGTH)
    is_title_stated = models.BooleanField(default=False)
    is_stated = models.BooleanField(default=False, db_default=False)  # by the format of documents, not read from pages
    is_stale = models.BooleanField(default=False, db_default=False)  # stated, and to be read again
    is_hidden = models.BooleanField(default=False)
    place = models.CharField(
        max_length=PLACE_LENGTH
    )  # first document's path and line, padded: the order of undated threads
    post_count = models.PositiveIntegerField(default=0)
    author_count = models.PositiveIntegerField(default=0)  # with a name; posts without a known author may be many's
    missing_count = models.PositiveIntegerField(default=0)
    length = models.PositiveIntegerField(default=0, db_default=0)  # characters of its posts' own words
    quoted_count = models.PositiveIntegerField(
        default=0, db_default=0
    )  # posts that quote its posts, each as often as it does
    first_posted_at = models.DateTimeField(null=True, blank=True)
    last_posted_at = models.DateTimeField(null=True, blank=True)

    objects = ThreadQuerySet.as_manager()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["archive", "key"], name="thread_key_unique"),)
        indexes = (
            models.Index(
                "archive", F("last_posted_at").desc(nulls_last=True), ALONE_LAST, "place", "id", name="thread_latest"
            ),
            models.Index(fields=["archive"], name="thread_stale", condition=Q(is_stale=True)),
            models.Index(fields=["archive", "stated_key"], name="thread_stated", condition=Q(stated_key__isnull=False)),
            models.Index(
                F("last_posted_at").desc(nulls_last=True), ALONE_LAST, "place", "id", name="thread_latest_of_all"
            ),
        )

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("threads:thread", args=[self.pk, self.slug])

    @property
    def slug(self) -> str:
        return slugify(self.title)[:SLUG_LENGTH].strip("-") or "thread"


class Post(models.Model):
    """One utterance by one author, or a missing post rebuilt from what others quote of it.

    ``position`` counts from 0 in reading order; a post's subtree are the positions up to ``last_descendant``.
    ``html`` is safe, without the hosts of mail addresses, and final except for the state of its folds.
    """

    archive = models.ForeignKey(Archive, on_delete=models.CASCADE, related_name="posts", **BESIDE)
    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="posts", db_index=False)
    author = models.ForeignKey(Author, on_delete=models.PROTECT, related_name="posts", db_index=False)
    parent = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="replies")
    key = key_field()
    is_missing = models.BooleanField(default=False)
    is_hidden = models.BooleanField(default=False)
    position = models.PositiveIntegerField()
    depth = models.PositiveIntegerField()
    last_descendant = models.PositiveIntegerField()
    number = models.PositiveIntegerField()  # 1-based within the thread, by date or document order
    posted_at = models.DateTimeField(null=True, blank=True)
    posted_at_raw = models.CharField(max_length=200, blank=True)
    confidence = confidence_field(default=1.0)  # that the post begins where it is said to
    cues = models.JSONField(default=list)
    text = models.TextField()
    own_text = models.TextField()
    bigrams = models.TextField(blank=True)  # of own text in scripts without spaces, for search
    html = HtmlField()
    quoted_count = models.PositiveIntegerField(default=0)  # other posts that quote this one
    stated_id = models.TextField(blank=True, db_default="")  # the source's own id
    title = models.CharField(max_length=TITLE_LENGTH, blank=True, db_default="")  # where each post has one, as mails do
    url = models.TextField(blank=True, db_default="")  # where it stood
    facts = models.JSONField(default=dict, db_default={})  # records.Statement; "cites": ids in other threads
    # What searches ask of long texts; the database computes it on writing, so that no search reads them.
    has_link = _answered(Q(own_text__contains="://"))
    has_code = _answered(Q(html__contains="<pre"))
    has_image = _answered(Q(html__contains='class="picture"'))
    search = models.GeneratedField(expression=search_vector(), output_field=SearchVectorField(), db_persist=True)

    objects = PostQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["archive", "key"], name="post_key_unique"),
            models.UniqueConstraint(
                fields=["thread", "position"], name="post_position_unique", deferrable=models.Deferrable.DEFERRED
            ),
            models.CheckConstraint(condition=Q(last_descendant__gte=F("position")), name="post_range_in_order"),
            models.CheckConstraint(condition=Q(confidence__gte=0, confidence__lte=1), name="post_confidence_range"),
        )
        indexes = (
            GinIndex(fields=["search"], name="post_search"),
            models.Index(fields=["author", "-posted_at", "id"], name="post_author"),
            models.Index(fields=["archive", "-posted_at", "id"], name="post_archive_date"),
            models.Index(fields=["archive"], name="post_citing", condition=Q(facts__has_key="cites")),
            models.Index(fields=["archive", "-quoted_count"], name="post_quoted", condition=Q(quoted_count__gt=0)),
            models.Index(fields=["archive", "-quoted_count"], name="post_missing", condition=Q(is_missing=True)),
            models.Index(
                fields=["archive"], name="post_doubtful", condition=Q(is_missing=False, confidence__lt=DOUBTFUL)
            ),
            models.Index(fields=["archive"], name="post_with_picture", condition=Q(has_image=True)),
            # Old addresses lead here; a hash, for an address may be longer than a tree holds.
            HashIndex(fields=["url"], name="post_url", condition=~Q(url="")),
            models.Index(fields=["author"], name="post_uncounted", condition=Q(is_missing=True) | Q(is_hidden=True)),
        )
        permissions = (("erase_post", "Can erase posts for good"),)

    def __str__(self) -> str:
        return f"post {self.number} of thread {self.thread_id}"

    def get_absolute_url(self) -> str:
        return reverse("threads:post", args=[self.pk])


class Version(models.Model):
    """What a post said in some of its saves, where it was edited between them; the last of its versions is the post itself.

    ``first_seen`` and ``last_seen`` are when it was saved so, if ``is_saved``; else the latest moments that these saves name.
    """

    archive = models.ForeignKey(Archive, on_delete=models.CASCADE, related_name="+", **BESIDE)
    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="versions", db_index=False)
    number = models.PositiveIntegerField()  # from 1, the oldest first
    text = models.TextField()
    first_seen = models.DateTimeField(null=True, blank=True)
    last_seen = models.DateTimeField(null=True, blank=True)
    is_saved = models.BooleanField()

    objects = InArchiveQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["post", "number"], name="version_number_unique", deferrable=models.Deferrable.DEFERRED
            ),
        )

    def __str__(self) -> str:
        return f"version {self.number} of post {self.post_id}"

    def as_json(self) -> dict[str, Any]:
        """As exports and other programs have it."""
        first, last = (moment.isoformat() if moment else None for moment in (self.first_seen, self.last_seen))
        return {"text": self.text, "first_seen": first, "last_seen": last, "saved": self.is_saved}


class ReplyEdge(models.Model):
    """Who is answered, how it is known and how sure it is; one primary edge a post makes the tree."""

    archive = models.ForeignKey(Archive, on_delete=models.CASCADE, related_name="+", db_constraint=False)
    child = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="edges", db_index=False)
    parent = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="answers")
    origin = models.CharField(max_length=11, choices=choices_of(Origin))
    confidence = confidence_field()
    evidence = models.TextField(blank=True)
    is_primary = models.BooleanField(default=False)

    objects = ReplyEdgeQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["child", "parent", "origin"], name="edge_unique"),
            models.UniqueConstraint(fields=["child"], condition=Q(is_primary=True), name="edge_one_primary"),
            models.CheckConstraint(condition=~Q(child=F("parent")), name="edge_not_to_itself"),
            models.CheckConstraint(condition=Q(confidence__gte=0, confidence__lte=1), name="edge_confidence_range"),
        )
        indexes = (
            models.Index(
                fields=["archive"], name="edge_doubtful", condition=Q(is_primary=True, confidence__lt=DOUBTFUL)
            ),
        )

    def __str__(self) -> str:
        return f"{self.child_id} answers {self.parent_id}"


class Quote(models.Model):
    """Cited text in a run of lines of a post and, where it is proven, the span it cites; rank 0 is the best source.

    What is said of characters and of the source is said of the first line.
    """

    archive = models.ForeignKey(Archive, on_delete=models.CASCADE, related_name="+", db_constraint=False)
    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="quotes", db_index=False)
    line = models.PositiveIntegerField()
    last_line = models.PositiveIntegerField()
    rank = models.PositiveSmallIntegerField(default=0)
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    kind = models.CharField(max_length=9, choices=choices_of(Kind))
    confidence = confidence_field()
    source_post = models.ForeignKey(Post, on_delete=models.SET_NULL, null=True, blank=True, related_name="cited_by")
    source_document = models.ForeignKey(Document, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    source_line = models.PositiveIntegerField(null=True, blank=True)
    source_start = models.PositiveIntegerField(null=True, blank=True)
    source_end = models.PositiveIntegerField(null=True, blank=True)
    via = models.ForeignKey(Post, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", db_index=False)

    objects = QuoteQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["post", "line", "rank"], name="quote_place_unique"),
            models.CheckConstraint(condition=Q(end__gte=F("start")), name="quote_span_in_order"),
        )
        indexes = (
            models.Index(fields=["archive"], name="quote_unsourced", condition=Q(kind="unsourced")),
            models.Index(fields=["archive"], name="quote_doubtful", condition=Q(rank=0, confidence__lt=DOUBTFUL)),
            models.Index(fields=["via"], name="quote_via", condition=Q(via__isnull=False)),
        )

    def __str__(self) -> str:
        return f"{self.kind} quote in line {self.line}"

    @property
    def lines(self) -> range:
        return range(self.line, self.last_line + 1)


class Appearance(models.Model):
    """A run of lines of a record on which a post stands, as the original or as a later rendering."""

    archive = models.ForeignKey(Archive, on_delete=models.CASCADE, related_name="+", db_constraint=False)
    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="appearances", db_index=False)
    record = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="appearances", db_index=False)
    first_line = models.PositiveIntegerField()
    last_line = models.PositiveIntegerField()
    is_original = models.BooleanField()

    objects = InArchiveQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["post", "record", "first_line"], name="appearance_unique"),
            models.CheckConstraint(condition=Q(last_line__gte=F("first_line")), name="appearance_in_order"),
        )
        indexes = (models.Index(fields=["record", "first_line"], name="appearance_lines"),)

    def __str__(self) -> str:
        return f"lines {self.first_line} to {self.last_line} of record {self.record_id}"
