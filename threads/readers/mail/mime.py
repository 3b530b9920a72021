"""The body of a mail -> its readable parts in order, and a list of what is attached."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from urllib.parse import unquote_to_bytes

from threads.readers.mail.calendars import words_of_calendar
from threads.readers.mail.charsets import decoded, is_unsaid
from threads.readers.mail.coded_files import without_files
from threads.readers.mail.envelopes import enclosed, signed_content
from threads.readers.mail.headers import Head, parted, readable, unfolded, without_codes
from threads.readers.mail.headings import heading_of
from threads.readers.mail.marked_text import ENRICHED, plain_of_enriched, unmarked
from threads.readers.mail.plain_stubs import is_stub
from threads.readers.mail.scrubbed import scrubbed
from threads.readers.mail.transfer import encoding_of, size_of, transferred
from threads.records import AttachedFile, split_lines, writable
from threads.words.additions import NEXT_PART

# Deeper nesting and more parts than these are hostile; what lies beyond is listed as one attachment.
DEEPEST, MOST_PARTS = 20, 1_000
LONGEST_NAME = 255
PARAMETER = re.compile(r';\s*([^\s=;"]{1,60})\s*=\s*("(?:[^"\\]|\\.)*+"|[^;\s]*+)')
DELIMITER_END = re.compile(rb"(--)?[ \t]*+(?:\n|\Z)")
# Text that is meant for programs.
NOT_FOR_READING = frozenset(
    "calendar vcard x-vcard directory css csv rtf xml javascript x-python x-shellscript".split()
)
SIGNED = frozenset(("application/pkcs7-mime", "application/x-pkcs7-mime"))
OUTLOOK = frozenset(("application/ms-tnef", "application/vnd.ms-tnef"))
MAILS = frozenset(("message/rfc822", "message/global", "message/news"))
# What programs write before the first part.
FILLER = re.compile(rb"multi-?part|MIME", re.IGNORECASE)
LONGEST_AROUND = 100_000


@dataclass(slots=True)
class Text:
    """A part to be read: as lines of plain text, or as HTML."""

    text: str
    is_html: bool = False
    is_flowed: bool = False
    drops_space: bool = False
    level: int = 0  # of the mail within the mail that it stands in
    is_heading: bool = False  # who wrote that, and when


ENCODED = re.compile(rb"=\?([\w.:+*-]{1,60})\?[bBqQ]\?")
# How some programs code a mail of several parts as a whole, which nobody may.
WHOLE = (b"base64", b"quoted-printable")


@dataclass(slots=True)
class Content:
    """What a mail holds."""

    texts: list[Text] = field(default_factory=list)
    attachments: list[AttachedFile] = field(default_factory=list)
    files: list[tuple[AttachedFile, Head, bytes]] = field(default_factory=list)  # the parts that are attached
    mails: list[tuple[Head, bytes]] = field(default_factory=list)  # those of a digest
    last_resort: list[Text] = field(default_factory=list)  # read if there is nothing else
    count: int = 0
    level: int = 0
    letters: str = (
        ""  # those of words whose charset nobody states, as its head writes names or as others of its file are
    )
    unsaid: list[bytes] = field(default_factory=list)  # such words


def content_of(head: Head, body: bytes, letters: str = "") -> Content:
    """Read the parts of a mail; ``letters`` is the charset that other mails speak for where it states none."""
    content = Content(letters=charset_of_names(head) or letters)
    _read(head, body, content, 0)
    if not any(part.text.strip() for part in content.texts):
        content.texts += content.last_resort
    return content


def charset_of(head: Head) -> str:
    """The charset that a head names for its body."""
    value = head.get("content-type")
    return parameters_of(value)[1].get("charset", "") if b"charset" in value.lower() else ""


def charset_of_names(head: Head) -> str:
    """The charset of the encoded words in a head: "=?koi8-r?...?="."""
    for name in ("subject", "from"):
        if m := ENCODED.search(head.get(name)):
            return m[1].decode("ascii", "replace").partition("*")[0]
    return ""


def _read(head: Head, body: bytes, content: Content, depth: int) -> None:
    kind, parameters = parameters_of(head.get("content-type"))
    main, _, minor = kind.partition("/")
    content.count += 1
    if main == "multipart" and depth < DEEPEST and content.count < MOST_PARTS:
        boundary = parameters.get("boundary", "")
        parts = _parts(body, boundary)
        if parts is None and encoding_of(head) in WHOLE:
            body = transferred(head, body)
            parts = _parts(body, boundary)
            head = Head(b"")  # what it says of its code is undone
        if parts is not None:
            before, after = _around(body, boundary) if depth == 0 else (b"", b"")
            _add_words(before, content)
            _read_parts(minor, parts, content, depth)
            _add_words(after, content)
            return
        kind, main, minor = "text/plain", "text", "plain"
    disposition, fields = parameters_of(head.get("content-disposition"))
    is_text = main == "text" and minor not in NOT_FOR_READING
    is_attached = depth > 0 and (disposition == "attachment" or (minor == "html" and _name(parameters, fields)))
    if is_text and not is_attached:
        _add_text(_text_of(head, body, parameters, content), minor, parameters, content)
    elif not (kind in SIGNED and _read_signed(head, body, content, depth)):
        attached = _attachment(kind, head, body, _name(parameters, fields))
        content.attachments.append(attached)
        content.files.append((attached, head, body))
        if is_text or kind == "message/delivery-status":
            words = _text_of(head, body, parameters, content)
            content.last_resort.append(Text(words, minor == "html", level=content.level))
        elif kind in MAILS:
            _read_mail(head, body, content, depth)
        elif kind in OUTLOOK:
            _read_envelope(transferred(head, body), content)
        elif kind == "text/calendar":
            words = words_of_calendar(_text_of(head, body, parameters, content))
            content.last_resort.append(Text(words, level=content.level))


def _text_of(head: Head, body: bytes, parameters: Mapping[str, str], content: Content) -> str:
    """The text of a part: by its label, else in the letters that are likely."""
    octets = transferred(head, body)
    label = parameters.get("charset", "")
    if is_unsaid(octets, label):
        content.unsaid.append(octets)
    return decoded(octets, label, content.letters)


def _add_text(text: str, minor: str, parameters: Mapping[str, str], content: Content) -> None:
    is_flowed = parameters.get("format", "").lower() == "flowed"
    drops = parameters.get("delsp", "").lower() == "yes"
    is_html = minor == "html"
    if minor in ENRICHED:
        text = plain_of_enriched(text)
    elif not is_html:
        text, is_html, is_eudora = unmarked(text)
        is_flowed = is_flowed or is_eudora
    if not is_html:
        text, files = without_files(text)
        content.attachments += files
        notes = scrubbed(split_lines(text)) if NEXT_PART in text else ()
        content.attachments += [note.file for note in notes if note.file]
    content.texts.append(Text(text, is_html, is_flowed, drops, content.level))


def _add_words(words: bytes, content: Content) -> None:
    """What stands before the first part or after the last, unless a program wrote it."""
    if words.strip() and not FILLER.search(words[:LONGEST_AROUND]):
        content.texts.append(
            Text(decoded(words[:LONGEST_AROUND], letters=content.letters).strip("\n"), level=content.level)
        )


def _around(body: bytes, boundary: str) -> tuple[bytes, bytes]:
    """What stands before the first delimiter and after the closing one."""
    body = b"\n" + body
    delimiter = b"\n--" + boundary.encode("utf-8", "replace")
    first, last = body.find(delimiter), body.rfind(delimiter)
    end = DELIMITER_END.match(body, last + len(delimiter))
    return body[:first], body[end.end() :] if end and end[1] else b""


def _read_signed(head: Head, body: bytes, content: Content, depth: int) -> bool:
    """Read what an S/MIME envelope signs; tell whether it could be."""
    inside = signed_content(transferred(head, body)) if depth < DEEPEST else None
    if inside is None:
        return False
    inner, words = parted(inside.replace(b"\r\n", b"\n"))
    _read(Head(inner), words, content, depth + 1)
    return True


def _read_mail(head: Head, body: bytes, content: Content, depth: int) -> None:
    """Read a mail within a mail: who wrote it and when, then its words, one level deeper."""
    if depth >= DEEPEST or content.count >= MOST_PARTS:
        return
    inner, words = parted(transferred(head, body).lstrip(b"\n"))
    stated = Head(inner)
    heading = heading_of(stated, content.letters)
    if not heading:
        return
    content.level += 1
    content.texts.append(Text(heading, level=content.level, is_heading=True))
    _read(stated, words, content, depth + 1)
    content.level -= 1


def _read_envelope(envelope: bytes, content: Content) -> None:
    """List what Outlook packed together; its plain words are read if there are no others."""
    if inside := enclosed(envelope):
        files = ((writable(decoded(name))[:LONGEST_NAME], size) for name, size in inside.files)
        content.attachments += [
            {"name": name, "type": "application/octet-stream", "size": size} for name, size in files
        ]
        content.last_resort.append(Text(decoded(inside.text), level=content.level))


def _read_parts(minor: str, parts: list[bytes], content: Content, depth: int) -> None:
    """Read the parts of a multipart. Of alternatives one is read; of related parts the first is what the others serve."""
    contents: list[Content] = []
    for i, part in enumerate(parts):
        if content.count >= MOST_PARTS:
            content.attachments.append({"name": "", "type": "multipart/mixed", "size": sum(map(len, parts[i:]))})
            break
        head, body = parted(part.lstrip(b"\n") if part.startswith(b"\n\n\n") else part)
        content_of_part = Content(count=content.count, level=content.level, letters=content.letters)
        stated = _part_head(head, minor)
        if minor == "digest" and not content.level and parameters_of(stated.get("content-type"))[0] in MAILS:
            inner, words = parted(body.lstrip(b"\n"))
            content.mails.append((Head(inner), words))
            content.count += 1
            continue
        _read(stated, body, content_of_part, depth + 1)
        content.count = content_of_part.count
        contents.append(content_of_part)
    alternatives = _chosen(contents) if minor == "alternative" else contents
    for content_of_part in contents:
        content.attachments += content_of_part.attachments
        content.files += content_of_part.files
        content.last_resort += content_of_part.last_resort
        content.mails += content_of_part.mails
        content.unsaid += content_of_part.unsaid
    for content_of_part in alternatives:
        content.texts += content_of_part.texts


def _part_head(head: bytes, minor: str) -> Head:
    """The head of a part; the parts of a digest are mails where they do not say otherwise."""
    stated = Head(head)
    return (
        Head(head, **{"content-type": b"message/rfc822"})
        if minor == "digest" and not stated.get("content-type")
        else stated
    )


def _chosen(contents: list[Content]) -> list[Content]:
    """The alternative to be read: plain text, unless it is empty; else HTML; else whatever has words."""
    plain = next(
        (each for each in contents if any(not part.is_html and part.text.strip() for part in each.texts)), None
    )
    rich = next((each for each in contents if any(part.is_html for part in each.texts)), None)
    if plain and rich and plain is not rich and is_stub(_words(plain), _words(rich)):
        return [rich]
    for is_html in (False, True):
        for each in contents:
            if any(part.is_html == is_html and part.text.strip() for part in each.texts):
                return [each]
    return contents[:1]


def _words(content: Content) -> str:
    return "\n".join(part.text for part in content.texts)


def _parts(body: bytes, boundary: str) -> list[bytes] | None:
    """Cut a multipart at its boundary; None where that stands nowhere. A missing end is forgiven."""
    if not boundary:
        return None
    delimiter = b"\n--" + boundary.encode("utf-8", "replace")
    body = b"\n" + body
    parts: list[bytes] = []
    start = -1
    place = body.find(delimiter)
    while place >= 0:
        m = DELIMITER_END.match(body, place + len(delimiter))
        if m:
            if start >= 0:
                parts.append(body[start : max(start, place)])
            start = m.end()
            if m[1]:
                return parts or None
        # The line end of one delimiter may begin the next.
        place = body.find(delimiter, m.end() - 1 if m else place + 1)
    if start >= 0:
        parts.append(body[start:])
    return parts or None


def parameters_of(value: bytes) -> tuple[str, dict[str, str]]:
    """The same few values stand in most mails, so they are read once; not those that hold a boundary of their own."""
    if not value or (len(value) < LONGEST_NAME and b"boundary" not in value and b"name" not in value):
        return _kept_parameters(value)
    return _read_parameters(value)


def _read_parameters(value: bytes) -> tuple[str, dict[str, str]]:
    """A header such as ``text/plain; charset=utf-8`` as its value and its parameters, those of RFC 2231 joined."""
    text = unfolded(value).decode("utf-8", "replace")
    main, _, _ = text.partition(";")
    parameters: dict[str, str] = {}
    pieces: dict[str, list[str]] = {}
    for m in PARAMETER.finditer(text):
        name, content = m[1].lower(), m[2]
        if content.startswith('"'):
            content = re.sub(r"\\(.)", r"\1", content[1:-1])
        if "*" in name:
            pieces.setdefault(name.partition("*")[0], []).append(content)
        else:
            parameters.setdefault(name, content)
    for name, several in pieces.items():
        parameters[name] = _extended("".join(several))
    return main.strip().lower() or "text/plain", parameters


_kept_parameters = lru_cache(maxsize=1_024)(_read_parameters)


def _extended(value: str) -> str:
    label, _, rest = value.partition("'")
    _, quote, words = rest.partition("'")
    return decoded(unquote_to_bytes(words), label) if quote else value


def _name(parameters: dict[str, str], disposition: dict[str, str]) -> str:
    name = disposition.get("filename") or parameters.get("name") or ""
    return without_codes(name) if "=?" in name else name


def _attachment(kind: str, head: Head, body: bytes, name: str) -> AttachedFile:
    """An attachment as it is listed; a mail within a mail goes by its subject."""
    if kind == "message/rfc822":
        inner = Head(parted(body)[0])
        name = readable(inner.get("subject")) or name
    name = name.replace("\\", "/").rpartition("/")[2] if kind != "message/rfc822" else name
    return {"name": writable(name)[:LONGEST_NAME], "type": writable(kind)[:100], "size": size_of(head, body)}
