"""What is sent to a browser -> the same without the hosts of mail addresses: "ada@example.org" -> "ada@…".

A person still sees who is meant, and a harvester has nothing to write to. It works on bytes ready to be sent, so no
column, page or feed can be forgotten. Within a web address an at sign is only written in another way. Time is linear:
no pattern reads a character twice, except elements beside an at sign.

The html of posts went through it when stored. A page puts that between two random marks, and what stands between these
is not read again.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

LEFT_OUT = "\u2026".encode()
# Elements within a line, which may stand inside an address: what a search found, what others quote, what was added.
INLINE = rb"</?(?:span|mark|ins|del|b|q|bdi)\b[^<>]*>"
# Letters of any script may begin a host; after its first dot they are text that follows without a space. What was left
# out already is no host, so that nothing is lost where this is done twice.
HOST = re.compile(
    rb"@(?!%s)((?:[\w\x80-\xff-]++|%s)+(?:\.(?:[\w-]++|%s)+)+|[\x80-\xff-]++(?:\.[\x80-\xff]++)+)"
    % (LEFT_OUT, INLINE, INLINE)
)
ELEMENT = re.compile(rb"<[^<>]*>")
INLINE_ELEMENT = re.compile(INLINE)
# How the part before the at sign may end; bytes of other scripts' letters may too.
LOCAL = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.+-=/#$%&'*?^`{|}~!\"") | frozenset(
    range(128, 256)
)
QUOTED = (b"&quot;", b"&#x27;")
# How long an element within a line may be, and how far before an at sign an address begins.
NEAR = 400
# As far as a browser would take it for one, whether it is escaped or not; what stands before the colon is only looked at.
URL = re.compile(
    rb"://(?:(?<=https://)|(?<=http://))[^\s\"'<>@/]++/[^\s\"'<>&]*+(?:&(?!(?:lt|gt|quot|#x27);)[^\s\"'<>&]*+)*",
    re.IGNORECASE,
)
TO_WRITE_TO = re.compile(rb"<a href=\"mailto:([^\"<>]*+)\"[^<>]*+>([^<]*+)</a>", re.IGNORECASE)
ASKED = re.compile(rb"[\w\x80-\xff.+-]{1,255}@[\w\x80-\xff.-]{1,255}")
ENDS_WITH = re.compile(rb"[\w\x80-\xff.+-]{1,255}$")


# What stands round stored html on the page that is being made; nothing where no page is.
_MARK: ContextVar[str] = ContextVar("_MARK", default="")


@contextmanager
def marking() -> Iterator[bytes]:
    """Give a mark that nobody can have written into an archive; within the block, ``as_stored`` puts it round html."""
    mark = secrets.token_hex(16)
    before = _MARK.set(mark)
    try:
        yield mark.encode()
    finally:
        _MARK.reset(before)


def as_stored(html: str) -> str:
    """Html stored without hosts, or a piece made of nothing but such html."""
    mark = _MARK.get()
    return f"{mark}{html}{mark}"


def sent(content: bytes, mark: bytes, words: str = "") -> bytes:
    """A page as it is sent: without hosts, and without the marks."""
    parts = content.split(mark)
    parts[::2] = [veiled(part, words) for part in parts[::2]]
    return b"".join(parts)


def veiled(content: bytes, words: str = "") -> bytes:
    """Leave the hosts out, except of addresses that the visitor has asked for."""
    if b"@" not in content:
        return content
    content = TO_WRITE_TO.sub(_unlinked, content) if b"mailto:" in content.lower() else content
    content = URL.sub(_in_url, content)
    own = {each.lower() for each in ASKED.findall(words.encode("utf-8", "replace"))} if "@" in words else frozenset()
    return HOST.sub(lambda m: _without_host(m, own), content)


def veiled_text(text: str) -> str:
    """Leave the hosts out of html to be stored, or of words to be looked for in it."""
    return veiled(text.encode("utf-8", "surrogatepass")).decode("utf-8", "surrogatepass") if "@" in text else text


def _unlinked(match: re.Match[bytes]) -> bytes:
    return match[2] if b"@" in match[1] else match[0]


def _in_url(match: re.Match[bytes]) -> bytes:
    """An at sign before a host, escaped as web addresses may write it: the link still leads where it led."""
    return HOST.sub(lambda m: b"%40" + m[1], match[0]) if b"@" in match[0] else match[0]


def _without_host(match: re.Match[bytes], own: Collection[bytes]) -> bytes:
    host = match[1]
    elements = b""
    if b"<" in host:
        elements = b"".join(ELEMENT.findall(host))
        host = ELEMENT.sub(b"", host)
    before = _before(match.string, match.start())
    # A host does not end as a version does.
    is_address = before in LOCAL and not host[host.rfind(b".") + 1 :][:1].isdigit()
    if not is_address or (own and _address(match, host) in own):
        return match[0]
    return b"@" + LEFT_OUT + elements


def _before(whole: bytes, at: int) -> int:
    """The character before an at sign, elements skipped: a quotation mark if written as an entity, 0 for none."""
    end = at
    while end and whole[end - 1] == ord(b">"):
        start = whole.rfind(b"<", max(end - NEAR, 0), end)
        if start < 0 or not INLINE_ELEMENT.fullmatch(whole, start, end):
            break
        end = start
    if whole.endswith(QUOTED, 0, end):
        return ord(b'"')
    return whole[end - 1] if end else 0


def _address(match: re.Match[bytes], host: bytes) -> bytes:
    before = ELEMENT.sub(b"", match.string[max(match.start() - NEAR, 0) : match.start()])
    local = ENDS_WITH.search(before)
    return (local[0] + b"@" + host if local else host).lower()
