"""Formats that are all JSON, or all XML, are told apart by what stands in them, and each document has one reader."""

import json

import pytest

from tests.helpers.documents import DOCUMENTS
from threads.readers import eml, forum_magnum, hacker_news, parse_unit, reader_of, reddit, stack_exchange

READERS = (forum_magnum, hacker_news, reddit, stack_exchange)


@pytest.mark.parametrize("name", DOCUMENTS)
@pytest.mark.parametrize("layout", [{}, {"indent": 2}, {"sort_keys": True}, {"separators": (",", ":")}])
def test_each_document_has_the_reader_that_it_is_of(name, layout):
    own, value = DOCUMENTS[name]
    document = json.dumps(value, **layout).encode()

    found = {
        reader.FORMAT
        for reader in READERS
        for whole in (document, b"\xef\xbb\xbf" + document)
        if reader.claims("x", whole)
    }

    assert found == ({own} if own else set())


@pytest.mark.parametrize(
    "head", [b"", b"\n\n", b"\xff\xfe\x00", b"{", b"[" * 65_536, b'{"a":' * 9_000, b"<" * 65_536, b"From a b\n"]
)
def test_nothing_is_claimed_that_says_nothing(head):
    assert not any(reader.claims("x.json", head) for reader in READERS)


def test_a_page_that_nobody_can_read_says_why_the_last_who_tried_could_not():
    claimed = '<html><title>Mill</title><div itemscope itemtype="https://schema.org/DiscussionForumPosting"></div>'

    assert "elements" in parse_unit("schema.org", (claimed + "<i>w</i>" * 100_001).encode())


HEAD = (
    "From: {}\nDate: Mon, {} Mar 2003 10:12:00\nSubject: Re: The third buoy\n\nThe chain of it is worn, as {} says.\n\n"
)
HEADS = [HEAD.format(name, day, name) for day, name in enumerate(("Ada Vik", "Bruno", "Chen"), 3)]


@pytest.mark.parametrize("rule", ["", "-----\n", "* * *\n"])
def test_heads_that_come_again_and_again_are_a_page_of_posts(rule):
    page = rule.join(HEADS).encode()

    assert reader_of("page.txt", page) is None
    assert reader_of("page.eml", page) is eml


@pytest.mark.parametrize(
    "text",
    [
        HEADS[0],
        HEADS[0] + HEADS[1],
        "Message-ID: <1@mail.example>\n" + "".join(HEADS),
        HEADS[0] + "".join("> " + line for head in HEADS for line in head.splitlines(keepends=True)),
        HEADS[0] + "".join(f"Forwarded by Chen\n{head}" for head in HEADS),
    ],
)
def test_a_mail_stays_a_mail_whatever_it_quotes(text):
    assert reader_of("mail.txt", text.encode()) is eml
