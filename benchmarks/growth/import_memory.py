"""Measure the memory that all processes of an import hold at the most, for a mailbox of any size.

    .venv/bin/python -m benchmarks.growth.import_memory [--bytes N] [--workers N] [--keep] [--toy]

The mailbox is the one of shared/mails.py, made until it has so many bytes. Prints seconds, mails a second, then megabytes
of private and of proportional memory: of the import, and apart from it of PostgreSQL (the server, its helpers and the
connections of the import, whose shared buffers count as private to none).
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from time import perf_counter

from benchmarks.shared.environment import ARCHIVE, BENCH, ROOT
from benchmarks.shared.mailboxes import cut_to, mails_of, write_mailbox
from benchmarks.shared.mails import mailbox
from benchmarks.shared.options import Parser, verdict
from benchmarks.shared.peak_memory import Memory, ProcessWatch
from benchmarks.shared.servers import Server

PRIVATE_MOST_MB = 300
# More mails than any size asked for holds.
ENDLESS = 50_000_000


def main() -> None:
    parser = Parser(__doc__)
    parser.add_size("bytes", 2_000_000_000, 50_000, "size of the mailbox")
    parser.add_size("workers", 2, 1, "processes of the import")
    parser.add_argument("--keep", action="store_true", help="keep the mailbox")
    options = parser.parse_args()
    path = write_mailbox(BENCH / f"memory-{options.bytes}.mbox", cut_to(mailbox(ENDLESS), options.bytes))
    mails = sum(1 for _ in mails_of(path))
    print(f"{mails:,} mails, {path.stat().st_size / 1e6:,.0f} MB", flush=True)
    with Server(BENCH / "memory") as server:
        begin = perf_counter()
        code, watch = watched(server, path, options.workers)
        seconds = perf_counter() - begin
        records = int(server.ask("SELECT count(*) FROM threads_record WHERE refusal = ''"))
    print(f"{seconds:,.1f} s, {mails / seconds:,.0f} mails a second, {records:,} records, exit code {code}, "
          f"load average {os.getloadavg()[0]:.1f}")  # fmt: skip
    reached = verdict(is_reached=watch.program.private <= PRIVATE_MOST_MB)
    print(f"{in_megabytes('import', watch.program)}, wanted at most {PRIVATE_MOST_MB}: {reached}")
    print(in_megabytes("PostgreSQL", watch.server))
    if not options.keep:
        path.unlink()
    sys.exit(code != 0 or records != mails)


def watched(server: Server, path: Path, workers: int) -> tuple[int, ProcessWatch]:
    """Import while somebody looks."""
    words = ["import_documents", str(path), "--archive", ARCHIVE, "--workers", str(workers), "--verbosity", "0"]
    command = [sys.executable, "manage.py", *words]
    process = subprocess.Popen(command, env=server.environment, cwd=ROOT, stdout=subprocess.DEVNULL)
    watch = ProcessWatch(process.pid, server.postmaster())
    watch.start()
    code = process.wait()
    watch.stop()
    return code, watch


def in_megabytes(whose: str, peak: Memory) -> str:
    return (
        f"{whose}: {peak.private:,.0f} MB of private memory at the most, {peak.proportional:,.0f} MB proportional, "
        f"{peak.processes} processes"
    )


if __name__ == "__main__":
    main()
