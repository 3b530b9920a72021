"""Import a mailbox of any size and print the memory that all processes of the import hold at the most.

    memory.py [--bytes N] [--workers N] [--keep]

The mailbox is the one of mails.py, made until it has so many bytes. PostgreSQL's memory is printed apart: the server, its
helpers and the connections of the import, whose shared buffers count as private to none.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path
from time import perf_counter

from servers import ARCHIVE, BENCH, ROOT, Server
from watching import Memory, Watch

sys.path.insert(0, str(ROOT))

BYTES = 2_000_000_000
PRIVATE_MOST_MB = 300
# More mails than any size asked for holds.
ENDLESS = 50_000_000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bytes", type=int, default=BYTES, help="size of the mailbox (%(default)s)")
    parser.add_argument("--workers", type=int, default=2, help="processes of the import (%(default)s)")
    parser.add_argument("--keep", action="store_true", help="keep the mailbox and what was stored")
    options = parser.parse_args()
    path, mails = made(options.bytes)
    print(f"{mails:,} mails, {path.stat().st_size / 1e6:,.0f} MB", flush=True)
    with Server(BENCH / "memory") as server:
        begin = perf_counter()
        code, watch = watched(server, path, options.workers)
        seconds = perf_counter() - begin
        records = int(server.ask("SELECT count(*) FROM threads_record WHERE refusal = ''"))
    print(f"{seconds:,.1f} s, {mails / seconds:,.0f} mails a second, {records:,} records, exit code {code}, "
          f"load average {os.getloadavg()[0]:.1f}")  # fmt: skip
    is_kept = told("import", watch.program, PRIVATE_MOST_MB)
    told("PostgreSQL", watch.server)
    if not options.keep:
        path.unlink()
    sys.exit(not is_kept or code != 0 or records != mails)


def made(size: int) -> tuple[Path, int]:
    """A mailbox of so many bytes, and how many mails it holds."""
    from mails import mailbox  # noqa: PLC0415

    BENCH.mkdir(parents=True, exist_ok=True)
    path = BENCH / f"memory-{size}.mbox"
    written = count = 0
    with path.open("wb") as stream:
        for mail in mailbox(ENDLESS):
            written += stream.write(mail)
            count += 1
            if written >= size:
                break
    return path, count


def watched(server: Server, path: Path, workers: int) -> tuple[int, Watch]:
    """Import while somebody looks."""
    asked = ["import_documents", str(path), "--archive", ARCHIVE, "--workers", str(workers), "--verbosity", "0"]
    command = [sys.executable, "manage.py", *asked]
    process = subprocess.Popen(command, env=server.environment, cwd=ROOT, stdout=subprocess.DEVNULL)
    watch = Watch(process.pid, server.postmaster())
    watch.start()
    code = process.wait()
    watch.stop()
    return code, watch


def told(whose: str, peak: Memory, most: float | None = None) -> bool:
    verdict = "" if most is None else f", wanted at most {most}: {'reached' if peak.private <= most else 'NOT REACHED'}"
    print(f"{whose}: {peak.private:,.0f} MB of private memory at the most, {peak.proportional:,.0f} MB proportional, "
          f"{peak.processes} processes{verdict}")  # fmt: skip
    return most is None or peak.private <= most


if __name__ == "__main__":
    main()
