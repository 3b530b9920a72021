"""Mailboxes that other programs were reported to cut wrongly -> the mails in them. Each report is named; the words are ours."""

from __future__ import annotations

from io import BytesIO

import pytest

from threads.readers import mbox
from threads.records import Parsed

SEPARATOR = "From ada@example.org Mon Mar  3 10:05:00 2014\n"
HEAD = "From: Ada <ada@example.org>\nSubject: Oars\nMessage-ID: <{}@example.org>\n"


def read(content: str) -> list[Parsed]:
    found = [mbox.parse(unit) for unit in mbox.units(BytesIO(content.encode()))]
    assert all(isinstance(each, Parsed) for each in found)
    return [each for each in found if isinstance(each, Parsed)]


def mail(id_: str, words: str, *fields: str) -> str:
    return SEPARATOR + HEAD.format(id_) + "".join(f"{field}\n" for field in fields) + f"\n{words}\n\n"


@pytest.mark.parametrize(
    "line",
    [
        "From my (non rowing) end: the oars are wet.",
        "From the keeper of the mill ada@example.org",
        "From 3 March 2014 on we row at ten.",
        "From Ada, with tar: two pots.",
        "From: the mill\nTo: the weir",
    ],
)
def test_a_line_of_words_that_begins_with_from_stays_in_its_mail(line):
    """thunderbird/import-export-tools-ng#145, ietf-tools/mailarchive#4117, nicm/fdm#8, jberkel/sms-backup-plus#570."""
    first, second = read(mail("a", f"Ida asked.\n\n{line}\n\nBring rope.") + mail("b", "Dry."))

    assert first.text == f"Ida asked.\n\n{line}\n\nBring rope."
    assert second.text == "Dry."


def test_a_line_of_words_within_a_part_leaves_the_part_whole():
    """thunderbird/import-export-tools-ng#329: one mail became three."""
    parts = "".join(f"--cut\nContent-Type: text/{kind}\n\n{{}}\n" for kind in ("plain", "html"))
    words = "Oars are here.\n\nFrom my (non rowing) end some questions;\n\nTar is late."
    box = mail(
        "a",
        parts.format(words, f"<pre>{words}</pre>") + "--cut--",
        'Content-Type: multipart/alternative; boundary="cut"',
    )
    first, second = read(box + mail("b", "Dry."))

    assert (first.text, second.text) == (words, "Dry.")


def test_the_sign_that_a_mailbox_sets_before_from_is_taken_away():
    """apache/ponymail#212."""
    (first,) = read(mail("a", ">From the mill one sees it.\n>>From the weir, too."))

    assert first.text == "From the mill one sees it.\nFrom the weir, too."
    assert [(mark.role, mark.first_line) for mark in first.posts[0].marks] == [("quote", 2)]


def test_merged_mails_whose_lines_nobody_protected_are_as_many_as_they_were():
    """eneam/mboxviewer#86: single files were put into one, and their words cut them."""
    words = ["From here it is far.", "Dry.\n\nFrom Ada Moor Mon\n\nWet.", "From\n\nnowhere"]
    found = read("".join(mail(str(n), each) for n, each in enumerate(words)))

    assert [each.text for each in found] == words
