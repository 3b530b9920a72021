"""Names, dates and letters of heads that other programs were reported to read wrongly -> what is read here. The words are ours."""

from __future__ import annotations

import base64
import quopri
from datetime import UTC, datetime

import pytest

from tests.helpers.mail_parts import text_of
from threads.readers import eml

LIST = "List-Id: Oars <oars.lists.example>"
ADA = "Reply-To: Ada Moor <ada@example.org>"


def statement(head: str):
    parsed = eml.parse(f"{head}\nMessage-ID: <a@example.org>\n\nDry.\n".encode())
    assert not isinstance(parsed, str), parsed
    return parsed.posts[0]


@pytest.mark.parametrize(
    ("sender", "fields"),
    [
        ("Ada Moor via Oars <oars@lists.example>", f"{LIST}\n{ADA}"),
        ("Ada Moor via Group <group@lists.example>", "X-Original-From: Ada Moor <ada@example.org>"),
        ("Ada Moor über Oars <oars@lists.example>", f"{LIST}\n{ADA}"),
        ("Ada Moor (via oars list) <oars@lists.example>", f"{LIST}\n{ADA}"),
    ],
)
def test_where_a_list_sends_in_its_own_name_the_author_is_whom_it_names(sender, fields):
    """ferdinandyb/maildir-rank-addr#7, fiedl/wingolfsplattform#135; chatmail/core#1407 says that the word is translated."""
    post = statement(f"From: {sender}\n{fields}")

    assert (post.author, post.author_id) == ("Ada Moor", "ada@example.org")


@pytest.mark.parametrize(
    ("sender", "fields", "address"),
    [
        ('"Oars List" (on behalf of "Ada Moor") <oars@lists.example>', LIST, ""),
        ('"Oars List (on behalf of Ada Moor)" <oars@lists.example>', f"{LIST}\n{ADA}", "ada@example.org"),
        ("oars-bounces@lists.example on behalf of Ada Moor <ada@example.org>", "", "ada@example.org"),
    ],
)
def test_on_whose_behalf_a_list_sends_is_the_author(sender, fields, address):
    """sympa-community/sympa#1678: two ways in which it names the author."""
    post = statement("\n".join(filter(None, [f"From: {sender}", fields])))

    assert (post.author, post.author_id) == ("Ada Moor", address)


def test_who_writes_for_others_is_the_author_all_the_same():
    assert statement("From: Ada Moor on behalf of the Tide Council <ada@example.org>").author == (
        "Ada Moor on behalf of the Tide Council"
    )
    assert statement(f"From: Ada Moor via Dover <ada@example.org>\n{LIST}").author == "Ada Moor via Dover"


@pytest.mark.parametrize(
    "sender",
    [
        '"Ada Moor <ada@example.org>" <ada@example.org>',
        "<ada@example.org> Ada Moor",
        "Ada\\ Moor <ada@example.org>",
        "Ada Moor [mailto:ada@example.org]",
        '"Ada Moor <ada>" <ada@example.org>',
        "ada at example.org (Ada Moor <ada at example.org>)",
    ],
)
def test_a_name_is_what_is_no_address_and_no_sign(sender):
    assert statement(f"From: {sender}").author == "Ada Moor"


@pytest.mark.parametrize(
    ("value", "moment"),
    [
        ("jue ago 30 13:55:12 2007", datetime(2007, 8, 30, 13, 55, 12, tzinfo=UTC)),
        ("Seg, 08 Set 2026 10:00:00 -0300", datetime(2026, 9, 8, 13, tzinfo=UTC)),
        ("Mi., 23 Apr. 2025 09:48:37 +0200 (MESZ)", datetime(2025, 4, 23, 7, 48, 37, tzinfo=UTC)),
        ("Mon, 03 Mar 2014 10:05:00 GMT+0100 (CET)", datetime(2014, 3, 3, 9, 5, tzinfo=UTC)),
        ("Mon,3Mar2014 10:05:00+0100", datetime(2014, 3, 3, 9, 5, tzinfo=UTC)),
        ("2014-03-03T10:05:00-05:00", datetime(2014, 3, 3, 15, 5, tzinfo=UTC)),
    ],
)
def test_a_date_in_the_words_of_a_country_is_read_with_its_zone(value, moment):
    """sweetrb/apple-mail-mcp#231, Webklex/php-imap#629 and Webklex/php-imap#574: none, or the wrong one, or the end of it all."""
    assert statement(f"From: ada@example.org\nDate: {value}").posted_at == moment


@pytest.mark.parametrize(
    "received",
    [
        "from m.example ([192.0.2.4]) by\n mail.example with ESMTP id de-mta-63-foo-1; Fri,\n 12 Mar 2010 11:27:18 +0000",
        "by OARS.example (IBM OS/400 ANYMAIL/400 MIME V5R4M0) Fri, 12 Mar 2010  16:57:18 +0530",
    ],
)
def test_where_the_date_is_none_the_newest_received_line_tells_it(received):
    """stalwartlabs/mail-parser#133: figures of an id were taken for it. certsocietegenerale/fame_modules#106: no semicolon before it."""
    post = statement(f"Received: {received}\nFrom: ada@example.org\nDate: soon")

    assert post.posted_at == datetime(2010, 3, 12, 11, 27, 18, tzinfo=UTC)
    assert post.posted_at_raw == "soon"


WORDS = "櫂は乾いたので月曜日に持ってきてください"


def encoded(part: bytes, charset: str = "ISO-2022-JP") -> str:
    return f"=?{charset}?B?{base64.b64encode(part).decode()}?="


def test_small_kana_in_a_subject_are_read():
    """zbateson/mail-mime-parser#50 and jpmobile/jpmobile#83: the standard does not know them, and programs write them."""
    subject = encoded(b"\x1b(I6]\x1b(B oars")
    assert statement(f"From: a@b.example\nSubject: {subject}").title == "ｶﾝ oars"


@pytest.mark.parametrize(
    ("coded", "signs"), [(b'\x1b$B-!-"\x1b(B', "①②"), (b'\x1b$B"v\x1b(B', "♪"), (b"\x1b(I6]\x1b(B", "ｶﾝ")]
)
def test_what_windows_adds_to_japanese_letters_is_read(coded, signs):
    """Alinto/sogo#380, jpmobile/jpmobile#88 and pazz/alot#1386: one such sign made the whole text unreadable."""
    assert text_of("Content-Type: text/plain; charset=iso-2022-jp", coded + b" oars") == f"{signs} oars"


def test_a_label_of_japanese_letters_on_utf_8_is_seen_through():
    """mikel/mail#1423: every letter was replaced."""
    head = "Content-Type: text/plain; charset=iso-2022-jp\nContent-Transfer-Encoding: 7bit"

    assert text_of(head, WORDS.encode()) == WORDS


def test_japanese_letters_that_are_quoted_printable_keep_their_escapes():
    """zammad/zammad#4680: the escapes were lost, and their signs stood in the words."""
    head = 'Content-Type: text/plain; charset="iso-2022-jp"\nContent-Transfer-Encoding: quoted-printable'

    assert text_of(head, quopri.encodestring(WORDS.encode("iso2022_jp"))) == WORDS


def test_an_encoded_word_may_break_japanese_letters_in_two():
    """thunderbird/thunderbird-android#5765."""
    whole = WORDS.encode("iso2022_jp")

    assert statement(f"From: a@b.example\nSubject: {encoded(whole[:13])}\n {encoded(whole[13:])}").title == WORDS
