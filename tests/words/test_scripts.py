"""Which letters are stored and searched by pairs, and that a word of each of their scripts is found after an import."""

from __future__ import annotations

import json
import re
import unicodedata
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.management import call_command

from threads.search import search_page
from threads.words.scripts import SCRIPTS, UNSPACED, bigrams, pairs, runs, without_runs

INSIDE = re.compile(f"[{UNSPACED}]")
# How Unicode's names begin for letters of the scripts without spaces, and of Hangul.
NAMES = (
    "AHOM", "BALINESE", "BATAK", "BOPOMOFO", "BUGINESE", "CJK COMPATIBILITY IDEOGRAPH", "CJK UNIFIED", "HALFWIDTH KATAKANA",
    "HANGUL SYLLABLE", "HANGZHOU", "HENTAIGANA", "HIRAGANA", "IDEOGRAPHIC", "JAVANESE", "KATAKANA", "KHITAN", "KHMER",
    "LAO ", "MYANMAR", "NEW TAI LUE", "NUSHU", "TAI LE ", "TAI THAM", "TAI VIET", "TANGUT", "THAI ", "VERTICAL KANA", "YI ",
)  # fmt: skip
# What is written -> what is looked for in it.
SENTENCES = {
    "ខ្ញុំចូលចិត្តជួសជុលទូក": "ជួសជុល",
    "ကျွန်တော်လှေကိုပြင်သည်": "လှေ",
    "ຂ້ອຍສ້ອມແປງເຮືອເກົ່າ": "ສ້ອມແປງ",
    "ฉันซ่อมเรือเก่าริมน้ำ": "เรือเก่า",
    "𠮷野家の屋根を直す": "𠮷野家",
    "人々は橋を直す": "人々",
    "ﾎﾟﾝﾌﾟﾊﾞｯｸｱｯﾌﾟ": "ﾊﾞｯｸ",
    "가마를고치다": "고치다",
    "བོད་ཡིག་གི་དེབ།": "ཡིག་གི",
}


def letters(first: int, last: int) -> list[str]:
    """Letters of a block in their order, without marks, digits and stops."""
    return [chr(code) for code in range(first, last + 1) if unicodedata.category(chr(code)) in ("Lo", "Lm", "Nl")]


def sentences() -> dict[str, str]:
    """Those above, and for each block six of its letters, with those in the middle looked for."""
    found = dict(SENTENCES)
    for first, last, _ in SCRIPTS:
        row = "".join(letters(first, last)[:6])
        if len(row) > 3:
            found[row] = row[1:-1]
    return found


@pytest.fixture
def imported(db, tmp_path: Path) -> dict[str, str]:
    asked = sentences()
    lines = [json.dumps({"id": f"p{number}", "text": text}) for number, text in enumerate(asked)]
    (tmp_path / "scripts.jsonl").write_text("\n".join(lines))
    call_command("import_documents", str(tmp_path), "--archive", "scripts", "--publish", stdout=StringIO())
    return asked


def found(text: str) -> list[str]:
    page = search_page(AnonymousUser(), text, now=datetime(2020, 1, 1, tzinfo=UTC))
    return [hit.post.own_text for thread in page.threads for hit in thread.hits]


def test_a_word_of_each_script_is_found_in_what_was_imported(imported: dict[str, str]) -> None:
    assert len(imported) > 40
    assert {text: found(word) for text, word in imported.items()} == {text: [text] for text in imported}


def test_words_in_another_order_are_not_found(imported: dict[str, str]) -> None:
    assert found("ទូកជួសជុល") == found("家野𠮷") == []


def test_half_width_kana_and_full_are_found_by_each_other(imported: dict[str, str]) -> None:
    assert found("バック") == found("ﾊﾞｯｸ") == ["ﾎﾟﾝﾌﾟﾊﾞｯｸｱｯﾌﾟ"]


def test_a_letter_that_begins_a_run_is_found_alone(imported: dict[str, str]) -> None:
    assert found("𠮷") == ["𠮷野家の屋根を直す"]


def test_every_letter_that_unicode_calls_by_a_script_is_taken() -> None:
    left = [
        unicodedata.name(sign)
        for sign in map(chr, range(0x110000))
        if unicodedata.category(sign) in ("Lo", "Lm", "Nl", "Mn", "Mc")
        and unicodedata.name(sign, "").startswith(NAMES)
        and not INSIDE.match(sign)
    ]

    assert left == []


@pytest.mark.parametrize(("first", "last", "names"), SCRIPTS)
def test_a_block_holds_nothing_that_unicode_calls_otherwise(first: int, last: int, names: tuple[str, ...]) -> None:
    called = {name for code in range(first, last + 1) if (name := unicodedata.name(chr(code), ""))}

    assert {name for name in called if not name.startswith(names)} == set()


@pytest.mark.parametrize("spaced", ["wall", "стена", "τείχος", "دیوار", "דלת", "बाँध", "གངས", "１２"])
def test_scripts_with_spaces_have_no_pairs(spaced: str) -> None:
    assert bigrams(spaced) == ""
    assert without_runs(spaced) == spaced


def test_letters_are_paired_within_their_run() -> None:
    assert bigrams("Ada 石の壁 und 橋") == "石の の壁 橋"
    assert without_runs("C言語 2") == "C  2"


def test_what_is_not_seen_parts_no_run() -> None:
    assert runs("ទូក\u200bចាស់ 葛\U000e0100飾") == ["ទូកចាស់", "葛飾"]
    assert pairs("葛飾") == ["葛飾"]
