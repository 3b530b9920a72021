"""What outlives a reading: where old addresses lead, and corrections by people."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from threads.models.fields import key_field
from threads.models.reading import Post
from threads.models.source import Archive
from threads.querysets import InArchiveQuerySet


class Redirect(models.Model):
    """Where an id or key that was once shown leads now: ids are permanent though posts may move or merge."""

    class Of(models.TextChoices):
        POST = "post"
        THREAD = "thread"
        AUTHOR = "author"  # leads to the author of the post

    archive = models.ForeignKey(Archive, on_delete=models.CASCADE, related_name="+")
    of = models.CharField(max_length=6, choices=Of)
    old_id = models.PositiveBigIntegerField()
    old_key = key_field()
    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="+")

    objects = InArchiveQuerySet.as_manager()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["of", "old_id", "old_key"], name="redirect_once"),)
        indexes = (models.Index(fields=["archive", "old_key"], name="redirect_key"),)

    def __str__(self) -> str:
        return f"{self.of} {self.old_id} is now in post {self.post_id}"


class CuratorAction(models.Model):
    """A correction by a person, keyed by content so that later imports respect it."""

    class Kind(models.TextChoices):
        RENAME_AUTHOR = "rename_author"
        MERGE_AUTHORS = "merge_authors"
        CHANGE_PARENT = "change_parent"
        HIDE_POST = "hide_post"
        PUBLISH = "publish"
        FORGET = "forget"
        ERASE_POST = "erase_post"
        # Of a line of a page of text; ``value`` has the line.
        BEGIN_POST = "begin_post", "A post begins here"
        JOIN_POST = "join_post", "No post begins here"
        MARK_QUOTE = "mark_quote", "A quote or not"
        SET_AUTHOR = "set_author", "Written by"
        # Of a page of text: a conversation or a collection.
        PAGE_KIND = "page_kind", "Kind of page"
        # Of the post that opens the thread.
        NAME_THREAD = "name_thread", "Name of a thread"

    archive = models.ForeignKey(Archive, on_delete=models.CASCADE, related_name="actions")
    kind = models.CharField(max_length=13, choices=Kind)
    key = key_field()  # of the post, author or document; of nothing but zeros for the archive itself
    value = models.JSONField(default=dict)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(db_default=Now())
    reason = models.TextField(blank=True)
    is_undone = models.BooleanField(default=False)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True)
    # Of several made in one go, which are taken back in one.
    batch = models.UUIDField(null=True)

    objects = InArchiveQuerySet.as_manager()

    class Meta:
        indexes = (
            models.Index(fields=["archive", "kind", "key"], name="action_of_key"),
            models.Index(fields=["batch"], name="action_batch", condition=models.Q(batch__isnull=False)),
        )

    def __str__(self) -> str:
        return f"Correction {self.pk}: {self.get_kind_display().lower()} by {self.made_by or 'nobody'}"


class Tombstone(models.Model):
    """Something was erased and must not come back; known by digests that reveal no word.

    They are keyed with the archive's salt. ``number`` is the id that addresses had, where there was one.
    """

    class Of(models.TextChoices):
        POST = "post"  # of its key
        TEXT = "text"  # of the words of some lines of it
        DOCUMENT = "document"  # of the sha256 of its bytes; ``value`` has the lines that went
        STAYING = "staying"  # of the key and the text of a post that stays, without the lines in ``value``
        THREAD = "thread"  # an address that leads nowhere now

    archive = models.ForeignKey(Archive, on_delete=models.CASCADE, related_name="tombstones", db_index=False)
    action = models.ForeignKey(CuratorAction, on_delete=models.CASCADE, related_name="tombstones")
    of = models.CharField(max_length=8, choices=Of)
    digest = key_field()
    number = models.PositiveBigIntegerField(null=True)
    value = models.JSONField(default=dict)

    objects = InArchiveQuerySet.as_manager()

    class Meta:
        indexes = (
            models.Index(fields=["archive", "of", "digest"], name="tombstone_digest"),
            models.Index(fields=["of", "number"], name="tombstone_number", condition=models.Q(number__isnull=False)),
        )

    def __str__(self) -> str:
        return f"{self.of} erased by correction {self.action_id}"
