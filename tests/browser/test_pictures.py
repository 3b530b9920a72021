"""Pictures fit the page they are on, are loaded from us alone when they are seen, and do nothing but show."""

import pytest
from django.core.management import call_command
from playwright.sync_api import Browser, Page

from tests.helpers.drawn import ANSWERS, SHOWS, drawn, page_of
from threads.models import Picture, Post

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WIDTHS = "[...document.querySelectorAll('.shown img')].map(each => [each.naturalWidth, each.clientWidth <= innerWidth])"


@pytest.fixture
def saved(tmp_path):
    """A saved page that shows a large picture, and one that is a page as well, and lies far below."""
    (tmp_path / "Topic_files").mkdir()
    (tmp_path / "Topic_files" / "oar.jpg").write_bytes(drawn("JPEG", (1600, 1200)))
    script = b"<html><script>window.pwn=1;document.title='pwn'</script>"
    (tmp_path / "Topic_files" / "both.gif").write_bytes(drawn("GIF", (120, 90), comment=script) + script)
    lines = "".join(f"<p>Line {n} of what there is to say about oars.</p>" for n in range(200))
    shown = (
        SHOWS.format('<img src="Topic_files/oar.jpg" alt="oar">')
        + lines
        + '<p>End <img src="Topic_files/both.gif"></p>'
    )
    (tmp_path / "Topic.html").write_bytes(page_of(shown, ANSWERS))
    call_command("import_documents", str(tmp_path), archive="reeds", publish=True, workers=1, verbosity=0)
    assert Picture.objects.count() == 2
    return Post.objects.get(number=1)


def test_a_picture_fits_its_page_and_is_loaded_when_it_comes_into_sight(reader: Page, saved):
    reader.goto(saved.get_absolute_url())
    reader.locator(".shown img").first.wait_for()

    assert [fits for _, fits in reader.evaluate(WIDTHS)] == [True, True]

    reader.locator(".shown img").last.scroll_into_view_if_needed()
    reader.wait_for_timeout(500)
    assert [width for width, _ in reader.evaluate(WIDTHS)] == [1600, 120]


def test_a_picture_that_is_a_page_as_well_is_a_picture(browser: Browser, live_server, saved):
    """The browser's own page around it goes without its style, for nothing may come with a picture."""
    page = browser.new_page(base_url=live_server.url)
    page.goto(saved.get_absolute_url())

    page.goto(page.locator(".shown a").last.get_attribute("href"))

    assert page.evaluate("document.contentType") == "image/gif"
    assert page.evaluate("[document.images[0].naturalWidth, window.pwn, document.title.includes('pwn')]") == [
        120,
        None,
        False,
    ]
    page.close()
