"""What probes are told, and what visitors see while the database is away."""

import pytest
from django.db import InterfaceError, OperationalError, connections
from django.db.migrations.recorder import MigrationRecorder

from tests.helpers import factories


def test_a_process_is_well_whatever_its_database_does(client):
    # Without the db fixture, asking the database fails the test.
    assert client.get("/healthz").content == b"ok\n"


@pytest.mark.django_db
def test_a_site_is_ready_once_the_migrations_are_in(client):
    assert client.get("/readyz").status_code == 200

    MigrationRecorder.Migration.objects.filter(app="threads").latest("id").delete()
    response = client.get("/readyz")

    assert (response.status_code, response.content) == (503, b"migrations are due\n")


@pytest.fixture(params=[OperationalError, InterfaceError])
def away(client, monkeypatch, request):
    """The database refuses every connection, with an address in its words that is nobody's business."""
    client.raise_request_exception = False

    def refuse():
        raise request.param("connection to server at 10.0.0.7 failed")

    monkeypatch.setattr(connections["default"], "ensure_connection", refuse)
    return client


def test_a_site_without_its_database_is_not_ready(away):
    response = away.get("/readyz")

    assert (response.status_code, response["Retry-After"]) == (503, "10")
    assert away.get("/healthz").status_code == 200


@pytest.mark.parametrize("address", ["/", "/t/1/", "/p/1/raw", "/search/?q=bell", "/d/1/", "/admin/"])
def test_a_visitor_is_asked_to_come_back_in_a_moment(away, address):
    # Whoever is signed in is looked up in the database too.
    away.cookies["sessionid"] = "a" * 32
    response = away.get(address)
    shown = response.content.decode()

    assert (response.status_code, response["Retry-After"]) == (503, "10")
    assert "The archives will be back in a moment" in shown
    assert "10.0.0.7" not in shown
    assert "Content-Security-Policy" in response.headers


@pytest.mark.django_db
def test_pages_come_back_with_the_database(client, monkeypatch):
    factories.archive("The Bell Tower")
    client.raise_request_exception = False
    with monkeypatch.context() as patch:
        patch.setattr(connections["default"], "cursor", lambda *_: (_ for _ in ()).throw(OperationalError("gone")))
        assert client.get("/").status_code == 503

    assert "The Bell Tower" in client.get("/").content.decode()


@pytest.mark.django_db
def test_any_other_fault_is_ours(client, monkeypatch):
    client.raise_request_exception = False
    monkeypatch.setattr("threads.selectors.front_page", lambda _: 1 / 0)

    response = client.get("/")

    assert response.status_code == 500
    assert "Something broke on our side" in response.content.decode()
