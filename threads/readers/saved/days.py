"""The bytes of a saved page -> when it was saved, where whoever saved it wrote that down.

<!-- saved on 2009-05-09T12:00:00Z -->                                   ours, of a record of WARC or the head of an MHTML
FILE ARCHIVED ON 12:00:00 May 09, 2009 AND RETRIEVED FROM THE            the Wayback Machine
href="https://web.archive.org/web/20090509120000/http://reeds.example/"  it and its kin, in every link
by HTTrack Website Copier/3.x [XR&CO'2014], Sat, 09 May 2009 12:00:00 GMT
saved date: Sat May 09 2009 12:00:00 GMT+0000                            SingleFile
"""

from __future__ import annotations

import re
from collections import Counter
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from threads.readers.saved.unwrapping import is_capture
from threads.words.dates import credible

# Programs write at the beginning or at the end of a page.
HEAD, TAIL = 16_384, 8_192
STAMP = re.compile(rb"<!-- saved on (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ) -->")
ARCHIVED = re.compile(rb"FILE ARCHIVED ON (\d\d:\d\d:\d\d [A-Z][a-z]{2} \d\d, \d{4})")
MIRRORED = re.compile(
    rb"by HTTrack Website Copier/[^<>]{1,60}?\], ([A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT)"
)
SINGLE_FILE = re.compile(rb"saved date: [A-Z][a-z]{2} ([A-Z][a-z]{2} \d\d \d{4} \d\d:\d\d:\d\d GMT[+-]\d{4})")
CAPTURED = re.compile(rb"/(\d{14})(?:[a-z]{2}_)?\\?/(?:https?|ftp):")
LINKS_ASKED = 200
ARCHIVED_FORM, SINGLE_FILE_FORM, CAPTURE_FORM = "%H:%M:%S %b %d, %Y", "%b %d %Y %H:%M:%S GMT%z", "%Y%m%d%H%M%S"


def saved_at(raw: bytes) -> datetime | None:
    """When a page was saved: of several moments the archive's own, for whoever fetched it from there came later."""
    if is_capture(raw) and (found := _captured(raw)):
        return found
    for part in (raw[:HEAD], raw[-TAIL:]):
        if m := STAMP.search(part):
            return _read(m[1], "%Y-%m-%dT%H:%M:%SZ")
        if m := SINGLE_FILE.search(part):
            return _read(m[1], SINGLE_FILE_FORM)
        if m := MIRRORED.search(part):
            return mail_moment(m[1].decode())
    return None


def iso_moment(words: str) -> datetime | None:
    """A moment as records of WARC write it."""
    try:
        return credible(datetime.fromisoformat(words.strip()[:40]))
    except ValueError:
        return None


def mail_moment(words: str) -> datetime | None:
    """A moment as the heads of mails and of saved pages write it."""
    try:
        return credible(parsedate_to_datetime(words.strip()[:80]))
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _captured(raw: bytes) -> datetime | None:
    """When an archive of the web captured a page: as it says, else the moment that most of its links name."""
    if m := ARCHIVED.search(raw):
        return _read(m[1], ARCHIVED_FORM)
    links = Counter(m[1] for m, _ in zip(CAPTURED.finditer(raw), range(LINKS_ASKED), strict=False))
    return _read(min(links, key=lambda moment: (-links[moment], moment)), CAPTURE_FORM) if links else None


def _read(words: bytes, form: str) -> datetime | None:
    try:
        moment = datetime.strptime(words.decode(), form)  # noqa: DTZ007 - what names no zone is in UTC
    except ValueError:
        return None
    return credible(moment if moment.tzinfo else moment.replace(tzinfo=UTC))
