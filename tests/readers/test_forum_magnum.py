"""Fields as in github.com/ForumMagnum/ForumMagnum (lib/collections/comments/newSchema.ts, comments/fragments.ts).

The shapes of answers: "GraphQL tutorial for LessWrong and Effective Altruism Forum" (lesswrong.com), and
github.com/riceissa/ea-forum-reader.
"""

import io
import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from threads.readers import forum_magnum
from threads.records import Mark, Parsed

POST = {
    "_id": "PPPPPPPPPPPPPPPPP",
    "title": "Oars and rain",
    "slug": "oars-and-rain",
    "pageUrl": "https://forum.example.org/posts/PPPPPPPPPPPPPPPPP/oars-and-rain",
    "url": None,
    "postedAt": "2019-06-14T19:03:58.782Z",
    "baseScore": 21,
    "voteCount": 9,
    "htmlBody": "<style>.mjx {}</style><p>Do they <em>rot</em>?</p><ul><li>oak</li></ul>",
    "user": {"_id": "UUUUUUUUUUUUUUUUU", "displayName": "Ada B", "username": "ada", "slug": "ada"},
    "tags": [{"_id": "TTTTTTTTTTTTTTTTT", "name": "Boats"}],
    "coauthors": [{"displayName": "Chen"}],
}
COMMENT = {
    "_id": "CCCCCCCCCCCCCCCCC",
    "postId": "PPPPPPPPPPPPPPPPP",
    "parentCommentId": None,
    "topLevelCommentId": None,
    "postedAt": "2019-06-15T08:00:00Z",
    "baseScore": -1,
    "contents": {"html": "<p>Ada wrote:</p><blockquote><p>Do they rot?</p></blockquote><p>They do.</p>"},
    "user": None,
    "userId": "VVVVVVVVVVVVVVVVV",
    "deleted": False,
}
REPLY = {
    **COMMENT,
    "_id": "DDDDDDDDDDDDDDDDD",
    "parentCommentId": "EEEEEEEEEEEEEEEEE",
    "topLevelCommentId": "CCCCCCCCCCCCCCCCC",
    "contents": None,
    "deleted": True,
    "deletedPublic": True,
    "deletedReason": "off topic",
}
POSTS = {"data": {"posts": {"results": [POST]}}}
COMMENTS = {"data": {"comments": {"results": [COMMENT, REPLY]}}}
ONE = {"data": {"post": {"result": POST}}}


def read(value):
    parsed = forum_magnum.parse(json.dumps(value).encode())
    assert isinstance(parsed, Parsed), parsed
    return parsed


@pytest.mark.parametrize(
    "answer", [POSTS, ONE, POST, [POST], {"data": {"newest": {"results": [POST], "totalCount": 1}}}]
)
def test_a_post_is_read_however_it_is_wrapped(answer):
    parsed = read(answer)
    post = parsed.posts[0]

    assert len(parsed.posts) == 1
    assert parsed.text == "Do they rot?\n\n- oak"
    assert (post.id, post.thread, post.parents, post.title) == (POST["_id"], POST["_id"], (), "Oars and rain")
    assert (post.author, post.author_id, post.url) == ("Ada B", "UUUUUUUUUUUUUUUUU", POST["pageUrl"])
    assert post.posted_at == datetime(2019, 6, 14, 19, 3, 58, 782_000, UTC)
    assert post.facts == {"karma": 21, "vote_count": 9, "tags": ["Boats"], "coauthors": ["Chen"]}


def test_comments_answer_the_post_or_a_comment():
    first, second = read(COMMENTS).posts

    assert (first.id, first.thread, first.parents) == (COMMENT["_id"], POST["_id"], (POST["_id"],))
    assert second.parents == ("EEEEEEEEEEEEEEEEE", "CCCCCCCCCCCCCCCCC")
    assert (first.author, first.author_id) == ("", "VVVVVVVVVVVVVVVVV")
    assert first.marks == (Mark(1, 1, "attribution"), Mark(3, 3, "quote"))


def test_a_deleted_comment_keeps_its_place():
    parsed = read(REPLY)

    assert parsed.text == "[no text]"
    assert parsed.posts[0].facts == {"karma": -1, "is_deleted": True, "deleted_reason": "off topic"}


def test_a_hidden_author_is_not_named():
    post = read({**POST, "hideAuthor": True}).posts[0]

    assert (post.author, post.author_id) == ("", "")


def test_html_is_taken_before_markdown_and_markdown_before_plain_text():
    forms = {"html": "<p>from html</p>", "markdown": "from *markdown*", "plaintextDescription": "from plain"}
    bare = {name: value for name, value in COMMENT.items() if name != "contents"}

    assert read({**bare, "contents": forms}).text == "from html"
    assert read({**bare, "contents": {**forms, "html": ""}}).text == "from markdown"
    assert read({**bare, "contents": {"plaintextDescription": "from plain"}}).text == "from plain"
    assert read({**bare, "htmlBody": "<p>from body</p>"}).text == "from body"


def test_a_quote_typed_by_hand_is_a_quote_and_a_spoiler_is_none():
    typed = read({**COMMENT, "contents": {"html": "<p>&gt; Do they rot?</p><p>Yes.</p>"}})
    spoiler = read({**COMMENT, "contents": {"html": '<blockquote class="spoilers"><p>They rot.</p></blockquote>'}})

    assert (typed.text, typed.posts[0].marks) == ("Do they rot?\n\nYes.", (Mark(1, 1, "quote"),))
    assert (spoiler.text, spoiler.posts[0].marks) == ("They rot.", ())


def test_a_link_post_shows_where_it_leads():
    assert read({**POST, "url": "https://example.org/oars"}).text.startswith("https://example.org/oars\n\nDo they rot?")


@pytest.mark.parametrize("end", ["?commentId=CCCCCCCCCCCCCCCCC", "#CCCCCCCCCCCCCCCCC"])
def test_where_only_addresses_were_asked_for_they_tell_the_ids(end):
    post = read({"data": {"comments": {"results": [{"pageUrl": POST["pageUrl"] + end, "body": "They do."}]}}}).posts[0]

    assert (post.id, post.thread, post.parents) == ("CCCCCCCCCCCCCCCCC", POST["_id"], (POST["_id"],))


def test_comments_within_others_are_read_too():
    within = {**COMMENT, "latestChildren": [REPLY]}

    assert [post.id for post in read({**POST, "comments": [within]}).posts] == [
        POST["_id"],
        COMMENT["_id"],
        REPLY["_id"],
    ]


def test_users_and_tags_are_no_posts():
    answer = {"data": {"users": {"results": [POST["user"]]}, "tags": {"results": [{"_id": "T", "name": "Boats"}]}}}

    assert read(answer).posts == ()


@pytest.mark.parametrize("value", [POSTS, COMMENTS, ONE, POST, COMMENT, [COMMENT], {"extensions": {}, **COMMENTS}])
def test_answers_are_claimed_whatever_the_order_of_fields(value):
    turned = dict(reversed(value.items())) if isinstance(value, dict) else value

    assert forum_magnum.claims("x", json.dumps(value, indent=2).encode())
    assert forum_magnum.claims("x", json.dumps(turned).encode())


def test_an_answer_is_claimed_by_a_long_text_that_opens_it():
    long = {"data": {"post": {"result": {"_id": "x", "htmlBody": "<p>word</p>" * 20_000}}}}

    assert forum_magnum.claims("x", json.dumps(long).encode()[:65_536])


@pytest.mark.parametrize(
    "other",
    [
        "",
        "{}",
        '{"data": null, "errors": [{"message": "no"}]}',
        '{"data": [{"id": "ab1", "subreddit": "boats", "body": "x", "link_id": "t3_x"}]}',
        '{"_id": "507f1f77bcf86cd799439011", "title": "x", "contents": "y"}',
        '{"id": 9, "postId": 3, "body": "x", "name": "ada", "email": "ada@example.org"}',
        '{"data": {"viewer": {"repositories": {"results": [{"_id": "x", "name": "y"}]}}}}',
        "postedAt baseScore htmlBody",
    ],
)
def test_other_documents_are_not_claimed(other):
    assert not forum_magnum.claims("lesswrong.json", other.encode())


def test_lines_and_arrays_are_cut_and_a_bad_one_spoils_no_other():
    lines = json.dumps(POST).encode() + b'\n{"_id": "x", "ht\n' + json.dumps(COMMENT).encode() + b"\n"
    array = json.dumps([POST, COMMENT]).encode()

    for document in (lines, array):
        units = list(forum_magnum.units(io.BytesIO(document)))
        found = [
            post.id for unit in units if isinstance(parsed := forum_magnum.parse(unit), Parsed) for post in parsed.posts
        ]

        assert b"".join(units) == document
        assert found == [POST["_id"], COMMENT["_id"]]


def test_what_is_nested_beyond_reason_is_refused_in_words():
    assert isinstance(forum_magnum.parse(b'{"_id": "x", "comments": [' * 100_000), str)


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=9),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from([*POST, *REPLY, "data", "results", "html", "post", "name"]), inner)
    ),
    max_leaves=12,
)


@given(ANYTHING, st.sampled_from([{}, POST, COMMENT, REPLY, POSTS, ONE]))
def test_no_value_makes_it_raise(value, fields):
    changed = {**fields, **value} if isinstance(value, dict) else [fields, value]
    unit = json.dumps(changed).encode()

    assert isinstance(forum_magnum.claims("x", unit), bool)
    assert isinstance(forum_magnum.parse(unit), Parsed | str)
