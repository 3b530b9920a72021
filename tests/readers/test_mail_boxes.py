"""Mailboxes -> mails, byte for byte, whatever stands in them. Variants as the manual page mbox(5) of qmail tells them apart."""

import time
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.helpers.documents import ADA, BRUNO, SEPARATOR
from threads.readers import mbox
from threads.readers.mail import boxes


def cut(content: bytes) -> list[bytes]:
    return list(mbox.units(BytesIO(content)))


def test_a_mail_begins_at_a_separator_after_a_blank_line():
    assert cut(ADA + b"\n" + BRUNO) == [ADA + b"\n", BRUNO]


def test_a_mailbox_with_windows_line_ends_is_cut_alike():
    first, second = ADA.replace(b"\n", b"\r\n") + b"\r\n", BRUNO.replace(b"\n", b"\r\n")

    assert cut(first + second) == [first, second]


@pytest.mark.parametrize(
    "line",
    [b"From here on it gets wet.", b"From May 2020 on it gets wet.", b"From ada@example.org Thu Jan  2 10:00:00 2020"],
)
def test_a_line_of_the_body_that_begins_with_from_cuts_nothing(line):
    assert len(cut(ADA + b"\n" + line + b"\nand more words\n\n" + BRUNO)) == 2


UNPARTED = ADA + b"URL: https://example.org/scrubbed.htm\n"
PIPERMAIL = b"From bruno at example.org  Tue Mar  4 10:00:00 2003\nFrom: bruno at example.org (Bruno)\nDate: Tue, 4 Mar 2003 10:00:00 +0100\n"
RECEIVED = b"Received: from a.example.org\n\tby b.example.org;\n\tTue, 4 Mar 2003 10:00:00 +0100\n"


@pytest.mark.parametrize(
    "mail",
    [
        PIPERMAIL + b"\nBy an hour.\n",
        BRUNO,
        BRUNO.replace(b"\n", b"\r\n"),
        SEPARATOR + b"Return-Path: <b@example.org>\n" + RECEIVED + b"X-Odd: 1\n\nBy an hour.\n",
        SEPARATOR + b"X-Long: " + b"x" * 9_000 + b"\n" + RECEIVED + b"From: b@example.org\n\nBy an hour.\n",
        b"From - Tue, 4 Mar 2003 10:00:00 +0100\nX-Status: 0\nDate: Tue, 4 Mar 2003\nsubject : Tides\n\nBy an hour.\n",
    ],
    ids=["pipermail", "mbox", "crlf", "received", "long", "date-as-in-mails"],
)
def test_a_whole_separator_and_a_head_begin_a_mail_also_without_a_blank_line(mail):
    assert cut(UNPARTED + mail + b"\n" + BRUNO) == [UNPARTED, mail + b"\n", BRUNO]


@pytest.mark.parametrize(
    "text",
    [
        b"From here on it gets wet.",
        b"From the log of Mon Mar  3 10:00:00 2003 on:\nFrom: the pier\nDate: unknown",
        SEPARATOR + b"is how a mailbox begins.",
        SEPARATOR + b"\nFrom: Bruno\nDate: today",
        SEPARATOR + b"From: Bruno\nand no more of it was kept.",
        SEPARATOR + b"From: Bruno\nFrom: Chen\nFrom: Dalia",
        SEPARATOR + b"Note: bring boots\nWarning: it rains\nPS: and hails",
        SEPARATOR + SEPARATOR + SEPARATOR,
        b"From ada Thu Jan  2 2020\nFrom: Bruno\nDate: today",
        b"From " + b"ab" * 20 + b" Mon Sep 17 00:00:00 2001\nFrom: Bruno\nDate: today\nSubject: [PATCH] Tides",
        b"> " + BRUNO.replace(b"\n", b"\n> "),
        b"    " + BRUNO.replace(b"\n", b"\n    "),
    ],
)
def test_words_that_look_like_a_separator_cut_nothing_without_a_blank_line(text):
    mail = ADA + text + b"\nand more words\n\n"

    assert cut(mail + BRUNO) == [mail, BRUNO]


def test_mails_without_a_blank_line_between_them_are_cut_in_time_that_grows_with_their_size():
    # Half heads, a whole one, and separators alone: what is looked at again for each stays within a bound.
    odd = UNPARTED + SEPARATOR + b"From: x\n" + (b"X: y\n" + SEPARATOR) * 40 + PIPERMAIL + b"\nwords\n"

    def seconds(times):
        begun = time.process_time()
        assert len(cut(odd * times)) == 2 * times
        return time.process_time() - begun

    seconds(100)
    assert seconds(2_000) < 40 * max(seconds(200), 0.005)


def test_a_content_length_that_lies_cuts_nothing_and_joins_nothing():
    lying = ADA.replace(b"Subject", b"Content-Length: 100000\nSubject")

    assert cut(lying + b"\n" + BRUNO) == [lying + b"\n", BRUNO]


def test_a_mail_without_a_word_after_its_separator_is_a_unit():
    assert cut(ADA + b"\n" + SEPARATOR + b"\n" + BRUNO) == [ADA + b"\n", SEPARATOR + b"\n", BRUNO]


PIECES = st.sampled_from(
    [
        ADA,
        BRUNO,
        SEPARATOR,
        b"\n",
        b"\r\n",
        b"From ",
        b"\n\nFrom x 2020\nA:",
        b">From a\n",
        b"\xff\0",
        b"words\n",
        b"Date: x\n",
    ]
)


@given(st.lists(PIECES, max_size=12).map(b"".join), st.integers(1, 60))
def test_units_joined_are_the_document_and_do_not_depend_on_how_it_is_read(content, size):
    class Slow(BytesIO):
        def read(self, count=-1):
            return super().read(min(count, size))

    units = cut(content)

    assert b"".join(units) == content
    assert list(mbox.units(Slow(content))) == units


@pytest.mark.parametrize("size", [1_024, 4_096, 16_384, 17_408, 30_000])
def test_a_head_that_is_cut_by_a_chunk_is_looked_at_whole(monkeypatch, size):
    content = b"".join(
        UNPARTED + SEPARATOR + b"X: " + b"x" * n + b"\nTo: ada\nDate: x\n\n" for n in range(9_000, 19_000, 900)
    )
    units = cut(content)
    monkeypatch.setattr(boxes, "CHUNK", size)

    assert cut(content) == units
    assert 12 < len(units) < 24


def test_a_mail_too_large_to_hold_is_cut_and_none_of_it_is_read_as_a_mail(monkeypatch):
    monkeypatch.setattr(boxes, "LARGEST", 4_000)
    monkeypatch.setattr(boxes, "CHUNK", 500)
    large = ADA + b"x" * 9_000 + b"\n\n"

    units = cut(large + BRUNO)

    assert b"".join(units) == large + BRUNO
    assert [isinstance(mbox.parse(unit), str) for unit in units] == [True, True, True, False]


def test_from_lines_lose_the_sign_that_the_mailbox_gave_them_and_keep_their_own():
    text = mbox.parse(ADA + b">From the pier.\n>>From above.\n").text

    assert text.split("\n")[1:] == ["From the pier.", "From above."]


def test_a_quoted_line_among_quoted_lines_stays_quoted():
    (post,) = mbox.parse(ADA + b">We came\n>From the pier\n>by boat.\n").posts

    assert [(mark.role, mark.first_line, mark.last_line) for mark in post.marks] == [("quote", 2, 4)]


def test_only_what_begins_with_a_separator_and_a_header_is_claimed():
    assert mbox.claims("inbox", ADA)
    assert mbox.claims("inbox", b"\n" + ADA)
    assert not mbox.claims("page.txt", b"From here on it gets wet.\nSo: bring boots in 2020.\n")
    assert not mbox.claims("page.txt", b"Notes\n\n" + ADA)


@pytest.mark.parametrize("raw", [b"", b"\n", b"From", b"words", b"Subject: x\n\nwords"])
def test_what_is_no_mail_of_a_mailbox_is_told_in_words(raw):
    assert "does not begin with a line" in mbox.parse(raw)
