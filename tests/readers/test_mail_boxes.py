"""Mailboxes -> mails, byte for byte, whatever stands in them. Variants as the manual page mbox(5) of qmail tells them apart."""

from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from threads.readers import mbox
from threads.readers.mail import boxes

SEPARATOR = b"From ada@example.org Thu Jan  2 10:00:00 2020\n"
ADA = SEPARATOR + b"From: Ada <ada@example.org>\nSubject: Tides\nMessage-ID: <1@example.org>\n\nThe tide is late.\n"
BRUNO = SEPARATOR + b"From: Bruno <bruno@example.org>\nMessage-ID: <2@example.org>\n\nBy an hour.\n"


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


def test_a_content_length_that_lies_cuts_nothing_and_joins_nothing():
    lying = ADA.replace(b"Subject", b"Content-Length: 100000\nSubject")

    assert cut(lying + b"\n" + BRUNO) == [lying + b"\n", BRUNO]


def test_a_mail_without_a_word_after_its_separator_is_a_unit():
    assert cut(ADA + b"\n" + SEPARATOR + b"\n" + BRUNO) == [ADA + b"\n", SEPARATOR + b"\n", BRUNO]


PIECES = st.sampled_from(
    [ADA, BRUNO, SEPARATOR, b"\n", b"\r\n", b"From ", b"\n\nFrom x 2020\nA:", b">From a\n", b"\xff\0"]
)


@given(st.lists(PIECES, max_size=12).map(b"".join), st.integers(1, 60))
def test_units_joined_are_the_document_and_do_not_depend_on_how_it_is_read(content, size):
    class Slow(BytesIO):
        def read(self, count=-1):
            return super().read(min(count, size))

    units = cut(content)

    assert b"".join(units) == content
    assert list(mbox.units(Slow(content))) == units


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
