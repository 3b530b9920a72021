"""Plain text in any charset -> one record, whose bytes are kept and whose text is Unicode without NUL."""

from __future__ import annotations

import codecs
import re

import charset_normalizer

from threads.readers.json_opening import opening
from threads.records import Refusal, TextRecord, digest, split_lines

FORMAT = "text"
# Enough for a guess at the charset; its cost grows with every byte more.
GUESSED_BYTES = 65_536
# The longer marks first, because the mark of UTF-16 begins that of UTF-32.
MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Charsets that turn nearly any bytes into nearly any text, and those that Python would not read back the same way.
NEVER_GUESSED = ["utf_7", "utf_16", "utf_16_le", "utf_16_be", "utf_32", "utf_32_le", "utf_32_be", "idna", "punycode"]
# All but tab, line ends, vertical tab, form feed, and the escape that coloured logs and ISO-2022 begin with.
CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
SURROGATE = re.compile(r"[\ud800-\udfff]")
JSON_SUFFIXES = (".json", ".jsonl", ".ndjson")
# Old pages hold a stray bell or end-of-file mark; one control character in this many is not text any more.
CONTROLS_ONE_IN = 500


def claims(path: str, content: bytes) -> bool:
    """Claim all but JSON by name and nature, which no person wrote: what is not text is refused when it is read."""
    return not (path.lower().endswith(JSON_SUFFIXES) and opening(content[:GUESSED_BYTES]))


def read(path: str, content: bytes) -> list[TextRecord] | Refusal:
    """Read a document as one record, or say at which line it stops being text."""
    encoding = encoding_of(content)
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        return Refusal(path, f"undecodable: not {encoding}; save it as UTF-8 (iconv -t UTF-8)", line)
    spoiled = _first_binary(text)
    if spoiled is not None:
        line = len(split_lines(text[: spoiled + 1])) or 1
        return Refusal(path, f"binary: byte {ord(text[spoiled]):#04x} is not text; give the text of it instead", line)
    if not text.strip("\ufeff \t\r\n\f\v"):
        return Refusal(path, "empty: there is nothing to read in it")
    return [TextRecord(path=path, document=digest(content), ordinal=0, raw=content, text=text, encoding=encoding)]


def encoding_of(content: bytes) -> str:
    """The charset: as marked, else UTF-8 if it fits, else guessed from the beginning, else Windows' western one."""
    for mark, encoding in MARKS:
        if content.startswith(mark):
            return encoding
    if _decodes(content, "utf-8"):
        return "utf-8"
    if b"\0" in content:
        return "latin-1"  # binary: any charset will do to name the line
    guess = charset_normalizer.from_bytes(_head(content), cp_exclusion=NEVER_GUESSED).best()
    for encoding in (guess.encoding if guess else "cp1252", "cp1252"):
        if _decodes(content, encoding):
            return encoding
    return "utf-8" if guess is None else guess.encoding


def _decodes(content: bytes, encoding: str) -> bool:
    try:
        text = content.decode(encoding)
    except UnicodeError:
        return False
    return SURROGATE.search(text) is None


def _head(content: bytes) -> bytes:
    """The beginning, cut after a line, so that no character is cut in two."""
    head = content[:GUESSED_BYTES]
    return head[: head.rfind(b"\n") + 1] or head if len(content) > GUESSED_BYTES else head


def _first_binary(text: str) -> int | None:
    """The offset of what makes a text binary: a NUL, or the first of too many control characters."""
    nul = text.find("\0")
    if nul >= 0:
        return nul
    controls = 0
    first = None
    for match in CONTROL.finditer(text):
        first = match.start() if first is None else first
        controls += 1
    return first if controls * CONTROLS_ONE_IN > len(text) and controls > 1 else None
