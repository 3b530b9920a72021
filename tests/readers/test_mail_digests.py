"""A mail that holds the mails of a list -> a post each, with ids as stated or made of the digest's; words of our own."""

import pytest

from threads.readers import eml, mbox

HEAD = b"From: oars-request@example.org\nDate: Tue, 4 Mar 2003 10:00:00 +0000\nMessage-ID: <d@example.org>\nSubject: Oars Digest, Vol 1, Issue 2\n"
ADA = b"From: Ada Moor <ada@example.org>\nDate: Mon, 3 Mar 2003 10:00:00 +0000\nMessage-ID: <a@example.org>\nSubject: Oars\n\nThey are wet.\n"
BRUNO = b"Date: Mon, 3 Mar 2003 11:00:00 +0000\nFrom: bruno at example.org (Bruno)\nSubject: Re: Oars\n\nDry them.\n- - -\nSlowly.\n"
MIME = (
    HEAD + b'Content-Type: multipart/mixed; boundary="o"\n\n--o\nContent-Type: text/plain\n\nToday:\n--o\n'
    b'Content-Type: Multipart/Digest; boundary="i"\n\n--i\n\n' + ADA + b"\n--i\nContent-Type: message/rfc822\n\n" + BRUNO
    + b"\n--i--\n\n--o--\n"
)  # fmt: skip
RULE, FIRST = b"-" * 30, b"-" * 70
PLAIN = (
    HEAD + b"\nToday's Topics:\n\n   1. Oars\n\n" + FIRST + b"\n\nMessage: 1\n" + ADA + b"\n" + RULE + b"\n\nMessage: 2\n" + BRUNO
    + b"\n" + RULE + b"\n\nEnd of Oars Digest, Vol 1, Issue 2\n*********************************\n"
)  # fmt: skip


@pytest.mark.parametrize("raw", [MIME, PLAIN, PLAIN.replace(b"\n", b"\r\n")], ids=["mime", "plain", "crlf"])
def test_a_digest_becomes_its_mails(raw):
    """roundcube/roundcubemail#6197 (MIME), and what Mailman and RFC 1153 write."""
    parsed = eml.parse(raw)
    digest, ada, bruno = parsed.posts

    assert (digest.id, ada.id, bruno.id) == ("d@example.org", "a@example.org", "d@example.org/2")
    assert (digest.title, ada.title, bruno.title) == ("Oars Digest, Vol 1, Issue 2", "Oars", "Re: Oars")
    assert (ada.author, bruno.author) == ("Ada Moor", "Bruno")
    assert ada.posted_at.hour == 10
    assert ada.facts == {"within": digest.title}
    assert parsed.lines[bruno.first_line - 1 : bruno.last_line] == ("Dry them.", "- - -", "Slowly.")
    assert "Oars Digest" not in parsed.text
    assert eml.outline(raw) == ("", (), "")


def test_a_digest_in_a_mailbox_has_no_outline_either():
    raw = b"From ada Mon Mar  3 10:00:00 2003\n" + PLAIN

    assert mbox.outline(raw) == ("", (), "")
    assert len(mbox.parse(raw).posts) == 3


@pytest.mark.parametrize(
    "body",
    [
        b"A rule:\n\n" + RULE + b"\n\nNo head follows.\n",
        b"A rule:\n\n" + RULE + b"\n\nSubject: alone\n\nis no head.\n",
        ADA,
    ],
)
def test_a_mail_with_rules_and_no_heads_is_one_post(body):
    assert len(eml.parse(HEAD + b"\n" + body).posts) == 1


def test_a_mail_that_is_called_no_digest_is_none():
    raw = PLAIN.replace(b"Oars Digest, Vol 1, Issue 2\n\nT", b"Oars\n\nT")

    assert len(eml.parse(raw).posts) == 1
    assert eml.outline(raw)[0] == "d@example.org"


def test_whoever_answers_a_digest_sends_it_whole_and_that_is_one_post():
    raw = PLAIN.replace(b"Subject: Oars Digest", b"Subject: [far] RE: Oars Digest")
    raw = raw.replace(b"\n\nToday", b"\n\nSubject: Oars Digest\n\nToday")

    assert len(eml.parse(raw).posts) == 1


def test_a_digest_that_says_nothing_itself_is_no_post():
    raw = HEAD + b"Content-Type: multipart/digest; boundary=1;\n\n--1\n\n" + ADA + b"\n--1\n\n" + BRUNO + b"\n--1--\n"

    assert [post.author for post in eml.parse(raw).posts] == ["Ada Moor", "Bruno"]
