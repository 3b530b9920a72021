"""A number of posts -> a FORUM_DATA that holds them: mails, imported once, and copied by plain SQL as often as asked for.

    python -m benchmarks.shared.made_archives COPIES      copies the archive of the FORUM_DATA in the environment

Everything is there as an import leaves it, since an import made it. Every copy has ids, keys and raw mails of its own, and
the authors of all copies are the same, as on a list that went on for so much longer.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks.shared.environment import ARCHIVE
from benchmarks.shared.mailboxes import write_mailbox
from benchmarks.shared.mails import mailbox
from benchmarks.shared.servers import Server

# Ids of posts begin here, so that all have as many digits and those of a copy are the same with others before them.
FIRST_POST = 1_000_001
SHIFT = 100_000_000
OF_COPY = "{1}::bigint * 100000000 + {0}"
MAIL_ID = "replace({0}, '.talk@', '.talk' || {1} || '@')"
# What differs in a copy, by table and column; ids and what refers to them do anyhow.
CHANGED = {
    "document": {"key": "sha256(t.key || '{1}'::bytea)"},
    "record": {"raw": f"convert_to({MAIL_ID.format('convert_from(t.raw, $$UTF8$$)', '{1}')}, 'UTF8')"},
    "post": {
        "stated_id": MAIL_ID.format("t.stated_id", "{1}"),
        "key": "CASE WHEN t.stated_id = '' THEN sha256(t.key || '{1}'::bytea) "
        f"ELSE sha256(convert_to('id:' || {MAIL_ID.format('t.stated_id', '{1}')}, 'UTF8')) END",
        "html": r"regexp_replace(t.html, '(/p/|\mq)(\d{{7}})(?=[/-])', '\1{1}0\2', 'g')",
    },
    "thread": {
        "key": "(SELECT o.key FROM threads_post o WHERE o.thread_id = t.id + {1}::bigint * 100000000 AND o.position = 0)"
    },
    "replyedge": {},
    "quote": {},
    "appearance": {},
}
SHARED = ("archive_id", "author_id", "run_id")
COLUMNS = """
    SELECT string_agg(attname, ' ' ORDER BY attnum) FROM pg_attribute
    WHERE attrelid = 'threads_{}'::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''
"""
# Plain indexes are dropped while copies are made, and made again after.
INDEXES = """
    SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index
    WHERE indrelid::regclass::text = ANY(%s) AND NOT indisunique
"""


def stored(data: Path, posts: int, copies: int = 1, opening: Sequence[int] = ()) -> Server:
    """A server, not yet entered, with an archive of so many posts; it is made unless it is there.

    Its first threads are as long as asked for, as far as they fit.
    """
    done = data / "stored"
    if not done.exists():
        print(f"Storing {posts * copies:,} posts ...", file=sys.stderr, flush=True)
        with Server(data) as server:
            server.do(f"SELECT setval(pg_get_serial_sequence('threads_post', 'id'), {FIRST_POST}, false)")
            path = write_mailbox(data.with_suffix(".mbox"), mailbox(posts, opening))
            server.run("manage.py", "import_documents", path, "--archive", ARCHIVE, "--publish", "--verbosity", "0")
            path.unlink()
            if copies > 1:
                server.run("-m", "benchmarks.shared.made_archives", copies)
            server.do("VACUUM ANALYZE")
        done.touch()
    return Server(data, afresh=False)


def multiply(copies: int) -> None:
    """Copy all rows of an archive so many times over."""
    import django  # noqa: PLC0415 - its settings are of the archive that is built

    django.setup()
    from django.db import connection  # noqa: PLC0415

    tables = [f"threads_{name}" for name in CHANGED]
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(INDEXES, [tables])
        indexes = cursor.fetchall()
        for name, _ in indexes:
            cursor.execute(f"DROP INDEX {name}")
        for number in range(1, copies):
            for name, changed in CHANGED.items():
                cursor.execute(COLUMNS.format(name))
                columns = cursor.fetchone()[0].split()
                cursor.execute(copying(name, columns, changed, number))
        for _, statement in indexes:
            cursor.execute(statement)
        for table in tables:
            cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}")


def copying(table: str, columns: list[str], changed: dict[str, str], number: int) -> str:
    """The statement that writes one copy of a table."""
    values = []
    for column in columns:
        is_id = column == "id" or (column.endswith("_id") and column not in (*SHARED, "stated_id"))
        pattern = changed.get(column, OF_COPY if is_id else "{0}")
        values.append(pattern.format(f't."{column}"', number))
    names = ", ".join(f'"{column}"' for column in columns)
    return (
        f"INSERT INTO threads_{table} ({names}) SELECT {', '.join(values)} FROM threads_{table} t WHERE t.id < {SHIFT}"
    )


if __name__ == "__main__":
    multiply(int(sys.argv[1]))
