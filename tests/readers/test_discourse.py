"""Topics of Discourse keep what they state: authors, answers, quoted posts, what was polled, closed and taken away.

Fields are those of Discourse's post_serializer.rb and topic_view_serializer.rb, of its API documentation
(docs.discourse.org, "Get a single topic", "List latest posts"), post types of its post.rb, and quotes of its
quotes.js (discourse-markdown); all were seen in 5,046 topics of a real forum but whispers, raw and latest_posts.
"""

import json
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import pytest

from tests.helpers.documents import post, topic
from threads.readers import discourse
from threads.readers.discourse import claims, parse, units
from threads.records import Mark, Parsed, Statement


def parsed(value: Any) -> Parsed:
    found = parse(json.dumps(value).encode())
    assert isinstance(found, Parsed)
    return found


def only(value: Any) -> Statement:
    (statement,) = parsed(value).posts
    return statement


def text(value: Any) -> str:
    return parsed(value).text


def test_a_post_states_all_that_its_forum_does() -> None:
    found = only(topic(post(4, reply_to_post_number=2, actions_summary=[{"id": 2, "count": 3}])))

    assert (found.id, found.thread, found.parents) == ("12/4", "12", ("12/2",))
    assert (found.author, found.author_id, found.facts["name"]) == ("ada", "ada", "Ada Reed")
    assert found.posted_at == datetime(2021, 3, 4, 5, 6, 7, 890_000, UTC)
    assert (found.title, found.facts["likes"], found.url) == ("The weir", 3, "")


def test_the_opening_post_has_the_tags() -> None:
    opening, answer = parsed(topic(post(1), post(2))).posts

    assert opening.facts["tags"] == ["water", "wood"]
    assert "tags" not in answer.facts


def test_the_address_is_known_where_a_picture_tells_the_site() -> None:
    found = only(topic(post(4, avatar_template="/user_avatar/forum.example.org/ada/{size}/7_2.png")))

    assert found.url == "https://forum.example.org/t/the-weir/12/4"


def test_a_quote_names_its_post_and_who_wrote_it() -> None:
    cooked = (
        '<aside class="quote no-group" data-username="bruno" data-post="3" data-topic="9">\n<div class="title">\n'
        '<div class="quote-controls"></div>\n<img alt="" width="20" src="/b.png" class="avatar"> bruno:</div>\n'
        "<blockquote>\n<p>Who built it?</p>\n<p>And when?</p>\n</blockquote>\n</aside>\n<p>The miller.</p>"
    )

    found = parsed(topic(post(4, cooked)))

    assert found.text.split("\n") == ["bruno:", "", "Who built it?", "", "And when?", "", "The miller."]
    assert found.posts[0].marks == (Mark(1, 1, "attribution", 1, "9/3"), Mark(3, 5, "quote", 1, "9/3"))


def test_a_quote_without_a_topic_is_of_its_own_topic_and_one_without_a_post_of_none() -> None:
    cooked = '<aside class="quote"{}><blockquote><p>Who?</p></blockquote></aside>'

    assert only(topic(post(4, cooked.format(' data-post="2"')))).marks == (Mark(1, 1, "quote", 1, "12/2"),)
    assert only(topic(post(4, cooked.format("")))).marks == (Mark(1, 1, "quote", 1, ""),)


@pytest.mark.parametrize("fields", [{"cooked": ""}, {}])
def test_what_was_typed_is_read_where_no_html_is_given(fields: dict[str, str]) -> None:
    raw = '[quote="bruno, post:3, topic:9"]\nWho *built* it?\n[/quote]\n\nThe [miller](https://example.org).'
    given = {key: value for key, value in post(4, raw=raw).items() if key != "cooked"} | fields

    found = parsed(given)

    assert found.text.split("\n") == ["bruno:", "", "Who built it?", "", "The miller (https://example.org)."]
    assert found.posts[0].marks == (Mark(1, 1, "attribution", 1, "9/3"), Mark(3, 3, "quote", 1, "9/3"))


MENTION = '<p><img src="/i.png" title=":wave:" class="emoji" alt=":wave:"> <a class="mention" href="/u/bo">@bo</a></p>'
LIGHTBOX = (
    '<div class="lightbox-wrapper"><a class="lightbox" href="https://example.org/1.png"><img src="/t.png" alt="weir">'
    '<div class="meta"><span class="filename">weir</span><span class="informations">9x9</span></div></a></div>'
)
ONEBOX = (
    '<aside class="onebox x"><header class="source"><a href="https://example.org/p">example.org</a></header>'
    '<article class="onebox-body"><img src="/i.png" class="thumbnail"><h3><a href="https://example.org/p">The plan</a>'
    "</h3><p>Boards.</p></article></aside>"
)
LINK_AGAIN = f'{ONEBOX}<p>See <a href="https://example.org/q">more</a>.</p>{MENTION}'
POLL = (
    '<div class="poll"><div class="poll-container"><ul><li>Oak</li><li>Elm</li></ul></div>'
    '<div class="poll-info"><span>0</span> voters</div></div>'
)
FILM = (
    '<div class="onebox lazyYT lazyYT-container" data-youtube-id="abc"><a href="https://www.youtube.com/watch?v=abc">'
    '<img class="ytp-thumbnail-image" src="https://example.org/i.jpg" title="A film"></a></div>'
)
LAZY_FILM = '<div class="lazyYT" data-youtube-id="abc" data-youtube-title="A film"></div>'
HIDDEN = "<details><summary>Spoils</summary><p>It was <span class='spoiler'>Chen</span>.</p></details>"


@pytest.mark.parametrize(
    ("cooked", "expected"),
    [
        (MENTION, "👋 @bo"),
        (LIGHTBOX, "[picture: weir] (https://example.org/1.png)"),
        (ONEBOX, "example.org (https://example.org/p)\n\nThe plan\n\nBoards."),
        (
            LINK_AGAIN,
            "example.org (https://example.org/p)\n\nThe plan\n\nBoards.\n\nSee more (https://example.org/q).\n\n👋 @bo",
        ),
        (POLL, "- Oak\n- Elm"),
        (FILM, "A film (https://www.youtube.com/watch?v=abc)"),
        (LAZY_FILM, "A film (https://www.youtube.com/watch?v=abc)"),
        (HIDDEN, "Spoils\n\nIt was Chen."),
        ('<h1><a name="x" class="anchor" href="#x"></a>Plan</h1>', "Plan"),
    ],
)
def test_its_own_markup_is_read_as_its_reader_sees_it(cooked: str, expected: str) -> None:
    picture = "/user_avatar/forum.example.org/ada/{size}/7_2.png"

    assert text(topic(post(1, cooked, avatar_template=picture))) == expected


def test_polls_keep_their_votes() -> None:
    polls = [{"name": "poll", "options": [{"id": "a", "html": "Oak &amp; elm", "votes": 4}], "voters": 4}]

    assert only(topic(post(polls=polls))).facts["polls"] == [{"Oak & elm": 4}]


def test_acts_of_moderators_are_said() -> None:
    found = parsed(topic(post(5, "", post_type=3, action_code="closed.enabled")))

    assert found.text == "[topic closed]"
    assert found.posts[0].facts["action"] == "closed.enabled"


@pytest.mark.parametrize(
    ("fields", "fact"),
    [
        ({"deleted_at": "2021-03-05T00:00:00Z"}, "is_deleted"),
        ({"user_deleted": True}, "is_deleted"),
        ({"hidden": True}, "is_hidden"),
        ({"post_type": 4}, "is_whisper"),
        ({"accepted_answer": True}, "is_accepted_answer"),
    ],
)
def test_what_was_done_with_a_post_is_a_fact(fields: dict[str, Any], fact: str) -> None:
    assert only(topic(post(**fields))).facts[fact] is True
    assert fact not in only(topic(post())).facts


def test_posts_come_in_topics_in_lists_and_alone() -> None:
    first, second = post(1), post(2, topic_title="The weir", reply_to_post_number=1)
    documents = [
        json.dumps(topic(first, second)),
        json.dumps({"post_stream": {"posts": [first, second]}, "id": 12}),
        json.dumps({"latest_posts": [second, first]}),
        json.dumps([first, second]),
        f"{json.dumps(first)}\n{json.dumps(second)}\n",
    ]

    for document in documents:
        content = document.encode()
        assert claims("x.json", content[:200])
        cut = list(units(BytesIO(content)))
        assert b"".join(cut) == content
        found = [each for unit in cut for each in parse(unit).posts]
        assert {(each.id, each.parents) for each in found} == {("12/1", ()), ("12/2", ("12/1",))}


@pytest.mark.parametrize(
    "document", [b'{"id": 1, "title": "x"}', b"[]", b"words", b'[{"post_number": 1}]', b'{"posts": []}']
)
def test_other_json_is_not_claimed(document: bytes) -> None:
    assert not claims("topic.json", document)


@pytest.mark.parametrize(
    "raw",
    [
        b'{"id": 1}',
        b'{"post_stream": 5, "id": "x"}',
        b'[{"topic_id": {}, "post_number": []}]',
        b'{"post_stream": {',
        b"",
    ],
)
def test_what_is_no_post_is_told_in_words(raw: bytes) -> None:
    assert isinstance(parse(raw), str)


def test_fields_of_other_kinds_than_expected_count_for_nothing() -> None:
    odd = {
        "username": 5,
        "cooked": {},
        "raw": None,
        "created_at": [],
        "actions_summary": {},
        "polls": [5, {"options": [5]}],
    }

    found = parsed(topic(post(**odd, tags={}), tags={}, title=None, slug=7))

    assert found.text == "[no text]"
    assert (found.posts[0].author, found.posts[0].posted_at, found.posts[0].title) == ("Ada Reed", None, "")


def test_an_empty_part_of_a_topic_holds_no_post() -> None:
    assert parse(b'{"post_stream": {"posts": []}, "id": 12}') == discourse.Parsed()


def test_a_parent_that_is_null_says_that_the_topic_is_answered_and_a_missing_one_says_nothing() -> None:
    opening, to_topic, to_post = parsed(
        topic(post(1, reply_to_post_number=None), post(2, reply_to_post_number=None), post(3, reply_to_post_number=2))
    ).posts
    unsaid = {name: value for name, value in post(4).items() if name != "reply_to_post_number"}

    assert [each.opening for each in (opening, to_topic, to_post, only(topic(unsaid)))] == ["", "12/1", "", ""]
