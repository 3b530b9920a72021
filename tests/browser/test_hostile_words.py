"""Words that would run if a page took them for markup, in documents of every format: they are read, and no more."""

import random

import pytest
from django.core.management import call_command
from playwright.sync_api import Browser, Page

from tests.campaign.documents import FORMATS, write
from tests.campaign.fragments import judge, ways
from tests.campaign.judging import FOREIGN, PROVOKE, TOO_WIDE, WATCHING
from tests.campaign.payloads import FAMILIES, PAYLOADS
from threads.models import Archive, Author, Document, Post, Thread

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TITLE = '"><script>window.pwn=1</script></title><img src=x onerror=window.pwn=1>'
# Two of each family, but for those whose length alone is hostile.
SOME = [payload for family in FAMILIES.values() for payload in family[:2] if len(payload) < 300]
ONE_OF_EACH = SOME[::2]


@pytest.fixture
def page(browser: Browser, live_server):
    """A page, with what it did that it should not."""
    context = browser.new_context(base_url=live_server.url)
    page = context.new_page()
    page.did = []
    page.add_init_script(WATCHING)
    page.on("dialog", lambda opened: (page.did.append(opened.message), opened.dismiss()))
    page.on("request", lambda asked: asked.url.startswith(live_server.url) or page.did.append(asked.url))
    page.on("pageerror", lambda error: page.did.append(str(error)))
    page.on("popup", lambda opened: page.did.append(opened.url))
    yield page
    context.close()


def faults(page: Page, site: str, address: str) -> list:
    page.goto(address)
    page.evaluate(PROVOKE)
    found = page.evaluate(FOREIGN, site) + page.evaluate(TOO_WIDE) + page.did
    page.did.clear()
    return [(address, fault) for fault in found]


def test_nothing_of_any_document_runs_loads_or_leads_away(page: Page, live_server, tmp_path):
    write(tmp_path, ONE_OF_EACH)
    call_command(
        "import_documents", str(tmp_path), archive="hostile", title=TITLE, publish=True, workers=1, verbosity=0
    )
    assert set(Document.objects.values_list("form", flat=True)) == {*(form_of(name) for name in FORMATS), "text"}
    assert Post.objects.filter(text__contains="window.pwn=1").count() > 100
    assert Author.objects.filter(name__contains="pwn").count() > 40
    newest = {model: model.objects.order_by("-pk") for model in (Thread, Post, Author, Document)}
    threads = Thread.objects.filter(post_count__gt=5)
    rows = [*threads, *newest[Post][:4], *newest[Author].filter(name__contains="pwn")[:4], *newest[Document][:4]]
    addresses = ["/", "/a/hostile/", "/a/hostile/documents/", *(row.get_absolute_url() for row in rows)]

    assert [fault for address in addresses for fault in faults(page, live_server.url, address)] == []


def form_of(name: str) -> str:
    """The format that a file of this name is of."""
    return {
        "mails.mbox": "mbox", "only.eml": "eml", "topic.json": "discourse", "reddit.jsonl": "reddit", "news.jsonl": "hacker_news",
        "Posts.xml": "stack_exchange", "magnum.json": "forum_magnum", "lines.jsonl": "jsonl", "utterances.jsonl": "convokit",
        "schema.html": "schema.org", "page.txt": "text",
    }.get(name, name.partition(".")[0])  # fmt: skip


def test_what_is_asked_for_is_only_said_back(page: Page, live_server):
    Archive.objects.create(slug="bells", title="The Bell Tower", is_published=True)
    addresses = [f"/search/?q={payload}".replace("#", "%23") for payload in ONE_OF_EACH]
    addresses += [f"/?page={SOME[0]}", f"/a/bells/?view={SOME[1]}", f"/login/?next={SOME[2]}", f"/no/{SOME[3]}"]

    assert [fault for address in addresses for fault in faults(page, live_server.url, address)] == []


def test_a_script_that_runs_is_seen(page: Page, live_server):
    page.goto("/help/")
    page.evaluate("window.pwn = 1; document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=y><h1>z</h1>')")

    kinds = {kind for kind, *_ in page.evaluate(FOREIGN, live_server.url)}

    assert kinds >= {"script ran", "element", "attribute", "landmarks", "refused by the policy"}


def test_random_fragments_come_out_as_words_or_as_what_we_write(page: Page):
    judged, found = judge(page, 150, seed=7)

    assert found == []
    assert judged["folds"] > 500
    assert len([name for name in judged if "veiled" in name]) == 3


def test_a_fragment_that_came_out_as_markup_would_be_seen(page: Page, monkeypatch):
    monkeypatch.setattr("tests.campaign.fragments.inline_html", lambda text: f"<b onclick=x><u>{text}</u></b>")

    assert {fault.split(" ")[0] for fault in judge(page, 5, seed=7)[1]} >= {"element", "attribute"}


def test_the_payloads_are_many_and_each_another():
    assert len(PAYLOADS) >= 235
    assert len(set(PAYLOADS)) == len(PAYLOADS)
    assert {name for name, *_ in ways(PAYLOADS[0], random.Random(1))} >= {"inline_html", "found", "runs, veiled"}
