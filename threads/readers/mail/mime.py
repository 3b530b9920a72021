"""The body of a mail -> its readable parts in order, and a list of what is attached."""

from __future__ import annotations

import binascii
import re
from dataclasses import dataclass, field
from functools import lru_cache
from urllib.parse import unquote_to_bytes

from threads.readers.mail.charsets import decoded
from threads.readers.mail.headers import Head, parted, readable, unfolded, without_codes
from threads.records import AttachedFile, writable

# Deeper nesting and more parts than these are hostile; what lies beyond is listed as one attachment.
DEEPEST, MOST_PARTS = 20, 1_000
LONGEST_NAME = 255
PARAMETER = re.compile(r';\s*([^\s=;"]{1,60})\s*=\s*("(?:[^"\\]|\\.)*+"|[^;\s]*+)')
DELIMITER_END = re.compile(rb"(--)?[ \t]*+(?:\n|\Z)")
SPACES = b" \t\n\r"
# Text that is meant for programs.
NOT_FOR_READING = frozenset(
    "calendar vcard x-vcard directory css csv rtf xml javascript x-python x-shellscript".split()
)
NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/=\s]")


@dataclass(slots=True)
class Text:
    """A part to be read: as lines of plain text, or as HTML."""

    text: str
    is_html: bool = False
    is_flowed: bool = False
    drops_space: bool = False


@dataclass(slots=True)
class Content:
    """What a mail holds."""

    texts: list[Text] = field(default_factory=list)
    attachments: list[AttachedFile] = field(default_factory=list)
    count: int = 0


def content_of(head: Head, body: bytes) -> Content:
    """Read the parts of a mail."""
    content = Content()
    _read(head, body, content, 0)
    return content


def charset_of(head: Head) -> str:
    """The charset that a head names for its body."""
    value = head.get("content-type")
    return _parameters(value)[1].get("charset", "") if b"charset" in value.lower() else ""


def _read(head: Head, body: bytes, content: Content, depth: int) -> None:
    kind, parameters = _parameters(head.get("content-type"))
    main, _, minor = kind.partition("/")
    content.count += 1
    if main == "multipart" and depth < DEEPEST and content.count < MOST_PARTS:
        parts = _parts(body, parameters.get("boundary", ""))
        if parts is not None:
            _read_parts(minor, parts, content, depth)
            return
        kind, main, minor = "text/plain", "text", "plain"
    disposition, fields = _parameters(head.get("content-disposition"))
    is_text = main == "text" and minor not in NOT_FOR_READING
    is_attached = depth > 0 and (disposition == "attachment" or (minor == "html" and _name(parameters, fields)))
    if is_text and not is_attached:
        text = decoded(_transferred(head, body), parameters.get("charset", ""))
        is_flowed = parameters.get("format", "").lower() == "flowed"
        drops = parameters.get("delsp", "").lower() == "yes"
        content.texts.append(Text(text, minor == "html", is_flowed, drops))
    else:
        content.attachments.append(_attachment(kind, head, body, _name(parameters, fields)))


def _read_parts(minor: str, parts: list[bytes], content: Content, depth: int) -> None:
    """Read the parts of a multipart. Of alternatives one is read; of related parts the first is what the others serve."""
    contents: list[Content] = []
    for i, part in enumerate(parts):
        if content.count >= MOST_PARTS:
            content.attachments.append({"name": "", "type": "multipart/mixed", "size": sum(map(len, parts[i:]))})
            break
        head, body = parted(part.lstrip(b"\n") if part.startswith(b"\n\n\n") else part)
        content_of_part = Content(count=content.count)
        _read(_part_head(head, minor), body, content_of_part, depth + 1)
        content.count = content_of_part.count
        contents.append(content_of_part)
    alternatives = _chosen(contents) if minor == "alternative" else contents
    for content_of_part in contents:
        content.attachments += content_of_part.attachments
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
    for is_html in (False, True):
        for each in contents:
            if any(part.is_html == is_html and part.text.strip() for part in each.texts):
                return [each]
    return contents[:1]


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


def _parameters(value: bytes) -> tuple[str, dict[str, str]]:
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
    return {"name": writable(name)[:LONGEST_NAME], "type": writable(kind)[:100], "size": _size(head, body)}


def _size(head: Head, body: bytes) -> int:
    """The size of an attachment's content, without decoding what is large."""
    if _encoding(head) != b"base64":
        return len(_transferred(head, body))
    code = body.translate(None, SPACES)
    return len(code) * 3 // 4 - (len(code) - len(code.rstrip(b"=")))


def _encoding(head: Head) -> bytes:
    value = head.get("content-transfer-encoding")
    return unfolded(value).lower() if value else b""


def _transferred(head: Head, body: bytes) -> bytes:
    """The bytes that were sent as others; what is broken is kept as far as it goes."""
    encoding = _encoding(head)
    if encoding == b"quoted-printable":
        return binascii.a2b_qp(body)
    if encoding != b"base64":
        return body
    # A list that knows no MIME adds its footer after the end of the code.
    end = body.find(b"=")
    added = body[end:].lstrip(b"= \t\n") if end >= 0 else b""
    added = added if NOT_BASE64.search(added) else b""
    code = (body[:end] if added else body).translate(None, SPACES)
    try:
        return binascii.a2b_base64(code + b"=" * (-len(code.rstrip(b"=")) % 4)) + (b"\n" + added if added else b"")
    except binascii.Error:
        return body
