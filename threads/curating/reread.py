"""Documents affected by corrections -> read again at once, if that is quick enough for a waiting person."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum

from django.db.models import Sum

from threads.curating.base import nobody
from threads.loading.locks import ArchiveBusyError, locked
from threads.loading.pages.page_sets import Aside, read_unread
from threads.loading.stale import affected
from threads.models import Archive, Document

# Bytes of documents that a person waits for: five seconds on a busy machine, half of that on others.
READ_AT_ONCE = 500_000

# Posts of threads that their format states, which are read as fast as their records are parsed.
POSTS_AT_ONCE = 2_000


class Reread(Enum):
    """What became of the documents that a correction concerns."""

    DONE = "done"
    TOO_LARGE = "too large"
    BUSY = "busy"
    FAILED = "failed"


def read_again(archive: Archive) -> Reread:
    """Read the documents affected by corrections, if that is quick enough."""
    unread = archive.documents.filter(is_read=False).values_list("id", flat=True)
    stale = archive.threads.filter(is_stale=True).aggregate(posts=Sum("post_count"))["posts"] or 0
    if _size(unread) > READ_AT_ONCE or stale > POSTS_AT_ONCE:
        return Reread.TOO_LARGE
    try:
        with locked(archive.slug, wait=False, on_wait=nobody):
            groups = affected.mark_and_group(archive)
            if _size(document for group in groups for document in group.documents) > READ_AT_ONCE:
                return Reread.TOO_LARGE
            aside = Aside()
            for _ in read_unread(archive, aside=aside):
                pass
    except ArchiveBusyError:
        return Reread.BUSY
    return Reread.FAILED if aside else Reread.DONE


def _size(documents: Iterable[int]) -> int:
    return Document.objects.filter(id__in=list(documents)).aggregate(total=Sum("size"))["total"] or 0
