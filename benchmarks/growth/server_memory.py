"""Measure what the processes of a site grow by while it is read for a long time, as visitors and crawlers do.

    .venv/bin/python -m benchmarks.growth.server_memory [--minutes N] [--mails N] [--toy] [-- OPTIONS OF GUNICORN]

A site of its own is made on 127.0.0.1, of invented mails, and every kind of page asked by four visitors, over and over,
with searches among them. The memory of each worker (RSS) is noted twice a minute; growth is that of the last tenth of
the time over the second tenth, because the first tenth warms up. At most 5 % is wanted.

Prints how many answers had which status, the megabytes of each worker over time, and by what share it grew. It exits with
1 at one answer of 5xx, at one connection without an answer, and if a worker was replaced.
"""

from __future__ import annotations

import random
import re
import statistics
import sys
import threading
import time
from collections import Counter
from pathlib import Path

from benchmarks.shared.options import Parser, verdict
from benchmarks.shared.sites import LONG_MAIL_LINES, Site, ask, site

GROWTH_MOST = 0.05
VISITORS = 4
NOTED_EVERY_S = 30
IDS = {
    "t": "SELECT string_agg(id::text, ' ') FROM (SELECT id FROM threads_thread ORDER BY id LIMIT 2000) t",
    "p": "SELECT string_agg(id::text, ' ') FROM (SELECT id FROM threads_post ORDER BY id LIMIT 5000) p",
    "u": "SELECT string_agg(id::text, ' ') FROM (SELECT id FROM threads_author ORDER BY id LIMIT 400) u",
    "d": "SELECT string_agg(id::text, ' ') FROM threads_document",
}
KINDS = (
    "/ /quoted/ /help/ /login/ /latest.atom /a/bench/ /a/bench/?page=3 /a/bench/2003/5/ /a/bench/documents/ /a/bench.atom "
    "/t/{t}/x/ /t/{t}.txt /t/{t}.json /t/{t}.atom /t/{t}/x/?page=all /t/{t}/x/?view=flat /p/{p}/ /p/{p}/raw /p/{p}.json "
    "/p/{p}.txt /u/{u}/x/ /u/{u}.atom /d/{d}/ /d/{d}/?page=7 /search/?q={word} /search/?q={word}+{word} "
    "/search/?q=author:{word}&page=2 /search.atom?q={word} /nowhere/ /static/css/base.css /healthz /readyz"
).split()


class Visitor(threading.Thread):
    """Asks for one address after the other."""

    def __init__(self, at: Site, seed: int, words: dict[str, list[str]], over: threading.Event) -> None:
        super().__init__(daemon=True)
        self._at, self._words, self._over = at, words, over
        self._random = random.Random(seed)
        self.answers: Counter[int] = Counter()
        self.wrong: list[str] = []

    def run(self) -> None:
        while not self._over.is_set():
            address = self._address()
            answer = ask(self._at.port, address)
            self.answers[answer.status] += 1
            if answer.status == 0 or answer.status >= 500:
                self.wrong.append(f"{answer.status} {address}")
            time.sleep(0.01)

    def _address(self) -> str:
        kind = self._random.choice(KINDS)
        return re.sub(r"{(\w+)}", lambda match: self._random.choice(self._words[match[1]]), kind)


def main() -> None:
    parser = Parser(__doc__)
    parser.add_size("minutes", 30.0, 0.01, "how long")
    parser.add_size("mails", 5_000, 60, "size of the archive")
    parser.add_size("long", LONG_MAIL_LINES, 100, "paragraphs of the one long mail in it")
    parser.add_argument("options", nargs="*", help="options of gunicorn, after --")
    options = parser.parse_args()
    with site("siege", options.mails, options.options, long_lines=options.long) as running:
        words = {name: running.server.ask(statement).split() for name, statement in IDS.items()}
        words["word"] = words_of(running)
        workers = running.workers()
        visitors, noted = soak(running, words, options.minutes * 60)
        is_sound = print_growth(noted, visitors) and running.workers() == workers
        if running.workers() != workers:
            print(f"workers {workers} were replaced by {running.workers()}; see {running.log}")
    sys.exit(not is_sound)


def words_of(at: Site) -> list[str]:
    """Words that are there to be found."""
    text = at.server.ask(
        "SELECT string_agg(left(own_text, 400), ' ') FROM (SELECT own_text FROM threads_post LIMIT 50) p"
    )
    return sorted(set(re.findall(r"[a-z]{4,}", text)))[:400]


def soak(at: Site, words: dict[str, list[str]], seconds: float) -> tuple[list[Visitor], dict[int, list[float]]]:
    """What the visitors were told, and the memory of each worker in MB, moment by moment."""
    over = threading.Event()
    visitors = [Visitor(at, seed, words, over) for seed in range(VISITORS)]
    for visitor in visitors:
        visitor.start()
    noted: dict[int, list[float]] = {pid: [] for pid in at.workers()}
    end = time.monotonic() + seconds
    every = min(NOTED_EVERY_S, seconds / 60)
    while time.monotonic() < end:
        time.sleep(every)
        for pid, history in noted.items():
            history.append(resident(pid))
    over.set()
    for visitor in visitors:
        visitor.join(60)
    return visitors, noted


def resident(pid: int) -> float:
    """Megabytes of a process in memory; 0 once it is gone."""
    try:
        return int(re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())[1]) / 1024
    except (OSError, TypeError):
        return 0.0


def print_growth(noted: dict[int, list[float]], visitors: list[Visitor]) -> bool:
    """Print it; whether nothing went wrong."""
    answers = sum((visitor.answers for visitor in visitors), Counter())
    wrong = [address for visitor in visitors for address in visitor.wrong]
    print(f"{answers.total():,} answers: {dict(sorted(answers.items()))}")
    print("".join(f"  {address}\n" for address in wrong[:20]), end="")
    is_sound = not wrong
    for pid, history in noted.items():
        tenth = max(1, len(history) // 10)
        before, after = statistics.mean(history[tenth : 2 * tenth]), statistics.mean(history[-tenth:])
        growth = after / before - 1
        is_sound &= min(history) > 0
        reached = verdict(is_reached=growth < GROWTH_MOST)
        every = max(1, len(history) // 12)
        print(f"worker {pid}: RSS {', '.join(f'{each:.0f}' for each in history[::every])} MB; growth {growth:+.1%}, "
              f"wanted under {GROWTH_MOST:.0%}: {reached}")  # fmt: skip
    return is_sound


if __name__ == "__main__":
    main()
