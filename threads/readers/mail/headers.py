"""The head of a mail -> its fields by name, unfolded; and their encoded words as text."""

from __future__ import annotations

import binascii
import re

from threads.readers.mail.charsets import decoded, transliterated

# A field with its continuation lines. Atomic and possessive, so that a head of any size takes one pass.
FIELDS = re.compile(rb"(?:[!-9;-~]{1,200}[ \t]*+:[^\n]*+\n(?:[ \t][^\n]*+\n)*)*")
FIELD = re.compile(rb"[!-9;-~]{1,200}[ \t]*+:")
VALUE = re.compile(rb"[ \t]*+:([^\n]*+(?:\n[ \t][^\n]*+)*+)")
# Where one of these still follows, an odd line between fields is a broken fold and not yet the body.
KNOWN = re.compile(
    rb"^(?:message-id|references|in-reply-to|from|to|date|subject|content-type|received|mime-version)[ \t]*+:",
    re.MULTILINE | re.IGNORECASE,
)
FOLD = re.compile(rb"\r?\n[ \t]+")
WORD = re.compile(r"=\?([\w.:+*-]{1,60})\?([bBqQ])\?([^?\n]*)\?=")
HEX = re.compile(rb"=([0-9A-Fa-f]{2})")


def normal(raw: bytes) -> bytes:
    """A mail with its lines ended by LF alone."""
    if b"\r" not in raw:
        return raw
    raw = raw.replace(b"\r\n", b"\n")
    return raw if b"\n" in raw else raw.replace(b"\r", b"\n")


def parted(raw: bytes) -> tuple[bytes, bytes]:
    """Part a mail of normal lines into head and body. Without a blank line between them the first odd line begins it."""
    end = _head_end(raw)
    if raw[end : end + 1] == b"\n":
        return raw[:end], raw[end + 1 :]
    return raw[:end], raw[end:]


def _head_end(raw: bytes) -> int:
    end = _fields_end(raw, 0)
    if end >= len(raw) or raw[end : end + 1] == b"\n":
        return end
    stop = raw.find(b"\n\n", max(0, end - 1))
    stop = len(raw) if stop < 0 else stop + 1
    last = -1
    for m in KNOWN.finditer(raw, end, stop):
        last = m.start()
    while end < stop:
        if end > last and not raw.startswith((b">From ", b"From "), end):
            return end
        newline = raw.find(b"\n", end, stop)
        end = stop if newline < 0 else _fields_end(raw, newline + 1)
    return end


def _fields_end(raw: bytes, start: int) -> int:
    m = FIELDS.match(raw, start)
    end = m.end() if m else start
    if raw.find(b"\n", end) < 0 and FIELD.match(raw, end):
        return len(raw)
    return end


class Head:
    """The fields of a head, looked for when they are asked for; of several of one name the first counts."""

    __slots__ = ("_lower", "_raw", "_values")

    def __init__(self, raw: bytes, **values: bytes) -> None:
        self._raw = b"\n" + raw
        self._lower = self._raw.lower()
        self._values = values

    def get(self, name: str) -> bytes:
        """The value of a field as it stands, empty where there is none."""
        if name not in self._values:
            self._values[name] = self._value(b"\n" + name.encode())
        return self._values[name]

    def _value(self, name: bytes) -> bytes:
        place = self._lower.find(name)
        while place >= 0:
            m = VALUE.match(self._raw, place + len(name))
            if m:
                return m[1]
            place = self._lower.find(name, place + 1)
        return b""

    def has_any(self) -> bool:
        return FIELD.match(self._raw, 1) is not None


def unfolded(value: bytes) -> bytes:
    """A value on one line."""
    return FOLD.sub(b" ", value).strip() if b"\n" in value else value.strip()


def readable(value: bytes, charset: str = "", letters: str = "") -> str:
    """A value as text: encoded words decoded, bytes that no charset announces read as the body is, or in ``letters``."""
    value = unfolded(value)
    text = value.decode("ascii") if value.isascii() else decoded(value, charset, letters)
    return without_codes(text) if "=?" in text else text


def without_codes(text: str) -> str:
    """Decode the encoded words of RFC 2047; one that cannot be decoded stays as it is."""
    out: list[str] = []
    end = 0
    word: tuple[str, bytes, str] | None = None
    for m in WORD.finditer(text):
        between = text[end : m.start()]
        end = m.end()
        label, content = m[1].partition("*")[0].lower(), _content(m[2], m[3])
        if content is not None and word and word[0] == label and not between.strip():
            # A character may be cut between two words, so their bytes are joined first.
            word = (label, word[1] + content, word[2] + m[0])
            continue
        is_glued = bool(word) and content is not None and not between.strip()
        out.append(_word(word))
        out.append("" if is_glued else between)
        word = (label, content, m[0]) if content is not None else None
        if content is None:
            out.append(m[0])
    out += [_word(word), text[end:]]
    return "".join(out)


def _word(word: tuple[str, bytes, str] | None) -> str:
    if word is None:
        return ""
    text = transliterated(word[1], word[0])
    return word[2] if text is None else text.replace("\n", " ").replace("\r", "")


def _content(kind: str, code: str) -> bytes | None:
    try:
        content = code.encode("ascii")
    except UnicodeEncodeError:
        return None
    if kind in "qQ":
        return HEX.sub(lambda m: bytes((int(m[1], 16),)), content.replace(b"_", b" "))
    try:
        return binascii.a2b_base64(content + b"=" * (-len(content.rstrip(b"=")) % 4))
    except binascii.Error:
        return None
