"""A line that only says again what another post says is its author's own, and the page leads to the other post."""

import json

import pytest
from django.contrib.auth.models import AnonymousUser

from tests.helpers import factories
from tests.helpers.readings import TEXT, document, key, load, post, reading, source, stored, thread
from threads.curating import hide_post
from threads.exporting import export_lines
from threads.models import Quote, Record, ReplyEdge
from threads.reconstruct.types import Reconstruction, RunReading
from threads.selectors import document_page, quoted_page
from threads.words.kinds import Role

pytestmark = pytest.mark.django_db


def says_again(name: str = "bruno", of: str = "ada") -> Reconstruction:
    """Ada's post in line 1; Bruno's in lines 2 and 3, of which 2 says what she says."""
    again = RunReading(2, 2, Role.BODY, key(name), 0.9, repeats=(source(1, of, end=16),))
    posts = [post("ada", [1]), post("bruno", [2, 3])] if name != of else [post("ada", [1, 2, 3])]
    threads = [thread(each) for each in (("ada", 0), ("bruno", 0))[: len(posts)]]
    return reading({"page.txt": TEXT}, posts, threads, lines={"page.txt": [again]})


@pytest.fixture
def archive():
    archive = factories.archive()
    document(archive, TEXT)
    return archive


def test_it_stands_open_with_a_link_and_counts_as_no_quote(archive) -> None:
    load(archive, says_again())

    ada, bruno = stored(archive, "ada"), stored(archive, "bruno")
    assert f'also in <a href="/p/{ada.pk}/">' in bruno.html
    assert "<details" not in bruno.html
    assert bruno.own_text == "The wall stands.\nSo it does."
    assert (ada.quoted_count, Quote.objects.count(), ReplyEdge.objects.count()) == (0, 0, 0)
    assert not quoted_page(AnonymousUser()).passages


def test_the_line_on_the_documents_page_leads_to_the_other(archive) -> None:
    load(archive, says_again())

    page = document_page(AnonymousUser(), Record.objects.get().document_id)

    lines = [line for run in page.runs for line in run.lines]
    assert [(line.role, line.copied and line.copied.line) for line in lines[:3]] == [
        ("body", None), ("body", 1), ("body", None)
    ]  # fmt: skip


def test_a_post_that_says_its_own_words_again_has_no_mark(archive) -> None:
    load(archive, says_again("ada", "ada"))

    assert "also in" not in stored(archive, "ada").html


def test_nobody_is_led_to_a_hidden_post(archive) -> None:
    load(archive, says_again())
    hide_post(post=stored(archive, "ada"), by=None)

    load(archive, says_again())

    assert "also in" not in stored(archive, "bruno").html


def test_an_export_says_where_the_words_stand_and_one_without_says_nothing_of_it(archive) -> None:
    load(archive, says_again())

    ada, bruno = map(json.loads, export_lines(archive))

    assert "repeats" not in ada
    assert bruno["repeats"] == [{"line": 2, "kind": "exact", "source": {"document": key("page.txt"), "line": 1}}]
    assert bruno["marks"] == []
