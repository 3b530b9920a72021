"""The review queue asks about what was read least surely and is seen most; an answer settles its question and is counted."""

import re

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.helpers import factories
from tests.helpers.curating import post_of
from tests.helpers.pages import ANSWER, WALL
from threads import models
from threads.staff.accuracy import accuracy
from threads.staff.queue import doubts

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_kept():
    cache.clear()


def review(client, query: str = "") -> str:
    response = client.get(f"/correct/review/{query}")
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def answer(client, page: str, key: str):
    do = re.search(rf'<button name="do" value="([^"]+)" data-key="{key}"', page)[1]
    return client.post(
        re.search(r'method="post" action="(/correct/[^"]+)"', page)[1], {"do": do, "next": "/correct/review/"}
    )


def test_what_is_quoted_and_open_comes_before_what_is_not(db) -> None:
    archive = factories.archive()
    document = factories.document(archive, "One.\n\nTwo.\n\nThree.\n\nFour.\n")
    posts = []
    for line, (confidence, quoted) in zip((1, 3, 5, 7), ((0.5, 9), (0.5, 0), (0.5, 9), (0.69, 0)), strict=True):
        post = factories.post(factories.thread(archive), confidence=confidence, quoted_count=quoted)
        factories.appearance(post, document, line, line)
        posts.append(post.pk)

    found = [each for each in doubts([archive]) if each.kind == "boundary"]

    assert [(each.post, each.line) for each in found] == [(posts[2], 5), (posts[1], 3), (posts[3], 7)]


def test_a_line_at_which_a_post_may_begin_is_asked_about_until_somebody_says(archive, curator) -> None:
    models.Post.objects.filter(pk=post_of(ANSWER).pk).update(confidence=0.9)
    page = review(curator, "?archive=wall")
    while "None was read to" not in page:
        page = review(curator, re.search(r'href="(\?[^"]*skip=\d+)" data-key="j"', page)[1].replace("&amp;", "&"))
    total = int(re.search(r"Question \d+ of (\d+)", page)[1])

    assert answer(curator, page, "n").status_code == 302

    after = review(curator)
    assert int(re.search(r"Question \d+ of (\d+)", after)[1]) == total - 1
    assert "<b>1 of 1</b> where posts begin" in after
    assert models.CuratorAction.objects.get().kind == "join_post"


def test_whom_a_post_answers_is_asked_and_settled(archive, curator) -> None:
    models.ReplyEdge.objects.filter(child=post_of(ANSWER)).update(confidence=0.5)
    page = review(curator)
    while "answer post" not in page:
        page = review(curator, re.search(r'href="(\?[^"]*skip=\d+)" data-key="j"', page)[1].replace("&amp;", "&"))

    assert answer(curator, page, "y").status_code == 302

    assert post_of(ANSWER).parent == post_of(WALL)
    assert [(each.name, each.decided, each.right) for each in accuracy(models.CuratorAction.objects.all())] == [
        ("whom posts answer", 1, 1)
    ]
    assert not [each for each in doubts([archive]) if each.kind == "parent"]


def test_a_doubtful_quote_is_shown_with_the_line_it_would_quote(archive, curator) -> None:
    models.Quote.objects.filter(post=post_of(ANSWER)).update(confidence=0.5)
    page = review(curator)
    while "quote line" not in page:
        page = review(curator, re.search(r'href="(\?[^"]*skip=\d+)" data-key="j"', page)[1].replace("&amp;", "&"))
    assert "The line that it would quote:" in page

    answer(curator, page, "n")

    assert not models.Quote.objects.exists()
    assert [(each.name, each.right) for each in accuracy(models.CuratorAction.objects.all())] == [("quotes", 0)]


def test_an_archive_without_doubts_says_so(curator) -> None:
    assert "There is nothing to ask" in review(curator)
    assert "There is nothing to ask" in review(curator, "?skip=99&archive=none")


def test_the_queue_takes_no_more_queries_for_more_doubts(archive, curator) -> None:
    other = factories.archive("Bells")
    document = factories.document(other, "A peal.\n\n" * 300, is_read=False)
    for line in range(300):
        post = factories.post(factories.thread(other), confidence=0.5)
        factories.appearance(post, document, 2 * line + 1, 2 * line + 1)
    review(curator, "?archive=wall")
    for query in ("", "?archive=wall", "?skip=150", "?archive=wall&skip=1", "?archive=wall&skip=2"):
        review(curator, query)
        with CaptureQueriesContext(connection) as asked:
            review(curator, query)
        assert len(asked) <= 12, query
