"""Staff correct what was read in the admin, see it on the page, and take it back; nobody else does."""

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.helpers import factories
from tests.helpers.admin import MODELS
from tests.helpers.curating import post_of
from tests.helpers.importing import run
from tests.helpers.pages import ALL, ANSWER, BEES, REPLY, WALL
from threads import curating, models
from threads.curating import reread

pytestmark = pytest.mark.django_db


@pytest.fixture
def archive(tmp_path) -> models.Archive:
    for name, text in ALL.items():
        (tmp_path / name).write_text(text)
    run(tmp_path, "--publish")
    return models.Archive.objects.get(slug="wall")


def address(row, page: str = "change") -> str:
    arguments = [row.pk] if page == "change" else []
    return reverse(f"admin:threads_{row._meta.model_name}_{page}", args=arguments)


def save(client, row, **fields: object):
    """Fill in the form, and agree to what it says will change."""
    response = client.post(address(row), {"reason": "", "confirmed": "yes", **fields}, follow=True)
    assert response.status_code == 200
    return response


def act(client, action: str, *rows, **fields: object):
    chosen = {"action": action, "_selected_action": [row.pk for row in rows], **fields}
    response = client.post(address(rows[0], "changelist"), chosen, follow=True)
    assert response.status_code == 200
    return response


def page(client, row) -> str:
    return client.get(row.get_absolute_url()).content.decode()


# Corrections


def test_an_unknown_author_named_by_staff_is_named_on_the_page(admin_client, client, archive):
    author = post_of(WALL).author

    save(admin_client, author, name="Ada of Ely", reason="She told us.")

    assert "Ada of Ely" in page(client, post_of(WALL).thread)
    assert "Ada of Ely" in post_of(ANSWER).html
    action = models.CuratorAction.objects.get()
    assert (action.made_by.username, action.reason) == ("admin", "She told us.")


def test_a_name_that_another_author_has_is_refused_at_the_field(admin_client, archive):
    save(admin_client, post_of(WALL).author, name="Ada")

    response = save(admin_client, post_of(ANSWER).author, name="ada")

    assert "another author called Ada" in response.content.decode()
    assert models.CuratorAction.objects.count() == 1


def test_a_post_is_put_under_another_by_the_number_in_its_address(admin_client, client, archive):
    bees, wall = post_of(BEES), post_of(WALL)

    save(admin_client, bees, parent=wall.pk)

    assert post_of(BEES).parent == wall
    assert "eleven hives" in page(client, wall.thread)


def test_a_post_without_a_parent_opens_a_thread(admin_client, archive):
    answer = post_of(ANSWER)

    save(admin_client, answer, parent="")

    assert post_of(ANSWER).position == 0
    assert post_of(ANSWER).thread != post_of(WALL).thread


def test_a_circle_is_refused_at_the_field(admin_client, archive):
    response = save(admin_client, post_of(WALL), parent=post_of(REPLY).pk)

    assert "round in a circle" in response.content.decode()
    assert not models.CuratorAction.objects.exists()


@pytest.mark.parametrize("number", ["of another archive", "0", "pier"])
def test_a_parent_that_the_archive_does_not_have_is_refused(admin_client, archive, number):
    elsewhere = factories.post(factories.thread(factories.archive())).pk

    response = save(admin_client, post_of(BEES), parent=elsewhere if number == "of another archive" else number)

    assert "No post of this archive has that number." in response.content.decode()


def test_a_hidden_post_vanishes_for_visitors_and_is_marked_for_staff(admin_client, client, archive):
    answer = post_of(ANSWER)

    act(admin_client, "hide", answer, confirmed="yes")

    seen = [page(client, answer.thread), page(client, archive), client.get("/search/?q=swell").content.decode()]
    assert not any("swell from the south west" in each for each in seen)
    assert client.get(answer.get_absolute_url()).status_code == 404
    assert "hidden from visitors" in page(admin_client, answer.thread)

    act(admin_client, "show", answer, confirmed="yes")

    assert "swell from the south west" in page(client, answer.thread)


def test_a_reason_is_kept_as_far_as_the_database_can_hold_it(admin_client, archive):
    act(admin_client, "hide", post_of(ANSWER), confirmed="yes", reason="a\0b" + "c" * 3000)

    assert models.CuratorAction.objects.get().reason == "ab" + "c" * 1998


def test_a_post_is_hidden_with_a_tick(admin_client, client, archive):
    save(admin_client, post_of(BEES), parent="", is_hidden="on")

    assert models.Post.objects.get(own_text__contains="eleven hives").is_hidden
    assert models.CuratorAction.objects.get().kind == "hide_post"


def test_publishing_says_what_becomes_visible_before_it_does(admin_client, client, archive):
    act(admin_client, "unpublish", archive, confirmed="yes")
    assert client.get(archive.get_absolute_url()).status_code == 404

    asked = act(admin_client, "publish", archive).content.decode()
    assert "5 posts in 3 threads" in asked
    assert client.get(archive.get_absolute_url()).status_code == 404

    act(admin_client, "publish", archive, confirmed="yes", reason="All agreed.")
    assert client.get(archive.get_absolute_url()).status_code == 200
    assert models.CuratorAction.objects.filter(kind="publish").count() == 2


def test_a_tick_publishes_as_a_correction(admin_client, archive):
    save(admin_client, archive, title="The wall", description="", is_published="")

    archive.refresh_from_db()
    assert (archive.title, archive.is_published) == ("The wall", False)
    assert models.CuratorAction.objects.get().value == {"is_published": False}


def test_forgetting_a_document_says_what_goes_and_what_stays(admin_client, archive):
    wall = archive.documents.get(path="wall.txt")

    asked = act(admin_client, "forget", wall).content.decode()
    assert "Posts that stand in it alone, and go: 2" in asked
    assert archive.documents.filter(pk=wall.pk).exists()

    act(admin_client, "forget", wall, confirmed="yes", reason="Its author asked.")
    assert not archive.documents.filter(pk=wall.pk).exists()
    assert not archive.documents.filter(is_read=False).exists()
    assert models.CuratorAction.objects.get().reason == "Its author asked."


def test_a_correction_is_undone_from_its_list(admin_client, archive):
    save(admin_client, post_of(WALL).author, name="Ada")
    act(admin_client, "hide", post_of(BEES), confirmed="yes")
    listed = admin_client.get(reverse("admin:threads_curatoraction_changelist")).content.decode()
    assert "named “Ada” (was unknown)" in listed

    act(admin_client, "undo", *models.CuratorAction.objects.all(), confirmed="yes")

    assert post_of(WALL).author.name == ""
    assert not post_of(BEES).is_hidden
    assert set(models.CuratorAction.objects.values_list("is_undone", flat=True)) == {True}


def test_what_cannot_be_read_at_once_is_said_with_the_command_for_it(admin_client, archive, monkeypatch):
    monkeypatch.setattr(reread, "READ_AT_ONCE", 10)

    response = save(admin_client, post_of(WALL).author, name="Ada")

    assert "manage.py rebuild wall --unread" in response.content.decode()
    assert post_of(WALL).author.name == "Ada"


# Permissions


def staff_with(*permissions: str):
    user = factories.staff()
    user.user_permissions.set(Permission.objects.filter(codename__in=permissions, content_type__app_label="threads"))
    return user


@pytest.mark.parametrize(
    ("kind", "action"), [("post", "hide"), ("archive", "publish"), ("document", "forget"), ("curatoraction", "undo")]
)
def test_staff_who_may_only_look_see_no_action_and_can_do_none(client, archive, kind, action):
    curating.hide_post(post=post_of(BEES), by=None)
    row = {"post": post_of(ANSWER), "archive": archive, "document": archive.documents.first()}.get(kind)
    row = row or models.CuratorAction.objects.get()
    before = list(models.CuratorAction.objects.values_list("id", "is_undone"))

    client.force_login(staff_with(f"view_{kind}"))
    assert 'name="action"' not in client.get(address(row, "changelist")).content.decode()
    act(client, action, row, confirmed="yes")
    assert list(models.CuratorAction.objects.values_list("id", "is_undone")) == before

    client.force_login(staff_with(f"view_{kind}", f"change_{kind}"))
    assert f'value="{action}"' in client.get(address(row, "changelist")).content.decode()


def test_staff_who_may_only_look_cannot_save_a_form(client, archive):
    client.force_login(staff_with("view_author"))
    author = post_of(WALL).author

    assert client.post(address(author), {"name": "Ada"}).status_code == 403
    assert not models.CuratorAction.objects.exists()


def test_readers_are_sent_to_the_login(client, archive, django_user_model):
    client.force_login(django_user_model.objects.create_user("dalia", password="a long password"))

    assert client.get(address(archive, "changelist")).status_code == 302


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_nothing_is_added_or_deleted_by_hand(admin_client, archive, model):
    name = f"admin:threads_{model._meta.model_name}"
    row = model.objects.first()

    asks_what_to_import = model is models.Job
    assert admin_client.get(reverse(f"{name}_add")).status_code == (200 if asks_what_to_import else 403)
    if row is not None:
        assert admin_client.get(reverse(f"{name}_delete", args=[row.pk])).status_code == 403


# Size


def many(count: int) -> None:
    """So many rows in every table."""
    archives = [factories.archive(f"Tower {number}") for number in range(count)]
    for archive in archives:
        document = factories.document(archive, "The small one.\n")
        run_of = models.ImportRun.objects.create(archive=archive)
        models.RunDocument.objects.create(run=run_of, document=document, path="page.txt", is_new=True)
        models.Fingerprint.objects.create(archive=archive, document=document, value=document.pk)
        opening = factories.post(factories.thread(archive))
        answer = factories.answer(opening, author="Bruno")
        factories.quote(answer, opening)
        factories.appearance(opening, document, 1, 1)
        factories.alias(opening.author, "Ada of Ely", document)
        factories.redirect("post", 900_000 + opening.pk, opening)
        by = get_user_model().objects.create(username=f"staff {archive.pk}", is_staff=True)
        models.CuratorAction.objects.create(archive=archive, kind="hide_post", key=answer.key, made_by=by)


def test_every_list_takes_as_many_queries_for_a_hundred_rows_as_for_one(admin_client):
    counts = []
    for more in (1, 99):
        many(more)
        for model in MODELS:
            with CaptureQueriesContext(
                connection,
            ) as queries:
                response = admin_client.get(reverse(f"admin:threads_{model._meta.model_name}_changelist"))
            assert response.status_code == 200
            counts.append((model.__name__, len(queries)))

    assert counts[: len(MODELS)] == counts[len(MODELS) :]


def test_a_list_counts_no_further_than_a_person_pages(admin_client, archive):
    with CaptureQueriesContext(connection) as queries:
        admin_client.get(reverse("admin:threads_post_changelist"))

    counting = [query["sql"] for query in queries if "COUNT(" in query["sql"]]
    assert counting
    assert all("LIMIT 10000" in each for each in counting)


def test_corrections_of_lines_are_listed_with_the_way_to_the_line_and_undone(admin_client, archive):
    bees = models.Document.objects.get(path="bees.txt")
    wall = models.Document.objects.get(path="wall.txt")
    curating.begin_post(document=bees, line=3, by=None)
    curating.join_post(document=wall, line=3, by=None)
    curating.mark_quote(document=bees, line=1, is_quote=False, by=None)
    last = curating.mark_quote(document=bees, line=1, is_quote=True, source=(wall, 5), by=None)

    listed = admin_client.get(address(last, "changelist")).content.decode()

    assert f'A post begins at <a href="/d/{bees.pk}/?line=3#L3">line 3 of document {bees.pk}</a>' in listed
    assert f'No post begins at <a href="/d/{wall.pk}/?line=3#L3">' in listed
    assert f"line 1 of document {bees.pk}</a> is no quote" in listed
    assert f"line 1 of document {bees.pk}</a> quotes line 5 of another document" in listed
    act(admin_client, "undo", last, confirmed="yes")
    assert not models.Quote.objects.filter(post__appearances__record__document=bees).exists()


def test_what_was_set_by_hand_says_so_with_what_was_read_before_and_to_staff_who_and_why(admin_client, client, archive):
    save(admin_client, post_of(ANSWER), parent=post_of(BEES).pk, reason="She said so.")
    answer = post_of(ANSWER)

    seen, by_staff = page(client, answer), page(admin_client, answer)

    assert "set by hand" in seen
    assert "A person put it here on" in seen
    assert "It was read as answering" in seen
    assert "She said so." not in seen
    assert "admin put it here on" in by_staff
    assert "She said so." in by_staff
    edge = models.ReplyEdge.objects.get(child=answer, is_primary=True)
    assert client.get(f"/p/{answer.pk}.json").json()["origin"] == edge.origin == "curated"
    assert "1 of 2 replies was put where it stands by people" in " ".join(page(client, answer.thread).split())


def test_a_post_that_was_put_on_its_own_says_so(admin_client, client, archive):
    save(admin_client, post_of(ANSWER), parent="")

    assert "opens a thread, set by hand" in page(client, post_of(ANSWER).thread)
