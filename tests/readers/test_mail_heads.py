"""Heads of mails -> ids, parents, names, dates. Fields as RFC 5322, 2047 and 2231 define them; parents as JWZ's page
on message threading orders them.
"""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.helpers.seconds import at_most
from threads.readers import eml, mbox


def post(head: str | bytes, body: bytes = b"Words.\n"):
    head = head.encode() if isinstance(head, str) else head
    parsed = eml.parse(head.strip(b"\n") + b"\n\n" + body)
    assert not isinstance(parsed, str), parsed
    return parsed.posts[0]


def test_parents_are_references_from_the_nearest_on():
    found = post("Message-ID: <c@x>\nReferences: <a@x>\n <b@x>\nIn-Reply-To: <b@x>")

    assert (found.id, found.parents) == ("c@x", ("b@x", "a@x"))


def test_an_answered_mail_that_references_lack_is_nearest():
    assert post("Message-ID: <c@x>\nReferences: <a@x>\nIn-Reply-To: <b@x>").parents == ("b@x", "a@x")


def test_an_answered_mail_is_nearest_though_references_begin_with_it():
    found = post("Message-ID: <d@x>\nReferences: <c@x> <a@x> <b@x>\nIn-Reply-To: <c@x>")

    assert found.parents == ("c@x", "b@x", "a@x")


def test_of_several_answered_mails_the_one_that_references_end_with_is_nearest():
    assert post("Message-ID: <c@x>\nReferences: <a@x> <b@x>\nIn-Reply-To: <a@x> <b@x>").parents == ("b@x", "a@x")


@pytest.mark.parametrize(
    ("value", "parents"),
    [
        ("<b@x> (Ada's message of Monday)", ("b@x",)),
        ("Message from Ada <ada@example.org> of Monday <b@x>", ("b@x",)),
        ("<b\n @x>", ("b@x",)),
        ("your mail of yesterday", ()),
        ("b@x", ("b@x",)),
    ],
)
def test_in_reply_to_is_read_however_it_is_worded(value, parents):
    assert post(f"Message-ID: <c@x>\nIn-Reply-To: {value}").parents == parents


def test_a_mail_does_not_answer_itself_nor_one_mail_twice():
    assert post("Message-ID: <c@x>\nReferences: <a@x> <c@x> <a@x>\nIn-Reply-To: <c@x>").parents == ("a@x",)


def test_a_mail_without_an_id_has_none():
    assert post("From: ada@example.org").id == ""


def test_of_a_hundred_thousand_references_the_nearest_hundred_are_kept_in_no_time():
    references = "\n ".join(f"<{i}@x>" for i in range(100_000))

    with at_most(seconds=1):
        found = post(f"Message-ID: <c@x>\nReferences: {references}\nSubject: Tides")

    assert found.parents == tuple(f"{i}@x" for i in range(99_999, 99_899, -1))


HEADS = st.lists(
    st.sampled_from(
        [
            b"Message-ID: <a@x>\n",
            b"message-id : <b@x>\n",
            b"Message-ID-Hash: <h@x>\n",
            b"References: <r@x>\n\t<s@x>\n",
            b"In-Reply-To: <t@x>\n",
            b"Subject: Message-ID: <no@x>\n",
            b" References: <folded@x>\n",
            b"odd line\n",
            b"From ada Thu Jan  2 10:00:00 2020\n",
            b">From ada\n",
            b"\n",
            b"\r\n",
            b"X:\r\n",
            b"Date: \xff",
        ]
    ),
    max_size=10,
).map(b"".join)


@given(HEADS)
def test_the_outline_of_a_mail_is_what_is_read_of_it(raw):
    mail = b"From ada Thu Jan  2 10:00:00 2020\n" + raw
    for reader, content in ((mbox, mail), (eml, raw)):
        parsed = reader.parse(content)
        if not isinstance(parsed, str):
            assert reader.outline(content) == (parsed.posts[0].id, parsed.posts[0].parents, parsed.posts[0].thread)


@pytest.mark.parametrize(
    ("value", "name", "address"),
    [
        ("Ada Byron <Ada@Example.org>", "Ada Byron", "ada@example.org"),
        ('"Byron, Ada" <ada@example.org>', "Byron, Ada", "ada@example.org"),
        ("ada@example.org (Ada Byron)", "Ada Byron", "ada@example.org"),
        ("ada at example.org (Ada Byron)", "Ada Byron", "ada@example.org"),
        ("ada@example.org", "ada", "ada@example.org"),
        ("'ada@example.org' <ada@example.org>", "ada", "ada@example.org"),
        ("=?utf-8?q?Ad=C3=A9?= <ada@example.org>", "Adé", "ada@example.org"),
        ("=?iso-2022-jp?B?GyRCJWEbKEI=?= <ada@example.org>", "メ", "ada@example.org"),
        ("=?utf-8?B?w?= =?utf-8?B?qQ==?= <ada@example.org>", "=?utf-8?B?w?=", "ada@example.org"),
        ("=?nonsense?q?Ada?= <ada@example.org>", "Ada", "ada@example.org"),
        ("Ada, of the harbour <ada@example.org>", "Ada, of the harbour", "ada@example.org"),
        ("Ada <ada@example.org>, Bruno <bruno@example.org>", "Ada", "ada@example.org"),
        ("A, " * 2_000 + "<ada@example.org>", "A, A, A", "ada@example.org"),
        ("Ada <nobody>", "Ada", ""),
        ("", "", ""),
        ("(" * 3_000, "", ""),
    ],
)
def test_authors_are_named_and_their_addresses_kept_apart(value, name, address):
    found = post(f"Date: x\nFrom: {value}")

    assert found.author.startswith(name)
    assert "@" not in found.author
    assert found.author_id == address


def test_a_character_cut_between_two_encoded_words_is_whole():
    assert post("Date: x\nSubject: =?utf-8?B?w6k=?=\n =?utf-8?B?4oI=?= =?utf-8?B?rA==?= now").title == "é€ now"


def test_bare_bytes_in_a_subject_are_read_as_the_body_says():
    assert post("Content-Type: text/plain; charset=koi8-r\nSubject: Привет".encode("koi8-r")).title == "Привет"


def test_an_author_whose_list_sends_for_them_keeps_their_name_and_address():
    head = "List-Id: <tides.example.org>\nList-Post: <mailto:tides@example.org>\nReply-To: ada@example.com\n"

    found = post(head + "From: Ada via Tides <tides@example.org>")

    assert (found.author, found.author_id) == ("Ada", "ada@example.com")


def test_a_name_that_only_looks_as_if_a_list_had_sent_is_kept():
    head = "List-Id: <tides.example.org>\nReply-To: tides@example.org\n"

    found = post(head + "From: Ada via Bruno <ada@example.com>")

    assert (found.author, found.author_id) == ("Ada via Bruno", "ada@example.com")


@pytest.mark.parametrize(
    "value",
    [
        "Thu, 2 Jan 2020 10:00:00 +0000",
        "2 Jan 20 12:00:00 +0200 (EET)",
        "Thu, 02 Jan 2020 05:00 EST",
        "Thu Jan  2 10:00:00 2020",
    ],
)
def test_dates_are_read_as_mailers_write_them(value):
    assert post(f"Date: {value}").posted_at == datetime(2020, 1, 2, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    "value",
    [
        "",
        "soon",
        "30 Feb 2020 10:00:00 +0000",
        "1 Jan 68 1:00",
        "1 Jan 99999 1:00 +0000",
        "1 Jan 2020 1:00 -9999",
        "1 Jan 1 1:00",
    ],
)
def test_an_unbelievable_date_is_kept_in_words_and_the_arrival_taken(value):
    received = "Received: from a by b;\n Fri, 3 Jan 2020 00:00:00 +0000\nReceived: c; Thu, 2 Jan 2020 0:00 +0000\n"

    alone, arrived = post(f"From: a@x\nDate: {value}"), post(f"{received}Date: {value}")

    assert (alone.posted_at, alone.posted_at_raw) == (None, value)
    assert arrived.posted_at == datetime(2020, 1, 3, tzinfo=UTC)


def test_a_mailbox_says_when_a_mail_without_a_date_came():
    (found,) = mbox.parse(b"From ada Thu Jan  2 10:00:00 2020\nSubject: x\n\nWords.\n").posts

    assert found.posted_at == datetime(2020, 1, 2, 10, tzinfo=UTC)


def test_a_broken_fold_ends_no_head_and_a_missing_blank_line_ends_one():
    broken = eml.parse(b"Subject: Tides\nand moons\nMessage-ID: <a@x>\n\nWords.\n")
    missing = eml.parse(b"Subject: Tides\nMessage-ID: <a@x>\nWords at once.\nNote: so be it.\n\nMore.\n")

    assert (broken.posts[0].id, broken.text) == ("a@x", "Words.")
    assert missing.text == "Words at once.\nNote: so be it.\n\nMore."


@pytest.mark.parametrize(
    ("path", "head", "is_mail"),
    [
        ("a.eml", b"Subject: x\n\nwords", True),
        ("list/cur/1577959200.M1P2.host:2,S", b"Subject: x\n\nwords", True),
        ("a.txt", b"From: a\nDate: b\nSubject: c\n\nwords", True),
        ("a.txt", b"Subject: x\n\nwords", False),
        ("a.eml", b"words\n", False),
        ("a.txt", b"Note: this\nFrom: here\nto there\n", False),
        ("a.txt", b"A gateway\n====\nFrom: a\nDate: b\nSubject: c\n\nwords", False),
    ],
)
def test_a_file_that_begins_with_the_head_of_a_mail_is_claimed(path, head, is_mail):
    assert eml.claims(path, head) is is_mail


def test_what_has_no_head_is_told_in_words():
    assert "does not begin with headers" in eml.parse(b"words\n")
