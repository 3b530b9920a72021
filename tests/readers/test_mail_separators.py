"""Lines "From ..." -> where mails begin, each kind from a public report; words of a body begin none."""

from io import BytesIO

import pytest

from tests.helpers.documents import ADA, BRUNO, SEPARATOR
from threads.readers import mbox
from threads.records import Parsed

HEAD = b"From: Dalia <dalia@example.org>\nDate: Mon, 3 Mar 2003 10:00:00 +0100\nSubject: Oars\n"


def cut(content: bytes) -> list[bytes]:
    return list(mbox.units(BytesIO(content)))


def doubts_of(content: bytes) -> list[str]:
    return [parsed.doubt for unit in cut(content) if isinstance(parsed := mbox.parse(unit), Parsed)]


@pytest.mark.parametrize(
    "line",
    [
        b"From - Mon Mar 03 10:00:00 2003",
        b"From -1844347792267117879@xxx Mon Mar  3 10:00:00 +0000 2003",
        b"From 1844347792267117879@xxx",
        b"From ???@??? Mon Mar 03 10:00:00 2003",
        b"From dalia at example.org  Mon Mar  3 10:00:00 2003",
        b"From dalia Mon Mar  3 10:00 MET DST 1986",
        b"From decvax!dalia Mon Mar  3 10:00:00 86 remote from ihnp4",
        b"From dalia@example.org Mon, 3 Mar 2003 10:00:00 +0100 (CET)",
        b"From dalia@example.org 2003-03-03T10:00:00Z",
        b"From dalia@example.org 3/3/2003 10:00 AM",
        b'From "Dalia Moor" <dalia@example.org> Mon Mar  3 10:00:00 2003',
        b"From dalia@example.org",
        b"From dalia@example.org on March 3 2003",
    ],
)
def test_a_separator_of_any_program_begins_a_mail(line):
    """Takeout (jstedfast/MimeKit#1189), Mozilla and others (python/cpython#93376), and some twenty more (eneam/mboxviewer#9)."""
    mail = line + b"\n" + HEAD + b"\nThe oars are in the shed.\n\n"

    assert cut(ADA + b"\n" + mail + BRUNO) == [ADA + b"\n", mail, BRUNO]
    assert mbox.claims("inbox", mail)
    assert mbox.parse(mail).posts[0].author == "Dalia"


@pytest.mark.parametrize(
    "words",
    [
        b"From May 2019 on there were\nNote: fewer oars.",
        b"From what I read in 2019 it is\nSubject: to doubt.",
        b"From Ada to Bruno and back Mon Mar  3 10:00:00 2003\nNote: she rowed.",
        b"From dalia@example.org\nSubject: see above",
        b"From " + b"0f" * 20 + b" Mon Sep 17 00:00:00 2001\nFrom: Dalia\nDate: today\nSubject: [PATCH] Oars",
    ],
)
def test_words_after_a_blank_line_that_begin_with_from_begin_no_mail(words):
    """Prose (jstedfast/MimeKit#345, robertklep/node-mbox#12) and pasted patches (dcarrero/mboxshell#16)."""
    mail = ADA + b"\n" + words + b"\nand more words\n\n"

    assert cut(mail + BRUNO) == [mail, BRUNO]


def test_patches_in_a_mailbox_that_git_wrote_are_mails():
    patch = b"From " + b"0f" * 20 + b" Mon Sep 17 00:00:00 2001\n" + HEAD + b"\nOars\n\n"

    assert cut(patch * 3) == [patch] * 3


def with_length(body: bytes) -> bytes:
    return SEPARATOR + HEAD + b"Content-Length: %d\n\n" % len(body) + body


def test_a_content_length_that_ends_at_a_separator_keeps_a_raw_mail_in_its_mail():
    """In mboxcl2 nothing else protects a pasted mail (jstedfast/MimeKit#360)."""
    mail = with_length(b"Look at this:\n\n" + BRUNO + b"\nOdd, is it not?\n") + b"\n"

    assert cut(mail + BRUNO) == [mail, BRUNO]
    assert cut(mail) == [mail]
    assert doubts_of(mail + BRUNO) == [mbox.HOLDS_HEADS, ""]


def test_a_content_length_one_byte_wrong_is_not_believed():
    mail = with_length(b"Look at this:\n\n" + BRUNO).replace(b"Length: 1", b"Length: 2") + b"\n"

    assert len(cut(mail + BRUNO)) == 3


def test_a_content_length_that_leads_past_what_is_held_is_looked_up_in_the_file(monkeypatch):
    monkeypatch.setattr("threads.readers.mail.boxes.CHUNK", 1_000)
    mail = with_length(b"Look at this:\n\n" + BRUNO + b"x" * 70 + b"\n" * 400_000) + b"\n"

    assert cut(mail + BRUNO) == [mail, BRUNO]


PARTED = SEPARATOR + HEAD + b'Content-Type: multipart/mixed; boundary="oar"\n\n--oar\n\nAs it came:\n--oar\n'
ATTACHED = PARTED + b"Content-Type: message/rfc822\n\n" + BRUNO + b"\n--oar--\n"


def test_a_mail_that_is_a_part_of_another_stays_in_it():
    """Some programs attach a mail with its separator."""
    assert cut(ATTACHED + b"\n" + BRUNO) == [ATTACHED + b"\n", BRUNO]


def test_a_multipart_cut_short_does_not_swallow_what_follows():
    short = PARTED + b"\nwords\n\n"

    assert cut(short + ATTACHED + b"\n" + BRUNO) == [short, ATTACHED + b"\n", BRUNO]
    assert cut(short + BRUNO) == [short, BRUNO]


def test_a_mailbox_whose_lines_end_in_cr_alone_is_cut_and_read():
    """thunderbird/import-export-tools-ng#540."""
    first, second = (ADA + b"\n").replace(b"\n", b"\r"), BRUNO.replace(b"\n", b"\r")

    assert cut(first + second) == [first, second]
    assert mbox.claims("inbox", first)
    assert [mbox.parse(unit).posts[0].author for unit in (first, second)] == ["Ada", "Bruno"]
    assert mbox.outline(first)[0] == mbox.parse(first).posts[0].id != ""


def test_what_may_be_cut_wrongly_is_said():
    doubtful = b"From dalia@example.org on March 3 2003\n" + HEAD + b"\nwords\n\n"
    holding = ADA + b"\nFrom dalia@example.org\nSubject: see above\n\n"

    assert doubts_of(ADA + b"\n" + doubtful + holding) == ["", mbox.MAY_BE_WORDS, mbox.HOLDS_HEADS]
