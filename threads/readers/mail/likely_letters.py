"""The mails of one file -> the charset of each that states none, as far as the others make one likelier than its own letters do.

A charset counts as often as mails of the file name it, or are surely in it by their letters; mails of the same sender count
more. Against it speak letters that it makes of the bytes and nobody writes: signs and capitals within words, words in two
scripts (naive Bayes).
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable
from functools import lru_cache
from math import log

from threads.readers.mail.charsets import WIDER, codec
from threads.readers.mail.guessing import COMMON, JUDGES, guessed
from threads.readers.mail.headers import Head, normal, parted
from threads.readers.mail.mime import Content, charset_of, charset_of_names, content_of

NAMED = re.compile(rb"charset\s{0,3}=\s{0,3}\"?([\w.:+-]{1,40})|=\?([\w.:+-]{1,40})\?[bq]\?", re.IGNORECASE)
CODED = (b"uoted-printable", b"uoted-Printable", b"base64", b"BASE64", b"=?")
ADDRESS = re.compile(rb"[\w.+=-]{1,80}@[\w.-]{1,120}|[\w.!-]{1,80}![\w-]{1,80}")
FROM = re.compile(rb"^from[ \t]{0,9}:([^\n]{0,500})", re.IGNORECASE | re.MULTILINE)
# In which the letters of a text do not tell what language it is.
UNTELLING = ("utf-8", "utf-7", "utf-16", "ascii", "iso2022")
HEAD_LOOKAHEAD = 16_384
# Of a text so much is looked at; a text with so many letters is sure to be in the charset that its letters speak for.
LETTERS_READ, SURE_LETTERS = 2_000, 40
# What one mail of the same sender counts for, and the mail's own letters.
OF_SENDER, OF_OWN = 5, 1
# How likely a letter is that nobody writes so, and a letter by itself in a script that has few such words.
ODD: float = log(0.02)
LONE: float = log(0.3)
MOST_SENDERS = 20_000
WORD = re.compile("[A-Za-z\u0080-\U0010ffff]+")
HIGH = re.compile(r"[^\x00-\x7f]")
# Signs that stand between the letters of words, and between words without a space.
JOINERS = frozenset("’‘·‐\u00ad–—…\xa0")
# Signs that count as letters and stand beside any.
SIGNS = frozenset("µªº")


class Evidence:
    """Which charsets the mails of a file are in, all of them and those of each sender."""

    def __init__(self) -> None:
        self.of_file: Counter[str] = Counter()
        self.of_sender: dict[bytes, Counter[str]] = {}

    def add(self, raw: bytes) -> None:
        """Count what a mail says of itself, or what its letters say."""
        names = _named(raw) or _surely(raw)
        if names:
            self.of_file.update(names)
            sender = _sender(raw)
            if sender in self.of_sender or len(self.of_sender) < MOST_SENDERS:
                self.of_sender.setdefault(sender, Counter()).update(names)

    def choice(self, raw: bytes) -> str:
        """The charset of a mail's words that name none; empty where their own letters tell as much."""
        own = charset_of_names(Head(_head(raw)))
        content = _unsaid(raw)
        if own or not content:
            return ""
        guess = codec(guessed(content) or "cp1252")
        of_sender = self.of_sender.get(_sender(raw), Counter())
        weights = {name: count + OF_SENDER * of_sender[name] for name, count in self.of_file.items()}
        weights[guess] = weights.get(guess, 0) + OF_OWN
        best = max(sorted(weights), key=lambda name: log(weights[name]) + likelihood(content, name))
        return "" if best == guess else best


def is_open(raw: bytes) -> bool:
    """Whether a mail may hold words whose charset it does not name, told many times faster than by reading it."""
    if raw.isascii():
        return b"harset" not in raw and b"HARSET" not in raw and any(code in raw for code in CODED[:-1])
    try:
        raw.decode()
    except UnicodeDecodeError:
        return True
    return False


def likelihood(content: bytes, charset: str) -> float:
    """How likely a charset is by the letters that it makes of bytes, as a logarithm; 0 where each of them stands as people write."""
    text = content.decode(charset, "replace")
    is_common = COMMON.get(charset)
    return sum(_of_word(word, is_common) for word in WORD.findall(text)) + _of_signs(text)


def _of_word(word: str, is_common: Callable[[str], bool] | None) -> float:
    if word.isascii():
        return 0
    if is_common is not None:
        return ODD * sum(not is_common(letter) for letter in word if not letter.isascii())
    odd: int = sum(map(_is_odd, word, word[1:], (*word[2:], " ")))
    scripts = {_script(letter) for letter in word if letter.isalpha() and letter not in SIGNS}
    lone: float = LONE if len(word) == 1 and scripts != {"LATIN"} else 0
    return lone + ODD * (odd + (len(scripts) > 1))


def _is_odd(before: str, letter: str, after: str) -> bool:
    """Whether a capital follows a small letter, or a sign stands between two letters."""
    if letter.isalpha():
        return before.islower() and letter.isupper()
    return before.isalpha() and after.isalpha() and letter not in JOINERS


def _of_signs(text: str) -> float:
    """Characters that no text holds: broken ones, controls, private ones, parts of frames."""
    letters: list[str] = HIGH.findall(text)
    return ODD * sum(letter == "\ufffd" or _is_no_text(letter) for letter in letters)


@lru_cache(maxsize=4_096)
def _is_no_text(letter: str) -> bool:
    return unicodedata.category(letter) in ("Cc", "Co", "Cn") or "\u2500" <= letter <= "\u259f"


@lru_cache(maxsize=8_192)
def _script(letter: str) -> str:
    return unicodedata.name(letter, "?").partition(" ")[0]


def _named(raw: bytes) -> list[str]:
    """The charsets that a mail names, if it has letters that need one."""
    if raw.isascii() and not any(code in raw for code in CODED):
        return []
    labels = {codec((m[1] or m[2]).decode("ascii", "replace")) for m in NAMED.finditer(raw)}
    return [WIDER.get(name, name) for name in labels if name and not name.startswith(UNTELLING)]


def _surely(raw: bytes) -> list[str]:
    """The charset of a mail that names none and holds enough letters of one."""
    content = _unsaid(raw) if is_open(raw) else b""
    if sum(byte > 127 for byte in content) < SURE_LETTERS:
        return []
    name = codec(guessed(content))
    return [name] if name in TOLD_BY_LETTERS else []


TOLD_BY_LETTERS = frozenset(map(codec, (*JUDGES, "cp1252")))


def _unsaid(raw: bytes) -> bytes:
    """The beginning of a mail's words whose charset nobody states, those of its head too."""
    head, body = parted(normal(raw))
    stated = Head(head)
    content = content_of(stated, body) if stated.has_any() else Content()
    names = () if charset_of(stated) else (stated.get("subject"), stated.get("from"))
    return b"\n".join(each for each in (*names, *content.unsaid) if not each.isascii())[:LETTERS_READ]


def _head(raw: bytes) -> bytes:
    return parted(normal(raw[:HEAD_LOOKAHEAD]))[0]


def _sender(raw: bytes) -> bytes:
    m = FROM.search(raw, 0, HEAD_LOOKAHEAD)
    address = ADDRESS.search(m[1]) if m else None
    return address[0].lower() if address else m[1].strip() if m else b""
