"""A page that a visitor has already is not made again; as soon as it may be another, or theirs no more, it is."""

import gzip

import pytest
from django.http import HttpResponse
from django.test import Client

from forum.middleware import packed
from tests.helpers import factories
from threads import page_tags, selectors
from threads.models import Archive, Post

# In one transaction with a test, a snapshot would not tell of what the test writes.
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def post() -> Post:
    thread = factories.thread(factories.archive("The Quay", slug="quay"), "Ropes")
    return factories.post(thread, "Grease the ropes twice a year.", author="Ada")


@pytest.fixture(params=["front", "archive", "thread", "post", "author", "feed", "raw"])
def address(request: pytest.FixtureRequest, post: Post) -> str:
    addresses = {
        "front": "/",
        "archive": "/a/quay/",
        "thread": post.thread.get_absolute_url(),
        "post": f"/p/{post.pk}/",
        "author": post.author.get_absolute_url(),
        "feed": "/a/quay.atom",
        "raw": f"/p/{post.pk}/raw",
    }
    return addresses[request.param]


@pytest.fixture
def quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is written to any database of the server, as other tests do."""
    monkeypatch.setattr(page_tags, "SNAPSHOT", "SELECT 1")


def again(client: Client, address: str, tag: str, **more: str):
    return client.get(address, headers={"If-None-Match": tag, **more})


def test_a_page_that_did_not_change_is_not_made_again(client, address, monkeypatch, quiet):
    client.get(address)  # which gives cookies
    tag = client.get(address).headers["ETag"]
    for name in ("front_page", "archive_page", "thread_page", "post_page", "author_page", "post_raw"):
        monkeypatch.setattr(selectors, name, None)

    answer = again(client, address, tag)

    assert (answer.status_code, answer.content) == (304, b"")
    assert answer.headers["ETag"] == tag
    assert answer.headers["Cache-Control"] == "no-cache"
    assert {"Cookie", "HX-Request"} <= set(answer.headers["Vary"].split(", "))


def test_any_change_makes_it_anew(client, address, post):
    client.get(address)
    tag = client.get(address).headers["ETag"]
    Post.objects.filter(pk=post.pk).update(text="Grease the ropes once a year.")

    assert again(client, address, tag).status_code == 200


def test_who_may_see_it_no_more_is_not_told_that_it_is_unchanged(client, address):
    client.get(address)
    tag = client.get(address).headers["ETag"]
    Archive.objects.update(is_published=False)

    answer = again(client, address, tag)

    assert answer.status_code == (200 if address == "/" else 404)
    assert "ETag" not in answer.headers or address == "/"
    assert b"Grease" not in answer.content


def test_a_hidden_post_goes_although_its_page_was_given_before(client, post):
    address = f"/p/{post.pk}/"
    client.get(address)
    tag = client.get(address).headers["ETag"]
    Post.objects.update(is_hidden=True)

    assert again(client, address, tag).status_code == 404


@pytest.mark.parametrize("tag", ["*", '"*"', "", '"a"', "W/", '"' + "0" * 32 + '"', "\xff"])
def test_whoever_has_not_the_page_is_given_it(client, post, tag):
    assert again(client, f"/p/{post.pk}/", tag).status_code == 200


def test_the_tag_of_one_address_opens_no_other(client, post, quiet):
    client.get("/")
    tag = client.get("/").headers["ETag"]

    assert again(client, f"/p/{post.pk}/", tag).status_code == 200
    assert again(client, "/?page=2", tag).status_code == 200


def test_choices_and_parts_are_other_pages(client, post, quiet):
    address = post.thread.get_absolute_url()
    client.get(address)
    tag = client.get(address).headers["ETag"]

    assert again(client, address, tag).status_code == 304
    assert again(client, address, tag, **{"HX-Request": "true"}).status_code == 200
    client.cookies["theme"] = "dark"
    assert again(client, address, tag).status_code == 200


def test_staff_are_always_given_the_page_of_now(client, post, quiet):
    address = f"/p/{post.pk}/"
    client.get(address)
    tag = client.get(address).headers["ETag"]
    client.force_login(factories.staff())

    answer = again(client, address, tag)

    assert answer.status_code == 200
    assert "ETag" not in answer.headers
    assert answer.headers["Cache-Control"] == "private, no-store"


def test_what_knows_of_the_present_lasts_some_minutes(client, post, monkeypatch, quiet):
    monkeypatch.setattr(page_tags.time, "time", lambda: 900_000)
    client.get("/")
    tag, lasting = client.get("/").headers["ETag"], client.get(f"/p/{post.pk}/").headers["ETag"]
    monkeypatch.setattr(page_tags.time, "time", lambda: 900_301)

    assert again(client, "/", tag).status_code == 200
    assert again(client, f"/p/{post.pk}/", lasting).status_code == 304


def test_a_server_that_was_started_anew_makes_its_pages_anew(client, post, monkeypatch, quiet):
    address = f"/p/{post.pk}/"
    client.get(address)
    tag = client.get(address).headers["ETag"]
    assert again(client, address, tag).status_code == 304
    monkeypatch.setenv(page_tags.STARTED, "2")

    assert again(client, address, tag).status_code == 200


@pytest.mark.parametrize("path", ["/a/nowhere/", "/p/999/", "/t/999/", "/no/such/page"])
def test_what_is_not_here_has_no_tag(client, post, path):
    answer = client.get(path)

    assert answer.status_code == 404
    assert "ETag" not in answer.headers


@pytest.mark.parametrize(("kind", "is_packed"), [("image/png", False), ("text/plain; charset=utf-8", True)])
def test_what_is_no_words_is_sent_as_it_is(rf, kind, is_packed):
    given = HttpResponse(b"ropes " * 200, content_type=kind)

    answer = packed(lambda _: given)(rf.get("/", headers={"Accept-Encoding": "gzip"}))

    assert ("Content-Encoding" in answer.headers) == is_packed


def test_pages_are_sent_packed_to_whoever_unpacks_them(client, post, quiet):
    address = post.thread.get_absolute_url()
    client.get(address)
    packed = client.get(address, headers={"Accept-Encoding": "gzip"})

    assert packed.headers["Content-Encoding"] == "gzip"
    assert b"Grease the ropes" in gzip.decompress(packed.content)
    assert again(client, address, packed.headers["ETag"], **{"Accept-Encoding": "gzip"}).status_code == 304
