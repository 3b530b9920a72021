"""The page on which doubts are answered: a file by itself, worked by keys, that gives the answers as a file."""

import json
from pathlib import Path

from django.template.loader import render_to_string
from playwright.sync_api import Browser, expect

WORDS = "</script><b>The gate hangs by one hinge.</b>"
LINES = [{"line": n, "text": WORDS, "role": "body"} for n in (1, 2, 3)]
ABOUT = {"version": 1, "archive": "wall", "document": "ab" * 32, "path": "a.txt", "lines": LINES, "confidence": 0.5}
DOUBTS = [
    {**ABOUT, "asks": "boundary", "line": 2, "read_as": True, "reasons": ["opens with thanks"], "cues": ["says I"]},
    {**ABOUT, "asks": "quote", "line": 3, "read_as": True, "kind": "exact",
     "source": {"document": "ab" * 32, "line": 1, "text": WORDS, "path": "a.txt"}},
    {**ABOUT, "asks": "quote", "line": 3, "read_as": True, "kind": "unsourced", "source": None},
]  # fmt: skip


def test_doubts_are_answered_by_key_and_the_answers_are_a_file(browser: Browser, tmp_path: Path):
    (tmp_path / "doubts.html").write_text(
        render_to_string("threads/doubts.html", {"archive": {"title": "Wall"}, "doubts": DOUBTS})
    )
    page = browser.new_context(accept_downloads=True).new_page()
    page.goto((tmp_path / "doubts.html").as_uri())
    expect(page.get_by_text("Does a post begin at line 2?")).to_be_visible()
    expect(page.locator(".asked .text")).to_have_text(WORDS)

    page.keyboard.press("n")
    expect(page.get_by_text("Does line 3 quote somebody?")).to_be_visible()
    page.keyboard.press("y")
    page.get_by_label("or a quote of line").fill("2")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_have_text("Question 3 of 3, 3 answered")
    with page.expect_download() as told:
        page.get_by_role("button", name="download the answers").click()

    answers = [json.loads(line) for line in Path(told.value.path()).read_text().splitlines()]
    assert [(each["line"], each["answer"], each.get("source")) for each in answers] == [
        (2, False, None), (3, True, {"document": "ab" * 32, "line": 1}), (3, True, {"document": "ab" * 32, "line": 2})
    ]  # fmt: skip
    assert answers[0]["cues"] == ["says I"]
