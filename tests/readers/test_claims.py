"""Formats that are all JSON, or all XML, are told apart by what stands in them, and each document has one reader."""

import json

import pytest

from threads.readers import forum_magnum, hacker_news, reddit, stack_exchange

READERS = (forum_magnum, hacker_news, reddit, stack_exchange)
DOCUMENTS = {
    "a comment of Reddit's": ("reddit", {"id": "c", "author": "ada", "subreddit": "s", "link_id": "t3_a", "body": "x"}),
    "a page of Reddit's": ("reddit", [{"kind": "Listing", "data": {"children": [{"kind": "t3", "data": {
        "id": "a", "title": "t", "selftext": "", "subreddit": "s"}}]}}]),
    "an item of Firebase's": ("hacker_news", {"id": 8, "type": "story", "by": "ada", "time": 1, "title": "t"}),
    "an item of Algolia's": ("hacker_news", {"id": 8, "type": "story", "author": "ada", "created_at_i": 1, "children": []}),
    "comments of LessWrong's": ("forum_magnum", {"data": {"comments": {"results": [{"_id": "c", "postId": "p",
        "parentCommentId": None, "postedAt": "2020-01-01"}]}}}),
    "a post of LessWrong's": ("forum_magnum", {"_id": "p", "title": "t", "baseScore": 1, "htmlBody": "x", "postedAt": ""}),
    "a topic of Discourse's": (None, {"id": 1, "title": "t", "posts_count": 1, "post_stream": {"posts": [{"id": 2,
        "username": "ada", "cooked": "<p>x</p>", "created_at": "2020-01-01", "reply_to_post_number": None, "score": 1}]}}),
    "an utterance of ConvoKit's": (None, {"id": "c", "conversation_id": "a", "text": "x", "speaker": "ada", "meta": {
        "subreddit": "s", "score": 1}, "reply-to": "a", "timestamp": 1}),
    "a line of our own": (None, {"id": "c", "thread": "a", "author": "ada", "posted_at": "2020-01-01", "text": "x",
        "parent": None, "quotes": []}),
    "a question of Stack Exchange's interface": (None, {"items": [{"question_id": 1, "title": "t", "body": "x",
        "creation_date": 1, "owner": {"display_name": "ada"}}]}),
    "a status": (None, {"id": "1", "created_at": "2020-01-01", "content": "<p>x</p>", "account": {"username": "ada"}}),
}  # fmt: skip


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
