"""The forms of corrections; what cannot be done is said at its field before anything is written."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.db.models import Value
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.html import format_html

from threads import curating
from threads.curating import NameTakenError, RefusedError, telling
from threads.models import Archive, Author, Post

ID_MOST = 2**63 - 1
AUTHORS_NAMED = 20

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
            except NameTakenError:
                raise
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
        try:
            self.refuse("name", lambda: curating.check_name(author=self.instance, name=name))
        except NameTakenError as taken:
            self.add_error("name", _offer_to_merge(self.instance, taken))
        return cleaned


class MergeForm(forms.Form):
    """Into which author others are merged: one of them, or another of the archive."""

    into = forms.ChoiceField(required=False, widget=forms.RadioSelect, label="Into one of these")
    other = forms.CharField(
        required=False,
        label="Or into another author of the archive",
        help_text="The number in the address of the author's page, 7 for /u/7/, or the whole name.",
    )

    def __init__(self, authors: Sequence[Author], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.authors = authors
        field: Any = self.fields["into"]
        into = str(self.data.get("into", ""))
        named = [author for author in authors if author.name] or authors  # a name is not given up for none
        choices = {str(author.pk): telling.described(author) for author in named} if len(authors) > 1 else {}
        if into.isascii() and into.isdigit() and into not in choices:  # a page that knows into whom led here
            choice = Author.objects.filter(pk=int(into), archive=authors[0].archive_id).first()
            choices |= {into: telling.described(choice)} if choice else {}
        field.choices = list(choices.items())

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        other = " ".join(cleaned.get("other", "").split())
        into = self._called(other) if other else Author.objects.filter(pk=cleaned.get("into") or 0).first()
        if into is None and not self.errors:
            self.add_error("other" if other or len(self.authors) < 2 else "into", "Say into which author.")
        for author in self.authors:
            if into is not None and author != into:
                try:
                    curating.check_merge(author=author, into=into)
                except RefusedError as refusal:
                    self.add_error(None, str(refusal))
        if into is not None and list(self.authors) == [into]:
            self.add_error("other", "That is the same author.")
        return cleaned | {"author": into}

    def _called(self, other: str) -> Author | None:
        of_archive = Author.objects.filter(archive=self.authors[0].archive_id)
        if other.isascii() and other.isdigit():
            namesakes = list(of_archive.filter(pk=min(int(other), ID_MOST)))
        else:
            namesakes = list(of_archive.annotate(lower=Lower("name")).filter(lower=Lower(Value(other)))[:AUTHORS_NAMED])
        if not namesakes:
            self.add_error(
                "other",
                f"No author of this archive is called {other}. To give somebody a new name, name one of the authors first,"
                " then merge the others into that one.",
            )
        elif len(namesakes) > 1:
            numbers = ", ".join(str(author.pk) for author in namesakes)
            self.add_error("other", f"Several authors are called {other}. Give the number: {numbers}.")
        return namesakes[0] if len(namesakes) == 1 else None


def _offer_to_merge(author: Author, error: NameTakenError) -> str:
    address = f"{reverse('admin:threads_author_merge')}?{urlencode({'author': author.pk, 'into': error.author.pk})}"
    return format_html('{} <a href="{}">Merge the two …</a>', str(error), address)


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
        fields = ("title", "description", "is_published", "pictures_mb")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "is_published" in self.fields:
            sentences = telling.of_publishing(self.instance, is_published=not self.instance.is_published)
            when = "Once unpublished" if self.instance.is_published else "Once published"
            self.fields["is_published"].help_text = f"{when}: {' '.join(sentences)}"
