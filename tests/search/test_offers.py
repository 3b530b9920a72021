"""Authors and titles that hold the words of a search, offered above the posts that do."""

from datetime import UTC, datetime

import pytest
from django.contrib.auth.models import AnonymousUser

from tests.helpers import factories
from threads import models, search
from threads.search import offers as search_offers

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 12, 1, tzinfo=UTC)


@pytest.fixture
def bells() -> models.Archive:
    archive = factories.archive(slug="bells")
    opening = factories.post(factories.thread(archive, "The tenor bell cracked"), "Who heard it?", author="Ada Vik")
    factories.answer(opening, "I was with Ada.", author="Bruno")
    factories.post(factories.thread(archive, "A rope for the tenor"), "Which?", author="Chen")
    models.Author.objects.update(post_count=1)
    return archive


def offered(text: str) -> tuple[list[str], list[str]]:
    found = search.search_page(AnonymousUser(), text, now=NOW).offers
    return [str(author) for author in found.authors], [thread.title for thread in found.threads]


@pytest.mark.parametrize(
    ("text", "authors", "titles"),
    [
        ("ada", ["Ada Vik"], []),
        ("vik ada", ["Ada Vik"], []),
        ("author:ada", ["Ada Vik"], []),
        ("tenor", [], ["The tenor bell cracked", "A rope for the tenor"]),
        ("tenor rope", [], ["A rope for the tenor"]),
        ('title:"tenor bell"', [], ["The tenor bell cracked"]),
        ("a", [], []),
        ("tenor -rope", [], []),
        ("tenor OR rope", [], []),
        ("tenor author:ada", [], []),
    ],
)
def test_names_that_hold_every_word_are_offered(bells, text: str, authors: list[str], titles: list[str]) -> None:
    assert offered(text) == (authors, titles)


def test_an_author_is_offered_by_another_name(bells) -> None:
    factories.alias(models.Author.objects.get(name="Chen"), "ringer77")

    assert offered("ringer77") == (["Chen"], [])


def test_nothing_hidden_or_private_is_offered(bells) -> None:
    models.Thread.objects.filter(title__startswith="A rope").update(is_hidden=True)
    assert offered("tenor")[1] == ["The tenor bell cracked"]

    models.Archive.objects.update(is_published=False)
    assert offered("tenor") == ([], [])


def test_of_very_many_titles_those_of_found_threads_are_looked_through(bells, monkeypatch) -> None:
    monkeypatch.setattr(search_offers, "TITLES_READ", 1)
    models.Archive.objects.update(thread_count=2)
    assert offered("tenor")[1] == []

    models.Post.objects.filter(author__name="Chen").update(own_text="A tenor.")
    assert offered("tenor")[1] == ["A rope for the tenor"]


def test_the_page_shows_them_above_the_hits(client, bells) -> None:
    html = client.get("/search/", {"q": "ada"}).content.decode()

    assert "<bdi>Ada Vik</bdi></a>" in html
    assert html.index("<bdi>Ada Vik</bdi></a>") < html.index("hit-words")
