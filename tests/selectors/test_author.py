"""An author's page: posts whole or in excerpts, by year, with what they began, whom they answer and who answers them."""

from datetime import UTC, datetime

import pytest
from django.contrib.auth.models import AnonymousUser

from tests.helpers import factories
from threads import models, selectors

pytestmark = pytest.mark.django_db
VISITOR = AnonymousUser()
PLACES = {"origin": "sequence", "confidence": 0.3}


def day(year: int) -> datetime:
    return datetime(year, 3, 4, tzinfo=UTC)


@pytest.fixture
def ada() -> models.Author:
    """Ada began a thread, which Bruno answered; she answered him and Chen, and nobody knows whom once."""
    archive = factories.archive(slug="bells")
    opening = factories.post(
        factories.thread(archive, title="The tenor"), "Which bell?", author="Ada", posted_at=day(2001)
    )
    by_bruno = factories.answer(opening, "The small one.", author="Bruno", posted_at=day(2001))
    factories.answer(by_bruno, "It cracked.", author="Ada", posted_at=day(2002))
    factories.answer(by_bruno, "In winter.", author="Ada", posted_at=None)
    by_chen = factories.post(
        factories.thread(archive, title="The rope"), "Who rang?", author="Chen", posted_at=day(2002)
    )
    factories.answer(by_chen, "I did.", author="Ada", posted_at=day(2002), **PLACES)
    return opening.author


def test_posts_stand_whole_each_with_its_thread(client, ada) -> None:
    page = selectors.author_page(VISITOR, ada.id)
    html = client.get(ada.get_absolute_url()).content.decode()

    assert [post.html for post in page.whole] == [
        f'<p dir="auto">{text}</p>' for text in ("It cracked.", "I did.", "Which bell?", "In winter.")
    ]
    assert html.count("<bdi>The tenor</bdi></a></p>") == 3
    assert html.count("<bdi>The rope</bdi></a></p>") == 1


def test_excerpts_are_another_view(client, ada) -> None:
    html = client.get(ada.get_absolute_url(), {"view": "excerpts"}).content.decode()

    assert '<p class="said-words" dir="auto">' in html
    assert 'class="post"' not in html
    assert ' aria-current="page">excerpts</a>' in html


def test_posts_are_told_by_year(ada) -> None:
    years = selectors.author_page(VISITOR, ada.id).years
    page = selectors.author_page(VISITOR, ada.id, year=2002)

    assert years == ((2002, 2), (2001, 1), (None, 1))
    assert ([post.posted_at.year for post in page.whole], page.year, page.total) == ([2002, 2002], 2002, 4)
    assert selectors.author_page(VISITOR, ada.id, year=1999).year is None


def test_whom_an_author_answers_and_who_answers_them_without_guesses(client, ada) -> None:
    page = selectors.author_page(VISITOR, ada.id)

    assert [(each.author.name, each.answered, each.answering) for each in page.company] == [("Bruno", 2, 1)]
    assert (page.company[0].bar_to, page.company[0].bar_from) == (60, 30)
    assert '<rect class="bar-to" width="60" height="4"/>' in client.get(ada.get_absolute_url()).content.decode()


def test_the_threads_an_author_began_are_those_that_others_went_on_with(ada) -> None:
    factories.post(factories.thread(ada.archive, title="Alone"), "Nobody?", author="Ada")

    assert [thread.title for thread in selectors.author_page(VISITOR, ada.id).begun] == ["The tenor"]


def test_what_is_hidden_is_counted_nowhere(ada) -> None:
    models.Post.objects.filter(text__in=("The small one.", "It cracked.")).update(is_hidden=True)

    page = selectors.author_page(VISITOR, ada.id)

    assert (page.total, page.company) == (3, ())
    assert selectors.author_page(factories.staff(), ada.id).total == 4
