"""Django's side of it: nothing starts before the first connection, and a killed server is started again."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from tests.postgres.conftest import IS_ROOT, ORDINARY, Place


def manage(place: Place, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run manage.py as whoever runs the tests."""
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=settings.BASE_DIR,
        env=dict(os.environ)
        | {"DATABASE_URL": "", "FORUM_DATA": str(place.data), "FORUM_PG_BINDIR": str(place.bindir)}
        | environment,
        stdin=subprocess.DEVNULL,
        check=False,
        capture_output=True,
        text=True,
    )


@pytest.fixture
def who() -> str:
    """Whoever runs the tests: manage.py changes no user."""
    return "root" if IS_ROOT else ORDINARY


@pytest.mark.parametrize("command", ["check", "makemigrations --help", "diffsettings"])
def test_a_command_without_a_query_starts_nothing(tmp_path: Path, command: str, place: Place):
    place.data = tmp_path / "never"

    done = manage(place, *command.split())

    assert done.returncode == 0, done.stderr
    assert not place.data.exists()


def test_a_command_with_a_query_starts_the_server_and_stops_it(place: Place):
    done = manage(
        place, "shell", "-c", "from django.db import connection as c; print(c.cursor().connection.info.dbname)"
    )

    assert done.stdout.splitlines()[-1:] == ["forum"], done.stderr
    assert not place.postmaster()


def test_dbshell_uses_the_servers_own_psql(place: Place):
    done = manage(place, "dbshell", "--", "-Atc", "SELECT current_user")

    assert done.stdout == "forum\n", done.stderr
    assert not place.postmaster()


def test_a_connection_made_after_the_server_was_killed_works(place: Place):
    code = (
        "import os, signal, time; from django.db import connection as c; c.ensure_connection(); c.close()\n"
        f"pid = int(open('{place.cluster}/postmaster.pid').readline())\n"
        "os.kill(pid, signal.SIGKILL); time.sleep(1)\n"
        "cursor = c.cursor(); cursor.execute('SELECT 41 + 1'); print(cursor.fetchone())"
    )

    done = manage(place, "shell", "-c", code)

    assert done.stdout.splitlines()[-1:] == ["(42,)"], done.stderr


def test_missing_binaries_are_one_clear_line_not_a_traceback(place: Place, tmp_path: Path):
    done = manage(place, "migrate", FORUM_PG_BINDIR=str(tmp_path))

    assert done.returncode == 1
    assert done.stderr.startswith("manage.py: FORUM_PG_BINDIR is ")
    assert "Traceback" not in done.stderr


@pytest.mark.django_db
def test_queries_run():
    with connection.cursor() as cursor:
        cursor.execute("SELECT 'ÄÖ' ILIKE 'äö'")

        assert cursor.fetchone() == (True,)
