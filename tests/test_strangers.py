"""Requests that nobody honest sends: without a form's token, by another host, to be led elsewhere. Whole by `make campaign`."""

import pytest

from tests.campaign import strangers
from tests.campaign.asking import InProcess
from tests.helpers import factories
from tests.helpers.crawling import cases, routes

pytestmark = pytest.mark.django_db


@pytest.fixture
def rows():
    post = factories.post(factories.thread(factories.archive(slug="bells")), "The small one.")
    document = factories.document(post.archive, "The small one.\n")
    factories.appearance(post, document, 1, 1)
    return {
        "slug": "bells", "name": f"{'01' * 32}.png", "year": 2009, "month": 2, "thread_id": post.thread_id, "post_id": post.pk, "author_id": post.author_id,
        "document_id": document.pk, "archive_id": post.archive_id, "id": 1, "object_id": post.pk, "pk": post.pk, "content_type_id": 1,
    }  # fmt: skip


def addresses(rows, *, of_admin: bool) -> list[str]:
    names = dict(routes())
    found = {case.address for case in cases(rows, {}) if names[case.route].startswith("admin:") == of_admin}
    return sorted(found)


@pytest.mark.parametrize("of_admin", [False, True])
def test_every_answer_has_its_headers_whatever_the_method_and_the_outcome(rows, of_admin: bool):
    asked = [*addresses(rows, of_admin=of_admin)[:40], "/no/such/page", "/a/bells/9999/99/", "/t/99999999/"]

    assert list(strangers.faults_of_headers(InProcess(), asked)) == []


def test_no_form_is_taken_without_its_token_anywhere(rows):
    member = InProcess(factories.staff())

    asked = addresses(rows, of_admin=False)[::3]

    assert list(strangers.faults_of_forms(member, [*asked, "/settings/", "/logout/"])) == []


def test_the_admin_takes_no_form_without_its_token(rows):
    staff = factories.staff()
    staff.is_superuser = True
    staff.save()

    assert list(strangers.faults_of_forms(InProcess(staff), addresses(rows, of_admin=True)[::12])) == []


@pytest.mark.parametrize(("path", "form"), [("/settings/", {"theme": "dark"}), ("/login/", None)])
def test_no_form_leads_off_the_site(path: str, form):
    member = factories.staff()

    said = form or {"username": member.username, "password": "a long password"}

    assert list(strangers.faults_of_next(InProcess(), path, said)) == []


def test_no_host_but_ours_is_answered(rows, settings):
    settings.ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"]

    assert (
        list(
            strangers.faults_of_hosts(InProcess(), ["/", "/login/", "/latest.atom", "/healthz", "/static/css/base.css"])
        )
        == []
    )


def test_nobody_is_believed_who_says_where_a_request_came_from(rows):
    assert list(strangers.faults_of_forwarding(InProcess(), ["/", "/a/bells/", "/latest.atom", "/admin/login/"])) == []


def test_a_site_that_led_elsewhere_would_be_seen(rows, monkeypatch, settings):
    settings.ALLOWED_HOSTS = ["*"]
    settings.CSRF_TRUSTED_ORIGINS = ["https://elsewhere.example"]
    monkeypatch.setattr("threads.views._back", lambda request: request.POST["next"])
    monkeypatch.setitem(strangers.HEADERS, "x-frame-options", "SAMEORIGIN")

    assert len(list(strangers.faults_of_next(InProcess(), "/settings/", {"theme": "dark"}))) > 8
    assert list(strangers.faults_of_hosts(InProcess(), ["/healthz"]))
    assert list(strangers.faults_of_headers(InProcess(), ["/"]))
    assert list(strangers.faults_of_forms(InProcess(), ["/settings/"]))
