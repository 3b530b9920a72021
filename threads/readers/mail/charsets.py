"""Bytes and the charset they claim -> text. Claims that are wrong, unknown or missing are seen through."""

from __future__ import annotations

import codecs
from functools import lru_cache

from threads.readers.mail.guessing import guessed, japanese

# Labels that mean a larger charset than they name, or that Python knows by another name.
MEANT = {
    "ascii": "utf-8",
    "us-ascii": "utf-8",
    "ansi_x3.4-1968": "utf-8",
    "utf8": "utf-8",
    "unicode-1-1-utf-7": "utf-7",
    "iso-8859-1": "cp1252",
    "latin1": "cp1252",
    "iso-8859-9": "cp1254",
    "iso-8859-8-i": "iso-8859-8",
    "iso-8859-8-e": "iso-8859-8",
    "x-gbk": "gbk",
    "ks_c_5601-1987": "euc_kr",
    "ks_c_5601": "euc_kr",
    "cp50220": "iso2022_jp",
    "cp50221": "iso2022_jp",
    "cp50222": "iso2022_jp",
    "iso-2022-jp-ms": "iso2022_jp",
    "x-sjis": "cp932",
    "windows-31j": "cp932",
    "tis-620": "cp874",
    "windows-874": "cp874",
    "x-mac-roman": "mac_roman",
    "macintosh": "mac_roman",
}
# What mailers write under these names is more than the standard holds.
WIDER = {"gb2312": "gb18030", "gbk": "gb18030", "euc_kr": "cp949", "shift_jis": "cp932", "big5": "cp950"}
# Charsets in which bytes below 128 are not always ASCII.
STATEFUL = (
    "iso-2022",
    "iso2022",
    "hz",
    "utf-7",
    "utf7",
    "utf-16",
    "utf-32",
    "utf16",
    "utf32",
    "cp037",
    "cp500",
    "ebcdic",
)
# Codecs that are no charset of anybody's mail.
NEVER = {"idna", "punycode", "raw_unicode_escape", "unicode_escape", "undefined", "mbcs", "oem"}
# How a text in Japanese begins that needs no bytes above 127.
ESCAPES = (b"\x1b$B", b"\x1b$@", b"\x1b(I")
JAPANESE = ("utf-8", "iso2022_jp", "iso2022_jp_1", "iso2022_jp_2", "iso2022_jp_3", "iso2022_jp_ext", "iso2022_jp_2004")
WESTERN = ("cp125", "iso8859", "latin", "mac", "koi8", "cp437", "cp85", "cp86")
FEWEST_DOUBLE = 4
# One broken character in this many is damage on the way, not a wrong label.
DAMAGED_ONE_IN = 100


def decoded(content: bytes, label: str = "", letters: str = "") -> str:
    """The text of bytes by their label; if that is wrong, by UTF-8, by a guess, and at last as Windows' western one.

    ``letters`` is a charset that somebody who knows more than these bytes has guessed.
    """
    name = codec(label)
    if b"\x1b" in content and (not name or name in JAPANESE) and any(escape in content for escape in ESCAPES):
        text = _strict(content, name if name.startswith("iso2022") else "iso2022_jp")
        text = japanese(content) if text is None else text
        if text is not None:
            return text
    if name == "utf-8" or (content.isascii() and not name.startswith(STATEFUL)):
        text = _strict(content, "utf-8")
        if text is not None:
            return text.removeprefix("\ufeff")
    return _seen_through(content, name, letters)


def is_unsaid(content: bytes, label: str = "") -> bool:
    """Whether nobody says in which letters bytes are: no label that can be believed, and they are no UTF-8."""
    if content.isascii() or codec(label) not in ("", "utf-8"):
        return False
    return _strict(content, "utf-8") is None and _damaged(content, "utf-8") is None


def _seen_through(content: bytes, name: str, letters: str) -> str:
    if name.startswith(WESTERN) and (text := _strict(content, "utf-8")) is not None:
        return text
    for charset in (name, "utf-8", WIDER.get(name)) if b"\x1b" not in content else (name,):
        if charset and (text := _strict(content, charset)) is not None:
            return text
    for charset in (WIDER.get(name, name), "utf-8"):
        if charset and (text := _damaged(content, charset)) is not None:
            return text
    guess = codec(letters) or guessed(content)
    if guess and (text := _damaged(content, guess)) is not None:
        return text
    return content.decode("cp1252", "replace")


def transliterated(content: bytes, label: str) -> str | None:
    """The text of bytes whose label can be believed, else of UTF-8, else None."""
    name = codec(label)
    if name.startswith("iso2022_jp") and (text := _strict(content, name) or japanese(content)):
        return text
    # Bytes of other charsets are hardly ever UTF-8 by chance, if they are several letters.
    if name.startswith(WESTERN) and (text := _strict(content, "utf-8")) and len(content) >= len(text) + FEWEST_DOUBLE:
        return text
    for charset in (name, "utf-8", WIDER.get(name)):
        if charset and (text := _strict(content, charset)) is not None:
            return text
    return content.decode(name, "replace") if name else None


@lru_cache(maxsize=512)
def codec(label: str) -> str:
    """The codec that a label means, or nothing."""
    name = label.strip(" \t\"'").lower().partition("*")[0]
    name = MEANT.get(name, name)
    try:
        info = codecs.lookup(name) if name and len(name) < 60 else None
    except (LookupError, ValueError, UnicodeError):
        return ""
    if info is None or info.name in NEVER:
        return ""
    try:
        return info.name if isinstance(b"a".decode(info.name, "replace"), str) else ""
    except (LookupError, ValueError):
        return ""


def _strict(content: bytes, name: str) -> str | None:
    try:
        return content.decode(name)
    except UnicodeDecodeError as error:
        # A letter that was cut off at the end says nothing against the rest.
        is_cut = name == "utf-8" and error.reason == "unexpected end of data" and error.start > 0
        return content[: error.start].decode(name) + "\ufffd" if is_cut else None
    except (UnicodeError, ValueError):
        return None


def _damaged(content: bytes, name: str) -> str | None:
    """Text with a few characters replaced, or None where they are too many to be damage."""
    try:
        text = content.decode(name, "replace")
    except (UnicodeError, ValueError, LookupError):
        return None
    broken = text.count("\ufffd")
    if name == "utf-8" and broken and sum(letter > "\x7f" for letter in text) < 2 * broken:
        return None  # of its letters most are none
    return text if broken * DAMAGED_ONE_IN <= len(text) else None
