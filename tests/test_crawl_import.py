"""Visitors read on while an import runs: nothing of it shows before it may, and no page fails."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.test import Client

from tests.helpers import factories
from tests.helpers.crawling import cases, routes, shown
from tests.helpers.serving import environment
from threads.models import Archive, Author, Document, ImportRun, Post, Thread

pytestmark = pytest.mark.django_db(transaction=True)
CANARY = "kanarienvogel"
WORDS = (
    "bell rope clapper sexton mortar ladder beam lantern granite quarry harbour willow chapel kiln pier swell".split()
)
PAGES = 20
SEARCHES = tuple(f"?q={query}" for query in ("bell", "is:missing"))


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    """Pages that quote each other, each with the canary in its name, its title and its every paragraph."""
    folder = tmp_path / "given"
    folder.mkdir()
    before = ""
    for number in range(PAGES):
        lines = [
            f"{CANARY} {number} "
            + " ".join(WORDS[(number * 7 + line * 5 + place * (number + line + 1)) % len(WORDS)] for place in range(40))
            + "."
            for line in range(8)
        ]
        (folder / f"{CANARY}-{number:02}.txt").write_text(
            "\n\n".join([f"{CANARY} {number}", *([before] * bool(before)), *lines])
        )
        before = lines[3] if number % 2 == 0 else ""
    return folder


@pytest.fixture
def clients() -> list[Client]:
    reader = Client(raise_request_exception=False)
    reader.force_login(get_user_model().objects.create_user("reader"))
    return [Client(raise_request_exception=False), reader]


def addresses() -> Iterator[tuple[str, dict[str, str]]]:
    """Every public address there is for the newest rows of the archive that is filled."""
    rows = {"thread_id": Thread, "post_id": Post, "author_id": Author, "document_id": Document}
    newest = {
        name: table.objects.filter(archive__slug="vestry").order_by("-pk").values_list("pk", flat=True).first()
        or 999_999
        for name, table in rows.items()
    }
    newest["other_id"] = newest["author_id"]
    values = newest | {
        "slug": "vestry",
        "name": f"{'01' * 32}.png",
        "year": 2009,
        "month": 2,
        "object_id": 1,
        "content_type_id": 1,
        "id": 1,
        "archive_id": 0,
    }
    names = dict(routes())
    variants = {"threads:search": SEARCHES, "threads:search_atom": SEARCHES, "threads:thread": ("?page=all",)}
    archive = Archive.objects.filter(slug="vestry").first() or factories.archive(slug="vestry", is_published=False)
    for case in cases(values | {"archive_id": archive.pk}, variants):
        if not names[case.route].startswith("admin:"):
            yield case.address, case.headers


def is_all_in() -> bool:
    unread = Document.objects.filter(archive__slug="vestry", is_read=False).exists()
    return not unread and Document.objects.filter(archive__slug="vestry").count() == PAGES


@pytest.mark.parametrize("is_published", [False, True], ids=["kept private", "published at its end"])
def test_nothing_shows_of_an_import_before_it_may(pages, clients, tmp_path: Path, is_published: bool):
    factories.post(factories.thread(factories.archive("The Bell Tower")), "The small one rang the bell.")
    command = ["manage.py", "import_documents", str(pages), "--archive", "vestry", "--title", f"{CANARY} minutes"]
    importing = subprocess.Popen(
        [sys.executable, *command, *(["--publish"] if is_published else [])],
        cwd=settings.BASE_DIR, env=environment(tmp_path), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    asked_meanwhile, has_begun = 0, False

    while importing.poll() is None:
        for address, headers in addresses():
            has_begun |= Document.objects.filter(archive__slug="vestry").exists()
            for client in clients:
                response = client.get(address, headers=headers)
                assert response.status_code < 500, address
                if CANARY in shown(response):
                    assert is_published, address
                    assert is_all_in(), address
                    assert Archive.objects.get(slug="vestry").is_published, address
            asked_meanwhile += importing.poll() is None
    said = importing.communicate()[0]

    assert importing.returncode == 0, said
    assert asked_meanwhile > 50
    assert has_begun
    assert ImportRun.objects.get(archive__slug="vestry").state == ImportRun.State.DONE
    found = {
        client: any(CANARY in shown(client.get(address, headers=more)) for address, more in addresses())
        for client in clients
    }
    assert set(found.values()) == {is_published}
