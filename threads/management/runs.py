"""What an import run did -> lines for a terminal, or JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from threads.selectors.import_run import RunPage, in_words, listed
from threads.terminal import counted, printable


def report_lines(page: RunPage) -> Iterator[str]:
    """What a run did, line by line, every record in quarantine among them."""
    run = page.run
    ended = f", ended {run.finished_at:%Y-%m-%d %H:%M:%S}" if run.finished_at else ""
    yield f"Run {run.pk} into {run.archive.slug}: {run.state}. Begun {run.started_at:%Y-%m-%d %H:%M:%S}{ended} (UTC)"
    yield f"Given: {printable(' '.join(page.paths))}"
    yield from (f"{what}: {counts}" for what, counts in page.totals)
    for table, counts in page.changes:
        yield f"{table.capitalize()}: {in_words(counts)}"
    yield from page.doubted_mails
    if page.doubts:
        yield "Uncertain in what was given:"
        yield from (f"  {what}: {count:,}" for count, what in page.doubts)
    for path in page.postless:
        yield f"Without posts: {printable(path)}"
    for refusal in page.refused:
        yield f"Refused: {printable(str(refusal))}"
    if page.quarantined:
        yield f"{counted(page.quarantined, 'record')} in quarantine:"
        yield from (f"  {printable(str(each))}" for each in listed(page.quarantine))


def as_json(page: RunPage) -> str:
    """The same for programs."""
    run = page.run
    report: dict[str, Any] = {
        "run": run.pk,
        "archive": run.archive.slug,
        "state": run.state,
        "started_at": run.started_at.isoformat(),
        "finished_at": run.finished_at.isoformat() if run.finished_at else None,
        "request": run.request,
        "documents": page.documents,
        "records": page.records,
        "lines": page.lines,
        "changes": dict(page.changes),
        "doubts": dict(run.counts.get("doubts", {})),
        "uncertain": {what: count for count, what in page.doubts},
        "without_posts": page.postless,
        "refused": [
            {"path": each.path, "line": each.line, "reason": each.reason, "traceback": each.traceback}
            for each in page.refused
        ],
        "quarantined": [
            {
                "path": each.path,
                "record": each.number,
                "reason": each.reason,
                "document": each.document,
                "id": each.id,
                "traceback": each.traceback,
            }
            for each in listed(page.quarantine)
        ],
    }
    return json.dumps(report, indent=2, ensure_ascii=False)
