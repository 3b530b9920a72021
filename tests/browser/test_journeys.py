"""What readers come for, from the first page to the last, as they do it."""

import re
from datetime import timedelta

import pytest
from django.core import signing
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.browser.conftest import WORDS
from threads.models import Document

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_reader_finds_a_thread_and_reads_it(reader: Page, exchange):
    reader.goto("/")
    reader.get_by_role("link", name="Hanging the tenor again").first.click()

    expect(reader.get_by_role("heading", level=1)).to_have_text("Hanging the tenor again")
    expect(reader.get_by_role("heading", level=2, name="Bruno")).to_be_visible()
    expect(reader.get_by_text("Measure the bearings first.", exact=True)).to_be_visible()
    expect(reader.locator("blockquote")).to_be_hidden()


def test_a_reader_opens_a_quote_and_then_its_source(reader: Page, exchange, has_scripts):
    reader.goto(exchange["thread"].get_absolute_url())
    reader.locator("details.quote > summary").click()
    expect(reader.locator("blockquote")).to_have_text(WORDS)
    reader.get_by_role("link", name="Show it in its place here").click()

    if has_scripts:
        place = reader.get_by_role("region", name="The source, in its place")
        expect(place.locator(".aimed")).to_have_text(WORDS)
        expect(place).to_be_focused()
        place.get_by_role("link", name="Close").click()
        expect(place).to_have_count(0)
        expect(reader.get_by_role("link", name="Show it in its place here")).to_be_focused()
    else:
        expect(reader).to_have_url(re.compile(rf"/p/{exchange['source'].id}/"))
        expect(reader.get_by_text(WORDS).first).to_be_visible()


def test_a_reader_goes_to_the_passage_that_is_cited(reader: Page, exchange):
    reader.goto(exchange["thread"].get_absolute_url())
    reader.locator("details.quote > summary").click()
    reader.get_by_role("link", name="Go to it").click()

    expect(reader).to_have_url(re.compile(f"#{exchange['anchor']}$"))
    expect(reader.locator(f"#{exchange['anchor']}")).to_be_in_viewport()


def test_a_permalink_opens_the_fold_that_holds_the_words(reader: Page, exchange):
    reader.goto(exchange["citing"].get_absolute_url())

    expect(reader.locator(".focus blockquote")).to_be_visible()


def test_a_search_leads_to_the_passage(reader: Page, exchange, has_scripts, size):
    reader.goto("/")
    reader.get_by_role("searchbox").fill("bearings author:bruno")
    reader.get_by_role("searchbox").press("Enter")
    expect(reader.locator("mark")).to_have_text("bearings")
    reader.get_by_role("link", name="post 2").click()

    expect(reader.locator(".focus mark")).to_have_text("bearings")


def test_a_line_of_a_document_leads_to_its_post_and_back(reader: Page, exchange):
    reader.goto(f"{exchange['document'].get_absolute_url()}?view=lines")
    expect(reader.get_by_text("every line with words is accounted for")).to_be_visible()
    reader.get_by_role("link", name="Post 2, Bruno").click()
    expect(reader).to_have_url(re.compile(exchange["citing"].get_absolute_url()))
    reader.locator(".focus").get_by_role("link", name=re.compile("^lines")).click()

    expect(reader).to_have_url(re.compile("#L6$"))
    expect(reader.locator("#L6")).to_be_in_viewport()


def test_a_choice_of_folds_and_of_light_lasts(reader: Page, exchange):
    reader.goto(exchange["thread"].get_absolute_url())
    reader.get_by_role("button", name="none").click()
    expect(reader.locator("blockquote")).to_be_visible()
    reader.get_by_role("button", name="dark").click()

    expect(reader.locator("html")).to_have_attribute("data-theme", "dark")
    expect(reader.locator("blockquote")).to_be_visible()


@pytest.mark.parametrize("has_scripts", [True], indirect=False)
def test_results_appear_while_typing(reader: Page, exchange, has_scripts):
    reader.goto("/search/")
    reader.get_by_role("searchbox").press_sequentially("bearings")

    expect(reader.locator("mark")).to_have_text("bearings")
    expect(reader).to_have_url(re.compile("q=bearings"))
    expect(reader).to_have_title("bearings | Search | Rethread")
    reader.go_back()
    expect(reader.get_by_role("searchbox")).to_be_visible()
    expect(reader.get_by_role("banner")).to_have_count(1)


@pytest.mark.parametrize("has_scripts", [True])
def test_a_thread_is_read_by_keyboard_alone(reader: Page, exchange, has_scripts):
    reader.goto(exchange["thread"].get_absolute_url())
    reader.keyboard.press("j")
    expect(reader.locator(f"#p{exchange['source'].id}")).to_be_focused()
    reader.keyboard.press("j")
    expect(reader.locator(f"#p{exchange['citing'].id}")).to_be_focused()
    reader.keyboard.press("q")
    expect(reader.locator("blockquote")).to_be_visible()
    reader.keyboard.press("x")
    expect(reader.locator("blockquote")).to_be_hidden()
    reader.keyboard.press("p")
    expect(reader).to_have_url(re.compile(f"#p{exchange['source'].id}$"))
    reader.keyboard.press("/")
    expect(reader.get_by_role("searchbox")).to_be_focused()
    reader.keyboard.type("jkp")
    expect(reader.get_by_role("searchbox")).to_have_value("jkp")
    reader.keyboard.press("Escape")
    reader.keyboard.press("u")
    expect(reader).to_have_url(re.compile("/a/bells/"))


def test_a_reader_folds_what_answers_a_post(reader: Page, exchange, has_scripts):
    reader.goto(exchange["thread"].get_absolute_url())
    reader.get_by_role("link", name="fold 1 reply below post 1").click()
    expect(reader.get_by_text("Measure the bearings first.", exact=True)).to_be_hidden()
    reader.get_by_role("link", name="unfold 1 reply below post 1").click()

    expect(reader.get_by_text("Measure the bearings first.", exact=True)).to_be_visible()
    if has_scripts:
        reader.keyboard.press("j")
        reader.keyboard.press("x")
        expect(reader.get_by_text("Measure the bearings first.", exact=True)).to_be_hidden()
        reader.locator(f".outline a[href='#p{exchange['citing'].id}']").click()
        expect(reader.get_by_text("Measure the bearings first.", exact=True)).to_be_visible()


@pytest.mark.parametrize("size", ["wide"], indirect=True)
@pytest.mark.parametrize("has_scripts", [True])
def test_keys_step_through_what_is_new(reader: Page, exchange, has_scripts, live_server):
    came = timezone.now() + timedelta(hours=1)
    exchange["archive"].runs.create(started_at=came)
    Document.objects.update(created_at=came)
    long_ago = int((timezone.now() - timedelta(hours=9)).timestamp())
    visits = signing.dumps({str(exchange["archive"].id): (0, long_ago)}, salt="visits")
    reader.context.add_cookies([{"name": "visits", "value": visits, "url": live_server.url}])
    reader.goto(exchange["thread"].get_absolute_url())
    for key, post in (("n", "source"), ("n", "citing"), ("N", "source")):
        reader.keyboard.press(key)
        expect(reader.locator(f"#p{exchange[post].id}")).to_be_focused()


@pytest.mark.parametrize("size", ["wide"], indirect=True)
@pytest.mark.parametrize("has_scripts", [True])
def test_keys_lead_through_a_list_and_to_other_pages(reader: Page, exchange, has_scripts):
    reader.goto("/")
    reader.keyboard.press("j")
    expect(reader.get_by_role("link", name="Hanging the tenor again").first).to_be_focused()
    reader.keyboard.press("Control+o")
    reader.keyboard.press("o")
    expect(reader).to_have_url(re.compile(exchange["thread"].get_absolute_url()))
    reader.wait_for_load_state()
    reader.keyboard.press("g")
    reader.keyboard.press("a")
    expect(reader).to_have_url(re.compile("/a/bells/$"))
    reader.wait_for_load_state()
    reader.keyboard.press("g")
    reader.keyboard.press("s")
    expect(reader).to_have_url(re.compile("/search/$"))


def test_a_document_is_read_as_it_runs_and_an_old_address_of_a_line_still_leads_there(
    reader: Page, exchange, has_scripts
):
    address = exchange["document"].get_absolute_url()
    reader.goto(address)
    expect(reader.get_by_text("Measure the bearings first.", exact=True).first).to_be_visible()
    reader.get_by_role("link", name="line by line").click()
    expect(reader.locator("#L6")).to_be_visible()

    reader.goto("/")
    reader.goto(f"{address}#L6")
    if has_scripts:
        expect(reader).to_have_url(re.compile(r"\?line=6#L6$"))
    expect(reader.get_by_text("Measure the bearings first.", exact=True).first).to_be_in_viewport()
