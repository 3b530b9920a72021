"""Charsets that nobody states, odd dates and odd names of mails -> what they mean. Words of our own."""

from base64 import b64encode
from datetime import UTC, datetime

import pytest

from tests.helpers.mail_parts import text_of
from threads.readers import eml
from threads.readers.mail.charsets import decoded
from threads.readers.mail.dates import date_of

RUSSIAN = "Весло сохнет у печки. Завтра мы пойдём на дальний пруд."
CHINESE = {
    "big5": "船槳在爐子旁邊晾乾，明天我們去遠處的池塘。",
    "gb18030": "船桨在炉子旁边晾干，明天我们去远处的池塘。",
}
JAPANESE = "オールはストーブのそばで乾いています。明日は遠くの池へ行きます。"
KOREAN = "노는 난로 옆에서 마르고 있습니다. 내일 우리는 먼 연못에 갑니다."


@pytest.mark.parametrize(
    ("text", "charset"),
    [
        *((RUSSIAN, charset) for charset in ("koi8-r", "cp1251", "iso8859-5", "cp866")),
        *((text, charset) for charset, text in CHINESE.items()),
        *((JAPANESE, charset) for charset in ("euc_jp", "cp932", "iso2022_jp")),
        ("赤いブイが昨日の朝、埠頭を過ぎました。", "cp932"),
        (KOREAN, "cp949"),
        ("Das Ruder trocknet über dem Ofen, schön wär's.", "cp1252"),
        ("La rame sèche près du poêle, voilà.", "cp1252"),
    ],
)
@pytest.mark.parametrize("label", ["", "us-ascii", "x-unknown"])
def test_a_short_text_without_a_label_is_read_by_its_letters(text, charset, label):
    """zammad/zammad#6144 (escapes without a label) and hypermail-project/hypermail#36."""
    assert decoded(text.encode(charset), label) == text


@pytest.mark.parametrize("label", ["iso-2022-jp", "cp50221", ""])
def test_what_windows_adds_to_japanese_is_read(label):
    """Circled numbers and narrow katakana (Alinto/sogo#380, pear/Mail_Mime#18, jpmobile/jpmobile#83)."""
    assert decoded(b"\x1b$B-!%*!<%k\x1b(B and \x1b(I16Y\x1b(B", label) == "①オール and ｱｶﾙ"


@pytest.mark.parametrize(
    ("charset", "words"),
    [
        ("koi8-r", "Да"),
        ("koi8-u", "Весла лежать за піччю"),
        ("iso8859-9", "Fırının arkasında"),
        ("iso8859-2", "Wiosła i łódź"),
    ],
)
def test_words_without_a_label_are_in_the_letters_of_the_names_above_them(charset, words):
    head = f"Subject: =?{charset}?B?{b64encode(words.encode(charset)).decode()}?="

    assert text_of(head, words.encode(charset)) == words
    assert text_of(head, words.encode()) == words
    assert text_of(f"{head}\nContent-Type: text/plain; charset=utf-8", words.encode()) == words


def test_escapes_that_are_no_japanese_stay():
    assert decoded(b"\x1b[31mred\x1b[0m, \x1b$ of it") == "\x1b[31mred\x1b[0m, \x1b$ of it"


@pytest.mark.parametrize(
    ("value", "moment"),
    [
        ("jue ago 30 13:55:12 2007", datetime(2007, 8, 30, 13, 55, 12, tzinfo=UTC)),
        ("Mi., 23 Apr. 2025 09:48:37 +0200 (MESZ)", datetime(2025, 4, 23, 7, 48, 37, tzinfo=UTC)),
        ("Sat, Apr 09 2005 06:39:52 -0700", datetime(2005, 4, 9, 13, 39, 52, tzinfo=UTC)),
        ("Thu, 27 May 2004 17:06:42 -0500 .", datetime(2004, 5, 27, 22, 6, 42, tzinfo=UTC)),
        ("2003-03-04T10:00:00Z", datetime(2003, 3, 4, 10, tzinfo=UTC)),
        ("2003/03/04 10:00:00", datetime(2003, 3, 4, 10, tzinfo=UTC)),
        ("Tue, 4 Mar 103 10:00:00 +0000", datetime(2003, 3, 4, 10, tzinfo=UTC)),
        ("Tue, 4 Mar 19103 10:00:00 +0000", datetime(2003, 3, 4, 10, tzinfo=UTC)),
        ("20030304T100000Z", datetime(2003, 3, 4, 10, tzinfo=UTC)),
        ("4-Mar-03 10:00", datetime(2003, 3, 4, 10, tzinfo=UTC)),
        ("Di, 4 Mrz 2003 10:00:00 +0000", datetime(2003, 3, 4, 10, tzinfo=UTC)),
        ("ter, 4 Fev 2003 10:00:00 +0000", datetime(2003, 2, 4, 10, tzinfo=UTC)),
        ("13/03/2003 10:00", datetime(2003, 3, 13, 10, tzinfo=UTC)),
        ("3/4/2003 10:00", None),
        ("at noon", None),
    ],
)
def test_an_odd_date_is_read_where_it_means_one_moment(value, moment):
    """sweetrb/apple-mail-mcp#226 and #229, Webklex/php-imap#574, dinhvh/libetpan#6, kenn-io/msgvault#505."""
    assert date_of(value) == moment


@pytest.mark.parametrize(
    ("value", "author"),
    [
        ("'Ada Moor' via Oars <oars@lists.example.org>", ("Ada Moor", "oars@lists.example.org")),
        ("\"'Ada Moor' via Oars\" <oars@lists.example.org>", ("Ada Moor", "oars@lists.example.org")),
        ("pier!weir!ada (Ada Moor)", ("Ada Moor", "pier!weir!ada")),
        ('"Ada Moor" ada@example.org', ("Ada Moor", "ada@example.org")),
        ("(Ada Moor) ada@example.org", ("Ada Moor", "ada@example.org")),
        ("(Ada Moor) <ada@example.org>", ("Ada Moor", "ada@example.org")),
        ("(Ada Moor)", ("Ada Moor", "")),
        ("Ada Moor [mailto:ada@example.org]", ("Ada Moor", "ada@example.org")),
        ("ada (at) example.org (Ada Moor)", ("Ada Moor", "ada@example.org")),
        ("Ada Moor <pier!weir!ada>", ("Ada Moor", "pier!weir!ada")),
        ("Ada via Boat <ada@example.org>", ("Ada via Boat", "ada@example.org")),
    ],
)
def test_an_odd_author_has_the_name_alone(value, author):
    parsed = eml.parse(f"From: {value}\nDate: Tue, 4 Mar 2003 10:00:00 +0000\nSubject: Oars\n\nwords\n".encode())
    post = parsed.posts[0]

    assert post.author == author[0]
    assert post.author_id in (author[1], "")


def test_whom_a_list_stands_in_for_is_known_by_where_answers_go():
    head = "From: 'Ada Moor' via Oars <oars@example.org>\nReply-To: {}\nSubject: Oars\n\nwords\n"

    assert eml.parse(head.format("ada@example.org").encode()).posts[0].author_id == "ada@example.org"
    assert eml.parse(head.format("oars@example.org").encode()).posts[0].author_id == ""
