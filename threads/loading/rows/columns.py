"""The rows of each table by the names of their columns, in the order in which they are fetched, compared and written.

A row's type names its columns: ``PostRow._fields``. Tables whose rows have no id here are those whose ids are never shown.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple


class PostRow(NamedTuple):
    """A post or a missing post."""

    id: int
    archive_id: int
    thread_id: int
    author_id: int
    parent_id: int | None
    key: bytes
    is_missing: bool
    is_hidden: bool
    position: int
    depth: int
    last_descendant: int
    number: int
    posted_at: datetime | None
    posted_at_raw: str
    confidence: float
    cues: list[str]
    text: str
    own_text: str
    bigrams: str
    html: str
    quoted_count: int
    stated_id: str
    title: str
    url: str
    facts: dict[str, Any]


class ThreadRow(NamedTuple):
    """A thread, with what its lists show of it."""

    id: int
    archive_id: int
    key: bytes
    title: str
    is_title_stated: bool
    is_hidden: bool
    place: str
    post_count: int
    author_count: int
    missing_count: int
    first_posted_at: datetime | None
    last_posted_at: datetime | None
    stated_key: bytes | None
    is_stated: bool
    length: int
    quoted_count: int


class AuthorRow(NamedTuple):
    """An author, or a placeholder for one."""

    id: int
    archive_id: int
    key: bytes
    name: str
    is_placeholder: bool


class EdgeRow(NamedTuple):
    """Whom a post answers, and what says so."""

    archive_id: int
    child_id: int
    parent_id: int
    origin: str
    confidence: float
    evidence: str
    is_primary: bool

    @property
    def identity(self) -> tuple[object, ...]:
        """By which a row that was replaced is told from one that is new."""
        return self.child_id, self.parent_id, self.origin


class QuoteRow(NamedTuple):
    """Lines of a post, and one source that they may have."""

    archive_id: int
    post_id: int
    line: int
    rank: int
    start: int
    end: int
    kind: str
    confidence: float
    source_post_id: int | None
    source_document_id: int | None
    source_line: int | None
    source_start: int | None
    source_end: int | None
    via_id: int | None
    last_line: int

    @property
    def identity(self) -> tuple[object, ...]:
        """By which a row that was replaced is told from one that is new."""
        return self.post_id, self.line, self.rank


class AppearanceRow(NamedTuple):
    """Lines of a record on which a post stands."""

    archive_id: int
    post_id: int
    record_id: int
    first_line: int
    last_line: int
    is_original: bool


class VersionRow(NamedTuple):
    """What a post said in some of its saves."""

    archive_id: int
    post_id: int
    number: int
    text: str
    first_seen: datetime | None
    last_seen: datetime | None
    is_saved: bool


class AliasRow(NamedTuple):
    """A name by which a document calls an author."""

    archive_id: int
    author_id: int
    document_id: int
    name: str


class DocumentRow(NamedTuple):
    """What was read of a document as a whole."""

    id: int
    kind: str
    confidence: float
    cues: list[str]
    is_read: bool


class RecordRow(NamedTuple):
    """What the lines of a record were read as: packed ``LineEntry``s."""

    id: int
    lines: list[list[Any]]
