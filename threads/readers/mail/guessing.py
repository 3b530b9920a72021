"""Bytes whose charset nobody states -> the charset that their letters speak for, or none.

Words that consist of bytes above 127 alone are not western. Cyrillic is told by its commonest letters and by where its
capitals stand; Chinese, Japanese and Korean by bytes that pair up and by the commonest characters. A library guesses what is left.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import charset_normalizer

# Enough for a guess; its cost grows with every byte more.
GUESSED_BYTES = 8_192
# What a guess takes: so many letters, of which such a share are common ones.
FEWEST = 8
COMMON_SHARE = 0.55
NEVER_GUESSED = ["utf_7", "utf_16", "utf_16_le", "utf_16_be", "utf_32", "utf_32_le", "utf_32_be", "idna", "punycode"]
CYRILLIC = ("koi8-r", "cp1251", "iso8859-5", "cp866")
COMMON_CYRILLIC = frozenset("оеаинтсрвлкмд")
WESTERN = frozenset("éèàçäöüßñåøæíóáúêâôîûëïãõœ’‘“”„–—…«»°£€§ÄÖÜÉÈÀÇÑÅØÆ¿¡·\xa0")
HIGH_WORD = re.compile(rb"[\x80-\xff]+")
WORD = re.compile(r"[^\W\d_]+")
ESCAPE = re.compile(rb"\x1b(\$[@B]|\$\(D|\([BJIH])")


def guessed(content: bytes) -> str:
    """The name of the likeliest charset; nothing where none is likely."""
    content = content[:GUESSED_BYTES]
    runs = HIGH_WORD.findall(content)
    count = sum(map(len, runs))
    if count and (count <= 1.5 * len(runs) or (count < FEWEST and _are_within_words(content))):
        # Single letters, or few, among others: western, unless another charset makes more sense of them.
        letters = b"".join(runs).decode("cp1252", "replace")
        if sum(letter in WESTERN for letter in letters) >= 0.9 * len(letters):
            return "cp1252"
    if count >= FEWEST:
        shares = {name: share(content) for name, share in JUDGES.items()}
        # Chinese read as Korean or Japanese holds some of their letters; Korean and Japanese hold little else, or many.
        for name, least in TELLING_SHARES.items():
            if shares[name] >= least:
                return name
        best = max(shares, key=lambda name: shares[name])
        if best not in TELLING_SHARES and shares[best] >= COMMON_SHARE:
            return best
    if count < FEWEST:
        return ""
    best_guess = charset_normalizer.from_bytes(content, cp_exclusion=NEVER_GUESSED).best()
    return best_guess.encoding if best_guess else ""


def _are_within_words(content: bytes) -> bool:
    """Whether each run of bytes above 127 stands beside a letter below."""
    return all(
        content[max(0, m.start() - 1) : m.start()].isalpha() or content[m.end() : m.end() + 1].isalpha()
        for m in HIGH_WORD.finditer(content)
    )


def japanese(content: bytes) -> str | None:
    """The text of ISO-2022-JP as Windows writes it (CP50221): with circled numbers and narrow katakana."""
    pieces = ESCAPE.split(content)
    out = [pieces[0]]
    for escape, piece in zip(pieces[1::2], pieces[2::2], strict=True):
        out.append(_shifted(escape, piece))
    try:
        return b"".join(out).decode("cp932")
    except UnicodeDecodeError:
        return None


def _shifted(escape: bytes, piece: bytes) -> bytes:
    """Bytes after an escape as Shift JIS has them."""
    if escape == b"(I":
        return bytes(byte | 0x80 if 0x21 <= byte <= 0x5F else byte for byte in piece)
    if not escape.startswith(b"$"):
        return piece
    out = bytearray()
    at = 0
    while at < len(piece):
        pair = piece[at : at + 2]
        if len(pair) == 2 and all(0x21 <= byte <= 0x7E for byte in pair):
            row, cell = pair
            out.append(((row + 1) >> 1) + (0x70 if row < 0x5F else 0xB0))
            out.append(cell + (0x1F + (cell > 0x5F) if row % 2 else 0x7E))
            at += 2
        else:
            out += pair[:1]
            at += 1
    return bytes(out)


def _cyrillic(name: str) -> Callable[[bytes], float]:
    """How common the letters are that a charset makes of bytes, less those that are capitals within words."""

    def share(content: bytes) -> float:
        letters = odd = common = 0
        for word in WORD.findall(content.decode(name, "replace")):
            if word.isascii():
                continue
            letters += len(word)
            common += sum(letter in COMMON_CYRILLIC for letter in word.lower())
            odd += sum(map(str.isupper, word[1:])) if not word.isupper() else 0
        return (common - odd) / letters if letters >= FEWEST else 0

    return share


def _paired(name: str, is_common: Callable[[str], bool]) -> Callable[[bytes], float]:
    """The share of common characters among those that a charset of two bytes makes of bytes; nothing if any makes none."""

    def share(content: bytes) -> float:
        try:
            text = content.decode(name)
        except UnicodeDecodeError as error:
            if error.start < len(content) - 1:
                return 0
            text = content[: error.start].decode(name, "replace")
        letters = [letter for letter in text if ord(letter) > 127]
        return sum(map(is_common, letters)) / len(letters) if len(letters) >= FEWEST // 2 else 0

    return share


def _coded(name: str, low: int, high: int) -> Callable[[str], bool]:
    """Whether a character stands in the rows of the common ones, or is a sign of East Asia."""

    def is_common(letter: str) -> bool:
        return "\u3000" <= letter <= "ヿ" or letter >= "\uff00" or low <= letter.encode(name, "replace")[0] <= high

    return is_common


def _is_kana(letter: str) -> bool:
    return "\u3000" <= letter <= "ヿ"


def _is_japanese(letter: str) -> bool:
    return "\u3000" <= letter <= "鿿" or "！" <= letter <= "～"


def _is_korean(letter: str) -> bool:
    return "가" <= letter <= "힣"


# Of charsets of two bytes: whether a character is one that people write often.
COMMON: dict[str, Callable[[str], bool]] = {
    "gb18030": _coded("gb18030", 0xB0, 0xD7),
    "cp950": _coded("cp950", 0xA4, 0xC6),
    "cp949": _is_korean,
    "euc_jp": _is_japanese,
    "cp932": _is_japanese,
}
TELLING_SHARES = {"euc_jp": 0.25, "cp932": 0.25, "cp949": 0.9}
JUDGES: dict[str, Callable[[bytes], float]] = {
    **{name: _cyrillic(name) for name in CYRILLIC},
    "gb18030": _paired("gb18030", COMMON["gb18030"]),
    "cp950": _paired("cp950", COMMON["cp950"]),
    "cp949": _paired("cp949", _is_korean),
    "euc_jp": _paired("euc_jp", _is_kana),
    "cp932": _paired("cp932", _is_kana),
}
