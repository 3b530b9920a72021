"""A mail that is erased from a digest takes its head along; an encoded quote is found in the mails of every mailbox."""

import quopri

import pytest

from tests.helpers.importing import run
from threads.curating.erasing import erase_post
from threads.loading.erased.cutting import parted, texts_of
from threads.loading.parsing import parse
from threads.models import Document, Post
from threads.readers import MAILS
from threads.records import MAIL_FORMATS

ADA = """From: Ada Quill <ada@quay.example>
Subject: Oars
Message-ID: <a1@quay.example>
Date: Mon, 3 Mar 2008 09:00:00 +0000

The oars crack at the collar every winter.
"""
BRUNO = """From: Bruno Helm <bruno@quay.example>
Subject: Masts
Message-ID: <b1@quay.example>
Date: Mon, 3 Mar 2008 09:30:00 +0000

The mast was stepped before the frost came.
"""
HEAD = "From: keeper@quay.example\nSubject: Quay Digest, Vol 3, Issue 1\nMessage-ID: <d1@quay.example>\nDate: Mon, 3 Mar 2008 10:00:00 +0000\n"
RULE, LONG_RULE = "-" * 30, "-" * 70
DIGESTS = {
    "of MIME": f'{HEAD}MIME-Version: 1.0\nContent-Type: multipart/digest; boundary="cut"\n\n--cut\n\n{ADA}\n--cut\n\n{BRUNO}\n--cut--\n',
    "of plain text": f"{HEAD}\nToday's Topics:\n\n   1. Oars\n   2. Masts\n\n{LONG_RULE}\n\n{ADA}\n{RULE}\n\n{BRUNO}\n{RULE}\n\nEnd of Quay Digest, Vol 3, Issue 1\n***********\n",
}
ANSWER = (
    b"From: Chen Wrasse <chen@quay.example>\nSubject: Re: Oars\nMessage-ID: <c1@quay.example>\nIn-Reply-To: <a1@quay.example>\n"
    b"Date: Mon, 3 Mar 2008 11:00:00 +0000\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n"
    b"Content-Transfer-Encoding: quoted-printable\n\n"
    + quopri.encodestring("> Les rames cassent à l'été où l'on gèle.\n\nOil them before the frost, père.\n".encode())
)
UNITS = {
    "mbox": b"From c@quay.example Mon Mar  3 11:00:00 2008\n" + ANSWER,
    "eml": ANSWER,
    "mmdf": b"\x01\x01\x01\x01\n" + ANSWER + b"\x01\x01\x01\x01\n",
    "babyl": b"\x1f\x0c\n1,,\n" + ANSWER.replace(b"\n\n", b"\n\n*** EOOH ***\n\n", 1) + b"\x1f",
    "rnews": b"#! rnews %d\n" % len(ANSWER) + ANSWER,
    "emlx": b"%d\n" % len(ANSWER) + ANSWER + b'<?xml version="1.0" encoding="UTF-8"?>\n<plist version="1.0"></plist>\n',
}


def test_every_format_of_mails_is_known_as_one():
    assert MAILS.keys() == MAIL_FORMATS == UNITS.keys()


@pytest.mark.django_db
@pytest.mark.parametrize("digest", DIGESTS.values(), ids=DIGESTS)
def test_a_mail_erased_from_a_digest_is_nowhere_in_it(digest, tmp_path):
    (tmp_path / "digest.eml").write_text(digest)
    code, out, errors = run(tmp_path)
    assert code == 0, out + errors

    erase_post(post=Post.objects.get(author__name="Ada Quill"), by=None)

    raw = bytes(Document.objects.get().records.get().raw)
    assert [word for word in (b"Ada", b"Quill", b"ada@", b"a1@", b"collar") if word in raw] == []
    assert b"stepped before the frost" in raw
    assert Post.objects.get(author__name="Bruno Helm").own_text == "The mast was stepped before the frost came."


@pytest.mark.parametrize("form", UNITS)
def test_an_encoded_quote_is_cut_out_of_a_mail_of_any_mailbox(form):
    parsed = parse(form, UNITS[form])
    (line,) = [number for number, text in enumerate(parsed.lines, 1) if "rames" in text]

    left = parted(form, UNITS[form], parsed, (set(), {line}), texts_of(parsed.lines, {line}))

    assert left is not None
    assert b"rames" not in left
    assert b"Chen Wrasse" in left
    assert "Oil them before the frost, père." in parse(form, left).text
