"""Threads of an archive in the order that a visitor asks for."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser

from tests.helpers import factories
from tests.helpers.readings import TEXT, conversation, document, load
from threads import models, selectors

pytestmark = pytest.mark.django_db
VISITOR = AnonymousUser()
NOON = datetime(2009, 2, 3, 12, tzinfo=UTC)


def thread(archive: models.Archive, title: str, **columns: object) -> models.Thread:
    made = factories.thread(archive, title=title)
    models.Thread.objects.filter(pk=made.pk).update(last_posted_at=None, **columns)
    return made


@pytest.fixture
def archive() -> models.Archive:
    archive = factories.archive(slug="bells")
    thread(archive, "alone", place="a:1", post_count=1, length=900, quoted_count=0)
    thread(archive, "short talk", place="a:2", post_count=2, length=20, quoted_count=3)
    thread(archive, "long talk", place="a:3", post_count=9, length=500, quoted_count=1)
    thread(archive, "dated alone", place="a:4", post_count=1, length=30, quoted_count=9)
    models.Thread.objects.filter(title="dated alone").update(last_posted_at=NOON + timedelta(days=1))
    models.Archive.objects.filter(pk=archive.pk).update(thread_count=4)
    return archive


@pytest.mark.parametrize(
    ("order", "titles"),
    [
        ("latest", ["dated alone", "short talk", "long talk", "alone"]),
        ("longest", ["alone", "long talk", "dated alone", "short talk"]),
        ("quoted", ["dated alone", "short talk", "long talk", "alone"]),
        ("replies", ["long talk", "short talk", "dated alone", "alone"]),
        ("document", ["alone", "short talk", "long talk", "dated alone"]),
    ],
)
def test_threads_come_in_the_order_asked_for(client, archive, order: str, titles: list[str]) -> None:
    page = selectors.archive_page(VISITOR, "bells", order=order)
    html = client.get("/a/bells/", {"sort": order}).content.decode()

    assert [entry.thread.title for entry in page.threads] == titles
    assert sorted(titles, key=lambda title: html.index(f">{title}</a>")) == titles


def test_an_order_that_is_none_gives_the_latest(client, archive) -> None:
    assert ' aria-current="page">latest</a>' in client.get("/a/bells/?sort=%00").content.decode()


def test_a_reading_measures_threads_and_counts_who_quotes_them() -> None:
    archive = factories.archive()
    document(archive, TEXT)

    load(archive, conversation())

    found = models.Thread.objects.get()
    assert found.length == len("The wall stands.") + len("So it does.") + len("The pier fell.")
    assert found.quoted_count == 1
