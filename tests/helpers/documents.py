"""A small document of each format that states its posts, in words of our own."""

from typing import Any

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


def post(number: int = 1, cooked: str = "<p>The weir leaks.</p>", **fields: Any) -> dict[str, Any]:
    return {
        "id": 100 + number, "topic_id": 12, "post_number": number, "username": "ada", "name": "Ada Reed",
        "created_at": "2021-03-04T05:06:07.890Z", "cooked": cooked, "post_type": 1, "version": 1,
        "reply_to_post_number": None, "actions_summary": [], "hidden": False, "avatar_template": "/letter/a.png",
    } | fields  # fmt: skip


def topic(*posts: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return (
        {"id": 12, "title": "The weir", "slug": "the-weir", "tags": ["water", {"id": 1, "name": "wood"}]}
        | {"post_stream": {"posts": list(posts), "stream": [each["id"] for each in posts]}}
        | fields
    )


SEPARATOR = b"From ada@example.org Thu Jan  2 10:00:00 2020\n"
ADA = SEPARATOR + b"From: Ada <ada@example.org>\nSubject: Tides\nMessage-ID: <1@example.org>\n\nThe tide is late.\n"
BRUNO = SEPARATOR + b"From: Bruno <bruno@example.org>\nMessage-ID: <2@example.org>\n\nBy an hour.\n"


HEAD = '\ufeff<?xml version="1.0" encoding="utf-8"?>\r\n<posts>\r\n'
QUESTION = (
    '  <row Id="4" PostTypeId="1" AcceptedAnswerId="7" CreationDate="2010-07-19T19:12:12.510" Score="-3" '
    'Body="&lt;p&gt;Ada wrote:&lt;/p&gt;&#xA;&lt;blockquote&gt;&lt;p&gt;Keep the oars dry.&lt;/p&gt;&lt;/blockquote&gt;'
    '&#xA;&lt;p&gt;Why &amp;amp; how?&lt;/p&gt;" OwnerUserId="12" Title="Oars &amp; rain" '
    'Tags="&lt;boats&gt;&lt;weather-proofing&gt;" ContentLicense="CC BY-SA 2.5" />\r\n'
)
ANSWER = (
    '  <row Id="7" PostTypeId="2" ParentId="4" CreationDate="2010-07-20T01:00:00.000" Score="2" '
    'Body="&lt;p&gt;They rot.&lt;/p&gt;" OwnerDisplayName="user93" />\r\n'
)
COMMENT = (
    '  <row Id="9" PostId="7" Score="0" Text="@user93 See [the manual](https://example.org/oars) &gt; page 2" '
    'CreationDate="2010-07-20T02:00:00.000" UserId="12" />\r\n'
)
USER = '  <row Id="12" Reputation="101" DisplayName="Bruno &quot;B&quot;" AboutMe="&lt;p&gt;I row.&lt;/p&gt;" />\r\n'
FOOT = "</posts>"
