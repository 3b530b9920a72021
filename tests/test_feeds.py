"""What programs read: feeds that any parser takes, and the words of a thread without its page."""

import json
import re
from email import message_from_bytes
from email.header import decode_header, make_header
from xml.etree import ElementTree as ET

import pytest

from tests.helpers import factories

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"
# Control characters, lone markup and what XML 1.0 cannot write.
HOSTILE = "Bell \x01\x08\x0b\x1f\ufffe\uffff ]]> <b>&amp; \U0001f514"


@pytest.fixture
def exchange():
    """A thread whose words are as hostile as the database lets them be."""
    archive = factories.archive(HOSTILE, slug="bells")
    thread = factories.thread(archive, HOSTILE)
    opening = factories.post(thread, HOSTILE, author=HOSTILE)
    reply = factories.answer(opening, "The great one.", author="Bruno", origin="quote", confidence=0.8, posted_at=None)
    return {"archive": archive, "thread": thread, "opening": opening, "reply": reply}


def feed(client, address):
    response = client.get(address)
    assert response.status_code == 200, address
    assert response["Content-Type"].startswith("application/atom+xml")
    return ET.fromstring(response.content)


def test_every_feed_is_valid_whatever_the_words(client, exchange):
    archive, thread, author = exchange["archive"], exchange["thread"], exchange["opening"].author
    queries = ("/search.atom?q=great", "/search.atom?q=", "/search.atom?q=bell%01%ef%bf%bf")
    for address in (
        "/latest.atom",
        f"/a/{archive.slug}.atom",
        f"/t/{thread.id}.atom",
        f"/u/{author.id}.atom",
        *queries,
    ):
        root = feed(client, address)

        assert root.findtext(f"{ATOM}id").startswith("http://testserver/"), address
        assert root.findtext(f"{ATOM}updated"), address
        for entry in root.iter(f"{ATOM}entry"):
            parts = ("id", "title", "updated")
            assert all(entry.findtext(f"{ATOM}{part}") for part in parts), address
            assert entry.findtext(f"{ATOM}author/{ATOM}name"), address


def test_the_feed_of_a_thread_gives_its_latest_posts_first(client, exchange):
    titles = [
        entry.findtext(f"{ATOM}title")
        for entry in feed(client, f"/t/{exchange['thread'].id}.atom").iter(f"{ATOM}entry")
    ]

    assert titles[0] == "Post 2 by Bruno"
    assert len(titles) == 2


def test_a_search_is_a_feed_of_what_it_finds(client, exchange):
    root = feed(client, "/search.atom?q=great")

    assert [link.get("href") for link in root.findall(f"{ATOM}entry/{ATOM}link")] == [
        f"http://testserver/p/{exchange['reply'].id}/"
    ]


def test_a_thread_as_json_says_who_answers_whom_and_how_sure_that_is(client, exchange):
    told = client.get(f"/t/{exchange['thread'].id}.json").json()

    assert [post["number"] for post in told["posts"]] == [1, 2]
    assert told["posts"][1]["answers"] == exchange["opening"].id
    assert (told["posts"][1]["origin"], told["posts"][1]["confidence"]) == ("quote", 0.8)
    assert told["posts"][0]["text"] == HOSTILE
    assert told["next"] is None


def test_a_thread_as_text_names_each_post(client, exchange):
    text = client.get(f"/t/{exchange['thread'].id}.txt").content.decode()

    assert "[2] Bruno, to post 1\n\nThe great one.\n" in text


def test_a_post_as_json_and_as_text(client, exchange):
    reply = exchange["reply"]

    assert client.get(f"/p/{reply.id}.json").json()["text"] == "The great one."
    assert "The great one." in client.get(f"/p/{reply.id}.txt").content.decode()


def test_a_long_thread_goes_on_in_the_next_file(client):
    thread = factories.long_thread(factories.archive(), 501)
    first = client.get(f"/t/{thread.id}.json").json()

    assert (len(first["posts"]), first["next"]) == (500, f"http://testserver/t/{thread.id}.json?page=2")
    assert len(client.get(first["next"]).json()["posts"]) == 1
    assert "[goes on: ?page=2]" in client.get(f"/t/{thread.id}.txt").content.decode()


def test_a_hidden_parent_is_not_named(client, exchange):
    hidden = factories.answer(exchange["opening"], "Hidden words.", author="Chen", is_hidden=True)
    reply = factories.answer(hidden, "An answer.", author="Dalia")

    assert client.get(f"/p/{reply.id}.json").json()["answers"] is None
    assert "Hidden words." not in client.get(f"/t/{exchange['thread'].id}.txt").content.decode()


@pytest.mark.parametrize("page", ["/", "/a/bells/", "/search/?q=bell"])
def test_pages_name_their_feeds(client, exchange, page):
    assert 'rel="alternate" type="application/atom+xml"' in client.get(page).content.decode()


def test_no_feed_takes_more_than_twelve_queries(client, django_assert_max_num_queries):
    thread = factories.long_thread(factories.archive(slug="bells"), 120)
    author = thread.posts.first().author_id
    rest = ("/latest.atom", "/a/bells.atom", "/search.atom?q=peal")
    for address in (f"/t/{thread.id}.atom", f"/t/{thread.id}.json", f"/t/{thread.id}.txt", f"/u/{author}.atom", *rest):
        with django_assert_max_num_queries(12):
            assert client.get(address).status_code == 200


def test_the_feed_of_an_author_holds_their_posts(client, exchange):
    entries = feed(client, f"/u/{exchange['reply'].author.id}.atom").iter(f"{ATOM}entry")

    assert [entry.findtext(f"{ATOM}link") is not None for entry in entries] == [True]


def test_a_thread_is_a_mailbox_that_mail_programs_thread(client):
    thread = factories.thread(factories.archive(slug="bells"), "Glöckchen")
    opening = factories.post(thread, "From here on:\n>From ada@example.org", author="Ada")
    factories.answer(opening, "No.", author="", posted_at=None)
    response = client.get(f"/t/{thread.id}.mbox")
    first, second = (
        message_from_bytes(part) for part in re.split(rb"^From .*\n", response.content, flags=re.MULTILINE)[1:]
    )

    assert response["Content-Type"] == "application/mbox"
    assert str(make_header(decode_header(first["Subject"]))) == "Glöckchen"
    assert second["In-Reply-To"] == first["Message-ID"] == f"<{opening.id}@bells>"
    assert b">From here on:\n>>From ada@\xe2\x80\xa6" in response.content
    assert second["Date"] is None


def test_crawlers_and_browsers_are_told_of_what_is_public(client, exchange):
    factories.thread(factories.archive(slug="wall", is_published=False), "Secret")
    factories.thread(exchange["archive"], "Concealed", is_hidden=True)
    index = ET.fromstring(client.get("/sitemap.xml").content)
    locations = [each.text for each in index.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")]
    threads = client.get("/a/bells/sitemap.xml").content.decode()

    assert locations == ["http://testserver/a/bells/sitemap.xml"]
    assert f"<loc>http://testserver{exchange['thread'].get_absolute_url()}</loc>" in threads
    assert "secret" not in threads
    assert "concealed" not in threads
    assert client.get("/a/wall/sitemap.xml").status_code == 404
    assert b'template="http://testserver/search/?q={searchTerms}"' in client.get("/opensearch.xml").content
    assert "Sitemap: http://testserver/sitemap.xml" in client.get("/robots.txt").content.decode()


def test_a_thread_says_what_it_is_as_data_whatever_its_words(client, exchange):
    html = client.get(exchange["thread"].get_absolute_url()).content.decode()
    data = re.search(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)

    assert json.loads(data[1])["@type"] == "DiscussionForumPosting"
    assert not re.search("[<>&]", data[1])
