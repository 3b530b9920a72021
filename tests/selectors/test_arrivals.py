"""What came into an archive: since a visit, or with an import; however old it is."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core import signing
from django.http import Http404
from django.utils import timezone

from tests.helpers import factories
from threads import models, selectors, views
from threads.selectors import arrivals

pytestmark = pytest.mark.django_db
VISITOR = AnonymousUser()
OLD = datetime(1999, 1, 1, tzinfo=UTC)


def brought(archive: models.Archive, days_ago: int, posts: list[models.Post]) -> models.ImportRun:
    """A run that long ago, and a document of it on which the posts stand."""
    at = timezone.now() - timedelta(days=days_ago)
    run = models.ImportRun.objects.create(
        archive=archive, started_at=at, finished_at=at, state="done", counts={"posts": {"added": len(posts)}}
    )
    document = factories.document(archive, "x\n" * len(posts), path=f"{days_ago}.txt", run=run, created_at=at)
    for line, post in enumerate(posts, 1):
        factories.appearance(post, document, line, line)
    return run


@pytest.fixture
def bells() -> models.Archive:
    """A thread that came nine days ago; an old answer to it, and another thread, that came three days ago."""
    archive = factories.archive(slug="bells")
    opening = factories.post(factories.thread(archive, "The tenor"), "Which bell?")
    late = factories.answer(opening, "The small one.", author="Bruno", posted_at=OLD)
    other = factories.post(factories.thread(archive, "The rope"), "Who rang?", author="Chen", posted_at=OLD)
    brought(archive, 9, [opening])
    brought(archive, 3, [late, other])
    return archive


def listed(page: selectors.ArrivalsPage) -> list[tuple[str, int]]:
    return [(arrived.entry.thread.title, arrived.posts) for arrived in page.threads]


def test_an_import_lists_what_it_brought_however_old(bells) -> None:
    last, first = selectors.arrivals_page(VISITOR, "bells").runs

    assert listed(selectors.arrivals_page(VISITOR, "bells", run=last.id)) == [("The tenor", 1), ("The rope", 1)]
    assert listed(selectors.arrivals_page(VISITOR, "bells", run=first.id)) == [("The tenor", 1)]


def test_who_was_never_here_sees_the_last_import_that_brought_something(bells) -> None:
    models.ImportRun.objects.create(archive=bells)

    assert selectors.arrivals_page(VISITOR, "bells").total == 2


def test_who_was_here_sees_what_came_since(bells) -> None:
    since = {bells.id: timezone.now() - timedelta(days=5)}
    page = selectors.arrivals_page(VISITOR, "bells", visits=since)

    assert (page.total, page.thread_total, page.run) == (2, 2, None)
    late = models.Post.objects.get(author__name="Bruno")
    assert page.threads[0].address == f"{late.thread.get_absolute_url()}#p{late.id}"


def test_what_is_hidden_is_not_counted(bells) -> None:
    models.Post.objects.filter(author__name="Chen").update(is_hidden=True)

    assert listed(selectors.arrivals_page(VISITOR, "bells")) == [("The tenor", 1)]
    assert selectors.arrivals_page(factories.staff(), "bells").total == 2


def test_of_very_many_so_many_are_listed(bells, monkeypatch) -> None:
    monkeypatch.setattr(arrivals, "POSTS_MOST", 1)
    page = selectors.arrivals_page(VISITOR, "bells")

    assert (page.total, page.is_cut) == (1, True)


def test_a_run_of_another_archive_is_not_found(bells) -> None:
    other = models.ImportRun.objects.create(archive=factories.archive(slug="wall"))

    with pytest.raises(Http404):
        selectors.arrivals_page(VISITOR, "bells", run=other.id)


def test_the_front_page_counts_by_archive_and_each_count_leads_to_the_first(client, bells) -> None:
    five_days_ago = int((timezone.now() - timedelta(days=5)).timestamp())
    visits = {str(bells.id): (0, five_days_ago)}
    client.cookies[views.VISITS] = signing.dumps(visits, salt=views.VISITS, compress=True)
    html = client.get("/").content.decode()
    tenor = models.Thread.objects.get(title="The tenor")

    assert '<a class="new-count" href="/a/bells/new/">2 new</a>' in html
    assert f'<a class="new-count" href="{tenor.get_absolute_url()}#new">1 new</a>' in html
    thread = client.get(tenor.get_absolute_url()).content.decode()
    late = models.Post.objects.get(author__name="Bruno")
    assert (
        f'<p class="note new-note" id="new">the last new post here</p>\n<article class="post new" id="p{late.id}"'
        in thread
    )


def test_nothing_yet_is_said(client) -> None:
    factories.archive(slug="wall")

    assert "Nothing came yet" in client.get("/a/wall/new/").content.decode()
