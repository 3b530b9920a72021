"""What passed between two authors: every answer and quote of one to the other, with what it answers, in order."""

from datetime import UTC, datetime

import pytest
from django.contrib.auth.models import AnonymousUser

from tests.helpers import factories
from threads import models, selectors

pytestmark = pytest.mark.django_db
VISITOR = AnonymousUser()


def day(number: int) -> datetime:
    return datetime(2009, 3, number, tzinfo=UTC)


@pytest.fixture
def pair() -> tuple[models.Author, models.Author]:
    """Ada and Bruno answer each other in two threads; Chen joins in."""
    archive = factories.archive(slug="bells")
    tenor = factories.thread(archive, title="The tenor")
    opening = factories.post(tenor, "Which bell?", author="Ada", posted_at=day(3))
    by_bruno = factories.answer(opening, "The small one.", author="Bruno", posted_at=day(4))
    factories.answer(by_bruno, "It cracked.", author="Ada", posted_at=day(9))
    by_chen = factories.answer(opening, "I was not asked.", author="Chen", posted_at=day(5))
    factories.answer(by_chen, "No.", author="Bruno", posted_at=day(6))
    rope = factories.post(factories.thread(archive, title="The rope"), "Who rang?", author="Bruno", posted_at=day(1))
    factories.answer(rope, "I did.", author="Ada", posted_at=day(7))
    factories.answer(rope, "Somewhere under it.", author="Ada", posted_at=day(8), origin="sequence", confidence=0.3)
    return opening.author, by_bruno.author


def words(page: selectors.ExchangePage) -> list[str]:
    return [post.words for post in page.posts]


def test_conversations_follow_each_other_each_in_its_order(pair) -> None:
    page = selectors.exchange_page(VISITOR, pair[0].id, pair[1].id)

    assert words(page) == ["Who rang?", "I did.", "Which bell?", "The small one.", "It cracked."]
    assert page.total == 5
    assert [title for _, title in page.titles.values()] == ["The rope", "The tenor"]


def test_it_is_the_same_from_either_author(pair) -> None:
    there, back = (selectors.exchange_page(VISITOR, a.id, b.id) for a, b in (pair, pair[::-1]))

    assert words(there) == words(back)
    assert (there.first, there.second) == (back.second, back.first)


def test_a_post_that_quotes_the_other_belongs_to_it_whomever_it_answers(pair) -> None:
    ada, bruno = pair
    no = models.Post.objects.get(own_text="No.")
    factories.quote(no, models.Post.objects.get(own_text="It cracked."), line=1)

    assert "No." in words(selectors.exchange_page(VISITOR, ada.id, bruno.id))


def test_a_hidden_answer_takes_what_it_answered_along(pair) -> None:
    models.Post.objects.filter(own_text="I did.").update(is_hidden=True)

    assert words(selectors.exchange_page(VISITOR, pair[0].id, pair[1].id)) == [
        "Which bell?", "The small one.", "It cracked.",
    ]  # fmt: skip


def test_an_author_leads_to_what_passed_with_each_companion(client, pair) -> None:
    ada, bruno = pair
    html = client.get(ada.get_absolute_url()).content.decode()

    assert f'href="/u/{ada.id}/with/{bruno.id}/"' in html
    assert f'href="/u/{bruno.id}/with/{ada.id}/"' in client.get(bruno.get_absolute_url()).content.decode()


def test_two_who_never_met_are_told_so(client, pair) -> None:
    chen, dalia = (
        models.Author.objects.get(name="Chen"),
        factories.post(factories.thread(pair[0].archive), "Alone.", author="Dalia").author,
    )

    assert "Neither answers or quotes the other" in client.get(f"/u/{chen.id}/with/{dalia.id}/").content.decode()


def test_a_merged_author_leads_on(client, pair) -> None:
    ada, bruno = pair
    post = ada.posts.first()
    models.Redirect.objects.create(archive=ada.archive, of="author", old_id=999, post=post)

    assert client.get(f"/u/999/with/{bruno.id}/").url == f"/u/{ada.id}/with/{bruno.id}/"
    assert client.get(f"/u/998/with/{bruno.id}/").status_code == 404


def test_a_quote_is_folded_where_its_source_stands_on_the_page_and_open_elsewhere(client, pair) -> None:
    ada, bruno = pair
    here, away = models.Post.objects.get(own_text="Who rang?"), models.Post.objects.get(own_text="No.")
    quotes = [
        f'<details class="quote">\n<blockquote cite="/p/{post.id}/"></blockquote></details>' for post in (here, away)
    ]
    models.Post.objects.filter(own_text="I did.").update(html="".join(quotes))
    address = f"/u/{ada.id}/with/{bruno.id}/"
    html = client.get(address).content.decode()

    assert quotes[0] in html
    assert quotes[1].replace('quote">', 'quote" open>', 1) in html
    client.cookies["fold"] = "all"
    assert quotes[1] in client.get(address).content.decode()
