"""Staff put right what they read where they read it, with and without JavaScript, and answer the review queue by keys."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.helpers import factories
from tests.helpers.curating import post_of
from tests.helpers.importing import run
from tests.helpers.pages import ALL, BEES
from threads import models

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def archive(live_server, tmp_path) -> models.Archive:
    for name in ("wall.txt", "answer.txt", "bees.txt"):
        (tmp_path / name).write_text(ALL[name])
    run(tmp_path)
    return models.Archive.objects.get(slug="wall")


@pytest.fixture
def curator(browser: Browser, live_server, size: dict[str, int], has_scripts: bool, client) -> Iterator[Page]:
    """Somebody of the staff, whose pages may not fail, be refused by the policy, or be wider than the window."""
    user = factories.staff()
    user.is_superuser = True
    user.save()
    client.force_login(user)
    context = browser.new_context(base_url=live_server.url, viewport=size, java_script_enabled=has_scripts)
    cookie = client.cookies["sessionid"]
    context.add_cookies([{"name": "sessionid", "value": cookie.value, "url": live_server.url}])
    page = context.new_page()
    faults: list[str] = []
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    yield page
    context.close()
    assert [fault for fault in faults if "422" not in fault] == []  # a form that was refused says so


def is_within_its_window(page: Page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_a_post_is_split_renamed_and_joined_again_where_it_is_read(archive, curator, has_scripts):
    document = models.Document.objects.get(path="bees.txt")
    curator.goto(f"/d/{document.pk}/")
    expect(curator.locator("article.post")).to_have_count(1)

    curator.get_by_role("link", name="correct post 1", exact=True).click()
    curator.get_by_label("Why").fill("another hand")
    curator.get_by_label("Why").press("Enter")
    expect(curator.get_by_text("Choose what to correct.")).to_be_visible()
    assert not models.CuratorAction.objects.exists()
    expect(curator.get_by_label("Why")).to_have_value("another hand")
    assert is_within_its_window(curator)
    curator.get_by_role("button", name="a post begins here").click()

    expect(curator.locator("article.post")).to_have_count(2)
    expect(curator.get_by_text("A post begins at")).to_be_visible()
    expect(curator).to_have_url(
        f"{curator.url.split('/d/')[0]}/d/{document.pk}/{'' if has_scripts else f'#p{post_of(BEES.split(chr(10))[0]).pk}'}"
    )
    curator.get_by_role("link", name="correct post 2", exact=True).click()
    curator.get_by_label("Nobody is named:").fill("Chen")
    curator.get_by_role("button", name="wrote this post").click()
    expect(curator.get_by_role("heading", name="Chen")).to_be_visible()
    curator.get_by_role("link", name="Undo").click()
    curator.get_by_role("button", name="Yes, undo").click()
    expect(curator.get_by_text("Undone: 1 correction.")).to_be_visible()
    expect(curator.get_by_role("heading", name="Chen")).to_have_count(0)
    assert is_within_its_window(curator)


def test_questions_are_answered_by_key_or_by_button(archive, curator, has_scripts):
    curator.goto("/correct/review/?archive=wall")
    expect(curator.get_by_text("Question 1 of")).to_be_visible()

    if has_scripts:
        curator.keyboard.press("j")
        expect(curator.get_by_text("Question 2 of")).to_be_visible()
        curator.keyboard.press("n")
    else:
        curator.get_by_role("button", name="no, it goes on").click()

    expect(curator.get_by_role("heading", name="What the last decisions changed")).to_be_visible()
    assert models.CuratorAction.objects.count() == 1
    assert is_within_its_window(curator)
