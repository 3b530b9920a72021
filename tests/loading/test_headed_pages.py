"""Pages that state names and dates: these come into the database, and a visitor sees them."""

from pathlib import Path

import pytest

from tests.helpers.headed_pages import PAGE, given
from threads.models import Alias, Document, Post, ReplyEdge, Thread

pytestmark = pytest.mark.django_db

CHAT = """05/03/2012, 08:00 - Ada: is the lantern out again?
05/03/2012, 09:00 - Bruno: yes, since ten
05/03/2012, 10:00 - Ada: then bring the ladder
05/03/2012, 11:00 - Chen: the ladder has lost a rung
05/03/2012, 12:00 - Bruno: we take the boat then
"""


def test_authors_dates_and_the_title_are_stored(tmp_path: Path) -> None:
    given(tmp_path, page=PAGE)

    posts = Post.objects.order_by("number").select_related("author")
    assert [(post.author.name, post.posted_at and post.posted_at.day) for post in posts] == [
        ("Ada", 13), ("Bruno", 14), ("Ada", 15), ("Chen", 16),
    ]  # fmt: skip
    assert posts[0].posted_at_raw == "Fri Jan 13, 2012 10:38 pm"
    assert Thread.objects.get().title == "The third buoy"


def test_a_head_is_no_word_of_a_post(tmp_path: Path) -> None:
    given(tmp_path, page=PAGE)

    said = " ".join(Post.objects.values_list("text", flat=True))
    assert "Post by" not in said
    assert "Reply" not in said


def test_a_quote_that_runs_on_from_a_name_is_folded_without_it(tmp_path: Path) -> None:
    given(tmp_path, page=PAGE)

    third = Post.objects.get(number=3)
    assert third.own_text == "Then he may fetch some from the boat house, where three tins of it stand under the bench."
    assert ReplyEdge.objects.get(child=third, is_primary=True).parent == Post.objects.get(number=2)


def test_what_only_looks_like_an_attribution_stays_its_authors(tmp_path: Path) -> None:
    own = "Ada said: never buy paint in winter, and she was right as far as I can tell."
    given(
        tmp_path,
        page=PAGE.replace(
            "Two of these tins have dried out since the summer, as I found when I looked for a brush.", own
        ),
    )

    assert Post.objects.get(number=4).own_text == own


def test_the_words_of_a_chat_begin_behind_its_heads(tmp_path: Path) -> None:
    given(tmp_path, chat=CHAT)

    assert [post.own_text for post in Post.objects.order_by("number")] == [
        "is the lantern out again?", "yes, since ten", "then bring the ladder", "the ladder has lost a rung", "we take the boat then",
    ]  # fmt: skip


def test_the_document_page_says_whose_head_a_line_is(tmp_path: Path, client) -> None:
    given(tmp_path, page=PAGE)

    answer = client.get(f"{Document.objects.get().get_absolute_url()}?view=lines").content.decode()

    assert "head of post 3" in answer
    assert "the line \u201cPost by name \u00bb date\u201d comes 4 times" in answer


def test_the_same_import_again_changes_nothing(tmp_path: Path) -> None:
    folder = given(tmp_path, page=PAGE, chat=CHAT)
    before = list(Post.objects.order_by("pk").values())

    given(folder)

    assert list(Post.objects.order_by("pk").values()) == before


USER_PAGE = "Posts by Ada Vik (ada77)\nHome | Search\n\n" + "\n".join(
    f"{title}\n{day} March 2012, 10:38\n{said}\n"
    for day, (title, said) in enumerate(
        (
            ("The lantern on the jetty", "It has gone out again, and nobody knows who keeps the key of it."),
            ("Oil of nuts", "My father pressed it himself, in the loft beside the broken tiller."),
            ("The lantern on the jetty", "Somebody has trimmed the wick, and it burns as it did last summer."),
            ("A spare glass", "There is one in the loft, wrapped in a sail that is past mending."),
        ),
        3,
    )
)


def test_a_page_of_one_persons_posts_makes_a_thread_of_each_title(tmp_path: Path, client) -> None:
    given(tmp_path, page=USER_PAGE)

    assert {post.author.name for post in Post.objects.all()} == {"Ada Vik"}
    assert [(thread.title, thread.post_count) for thread in Thread.objects.order_by("title")] == [
        ("A spare glass", 1), ("Oil of nuts", 1), ("The lantern on the jetty", 2),
    ]  # fmt: skip
    answer = client.get(f"{Document.objects.get().get_absolute_url()}?view=lines").content.decode()
    assert ", opens <bdi>Oil of nuts</bdi>" in answer


def test_what_else_an_author_is_called_is_an_alias_by_which_posts_are_found(tmp_path: Path, client) -> None:
    given(tmp_path, page=PAGE.replace("Post by Ada", "Post by Ada (aka Brunhilde)"))

    assert {(alias.author.name, alias.name) for alias in Alias.objects.all()} == {("Ada", "Brunhilde")}
    assert "Ada" in client.get("/search/", {"q": "author:brunhilde"}).content.decode()
