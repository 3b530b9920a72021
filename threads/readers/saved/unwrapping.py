"""A page as it was saved -> the page as its site showed it: without what archives of the web and savers put into it.

    <a href="https://web.archive.org/web/20090509120000/http://reeds.example/t12">     <a href="http://reeds.example/t12">
    <img src="/web/20090509120000im_/http://reeds.example/a.png">                      <img src="http://reeds.example/a.png">
    <img src="data:image/png;base64,iVBORw0K...">                                      <img src="here:5f3a9c...">

So two captures of one page are one page. Of a page that is no capture nothing is taken: a link to a capture that somebody
posted is theirs. The Wayback Machine, pywb and OpenWayback (Archive-It, national libraries) write alike.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from hashlib import sha256

from threads.readers.saved.stamping import stamped
from threads.records import HERE

# An address of a capture, up to the one that was captured: a host, folders of collections, a moment, what is wanted of it.
# JSON writes slashes with a backslash before them.
CAPTURED = (
    rb"(?:(?:https?:)?(?:\\?/){2}[\w.:-]{3,80})?(?:\\?/[\w.-]{1,40}){0,3}\\?/\d{4,14}(?:[a-z]{2}_)?\\?/"
    rb"(?=(?:https?|ftp):\\?/|mailto:|javascript:)"
)
# Where such addresses stand: in attributes, in data of scripts, and in the comments of programs that save pages.
IN_ATTRIBUTE = re.compile(rb"(=\s{0,9}[\"']?\s{0,9}|[\"']\s{0,9}:\s{0,9}[\"'])" + CAPTURED, re.IGNORECASE)
IN_NOTE = re.compile(rb"((?:saved from url=\(\d{1,5}\)|X-URL:|Mirrored from|\burl:)\s{0,9})" + CAPTURED, re.IGNORECASE)
LINK = re.compile(rb"<a\s[^<>]{0,300}?href\s{0,9}=", re.IGNORECASE)
OWN = re.compile(
    rb"<(?:link\s[^<>]{0,300}?rel\s{0,9}=\s{0,9}[\"']?canonical|meta\s[^<>]{0,300}?og:url|base\s)[^<>]{0,300}?"
    rb"(?:href|content)\s{0,9}=\s{0,9}[\"']?" + CAPTURED,
    re.IGNORECASE,
)
UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
MARKS = (b"WAYBACK TOOLBAR INSERT", b"FILE ARCHIVED ON ", b"Wayback Rewrite JS Include", b"/wombat.js", b"wbinfo.")
# A page all of whose links lead to captures is one, whatever else it says.
LEAST_LINKS, HALF = 3, 0.5
HEAD = 65_536
# Where the scripts of such archives name the page that they show, for a page that does not say its address itself.
SHOWN = re.compile(
    rb"(?:__wm\.wombat\(|wbinfo\.url\s{0,9}=\s{0,9}|id=\"wm-ipp-print\">[^<>]{0,60}?" + CAPTURED + rb"())[\"']?"
    rb"(https?://[^\s\"'<>]{1,2000})",
    re.IGNORECASE,
)
PORT = re.compile(rb"^(https?://[^/:]{1,300}):(?:80|443)(?=/|$)", re.IGNORECASE)
BLOCKS = (
    (b"<!-- BEGIN WAYBACK TOOLBAR INSERT -->", b"<!-- END WAYBACK TOOLBAR INSERT -->"),
    (b"<!--\n     FILE ARCHIVED ON ", b"-->"),
    (b"<!--\nplayback timings (ms):", b"-->"),
)
# What the Wayback Machine puts right behind <head>, and how many bytes it takes at most.
INCLUDED = b"<!-- End Wayback Rewrite JS Include -->"
HEAD_TAG = re.compile(rb"<head(?:\s[^<>]{0,300})?>", re.IGNORECASE)
INCLUDED_MOST = 20_000
# Pictures, fonts and styles that a saver wrote into the page itself; of pictures a name stays, by which they are found again.
DATA = re.compile(
    rb"data:(?P<picture>image/(?:png|jpe?g|gif|webp|avif)\b)?[\w/+.-]{0,100}(?:;[\w=.-]{1,50}){0,4};base64,"
    rb"(?P<code>[A-Za-z0-9+/=%]{100,})",
    re.IGNORECASE,
)
NAME_LENGTH = 32


def unwrapped(raw: bytes) -> bytes:
    """A page without what its saver and its archive added."""
    if b";base64," in raw:
        raw = DATA.sub(_named, raw)
    if not is_capture(raw):
        return raw
    shown = SHOWN.search(raw)
    for begin, end in BLOCKS:
        raw = _without(raw, begin, end)
    raw = _without_scripts(raw)
    if shown and not raw.startswith(UTF_16):
        raw = stamped(raw, PORT.sub(rb"\1", shown[2]).decode("ascii", "replace"))
    return IN_NOTE.sub(rb"\1", IN_ATTRIBUTE.sub(rb"\1", raw))


def coded_pictures(raw: bytes) -> Iterator[tuple[str, bytes]]:
    """The pictures that a saver wrote into a page: what each is named instead, and its bytes in base64."""
    for found in DATA.finditer(raw) if b";base64," in raw else ():
        if found["picture"]:
            yield _name(found), found["code"]


def _named(found: re.Match[bytes]) -> bytes:
    return _name(found).encode() if found["picture"] else b"data:,"


def _name(found: re.Match[bytes]) -> str:
    return HERE + sha256(found["code"]).hexdigest()[:NAME_LENGTH]


def is_capture(raw: bytes) -> bool:
    """Whether a page came out of an archive of the web, with addresses that lead back into it."""
    if any(mark in raw for mark in MARKS) or OWN.search(raw[:HEAD]) or IN_NOTE.search(raw[:HEAD]):
        return True
    captured = sum(1 for _ in IN_ATTRIBUTE.finditer(raw))
    return captured >= LEAST_LINKS and captured > HALF * sum(1 for _ in LINK.finditer(raw))


def _without(raw: bytes, begin: bytes, end: bytes) -> bytes:
    """Bytes without all that stands between two marks, marks included."""
    pieces = []
    at = 0
    while (start := raw.find(begin, at)) >= 0 and (stop := raw.find(end, start)) >= 0:
        pieces.append(raw[at:start])
        at = stop + len(end)
    return b"".join([*pieces, raw[at:]]) if at else raw


def _without_scripts(raw: bytes) -> bytes:
    """A page without the scripts that were put into its head."""
    stop = raw.find(INCLUDED)
    tag = HEAD_TAG.search(raw[:stop]) if stop >= 0 else None
    if tag is None or stop - tag.end() > INCLUDED_MOST:
        return raw
    return raw[: tag.end()] + raw[stop + len(INCLUDED) :]
