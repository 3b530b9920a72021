"""What is sent to a browser -> the same without the hosts of mail addresses: "ada@example.org" -> "ada@…".

A person still sees who is meant, and a harvester has nothing to write to. It works on bytes that are ready to be sent,
so that no column, page or feed can be forgotten; within a web address an at sign is only written in another way.
"""

from __future__ import annotations

import re
from collections.abc import Collection

LEFT_OUT = "\u2026".encode()
# Elements within a line, which may stand in the middle of an address: what was found, quoted or added.
INLINE = rb"</?(?:span|mark|ins|del|b|q|bdi)\b[^<>]*>"
# Letters of any script may begin a host; after its first dot they are text that follows without a space.
HOST = re.compile(
    rb"@((?:[\w\x80-\xff-]++|%s)+(?:\.(?:[\w-]++|%s)+)+|[\x80-\xff-]++(?:\.[\x80-\xff]++)+)" % (INLINE, INLINE)
)
ELEMENT = re.compile(rb"<[^<>]*>")
# How the part before the at sign may end; bytes of other scripts' letters may too.
LOCAL = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.+-=/#$%&'*?^`{|}~!\"") | frozenset(
    range(128, 256)
)
QUOTED = (b"&quot;", b"&#x27;")
ENDING = re.compile(rb"(?:%s)+$" % INLINE)
# How far before an at sign elements are looked for, and how long an address may be.
NEAR = 400
URL_WITH_AT = re.compile(rb"https?://[^\s\"'<>@/]{1,255}/[^\s\"'<>@]{0,500}@[^\s\"'<>]{0,500}")
TO_WRITE_TO = re.compile(
    rb"<a href=\"mailto:[^\"<>]{0,2000}@[^\"<>]{0,2000}\"[^<>]{0,200}>([^<]{0,2000})</a>", re.IGNORECASE
)
ASKED = re.compile(rb"[\w\x80-\xff.+-]{1,255}@[\w\x80-\xff.-]{1,255}")
ENDS_WITH = re.compile(rb"[\w\x80-\xff.+-]{1,255}$")


def veiled(content: bytes, asked: str = "") -> bytes:
    """Leave the hosts out. An address that the visitor has asked for is known to them, and stays."""
    if b"@" not in content:
        return content
    if b"mailto:" in content:
        content = TO_WRITE_TO.sub(rb"\1", content)
    content = URL_WITH_AT.sub(_in_url, content)
    known = {each.lower() for each in ASKED.findall(asked.encode("utf-8", "replace"))} if "@" in asked else frozenset()
    return HOST.sub(lambda m: _without_host(m, known), content)


def _in_url(match: re.Match[bytes]) -> bytes:
    """An at sign before a host, as addresses of pages may write it too: the link still leads where it led."""
    return HOST.sub(lambda m: b"%40" + m[1], match[0])


def _without_host(match: re.Match[bytes], known: Collection[bytes]) -> bytes:
    host, whole, at = match[1], match.string, match.start()
    elements = b""
    if b"<" in host:
        elements = b"".join(ELEMENT.findall(host))
        host = ELEMENT.sub(b"", host)
    before = whole[at - 1 : at]
    if before in (b">", b";"):
        before = ENDING.sub(b"", whole[max(at - NEAR, 0) : at])
        before = b'"' if before.endswith(QUOTED) else before[-1:]
    # A host does not end as a version does.
    is_address = before and before[0] in LOCAL and not host[host.rfind(b".") + 1 :][:1].isdigit()
    if not is_address or (known and _address(match, host) in known):
        return match[0]
    return b"@" + LEFT_OUT + elements


def _address(match: re.Match[bytes], host: bytes) -> bytes:
    before = ELEMENT.sub(b"", match.string[max(match.start() - NEAR, 0) : match.start()])
    local = ENDS_WITH.search(before)
    return (local[0] + b"@" + host if local else host).lower()
