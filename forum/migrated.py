"""A database, or what one tells of its migrations -> whether it is older than this version, or newer."""

from collections.abc import Iterable

from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

Migration = tuple[str, str]  # an application and the name


def is_migrated() -> bool:
    """Whether no migration is due; raises what the database says if it does not answer."""
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def unknown(migrations: Iterable[Migration]) -> list[Migration]:
    """Those of the migrations that this version does not know: a newer one made them."""
    loader = MigrationLoader(None)
    names = set(loader.disk_migrations).union(*(each.replaces for each in loader.disk_migrations.values()))
    return sorted(set(migrations) - names)


def newest(migrations: Iterable[Migration], app: str = "threads") -> str:
    """The last migration of an application, which tells the version."""
    return max((name for of, name in migrations if of == app), default="")
