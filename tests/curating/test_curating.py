"""A correction is made once: it shows at once, outlives every later reading, and can be taken back."""

import psycopg
import pytest
from django.core.management import call_command
from django.db import connection

from tests.helpers import factories
from tests.helpers.curating import later, post_of
from tests.helpers.importing import run
from tests.helpers.pages import ANSWER, BEES, REPLY, WALL
from tests.helpers.readings import document, load, missing, place, post, quote, reading, stored, thread
from threads import curating, models
from threads.curating import Consequences, RefusedError, Reread, base, reread
from threads.loading.locks import LOCK_CLASS, number_of

pytestmark = pytest.mark.django_db


# Names


def test_an_unknown_author_is_given_a_name_where_posts_speak_of_them(archive, by):
    author = post_of(WALL).author

    curating.rename_author(author=author, name="  Ada  of Ely ", by=by, reason="she told us")

    assert curating.read_again(archive) is Reread.DONE
    author.refresh_from_db()
    assert (author.name, author.is_placeholder) == ("Ada of Ely", False)
    assert "Ada of Ely" in post_of(ANSWER).html


def test_a_name_given_by_hand_outlives_an_import_and_a_rebuild(archive, pages, by):
    author = post_of(ANSWER).author
    curating.rename_author(author=author, name="Bruno", by=by)
    curating.read_again(archive)

    later(pages)

    assert post_of(ANSWER).author == models.Author.objects.get(pk=author.pk, name="Bruno")
    assert "Bruno" in post_of(REPLY).html


def test_a_name_is_taken_back_step_by_step(archive, by):
    author = post_of(WALL).author
    first = curating.rename_author(author=author, name="Ada", by=by)
    author.refresh_from_db()
    second = curating.rename_author(author=author, name="Adah", by=by)

    curating.undo(action=second)
    author.refresh_from_db()
    assert author.name == "Ada"
    curating.undo(action=first)
    curating.read_again(archive)
    author.refresh_from_db()

    assert (author.name, author.is_placeholder) == ("", True)
    assert "Ada" not in post_of(ANSWER).html


@pytest.mark.parametrize("name", ["bruno", "BRUNO", " ", "Ada"])
def test_a_name_that_is_empty_taken_or_the_same_is_refused(archive, by, name):
    author = post_of(WALL).author
    curating.rename_author(author=post_of(ANSWER).author, name="Bruno", by=by)
    curating.rename_author(author=author, name="Ada", by=by)
    author.refresh_from_db()

    with pytest.raises(RefusedError):
        curating.rename_author(author=author, name=name, by=by)
    assert models.CuratorAction.objects.count() == 2


# Parents


def test_a_post_of_another_page_is_put_where_it_belongs_for_good(archive, pages, by):
    bees, wall = post_of(BEES), post_of(WALL)
    curating.change_parent(post=bees, parent=wall, by=by)
    assert curating.read_again(archive) is Reread.DONE

    later(pages)

    bees = models.Post.objects.get(pk=bees.pk)
    assert bees.parent == wall
    assert bees.thread == post_of(WALL).thread
    assert bees.edges.get(is_primary=True).origin == "curated"


def test_a_post_put_elsewhere_goes_back_when_that_is_undone(archive, by):
    bees = post_of(BEES)
    before = bees.thread
    action = curating.change_parent(post=bees, parent=post_of(WALL), by=by)
    curating.read_again(archive)

    curating.undo(action=action)
    curating.read_again(archive)

    bees = models.Post.objects.get(pk=bees.pk)
    assert (bees.parent, bees.thread.title) == (None, before.title)


def test_a_post_taken_from_its_parent_opens_a_thread_for_good(archive, pages, by):
    answer = post_of(ANSWER)
    curating.change_parent(post=answer, parent=None, by=by)
    curating.read_again(archive)
    thread = post_of(ANSWER).thread

    later(pages)

    assert post_of(ANSWER) == answer
    assert post_of(ANSWER).parent is None
    assert post_of(ANSWER).thread == thread != post_of(WALL).thread
    assert post_of(REPLY).parent == answer


def test_a_post_cannot_answer_its_own_answers(archive, by):
    with pytest.raises(RefusedError, match="circle"):
        curating.change_parent(post=post_of(WALL), parent=post_of(ANSWER), by=by)


def test_two_corrections_that_are_not_read_yet_cannot_close_a_circle(archive, by):
    bees, wall = post_of(BEES), post_of(WALL)
    curating.change_parent(post=bees, parent=post_of(ANSWER), by=by)

    with pytest.raises(RefusedError, match="circle"):
        curating.change_parent(post=wall, parent=bees, by=by)


def test_two_posts_can_change_places(archive, by):
    wall, answer = post_of(WALL), post_of(ANSWER)
    curating.change_parent(post=answer, parent=None, by=by)
    curating.change_parent(post=wall, parent=answer, by=by)

    curating.read_again(archive)

    assert (post_of(ANSWER).parent, post_of(WALL).parent) == (None, answer)


def test_a_parent_in_another_archive_is_refused(archive, by):
    elsewhere = factories.post(factories.thread(factories.archive()))

    with pytest.raises(RefusedError, match="own archive"):
        curating.change_parent(post=post_of(BEES), parent=elsewhere, by=by)


# Hidden posts


def test_a_hidden_post_stays_hidden_and_is_counted_nowhere(archive, pages, by):
    answer = post_of(ANSWER)
    curating.hide_post(post=answer, by=by)
    curating.read_again(archive)

    later(pages)

    answer.refresh_from_db()
    assert answer.is_hidden
    assert answer.thread.post_count == answer.thread.posts.filter(is_hidden=False, is_missing=False).count()
    archive.refresh_from_db()
    assert archive.post_count == archive.posts.filter(is_hidden=False, is_missing=False).count()


def test_other_posts_do_not_speak_of_a_hidden_one(archive, pages, by):
    later(pages)
    answer = post_of(ANSWER)
    curating.rename_author(author=answer.author, name="Ada", by=by)
    curating.read_again(archive)
    assert "Ada" in post_of(REPLY).html
    assert "Ada" in post_of(WALL).html

    curating.hide_post(post=answer, by=by)
    curating.read_again(archive)

    assert "Ada" not in post_of(REPLY).html + post_of(WALL).html
    assert "its source is in this archive, and is not shown" in post_of(REPLY).html
    assert "no document of this archive" not in post_of(REPLY).html
    assert post_of(WALL).quoted_count == 0


def test_a_missing_post_is_hidden_with_the_only_post_that_quotes_it(by):
    archive = factories.archive()
    document(archive, "So it stands.\nAnd so it will.")
    lost = reading(
        {"page.txt": "So it stands.\nAnd so it will."},
        [post("bruno", [1, 2])],
        [thread(("dalia", 0), ("bruno", 1))],
        missing=[missing("dalia", place(1, 0, 13))],
        lines={"page.txt": [quote(1, "bruno")]},
    )
    load(archive, lost)
    action = curating.hide_post(post=stored(archive, "bruno"), by=by)
    assert stored(archive, "dalia").is_hidden

    load(archive, lost)
    assert stored(archive, "dalia").is_hidden
    curating.undo(action=action)
    load(archive, lost)
    assert not stored(archive, "dalia").is_hidden


def test_a_thread_does_not_carry_the_words_of_its_hidden_opening_post(archive, by):
    wall = post_of(WALL)
    assert wall.thread.title.startswith("Granite lasts")
    curating.hide_post(post=wall, by=by)
    at_once = models.Thread.objects.get(pk=wall.thread_id)
    curating.read_again(archive)

    read = models.Thread.objects.get(pk=wall.thread_id)

    assert (at_once.title, at_once.is_hidden) == (read.title, False)
    assert read.title.startswith("That is true of the pier")


def test_a_thread_of_hidden_posts_alone_is_hidden_until_one_is_shown(archive, by):
    bees = post_of(BEES)
    for each in bees.thread.posts.all():
        curating.hide_post(post=each, by=by)
    assert models.Thread.objects.get(pk=bees.thread_id).is_hidden
    curating.read_again(archive)
    assert models.Thread.objects.get(pk=bees.thread_id).is_hidden

    curating.show_post(post=models.Post.objects.get(pk=bees.pk), by=by)
    curating.read_again(archive)

    assert not models.Thread.objects.get(pk=bees.thread_id).is_hidden
    assert not models.Post.objects.get(pk=bees.pk).is_hidden


def test_undoing_that_a_post_was_shown_hides_it(archive, by):
    bees = post_of(BEES)
    curating.hide_post(post=bees, by=by)
    shown = curating.show_post(post=models.Post.objects.get(pk=bees.pk), by=by)

    curating.undo(action=shown)

    assert models.Post.objects.get(pk=bees.pk).is_hidden
    with pytest.raises(RefusedError, match="undone already"):
        curating.undo(action=shown)


# Archives


def test_an_archive_that_was_unpublished_stays_private_whatever_an_import_asks(archive, pages, by):
    curating.publish(archive=archive, by=by)
    archive.refresh_from_db()
    withdrawn = curating.unpublish(archive=archive, by=by)

    _, _, said = run(pages, "--publish")
    archive.refresh_from_db()
    assert not archive.is_published
    assert "unpublished in the admin" in said

    curating.undo(action=withdrawn)
    archive.refresh_from_db()
    assert archive.is_published


# Documents


def test_a_forgotten_document_is_refused_until_that_is_undone(archive, pages, by):
    bees = archive.documents.get(path="bees.txt")
    action = curating.forget_document(document=bees, by=by)
    curating.read_again(archive)
    assert not models.Post.objects.filter(text__contains="Dalia keeps").exists()

    code, _, said = run(pages)
    assert (code, archive.documents.count()) == (1, 2)
    assert "undo that correction" in said

    curating.undo(action=action)
    assert run(pages)[0] == 0
    assert post_of(BEES)


def test_what_goes_with_a_document_and_what_stays_is_said_before(archive, pages, by):
    (pages / "bees again.txt").write_text(f"{BEES}\n")
    run(pages)
    bees, again, wall, answer = (
        archive.documents.get(path=path) for path in ("bees.txt", "bees again.txt", "wall.txt", "answer.txt")
    )

    assert curating.consequences([bees]) == Consequences(0, 0, 0, staying=1, elsewhere=("bees again.txt",))
    assert curating.consequences([bees, again]) == Consequences(1, 0, 1, staying=0, elsewhere=())
    assert curating.consequences([wall]) == Consequences(2, quoted=1, threads=1, staying=0, elsewhere=())
    assert curating.consequences([wall, answer]).threads == 2


def test_a_large_archive_is_corrected_at_once_and_read_later(archive, by, monkeypatch):
    monkeypatch.setattr(reread, "READ_AT_ONCE", 10)
    bees = post_of(BEES)
    curating.hide_post(post=bees, by=by)

    assert curating.read_again(archive) is Reread.TOO_LARGE
    assert models.Post.objects.get(pk=bees.pk).is_hidden
    assert archive.documents.filter(is_read=False).exists()

    call_command("rebuild", "wall", "--unread", verbosity=0)
    assert not archive.documents.filter(is_read=False).exists()


# Beside an import


@pytest.fixture
def other(db):
    """Another process's connection."""
    connection.ensure_connection()
    with psycopg.connect(**connection.get_connection_params() | {"cursor_factory": None}) as other:
        yield other


def test_beside_an_import_a_post_is_hidden_at_once_and_read_later(archive, by, other):
    other.execute("SELECT pg_advisory_lock(%s, %s)", [LOCK_CLASS, number_of("wall")])

    curating.hide_post(post=post_of(BEES), by=by)

    assert curating.read_again(archive) is Reread.BUSY
    assert post_of(BEES).is_hidden


def test_beside_an_import_nothing_is_forgotten(archive, by, other):
    other.execute("SELECT pg_advisory_lock(%s, %s)", [LOCK_CLASS, number_of("wall")])

    with pytest.raises(RefusedError, match="import into Wall is running"):
        curating.forget_document(document=archive.documents.first(), by=by)
    assert not models.CuratorAction.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_correction_waits_for_a_reading_that_is_being_stored_but_not_for_ever(by, other, monkeypatch):
    monkeypatch.setattr(base, "WAIT", "100ms")
    post = factories.post(factories.thread(factories.archive("The Bell Tower")))
    other.execute("SELECT id FROM threads_archive FOR NO KEY UPDATE")

    with pytest.raises(RefusedError, match="is writing to The Bell Tower"):
        curating.hide_post(post=post, by=by)
    other.rollback()

    assert curating.hide_post(post=post, by=by)
