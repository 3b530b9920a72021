"""The tables refuse what must never be stored, and show nobody what is not published."""

import pytest
from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, connection, transaction

from tests.helpers import factories
from threads import models

pytestmark = pytest.mark.django_db

EVERYBODY = AnonymousUser()


def test_a_new_archive_is_private() -> None:
    archive = models.Archive.objects.create(slug="wall", title="The wall")

    assert not archive.is_published
    assert archive not in models.Archive.objects.visible_to(EVERYBODY)


def test_staff_see_an_archive_before_it_is_published() -> None:
    archive = factories.archive(is_published=False)

    assert archive in models.Archive.objects.visible_to(factories.staff())


@pytest.mark.parametrize("model", [models.Thread, models.Post, models.Document, models.Author])
def test_nothing_of_a_private_archive_is_seen(model) -> None:
    archive = factories.archive(is_published=False)
    factories.document(archive, "The wall stands.")
    factories.post(factories.thread(archive))

    assert model.objects.exists()
    assert not model.objects.visible_to(EVERYBODY).exists()


def test_a_hidden_post_is_seen_by_staff_alone() -> None:
    post = factories.post(factories.thread(factories.archive()), is_hidden=True)

    assert post not in models.Post.objects.visible_to(EVERYBODY)
    assert post in models.Post.objects.visible_to(factories.staff())


def test_what_stands_in_a_hidden_thread_is_seen_by_staff_alone() -> None:
    archive = factories.archive()
    opening = factories.post(factories.thread(archive, is_hidden=True))
    reply = factories.answer(opening)
    factories.quote(reply, opening)
    elsewhere = factories.post(factories.thread(archive))
    factories.other_edge(elsewhere, opening)

    assert set(models.Post.objects.visible_to(EVERYBODY)) == {elsewhere}
    assert set(models.Post.objects.visible_to(factories.staff())) == {opening, reply, elsewhere}
    for model, count in ((models.Quote, 1), (models.ReplyEdge, 2)):
        assert not model.objects.visible_to(EVERYBODY).exists()
        assert model.objects.visible_to(factories.staff()).count() == count


def test_a_post_has_one_primary_answer_at_most() -> None:
    thread = factories.thread(factories.archive())
    ada, bruno, chen = (factories.post(thread, name) for name in ("Ada", "Bruno", "Chen"))
    edges = {"archive": thread.archive, "child": chen, "origin": "quote", "confidence": 0.9, "is_primary": True}
    models.ReplyEdge.objects.create(parent=ada, **edges)

    with pytest.raises(IntegrityError), transaction.atomic():
        models.ReplyEdge.objects.create(parent=bruno, **edges)


def test_a_post_does_not_answer_itself() -> None:
    post = factories.post(factories.thread(factories.archive()))

    with pytest.raises(IntegrityError), transaction.atomic():
        models.ReplyEdge.objects.create(
            archive=post.archive, child=post, parent=post, origin="quote", confidence=0.9, is_primary=True
        )


def test_an_archive_holds_a_document_once() -> None:
    archive = factories.archive()
    factories.document(archive, key=factories.key("one"))

    with pytest.raises(IntegrityError), transaction.atomic():
        factories.document(archive, key=factories.key("one"))


def test_two_archives_may_hold_the_same_document() -> None:
    for _ in range(2):
        factories.document(factories.archive(), key=factories.key("one"))

    assert models.Document.objects.count() == 2


def test_an_author_without_a_name_is_a_placeholder() -> None:
    archive = factories.archive()

    with pytest.raises(IntegrityError), transaction.atomic():
        models.Author.objects.create(archive=archive, name="", is_placeholder=False, key=factories.key())


def test_threads_without_dates_come_in_the_order_of_their_documents() -> None:
    archive = factories.archive()
    second = factories.thread(archive, place="page.txt:00000040")
    first = factories.thread(archive, place="page.txt:00000007")

    assert list(archive.threads.latest_first()) == [first, second]


def test_an_unsourced_quote_is_not_proven_though_it_names_a_missing_post() -> None:
    thread = factories.thread(factories.archive())
    missing, post = factories.post(thread, is_missing=True), factories.post(thread)
    models.Quote.objects.create(
        archive=thread.archive,
        post=post,
        line=1,
        last_line=1,
        start=0,
        end=4,
        kind="unsourced",
        confidence=1,
        source_post=missing,
    )

    assert not models.Quote.objects.proven().exists()


def test_all_indexes_and_constraints_that_models_name_are_in_the_database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexname FROM pg_indexes UNION SELECT conname FROM pg_constraint")
        there = {name for (name,) in cursor.fetchall()}
    for model in apps.get_app_config("threads").get_models():
        assert {each.name for each in (*model._meta.indexes, *model._meta.constraints)} <= there
