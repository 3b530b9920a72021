"""Mails that other programs were reported to read wrongly -> what is read of them here. Each report is named; the words are ours."""

from __future__ import annotations

import base64
from datetime import UTC, datetime

import pytest

from tests.helpers.mail_parts import attached, multipart, read, text_of
from threads.readers import eml
from threads.readers.mail.dates import date_of

OARS = "The oars lie behind the oven."


def roles(body: str, head: str = "Subject: Oars") -> dict[str, str]:
    """The role and depth of each line with text: "body", "quote 1"."""
    parsed = read(head, body)
    role_of = {
        line: f"{mark.role} {mark.depth}"
        for mark in parsed.posts[0].marks
        for line in range(mark.first_line, mark.last_line + 1)
    }
    return {text: role_of.get(line, "body") for line, text in enumerate(parsed.lines, 1) if text.strip()}


def test_a_multipart_that_is_coded_as_a_whole_is_read_by_its_parts():
    """zbateson/mail-mime-parser#202: the standard forbids it, and programs do it."""
    head, body = multipart("mixed", f"Content-Type: text/plain\n\n{OARS}")
    coded = base64.encodebytes(body.encode()).decode()

    assert text_of(f"{head}\nContent-Transfer-Encoding: base64", coded) == OARS


def test_a_subject_whose_label_is_wrong_is_read_as_utf_8():
    """roundcube/roundcubemail#6779: UTF-8 under the name of KOI8-R."""
    word = base64.b64encode("Вёсла сухие".encode()).decode()

    assert read(f"Subject: =?KOI8-R?B?{word}?=", "words").posts[0].title == "Вёсла сухие"


def test_a_subject_whose_label_is_right_is_believed():
    """nodemailer/mailparser#137: letters of KOI8-R became signs of damage."""
    word = base64.b64encode("Вёсла".encode("koi8-r")).decode()

    assert read(f"Subject: =?KOI8-R?B?{word}?=", "words").posts[0].title == "Вёсла"


@pytest.mark.parametrize(
    ("value", "moment"),
    [
        ("12 May 23 00:00:05 -0800", datetime(2023, 5, 12, 8, 0, 5, tzinfo=UTC)),
        ("13 Feb 22 00:04 EST", datetime(2022, 2, 13, 5, 4, tzinfo=UTC)),
        ("Thu, 30 Dec 10 10:37:16 -0800", datetime(2010, 12, 30, 18, 37, 16, tzinfo=UTC)),
        ("Thu, 13 Dec 101 15:30 WET", datetime(2001, 12, 13, 15, 30, tzinfo=UTC)),
    ],
)
def test_a_short_year_is_of_the_time_of_mail(value, moment):
    """stalwartlabs/mail-parser#47, d99kris/nmail#95, sisimai/p5-sisimai#75, kdeldycke/mail-deduplicate#54 and python/cpython#126845."""
    assert date_of(value) == moment


def test_an_attribution_that_is_broken_before_its_verb_is_one():
    """closeio/quotequail#19."""
    found = roles(f"Yes.\n\nOn Thu, Jan 4, 2018 at 11:17 AM, Ada Moor\nwrote:\n\n> {OARS}")

    assert found["On Thu, Jan 4, 2018 at 11:17 AM, Ada Moor"] == found["wrote:"] == "attribution 1"


def test_an_attribution_two_lines_above_its_quote_may_say_said():
    """humanmade/Falcon#37, whose two programs both leave two lines free."""
    line = "On 3 Mar 2003, at 10:00, Ada <ada@example.org> said:"

    assert roles(f"Yes.\n\n{line}\n\n\n> {OARS}")[line] == "attribution 1"
    assert roles("Yes.\n\nOn 3 Mar, Ada said:\n\nNobody quotes anything here.")["On 3 Mar, Ada said:"] == "body"


def test_a_day_without_a_year_is_enough_above_a_marked_quote():
    line = "On Mar 3, Ada Moor wrote:"

    assert roles(f"Yes.\n\n{line}\n\n> {OARS}")[line] == "attribution 1"
    assert roles(f"Yes.\n\n{line}\n\nNobody quotes anything here.")[line] == "body"


def test_a_quote_of_ones_own_above_the_quoted_mail_stays_apart():
    """github/email_reply_parser#3."""
    line = "On Oct 9, 2011, at 3:47 PM, Ada <ada@example.org> wrote:"
    found = roles(f"Let me end with a saying:\n\n> Dry oars float.\n\n{line}\n\n> {OARS}")

    assert found["Let me end with a saying:"] == "body"
    assert (found["Dry oars float."], found[line], found[OARS]) == ("quote 1", "attribution 1", "quote 1")


def test_the_end_of_an_address_that_lost_its_sign_belongs_to_the_quote():
    """github/email_reply_parser#43: what Apple Mail broke off was taken for an answer."""
    found = roles(f"No.\n> See <https://mill.example/notes/oars-and-ov\nens/winter.html>.\n>\n> {OARS}")

    assert found["ens/winter.html>."] == "quote 1"


def test_what_stands_below_an_address_that_is_whole_is_an_answer():
    assert (
        roles(f"> See <https://mill.example/a>\nhttps://mill.example/b>\n> {OARS}")["https://mill.example/b>"] == "body"
    )
    assert roles(f"> See <https://mill.example/a there\nHere>\n> {OARS}")["Here>"] == "body"


@pytest.mark.parametrize(
    "block",
    [
        "From: Ada Moor [mailto:ada@example.org]\nSent: Monday, March 3, 2003 10:48 AM\nTo: Moor, Ida\nSubject: Re: Oars",
        "From: Ada <ada@example.org>\nDate: Thursday, March 6, 2003 at 3:31 PM\nTo: Ida <ida@example.org>\nSubject: Re:",
        "From: Oar list [oars@example.org]\nSent: Friday, 23 March 2012 5:08 p.m.\nTo: Ada M.\nCc: Ida\nSubject: Re: [oars] Tar",
        "Fra: Ada <ada@example.org>\nSendt: 6. marts 2003 10:10\nTil: Ida <ida@example.org>\nEmne: SV: Oars",
    ],
)
def test_the_head_of_an_older_mail_ends_what_is_new(block):
    """zapier/email-reply-parser#1, willdurand/EmailReplyParser#47, github/email_reply_parser#69 and twentyhq/twenty#25561."""
    found = roles(f"Mine.\n\n{block}\n\nTheirs.\n\n{block}\n\nOlder.")

    assert (found["Mine."], found["Theirs."], found["Older."]) == ("body", "quote 1", "quote 2")


def test_of_two_plain_alternatives_the_empty_one_says_nothing():
    """maildev/maildev#341 showed both, and mailpile/Mailpile#549 the empty one."""
    empty = "Content-Type: text/plain\nContent-Transfer-Encoding: base64\n\n"
    plain, html = f"Content-Type: text/plain\n\n{OARS}", f"Content-Type: text/html\n\n<p>{OARS}</p>"

    assert text_of(*multipart("alternative", empty, plain, html)) == OARS
    assert text_of(*multipart("alternative", empty, html)) == OARS


def test_a_plain_part_that_only_says_that_there_is_html_is_no_text():
    """astroidmail/astroid#677."""
    plain = "Content-Type: text/plain\n\nThis mail is written in HTML, which your program does not show."
    html = f"Content-Type: text/html\n\n<p>{OARS} {OARS} They must dry until Monday.</p>"

    assert text_of(*multipart("alternative", plain, html)) == f"{OARS} {OARS} They must dry until Monday."


def test_words_beside_an_invitation_are_the_mail():
    """linagora/james-project#4396: an alternative of words and a calendar was empty."""
    calendar = "Content-Type: text/calendar; method=REPLY\n\nBEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:Tar\nEND:VEVENT\nEND:VCALENDAR"
    parts = multipart("alternative", f"Content-Type: text/plain\n\n{OARS}", calendar)

    assert text_of(*parts) == OARS
    assert [kind for _, kind, _ in attached(*parts)] == ["text/calendar"]


INNER = f"From: Ida <ida@example.org>\nDate: Sun, 2 Mar 2003 09:00:00 +0000\nSubject: Tar\n\n{OARS}"


def test_a_bounce_whose_words_are_alternatives_shows_the_mail_that_it_gives_back():
    """osTicket/osTicket#1994, SpamScope/mail-parser#112 and jhillyerd/enmime#267."""
    words = 'Content-Type: multipart/alternative; boundary="in"\n\n--in\nContent-Type: text/plain\n\nNot delivered.\n--in\nContent-Type: text/html\n\n<p>Not delivered.</p>\n--in--'
    status = "Content-Type: message/delivery-status\n\nAction: failed"
    text = text_of(*multipart("report", words, status, f"Content-Type: message/rfc822\n\n{INNER}"))

    assert text.count("Not delivered.") == 1
    assert "From: Ida" in text
    assert text.endswith(OARS)


def test_an_attached_mail_that_is_coded_is_read():
    """csirtgadgets/csirtg-mail-py#13."""
    coded = base64.encodebytes(INNER.encode()).decode()
    part = f"Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n{coded}"

    assert text_of(*multipart("mixed", "Content-Type: text/plain\n\nSee:", part)).endswith(OARS)


def test_a_list_that_stands_in_for_an_author_leaves_the_name_and_the_address_for_answers():
    """chatmail/core#1407 and ferdinandyb/maildir-rank-addr#7: "via" in the name, the author in Reply-To."""
    head = "From: Ada Moor via Oars <oars@lists.example.org>\nReply-To: Ada Moor <ada@example.org>, Oars <oars@lists.example.org>\nList-Post: <mailto:oars@lists.example.org>\nSubject: Oars"
    parsed = eml.parse(f"{head}\n\nwords\n".encode())

    assert (parsed.posts[0].author, parsed.posts[0].author_id) == ("Ada Moor", "ada@example.org")


def test_a_link_that_was_flowed_over_a_line_end_is_whole():
    """hypermail-project/hypermail#51."""
    head = "Content-Type: text/plain; format=flowed; delsp=yes"

    assert (
        text_of(head, "See https://mill.example/oars- \nand-ovens for it.")
        == "See https://mill.example/oars-and-ovens for it."
    )
