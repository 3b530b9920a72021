"""What could not be read is listed for staff with its reason, and its bytes are given as a file."""

import re
from contextlib import suppress
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.helpers import factories
from threads.models import ImportRun, Record

pytestmark = pytest.mark.django_db(transaction=True)

HOSTILE = b'{"id": "a2", "text": <script>alert(1)</script>\n'
LINES = b'{"id": "a1", "author": "Ada", "text": "The rope is new."}\n' + HOSTILE


@pytest.fixture
def record(tmp_path: Path) -> Record:
    """A record in quarantine, beside one that was read, in a private archive."""
    (tmp_path / "lines.jsonl").write_bytes(LINES)
    with suppress(SystemExit):
        call_command(
            "import_documents", str(tmp_path), "--archive", "bells", "-v", "0", stdout=StringIO(), stderr=StringIO()
        )
    return Record.objects.get(ordinal=1)


def raw_address(record: Record) -> str:
    return reverse("admin:threads_record_raw", args=[record.pk])


def words(page: bytes) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", page.decode()).split())


def test_the_list_can_be_cut_down_to_what_is_in_quarantine(admin_client, record) -> None:
    address = reverse("admin:threads_record_changelist")

    everything = admin_client.get(address).content.decode()
    page = admin_client.get(address, {"quarantine": "yes"}).content.decode()

    assert "2 records" in words(everything.encode())
    assert "1 record " in words(page.encode())
    assert "not valid JSON" in page
    assert f'href="{record.document.get_absolute_url()}?record=2"' in page
    assert f'href="{raw_address(record)}"' in page


def test_what_is_in_quarantine_is_found_by_its_index(admin_client, record) -> None:
    archive = factories.archive()
    document = factories.document(archive, "The small one.\n")
    Record.objects.bulk_create(Record(archive=archive, document=document, ordinal=n, raw=b"x") for n in range(1, 3000))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE threads_record")

    with CaptureQueriesContext(connection) as queries:
        admin_client.get(reverse("admin:threads_record_changelist"), {"quarantine": "yes"})

    (listing,) = [q["sql"] for q in queries if q["sql"].startswith("SELECT") and "LIMIT 50" in q["sql"]] or [""]
    listing = listing or next(q["sql"] for q in queries if "refusal" in q["sql"] and "COUNT" not in q["sql"])
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {listing}")
        assert "record_in_quarantine" in "\n".join(row[0] for row in cursor.fetchall())


def test_the_bytes_of_a_record_are_a_file_and_never_a_page(admin_client, record) -> None:
    answer = admin_client.get(raw_address(record))

    assert answer.content == HOSTILE
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "script-src" not in answer["Content-Security-Policy"]
    assert "sandbox" in answer["Content-Security-Policy"]


def test_only_staff_who_may_see_records_get_their_bytes(client, django_user_model, record) -> None:
    assert client.get(raw_address(record)).status_code == 302

    client.force_login(django_user_model.objects.create_user("reader", password="x"))
    assert client.get(raw_address(record)).status_code == 302

    client.force_login(django_user_model.objects.create_user("clerk", password="x", is_staff=True))
    assert client.get(raw_address(record)).status_code == 403


def test_a_record_that_is_not_there_has_no_bytes(admin_client) -> None:
    assert admin_client.get("/admin/threads/record/999/raw/").status_code == 404


def test_a_run_is_a_page_that_says_what_came_of_it(admin_client, record) -> None:
    run = ImportRun.objects.get()

    page = admin_client.get(reverse("admin:threads_importrun_change", args=[run.pk])).content

    said = words(page)
    assert "Done: begun" in said
    assert "Records 1 loaded, 1 quarantined" in said
    assert "Posts 1 0 0" in said
    assert "In quarantine: 1" in said
    assert "lines.jsonl 2 not valid JSON" in said
    assert raw_address(record) in page.decode()
    assert "{&" not in page.decode()


def test_the_list_of_runs_says_what_came_of_each(admin_client, record) -> None:
    page = admin_client.get(reverse("admin:threads_importrun_changelist")).content

    said = words(page)
    assert "1 added" in said
    assert "1 loaded, 1 quarantined" in said


def test_refusals_are_told_in_words_on_the_page_of_their_run(admin_client, record) -> None:
    ImportRun.objects.update(refusals=[["a<b>.txt", 3, "binary: byte 0x00 is not text"]])

    page = admin_client.get(reverse("admin:threads_importrun_change", args=[ImportRun.objects.get().pk])).content

    assert b"a&lt;b&gt;.txt, line 3: binary: byte 0x00 is not text" in page


def test_of_many_records_in_quarantine_a_page_shows_the_first_and_counts_the_rest(admin_client, record) -> None:
    Record.objects.bulk_create(
        Record(archive=record.archive, document=record.document, ordinal=n, raw=b"x", refusal="not valid JSON")
        for n in range(2, 90)
    )

    page = admin_client.get(reverse("admin:threads_importrun_change", args=[ImportRun.objects.get().pk])).content

    assert "In quarantine: 89" in words(page)
    assert page.decode().count("as given") == 50
    assert "And 39 more" in words(page)
