"""What every test may ask for: a database in a folder of its own, and a browser where there is one."""

import os
from collections.abc import Iterator

import psycopg
import pytest
from django.conf import settings
from django.db import connection
from django.test import TransactionTestCase
from hypothesis import settings as hypothesis_settings
from pytest_django.plugin import DjangoDbBlocker

from forum.postgres import server
from forum.postgres.cluster import PORT
from forum.postgres.find import find_binaries
from forum.postgres.processes import is_alive
from tests.helpers.chromium import ARGUMENTS, HOW_TO_INSTALL, find_chromium, is_required
from tests.helpers.serving import environment

# Apart from the reader's own data, and kept between runs, because initdb takes longer than most tests.
SERVER = f"pg{find_binaries(settings.FORUM_PG_BINDIR).major}" if settings.IS_EMBEDDED else "elsewhere"
TEST_DATA = settings.BASE_DIR / ".data" / "test" / SERVER
# Nothing here outlives the run, so nothing need reach the disk.
TEST_SERVER_SETTINGS = "fsync = off\nsynchronous_commit = off\nfull_page_writes = off\n"
# Named for the process, so that two runs at once do not take each other's database away.
TEST_DATABASE_PREFIX = "test_forum_"
# Whatever a developer's shell or .env says of the site, the tests see the one that `make up` shows by default.
TEST_SETTINGS = {
    "FORUM_DATA": TEST_DATA,
    "STATIC_ROOT": TEST_DATA / "static",
    "SITE_URL": "",
    "TRUSTED_PROXY": [],
    "SECURE_SSL_REDIRECT": False,
    "SECURE_HSTS_SECONDS": 0,
    "SESSION_COOKIE_SECURE": False,
    "CSRF_COOKIE_SECURE": False,
    "PASSWORD_HASHERS": ["tests.helpers.hashing.QuickHasher"],
}
# Whole sites are started by these. With several processes, none is left alone with them at the end.
LONGEST = ("test_up.py", "test_upgrade.py")
# What migrations fill.
KEPT_TABLES = {"django_migrations", "django_content_type", "auth_permission"}
# Bytes of a table with its indexes.
GROWN = 1_000_000
BROWSER_TESTS_LEFT_OUT = pytest.StashKey[int]()

for _name, _value in TEST_SETTINGS.items():
    setattr(settings, _name, _value)
settings.DATABASES["default"].setdefault("TEST", {})["NAME"] = f"{TEST_DATABASE_PREFIX}{os.getpid()}"
# An example may take as long as the machine lets it: what takes too long is told by ratios, in tests of its own.
hypothesis_settings.register_profile("rethread", deadline=None)
hypothesis_settings.register_profile("mutants", deadline=None, derandomize=True, max_examples=10, database=None)
hypothesis_settings.load_profile("rethread")
# Playwright's event loop runs in the thread of the test, and Django would take it for asynchronous code.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
# What the program fails at goes to quarantine; in tests, and in all that they start, it is a failure, unless one asks.
os.environ["RAISE_FAULTS"] = "1"


def _empty_tables(self: TransactionTestCase) -> None:
    """Leave a test that commits with empty tables.

    Django's flush, which makes them all anew, takes a hundred times as long as deleting; those that have grown are made
    anew, because dead rows stay where they are.
    """
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor)) - KEPT_TABLES
        cursor.execute("SELECT relname FROM pg_class WHERE relkind = 'r' AND pg_total_relation_size(oid) > %s", [GROWN])
        grown = tables & {name for (name,) in cursor.fetchall()}
        if grown:
            cursor.execute(f"TRUNCATE {', '.join(map(connection.ops.quote_name, sorted(grown)))} CASCADE")
        cursor.execute(";".join(f"DELETE FROM {connection.ops.quote_name(table)}" for table in sorted(tables - grown)))


TransactionTestCase._fixture_teardown = _empty_tables


def pytest_make_parametrize_id(val: object) -> str | None:
    """Call bytes that are no words by their number: packed ones hold the second in which they were packed."""
    if isinstance(val, bytes) and not (val.isascii() and val.decode("ascii").isprintable()):
        return f"{len(val)} bytes"
    return None


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """Prepare the embedded server's folder, and drop the databases of runs that were killed."""
    if not settings.IS_EMBEDDED:
        return
    TEST_DATA.mkdir(parents=True, exist_ok=True)
    (TEST_DATA / "postgresql.conf").write_text(TEST_SERVER_SETTINGS)
    socket_folder = server.ensure(settings.FORUM_DATA, settings.FORUM_PG_BINDIR)
    with psycopg.connect(host=socket_folder, port=PORT, user="forum", dbname="postgres", autocommit=True) as connection:
        like = f"{TEST_DATABASE_PREFIX}%"
        rows = connection.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", [like]).fetchall()
        for (name,) in rows:
            pid = name.removeprefix(TEST_DATABASE_PREFIX).partition("_")[0]
            if not is_alive(pid):
                connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """At the end, part whoever still holds the database: a process that a test has killed may not have let go yet."""
    yield
    others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s"
    with django_db_blocker.unblock():
        connection.close()  # a test may have had the server end it
        with connection._nodb_cursor() as cursor:
            cursor.execute(others, [connection.settings_dict["NAME"]])


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, object]) -> dict[str, object]:
    """Point Playwright to the Chromium found."""
    return browser_type_launch_args | {"executable_path": find_chromium(), "args": ARGUMENTS}


@pytest.fixture(scope="session")
def bench_places(
    tmp_path_factory: pytest.TempPathFactory, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[dict[str, str]]:
    """A folder for what benchmarks keep, and an empty, migrated database that they make theirs from."""
    folder = tmp_path_factory.mktemp("bench")
    with django_db_blocker.unblock():
        url = environment(folder)["DATABASE_URL"]
        name = connection.settings_dict["NAME"]
        connection.close()
    template = f"{name}_toy"
    with psycopg.connect(url, dbname="postgres", autocommit=True) as asked:
        asked.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])
        asked.execute(f'CREATE DATABASE "{template}" TEMPLATE "{name}"')
    yield os.environ | {"BENCH_FOLDER": str(folder), "BENCH_TEMPLATE": url.replace(name, template)}
    with psycopg.connect(url, dbname="postgres", autocommit=True) as asked:
        like = f"{template}%"
        for (each,) in asked.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", [like]).fetchall():
            asked.execute(f'DROP DATABASE "{each}" WITH (FORCE)')


def pytest_configure(config: pytest.Config) -> None:
    """Begin nothing without a browser where that is not allowed."""
    if is_required() and not find_chromium():
        pytest.exit(f"FORUM_REQUIRE_BROWSER=1, and there is no Chromium. Install it: {HOW_TO_INSTALL}", returncode=1)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Begin with what takes longest, and leave the browser tests out where there is no browser."""
    items.sort(key=lambda item: item.path.name not in LONGEST)
    needing = [item for item in items if item.get_closest_marker("browser")]
    if not needing or find_chromium():
        return
    for item in needing:
        item.add_marker(pytest.mark.skip(reason=f"no Chromium; install it: {HOW_TO_INSTALL}"))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Count what was left out; of several processes only the one that reports knows."""
    skipped = terminalreporter.stats.get("skipped", [])
    config.stash[BROWSER_TESTS_LEFT_OUT] = sum(HOW_TO_INSTALL in str(report.longrepr) for report in skipped)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Say in the closing line how many browser tests were left out."""
    count = config.stash.get(BROWSER_TESTS_LEFT_OUT, 0)
    if count:
        print(f"{count} browser tests were left out, for want of Chromium. Install it: {HOW_TO_INSTALL}")
