"""What holds of every kind of page: it asks nobody else, it fits, and it can be printed."""

from datetime import UTC, datetime

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import WORDS
from tests.helpers import factories
from tests.helpers.lines import Line, render

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
# 320 px is also a window of 1280 px at 400 %; 640 px the same at 200 %.
WIDTHS = (320, 640)
# What a page must neither fetch nor be widened by.
ELSEWHERE = (
    'See <img src="https://elsewhere.example/a.png"> and https://elsewhere.example/b.css?'
    + "endless" * 30
    + " and //elsewhere.example/c.js"
)


@pytest.fixture
def addresses(exchange) -> dict[str, str]:
    """An address of each kind of page, of posts whose words would like to be fetched."""
    thread = exchange["thread"]
    html = render([Line(ELSEWHERE, "body")])
    post = factories.answer(
        exchange["citing"], ELSEWHERE, author="Chen", html=html, posted_at=datetime(2009, 2, 3, tzinfo=UTC)
    )
    factories.answer(post, "Whoever hung it in that frame has never rung.", author="", is_missing=True)
    archive = exchange["archive"]
    for model in (thread, archive):
        type(model).objects.filter(pk=model.pk).update(first_posted_at=post.posted_at, last_posted_at=post.posted_at)
    return {
        "front": "/",
        "archive": "/a/bells/",
        "month": "/a/bells/2009/2/",
        "documents": "/a/bells/documents/",
        "thread": thread.get_absolute_url(),
        "flat": f"{thread.get_absolute_url()}?view=flat",
        "once": f"{thread.get_absolute_url()}?view=once",
        "post": post.get_absolute_url(),
        "author": post.author.get_absolute_url(),
        "document": exchange["document"].get_absolute_url(),
        "lines": f"{exchange['document'].get_absolute_url()}?view=lines",
        "quoted": "/quoted/",
        "search": "/search/",
        "hits": "/search/?q=elsewhere",
        "no hits": "/search/?q=xyzzy+nothing:here",
        "help": "/help/",
        "login": "/login/",
        "not there": "/no/such/page/",
    }


def test_no_page_asks_anybody_else_or_scrolls_sideways(browser: Browser, live_server, addresses):
    context = browser.new_context(base_url=live_server.url)
    page = context.new_page()
    asked: list[str] = []
    wide: list[tuple[str, int]] = []
    page.on("request", lambda request: asked.append(request.url))
    for kind, address in addresses.items():
        response = page.goto(address)
        assert response
        assert response.status == (404 if kind == "not there" else 200), kind
        page.keyboard.press("e")
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 800})
            if page.evaluate("document.documentElement.scrollWidth") > width:
                wide.append((kind, width))
    context.close()

    assert {url for url in asked if not url.startswith(live_server.url)} == set()
    assert len(asked) > len(addresses)
    assert wide == []


@pytest.mark.parametrize("size", ["wide"], indirect=True)
@pytest.mark.parametrize("has_scripts", [False])
def test_what_is_folded_is_printed(reader: Page, exchange, has_scripts):
    reader.goto(exchange["thread"].get_absolute_url())
    expect(reader.get_by_role("blockquote")).to_be_hidden()

    reader.emulate_media(media="print")

    expect(reader.get_by_role("blockquote")).to_have_text(WORDS)
    expect(reader.get_by_role("blockquote")).to_be_visible()
    expect(reader.get_by_role("search")).to_be_hidden()


@pytest.mark.parametrize("size", ["wide"], indirect=True)
@pytest.mark.parametrize("has_scripts", [False])
def test_a_page_moves_only_for_those_who_do_not_mind(reader: Page, exchange, has_scripts):
    reader.goto(exchange["thread"].get_absolute_url())
    moves = "getComputedStyle(document.documentElement).scrollBehavior"
    assert reader.evaluate(moves) == "smooth"

    reader.emulate_media(reduced_motion="reduce")

    assert reader.evaluate(moves) == "auto"


@pytest.mark.parametrize("size", ["wide"], indirect=True)
@pytest.mark.parametrize("has_scripts", [False])
def test_a_choice_of_light_stands_in_the_page_as_it_comes(reader: Page, exchange, has_scripts, live_server):
    ground = "getComputedStyle(document.body).backgroundColor"
    reader.emulate_media(color_scheme="dark")
    reader.goto("/")
    dark = reader.evaluate(ground)
    reader.emulate_media(color_scheme="light")
    assert reader.evaluate(ground) != dark

    reader.context.add_cookies([{"name": "theme", "value": "dark", "url": live_server.url}])
    reader.reload()

    assert reader.evaluate(ground) == dark
