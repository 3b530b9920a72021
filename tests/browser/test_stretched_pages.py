"""Words that would stretch a page stay in it: none scrolls sideways, and none is cut off."""

from datetime import UTC, datetime

import pytest
from playwright.sync_api import Browser, Page

from tests.campaign.judging import TOO_WIDE, WIDTHS
from tests.campaign.layouts import LAYOUTS
from tests.helpers import factories
from tests.helpers.lines import Line, render
from threads.html.folds import Citation, Mention, anchor_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WHEN = datetime(2009, 2, 3, tzinfo=UTC)
NAME = "Glockengiessermeisterin" * 8
# A letter under so many marks that no window holds it.
MARKED = "a" + "\u0489\u1dff" * 90
SAID = ("a word", "an address", "Chinese", "an Arabic word", "spaces", "tabs", "a table", "a patch", "a word of marks")

STRETCH = """() => {
  const heading = document.querySelector("h1");
  heading.textContent = "wide ".repeat(400);
  heading.style.whiteSpace = "nowrap";
}"""


def too_wide(page: Page, address: str) -> list[tuple[str, int, list]]:
    """What stands out of a page at each width, as it comes and with its folds open."""
    page.goto(address)
    found = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        found += [(address, width, fault) for fault in page.evaluate(TOO_WIDE)]
    return found


@pytest.fixture
def page(browser: Browser, live_server):
    context = browser.new_context(base_url=live_server.url)
    yield context.new_page()
    context.close()


@pytest.fixture
def stretched(live_server) -> dict[str, object]:
    """An archive in which everything that has words has endless ones."""
    archive = factories.archive("A" * 200, slug="stretched", description=LAYOUTS["Chinese"])
    thread = factories.thread(archive, LAYOUTS["a word"][:300])
    texts = [LAYOUTS[name] for name in SAID]
    document = factories.document(archive, "\n".join(text.replace("\n", " ") for text in texts), path=f"{NAME}.txt")
    source = factories.post(thread, texts[0], author=NAME, posted_at=WHEN)
    mentions = [Mention(source.id, name, number) for number, name in enumerate((NAME, "Ada"), 1)]
    cited = Citation(mentions[0], "exact", 1, anchor_of(source.id, 1, 0), texts[0], ((0, len(texts[0])),), mentions[0])
    for text in texts:
        html = render([Line(texts[0], "quote", citation=cited), *(Line(line, "body") for line in text.split("\n"))])
        post = factories.answer(source, text, author=NAME, html=html, origin="quote", evidence=NAME, posted_at=WHEN)
    factories.alias(post.author, LAYOUTS["a word"][:200], document)
    factories.quote(post, source, source_document=document, source_line=1)
    return {"archive": archive, "thread": thread, "post": post, "document": document}


def test_endless_words_stay_within_every_kind_of_page(page: Page, stretched):
    thread, post = stretched["thread"], stretched["post"]
    addresses = ["/", "/a/stretched/", "/a/stretched/2009/2/", "/a/stretched/documents/", "/quoted/"]
    addresses += [thread.get_absolute_url(), f"{thread.get_absolute_url()}?view=once", post.get_absolute_url()]
    addresses += [post.author.get_absolute_url(), stretched["document"].get_absolute_url()]
    addresses.append(f"{stretched['document'].get_absolute_url()}?view=lines")
    addresses += [f"/search/?q={'w' * 200}+{'author:' + 'x' * 40}", "/search/?q=has:quote"]

    assert [fault for address in addresses for fault in too_wide(page, address)] == []


def test_who_is_quoted_is_told_in_full_however_long_the_name(page: Page, stretched):
    page.goto(stretched["thread"].get_absolute_url())
    account = page.locator(".quote-account").first
    box, fold = account.bounding_box(), page.locator(".quote").first.bounding_box()

    assert box["x"] + box["width"] <= fold["x"] + fold["width"] + 1
    assert account.inner_text().count("Glockengiessermeisterin") == 16


@pytest.mark.parametrize("field", ["text", "title", "author"])
def test_a_letter_that_no_line_holds_moves_no_page(page: Page, live_server, field: str):
    said = {"text": "The tenor.", "title": "The tenor", "author": "Ada"} | {field: f"{MARKED} rang"}
    archive = factories.archive("The Bell Tower", slug="bells")
    post = factories.post(factories.thread(archive, said["title"]), said["text"], author=said["author"], posted_at=WHEN)
    document = factories.document(archive, f"{said['text']}\n{MARKED}\n")
    addresses = [post.get_absolute_url(), post.author.get_absolute_url(), "/a/bells/", document.get_absolute_url(), "/"]

    assert [fault for address in addresses for fault in too_wide(page, address)] == []


def test_what_stands_out_is_seen(page: Page, stretched):
    page.goto("/help/")
    page.evaluate(STRETCH)

    kinds = {fault[0] for fault in page.evaluate(TOO_WIDE)}

    assert kinds == {"cut off"}


def test_a_document_keeps_its_columns_whatever_stands_in_them(page: Page, live_server):
    archive = factories.archive("The Bell Tower", slug="bells")
    document = factories.document(archive, f"The tenor came down.\n{MARKED * 4}\n")
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(f"{document.get_absolute_url()}?view=lines")

    assert page.locator(".line-margin").last.bounding_box()["width"] == 352
    assert page.locator("table").bounding_box()["width"] <= 1216
