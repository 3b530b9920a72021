"""How long the database may take: five seconds for visitors, and for staff who correct as long as it takes."""

from collections.abc import Iterator

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.http import HttpResponse

from forum import limits
from forum.middleware import time_for_corrections
from threads import views

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def limited(monkeypatch) -> Iterator[None]:
    """As in a process that answers requests."""
    monkeypatch.setattr(limits, "_is_limited", True)
    limits._limit(connection)
    yield
    limits._set(connection, 0, 0)


def shown(name: str = "statement_timeout") -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"SHOW {name}")
        return cursor.fetchone()[0]


def test_a_command_has_all_the_time():
    assert shown() == "0"


def test_a_connection_that_answers_visitors_is_limited_from_its_beginning(monkeypatch):
    received = []
    monkeypatch.setattr(limits.connection_created, "connect", received.append)
    monkeypatch.setattr(limits, "_is_limited", False)

    limits.limit_connections()
    for receiver in received:
        receiver(connection=connection)

    assert limits._is_limited
    assert (shown(), shown("idle_in_transaction_session_timeout")) == ("5s", "30s")
    limits._set(connection, 0, 0)


@pytest.mark.parametrize(
    ("path", "method", "is_staff", "expected"),
    [
        ("/admin/threads/post/", "POST", True, "0"),
        ("/admin/threads/post/", "GET", True, "5s"),
        ("/admin/login/", "POST", False, "5s"),
        ("/settings/", "POST", True, "5s"),
    ],
)
def test_staff_who_correct_have_all_the_time(limited, rf, path: str, method: str, is_staff: bool, expected: str):
    request = rf.generic(method, path)
    request.user = get_user_model()(is_staff=True) if is_staff else AnonymousUser()
    seen = []

    time_for_corrections(lambda _: seen.append(shown()) or HttpResponse())(request)

    assert seen == [expected]
    assert shown() == "5s"


def test_after_a_correction_that_lost_its_connection_the_next_one_is_made_anew(limited, rf):
    request = rf.post("/admin/threads/post/")
    request.user = get_user_model()(is_staff=True)

    def break_off(_) -> HttpResponse:
        with connection.cursor() as cursor:
            cursor.connection.close()
        return HttpResponse()

    assert time_for_corrections(break_off)(request).status_code == 200
    assert connection.connection is None


def test_a_question_that_takes_too_long_is_answered_by_the_page_that_asks_to_wait(client, monkeypatch):
    client.raise_request_exception = False

    def sleep(*_: object) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET statement_timeout = 50")
            cursor.execute("SELECT pg_sleep(5)")

    monkeypatch.setattr(views.selectors, "front_page", sleep)
    answer = client.get("/")
    limits._set(connection, 0, 0)

    assert (answer.status_code, answer["Retry-After"]) == (503, "10")
    assert "took too long" in answer.content.decode()
