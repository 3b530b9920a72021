"""Answers in which other programs were reported to miss where the quote begins -> whose each line is. The words are ours."""

from __future__ import annotations

import base64
from datetime import UTC, datetime

import pytest

from tests.helpers.mail_parts import text_of
from tests.helpers.mail_roles import roles
from threads.readers.mail.dates import date_of

OARS, TAR, MINE = "The oars lie behind the oven.", "Bring tar from the loft.", "The boat leaves on Friday."


def test_an_original_message_with_its_head_and_one_blank_line_is_quoted():
    """chatmail/core#2496: the dashes were taken for a footer, and all below for lost."""
    head = "-----Original Message-----\nFrom: Ada <ada@example.org>\nTo: Ida <ida@example.org>\nSubject: Oars\nDate: Mon, 03 Mar 2014 10:05:00 +0000"
    found = roles(f"{MINE}\n\n{head}\n\n{OARS}")

    assert (found[MINE], found[OARS]) == ("body", "quote")


def test_a_quote_that_holds_a_signature_ends_where_ones_own_begins():
    """freescout-help-desk/freescout#953: the line above the quote was left, and the signature below it must not be quoted."""
    line = "On 3/3/14 10:05 AM, Mill helpdesk wrote:"
    found = roles(f"{MINE}\n\n{line}\n> {OARS}\n>\n> --\n> Mill helpdesk\n-- \nAda Moor")

    assert [found[each] for each in (line, OARS, "Mill helpdesk", "Ada Moor")] == [
        "attribution",
        "quote",
        "quote",
        "signature",
    ]


@pytest.mark.parametrize("end", ["", "\n"])
def test_a_signature_ends_a_mail_with_and_without_a_last_line_end(end):
    """kvannotten/mailstrip#5: without it nothing was a signature."""
    assert roles(f"{MINE}\n\n-- \n\n*Ada Moor*\nRower{end}")["Rower"] == "signature"


def test_a_mail_that_opens_with_a_head_shows_what_it_was_sent_for():
    """crisp-oss/email-forward-parser#3: a mail sent on without a word of one's own."""
    head = (
        "From: Ada <ada@example.org>\nSent: Tuesday, January 11, 2022 3:34 PM\nTo: Ida <ida@example.org>\nSubject: Oars"
    )
    found = roles(f"\n\n{head}\n\n{OARS}")

    assert found[OARS] == "body"


def test_a_moment_with_its_distance_from_greenwich_introduces_a_quote():
    """zapier/email-reply-parser#15: the line stayed with the answer."""
    line = "2014-12-11 23:51 GMT+02:00 Ada Moor <ada@example.org>:"

    assert roles(f"{MINE}\n\n{line}\n\n> {OARS}")[line] == "attribution"
    assert roles(f"{MINE}\n\n{line}\n\n{OARS}")[OARS] == "quote"


def test_comments_between_the_lines_of_a_patch_keep_their_french_attribution_apart():
    """emersion/python-emailthreads#4."""
    line = "Le 19/08/2020 à 23:56, Ada Moor a écrit :"
    found = roles(f"{line}\n> diff --git a/oar.c b/oar.c\n> +  dry(oar);\n{MINE}\n> +  tar(oar);")

    assert (found[line], found[MINE], found["+  tar(oar);"]) == ("attribution", "body", "quote")


def test_of_a_date_without_a_weekday_nothing_is_missing():
    """mailslurper/mailslurper#25 and nodemailer/mailparser#117."""
    assert date_of("30 Nov 2015 13:00:00 -0600") == datetime(2015, 11, 30, 19, tzinfo=UTC)
    assert date_of("Sat, 11 Apr 2015 01:16:24 +0000") == datetime(2015, 4, 11, 1, 16, 24, tzinfo=UTC)


def test_what_stands_above_a_mail_that_was_sent_on_is_kept_when_it_is_decoded():
    """nodemailer/mailparser#393: the line was taken away with the code."""
    words = f"---------- Forwarded message ---------\nFrom: Ada <ada@example.org>\nSubject: Oars\n\n{OARS}"
    coded = base64.encodebytes(words.encode()).decode()

    assert text_of("Content-Type: text/plain\nContent-Transfer-Encoding: base64", coded) == words


def test_a_name_of_more_than_one_person_in_the_head_of_outlook_is_no_words_of_ones_own():
    """zapier/email-reply-parser#59 and github/email_reply_parser#67: heads of Outlook with several people."""
    head = "From: Ada Moor <ada@example.org>\nSent: Monday, March 3, 2014 10:05 AM\nTo: Ida; Bruno; Chen;\n Dalia <dalia@example.org>\nCc: The Mill\nSubject: RE: Oars"
    found = roles(f"{MINE}\n\n{head}\n\n{OARS}\n\n{TAR}")

    assert {found[each] for each in head.split("\n")} == {"attribution"}
    assert (found[OARS], found[TAR]) == ("quote", "quote")
