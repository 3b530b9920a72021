"""Sentences are cited by their words: found exactly, wherever they went, or said to be gone."""

from datetime import UTC, datetime

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import Http404

from tests.helpers import factories
from threads import models, selectors
from threads.html.cited_sentences import sentences_of

pytestmark = pytest.mark.django_db
TODAY = datetime(2026, 12, 1, tzinfo=UTC)
LONG = "The tenor bell came down on Monday, and nobody in all of the parish had heard-of it."


@pytest.fixture
def post() -> models.Post:
    thread = factories.thread(factories.archive("Bells & Co", slug="bells"), "The tenor")
    return factories.post(thread, f"It cracked. {LONG}", author="Ada")


def key(post: models.Post, nth: int = 0) -> str:
    return sentences_of(post.html)[nth].key


def test_a_post_is_cited_with_its_author_its_place_and_its_day(post) -> None:
    page = selectors.cite_page(AnonymousUser(), post.id, "")

    assert page.words("https://x.org") == (
        f"Ada, in: The tenor, post 1, Bells & Co, 3 February 2009. https://x.org/p/{post.id}/"
    )
    assert page.bibtex("https://x.org", TODAY) == (
        f"@misc{{post{post.id},\n  author = {{{{Ada}}}},\n  title = {{{{The tenor}}}},\n"
        "  howpublished = {Bells \\& Co, post 1},\n  year = {2009},\n  month = {2},\n"
        f"  url = {{https://x.org/p/{post.id}/}},\n  urldate = {{2026-12-01}},\n}}"
    )


def test_a_sentence_is_cited_by_our_mark_and_by_its_words(post) -> None:
    short, long = (selectors.cite_page(AnonymousUser(), post.id, key(post, n)) for n in (0, 1))

    assert short.address("") == f"/p/{post.id}/?s={key(post)}#s-{key(post)}:~:text=It%20cracked."
    assert long.address("").endswith(
        ":~:text=The%20tenor%20bell%20came%20down%20on,of%20the%20parish%20had%20heard%2Dof%20it."
    )
    assert "“It cracked.” In: The tenor" in short.words("")
    assert "note = {“It cracked.”}" in short.bibtex("", TODAY)


def test_the_address_leads_to_the_sentence_marked(client, post) -> None:
    html = client.get(f"/p/{post.id}/?s={key(post)}").content.decode()

    assert f'<mark id="s-{key(post)}">It cracked.</mark>' in html
    assert "no longer here" not in html


def test_a_sentence_that_moved_to_the_next_post_is_followed(client, post) -> None:
    cited = key(post)
    moved = factories.answer(post, "It cracked.", author="Bruno")
    models.Post.objects.filter(pk=post.pk).update(html=f"<p>{LONG}</p>")

    assert client.get(f"/p/{post.id}/?s={cited}").url == f"/p/{moved.id}/?s={cited}"


def test_a_sentence_that_moved_to_another_post_of_its_document_is_followed(client, post) -> None:
    cited = key(post)
    alone = factories.post(factories.thread(post.archive), "It cracked.", author="Bruno")
    document = factories.document(post.archive, "One.\nTwo.\n")
    factories.appearance(post, document, 1, 1)
    factories.appearance(alone, document, 2, 2)
    models.Post.objects.filter(pk=post.pk).update(html=f"<p>{LONG}</p>")

    assert client.get(f"/p/{post.id}/?s={cited}").url == f"/p/{alone.id}/?s={cited}"


@pytest.mark.parametrize("now", ["It cracked!", "It had cracked.", "It crackled."])
def test_a_sentence_that_changed_is_said_to_be_gone(client, post, now: str) -> None:
    cited = key(post)
    factories.answer(post, now, author="Bruno", is_hidden=True)
    models.Post.objects.filter(pk=post.pk).update(html=f"<p>{now}</p>")
    html = client.get(f"/p/{post.id}/?s={cited}").content.decode()

    assert "The sentence that this address cites is no longer here" in html
    assert "<mark" not in html
    assert "is no longer in this post" in client.get(f"/p/{post.id}/cite/?s={cited}").content.decode()


def test_a_hidden_post_gives_no_sentence_away(client, post) -> None:
    cited = key(post)
    factories.answer(post, "It cracked.", author="Bruno", is_hidden=True)
    models.Post.objects.filter(pk=post.pk).update(html=f"<p>{LONG}</p>")

    assert client.get(f"/p/{post.id}/?s={cited}").status_code == 200
    models.Post.objects.filter(pk=post.pk).update(is_hidden=True)
    with pytest.raises(Http404):
        selectors.cite_page(AnonymousUser(), post.id, cited)


def test_an_old_id_keeps_what_is_cited(client, post) -> None:
    models.Redirect.objects.create(archive=post.archive, of="post", old_id=999, post=post)

    assert client.get(f"/p/999/?s={key(post)}").url == f"/p/{post.id}/?s={key(post)}"
    assert client.get("/p/999/cite/").url == f"/p/{post.id}/cite/"


def test_what_names_no_sentence_is_no_fault(client, post) -> None:
    assert "no longer here" in client.get(f"/p/{post.id}/?s=%3Cb%3E").content.decode()
    assert "no longer in this post" in client.get(f"/p/{post.id}/cite/?s=%3Cb%3E").content.decode()
