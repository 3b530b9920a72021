"""A database -> a dump in PostgreSQL's custom format; such a dump -> a database, all of it or nothing.

pg_dump, pg_restore and psql do the work. A dump replaces what is there in one transaction, so a broken dump, a kill or a
full disk leaves the database as it was. Only our tables, and those of the dump, are replaced.
"""

from __future__ import annotations

import os
import re
import subprocess
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, cast

from django.db import connection
from psycopg import sql

from forum.postgres.clients import Clients, server_version
from forum.postgres.errors import ServerError

Watch = Callable[[str, int, int], None]
MAGIC = b"PGDMP"
LOOK_EVERY_S = 0.3
ENDS_IN_S = 10
PIECE = 2**20
# Settings stand at the top of a script, long before the first row.
TOP = 2_048
KNOWS_TRANSACTION_TIMEOUT = 17_00_00
MEGABYTE = 1_000_000
LINES_SHOWN = 4
ALL_IS_IN = b"all is in"
PUT_IN_PLACE = "putting it in place"

SIZES = """
    SELECT format('%s.%s', n.nspname, c.relname), pg_table_size(c.oid), greatest(c.reltuples, 1)
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind = 'r' AND n.nspname NOT IN ('pg_catalog', 'information_schema')
"""
ROWS_DONE = """
    SELECT coalesce(max(p.tuples_processed), 0) FROM pg_stat_progress_copy p JOIN pg_class c ON c.oid = p.relid
    JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE p.datname = current_database() AND p.command = 'COPY TO' AND format('%%s.%%s', n.nspname, c.relname) = %s
"""
OTHERS = """
    SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
    AND usename IS NOT NULL AND coalesce(backend_type, 'client backend') = 'client backend'
"""
# Otherwise a server that builds an index notices only at its end that the client is gone.
BEGINNING = """
BEGIN;
SET statement_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_min_messages = warning;
DO $$ BEGIN PERFORM set_config('client_connection_check_interval', '5s', false); EXCEPTION WHEN OTHERS THEN NULL; END $$;
SET lock_timeout = '10s';
{drop}
SET lock_timeout = 0;
"""
# What a user without power may not set, or what belongs to another server.
LEFT_OUT = ("owner", "privileges", "comments", "publications", "subscriptions", "security-labels", "tablespaces")
HEADER = re.compile(r"^;\s+(Archive created at|Dumped from database version:) (.+)$", re.MULTILINE)
SEARCH = re.compile(r"^\d+; \d+ \d+ TEXT SEARCH (CONFIGURATION|DICTIONARY) (\S+) (\S+) \S+$", re.MULTILINE)
TABLE = re.compile(r"^\d+; \d+ \d+ TABLE (\S+) (\S+) \S+$", re.MULTILINE)
MADE_LAST = re.compile(r"^\d+; \d+ \d+ (?:INDEX|CONSTRAINT|FK CONSTRAINT) ", re.MULTILINE)
DUMPED_TABLE = re.compile(r'dumping contents of table "(.+)"$', re.MULTILINE)
MIGRATIONS = "django_migrations"
ROWS = re.compile(r"^COPY .*$\n(?P<rows>(?:.*\n)*?)\\\.$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Dump:
    """What a dump says of itself."""

    path: Path
    made: str
    server: str
    tables: tuple[tuple[str, str], ...]
    searches: tuple[tuple[str, str, str], ...]  # configurations and dictionaries of text search: kind, schema, name
    made_last: int
    migrations: tuple[tuple[str, str], ...]


def write_dump(path: Path, clients: Clients, watch: Watch) -> None:
    """Write all of our database into a file, as it stands at one moment."""
    tables = _tables()
    total = sum(size for size, _ in tables.values())
    command = clients.command("pg_dump", "--format=custom", "--verbose", f"--file={path}")
    with TemporaryFile() as messages, _running(command, clients, stderr=messages) as dumping:
        while dumping.poll() is None:
            seen = DUMPED_TABLE.findall(_text(messages))
            watch("backing up, MB", _dumped(tables, seen) // MEGABYTE, total // MEGABYTE)
            time.sleep(LOOK_EVERY_S)
        if dumping.returncode:
            raise ServerError(f"pg_dump failed: {_fault(messages)}")


def read_dump(path: Path, candidates: Iterable[Clients]) -> tuple[Dump, Clients]:
    """What a dump says of itself, and the programs that can read it."""
    with path.open("rb") as stream:
        if stream.read(len(MAGIC)) != MAGIC:
            raise ServerError(f"{path} is no backup: it does not begin as pg_dump's custom format does.")
    fault = ""
    for clients in candidates:
        listed = _pg_restore(clients, "--list", str(path))
        if listed.returncode == 0:
            return _dump(path, clients, listed.stdout), clients
        fault = f"pg_restore {clients.version} says: {_last(listed.stderr)}"
    raise ServerError(f"{path} cannot be read. {fault}")


def others() -> int:
    """How many others are connected to our database."""
    with connection.cursor() as cursor:
        cursor.execute(OTHERS)
        return int(cursor.fetchone()[0])


def restore_dump(dump: Dump, clients: Clients, watch: Watch) -> None:
    """Put a dump in the place of our tables."""
    options = ("--format=custom", "--file=-", *(f"--no-{name}" for name in LEFT_OUT))
    reading_it = [str(clients.folder / "pg_restore"), *options]
    loading_it = clients.command("psql", "--no-psqlrc", "--set=ON_ERROR_STOP=1")
    with (
        dump.path.open("rb") as stream,
        TemporaryFile() as done,
        TemporaryFile() as fault,
        TemporaryFile() as read_fault,
        _running(loading_it, clients, stdin=subprocess.PIPE, stdout=done, stderr=fault) as loading,
        _running(reading_it, clients, stdin=stream, stdout=subprocess.PIPE, stderr=read_fault) as reading,
    ):
        is_read = False
        try:
            for piece in _script(dump, reading):
                _to(loading, piece)
                watch("restoring, MB", os.lseek(stream.fileno(), 0, os.SEEK_CUR) // MEGABYTE, _size(stream) // MEGABYTE)
            is_read = reading.wait() == 0
            if is_read:
                _to(loading, b"\n\\echo %b\n" % ALL_IS_IN)
                _wait_for_indexes(loading, done, dump.made_last, watch)
                watch(PUT_IN_PLACE, 1, 1)
                _to(loading, b"COMMIT;\n")
            loading.communicate()
        except BrokenPipeError:  # psql has ended, and said why
            loading.wait()
        if loading.returncode or not is_read:
            reason = _fault(fault if loading.returncode else read_fault)
            raise ServerError(f"{dump.path} could not be restored: {reason}")


def _dump(path: Path, clients: Clients, listed: str) -> Dump:
    header = dict(HEADER.findall(listed))
    rows = ROWS.search(_pg_restore(clients, "--data-only", f"--table={MIGRATIONS}", "--file=-", str(path)).stdout)
    migrations = (row.split("\t")[1:3] for row in rows["rows"].splitlines()) if rows else ()
    return Dump(
        path,
        made=header.get("Archive created at", ""),
        server=header.get("Dumped from database version:", ""),
        tables=tuple(TABLE.findall(listed)),
        searches=tuple(SEARCH.findall(listed)),
        made_last=len(MADE_LAST.findall(listed)),
        migrations=tuple((app, name) for app, name in migrations),
    )


def _tables() -> dict[str, tuple[int, float]]:
    """The bytes and about how many rows each table has."""
    with connection.cursor() as cursor:
        cursor.execute(SIZES)
        return {name: (size, rows) for name, size, rows in cursor.fetchall()}


def _dumped(tables: dict[str, tuple[int, float]], seen: list[str]) -> int:
    """Bytes of tables whose rows are written: all tables before the last one seen, and a part of that."""
    if not seen:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(ROWS_DONE, [seen[-1]])
        (done,) = cursor.fetchone()
    size, rows = tables.get(seen[-1], (0, 1.0))
    return sum(tables.get(name, (0, 1.0))[0] for name in seen[:-1]) + int(size * min(1.0, done / rows))


def _script(dump: Dump, reading: subprocess.Popen[bytes]) -> Iterator[bytes]:
    """Statements that drop what is there, then those of the dump."""
    script = cast("IO[bytes]", reading.stdout)
    yield BEGINNING.format(drop=_drop(dump)).encode()
    top = script.read(TOP)
    # A setting that newer programs write and an older server does not know.
    yield top if server_version() >= KNOWS_TRANSACTION_TIMEOUT else top.replace(b"SET transaction_timeout = 0;\n", b"")
    yield from iter(lambda: script.read(PIECE), b"")


def _drop(dump: Dump) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_schema()")
        (schema,) = cursor.fetchone()
    ours = {(schema or "public", name) for name in [*connection.introspection.django_table_names(), MIGRATIONS]}
    names = sql.SQL(", ").join(sql.Identifier(*name) for name in sorted(ours | set(dump.tables)))
    dropped = [sql.SQL("DROP TABLE IF EXISTS {} CASCADE;").format(names)]
    # Configurations first, since they are made of dictionaries.
    for kind, *name in sorted(dump.searches):
        drop = sql.SQL("DROP TEXT SEARCH {} IF EXISTS {} CASCADE;")
        dropped.append(drop.format(sql.SQL(kind), sql.Identifier(*name)))
    return sql.SQL("\n").join(dropped).as_string(None)


def _wait_for_indexes(loading: subprocess.Popen[bytes], done: IO[bytes], total: int, watch: Watch) -> None:
    """Wait until psql has told of the end of each statement."""
    while loading.poll() is None:
        output = _text(done)
        if output.rstrip().endswith(ALL_IS_IN.decode()):
            return
        rows_are_in = output.rpartition("\nCOPY ")[2]
        watch("making indexes", min(total, rows_are_in.count("CREATE INDEX") + rows_are_in.count("ALTER TABLE")), total)
        time.sleep(LOOK_EVERY_S)


def _to(loading: subprocess.Popen[bytes], piece: bytes) -> None:
    statements = cast("IO[bytes]", loading.stdin)
    statements.write(piece)
    statements.flush()


@contextmanager
def _running(command: list[str], clients: Clients, **streams: int | IO[bytes]) -> Iterator[subprocess.Popen[bytes]]:
    """A program that does not outlive the block."""
    process = subprocess.Popen(command, env=clients.environment, **streams)  # type: ignore[call-overload]
    try:
        yield process
    finally:
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                with suppress(BrokenPipeError):
                    stream.close()
        if process.poll() is None:
            process.terminate()
            try:
                process.wait(ENDS_IN_S)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _pg_restore(clients: Clients, *options: str) -> subprocess.CompletedProcess[str]:
    """What pg_restore says of a file; no database is asked."""
    command = [str(clients.folder / "pg_restore"), *options]
    return subprocess.run(
        command, env=clients.environment, capture_output=True, text=True, errors="replace", check=False
    )


def _text(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read().decode(errors="replace")


def _fault(file: IO[bytes]) -> str:
    """What a program said of its end: lines that name an error, else the last."""
    return _last(_text(file))


def _last(output: str) -> str:
    lines = output.strip().splitlines()
    named = [line for line in lines if "error:" in line.lower() or line.startswith(("DETAIL:", "HINT:"))]
    return "\n".join((named or lines)[:LINES_SHOWN]) or "it did not say why"


def _size(stream: IO[bytes]) -> int:
    return os.fstat(stream.fileno()).st_size
