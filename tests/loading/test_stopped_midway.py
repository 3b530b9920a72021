"""A signal that falls between sending a statement and waiting for its answer ends an import as any other does."""

from pathlib import Path
from typing import NoReturn

import pytest
from django.db import connection

from tests.helpers.importing import run
from tests.loading.mails import conversation, mailbox
from threads.loading.locks import locked
from threads.loading.stated import batches
from threads.models import Archive, ImportRun

pytestmark = pytest.mark.django_db(transaction=True)
SLOW = b"SELECT pg_sleep(2)"
CODE = 130


def cut_off(*_given: object) -> NoReturn:
    """Leave the connection as such a signal does."""
    with connection.cursor() as cursor:
        cursor.connection.pgconn.send_query(SLOW)
    raise KeyboardInterrupt


def test_the_lock_goes_with_a_connection_that_was_cut_off() -> None:
    with pytest.raises(KeyboardInterrupt), locked("quay", wait=False, on_wait=lambda: None):
        cut_off()

    with locked("quay", wait=True, on_wait=lambda: None):
        assert not Archive.objects.exists()


@pytest.mark.parametrize("options", [(), ("--dry-run",)])
def test_an_import_cut_off_within_a_statement_says_how_to_go_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, options: tuple[str, ...]
) -> None:
    box = tmp_path / "quay.mbox"
    box.write_bytes(mailbox(conversation("tar", 9, 4)))
    monkeypatch.setattr(batches, "share", cut_off)

    code, _, said = run(box, "--workers", 1, *options, archive=f"quay{len(options)}")

    assert code == CODE
    assert "Stopped." in said
    states = list(ImportRun.objects.values_list("state", flat=True))
    assert states == ([] if options else [ImportRun.State.STOPPED])
