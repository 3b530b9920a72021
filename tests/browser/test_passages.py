"""To the very passage: from search, from who quotes it, from a citation; with scripts and without, wide and narrow."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import WORDS

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_snippet_leads_to_the_words_that_were_found(reader: Page, exchange, has_scripts):
    reader.goto("/search/?q=bearing+author:bruno")
    reader.get_by_role("link", name=re.compile("^Measure the")).click()

    expect(reader).to_have_url(re.compile("#found$"))
    expect(reader.locator("#found")).to_have_text("bearings")
    expect(reader.locator("#found")).to_be_in_viewport()
    if has_scripts:
        reader.keyboard.press("n")
        expect(reader.locator("#found")).to_be_focused()
    reader.get_by_role("link", name="All that was found").click()
    expect(reader).to_have_url(re.compile("/search/"))


def test_who_quotes_a_passage_is_a_step_from_it(reader: Page, exchange):
    reader.goto(exchange["source"].get_absolute_url())
    reader.locator(".focus .mark summary").click()
    reader.locator(".focus .mark").get_by_role("link", name="Bruno 2").click()

    expect(reader.locator("blockquote").get_by_text(WORDS)).to_be_in_viewport()


def test_any_sentence_can_be_cited_and_is_found_again(reader: Page, exchange):
    reader.goto(exchange["thread"].get_absolute_url())
    reader.get_by_role("link", name="cite post 1").click()
    expect(reader.get_by_role("heading", level=1)).to_have_text("Cite post 1 by Ada")
    reader.get_by_role("link", name=WORDS).click()
    expect(reader.locator("p.citation")).to_contain_text(
        f"Ada: \u201c{WORDS}\u201d In: Hanging the tenor again, post 1"
    )
    expect(reader.locator("pre.citation")).to_contain_text("@misc{post")
    reader.get_by_role("link", name="Try the address").click()

    expect(reader.locator("mark[id]")).to_have_text(WORDS)
    expect(reader.locator("mark[id]")).to_be_in_viewport()


def test_what_two_authors_said_to_each_other_is_read_from_either(reader: Page, exchange):
    reader.goto(exchange["source"].author.get_absolute_url())
    reader.get_by_role("link", name="what passed between Ada and Bruno").click()
    expect(reader.get_by_role("heading", level=1)).to_have_text("Ada and Bruno")
    expect(reader.get_by_text("The tenor came down on Monday.")).to_be_visible()
    expect(reader.get_by_text("Measure the bearings first.", exact=True)).to_be_visible()
    reader.get_by_role("main").get_by_role("link", name="Bruno", exact=True).first.click()
    reader.get_by_role("link", name="what passed between Bruno and Ada").click()
    expect(reader.get_by_role("heading", level=1)).to_have_text("Bruno and Ada")


def test_an_old_address_typed_into_search_leads_to_its_post(reader: Page, exchange):
    exchange["citing"].url = "https://forum.example/showthread.php?p=7"
    exchange["citing"].save(update_fields=["url"])
    reader.goto("/")
    reader.get_by_role("searchbox").fill("http://www.forum.example/showthread.php?p=7")
    reader.get_by_role("searchbox").press("Enter")

    expect(reader).to_have_url(re.compile(f"/p/{exchange['citing'].id}/$"))


def test_what_an_archive_covers_is_a_step_from_it(reader: Page, exchange):
    reader.goto("/a/bells/")
    reader.get_by_role("link", name="What it covers and lacks").click()

    expect(reader.get_by_role("heading", name="How often it is right")).to_be_visible()
    expect(reader.get_by_role("row", name="replies that are inferred 1 1 100")).to_be_visible()
