"""What is erased from a page that states names takes its heads along, and the page is read as before."""

from pathlib import Path

import pytest

from tests.helpers.headed_pages import PAGE, given
from threads.curating.erasing import erase_post
from threads.models import Document, Post

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


def test_it_stays_where_too_few_others_are_left_to_tell_heads_by(tmp_path: Path) -> None:
    given(tmp_path, page=PAGE)

    erase_post(post=Post.objects.get(number=4), by=None)

    assert "Post by Chen" in bytes(Document.objects.get().records.get().raw).decode()
    assert [post.author.name for post in Post.objects.order_by("number")] == ["Ada", "Bruno", "Ada"]
