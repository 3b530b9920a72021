"""A backup restored into another database is the same archive, and nothing that goes wrong changes what was there."""

import base64
import os
import re
import stat
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from pytest_django.plugin import DjangoDbBlocker

from forum.postgres import clients as clients_module
from forum.postgres import dumps
from forum.postgres.clients import find_clients
from forum.postgres.errors import ServerError
from tests.conftest import TEST_DATABASE_PREFIX
from tests.helpers import factories
from tests.helpers.drawn import ANSWERS, SHOWS, drawn, page_of
from tests.helpers.importing import export, run
from tests.helpers.pages import ALL
from tests.loading.mails import awkward, mailbox
from threads.management.commands import restore as restore_command
from threads.models import Archive, Picture, Post

SAMPLED = 50
TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="\w+"')  # another at each request
FILLED, RESTORED = (f"{TEST_DATABASE_PREFIX}{os.getpid()}_{what}" for what in ("filled", "restored"))
TABLES = "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace ORDER BY 1"
CONTENT = "SELECT count(*), md5(string_agg(md5(t::text), '' ORDER BY md5(t::text))) FROM {} t"
NEXT_IDS = "SELECT sequencename, last_value FROM pg_sequences ORDER BY 1"


def content() -> list[tuple]:
    """How many rows each table has, a checksum of all that stands in them, and which ids were given."""
    with connection.cursor() as cursor:
        cursor.execute(TABLES)
        tables = [table for (table,) in cursor.fetchall()]
        found = []
        for table in tables:
            cursor.execute(CONTENT.format(connection.ops.quote_name(table)))
            found.append((table, *cursor.fetchone()))
        cursor.execute(NEXT_IDS)
        return found + cursor.fetchall()


def pages() -> dict[str, bytes]:
    addresses = [
        "/",
        "/search/?q=harbour",
        "/a/wall/",
        *(post.get_absolute_url() for post in Post.objects.order_by("pk")),
    ]
    reader = Client(SERVER_NAME="localhost")
    return {address: TOKEN.sub(b"", reader.get(address, follow=True).content) for address in addresses[:SAMPLED]}


@contextmanager
def talking_to(name: str) -> Iterator[None]:
    """Have the database of this name for ours."""
    kept = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = name
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = kept


@contextmanager
def fresh(name: str) -> Iterator[None]:
    """A new and empty database of this name, which is ours meanwhile."""
    given = connection.get_connection_params() | {"dbname": "postgres", "cursor_factory": None}
    with psycopg.connect(**given, autocommit=True) as server:
        server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        server.execute(f'CREATE DATABASE "{name}" TEMPLATE template0')
        with talking_to(name):
            yield
        server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture(scope="module")
def filled(
    django_db_modify_db_settings: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Path]:
    """The backup of a database that has something of everything, and is still there."""
    folder = tmp_path_factory.mktemp("backup")
    for name, text in ALL.items():
        (folder / name).write_text(text)
    (folder / "quay.mbox").write_bytes(mailbox(awkward()))
    code = base64.b64encode(drawn()).decode()
    (folder / "oar.html").write_bytes(page_of(SHOWS.format(f'<img src="data:image/png;base64,{code}">'), ANSWERS))
    with django_db_blocker.unblock(), fresh(FILLED):
        call_command("migrate", verbosity=0)
        assert run(folder, "--publish", "-v", 0)[0] == 0
        assert Picture.objects.exists()
        factories.staff()
        written = folder / "forum.dump"
        call_command("backup", str(written), stdout=StringIO(), verbosity=0)
        yield written


@pytest.fixture
def elsewhere(filled: Path, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """An empty database beside, which is ours for the length of a test."""
    with django_db_blocker.unblock(), fresh(RESTORED):
        yield


def restore(path: Path, *options: str) -> str:
    out = StringIO()
    call_command("restore", str(path), *options, stdout=out, stderr=StringIO(), verbosity=0)
    return out.getvalue()


@pytest.fixture
def restored(filled: Path, elsewhere: None) -> Path:
    restore(filled)
    return filled


def test_a_restored_database_has_every_row_and_shows_the_same_pages(filled: Path, elsewhere: None) -> None:
    said = restore(filled)

    assert "1 archive (wall) and 1 account" in said
    here = content(), export(), pages()
    with talking_to(FILLED):
        there = content(), export(), pages()
    assert here == there
    assert len(here[2]) >= 20


def test_a_backup_is_for_the_eyes_of_its_owner_and_nothing_lies_beside_it(filled: Path) -> None:
    assert stat.S_IMODE(filled.stat().st_mode) == 0o600
    assert not list(filled.parent.glob("*.part"))


def test_a_database_that_holds_something_is_not_replaced_unless_that_is_said(restored: Path) -> None:
    Archive.objects.update(title="Changed since")
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE neighbour AS SELECT 1 AS one")

    with pytest.raises(CommandError, match=r"holds 1 archive \(wall\) and 1 account. Say --replace"):
        restore(restored)
    assert Archive.objects.get().title == "Changed since"

    restore(restored, "--replace")
    assert Archive.objects.get().title == "Wall"
    assert "neighbour" in connection.introspection.table_names(), "what is not ours is left alone"


@pytest.mark.parametrize("part", [0.2, 0.6, 0.999])
def test_a_dump_that_breaks_off_changes_nothing(restored: Path, tmp_path: Path, part: float) -> None:
    before = content()
    whole = restored.read_bytes()
    broken = tmp_path / "broken.dump"
    broken.write_bytes(whole[: int(len(whole) * part)])

    with pytest.raises((CommandError, ServerError), match=r"broken\.dump"):
        restore(broken, "--replace")

    assert content() == before


@pytest.mark.parametrize("stage", ["restoring, MB", dumps.PUT_IN_PLACE])
def test_a_restore_that_is_stopped_changes_nothing(restored: Path, monkeypatch: pytest.MonkeyPatch, stage: str) -> None:
    before = content()

    class Interrupted(restore_command.Stages):
        def at(self, noun: str, done: int, total: int) -> None:
            if noun == stage:
                raise KeyboardInterrupt

    monkeypatch.setattr(restore_command, "Stages", Interrupted)

    with pytest.raises(SystemExit) as end:
        restore(restored, "--replace")

    assert end.value.code == 130
    assert content() == before


def test_while_others_use_the_database_nothing_is_restored(restored: Path) -> None:
    with (
        psycopg.connect(**connection.get_connection_params() | {"cursor_factory": None}),
        pytest.raises(SystemExit) as end,
    ):
        restore(restored, "--replace")

    assert end.value.code == 75


def test_a_file_that_is_no_dump_is_refused(elsewhere: None, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("-- PostgreSQL database dump\n")

    with pytest.raises(ServerError, match="is no backup"):
        restore(tmp_path / "notes.txt")
    with pytest.raises(CommandError, match="is no file"):
        restore(tmp_path)


def test_the_dump_of_another_program_is_refused(elsewhere: None, tmp_path: Path) -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE neighbour AS SELECT 1 AS one")
    other = tmp_path / "other.dump"
    [able, *_] = find_clients()
    subprocess.run(able.command("pg_dump", "-Fc", "-f", str(other)), env=able.environment, check=True)

    with pytest.raises(CommandError, match="another program's"):
        restore(other)


def test_a_backup_of_a_newer_version_is_refused(restored: Path, tmp_path: Path) -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO django_migrations (app, name, applied) VALUES ('threads', '9999_later', now())")
    newer = tmp_path / "newer.dump"
    call_command("backup", str(newer), stdout=StringIO(), verbosity=0)

    with pytest.raises(CommandError, match=r"newer version.*threads\.9999_later.*Upgrade first"):
        restore(newer, "--replace")


def test_a_backup_is_not_written_over_unless_that_is_said(restored: Path, tmp_path: Path) -> None:
    path = tmp_path / "forum.dump"
    path.write_text("the one of yesterday")

    with pytest.raises(CommandError, match="is already there"):
        call_command("backup", str(path))
    assert path.read_text() == "the one of yesterday"

    call_command("backup", str(path), "--force", stdout=StringIO(), verbosity=0)
    assert path.read_bytes().startswith(b"PGDMP")


@pytest.fixture
def breaks_off(monkeypatch: pytest.MonkeyPatch) -> Callable[[BaseException], None]:
    """Have something happen as soon as rows are being written."""

    def patch(error: BaseException) -> None:
        def happens(*_: object) -> int:
            raise error

        monkeypatch.setattr(dumps, "_dumped", happens)

    return patch


@pytest.mark.parametrize(("error", "end"), [(KeyboardInterrupt(), SystemExit), (ServerError("gone"), ServerError)])
def test_a_backup_that_breaks_off_leaves_the_last_one_as_it_was(
    restored: Path, tmp_path: Path, breaks_off: Callable[[BaseException], None], error: BaseException, end: type
) -> None:
    path = tmp_path / "forum.dump"
    path.write_text("the one of yesterday")
    breaks_off(error)

    with pytest.raises(end):
        call_command("backup", str(path), "--force", stdout=StringIO(), stderr=StringIO(), verbosity=0)

    assert [(each.name, each.read_text()) for each in tmp_path.iterdir()] == [("forum.dump", "the one of yesterday")]


def test_an_empty_database_is_not_backed_up(elsewhere: None, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="nothing to back up"):
        call_command("backup", str(tmp_path / "forum.dump"))

    assert not list(tmp_path.iterdir())


def test_a_backup_into_a_folder_that_is_not_there_is_refused_in_words(restored: Path, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="cannot be written: No such file"):
        call_command("backup", str(tmp_path / "nowhere" / "forum.dump"), verbosity=0)


def test_the_password_stands_on_no_command_line(elsewhere: None, monkeypatch: pytest.MonkeyPatch) -> None:
    connection.ensure_connection()
    told = connection.get_connection_params()
    told |= {"password": "s3cret", "sslpassword": "s3cret of the key", "options": "-c search_path=quay"}
    monkeypatch.setattr(connection, "get_connection_params", lambda: told)

    [able, *_] = find_clients()
    command = able.command("psql", "--no-psqlrc", "--no-align", "--tuples-only", "--command=SHOW search_path")
    said = subprocess.run(command, env=able.environment, check=True, capture_output=True, text=True).stdout

    assert "s3cret" not in " ".join(command)
    assert able.environment["PGPASSWORD"] == "s3cret"
    assert said == "quay\n", "what else the address says is passed on"


def test_programs_that_are_older_than_the_server_are_not_used(elsewhere: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clients_module, "server_version", lambda: 99_00_01)

    with pytest.raises(ServerError, match=r"is PostgreSQL 99, and needs .* of 99 or newer; those found are of \d+"):
        find_clients()

    monkeypatch.setattr(clients_module, "_installed", lambda: iter(()))
    with pytest.raises(ServerError, match="none were found"):
        find_clients()


def test_of_several_programs_the_oldest_that_will_do_comes_first(
    elsewhere: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = [(Path("/new"), "19.1"), (Path("/old"), "15.9"), (Path("/fit"), "17.2")]
    monkeypatch.setattr(clients_module, "_installed", lambda: iter(found))
    monkeypatch.setattr(clients_module, "server_version", lambda: 16_00_03)

    assert [each.version for each in find_clients()] == ["17.2", "19.1"]


def test_what_newer_programs_set_is_left_out_for_an_older_server(
    restored: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Reading:
        def __init__(self) -> None:
            script = b"SET lock_timeout = 0;\nSET transaction_timeout = 0;\nSELECT 1;\n"
            self.stdout = type("Pipe", (), {"read": staticmethod(lambda _, left=[script]: left.pop() if left else b"")})

    dump = dumps.Dump(restored, "", "", (), (), 0, ())
    told = {}
    for version in (15_00_18, 17_00_00):
        monkeypatch.setattr(dumps, "server_version", lambda version=version: version)
        told[version] = b"".join(dumps._script(dump, Reading()))

    assert b"transaction_timeout" not in told[15_00_18]
    assert told[15_00_18].endswith(b"SET lock_timeout = 0;\nSELECT 1;\n")
    assert b"transaction_timeout" in told[17_00_00]


def test_progress_counts_the_tables_before_and_the_rows_of_the_one_at_hand(
    elsewhere: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    tables = {"public.a": (100, 10.0), "public.b": (50, 5.0)}

    assert dumps._dumped(tables, []) == 0
    assert dumps._dumped(tables, ["public.a"]) == 0  # none is being copied
    assert dumps._dumped(tables, ["public.a", "public.b"]) == 100
