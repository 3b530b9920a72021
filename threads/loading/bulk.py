"""Rows by the thousand: COPY in, UPDATE from a temporary table, DELETE by id."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

from django.db import connection, connections, models
from psycopg import sql

Row = Sequence[Any]
# Tables whose plans depend on their size, and the part by which they must have grown.
ANALYSED = tuple(
    f"threads_{name}" for name in ("author", "thread", "post", "replyedge", "quote", "appearance", "record")
)
GROWN_ONE_IN = 10
TOLD_FIRST = 250


def insert(model: type[models.Model], columns: Sequence[str], rows: Iterable[Row]) -> None:
    """Copy rows into a table."""
    _copy(_table(model), columns, rows, _types(model, columns))


def update(model: type[models.Model], columns: Sequence[str], rows: Sequence[Row]) -> None:
    """Give rows, told by their first column, the values of the others."""
    if not rows:
        return
    table, names = _table(model), _names(columns)
    source = sql.Identifier("changed_rows")
    create = sql.SQL("CREATE TEMPORARY TABLE {} AS SELECT {} FROM {} WITH NO DATA")
    assign = sql.SQL(", ").join(
        sql.SQL("{0} = {1}.{0}").format(sql.Identifier(column), source) for column in columns[1:]
    )
    write = sql.SQL("UPDATE {0} SET {1} FROM {2} WHERE {0}.{3} = {2}.{3}")
    with connection.cursor() as cursor:
        cursor.execute(create.format(source, names, table))
        _copy(source, columns, rows, _types(model, columns))
        cursor.execute(write.format(table, assign, source, sql.Identifier(columns[0])))
        cursor.execute(sql.SQL("DROP TABLE {}").format(source))


def delete(model: type[models.Model], ids: Sequence[int]) -> None:
    """Delete rows by id; rows that refer to them are the caller's business."""
    if ids:
        statement = sql.SQL("DELETE FROM {} WHERE id = ANY(%s)").format(_table(model))
        with connection.cursor() as cursor:
            cursor.execute(statement, [list(ids)])


def step_aside(model: type[models.Model], ids: Sequence[int]) -> None:
    """Free the keys of rows that are about to change or go, so that others can take them."""
    if ids:
        statement = sql.SQL("UPDATE {} SET key = sha256(key || id::text::bytea) WHERE id = ANY(%s)")
        with connection.cursor() as cursor:
            cursor.execute(statement.format(_table(model)), [list(ids)])


def reserve_ids(model: type[models.Model], count: int) -> list[int]:
    """Ids that no row ever had."""
    if not count:
        return []
    # The sequence is looked up once, not for each id.
    statement = """
        SELECT nextval(of.ids) FROM (SELECT pg_get_serial_sequence(%s, 'id')::regclass AS ids OFFSET 0) of
        CROSS JOIN generate_series(1, %s)
    """
    with connection.cursor() as cursor:
        cursor.execute(statement, [name_of(model), count])
        return sorted(row[0] for row in cursor.fetchall())


def fetch(statement: str, parameters: Sequence[Any] | dict[str, Any] = ()) -> list[tuple[Any, ...]]:
    """The rows a statement gives."""
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchall()


def execute(statement: str, parameters: Sequence[Any] | dict[str, Any] = ()) -> int:
    """Run a statement and tell how many rows it touched."""
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.rowcount


def analyse_if_grown(added: int) -> None:
    """Tell the planner the size of the tables, if so many more posts make a difference to it.

    Autovacuum does so only after a minute, in which pages may be planned for empty tables.
    """
    ((estimate,),) = fetch("SELECT reltuples FROM pg_class WHERE oid = 'threads_post'::regclass")
    if added and added * GROWN_ONE_IN > estimate:
        execute(f"ANALYZE {', '.join(ANALYSED)}")


class Growth:
    """Tells the planner, while an import goes on, whenever four times as many records were added as when it was told last.

    Else pages over tables that stood empty when they were last counted are planned for nothing: the counts of the front
    page took 250 s for 500 edges.
    """

    def __init__(self) -> None:
        self._added = 0
        self._told_next = TOLD_FIRST

    def add(self, records: int) -> None:
        self._added += records
        if self._added >= self._told_next:
            analyse_if_grown(self._added)
            self._told_next = 4 * self._added


def _copy(table: sql.Identifier, columns: Sequence[str], rows: Iterable[Row], types: Sequence[int]) -> None:
    waiting = iter(rows)
    first = next(waiting, None)
    if first is None:
        return
    statement = sql.SQL("COPY {} ({}) FROM STDIN (FORMAT BINARY)").format(table, _names(columns))
    with connection.wrap_database_errors, connection.cursor() as cursor, cursor.copy(statement) as copy:
        copy.set_types(types)
        copy.write_row(first)
        for row in waiting:
            copy.write_row(row)


def _types(model: type[models.Model], columns: Sequence[str]) -> Sequence[int]:
    """The types of columns, as the database numbers them; asked once."""
    return _asked_types(connection.alias, name_of(model), tuple(columns))


@cache
def _asked_types(database: str, table: str, columns: tuple[str, ...]) -> tuple[int, ...]:
    with connections[database].cursor() as cursor:
        cursor.execute(sql.SQL("SELECT {} FROM {} LIMIT 0").format(_names(columns), sql.Identifier(table)))
        return tuple(column.type_code for column in cursor.description)


def name_of(model: type[models.Model]) -> str:
    """The table's name in the database."""
    return model._meta.db_table  # noqa: SLF001 (public by documentation)


def _table(model: type[models.Model]) -> sql.Identifier:
    return sql.Identifier(name_of(model))


def _names(columns: Sequence[str]) -> sql.Composed:
    return sql.SQL(", ").join(map(sql.Identifier, columns))
