"""Coming back to a thread opens it where it was left; what is new is a step away, with scripts and without."""

import re
from datetime import timedelta

import pytest
from django.core import signing
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.helpers import factories
from threads.models import Document

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("has_scripts", [True])
def test_a_thread_opens_where_it_was_left_with_its_folds_until_that_is_switched_off(
    reader: Page, exchange, has_scripts
):
    for number in range(30):
        factories.answer(exchange["source"], f"Number {number} rang.\n\nAnd again.", author="Chen")
    last = exchange["thread"].posts.order_by("-position").first()
    address = exchange["thread"].get_absolute_url()
    reader.goto(address)
    reader.locator("details.quote > summary").click()
    reader.locator(f"#p{last.id}").scroll_into_view_if_needed()
    reader.goto("/help/")
    reader.goto(address)
    expect(reader.locator(f"#p{last.id}")).to_be_in_viewport()
    expect(reader.locator("blockquote")).to_be_visible()

    reader.goto("/help/")
    reader.get_by_role("button", name="Keep none").click()
    expect(reader.get_by_role("button", name="Keep them")).to_be_visible()
    reader.goto(address)
    expect(reader.get_by_role("heading", level=1)).to_be_in_viewport()
    expect(reader.locator("blockquote")).to_be_hidden()


def test_what_is_new_is_found_from_the_front_page_to_the_post(reader: Page, exchange, live_server, has_scripts):
    came = timezone.now() + timedelta(hours=1)
    exchange["archive"].runs.create(started_at=came)
    Document.objects.update(created_at=came)
    long_ago = int((timezone.now() - timedelta(hours=9)).timestamp())
    visits = signing.dumps({str(exchange["archive"].id): (0, long_ago)}, salt="visits")
    reader.context.add_cookies([{"name": "visits", "value": visits, "url": live_server.url}])
    reader.goto("/")
    reader.get_by_role("link", name="2 new").last.click()
    expect(reader.get_by_role("heading", level=1)).to_have_text("New since your last visit")
    reader.get_by_role("link", name="Hanging the tenor again").click()
    expect(reader).to_have_url(re.compile(f"#p{exchange['source'].id}$"))
    if has_scripts:
        reader.get_by_role("link", name="next new", exact=True).click()
        expect(reader.locator(".post.new:focus")).to_have_count(1)
    reader.get_by_role("link", name="next new post").click()
    expect(reader.locator(f"#p{exchange['citing'].id}")).to_be_in_viewport()
