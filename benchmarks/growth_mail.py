"""Measure what 500 new mails cost in an archive of 50,000 posts beside one of a million: it is to follow the 500.

    growth_mail.py [--new N] [--base N] [--most N]

Four in five answer mails all over the archive, one in five opens a thread. Both archives are kept in .data/bench and
grow by each run. The larger is the smaller one many times over, by plain SQL: every copy has ids, keys and raw mails of
its own, and the authors of all copies are the same, as on a list that went on for so much longer.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from functools import partial
from pathlib import Path

from servers import ARCHIVE, BENCH, ROOT, Cost, Server

sys.path.insert(0, str(ROOT))

BASE = 50_000
MOST = 1_000_000
NEW = 500
GROWTH_MOST = 1.5
# Ids of posts begin here, so that all have as many digits and those of a copy are the same with others before them.
FIRST_POST = 1_000_001
SHIFT = 100_000_000
OUR_IDS, THEIR_IDS = ".talk@", ".talk{}@"
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


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--new", type=int, default=NEW, help="mails that are added (%(default)s)")
    parser.add_argument("--base", type=int, default=BASE, help="posts of the smaller archive (%(default)s)")
    parser.add_argument("--most", type=int, default=MOST, help="posts of the larger, a multiple (%(default)s)")
    parser.add_argument("--multiply", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.multiply:
        multiply(options.multiply)
        return
    few = added(options.base, 1, options.new)
    many = added(options.base, options.most // options.base, options.new)
    times = many.wall / few.wall
    said = "reached" if times <= GROWTH_MOST else "NOT REACHED"
    print(f"{'times':>22}{times:>8.2f} (of processor {many.processor / few.processor:.2f}), "
          f"wanted at most {GROWTH_MOST:g}: {said}")  # fmt: skip
    sys.exit(times > GROWTH_MOST)


def added(base: int, copies: int, count: int) -> Cost:
    """What it costs to add so many mails to an archive, and print it."""
    data = BENCH / f"mail-{base}x{copies}"
    if not data.exists():
        build(data, base, copies)
    with Server(data, afresh=False) as server:
        turn = int(server.ask("SELECT count(*) FROM threads_importrun"))
        posts = partial(server.ask, "SELECT count(*) FROM threads_post WHERE NOT is_missing")
        before = int(posts())
        path = BENCH / f"later-{base}-{copies}-{turn}.mbox"
        path.write_bytes(b"".join(of_copies(count, base, copies, turn)))
        cost = server.timed("manage.py", "import_documents", path, "--archive", ARCHIVE, "--verbosity", 0)
        brought = int(posts()) - before
    path.unlink()
    if brought != count:
        raise SystemExit(f"{count:,} mails were given and {brought:,} posts added.")
    load = os.getloadavg()[0]
    print(f"{count:,} mails to {before:>9,}{cost.wall:>8.2f} s{cost.processor:>8.2f} s of processor (load {load:.1f})")
    return cost


def of_copies(count: int, base: int, copies: int, turn: int) -> list[bytes]:
    """New mails that answer now this copy of the archive, now that."""
    from mails import later  # noqa: PLC0415

    names = [THEIR_IDS.format(number) if number else OUR_IDS for number in range(copies)]
    return [
        raw.replace(OUR_IDS.encode(), names[number % copies].encode())
        for number, raw in enumerate(later(count, base, turn))
    ]


def build(data: Path, base: int, copies: int) -> None:
    """Make an archive of so many posts."""
    from mails import mailbox  # noqa: PLC0415

    print(f"Storing {base * copies:,} posts ...", file=sys.stderr, flush=True)
    unfinished = data.with_suffix(".new")
    with Server(unfinished) as server:
        server.run("-c", BEGIN_LATE)
        path = BENCH / f"generated-{base}.mbox"
        path.write_bytes(b"".join(mailbox(base)))
        server.run("manage.py", "import_documents", path, "--archive", ARCHIVE, "--verbosity", "0")
        if copies > 1:
            command = [sys.executable, __file__, "--multiply", str(copies)]
            subprocess.run(command, env=server.environment, check=True)
    unfinished.rename(data)


BEGIN_LATE = f"""
import django; django.setup()
from django.db import connection
connection.cursor().execute("SELECT setval(pg_get_serial_sequence('threads_post', 'id'), {FIRST_POST}, false)")
"""


def multiply(copies: int) -> None:
    """Copy all rows of an archive so many times over, then let the database tidy up."""
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
        cursor.execute("VACUUM ANALYZE")


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
    main()
