"""What is offered where nothing was found."""

from datetime import UTC, datetime

import pytest
from django.contrib.auth.models import AnonymousUser

from tests.helpers import factories
from threads.search import search_page

NOW = datetime(2010, 1, 1, tzinfo=UTC)


@pytest.fixture
def bells(db):
    archive = factories.archive(slug="bells")
    thread = factories.thread(archive, "The tenor")
    factories.post(thread, "The rope is new.", author="Ada")
    factories.post(thread, "Grease the sally.", author="Bruno")
    hidden = factories.post(thread, "The clapper is cracked.")
    hidden.is_hidden = True
    hidden.save()
    factories.post(factories.thread(factories.archive("Vestry", is_published=False)), "The vicar objects.")
    return archive


def without(asked: str) -> list[str]:
    """The terms of a search in vain that it does better without."""
    page = search_page(AnonymousUser(), asked, now=NOW)
    assert not page.total
    return [term.source for term, _ in page.loosened]


@pytest.mark.parametrize(
    ("asked", "terms"),
    [
        ("rope hemp", ["hemp"]),
        ("rope author:bruno", ["author:bruno"]),
        ("rope grease", ["rope", "grease"]),
        ("hemp jute", []),
        ("hemp", []),
        ("clapper hemp", []),
        ("vicar hemp", []),
        ("rope -new", ["-new"]),
        ("in:quotes rope hemp", []),
    ],
)
def test_what_a_search_is_better_without_is_said_and_nothing_of_what_is_not_seen(bells, asked, terms):
    assert without(asked) == terms


def test_the_page_leads_to_the_shorter_search(client, bells):
    page = client.get("/search/?q=rope+hemp").content.decode()

    assert 'Posts are found <a href="?q=rope" rel="nofollow">without <b>hemp</b></a>' in page
    assert "without <b>rope</b>" not in page
