"""What is erased from a page that states names takes its heads along, and the page is read as before."""

from pathlib import Path

import pytest
from django.core.management import call_command

from tests.helpers.headed_pages import PAGE, given
from threads.curating.erasing import erase_post
from threads.models import Archive, Document, Post

pytestmark = pytest.mark.django_db

MORE = """
Post by Dalia \u00bb Tue Jan 17, 2012 9:30 am
The brushes hang beside the tiller, and nobody has cleaned them since the boat was sold.
Reply

Post by Enno \u00bb Wed Jan 18, 2012 9:45 am
I soaked all of them in oil for a night, which did some good to two of the five.
Reply
"""


def test_the_head_goes_with_its_post_and_the_others_keep_their_authors(tmp_path: Path) -> None:
    given(tmp_path, page=PAGE + MORE)

    erase_post(post=Post.objects.get(number=4), by=None)

    raw = bytes(Document.objects.get().records.get().raw).decode()
    assert "Chen" not in raw
    assert "Jan 16" not in raw
    named = Post.objects.filter(is_missing=False).order_by("number").values_list("author__name", flat=True)
    assert list(named) == ["Ada", "Bruno", "Ada", "Dalia", "Enno"]


@pytest.mark.parametrize("number", [1, 2, 4])
def test_it_goes_where_few_others_are_left_and_they_keep_their_authors_and_dates(tmp_path: Path, number: int) -> None:
    given(tmp_path, page=PAGE)
    fields = ("id", "author__name", "posted_at", "own_text")
    erased = Post.objects.select_related("author").get(number=number)
    name, day = erased.author.name, erased.posted_at.strftime("%b %d")
    quotes = Post.objects.filter(quotes__source_post=erased).values_list("pk", flat=True)
    others = Post.objects.exclude(pk__in=[erased.pk, *quotes]).filter(is_missing=False).order_by("pk")
    before = list(others.values_list(*fields))

    erase_post(post=erased, by=None)
    call_command("rebuild", Archive.objects.get().slug, verbosity=0)

    raw = bytes(Document.objects.get().records.get().raw).decode()
    assert f"Post by {name} \u00bb {erased.posted_at:%a} {day}" not in raw
    assert day not in raw
    assert list(others.values_list(*fields)) == before


def test_all_but_one_post_may_go(tmp_path: Path) -> None:
    given(tmp_path, page=PAGE)

    for post in Post.objects.filter(number__in=(2, 3, 4)):
        erase_post(post=post, by=None)
    call_command("rebuild", Archive.objects.get().slug, verbosity=0)

    raw = bytes(Document.objects.get().records.get().raw).decode()
    assert "Chen" not in raw
    assert "Bruno" not in raw
    assert [post.author.name for post in Post.objects.filter(is_missing=False)] == ["Ada"]


def test_another_page_with_an_erased_post_comes_in_without_its_name(tmp_path: Path) -> None:
    given(tmp_path, page=PAGE)
    erase_post(post=Post.objects.get(number=4), by=None)
    (tmp_path / "page.txt").unlink()

    given(tmp_path, again=f"Saved by Enno, and read at home\n{PAGE}")

    raws = [bytes(document.records.get().raw).decode() for document in Document.objects.all()]
    assert len(raws) == 2
    assert not any("Chen" in raw or "Jan 16" in raw for raw in raws)
