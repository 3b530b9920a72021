"""The tables as staff see them; usable with a million rows, and changed by nothing but corrections."""

from threads.admin.authors import AuthorAdmin
from threads.admin.corrected import ArchiveAdmin, DocumentAdmin, PostAdmin
from threads.admin.corrections import CuratorActionAdmin
from threads.admin.import_jobs import JobAdmin
from threads.admin.imports import ImportRunAdmin, RecordAdmin
from threads.admin.tables import ReadOnlyAdmin

__all__ = [
    "ArchiveAdmin",
    "AuthorAdmin",
    "CuratorActionAdmin",
    "DocumentAdmin",
    "ImportRunAdmin",
    "JobAdmin",
    "PostAdmin",
    "ReadOnlyAdmin",
    "RecordAdmin",
]
