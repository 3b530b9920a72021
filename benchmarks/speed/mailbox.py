"""Measure the import of a mailbox beside notmuch and beside a floor, one after the other in one run.

    .venv/bin/python -m benchmarks.speed.mailbox [--mails N] [--mailbox FILE] [--workers N] [--runs N] [--toy]

Rethread: `manage.py import_documents` into a FORUM_DATA that was migrated and holds nothing, from the start of the
process to its end, with quotes, edges, html and search index. notmuch: `notmuch new` on the same mails, a file each,
written before. The floor: COPY of the same bytes and of what follows the first empty line of each mail into a plain
table of the same server, and five indexes, the words among them, by one connection that reads no MIME.

Prints of each the seconds of the clock and of all processors, the server's included, and mails a second; then the ratios
of both kinds of seconds. Where other work slows all, the processor's tell more.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any, NamedTuple

from benchmarks.shared.environment import ARCHIVE, BENCH
from benchmarks.shared.mailboxes import maildir, mails_of, without_separators, write_mailbox
from benchmarks.shared.mails import mailbox as invented
from benchmarks.shared.options import Parser, verdict
from benchmarks.shared.peers import notmuch_over
from benchmarks.shared.servers import Cost, Server, processor_of_children

# How many times as many messages a second as notmuch, and how much of the floor's time.
NOTMUCH_LEAST = {"generated": 5.0, "real": 2.5}
FLOOR_MOST = 1.3
# Mails of a thread of the floor, so that its index on places is one.
FLOOR_THREAD = 10
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
    parser = Parser(__doc__)
    parser.add_size("mails", 50_000, 60, "mails of the mailbox that is made")
    parser.add_argument("--mailbox", type=Path, help="a real mailbox instead, also compressed")
    parser.add_size("workers", 2, 1, "processes of the import")
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
    tell(mailbox, {name: Cost(*map(median, zip(*(turn[name] for turn in turns), strict=True))) for name in turns[0]})


def one_turn(mailbox: Mailbox, workers: int) -> dict[str, Cost]:
    """What each costs, one after the other."""
    costs = {}
    with Server(BENCH / "mail") as server:
        costs["Rethread"] = server.timed(
            "manage.py", "import_documents", mailbox.path, "--archive", ARCHIVE, "--workers", workers, "--verbosity", 0
        )
        check(server, mailbox)
        before = server.processor()
        wall = float(server.run("-m", "benchmarks.speed.mailbox", "--floor", "--mailbox", mailbox.path))
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
    maildir(without_separators(mailbox.path), folder)
    environment = notmuch_over(folder)
    os.sync()
    before, begin = processor_of_children(), perf_counter()
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


def generated(count: int) -> Mailbox:
    """The mailbox of our own making."""
    return Mailbox("generated", write_mailbox(BENCH / f"generated-{count}.mbox", invented(count)), count)


def real(source: Path) -> Mailbox:
    """A mailbox of somebody's, unpacked before anything is measured."""
    BENCH.mkdir(parents=True, exist_ok=True)
    path = BENCH / "real.mbox"
    with source.open("rb") as packed, path.open("wb") as stream:
        if source.suffix == ".zst":
            import zstandard  # noqa: PLC0415

            zstandard.ZstdDecompressor().copy_stream(packed, stream)
        else:
            shutil.copyfileobj(packed, stream)
    return Mailbox("real", path, sum(1 for _ in mails_of(path)))


def tell(mailbox: Mailbox, costs: dict[str, Cost]) -> None:
    """Print the figures. Of a peer that is not there nothing is said."""
    for name, cost in costs.items():
        rate = mailbox.mails / cost.wall
        print(f"{name:10}{cost.wall:>9.1f} s{cost.processor:>9.1f} s of processor{rate:>8,.0f} mails a second")
    to_floor = ratio(costs["Rethread"], costs["floor"])
    tell_ratio("time to the floor's", to_floor, f"at most {FLOOR_MOST:g}", is_reached=to_floor.wall <= FLOOR_MOST)
    if "notmuch" in costs:
        least, times = NOTMUCH_LEAST[mailbox.kind], ratio(costs["notmuch"], costs["Rethread"])
        tell_ratio("speed to notmuch's", times, f"at least {least:g}", is_reached=times.wall >= least)
    else:
        print("notmuch is not installed (apt-get install --no-install-recommends notmuch), so nothing is said of it")


def ratio(one: Cost, other: Cost) -> Cost:
    """How many times the other's; a toy may take less than the processor's clock can tell."""
    return Cost(*(mine / max(its, 0.01) for mine, its in zip(one, other, strict=True)))


def tell_ratio(what: str, ratio: Cost, wanted: str, *, is_reached: bool) -> None:
    judgement = verdict(is_reached=is_reached)
    print(f"{what:20}{ratio.wall:>7.2f} (of processor {ratio.processor:.2f}), wanted {wanted}: {judgement}")


if __name__ == "__main__":
    main()
