"""Nobody sees what is private or hidden, wherever they look; staff do."""

import re

import pytest

from tests.helpers import factories
from tests.helpers.addresses import addresses
from threads.models import Post

CANARY = "kanarienvogel"
# Stands beside the canary wherever that does, and is what a search asks for: a page may repeat what it was asked.
BESIDE = "vestry"


@pytest.fixture
def private(db):
    """An archive with the canary in every column that a page shows."""
    archive = factories.archive(f"{CANARY} {BESIDE}", slug=BESIDE, description=CANARY, is_published=False)
    thread = factories.thread(archive, f"{CANARY} {BESIDE}")
    document = factories.document(archive, f"{CANARY} line\n{CANARY} quote\n", path=f"{CANARY}.txt")
    missing = factories.post(thread, f"{CANARY} {BESIDE}", author=f"{CANARY} Dalia", is_missing=True, quoted_count=9)
    post = factories.answer(missing, f"{CANARY} {BESIDE}", author=f"{CANARY} {BESIDE}", origin="quote", evidence=CANARY)
    factories.quote(post, missing, line=2, source_document=document, source_line=2)
    factories.appearance(post, document, 1, 2)
    factories.alias(post.author, f"{CANARY} {BESIDE}", document)
    return {"archive": archive, "thread": thread, "document": document, "post": post, "author": post.author}


@pytest.fixture
def public(db):
    archive = factories.archive("The Bell Tower", slug="bells")
    thread = factories.thread(archive)
    document = factories.document(archive, "The small one.\n")
    post = factories.post(thread, "The small one.")
    factories.appearance(post, document, 1, 1)
    return {"archive": archive, "thread": thread, "document": document, "post": post, "author": post.author}


def searches() -> list[str]:
    beside = [
        f"{prefix}{BESIDE}" for prefix in ("", "author:", "title:", "archive:", "in:title ", "in:quotes ", "in:first ")
    ]
    queries = [*beside, "is:missing", "is:inferred", "has:quote", "before:2030"]
    return [f"{address}?q={query}" for query in queries for address in ("/search/", "/search.atom")]


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}], ids=["page", "fragment"])
def test_a_visitor_finds_no_trace_of_a_private_archive_at_any_address(client, private, public, headers):
    for address in [*addresses(private).values(), *addresses(public).values(), *searches(), "/t/1/"]:
        response = client.get(address, headers=headers)

        assert CANARY not in response.getvalue().decode() + str(response.headers), address


def test_a_visitor_is_told_that_private_pages_do_not_exist(client, private):
    asked = [address for address in addresses(private).values() if re.search(rf"\d|{BESIDE}", address)]

    codes = {client.get(address, headers={"HX-Request": "true"}).status_code for address in asked}

    assert codes == {404}


def test_staff_see_a_private_archive(client, private):
    client.force_login(factories.staff())

    for name in ("archive", "thread", "post", "document", "documents", "post_raw"):
        response = client.get(addresses(private)[name], follow=True)

        assert CANARY in response.getvalue().decode(), name


def test_a_redirect_leads_nowhere_that_may_not_be_seen(client, private):
    factories.redirect("post", 900_001, private["post"])
    factories.redirect("thread", 900_002, private["post"])

    assert client.get("/p/900001/").status_code == 404
    assert client.get("/t/900002/x/").status_code == 404


@pytest.fixture
def hidden(db):
    """A public thread in which one post, written by nobody else, has been hidden."""
    archive = factories.archive("The Bell Tower", slug="bells")
    thread = factories.thread(archive)
    opening = factories.post(thread, "The small one.")
    post = factories.answer(opening, f"{CANARY} {BESIDE}", author=f"{CANARY} {BESIDE}", is_hidden=True, quoted_count=5)
    reply = factories.answer(post, "An answer to it.", author="Chen", origin="quote", evidence="6 characters")
    document = factories.document(archive, f"The small one.\n{CANARY} words\nAn answer to it.\n")
    for number, each in enumerate((opening, post, reply), 1):
        factories.appearance(each, document, number, number)
    factories.quote(reply, post, line=3, source_document=document, source_line=2)
    return {"archive": archive, "thread": thread, "document": document, "post": post, "author": post.author}


def test_a_hidden_post_shows_nowhere(client, hidden):
    for address in [*addresses(hidden).values(), *searches(), hidden["thread"].get_absolute_url()]:
        response = client.get(address, headers={"HX-Request": "true"}, follow=True)

        assert CANARY not in response.getvalue().decode(), address


def test_what_answers_a_hidden_post_says_so_without_its_name(client, hidden):
    response = client.get(hidden["thread"].get_absolute_url())

    assert "to a post that is not shown" in response.getvalue().decode()


def test_the_bytes_of_a_document_with_a_hidden_post_are_not_given(client, hidden):
    assert client.get(addresses(hidden)["document_raw"]).status_code == 404


def test_a_hidden_thread_hides_its_posts(client, db):
    thread = factories.thread(factories.archive(), is_hidden=True)
    post = factories.post(thread, f"{CANARY} words")

    assert client.get(thread.get_absolute_url()).status_code == 404
    assert client.get(post.get_absolute_url()).status_code == 404
    assert client.get(post.author.get_absolute_url()).status_code == 404
    assert CANARY not in client.get("/").content.decode()
    assert Post.objects.filter(pk=post.pk).exists()
