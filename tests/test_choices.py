"""What a visitor chooses or does, and what is kept of it: switches, signing in, folded branches, the last visit."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.helpers import factories
from threads.models import ImportRun

pytestmark = pytest.mark.django_db


def page(client, address, **options):
    response = client.get(address, **options)
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def test_choices_are_kept_in_cookies_and_lead_back(client):
    response = client.post("/settings/", {"theme": "dark", "fold": "evil", "next": "/quoted/"})

    assert response.headers["Location"] == "/quoted/"
    assert response.cookies["theme"].value == "dark"
    assert "fold" not in response.cookies
    assert 'data-theme="dark"' in page(client, "/")


@pytest.mark.parametrize(
    "where", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:x", "", "evil"]
)
def test_a_choice_never_leads_off_the_site(client, where):
    assert client.post("/settings/", {"theme": "dark", "next": where}).headers["Location"] == "/"


def test_a_choice_from_elsewhere_is_refused(db):
    from django.test import Client

    response = Client(enforce_csrf_checks=True).post("/settings/", {"theme": "dark"})

    assert response.status_code == 403
    assert "This was refused" in response.content.decode()


def test_signing_in_leads_back_to_the_page_that_was_read(client):
    member = factories.staff()
    thread = factories.thread(factories.archive())
    factories.post(thread)
    address = thread.get_absolute_url()

    assert f'href="/login/?next={address}"' in page(client, address)
    form = {"username": member.username, "password": "a long password", "next": address}

    assert client.post("/login/", form).headers["Location"] == address
    shown = page(client, address)
    assert member.username in shown
    assert 'href="/admin/"' in shown


def test_signing_in_leads_to_no_other_site(client):
    form = {"username": factories.staff().username, "password": "a long password", "next": "https://example.org/"}

    assert client.post("/login/", form).headers["Location"] == "/"


def test_a_wrong_password_is_told(client):
    form = {"username": factories.staff().username, "password": "wrong"}

    assert 'role="alert"' in client.post("/login/", form).content.decode()


def test_signing_out_is_a_button_and_no_link(client):
    client.force_login(factories.staff())

    assert client.get("/logout/").status_code == 405
    assert client.post("/logout/").headers["Location"] == "/"
    assert "Sign in" in page(client, "/")


def a_branch():
    opening = factories.post(factories.thread(factories.archive()), "The opening words.")
    second = factories.answer(opening, "The second post.", author="Bruno")
    factories.answer(second, "The third post.", author="Chen")
    factories.answer(opening, "The fourth post.", author="Dalia")
    return opening.thread.get_absolute_url()


def test_a_branch_folds_by_a_link_and_unfolds_by_another(client):
    address = a_branch()
    assert 'href="?fold=2#' in page(client, address)

    shown = page(client, f"{address}?view=once&fold=2")

    assert ">The third post.</p>" not in shown
    assert "The fourth post." in shown
    assert "<span data-word>unfold</span> 1 reply" in shown
    assert 'href="?view=once#p' in shown


@pytest.mark.parametrize("fold", ["x", "2,", "9" * 5000, "-1", "٣", "99"])
def test_what_is_no_post_folds_nothing(client, fold):
    shown = page(client, a_branch(), data={"fold": f"{fold}"})

    assert (">The third post.</p>" in shown) == (fold != "2,")


def later_visit(monkeypatch, hours):
    moment = timezone.now() + timedelta(hours=hours)
    monkeypatch.setattr("threads.views.timezone.now", lambda: moment)
    return moment


def test_what_came_since_the_last_visit_is_marked_until_the_visit_after_it(client, monkeypatch):
    archive = factories.archive()
    old = factories.post(factories.thread(archive, "Old words"))
    factories.appearance(old, factories.document(archive, "old", created_at=timezone.now() - timedelta(days=1)), 1, 1)
    address = old.thread.get_absolute_url()
    # The first visit has nothing before it, and so nothing is new.
    assert '<span class="state">new</span>' not in page(client, address)
    came = timezone.now() + timedelta(hours=2)
    ImportRun.objects.create(archive=archive, started_at=came)
    new = factories.answer(old, "A page found in the attic.", author="Bruno")
    factories.appearance(new, factories.document(archive, "new", path="new.txt", created_at=came), 1, 1)

    later_visit(monkeypatch, 4)
    for _ in range(2):
        assert page(client, address).count('<span class="state">new</span>') == 1
        assert "1 new" in page(client, archive.get_absolute_url())
        assert "1 new" in page(client, "/")
    later_visit(monkeypatch, 8)
    assert '<span class="state">new</span>' not in page(client, address)


@pytest.mark.parametrize("forged", ["", "nonsense", "e30:1abc:xyz"])
def test_a_forged_visit_counts_as_none(client, forged):
    address = a_branch()
    client.cookies["visits"] = forged

    assert '<span class="state">new</span>' not in page(client, address)
