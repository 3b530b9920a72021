"""The forms of corrections: what cannot be done is said at the field before anything is written."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms

from threads import curating
from threads.curating import RefusedError
from threads.models import Archive, Author, Post

PUBLISHED = (
    "Once published, everybody can read its {posts:,} posts in {threads:,} threads, and its {documents:,} documents as they"
    " were given; all but hidden posts."
)
UNPUBLISHED = "Once unpublished, only staff can read it, and later imports with --publish do not change that."
PARENT = (
    "The number in the address of the post it answers: 7 for /p/7/. Empty, it opens a thread of its own. The whole branch"
    " below moves with it."
)


class CorrectionForm(forms.ModelForm):
    """A row's correctable columns, and why they are corrected."""

    reason = forms.CharField(
        required=False, widget=forms.Textarea(attrs={"rows": 2}), help_text="Kept with the correction; may be empty."
    )

    def refuse(self, field: str, check: Callable[[], object]) -> None:
        """Show at the field why a correction cannot be made."""
        if field in self.changed_data and field not in self.errors:
            try:
                check()
            except RefusedError as refusal:
                self.add_error(field, str(refusal))

    def validate_constraints(self) -> None:
        """Leave the table's constraints to the reading: the form changes no row."""


class AuthorForm(CorrectionForm):
    """A name."""

    class Meta:
        model = Author
        fields = ("name",)
        help_texts = {"name": "Shown wherever the author is; later imports and readings keep it."}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        name = cleaned.get("name", "")
        self.refuse("name", lambda: curating.check_name(author=self.instance, name=name))
        return cleaned


class PostForm(CorrectionForm):
    """Whom a post answers, and whether it is shown."""

    class Meta:
        model = Post
        fields = ("parent", "is_hidden")
        labels = {"parent": "Answers post", "is_hidden": "Hidden"}
        help_texts = {
            "parent": PARENT,
            "is_hidden": "Visitors do not see a hidden post anywhere; staff do, marked as hidden.",
        }
        error_messages = {"parent": {"invalid_choice": "No post of this archive has that number."}}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "parent" in self.fields:
            field: Any = self.fields["parent"]
            field.queryset = Post.objects.filter(archive=self.instance.archive_id)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        parent = cleaned.get("parent")
        self.refuse("parent", lambda: curating.check_parent(post=self.instance, parent=parent))
        return cleaned


class ArchiveForm(CorrectionForm):
    """What an archive is called, and whether everybody may read it."""

    class Meta:
        model = Archive
        fields = ("title", "description", "is_published")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "is_published" in self.fields:
            self.fields["is_published"].help_text = what_publishing_means(self.instance)


def what_publishing_means(archive: Archive) -> str:
    """Say what becomes visible, or ceases to be."""
    if archive.is_published:
        return UNPUBLISHED
    return PUBLISHED.format(posts=archive.post_count, threads=archive.thread_count, documents=archive.document_count)
