"""The tables: an archive's documents as given, and what was read out of them.

Only an erasure changes documents and their records; all else is derived from them by loading and can be made again. Keys
are sha256 digests, unique within an archive; ids are what URLs show and are never given twice.
"""

from threads.models.curation import CuratorAction, Redirect, Tombstone
from threads.models.job import Job
from threads.models.picture import Picture, PicturePlace
from threads.models.reading import (
    Alias,
    Appearance,
    Author,
    Post,
    Quote,
    ReplyEdge,
    Thread,
    Version,
)
from threads.models.search_vector import SEARCHED_CHARACTERS
from threads.models.source import Archive, Document, Fingerprint, ImportRun, Record, RunDocument

__all__ = [
    "SEARCHED_CHARACTERS",
    "Alias",
    "Appearance",
    "Archive",
    "Author",
    "CuratorAction",
    "Document",
    "Fingerprint",
    "ImportRun",
    "Job",
    "Picture",
    "PicturePlace",
    "Post",
    "Quote",
    "Record",
    "Redirect",
    "ReplyEdge",
    "RunDocument",
    "Thread",
    "Tombstone",
    "Version",
]
