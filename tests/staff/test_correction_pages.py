"""Staff put right what a page shows, from that page and back to it; nobody else may, nor find out what is private."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.helpers import factories
from tests.helpers.curating import post_of
from tests.helpers.pages import ANSWER, BEES, WALL
from threads import curating, models

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
MOST = 12


def page(name: str) -> models.Document:
    return models.Document.objects.get(path=name)


def begins(name: str) -> list[int]:
    stands = models.Appearance.objects.filter(record__document__path=name, is_original=True)
    return sorted(dict(stands.order_by("-first_line").values_list("post", "first_line")).values())


def correct(client, post: models.Post, do: str, **fields: str):
    address = f"/d/{page('bees.txt').pk}/?fold=1"
    return client.post(f"/correct/post/{post.pk}/", {"do": do, "next": address, **fields})


def words_of(response) -> str:
    return " ".join(response.content.decode().split())


def test_each_post_of_a_page_leads_staff_to_its_form_and_nobody_else(archive, client, by) -> None:
    archive.is_published = True
    archive.save()
    post = post_of(ANSWER)
    shown_on = [post.thread.get_absolute_url(), f"/p/{post.pk}/", f"/d/{page('answer.txt').pk}/"]

    for address in shown_on:
        assert "/correct/" not in words_of(client.get(address))
    client.force_login(by)
    for address in shown_on:
        assert f'href="/correct/post/{post.pk}/?next=' in words_of(client.get(address)), address
    assert f'href="/correct/line/{page("answer.txt").pk}/3/?next=' in words_of(client.get(f"{shown_on[2]}?view=lines"))


@pytest.mark.parametrize(
    "address", ["post/{post}/", "line/{document}/1/", "document/{document}/", "thread/{thread}/", ""]
)
def test_only_staff_with_the_permission_may(archive, client, address) -> None:
    post = post_of(BEES)
    address = "/correct/" + address.format(post=post.pk, document=page("bees.txt").pk, thread=post.thread_id)

    assert client.get(address).headers["Location"].startswith("/login/?next=/correct/")
    client.force_login(factories.staff())
    assert client.get(address).status_code == 403
    assert client.post(address, {"do": "hide"}).status_code == 403
    reader = factories.staff()
    reader.is_staff = False
    reader.save()
    client.force_login(reader)
    assert client.get(address).status_code == 403
    assert not models.CuratorAction.objects.exists()


def test_a_form_comes_back_to_the_post_on_the_page_it_was_opened_from(archive, curator, by) -> None:
    post = post_of(BEES)
    form = words_of(curator.get(f"/correct/post/{post.pk}/?next=/d/{page('bees.txt').pk}/"))
    assert 'value="begin:3"' in form
    assert 'value="join:1"' not in form

    response = correct(curator, post, "begin:3", reason="another hand")

    assert begins("bees.txt") == [1, 3]
    assert response.headers["Location"] == f"/d/{page('bees.txt').pk}/?fold=1#p{post.pk}"
    action = models.CuratorAction.objects.get()
    assert (action.kind, action.value["line"], action.made_by, action.reason) == ("begin_post", 3, by, "another hand")
    told = words_of(curator.get(response.headers["Location"]))
    assert "A post begins at" in told
    assert f'href="/correct/undo/{action.pk}/?next=' in told
    assert "A post begins at" not in words_of(curator.get(response.headers["Location"]))


def test_htmx_shows_the_form_alone_and_the_corrected_page_in_its_place(archive, curator) -> None:
    post = post_of(BEES)
    address = f"/correct/post/{post.pk}/"
    part = curator.get(address, headers=HTMX).content.decode()
    assert part.strip().startswith("<form")

    refused = curator.post(address, {"do": ""}, headers=HTMX)
    done = curator.post(address, {"do": "begin:3", "next": "/d/1/#L3"}, headers=HTMX)

    assert (refused.status_code, "Choose what to correct" in refused.content.decode()) == (200, True)
    assert done.status_code == 204
    assert json.loads(done.headers["HX-Location"])["path"] == "/d/1/"


def test_lines_go_to_the_post_before_and_to_the_post_after_and_both_are_taken_back_in_one(archive, curator) -> None:
    correct(curator, post_of(ANSWER), "begin:3")
    assert begins("answer.txt") == [1, 3]

    correct(curator, post_of(ANSWER), "up:5")
    assert begins("answer.txt") == [1, 5]
    first = models.Post.objects.get(appearances__first_line=1, appearances__record__document=page("answer.txt"))
    correct(curator, first, "down:3")
    assert begins("answer.txt") == [1, 3]
    joined, begun = models.CuratorAction.objects.order_by("-pk")[:2]
    assert joined.batch == begun.batch is not None
    curator.post(f"/correct/undo/{joined.pk}/")

    assert begins("answer.txt") == [1, 5]


def test_a_choice_that_cannot_be_is_refused_in_words_and_changes_nothing(archive, curator) -> None:
    post = post_of(BEES)
    for do in (
        "begin:1000",
        "begin:2",
        "begin:",
        "begin:x",
        "parent:999999",
        "parent:",
        "alone",
        "author",
        "other",
        "led:1",
        "what",
    ):
        response = correct(curator, post, do)
        assert (do, response.status_code) == (do, 422)
        assert 'class="refused"' in response.content.decode(), do
    assert not models.CuratorAction.objects.exists()


def test_a_post_is_put_under_another_by_number_by_address_and_from_the_list(archive, curator) -> None:
    wall, bees = post_of(WALL), post_of(BEES)

    correct(curator, bees, "other", parent=f"http://testserver/p/{wall.pk}/")
    assert post_of(BEES).parent == wall
    form = words_of(curator.get(f"/correct/post/{post_of(ANSWER).pk}/"))
    assert f'value="parent:{wall.pk}" aria-current="true"' in form
    assert "from a quote" in form
    correct(curator, bees, "alone")
    assert post_of(BEES).parent is None
    correct(curator, post_of(ANSWER), f"parent:{wall.pk}")
    assert post_of(ANSWER).edges.get(is_primary=True).origin == "curated"


def test_a_quote_is_confirmed_rejected_and_led_elsewhere(archive, curator) -> None:
    correct(curator, post_of(ANSWER), "quoted:1")
    assert models.CuratorAction.objects.latest("pk").value["source"]["line"] > 0
    correct(curator, post_of(ANSWER), "led:1", source1=f"/d/{page('bees.txt').pk}/?line=1#L1")
    assert post_of(ANSWER).quotes.get(rank=0, line=1).source_document == page("bees.txt")
    correct(curator, post_of(ANSWER), "nowhere:1")
    assert post_of(ANSWER).quotes.get(rank=0, line=1).kind == "unsourced"
    correct(curator, post_of(ANSWER), "own:1")
    assert not models.Quote.objects.filter(line=1).exists()


def test_author_page_thread_and_sight(archive, curator) -> None:
    bees = post_of(BEES)
    correct(curator, bees, "author", author="Chen")
    assert post_of(BEES).author.name == "Chen"
    correct(curator, bees, "hide")
    assert post_of(BEES).is_hidden
    correct(curator, bees, "show")
    assert not post_of(BEES).is_hidden
    curator.post(f"/correct/thread/{bees.thread_id}/", {"do": "title", "title": "On bees"})
    assert post_of(BEES).thread.title == "On bees"
    curator.post(f"/correct/thread/{bees.thread_id}/", {"do": "merge", "into": f"/t/{post_of(WALL).thread_id}/wall/"})
    assert post_of(BEES).thread == post_of(WALL).thread
    curator.post(f"/correct/document/{page('bees.txt').pk}/", {"do": "conversation"})
    assert page("bees.txt").cues == ["set by hand"]
    assert "A conversation, set by hand" in words_of(curator.get(f"/d/{page('bees.txt').pk}/?view=lines"))


def test_the_ledger_says_what_stood_before_and_takes_back(archive, curator, by) -> None:
    correct(curator, post_of(BEES), "author", author="Chen", reason="signed below")
    listed = words_of(curator.get("/correct/"))
    assert "<b>before</b> an unknown author" in listed
    assert "<b>since</b> Chen" in listed
    assert "signed below" in listed
    action = models.CuratorAction.objects.get()

    assert "Yes, undo" in words_of(curator.get(f"/correct/undo/{action.pk}/"))
    response = curator.post(f"/correct/undo/{action.pk}/", {"next": "/correct/?state=undone"})

    assert response.headers["Location"] == "/correct/?state=undone"
    assert "undone</b> by" in words_of(curator.get("/correct/?state=undone&kind=set_author&archive=wall"))
    assert "No correction was made" in words_of(curator.get("/correct/?state=force"))
    assert not post_of(BEES).author.name
    assert curator.post(f"/correct/undo/{action.pk}/").status_code == 422


def test_an_undo_that_cannot_be_says_which_correction_stands_in_its_way(archive, curator) -> None:
    correct(curator, post_of(BEES), "begin:3")
    split = models.CuratorAction.objects.get()
    correct(curator, post_of(BEES), "hide")

    response = curator.post(f"/correct/undo/{split.pk}/")

    assert response.status_code == 422
    assert "Undo that one first" in response.content.decode()


def test_a_line_of_no_post_says_so(archive, curator) -> None:
    assert "no post" in words_of(curator.get(f"/correct/line/{page('bees.txt').pk}/2000/"))


def test_a_form_is_headed_as_a_page_of_its_own_and_as_a_part_of_another(archive, curator) -> None:
    document, post = page("bees.txt").pk, post_of(ANSWER)
    for address in (
        f"/correct/post/{post.pk}/", f"/correct/line/{document}/1/", f"/correct/line/{document}/2000/",
        f"/correct/document/{document}/", f"/correct/thread/{post.thread_id}/",
    ):  # fmt: skip
        alone, part = words_of(curator.get(address)), curator.get(address, headers=HTMX).content.decode()

        assert (alone.count("<h1"), part.count("<h1"), part.count("<h2")) == (1, 0, 1), address


def test_no_page_of_staff_asks_more_than_twelve_queries(archive, curator) -> None:
    for n in range(3):
        curating.hide_post(post=post_of(BEES), by=None, reason=str(n))
        curating.show_post(post=post_of(BEES), by=None)
    document = page("answer.txt").pk
    post = post_of(ANSWER)
    counts = {}
    for address in (
        "/correct/", f"/correct/post/{post.pk}/", f"/correct/line/{document}/1/", f"/correct/document/{document}/",
        f"/correct/thread/{post.thread_id}/", f"/correct/undo/{models.CuratorAction.objects.latest('pk').pk}/",
    ):  # fmt: skip
        with CaptureQueriesContext(connection) as asked:
            assert curator.get(address).status_code == 200
        counts[address] = len(asked)

    assert {address: count for address, count in counts.items() if count > MOST} == {}


def test_what_a_person_said_of_a_post_stands_beside_it_and_who_and_why_for_staff(archive, client, curator) -> None:
    models.Archive.objects.update(is_published=True)
    correct(curator, post_of(BEES), "begin:3", reason="another hand")
    correct(curator, post_of(BEES), "author", author="Chen", reason="signed so")
    address = f"/p/{post_of(BEES).pk}/"

    shown = words_of(curator.get(address))
    client.logout()
    to_visitors = words_of(client.get(address))

    for words in ("Set by hand", "where it begins, at line 3, on ", "who wrote it, on "):
        assert words in shown
        assert words in to_visitors
    for words in ("another hand", "signed so", "Before, an unknown author; since, Chen", "/correct/undo/"):
        assert words in shown
        assert words not in to_visitors
