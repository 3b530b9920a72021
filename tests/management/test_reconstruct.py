"""`manage.py reconstruct` reads whatever an import reads, and tells its lines so that they can be found again."""

import json
import quopri
import zipfile
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

OPENING = b"""From: Ada Quill <ada@tides.example>
Date: Mon, 6 Feb 2012 10:00:00 +0000
Message-ID: <kelp@tides.example>
Subject: Kelp

The kelp is late this year, and brown.

Has anybody seen it green?
"""
ANSWER = b"""From: Bo Finch <bo@tides.example>
Date: Mon, 6 Feb 2012 11:00:00 +0000
Message-ID: <green@tides.example>
In-Reply-To: <kelp@tides.example>
Subject: Re: Kelp

> Has anybody seen it green?

Not since the harbour was dredged.
"""
UNQUOTED = ANSWER.replace(b"> Has anybody seen it green?\n\n", b"")
UNQUOTING = b"From ada Mon Feb  6 10:00:00 2012\n" + OPENING + b"\nFrom bo Mon Feb  6 11:00:00 2012\n" + UNQUOTED
MAILBOX = b"From ada Mon Feb  6 10:00:00 2012\n" + OPENING + b"\nFrom bo Mon Feb  6 11:00:00 2012\n" + ANSWER


def report(*paths: Path, code: int = 0) -> list[dict]:
    """The documents of the report on some paths, and what was warned of."""
    out, err, ended = StringIO(), StringIO(), 0
    try:
        call_command("reconstruct", *map(str, paths), "--json", stdout=out, stderr=err)
    except SystemExit as stopped:
        ended = int(str(stopped.code))
    assert ended == code, err.getvalue()
    return json.loads(out.getvalue())["documents"]


def lines_of(document: dict) -> list[str]:
    text = document.get("text") or Path(document["path"]).read_text()
    return text.split("\n")


def words(document: dict, role: str) -> list[str]:
    return [lines_of(document)[each["line"] - 1] for each in document["lines"] if each["role"] == role]


def test_a_mailbox_is_told_in_the_lines_of_its_file(tmp_path: Path) -> None:
    (tmp_path / "list.mbox").write_bytes(UNQUOTING)

    (document,) = report(tmp_path)

    assert "text" not in document
    assert [(post["author"], post["first_line"], post["last_line"]) for post in document["posts"]] == [
        ("Ada Quill", 7, 9),
        ("Bo Finch", 18, 18),
    ]
    assert words(document, "body") == [
        "The kelp is late this year, and brown.",
        "Has anybody seen it green?",
        "Not since the harbour was dredged.",
    ]
    assert [(edge["child"], edge["parent"], edge["origin"]) for edge in document["edges"]] == [
        (document["posts"][1]["id"], document["posts"][0]["id"], "declared")
    ]


def test_every_line_with_text_of_a_file_is_told_once(tmp_path: Path) -> None:
    (tmp_path / "list.mbox").write_bytes(UNQUOTING)

    (document,) = report(tmp_path)

    filled = [number for number, line in enumerate(UNQUOTING.decode().split("\n"), 1) if line.strip()]
    assert sorted(each["line"] for each in document["lines"]) == filled
    assert "Subject: Re: Kelp" in words(document, "chrome")


def test_quotes_lose_their_marks_so_a_mailbox_with_quotes_carries_its_text(tmp_path: Path) -> None:
    (tmp_path / "list.mbox").write_bytes(MAILBOX)

    (document,) = report(tmp_path)

    assert words(document, "quote") == ["Has anybody seen it green?"]
    (quote,) = (each for each in document["lines"] if each["role"] == "quote")
    assert [(source["path"], source["line"]) for source in quote["sources"]] == [(document["path"], 3)]
    assert words(document, "chrome") == []


def test_a_mail_whose_words_stand_nowhere_in_its_file_carries_them(tmp_path: Path) -> None:
    head, _, body = OPENING.replace(b"Subject", b"Content-Transfer-Encoding: quoted-printable\nSubject").partition(
        b"\n\n"
    )
    (tmp_path / "kelp.eml").write_bytes(
        head + b"\n\n" + quopri.encodestring(body.replace(b"brown", "bräunlich".encode()))
    )

    (document,) = report(tmp_path)

    assert document["text"].split("\n")[0] == "The kelp is late this year, and bräunlich."
    assert document["posts"][0]["first_line"] == 1


def test_pages_and_mails_are_read_together_and_packed_ones_too(tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_text("The mast creaks.\n\nGrease it.\n")
    with zipfile.ZipFile(tmp_path / "mails.zip", "w") as packed:
        packed.writestr("kelp.eml", OPENING)
        packed.writestr("green.eml", ANSWER)

    documents = report(tmp_path)

    assert [Path(each["path"]).name for each in documents] == ["page.txt", "kelp.eml", "green.eml"]
    assert [len(each["posts"]) for each in documents[1:]] == [1, 1]


def test_a_mail_given_twice_repeats_the_first(tmp_path: Path) -> None:
    for name in ("a.eml", "b.eml"):
        (tmp_path / name).write_bytes(OPENING)

    _, second = report(tmp_path)

    assert second["posts"] == []
    assert {each["role"] for each in second["lines"]} == {"duplicate"}


def test_a_missing_post_that_is_answered_and_not_quoted_is_told(tmp_path: Path) -> None:
    (tmp_path / "green.eml").write_bytes(UNQUOTED)
    out = StringIO()

    call_command("reconstruct", str(tmp_path), stdout=out)

    assert "is missing; nothing is left of it but answers" in out.getvalue()


@pytest.mark.parametrize("broken", [b'{"id": "a2", "text": \n'])
def test_a_record_that_cannot_be_read_is_named_and_the_others_are_read(tmp_path: Path, broken: bytes) -> None:
    (tmp_path / "lines.jsonl").write_bytes(b'{"id": "a1", "author": "Ada", "text": "The rope is new."}\n' + broken)
    out, err = StringIO(), StringIO()

    with pytest.raises(SystemExit) as stopped:
        call_command("reconstruct", str(tmp_path), stdout=out, stderr=err)

    assert stopped.value.code == 1
    assert "lines.jsonl, record 2: not valid JSON" in err.getvalue()
    assert "The rope is new." in out.getvalue()


def test_documents_without_posts_are_named(tmp_path: Path) -> None:
    (tmp_path / "Votes.xml").write_bytes(
        b'<?xml version="1.0"?>\n<votes>\n  <row Id="1" PostId="2" VoteTypeId="2" />\n</votes>\n'
    )
    err = StringIO()

    call_command("reconstruct", str(tmp_path), stdout=StringIO(), stderr=err)

    assert f"No posts in 1 document: {tmp_path / 'Votes.xml'}" in err.getvalue()
