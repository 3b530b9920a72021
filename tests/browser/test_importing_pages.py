"""Staff import a folder of files in Chromium, watch it, and take it back: with and without JavaScript, wide and narrow."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import SIZES
from tests.helpers import factories
from tests.helpers.serving import gunicorn
from tests.loading.mails import conversation, mailbox
from threads.models import Job, Post

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ENDS_IN_MS = 90_000
MAILS = conversation("tar", 6, 2)


# A journey takes a web server and an import: each window and each manner once.
@pytest.fixture(params=[("wide", True), ("narrow", False)], ids=["wide with JavaScript", "narrow without JavaScript"])
def manner(request: pytest.FixtureRequest) -> tuple[str, bool]:
    return request.param


@pytest.fixture
def has_scripts(manner: tuple[str, bool]) -> bool:
    return manner[1]


@pytest.fixture
def keeper(browser: Browser, tmp_path: Path, manner: tuple[str, bool], has_scripts: bool) -> Iterator[Page]:
    """Somebody who may import, at the web server that people use; no page may fail or ask anybody else."""
    size = SIZES[manner[0]]
    user = factories.staff()
    user.is_superuser = True
    user.save()
    client = Client()
    client.force_login(user)
    with gunicorn(tmp_path / "data", SECRET_KEY=settings.SECRET_KEY) as port:
        site = f"http://127.0.0.1:{port}"
        context = browser.new_context(base_url=site, viewport=size, java_script_enabled=has_scripts)
        context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": site}])
        page = context.new_page()
        faults: list[str] = []
        page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("request", lambda request: request.url.startswith(site) or faults.append(request.url))
        yield page
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
        context.close()
    assert faults == []


def wait_for(page: Page, words: str, *, has_scripts: bool) -> None:
    """Htmx asks how far it is; without it, whoever waits loads the page again."""
    deadline = ENDS_IN_MS if has_scripts else 1_000
    for _ in range(1 if has_scripts else ENDS_IN_MS // 1_000):
        try:
            expect(page.get_by_text(words).first).to_be_visible(timeout=deadline)
        except AssertionError:
            page.reload()
        else:
            return
    expect(page.get_by_text(words).first).to_be_visible(timeout=deadline)


def test_a_mailbox_is_given_watched_read_and_taken_back(keeper: Page, tmp_path: Path, has_scripts: bool):
    (tmp_path / "quay.mbox").write_bytes(mailbox(MAILS))
    (tmp_path / "tower.pdf").write_bytes(b"%PDF-1.4 nothing")
    keeper.goto("/admin/threads/job/add/")
    keeper.get_by_label("Archive").fill("quay")
    keeper.locator("input[type=file]").set_input_files([tmp_path / "quay.mbox", tmp_path / "tower.pdf"])
    keeper.get_by_role("button", name="Import").click()

    wait_for(keeper, "Done, but not all of it was taken.", has_scripts=has_scripts)
    expect(keeper.get_by_text("tower.pdf").first).to_be_visible()
    assert Post.objects.filter(is_missing=False).count() == len(MAILS)
    assert keeper.request.get("/a/quay/").status == 200
    assert keeper.context.browser is not None
    stranger = keeper.context.browser.new_context(base_url=keeper.url.partition("/admin")[0])
    assert stranger.request.get("/a/quay/").status == 404, "private until it is published"
    stranger.close()

    keeper.get_by_role("link", name="Take it back").click()
    keeper.get_by_role("button", name="take").click()
    wait_for(keeper, "Done.", has_scripts=has_scripts)
    assert not Post.objects.exists()
    assert set(Job.objects.values_list("state", flat=True)) == {Job.State.DONE}
