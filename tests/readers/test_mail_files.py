"""Mails in the files of other programs than mailboxes -> the same mails; what is not read is refused by its name."""

from io import BytesIO

import pytest

from tests.helpers.documents import ADA
from threads.readers import babyl, eml, emlx, find_documents, is_container, mmdf, open_documents, reader_of, rnews
from threads.readers.containers import is_hidden
from threads.readers.foreign import FOREIGN
from threads.records import Parsed, Refusal

FIRST = b"From: Ada <ada@example.org>\nDate: Mon, 3 Mar 2003 10:00:00 +0100\nMessage-ID: <1@example.org>\nSubject: Oars\n\nThe oars are wet.\n"
SECOND = b"From: Bruno <bruno@example.org>\nDate: Tue, 4 Mar 2003 10:00:00 +0100\nMessage-ID: <2@example.org>\nSubject: Re: Oars\nIn-Reply-To: <1@example.org>\n\nDry them, then.\n"
LINE = b"\1\1\1\1\n"


def read(name: str, content: bytes) -> list[Parsed | str]:
    reader = reader_of(name, content[:65_536])
    units = list(reader.units(BytesIO(content)))
    assert b"".join(units) == content
    parsed = [reader.parse(unit) for unit in units]
    for unit, each in zip(units, parsed, strict=True):
        if isinstance(each, Parsed) and each.posts:
            assert reader.outline(unit) == (each.posts[0].id, each.posts[0].parents, each.posts[0].thread)
    return parsed


def said(parsed: list[Parsed | str]) -> list[tuple[str, str]]:
    return [(post.author, each.text) for each in parsed if isinstance(each, Parsed) for post in each.posts]


SAID = [("Ada", "The oars are wet."), ("Bruno", "Dry them, then.")]


def babyl_mail(mail: bytes, came: bytes) -> bytes:
    return b"\x1f\x0c\n%d,,\n" % bool(came) + came + b"*** EOOH ***\n" + mail


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("box", LINE + FIRST + LINE + LINE + SECOND + LINE),
        ("box", LINE + FIRST + LINE + SECOND + LINE),
        ("box", LINE + b"From ada Mon Mar  3 10:00:00 2003\n" + FIRST + LINE + LINE + SECOND + LINE),
        ("box", (LINE + FIRST + LINE + LINE + SECOND + LINE).replace(b"\n", b"\r\n")),
        ("RMAIL", b"BABYL OPTIONS:\nVersion: 5\n" + babyl_mail(FIRST, b"") + babyl_mail(SECOND, b"") + b"\x1f"),
        ("RMAIL", b"BABYL OPTIONS:\n" + babyl_mail(b"From: Ada\n\nThe oars are wet.\n", FIRST.partition(b"\n\n")[0] + b"\n\n")
         + babyl_mail(b"\nDry them, then.\n", SECOND.partition(b"\n\n")[0] + b"\n\n") + b"\x1f\n"),
        ("batch", b"#! rnews %d\n" % len(FIRST) + FIRST + b"#! rnews 7 news.example.org\n" + SECOND),
    ],
)  # fmt: skip
def test_a_file_of_mails_is_read_mail_by_mail(name, content):
    """MMDF and Babyl as the module mailbox of CPython writes them; batches of news lie in archives of Usenet."""
    assert said(read(name, content)) == SAID


def test_an_article_that_names_a_batch_is_whole():
    mail = FIRST + b"Send it as\n#! rnews 12\nthat is all.\n"

    assert len(read("batch", b"#! rnews %d\n" % len(mail) + mail)) == 1


@pytest.mark.parametrize("count", [len(FIRST), len(FIRST) + 7])
@pytest.mark.parametrize("name", ["1.emlx", "2.partial.emlx", "3"])
def test_a_mail_of_apple_mail_is_read_without_its_count_and_its_list(name, count):
    """kenn-io/msgvault#457; a count that a change of line ends made wrong is not followed."""
    content = b"%d      \n" % count + FIRST + b'<?xml version="1.0" encoding="UTF-8"?>\n<plist version="1.0"></plist>\n'

    assert said(read(name, content)) == SAID[:1]


def test_a_mail_that_opens_with_a_line_of_a_mailbox_without_a_date_is_read():
    """MimeKit and mail-parser both met such files; the line is no field and no word."""
    for line in (b"From ada@example.org\r\n", b">From ada Mon Mar  3 10:00:00 2003\n"):
        assert said(read("1.eml", line + FIRST)) == SAID[:1]


def test_what_is_no_such_file_is_told_in_words():
    assert "^A" in mmdf.parse(FIRST)
    assert "EOOH" in babyl.parse(b"\x1f\f\nwords")
    assert "rnews" in rnews.parse(FIRST)
    assert "counts" in emlx.parse(FIRST)
    assert not emlx.claims("1.emlx", b"12\nThree oars: one wet.\n")
    assert reader_of("notes.txt", b"131 oars\nNote: wet\n") is None


def test_folders_of_a_maildir_are_looked_into_and_other_hidden_ones_are_not(tmp_path):
    """Maildir++ calls its folders ".Sent" (dovecot); the mails in them are as good as others."""
    for folder in (".Sent/cur", ".Sent/new", "cur", ".cache"):
        (tmp_path / folder).mkdir(parents=True)
    for name in (".Sent/cur/1046682000.1.host:2,S", "cur/1046682001.1.host:2,", ".cache/x"):
        (tmp_path / name).write_bytes(ADA)

    found = find_documents([str(tmp_path)])

    assert [each.name for each in found.files] == [".Sent/cur/1046682000.1.host:2,S", "cur/1046682001.1.host:2,"]
    assert not is_hidden("mail/.Sent/cur/1:2,S")
    assert is_hidden("mail/.Sent/dovecot.index")
    assert is_hidden("mail/.git/.x/cur/1")


@pytest.mark.parametrize("foreign", FOREIGN)
def test_a_file_of_a_program_whose_format_is_not_read_is_refused_by_its_name(tmp_path, foreign):
    name = f"box{(*foreign.ends, '')[0]}"
    path = tmp_path / name
    path.write_bytes(foreign.begins + b"\0" * 600)

    (refusal,) = open_documents(path, name, tmp_path, 10_000)

    assert is_container(name, path.read_bytes())
    assert isinstance(refusal, Refusal)
    assert refusal.reason == foreign.reason


def test_a_mail_in_mh_is_read_whatever_its_file_is_called():
    assert reader_of("inbox/17", FIRST) is eml
