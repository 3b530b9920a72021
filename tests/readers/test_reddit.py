"""Fields as in github.com/reddit-archive/reddit/wiki/JSON and in the answers recorded in praw's tests (PyPI, praw 8.0.3).

Numbers as parents: github.com/voussoir/timesearch/issues/19. Escapes: github.com/Lachcim/css-irl-bot/issues/7.
"""

import io
import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from threads.readers import reddit
from threads.records import Mark, Parsed

SUBMISSION = {
    "id": "ab1",
    "name": "t3_ab1",
    "author": "ada",
    "title": "Oars &amp; rain",
    "selftext": "Do they &gt; rot?\n\n&amp;#x200B;\n\n* oak\n* ash",
    "is_self": True,
    "url": "https://www.reddit.com/r/boats/comments/ab1/oars_rain/",
    "permalink": "/r/boats/comments/ab1/oars_rain/",
    "num_comments": 2,
    "created_utc": "1585081836",
    "score": 5,
    "subreddit": "boats",
    "link_flair_text": "Care",
    "edited": 1585081999.0,
}
COMMENT = {
    "id": "cd2",
    "author": "bruno",
    "body": "Ada wrote:\n\n&gt; Do they &gt; rot?\n\nSee [the list](/r/boats/wiki), they do.",
    "link_id": "t3_ab1",
    "parent_id": "t3_ab1",
    "created_utc": 1585081836,
    "score": -2,
    "subreddit": "boats",
    "edited": False,
}
REPLY = {**COMMENT, "id": "ef3", "parent_id": "t1_cd2", "author": "[deleted]", "body": "[removed]"}
MORE = {"kind": "more", "data": {"count": 9, "name": "t1_gh4", "id": "gh4", "parent_id": "t1_cd2", "children": ["gh4"]}}


def listing(*children):
    return {"kind": "Listing", "data": {"after": None, "children": list(children)}}


def page(*comments):
    return [listing({"kind": "t3", "data": SUBMISSION}), listing(*comments)]


def read(value):
    parsed = reddit.parse(json.dumps(value).encode())
    assert isinstance(parsed, Parsed), parsed
    return parsed


def read_all(document):
    found = [reddit.parse(unit) for unit in reddit.units(io.BytesIO(document))]
    return [post for parsed in found if isinstance(parsed, Parsed) for post in parsed.posts]


def test_a_submission_opens_a_thread():
    parsed = read(SUBMISSION)
    post = parsed.posts[0]

    assert parsed.text == "Do they > rot?\n\n- oak\n- ash"
    assert (post.id, post.thread, post.parents, post.title) == ("t3_ab1", "t3_ab1", (), "Oars & rain")
    assert (post.author, post.author_id, post.url) == ("ada", "ada", SUBMISSION["url"])
    assert post.posted_at == datetime(2020, 3, 24, 20, 30, 36, tzinfo=UTC)
    assert post.facts == {"karma": 5, "subreddit": "boats", "tags": ["Care"], "edited_at": 1585081999}


def test_a_comment_answers_what_it_names_and_its_quotes_are_marked():
    parsed = read(COMMENT)
    post = parsed.posts[0]

    assert parsed.text.split("\n") == [
        "Ada wrote:",
        "",
        "Do they > rot?",
        "",
        "See the list (https://www.reddit.com/r/boats/wiki), they do.",
    ]
    assert post.marks == (Mark(1, 1, "attribution"), Mark(3, 3, "quote"))
    assert (post.id, post.thread, post.parents) == ("t1_cd2", "t3_ab1", ("t3_ab1",))
    assert post.url == "https://www.reddit.com/comments/ab1/_/cd2/"
    assert post.facts == {"karma": -2, "subreddit": "boats"}


def test_words_that_were_taken_away_leave_a_post_of_nobody():
    parsed = read(REPLY)

    assert parsed.text == "[removed]"
    assert (parsed.posts[0].author, parsed.posts[0].author_id) == ("", "")
    assert parsed.posts[0].facts["is_deleted"] is True


def test_words_whose_author_left_are_not_deleted():
    post = read({**COMMENT, "author": "[deleted]"}).posts[0]

    assert (post.author, post.facts.get("is_deleted")) == ("", None)


def test_a_link_post_shows_where_it_leads():
    link = {**SUBMISSION, "is_self": False, "selftext": "", "url": "https://example.org/?a=1&amp;b=2"}
    parsed = read(link)

    assert parsed.text == "https://example.org/?a=1&b=2"
    assert parsed.posts[0].facts["link"] == "https://example.org/?a=1&b=2"
    assert read({**link, "selftext": "[deleted]"}).posts[0].facts["is_deleted"] is True


@pytest.mark.parametrize(
    ("parent", "meant"),
    [
        ("t1_j72b5yy", "t1_j72b5yy"),
        ("j72b5yy", "t1_j72b5yy"),
        (41785179015, "t1_j71teh3"),
        (41785179015.0, "t1_j71teh3"),
        ("41785179015", "t1_j71teh3"),
        (None, "t3_ab1"),
        ("", "t3_ab1"),
        (int("ab1", 36), "t3_ab1"),
        ("ab1", "t3_ab1"),
    ],
)
def test_a_parent_may_be_a_number_or_nothing(parent, meant):
    assert read({**COMMENT, "parent_id": parent}).posts[0].parents == (meant,)


def test_numbers_are_counted_to_the_base_of_ids():
    assert reddit.base_36(41785179015) == "j71teh3"
    assert int("j71teh3", 36) == 41785179015


@pytest.mark.parametrize("moment", [1585081836, "1585081836", 1585081836.0, "1585081836.0"])
def test_seconds_are_a_date_however_they_are_written(moment):
    assert read({**COMMENT, "created_utc": moment}).posts[0].posted_at == datetime(2020, 3, 24, 20, 30, 36, tzinfo=UTC)


@pytest.mark.parametrize(("moment", "raw"), [(10**18, "1000000000000000000"), ("soon", "soon"), (None, ""), (True, "")])
def test_a_date_that_is_none_is_kept_as_it_stands(moment, raw):
    post = read({**COMMENT, "created_utc": moment}).posts[0]

    assert (post.posted_at, post.posted_at_raw) == (None, raw)


def test_a_spoiler_is_no_quote():
    parsed = read({**COMMENT, "body": "&gt;!They sink.!&lt;\n\nSorry."})

    assert parsed.text == ">!They sink.!<\n\nSorry."
    assert parsed.posts[0].marks == ()


def test_a_number_with_a_bracket_is_no_item_of_a_list_and_code_is_left_alone():
    assert read({**COMMENT, "body": "1) oak\n\n6) ash"}).text == "1) oak\n\n6) ash"
    assert read({**COMMENT, "body": "```\n1) oak\n>!x\n```"}).text == "    1) oak\n    >!x"


def test_a_page_holds_comments_within_those_they_answer_each_before_its_answers():
    within = {**COMMENT, "replies": listing({"kind": "t1", "data": {**REPLY, "replies": ""}}, MORE)}
    document = json.dumps(
        page({"kind": "t1", "data": within}, {"kind": "t1", "data": {**COMMENT, "id": "ij5"}})
    ).encode()

    assert reddit.claims("ab1.json", document)
    assert [post.id for post in read_all(document)] == ["t3_ab1", "t1_cd2", "t1_ef3", "t1_ij5"]


@pytest.mark.parametrize(
    "wrapped",
    [
        {"data": [COMMENT], "metadata": {}},
        {"json": {"errors": [], "data": {"things": [{"kind": "t1", "data": COMMENT}]}}},
        [COMMENT],
        {"kind": "t1", "data": COMMENT},
    ],
)
def test_answers_of_other_interfaces_are_read_too(wrapped):
    assert reddit.claims("x", json.dumps(wrapped).encode())
    assert [post.id for post in read(wrapped).posts] == ["t1_cd2"]


def test_accounts_messages_and_communities_are_no_posts():
    message = {"kind": "t4", "data": {"author": "ada", "body": "hi", "subreddit": None, "parent_id": None, "id": "kl6"}}

    assert (
        read(listing(message, {"kind": "t5", "data": {"id": "2qh0u"}}, {"kind": "t2", "data": {"name": "ada"}})).posts
        == ()
    )


def test_a_dump_is_claimed_whatever_the_order_of_fields():
    for fields in (SUBMISSION, COMMENT):
        turned = dict(reversed(fields.items()))

        assert reddit.claims("RC_2011-01", (json.dumps(fields) + "\n" + json.dumps(fields)).encode())
        assert reddit.claims("x", json.dumps(turned).encode())


def test_a_post_longer_than_the_head_is_claimed_by_what_stands_before_its_text():
    fields = dict(
        sorted({**SUBMISSION, "selftext": "word " * 30_000, "domain": "self.boats", "over_18": False}.items())
    )

    assert reddit.claims("RS_2015-01", json.dumps(fields).encode()[:65_536])
    assert not reddit.claims("x", json.dumps({"body": "word " * 30_000, "author": "ada", "score": 1}).encode()[:65_536])


@pytest.mark.parametrize(
    "other",
    [
        "",
        "[]",
        "{}",
        '{"id": "a", "text": "b", "title": "c"}',
        '{"subreddit": "boats"}',
        '{"post_stream": {"posts": [{"id": 1, "cooked": "x"}]}, "title": "t"}',
        '{"id": "1", "conversation_id": "1", "reply-to": null, "text": "x", "speaker": "ada", "meta": {"subreddit": "boats"}}',
        '{"data": {"posts": {"results": [{"_id": "x", "title": "y"}]}}}',
        "subreddit body link_id",
    ],
)
def test_other_documents_are_not_claimed(other):
    assert not reddit.claims("RS_2015.json", other.encode())


BULK = {
    "title": "Beans in the attic", "name": "t3_x2a", "id": "x2a", "author": "fern", "selftext": "They climbed.", "created_utc": 1661991002.0,
    "permalink": "/r/gardens/comments/x2a/beans/", "url": "https://www.reddit.com/r/gardens/comments/x2a/beans/", "num_comments": 2,
    "comments": [
        {"id": "c0a", "author": "lilt", "submission": "x2a", "parent_id": "t3_x2a", "body": "Cut them.", "is_submitter": False, "created_utc": 1661991102.0,
         "replies": [{"id": "c0b", "author": "DELETED", "submission": "x2a", "parent_id": "t1_c0a", "body": "> Cut them.\n\nNo.", "is_submitter": False,
                      "created_utc": 1661991202.0, "replies": []}]},
    ],
}  # fmt: skip


@pytest.mark.parametrize("unit", [BULK, BULK["comments"][0]], ids=["submission", "comment"])
def test_what_the_bulk_downloader_writes_is_read(unit):
    raw = json.dumps(unit).encode()
    assert reddit.claims("x2a.json", raw)

    *_, comment, reply = reddit.parse(raw).posts

    assert (comment.id, comment.parents, comment.thread, comment.author) == ("t1_c0a", ("t3_x2a",), "t3_x2a", "lilt")
    assert (reply.id, reply.parents, reply.author) == ("t1_c0b", ("t1_c0a",), "")
    assert reddit.parse(json.dumps(BULK).encode()).posts[0].facts["subreddit"] == "gardens"


def test_a_bad_line_spoils_no_other():
    document = b'{"id": "x", "body"\n' + json.dumps(COMMENT).encode() + b"\n[1\n" + json.dumps(REPLY).encode()

    assert [post.id for post in read_all(document)] == ["t1_cd2", "t1_ef3"]


@pytest.mark.parametrize("depth", [200, 100_000])
def test_replies_within_replies_end_the_unit_but_not_the_reader(depth):
    opening = '{"kind": "t1", "data": {"id": "a", "subreddit": "b", "link_id": "c", "body": "d", "replies": '
    document = f"[{opening * depth}null{'}}' * depth}]".encode()

    assert b"".join(reddit.units(io.BytesIO(document))) == document
    found = reddit.parse(document)
    assert isinstance(found, str) if depth > 10_000 else len(found.posts) == depth


ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.floats()
    | st.integers()
    | st.text(max_size=9)
    | st.sampled_from(["t1_x", "&gt;", "[deleted]"]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*SUBMISSION, *COMMENT, "kind", "data"]), inner)
    ),
    max_leaves=12,
)


@given(ANYTHING, st.sampled_from([{}, SUBMISSION, COMMENT]))
def test_no_value_makes_it_raise(value, fields):
    changed = {**fields, **value} if isinstance(value, dict) else [fields, value]
    unit = json.dumps(changed).encode()

    assert isinstance(reddit.claims("x", unit), bool)
    assert isinstance(reddit.parse(unit), Parsed | str)
