"""The form of an import in the browser: files or a folder -> paths that may be imported, or what is wrong at its field."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from threads.loading.importing import TITLE_LENGTH
from threads.models.fields import SLUG_LENGTH


class Files(forms.ClearableFileInput):
    """A field for several files."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Any number of files."""

    widget = Files

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:  # noqa: ARG002 - Django gives it
        files = data if isinstance(data, list | tuple) else [data]
        return [super(FilesField, self).clean(file) for file in files if file]


class ImportForm(forms.Form):
    """What to import, and into which archive."""

    archive = forms.SlugField(
        max_length=SLUG_LENGTH,
        help_text="Its name in addresses: letters, digits, hyphens, underscores. One that does not exist is made, and is private"
        " until you publish it; one that is public shows what comes in at once.",
    )
    title = forms.CharField(max_length=TITLE_LENGTH, required=False, help_text="The archive's title; empty, it stays.")
    author = forms.CharField(
        max_length=TITLE_LENGTH,
        required=False,
        help_text="Who wrote the pages that show one author and do not name them.",
    )
    documents = FilesField(required=False, label="Files")
    folder = forms.ChoiceField(required=False, label="Folder of this machine")
    within = forms.CharField(
        required=False, label="Below it", help_text="A file or a folder below that folder; empty, all of it."
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["documents"].help_text = (
            f"Pages as text or HTML, mailboxes, JSON, zip and the like, up to {settings.IMPORT_UPLOAD_MB:,} MB and "
            f"{settings.DATA_UPLOAD_MAX_NUMBER_FILES:,} files together. A zip keeps its folders."
        )
        folders = [str(folder) for folder in settings.IMPORT_FOLDERS]
        if folders:
            choices = [("", "none"), *((folder, folder) for folder in folders)]
            self.fields["folder"].choices = choices  # type: ignore[attr-defined]
        else:
            del self.fields["folder"], self.fields["within"]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        files, folder = given.get("documents") or [], given.get("folder") or ""
        if self.errors:
            return given
        if bool(files) == bool(folder):
            alternatives = "files or a folder" if "folder" in self.fields else "files"
            raise forms.ValidationError(f"Give {alternatives} to import{', not both' if files else ''}.")
        if folder:
            given["path"] = self._path_in(folder, given.get("within") or "")
        return given

    def _path_in(self, folder: str, within: str) -> str:
        """What is named below a folder, if it is there and nowhere else."""
        root = Path(folder).resolve()
        try:
            path = (root / within.strip().lstrip("/")).resolve()
            is_there = path.is_relative_to(root) and path.exists()
        except (OSError, ValueError, RuntimeError):
            is_there = False
        if not is_there:
            self.add_error("within", f"There is no such file or folder below {folder}.")
            return ""
        return str(path)


def files_in(form: ImportForm) -> Sequence[UploadedFile]:
    """The files that were sent."""
    return form.cleaned_data.get("documents") or []
