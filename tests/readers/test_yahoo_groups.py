"""Messages of Yahoo Groups: the mail that stands escaped in JSON, or what the site showed of it."""

import json

import pytest

from threads.readers import yahoo_groups

MAIL = (
    "From: Edda &lt;edda@...&gt;\r\nSubject: Re: The loom\r\nMessage-ID: &lt;b2@loom.example&gt;\r\n"
    "In-Reply-To: &lt;b1@loom.example&gt;\r\nDate: Mon, 03 Mar 2003 10:00:00 +0100\r\n"
    "Content-Type: text/plain; charset=ISO-8859-1\r\n\r\n&gt; It drifts &amp; drifts.\r\nWeigh the right beam.\r\n"
)
MESSAGE = {
    "userId": 1,
    "authorName": "Edda",
    "subject": "Re: The loom",
    "postDate": "1046682000",
    "msgId": 12,
    "topicId": 11,
}


@pytest.mark.parametrize("around", [lambda message: message, lambda message: {"ygData": message}])
def test_the_mail_is_read_as_any_other(around):
    raw = json.dumps(around(MESSAGE | {"rawEmail": MAIL})).encode()
    assert yahoo_groups.claims("12_raw.json", raw)

    (post,) = yahoo_groups.parse(raw).posts

    assert (post.id, post.parents, post.author) == ("b2@loom.example", ("b1@loom.example",), "Edda")
    assert post.posted_at.isoformat() == "2003-03-03T09:00:00+00:00"
    assert yahoo_groups.parse(raw).text == "It drifts & drifts.\nWeigh the right beam."
    assert [mark.role for mark in post.marks] == ["quote"]


@pytest.mark.parametrize(
    ("letters", "read"), [("\xfcber", "\xfcber"), ("\u0437\u0430\u043c\u043e\u043a", "\u0437\u0430\u043c\u043e\u043a")]
)
def test_letters_that_were_made_of_bytes_are_bytes_again_and_others_stay(letters, read):
    mail = MAIL.replace("the right beam", letters)

    assert f"Weigh {read}." in yahoo_groups.parse(json.dumps(MESSAGE | {"rawEmail": mail}).encode()).text


def test_a_message_without_its_mail_is_what_the_site_showed():
    raw = json.dumps(
        {"ygData": {"messages": [MESSAGE | {"messageBody": "Weigh the <b>right</b> beam.<br>Twice."}]}}
    ).encode()
    assert yahoo_groups.claims("1.json", raw)

    parsed = yahoo_groups.parse(raw)

    assert parsed.text == "Weigh the right beam.\nTwice."
    assert [(post.id, post.thread, post.author, post.title) for post in parsed.posts] == [
        ("y12", "y11", "Edda", "Re: The loom")
    ]
    assert parsed.posts[0].posted_at.year == 2003


@pytest.mark.parametrize("raw", [b"{}", b'{"subject": "x", "postDate": 1}', b'[{"authorName": "a"}]', b"{"])
def test_other_json_is_not_claimed(raw):
    assert not yahoo_groups.claims("1.json", raw)
