"""Which words are found, and which posts come first."""

from datetime import UTC, datetime

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db.models import Value

from tests.helpers import factories
from threads.models.search_vector import CONFIG
from threads.search import matches, search_page
from threads.search.conditions import RANKED_WORDS_MOST, ranked_words
from threads.search.language import parse

NOW = datetime(2010, 1, 1, tzinfo=UTC)


def found(text: str) -> list[str]:
    page = search_page(AnonymousUser(), text, now=NOW)
    return [hit.post.own_text for thread in page.threads for hit in thread.hits]


PATHS = (
    "See drivers/gpio.c and ask ada.quill@tides.example; <vector> is in https://bells.example/ropes/grease-pots.html."
)


@pytest.mark.parametrize(
    "typed",
    [
        "drivers",
        "gpio",
        "drivers/gpio.c",
        '"drivers gpio"',
        "quill",
        "ada.quill@tides.example",
        "vector",
        "<vector>",
        "ropes",
        "pots",
        "grease-pots",
    ],
)
def test_the_parts_of_paths_and_addresses_are_words(db, typed):
    factories.post(factories.thread(factories.archive()), PATHS)

    assert found(typed) == [PATHS]


@pytest.mark.parametrize("typed", ["gpio/drivers", "pots-grease", "tides.example@ada.quill"])
def test_what_is_typed_in_one_stands_so_in_the_text(db, typed):
    factories.post(factories.thread(factories.archive()), PATHS)

    assert found(typed) == []


@pytest.mark.parametrize(
    ("typed", "count"), [("the", 1), ('"the who"', 1), ("die", 1), ("who die", 1), ('"who the"', 0)]
)
def test_no_word_is_too_common_to_be_found(db, typed, count):
    factories.post(factories.thread(factories.archive()), "Die Glocken hingen, als The Who spielten.")

    assert len(found(typed)) == count


@pytest.fixture
def ropes(db):
    """Ten posts that say a word, once each but for the last one; the longer the later."""
    thread = factories.thread(factories.archive())
    texts = [f"{'hemp ' * 4**number}rope" for number in range(5)]
    return [factories.post(thread, text).own_text for text in [*texts, f"{'rope ' * 9}{'hemp ' * 900}"]]


def test_of_too_many_posts_with_a_word_the_longest_are_ranked(ropes, monkeypatch):
    monkeypatch.setattr(matches, "MATCHES", 1)

    page = search_page(AnonymousUser(), "rope", now=NOW)

    assert page.is_total_cut
    assert [hit.post.own_text for thread in page.threads for hit in thread.hits] == [ropes[5]]


def test_of_too_many_posts_with_several_words_the_shortest_are_ranked(ropes, monkeypatch):
    monkeypatch.setattr(matches, "MATCHES", 2)

    assert found("hemp rope") == ropes[:2]


def test_a_short_post_that_says_all_words_in_a_row_comes_first(db):
    archive = factories.archive()
    texts = [
        "The rope is new. " + "We rang for an hour. " * 9 + "The grease is old.",
        "Grease the rope.",
        "Rope, grease and " + "bells " * 60,
    ]
    for text in texts:
        factories.post(factories.thread(archive), text)

    assert found("rope grease")[0] == texts[1]


@pytest.mark.parametrize(
    ("typed", "ranked_by"),
    [
        ("<b>" * 83, 1),
        ('"' + "rope " * 40 + '"', 1),
        ("/".join("abcdefghijklmnop"), RANKED_WORDS_MOST),
        (" OR ".join(f"w{number}/x{number}" for number in range(14)), RANKED_WORDS_MOST),
    ],
)
def test_posts_are_ranked_by_few_words_however_many_are_asked_for(db, typed, ranked_by):
    text = typed.replace(" OR ", " ").strip('"')
    for each in (text, "Nothing of it."):
        factories.post(factories.thread(factories.archive()), each)

    assert len(words_of(ranked_words(parse(typed)))) == ranked_by
    assert found(typed) == [text]


def test_runs_of_unspaced_letters_are_many_words():
    assert words_of(ranked_words(parse("漢字" * 60))) == ["漢字", "字漢"]


def test_many_words_rank_by_how_many_of_the_first_are_said(db):
    asked = "the rope of the tenor bell was greased on monday morning"
    thread = factories.thread(factories.archive())
    texts = [f"{asked.replace(' ', ' and ' * 30)}", asked]
    for text in texts:
        factories.post(thread, text)

    assert found(asked)[0] == asked


def words_of(query) -> list[str]:
    """The words that a query of the database is made of."""
    values = [part.value for part in query.flatten() if isinstance(part, Value)]
    return [value for value in values if value != CONFIG]
