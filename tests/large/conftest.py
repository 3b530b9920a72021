"""Imports of large files as programs of their own: what each printed, cost and held.

`make test-large` runs these; `make test` does not. Seconds and megabytes are printed, for machines differ; what must
never happen is asserted.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import pytest
from django.conf import settings

from benchmarks.shared.peak_memory import ProcessWatch
from tests.helpers.serving import environment
from threads import models
from threads.readers import is_container, reader_of

HEAD = 65_536
ENDS_IN_S = 3_000
# Whatever a mail holds. A thread is read whole, so a thread of a hundred thousand posts takes more.
PRIVATE_MOST_MB = 512


@dataclass(frozen=True)
class Outcome:
    """What an import said, and what it cost."""

    code: int
    said: dict
    errors: str
    seconds: float
    processor: float
    private: float
    written: int

    @property
    def records(self) -> dict[str, int]:
        return self.said["records"]

    @property
    def reasons(self) -> list[str]:
        return [f"{each['path']}: {each['reason']}" for each in self.said["refused"]]


Load = Callable[..., Outcome]


@pytest.fixture
def load(tmp_path: Path, request: pytest.FixtureRequest) -> Load:
    """Import, and hold to what holds of every import: no traceback, and each record accounted for."""
    data = tmp_path / "data"
    data.mkdir()

    def run(*given: object, most: float = PRIVATE_MOST_MB) -> Outcome:
        outcome = imported(data, *given)
        print(
            f"\n  {request.node.name}: {outcome.seconds:.1f} s, {outcome.processor:.1f} s of processor, "
            f"{outcome.private:,.0f} MB private, load {os.getloadavg()[0]:.1f}, code {outcome.code}, "
            f"{outcome.records} {outcome.reasons[:2]} {outcome.errors[-300:]!r}"
        )
        assert "Traceback" not in outcome.errors
        assert outcome.code in (0, 1, 2)
        assert outcome.private < most
        return outcome

    return run


def imported(data: Path, *given: object) -> Outcome:
    """Run an import to its end."""
    command = [sys.executable, "manage.py", "import_documents", *map(str, given), "--archive", "large", "--json"]
    begun = time.monotonic()
    process = subprocess.Popen(
        command, cwd=settings.BASE_DIR, env=environment(data), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    watch = ProcessWatch(process.pid)
    watch.start()
    try:
        out, errors = process.communicate(timeout=ENDS_IN_S)
    finally:
        process.kill()
        watch.stop()
    return Outcome(
        process.returncode,
        json.loads(out) if out.startswith("{") else {"records": {}, "refused": []},
        errors,
        time.monotonic() - begun,
        watch.processor,
        watch.program.private,
        watch.written,
    )


def assert_complete(path: Path, outcome: Outcome) -> None:
    """Every record is loaded, known or in quarantine, and joined they are the document."""
    content = path.read_bytes()
    form = reader_of(path.name, content[:HEAD])
    assert form is not None
    assert not is_container(path.name, content[:HEAD])
    count = sum(1 for _ in form.units(BytesIO(content)))
    assert sum(outcome.records.values()) == count == models.Record.objects.count()
    assert not models.Document.objects.exclude(path=path.name).exists()
    refused = models.Record.objects.exclude(refusal="").count()
    assert refused == outcome.records.get("quarantined", 0)
    assert bool(refused) == (outcome.code == 1)
    place = 0
    for raw in models.Record.objects.order_by("ordinal").values_list("raw", flat=True).iterator(chunk_size=2_000):
        assert content.startswith(bytes(raw), place)
        place += len(raw)
    assert place == len(content)
