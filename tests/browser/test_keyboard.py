"""Reading without ever touching a mouse: by single keys, and by Tab and Enter alone."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import WORDS

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
# More stops than any page here has between two places that follow each other.
TABS_MOST = 40
with_scripts = pytest.mark.parametrize("has_scripts", [True], ids=["with JavaScript"])
without_scripts = pytest.mark.parametrize("has_scripts", [False], ids=["without JavaScript"])
# For what has nothing to do with how wide the page is.
at_one_size = pytest.mark.parametrize("size", ["wide"], indirect=True)
# The element with the focus, or the line of it that shows the focus, has an outline.
FOCUS_IS_SEEN = """() => {
  const aimed = document.activeElement;
  const shown = aimed.matches(".post") ? aimed.querySelector(".byline") : aimed;
  return aimed !== document.body && getComputedStyle(shown).outlineStyle !== "none";
}"""


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def arrives(page: Page, title: str) -> None:
    """See a page come, and listen to keys."""
    expect(page).to_have_title(f"{title} | Rethread")
    page.wait_for_load_state()


def tab_to(page: Page, place: Locator) -> None:
    """Go on by Tab until a place has the focus, and can be seen to have it."""
    for _ in range(TABS_MOST):
        page.keyboard.press("Tab")
        if place.evaluate("place => place === document.activeElement"):
            assert page.evaluate(FOCUS_IS_SEEN)
            return
    raise AssertionError(f"{TABS_MOST} times Tab did not lead to {place}")


def is_at(page: Page, place: Locator) -> None:
    expect(place).to_be_focused()
    assert page.evaluate(FOCUS_IS_SEEN)


@with_scripts
def test_from_the_first_page_to_a_source_and_back_by_keys(reader: Page, exchange, has_scripts):
    source, citing = (reader.locator(f"#p{exchange[name].id}") for name in ("source", "citing"))
    reader.goto("/")
    press(reader, "/")
    is_at(reader, reader.get_by_role("searchbox"))
    reader.keyboard.type("bearings")
    press(reader, "Enter")
    arrives(reader, "bearings | Search")
    press(reader, "j")
    is_at(reader, reader.get_by_role("link", name="Post 2"))
    press(reader, "Enter")
    arrives(reader, "Post 2 by Bruno in Hanging the tenor again")
    press(reader, "u")
    arrives(reader, "Hanging the tenor again")

    press(reader, "j", "j")
    is_at(reader, citing)
    press(reader, "q")
    expect(citing.locator("blockquote")).to_be_visible()
    tab_to(reader, reader.get_by_role("link", name="Show it in its place here"))
    press(reader, "Enter")
    place = reader.get_by_role("region", name="The source, in its place")
    is_at(reader, place)
    arrives(reader, "Hanging the tenor again")
    press(reader, "Escape")
    expect(place).to_have_count(0)
    is_at(reader, reader.get_by_role("link", name="Show it in its place here"))
    press(reader, "o")
    press(reader, "x")
    expect(citing.locator("blockquote")).to_be_hidden()
    press(reader, "k")
    is_at(reader, source)
    press(reader, "x")
    expect(citing).to_be_hidden()
    is_at(reader, source)
    press(reader, "x")
    expect(citing).to_be_visible()
    press(reader, "u")
    arrives(reader, "February 2009 | The Bell Tower")


@without_scripts
def test_from_the_first_page_to_a_source_by_tab_and_enter(reader: Page, exchange, has_scripts):
    reader.goto("/")
    tab_to(reader, reader.get_by_role("link", name="Skip to the text"))
    press(reader, "Enter")
    tab_to(reader, reader.get_by_role("link", name="Hanging the tenor again").first)
    press(reader, "Enter")
    arrives(reader, "Hanging the tenor again")
    tab_to(reader, reader.locator("details.quote > summary"))
    press(reader, "Enter")
    expect(reader.locator("blockquote")).to_have_text(WORDS)
    tab_to(reader, reader.get_by_role("link", name="Show it in its place here"))
    press(reader, "Enter")

    expect(reader).to_have_url(re.compile(rf"/p/{exchange['source'].id}/"))
    expect(reader.locator(".focus")).to_contain_text(WORDS)


@at_one_size
@with_scripts
def test_a_branch_is_folded_without_the_focus_being_lost(reader: Page, exchange, has_scripts):
    reader.goto(exchange["thread"].get_absolute_url())
    fold = reader.locator(".branch")
    tab_to(reader, fold)
    press(reader, "Enter")
    expect(reader.get_by_text("Measure the bearings first.", exact=True)).to_be_hidden()

    is_at(reader, fold)
    expect(fold).to_have_accessible_name("unfold 1 reply below post 1")


@at_one_size
@with_scripts
def test_a_search_that_is_typed_keeps_the_focus_and_says_what_it_found(reader: Page, exchange, has_scripts):
    reader.goto("/search/")
    is_at(reader, reader.get_by_role("searchbox"))
    reader.keyboard.type("bearings")
    arrives(reader, "bearings | Search")

    is_at(reader, reader.get_by_role("searchbox"))
    expect(reader.locator("#results").get_by_role("status")).to_contain_text("1 post")


@with_scripts
def test_the_sheet_of_keys_opens_over_the_page_and_gives_the_focus_back(reader: Page, exchange, has_scripts):
    reader.goto(exchange["thread"].get_absolute_url())
    sheet = reader.get_by_role("dialog", name="Keys")
    press(reader, "j", "?")
    expect(sheet.get_by_text("next post, previous post")).to_be_visible()
    arrives(reader, "Hanging the tenor again")
    is_at(reader, sheet.get_by_role("button", name="Close"))
    press(reader, "j")
    is_at(reader, sheet.get_by_role("button", name="Close"))
    press(reader, "Escape")
    expect(sheet).to_be_hidden()

    is_at(reader, reader.locator(f"#p{exchange['source'].id}"))
    press(reader, "?")
    expect(sheet).to_be_visible()
    press(reader, "?")
    expect(sheet).to_be_hidden()


@at_one_size
@with_scripts
def test_keys_are_switched_off_in_their_sheet_and_on_again(reader: Page, exchange, has_scripts):
    reader.goto(exchange["thread"].get_absolute_url())
    switch = reader.get_by_role("dialog").get_by_role("button", name=re.compile("Switch them"))
    press(reader, "?")
    tab_to(reader, switch)
    press(reader, "Enter")
    expect(switch).to_have_text("Switch them on")
    press(reader, "Escape")
    reader.reload()
    press(reader, "j", "/", "?")
    expect(reader.get_by_role("dialog")).to_be_hidden()
    expect(reader.get_by_role("searchbox")).not_to_be_focused()

    tab_to(reader, reader.get_by_role("link", name="Keys", exact=True))
    press(reader, "Enter")
    tab_to(reader, switch)
    press(reader, "Enter", "Escape", "j")
    is_at(reader, reader.locator(f"#p{exchange['source'].id}"))


@at_one_size
@without_scripts
def test_without_scripts_the_keys_stand_on_the_help_page(reader: Page, exchange, has_scripts):
    reader.goto(exchange["thread"].get_absolute_url())
    tab_to(reader, reader.get_by_role("link", name="Keys", exact=True))
    press(reader, "Enter")

    expect(reader).to_have_url(re.compile("/help/#keys$"))
    expect(reader.get_by_text("next post, previous post")).to_be_in_viewport()
