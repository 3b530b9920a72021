"""Fields as in github.com/HackerNews/API (Firebase), hn.algolia.com/api, and BigQuery's table hacker_news.full."""

import io
import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from threads.readers import hacker_news
from threads.records import Mark, Parsed

STORY = {
    "by": "ada",
    "descendants": 2,
    "id": 8,
    "kids": [9],
    "score": 57,
    "time": 1160418111,
    "title": "Oars & rain",
    "type": "story",
    "url": "https://example.org/oars",
}
COMMENT = {
    "by": "bruno",
    "id": 9,
    "parent": 8,
    "text": '&gt; Keep the oars dry.<p>They rot, see <a href="https:&#x2F;&#x2F;example.org&#x2F;a-very-long-page" '
    'rel="nofollow">https:&#x2F;&#x2F;example.org&#x2F;a-ve...</a><p><i>&gt; In winter?</i><p>&gt;&gt; Keep them in.'
    "<p><pre><code>  &gt; dry()\n</code></pre>\nDone.",
    "time": 1160418628,
    "type": "comment",
}
ALGOLIA = {
    "id": 8,
    "created_at": "2006-10-09T18:21:51.000Z",
    "created_at_i": 1160418111,
    "type": "story",
    "author": "ada",
    "title": "Oars & rain",
    "url": None,
    "text": "<p>Do they rot?",
    "points": 57,
    "parent_id": None,
    "story_id": 8,
    "children": [
        {
            "id": 9,
            "created_at": "2006-10-09T18:30:28.000Z",
            "created_at_i": 1160418628,
            "type": "comment",
            "author": "bruno",
            "title": None,
            "url": None,
            "text": "<p>They do.</p>",
            "points": None,
            "parent_id": 8,
            "story_id": 8,
            "children": [
                {
                    "id": 10,
                    "created_at_i": 1160418629,
                    "type": "comment",
                    "author": None,
                    "text": None,
                    "parent_id": 9,
                    "story_id": 8,
                    "children": [],
                }
            ],
        }
    ],
}
HIT = {
    "objectID": "9",
    "author": "bruno",
    "comment_text": "They do.",
    "created_at": "2006-10-09T18:30:28Z",
    "created_at_i": 1160418628,
    "parent_id": 8,
    "story_id": 8,
    "story_title": "Oars & rain",
    "title": None,
    "points": None,
    "children": [10],
    "_tags": ["comment", "author_bruno", "story_8"],
}
ROW = {
    "title": None,
    "url": None,
    "text": "They do.",
    "dead": None,
    "by": "bruno",
    "score": None,
    "time": "1160418628",
    "timestamp": "2006-10-09 18:30:28 UTC",
    "type": "comment",
    "id": "9",
    "parent": "8",
    "descendants": None,
    "ranking": "0",
    "deleted": None,
}


def read(value):
    parsed = hacker_news.parse(json.dumps(value).encode())
    assert isinstance(parsed, Parsed), parsed
    return parsed


def test_a_story_opens_a_thread_and_shows_where_it_leads():
    parsed = read(STORY)
    post = parsed.posts[0]

    assert parsed.text == "https://example.org/oars"
    assert (post.id, post.thread, post.parents, post.title) == ("8", "8", (), "Oars & rain")
    assert (post.author, post.author_id, post.url) == ("ada", "ada", "https://news.ycombinator.com/item?id=8")
    assert post.posted_at == datetime(2006, 10, 9, 18, 21, 51, tzinfo=UTC)
    assert post.facts == {"karma": 57, "link": "https://example.org/oars"}


def test_what_people_typed_signs_before_is_quoted_and_code_is_not():
    parsed = read(COMMENT)

    assert parsed.text.split("\n") == [
        "Keep the oars dry.",
        "",
        "They rot, see https://example.org/a-very-long-page",
        "",
        "In winter?",
        "",
        "Keep them in.",
        "",
        "      > dry()",
        "",
        "Done.",
    ]
    assert parsed.posts[0].marks == (Mark(1, 1, "quote"), Mark(5, 5, "quote"), Mark(7, 7, "quote", 2))
    assert (parsed.posts[0].id, parsed.posts[0].parents, parsed.posts[0].thread) == ("9", ("8",), "")


def test_a_deleted_comment_keeps_its_place():
    parsed = read({"deleted": True, "id": 11, "parent": 9, "time": 1160418630, "type": "comment"})

    assert (parsed.posts[0].parents, parsed.posts[0].author) == (("9",), "")
    assert parsed.posts[0].facts == {"is_deleted": True}


def test_a_dead_comment_keeps_its_words():
    assert read({**COMMENT, "dead": True}).posts[0].facts == {"is_dead": True}


def test_an_option_of_a_poll_answers_the_poll():
    post = read({"by": "ada", "id": 12, "poll": 8, "score": 3, "text": "Oak", "time": 1, "type": "pollopt"}).posts[0]

    assert (post.parents, post.facts) == (("8",), {"karma": 3, "type": "pollopt"})


def test_comments_within_comments_are_read_each_before_its_answers():
    parsed = read(ALGOLIA)

    assert [(post.id, post.thread, post.parents) for post in parsed.posts] == [
        ("8", "8", ()),
        ("9", "8", ("8",)),
        ("10", "8", ("9",)),
    ]
    assert parsed.text == "Do they rot?\n\nThey do.\n\n[no text]"
    assert [post.facts.get("is_deleted", False) for post in parsed.posts] == [False, False, True]
    assert parsed.posts[0].facts["karma"] == 57


def test_hits_of_a_search_are_posts_of_their_story():
    post = read({"hits": [HIT], "nbHits": 1, "page": 0}).posts[0]

    assert (post.id, post.thread, post.parents, post.author, post.title) == ("9", "8", ("8",), "bruno", "")
    assert post.posted_at == datetime(2006, 10, 9, 18, 30, 28, tzinfo=UTC)


def test_rows_of_a_table_may_write_numbers_as_text():
    post = read(ROW).posts[0]

    assert (post.id, post.parents, post.posted_at) == ("9", ("8",), datetime(2006, 10, 9, 18, 30, 28, tzinfo=UTC))
    assert read({**ROW, "time": None}).posts[0].posted_at == post.posted_at
    assert read({**ROW, "parent": "0", "type": "story", "title": "Oars"}).posts[0].parents == ()


def test_an_item_that_is_not_shown_is_no_post_and_no_error():
    assert hacker_news.parse(b"null\n") == Parsed()


def test_rankings_are_no_posts():
    assert read({**ROW, "type": "comment_ranking"}).posts == ()


@pytest.mark.parametrize(
    "value",
    [
        STORY,
        COMMENT,
        ALGOLIA,
        {"hits": [HIT]},
        HIT,
        ROW,
        [STORY, COMMENT],
        {k: v for k, v in ROW.items() if k != "type"},
    ],
)
def test_all_its_forms_are_claimed_whatever_the_order_of_fields(value):
    turned = dict(reversed(value.items())) if isinstance(value, dict) else value

    assert hacker_news.claims("x", json.dumps(value, indent=1).encode())
    assert hacker_news.claims("x", json.dumps(turned).encode())


def test_a_long_story_is_claimed_by_its_beginning():
    assert hacker_news.claims("x", json.dumps({**ALGOLIA, "children": ALGOLIA["children"] * 500}).encode()[:65_536])


@pytest.mark.parametrize(
    "other",
    [
        "",
        "[8, 9, 10]",
        "null",
        '{"id": 8, "type": "story"}',
        '{"id": "ada", "created": 1173923446, "karma": 9, "submitted": [8]}',
        '{"hits": [{"objectID": "9", "title": "a shop"}]}',
        '{"id": 1, "title": "t", "post_stream": {"posts": []}, "created_at": "2020-01-01"}',
        '{"id": "9", "type": "post", "time": 1, "by": "ada"}',
        "8 story ada",
    ],
)
def test_other_documents_are_not_claimed(other):
    assert not hacker_news.claims("x", other.encode())


def test_an_array_is_cut_into_its_items_and_a_bad_line_spoils_no_other():
    array = json.dumps([STORY, COMMENT]).encode()
    lines = json.dumps(STORY).encode() + b'\n{"id": 10, "te\n' + json.dumps(COMMENT).encode() + b"\n"

    for document in (array, lines):
        units = list(hacker_news.units(io.BytesIO(document)))
        found = [
            parsed.posts[0].id
            for unit in units
            if isinstance(parsed := hacker_news.parse(unit), Parsed)
            if parsed.posts
        ]

        assert b"".join(units) == document
        assert found == ["8", "9"]


def test_comments_nested_beyond_reason_are_refused_in_words():
    unit = b'{"id": 1, "created_at_i": 1, "children": [' * 100_000 + b"]}" * 100_000

    assert isinstance(hacker_news.parse(unit), str)


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=9),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*STORY, *ALGOLIA, *HIT, "hits"]), inner)
    ),
    max_leaves=12,
)


@given(ANYTHING, st.sampled_from([{}, STORY, COMMENT, ALGOLIA, HIT, ROW]))
def test_no_value_makes_it_raise(value, fields):
    changed = {**fields, **value} if isinstance(value, dict) else [fields, value]
    unit = json.dumps(changed).encode()

    assert isinstance(hacker_news.claims("x", unit), bool)
    assert isinstance(hacker_news.parse(unit), Parsed | str)
