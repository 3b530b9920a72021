"""Whatever stands in the search box: it is understood, becomes a question to the database, and is answered."""

from datetime import UTC, datetime
from urllib.parse import quote

import pytest
from django.db import connection
from hypothesis import given

from tests.helpers import factories, odd
from threads.models import Post
from threads.search.conditions import narrowed, own_words
from threads.search.language import TERMS_MOST, parse

NOW = datetime(2010, 1, 1, tzinfo=UTC)


@odd.examples(300)
@given(text=odd.searches())
def test_any_text_is_a_query(text):
    query = parse(text)

    assert len(query.terms) <= TERMS_MOST
    for term in query.terms:
        parse(query.without(term))


@pytest.mark.django_db
@odd.examples(150)
@given(text=odd.searches())
def test_any_query_is_a_question_to_the_database(text):
    query = parse(text)
    posts, words = narrowed(Post.objects.all(), query, NOW), own_words(query)
    posts = posts if words is None else posts.filter(search=words)

    assert posts.query.get_compiler(connection=connection).as_sql()[0]


@pytest.fixture
def bells(db):
    archive = factories.archive(slug="bells")
    post = factories.post(factories.thread(archive, "C\u8a00\u8a9e"), "The small bell.", bigrams="\u6f22\u5b57")
    factories.quote(factories.answer(post, "The great bell, see http://a.b."), post)


@odd.examples(60, share=10)
@given(text=odd.searches())
def test_any_search_has_a_page_and_a_feed(client, bells, text):
    asked = quote(text.encode("utf-8", "surrogatepass"))

    page = client.get(f"/search/?q={asked}")
    part = client.get(f"/search/?q={asked}", headers={"HX-Request": "true"})
    feed = client.get(f"/search.atom?q={asked}")

    assert (page.status_code, part.status_code, feed.status_code) == (200, 200, 200)
