"""Text in scripts written without spaces -> the pairs of letters by which its words are stored and searched.

    ខ្ញុំអាន and words  ->  ខ្ ្ញ ញុ ុំ ំអ អា ាន

Where nothing parts words, a word is found within its run of letters: every pair of neighbours is stored, and a search asks
for its own pairs in their order. Matching takes each letter for a token.

Taken are the scripts in which Unicode lets a line end between two letters that no space parts: Line_Break SA (Thai, Lao,
Khmer, Burmese and their neighbours) and ID or CJ (Han, kana, Bopomofo, Yi, Tangut, Nushu, Khitan), and the syllabic
scripts of Java, Bali, Sumatra and Sulawesi. When in doubt a script is in: with a space between its words they are found
just as well, and without one they are found in no other way. Two are decided apart. Hangul sets spaces, and is in, because
its particles stick to the word. Tibetan is out, because a tsheg parts its syllables.

Whole blocks are taken, so marks, digits and stops of a script count as its letters, and letters that Unicode adds
later are in. Pairs of half-width kana are those of the full-width letters that they stand for.
"""

from __future__ import annotations

import re
import unicodedata

# Blocks by first and last code point, with how Unicode's names for what is in them begin.
SCRIPTS = (
    (0x0E00, 0x0E7F, ("THAI",)),
    (0x0E80, 0x0EFF, ("LAO",)),
    (0x1000, 0x109F, ("MYANMAR",)),
    (0x1780, 0x17FF, ("KHMER",)),
    (0x1950, 0x197F, ("TAI LE",)),
    (0x1980, 0x19DF, ("NEW TAI LUE",)),
    (0x19E0, 0x19FF, ("KHMER",)),
    (0x1A00, 0x1A1F, ("BUGINESE",)),
    (0x1A20, 0x1AAF, ("TAI THAM",)),
    (0x1B00, 0x1B7F, ("BALINESE",)),
    (0x1BC0, 0x1BFF, ("BATAK",)),
    (0x2E80, 0x2FDF, ("CJK RADICAL", "KANGXI RADICAL")),
    (0x3005, 0x3007, ("IDEOGRAPHIC",)),
    (0x3021, 0x302D, ("HANGZHOU", "IDEOGRAPHIC")),
    (0x3031, 0x3035, ("VERTICAL KANA",)),
    (0x3038, 0x303C, ("HANGZHOU", "VERTICAL IDEOGRAPHIC", "MASU")),
    (0x3040, 0x30FF, ("HIRAGANA", "KATAKANA", "COMBINING KATAKANA")),
    (0x3100, 0x312F, ("BOPOMOFO",)),
    (0x31A0, 0x31BF, ("BOPOMOFO",)),
    (0x31F0, 0x31FF, ("KATAKANA",)),
    (0x3400, 0x4DBF, ("CJK UNIFIED",)),
    (0x4E00, 0x9FFF, ("CJK UNIFIED",)),
    (0xA000, 0xA4CF, ("YI",)),
    (0xA980, 0xA9DF, ("JAVANESE",)),
    (0xA9E0, 0xA9FF, ("MYANMAR",)),
    (0xAA60, 0xAA7F, ("MYANMAR",)),
    (0xAA80, 0xAADF, ("TAI VIET",)),
    (0xAC00, 0xD7AF, ("HANGUL SYLLABLE",)),
    (0xF900, 0xFAFF, ("CJK COMPATIBILITY",)),
    (0xFF66, 0xFF9F, ("HALFWIDTH KATAKANA",)),
    (0x116D0, 0x116FF, ("MYANMAR",)),
    (0x11700, 0x1174F, ("AHOM",)),
    (0x16FE0, 0x16FFF, ("TANGUT", "NUSHU", "OLD CHINESE", "KHITAN", "VIETNAMESE ALTERNATE", "YANGQIN", "CJK RADICAL")),
    (0x17000, 0x18AFF, ("TANGUT",)),
    (0x18B00, 0x18CFF, ("KHITAN",)),
    (0x18D00, 0x18DFF, ("TANGUT",)),
    (0x1AFF0, 0x1AFFF, ("KATAKANA",)),
    (0x1B000, 0x1B16F, ("HIRAGANA", "KATAKANA", "HENTAIGANA")),
    (0x1B170, 0x1B2FF, ("NUSHU",)),
    (0x20000, 0x3FFFD, ("CJK UNIFIED", "CJK COMPATIBILITY")),  # the planes that are set aside for Han
)
# The letters, as they stand between the brackets of a pattern.
UNSPACED = "".join(f"{chr(first)}-{chr(last)}" for first, last, _ in SCRIPTS)
# One letter; a half-width kana and the mark that voices it are one.
ONE_LETTER = f"[ｦ-ﾝ][ﾞﾟ]|[{UNSPACED}]"
RUN = re.compile(f"[{UNSPACED}]+")
HALF_WIDTH = re.compile("[ｦ-ﾟ]+")
# What stands within words and is not seen: soft hyphen, zero-width space and joiners, BOM, selectors of a letter's form.
UNSEEN = re.compile("[\u00ad\u200b-\u200d\u2060\ufe00-\ufe0f\ufeff\U000e0100-\U000e01ef]+")


def runs(text: str) -> list[str]:
    """All runs of letters of these scripts, half-width kana made full, without what is not seen."""
    if text.isascii() or not RUN.search(text):
        return []
    return RUN.findall(HALF_WIDTH.sub(_full_width, UNSEEN.sub("", text)))


def pairs(run: str) -> list[str]:
    """The overlapping pairs of a run's letters; a lone letter is itself."""
    return [run[index : index + 2] for index in range(max(1, len(run) - 1))]


def bigrams(text: str) -> str:
    """The pairs of all runs, with a space between them: what is stored beside a text, and what is asked for."""
    return " ".join(pair for run in runs(text) for pair in pairs(run))


def without_runs(text: str) -> str:
    """What of a text is written with spaces."""
    return RUN.sub(" ", text).strip()


def _full_width(match: re.Match[str]) -> str:
    return unicodedata.normalize("NFKC", match[0])
