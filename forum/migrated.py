"""A database, or what one tells of its migrations -> whether it is older than this version, or newer."""

from collections.abc import Iterable

from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

Migration = tuple[str, str]  # an application and the name
# Held while tables are made, so that two first commands do not make them at once; any number of ours will do.
MAKING_TABLES = 5_716_093_402


def is_migrated() -> bool:
    """Whether no migration is due; raises what the database says if it does not answer."""
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def is_new() -> bool:
    """Whether the database has no table yet."""
    return not connection.introspection.table_names()


def make_tables() -> None:
    """Make all tables of a new database, unless another process just did. An older one is left to `migrate`."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [MAKING_TABLES])
        try:
            if is_new():
                call_command("migrate", verbosity=0, interactive=False)
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [MAKING_TABLES])


def unknown(migrations: Iterable[Migration]) -> list[Migration]:
    """Those of the migrations that this version does not know: a newer one made them."""
    loader = MigrationLoader(None)
    names = set(loader.disk_migrations).union(*(each.replaces for each in loader.disk_migrations.values()))
    return sorted(set(migrations) - names)


def newest(migrations: Iterable[Migration], app: str = "threads") -> str:
    """The last migration of an application, which tells the version."""
    return max((name for of, name in migrations if of == app), default="")
