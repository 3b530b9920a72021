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
