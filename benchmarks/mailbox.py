"""Measure the import of a mailbox beside notmuch and beside a floor, one after the other in one run.

    mailbox.py [--mails N] [--mailbox FILE] [--workers N] [--runs N]

Rethread: `manage.py import_documents` into a FORUM_DATA that was migrated and holds nothing, from the start of the
process to its end, with quotes, edges, html and search index. notmuch: `notmuch new` on the same mails, a file each,
written before. The floor: COPY of the same bytes and of what follows the first empty line of each mail into a plain
table of the same server, and five indexes, the words among them, by one connection that reads no MIME.

Seconds of the processor, the server's included, are printed beside: where other work slows all, their ratios tell more.
"""

from __future__ import annotations

import argparse
import mmap
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any, NamedTuple

from servers import ARCHIVE, BENCH, ROOT, Cost, Server, processor_of_children

sys.path.insert(0, str(ROOT))

MAILS = 50_000
# How many times as many messages a second as notmuch, and how much of the floor's time.
NOTMUCH_LEAST = {"generated": 5.0, "real": 2.5}
FLOOR_MOST = 1.3
# Mails of a thread of the floor, so that its index on places is one.
FLOOR_THREAD = 10
SEPARATOR = re.compile(rb"(?:\A|\n\r?\n)(?=From [^\n]* \d\d:\d\d)")
FLOOR_TABLE = """
    CREATE TABLE bench_floor (id bigint NOT NULL, key bytea NOT NULL, thread bigint NOT NULL, position integer NOT NULL,
        posted_at timestamptz NOT NULL, raw bytea NOT NULL, text text NOT NULL,
        search tsvector GENERATED ALWAYS AS (to_tsvector('english', left(text, 100000))) STORED)
"""
FLOOR_INDEXES = (
    "ALTER TABLE bench_floor ADD PRIMARY KEY (id)",
    "ALTER TABLE bench_floor ADD UNIQUE (key)",
    "CREATE INDEX ON bench_floor (thread, position)",
    "CREATE INDEX ON bench_floor (posted_at)",
    "CREATE INDEX ON bench_floor USING gin (search)",
)


class Mailbox(NamedTuple):
    """What is imported."""

    kind: str
    path: Path
    mails: int


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--mails", type=int, default=MAILS, help="mails of the mailbox that is made (%(default)s)")
    parser.add_argument("--mailbox", type=Path, help="a real mailbox instead, also compressed")
    parser.add_argument("--workers", type=int, default=2, help="processes of the import (%(default)s)")
    parser.add_argument("--runs", type=int, default=1, help="times each is measured; the median counts (%(default)s)")
    parser.add_argument("--floor", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.floor:
        print(floor(options.mailbox))
        return
    mailbox = real(options.mailbox) if options.mailbox else generated(options.mails)
    print(
        f"{mailbox.kind}: {mailbox.mails:,} mails, {mailbox.path.stat().st_size / 1e6:,.0f} MB, "
        f"{options.workers} workers, load average {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"
    )
    turns = [one_turn(mailbox, options.workers) for _ in range(options.runs)]
    costs = {name: Cost(*map(median, zip(*(turn[name] for turn in turns), strict=True))) for name in turns[0]}
    sys.exit(not told(mailbox, costs))


def one_turn(mailbox: Mailbox, workers: int) -> dict[str, Cost]:
    """What each costs, one after the other."""
    costs = {}
    with Server(BENCH / "mail") as server:
        costs["Rethread"] = server.timed(
            "manage.py", "import_documents", mailbox.path, "--archive", ARCHIVE, "--workers", workers, "--verbosity", 0
        )
        check(server, mailbox)
        before = server.processor()
        wall = float(server.run("benchmarks/mailbox.py", "--floor", "--mailbox", mailbox.path))
        costs["floor"] = Cost(wall, server.processor() - before)
    if shutil.which("notmuch"):
        costs["notmuch"] = notmuch(mailbox)
    return costs


def check(server: Server, mailbox: Mailbox) -> None:
    """Make sure that everything is in."""
    records = int(server.ask("SELECT count(*) FROM threads_record WHERE refusal = ''"))
    if records != mailbox.mails:
        raise SystemExit(f"{mailbox.mails:,} mails were given and {records:,} records read.")


def notmuch(mailbox: Mailbox) -> Cost:
    """What `notmuch new` costs on a Maildir without its index."""
    folder = BENCH / f"maildir-{mailbox.kind}"
    shutil.rmtree(folder, ignore_errors=True)
    for name in ("cur", "new", "tmp"):
        (folder / name).mkdir(parents=True)
    for number, raw in enumerate(mails_of(mailbox.path)):
        (folder / "cur" / f"{number:09}.bench:2,").write_bytes(raw.partition(b"\n")[2])
    settings = BENCH / "notmuch-config"
    settings.write_text(f"[database]\npath={folder}\n[user]\nname=Bench\nprimary_email=bench@mail.invented.example\n")
    os.sync()
    before, begin = processor_of_children(), perf_counter()
    environment = {**os.environ, "NOTMUCH_CONFIG": str(settings)}
    subprocess.run(["notmuch", "new", "--quiet"], env=environment, check=True, stdout=subprocess.DEVNULL)
    cost = Cost(perf_counter() - begin, processor_of_children() - before)
    shutil.rmtree(folder)
    return cost


def floor(path: Path) -> float:
    """Seconds to copy the mails into a plain table and to make its indexes."""
    import django  # noqa: PLC0415 - its settings are of the server that is measured

    django.setup()
    from django.db import connection  # noqa: PLC0415

    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS bench_floor")
        cursor.execute("CHECKPOINT")
        os.sync()
        begin = perf_counter()
        cursor.execute(FLOOR_TABLE)
        with cursor.copy(
            "COPY bench_floor (id, key, thread, position, posted_at, raw, text) FROM STDIN (FORMAT binary)"
        ) as copy:
            copy.set_types(["int8", "bytea", "int8", "int4", "timestamptz", "bytea", "text"])
            for row in floor_rows(path):
                copy.write_row(row)
        for statement in FLOOR_INDEXES:
            cursor.execute(statement)
        return perf_counter() - begin


def floor_rows(path: Path) -> Iterator[tuple[Any, ...]]:
    from datetime import UTC, datetime, timedelta  # noqa: PLC0415
    from hashlib import sha256  # noqa: PLC0415

    begin, minute = datetime(2003, 3, 1, tzinfo=UTC), timedelta(minutes=1)
    for number, raw in enumerate(mails_of(path)):
        text = raw.partition(b"\n\n")[2].decode("utf-8", "replace").replace("\0", "")
        place = divmod(number, FLOOR_THREAD)
        yield number, sha256(raw).digest(), *place, begin + minute * number, raw, text


def mails_of(path: Path) -> Iterator[bytes]:
    """The mails of a mailbox, each with its separator, cut where an empty line stands before one."""
    with path.open("rb") as stream, mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as content:
        begin = 0
        for found in SEPARATOR.finditer(content, 1):
            yield content[begin : found.end()]
            begin = found.end()
        yield content[begin:]


def generated(count: int) -> Mailbox:
    """The mailbox of our own making."""
    from mails import mailbox  # noqa: PLC0415

    BENCH.mkdir(parents=True, exist_ok=True)
    path = BENCH / f"generated-{count}.mbox"
    with path.open("wb") as stream:
        stream.writelines(mailbox(count))
    return Mailbox("generated", path, count)


def real(given: Path) -> Mailbox:
    """A mailbox of somebody's, unpacked before anything is measured."""
    BENCH.mkdir(parents=True, exist_ok=True)
    path = BENCH / "real.mbox"
    with given.open("rb") as packed, path.open("wb") as stream:
        if given.suffix == ".zst":
            import zstandard  # noqa: PLC0415

            zstandard.ZstdDecompressor().copy_stream(packed, stream)
        else:
            shutil.copyfileobj(packed, stream)
    return Mailbox("real", path, sum(1 for _ in mails_of(path)))


def told(mailbox: Mailbox, costs: dict[str, Cost]) -> bool:
    """Print the figures; whether both limits are kept. A peer that is not there misses none."""
    for name, cost in costs.items():
        rate = mailbox.mails / cost.wall
        print(f"{name:10}{cost.wall:>9.1f} s{cost.processor:>9.1f} s of processor{rate:>8,.0f} mails a second")
    ours, least = costs["Rethread"], NOTMUCH_LEAST[mailbox.kind]
    to_floor = Cost(*(mine / its for mine, its in zip(ours, costs["floor"], strict=True)))
    kept = verdict("time to the floor's", to_floor, f"at most {FLOOR_MOST:g}", is_kept=to_floor.wall <= FLOOR_MOST)
    if "notmuch" in costs:
        times = Cost(*(its / mine for mine, its in zip(ours, costs["notmuch"], strict=True)))
        kept &= verdict("speed to notmuch's", times, f"at least {least:g}", is_kept=times.wall >= least)
    else:
        print("notmuch is not installed (apt-get install --no-install-recommends notmuch), so nothing is said of it")
    return kept


def verdict(what: str, ratio: Cost, wanted: str, *, is_kept: bool) -> bool:
    said = "reached" if is_kept else "NOT REACHED"
    print(f"{what:20}{ratio.wall:>7.2f} (of processor {ratio.processor:.2f}), wanted {wanted}: {said}")
    return is_kept


if __name__ == "__main__":
    main()
