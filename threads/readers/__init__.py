"""Documents as given -> records. Each reader is a module that claims a document or declines; the first to claim reads.

Files are found and opened in ``files``; here only bytes are looked at, so that every refusal can be tested.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import BinaryIO, Protocol, runtime_checkable

from threads.readers import (
    babyl,
    convokit,
    csv_posts,
    discourse,
    eml,
    emlx,
    forum_dl,
    forum_magnum,
    hacker_news,
    json_posts,
    jsonl,
    mbox,
    mmdf,
    reddit,
    rnews,
    rss,
    stack_exchange,
    text,
    yahoo_groups,
)
from threads.readers.containers import LeftOut, Opened, clear_spool, is_container, open_documents
from threads.readers.files import (
    DEFAULT_LIMIT,
    NO_ROOM,
    NOTHING_LEFT,
    FileList,
    FoundFile,
    find_documents,
    open_regular,
    read_file,
    reason_of,
)
from threads.readers.json_units import is_emptied
from threads.readers.json_units import json_units as cut_json
from threads.readers.kept import is_kept, read_kept
from threads.readers.mail import likely_letters
from threads.readers.mail.identity import sender
from threads.readers.saved.days import saved_at
from threads.readers.saved.saves import with_lacks, with_save
from threads.readers.saved.unwrapping import unwrapped
from threads.readers.storable import clean, storable
from threads.readers.web import any_page, hypermail, mhonarc, phpbb, pipermail, schema_org, smf, vbulletin, xenforo
from threads.readers.web.completing import completed
from threads.readers.web.signatures import with_signatures
from threads.records import Parsed, Refusal, TextRecord

__all__ = [
    "DEFAULT_LIMIT",
    "FORMATS",
    "JSON_FORMATS",
    "MAILS",
    "NOTHING_LEFT",
    "NO_ROOM",
    "OUTLINES",
    "READERS",
    "STATED",
    "FileList",
    "FoundFile",
    "LeftOut",
    "Opened",
    "OutliningReader",
    "StatedReader",
    "clean",
    "clear_spool",
    "find_documents",
    "is_container",
    "is_open_unit",
    "is_page",
    "letters_of",
    "megabytes",
    "open_documents",
    "open_regular",
    "outline_unit",
    "parse_unit",
    "read_document",
    "read_file",
    "reader_of",
    "reason_of",
    "sender_of",
    "stated_reader",
]


class Reader(Protocol):
    """What a format's module offers."""

    FORMAT: str

    def claims(self, path: str, content: bytes) -> bool:
        """Tell whether the document is of this format."""

    def read(self, path: str, content: bytes) -> list[TextRecord] | Refusal:
        """Read the records of a document, or say why that cannot be done."""


class StatedReader(Protocol):
    """What the module of a format that states its structure offers. A unit is a mail, a line of NDJSON, a topic, a page.

    Bytes alone decide, and the same bytes always give the same answer, because stored units are parsed again. Nothing
    raises: what cannot be understood is reported in words.
    """

    FORMAT: str

    def claims(self, path: str, head: bytes) -> bool:
        """Tell from the first 64 KB, and the path where that helps, whether the document is of this format.

        Of a page of HTML all of it is given: programs write much before their first mark.
        """

    def units(self, stream: BinaryIO) -> Iterator[bytes]:
        """Cut a document of any size into its units; joined again, they are the document, byte for byte."""

    def parse(self, raw: bytes) -> Parsed | str:
        """Read the posts of one unit, or say why that cannot be done and what to do, which puts it into quarantine.

        A unit without posts (a table's head, votes, a user) is no fault: it gives a Parsed without posts.
        """


@runtime_checkable
class OutliningReader(StatedReader, Protocol):
    """What such a module may also offer, if its units hold one post each and most can be outlined without parsing.

    Units are gathered into whole threads before they are read. Without an outline, each is parsed for that.
    """

    def outline(self, raw: bytes) -> tuple[str, tuple[str, ...], str]:
        """The id, the parents and the thread of a unit's only post, as ``parse`` states them; no id where that takes parsing."""


class MailReader(OutliningReader, Protocol):
    """What the module of a format of mails offers as well."""

    def parse(self, raw: bytes, letters: str = "") -> Parsed | str:
        """``letters`` is the charset that the other mails of the document speak for where a mail states none."""

    def inside(self, raw: bytes) -> tuple[bytes, bytes] | None:
        """The line "From ..." of a unit, if there is one, and the mail without what its mailbox put around it."""


# In order of precedence; text takes whatever the others leave.
READERS: tuple[Reader, ...] = (text,)
# Formats of pages, the surest first; the last one takes every page, and those in which a program's own reader finds nothing.
PAGES: tuple[StatedReader, ...] = (phpbb, smf, vbulletin, hypermail, mhonarc, pipermail, xenforo, schema_org, any_page)
# All formats that state their posts, the surest first; they are asked before text.
STATED: tuple[StatedReader, ...] = (
    mbox,
    mmdf,
    babyl,
    rnews,
    forum_dl,
    yahoo_groups,
    discourse,
    forum_magnum,
    reddit,
    hacker_news,
    stack_exchange,
    jsonl,
    convokit,
    json_posts,
    csv_posts,
    rss,
    *PAGES[:-1],
    emlx,
    eml,
    any_page,
)
BY_FORMAT: Mapping[str, StatedReader] = {reader.FORMAT: reader for reader in STATED}
# Those whose units are mails.
MAILS: Mapping[str, MailReader] = {reader.FORMAT: reader for reader in (mbox, mmdf, babyl, rnews, emlx, eml)}
# Formats of JSON, in which something has to stand for an element that was erased.
JSON_FORMATS = frozenset(reader.FORMAT for reader in STATED if reader.units is cut_json)
PAGE_FORMATS = frozenset(reader.FORMAT for reader in PAGES)
# Posts of these may be edited where they stand; what was sent as a mail cannot, and our own lines say it themselves.
EDITABLE = frozenset(reader.FORMAT for reader in STATED) - frozenset(
    reader.FORMAT for reader in (*MAILS.values(), hypermail, mhonarc, pipermail, yahoo_groups, jsonl, convokit)
)
# What these do not find is not on the page.
COMPLETE = frozenset((any_page.FORMAT, hypermail.FORMAT, mhonarc.FORMAT, pipermail.FORMAT))
# The quick ways of those that have one.
OUTLINES = {reader.FORMAT: reader.outline for reader in STATED if isinstance(reader, OutliningReader)}
FORMATS = (*(reader.FORMAT for reader in READERS), *(reader.FORMAT for reader in STATED))


def reader_of(path: str, head: bytes, form: str | None = None) -> StatedReader | None:
    """The reader of a document whose format states its posts: the one named, or the first to claim; None for text."""
    for reader in STATED:
        if form == reader.FORMAT or (form is None and reader.claims(path, head)):
            return reader
    return None


def stated_reader(form: str) -> StatedReader:
    """The reader by its name; raises KeyError for one that is not known."""
    return BY_FORMAT[form]


def parse_unit(form: str, raw: bytes, letters: str = "") -> Parsed | str:
    """What a unit says, in storable form, or why it could not be read. All that is stored of units passes here.

    ``letters`` is the charset that was chosen for the words of a mail that state none (``letters_of``).

    A stored unit from which words were erased may be kept in bytes of our own. An element of JSON of which nothing was left
    holds no post, whatever its format: a raw export has it.
    """
    if form in JSON_FORMATS and is_emptied(raw):
        return Parsed()
    if is_kept(raw):
        parsed = read_kept(raw)
    else:
        given, raw = raw, unwrapped(raw) if form in PAGE_FORMATS else raw
        parsed = MAILS[form].parse(raw, letters) if form in MAILS else stated_reader(form).parse(raw)
        if form in PAGE_FORMATS:
            parsed = _settled(form, raw, parsed)
        if form in EDITABLE and isinstance(parsed, Parsed):
            is_page = form in PAGE_FORMATS
            parsed = with_save(parsed, saved_at(given) if is_page else None)
            parsed = with_lacks(parsed) if is_page else parsed
    return clean(parsed) if isinstance(parsed, str) else storable(parsed)


def _settled(form: str, raw: bytes, parsed: Parsed | str) -> Parsed | str:
    """What a page says: read by those behind its reader where that finds nothing, with names, dates and signatures."""
    if isinstance(parsed, str):
        parsed = _handed_on(form, raw) or parsed
    elif parsed.posts and form not in COMPLETE:
        parsed = completed(parsed, raw)
    return parsed if isinstance(parsed, str) else with_signatures(parsed)


def _handed_on(form: str, raw: bytes) -> Parsed | str:
    """A page in which the reader that claimed it finds nothing, as those behind it read it."""
    at = next((at for at, reader in enumerate(PAGES) if form == reader.FORMAT), len(PAGES))
    answer: Parsed | str = ""
    for reader in PAGES[at + 1 :]:
        if reader is any_page or reader.claims("", raw):
            answer = reader.parse(raw)
            if isinstance(answer, Parsed):
                return answer
    return answer


def is_page(path: str, head: bytes) -> bool:
    """Whether a document is a page of HTML: all of it tells then whose, not its beginning alone."""
    return any_page.claims(path, head)


def outline_unit(form: str, raw: bytes) -> tuple[str, tuple[str, ...], str]:
    """The id of a unit's only post, those of its parents and its thread; no id where only ``parse_unit`` can tell them."""
    id_, parents, thread = OUTLINES[form](raw) if form in OUTLINES else ("", (), "")
    return clean(id_), tuple(map(clean, parents)), clean(thread)


def sender_of(form: str, raw: bytes, letters: str = "") -> tuple[str, str]:
    """The id of a mail, the beginning of which is given, and what it calls its author; nothing where only parsing can tell."""
    inside = MAILS[form].inside(raw) if form in MAILS and not is_kept(raw) else None
    id_, name = sender(inside[1], letters) if inside else ("", "")
    return clean(id_), clean(name)


def is_open_unit(form: str, raw: bytes) -> bool:
    """Whether a unit may be a mail that does not say in which letters its words are."""
    return form in MAILS and likely_letters.is_open(raw)


def letters_of(form: str, units: Iterable[bytes], open_units: Iterable[tuple[int, bytes]]) -> dict[int, str]:
    """The charset of each such unit of a document, by number, that all its units make likely; a record keeps it."""

    def mail_in(raw: bytes) -> bytes:
        inside = MAILS[form].inside(raw)
        return inside[1] if inside else raw

    evidence = likely_letters.Evidence()
    for raw in units:
        evidence.add(mail_in(raw))
    choices = ((number, evidence.choice(mail_in(raw))) for number, raw in open_units)
    return {number: choice for number, choice in choices if choice}


def read_document(
    path: str, content: bytes, *, name: str = "", limit: int = DEFAULT_LIMIT, form: str | None = None
) -> list[TextRecord] | Refusal:
    """Read a document by the first reader that claims it, or by the one whose format is named.

    One that lies in the spool has another ``name`` than its path.
    """
    if len(content) > limit:
        return Refusal(path, too_large(len(content), limit))
    if not content.strip():
        return Refusal(path, "empty: there is nothing to read in it")
    for reader in READERS:
        if form == reader.FORMAT or (form is None and reader.claims(name or path, content)):
            return reader.read(path, content)
    return Refusal(path, f"no reader knows this format; known are {', '.join(FORMATS)}; --format says which to try")


def too_large(size: int, limit: int) -> str:
    """Say that a document is too large, and what to do. Its size may be more: only one byte past the limit is read."""
    most = f"more than {megabytes(limit)}" if size == limit + 1 else f"{megabytes(size)}, more than {megabytes(limit)}"
    return f"too large: {most}; split it, or raise --max-size"


def megabytes(size: int) -> str:
    """A size in words, with one decimal place below 10 MB."""
    count = size / 1_000_000
    return f"{count:.0f} MB" if count >= 10 or count == int(count) else f"{count:.3g} MB"
