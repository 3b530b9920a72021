"""A reader at a browser, wide and narrow, with JavaScript and without; and something to read."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.helpers import factories
from tests.helpers.lines import Line, render
from threads.html.folds import Citation, Mention, QuotedMark, anchor_of

SIZES = {"wide": {"width": 1280, "height": 800}, "narrow": {"width": 360, "height": 740}}
WORDS = "The frame has moved two inches."
TEXT = "The Bell Tower\n\nThe tenor came down on Monday.\nThe frame has moved two inches.\n\nThe frame has moved two inches.\nMeasure the bearings first.\n"


@pytest.fixture(params=["wide", "narrow"])
def size(request: pytest.FixtureRequest) -> dict[str, int]:
    return SIZES[request.param]


@pytest.fixture(params=[True, False], ids=["with JavaScript", "without JavaScript"])
def has_scripts(request: pytest.FixtureRequest) -> bool:
    return request.param


@pytest.fixture
def reader(browser: Browser, live_server, size: dict[str, int], has_scripts: bool) -> Iterator[Page]:
    """A page on which nothing may fail, be refused by the policy, or be asked of another host."""
    context = browser.new_context(base_url=live_server.url, viewport=size, java_script_enabled=has_scripts)
    page = context.new_page()
    faults: list[str] = []
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("request", lambda request: request.url.startswith(live_server.url) or faults.append(request.url))
    yield page
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
    context.close()
    assert faults == []


@pytest.fixture
def exchange(live_server) -> dict[str, object]:
    """Two posts, of which the second quotes the first, on a document that holds both."""
    archive = factories.archive("The Bell Tower", slug="bells")
    thread = factories.thread(archive, "Hanging the tenor again")
    document = factories.document(
        archive,
        TEXT,
        path="tower.txt",
        lines=[(1, "chrome", 0.99), (3, "body", 0.9), (4, "body", 0.9), (6, "quote", 0.97), (7, "body", 0.9)],
    )
    source = factories.post(thread, f"The tenor came down on Monday.\n{WORDS}", author="Ada")
    citing = factories.answer(
        source, f"{WORDS}\nMeasure the bearings first.", own_text="Measure the bearings first.", author="Bruno",
        origin="quote", confidence=0.97, evidence="31 characters of line 4",
    )  # fmt: skip
    ada, bruno = (Mention(post.id, name, post.number) for post, name in ((source, "Ada"), (citing, "Bruno")))
    anchor = anchor_of(source.id, 4, 0)
    mark = QuotedMark(anchor, 0, len(WORDS), ((bruno, "exact"),))
    source.html = render([Line("The tenor came down on Monday.", "body"), Line(WORDS, "body", marks=(mark,))])
    source.save(update_fields=["html"])
    citation = Citation(ada, "exact", 4, anchor, WORDS, ((0, len(WORDS)),))
    citing.html = render([Line(WORDS, "quote", citation=citation), Line("Measure the bearings first.", "body")])
    citing.save(update_fields=["html"])
    factories.quote(citing, source, line=6, source_document=document, source_line=4, source_start=0)
    factories.appearance(source, document, 3, 4)
    factories.appearance(citing, document, 6, 7)
    return {
        "archive": archive,
        "thread": thread,
        "document": document,
        "source": source,
        "citing": citing,
        "anchor": anchor,
    }
