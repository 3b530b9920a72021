"""Every fact that a reader may write is shown by some page, in words; nothing in it is relied on."""

import pytest

from tests.helpers import factories
from threads.records import Facts
from threads.selectors.facts import day_of, details_of, notes_of, states_of

# A value of each fact, and what the page of the post says of it.
SHOWN = {
    "attachments": ([{"name": "keel.pdf"}], "<li><bdi>keel.pdf</bdi></li>"),
    "list": ("boats.quay.example", "the list <bdi>boats.quay.example</bdi>"),
    "within": ("Quay Digest 7", "came in Quay Digest 7"),
    "fragment": ("part 2 of 3", "part 2 of 3"),
    "name": ("Ida Keel", "its author is Ida Keel"),
    "coauthors": (["Ole", "Ume"], "with Ole, Ume"),
    "edited_at": ("2009-02-03T10:00:00Z", "last changed on 3 February 2009"),
    "tags": (["ebb", "flood"], "tagged ebb, flood"),
    "category": (5, "category 5"),
    "subreddit": ("tides", "in r/tides"),
    "type": ("job", '<p class="notes">job</p>'),
    "action": ("closed.enabled", "a notice of closed.enabled"),
    "link": ("https://www.quay.example/a?b=1&c", 'about <a href="https://www.quay.example/a?b=1&amp;c" rel="nofollow noopener noreferrer">quay.example</a>'),
    "crosspost_of": ("t3_ab1", "repeats t3_ab1"),
    "licence": ("CC BY-SA 4.0", "licence CC BY-SA 4.0"),
    "karma": (-2, "karma -2"),
    "vote_count": (7, "7 votes for or against it"),
    "likes": (1, "1 like<"),
    "comment_count": (3, "3 comments where it stood"),
    "polls": ([{"oars": 4, "sails": 1}], "votes: oars 4, sails 1"),
    "is_answer": (True, "given as an answer"),
    "is_accepted_answer": (True, "accepted as the answer"),
    "accepted_answer": ("p7", "the answer accepted is p7"),
    "closed_at": ("2009-02-04", "closed 4 February 2009"),
    "is_deleted": (True, '<span class="state">deleted where it stood</span>'),
    "deleted_reason": ("off topic", "deleted there for: off topic"),
    "is_retracted": (True, '<span class="state">retracted by its author</span>'),
    "is_dead": (True, '<span class="state">killed where it stood</span>'),
    "is_hidden": (True, '<span class="state">hidden where it stood</span>'),
    "is_whisper": (True, '<span class="state">for staff where it stood</span>'),
    "versions": (2, "edited between saves: 2 versions"),
}  # fmt: skip


@pytest.fixture
def thread(db):
    return factories.thread(factories.archive("Tides", slug="tides"), "Oars")


def page_of(client, thing) -> str:
    return client.get(thing.get_absolute_url()).content.decode()


def test_each_fact_has_its_example():
    assert SHOWN.keys() == Facts.__annotations__.keys()


@pytest.mark.parametrize("name", Facts.__annotations__)
def test_the_page_of_a_post_shows_each_fact(client, thread, name):
    value, words = SHOWN[name]
    without = factories.post(thread, "Split.")
    post = factories.post(thread, "Cracked.", facts={name: value})

    assert words in page_of(client, post)
    assert words not in page_of(client, without)


def test_the_thread_shows_what_became_of_a_post(client, thread):
    factories.post(thread, "Cracked.", facts={"is_retracted": True, "closed_at": "2009-02-04", "is_answer": True})
    page = page_of(client, thread)

    assert "retracted by its author" in page
    assert "given as an answer; closed 4 February 2009" in page


def test_the_answer_that_its_question_names_is_marked_as_accepted(client, thread):
    question = factories.post(thread, "Which oar?", stated_id="p1", facts={"accepted_answer": "p3"})
    factories.answer(question, "Ash.", stated_id="p2")
    factories.answer(question, "Spruce.", stated_id="p3")
    page = page_of(client, thread)

    assert page.count("accepted as the answer") == 1
    assert page.index("Spruce.") < page.index("accepted as the answer")
    assert "an answer was accepted" in page


def test_a_link_that_is_no_page_is_not_shown(client, thread):
    post = factories.post(thread, "Cracked.", facts={"link": "javascript:alert(1)"})

    assert "about <a" not in page_of(client, post)


@pytest.mark.parametrize(
    ("value", "day"),
    [
        (1234567890, "13 February 2009"),
        ("2009-02-13", "13 February 2009"),
        ("last  spring", "last spring"),
        (10**30, ""),
        (None, ""),
        ([], ""),
        ("x" * 900, "x" * 200),
    ],
)
def test_a_day_is_said_where_there_is_one(value, day):
    assert day_of(value) == day


@pytest.mark.parametrize("value", [[], {}, 1.5, "", [[]], [{}], {"a": []}, -1, [{"a": "b", "": 1}]])
def test_values_of_another_kind_say_nothing(value):
    facts = dict.fromkeys(SHOWN.keys() - {"edited_at", "closed_at", "accepted_answer", "karma"}, value)

    assert states_of(facts) == notes_of(facts) == details_of(facts) == ()
