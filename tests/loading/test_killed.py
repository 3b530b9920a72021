"""A process that dies takes nothing with it but what kills it; and what lies outside is no fault of what was read."""

import json
import os
import signal
from pathlib import Path

import psycopg
import pytest
from django.db import IntegrityError, OperationalError

from tests.helpers.importing import run
from tests.loading.failing import (
    MINE,
    SEVERAL_PROCESSES,
    in_earnest,
    kill_at,
    sixty_lines,
    texts_of,
)
from threads.loading import faults
from threads.loading.intake import units
from threads.loading.stated import batches, slices
from threads.models import ImportRun, Post, Record

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _as_in_earnest(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    in_earnest(request, monkeypatch)


@pytest.fixture
def lines(tmp_path: Path) -> Path:
    return sixty_lines(tmp_path)


@SEVERAL_PROCESSES
def test_a_unit_that_kills_its_process_is_in_quarantine_alone(lines: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = batches.read_stated
    monkeypatch.setattr(batches, "read_stated", lambda *given: (kill_at(texts_of(*given)), real(*given))[1])

    code, _, err = run(lines, "--workers", 3)

    assert code == 1
    assert "Traceback" not in err
    assert [record.ordinal for record in Record.objects.in_quarantine().order_by("ordinal")] == [6, 41]
    assert "was killed, most likely for want of memory" in Record.objects.in_quarantine()[0].refusal
    assert Post.objects.filter(is_missing=False).count() == 58


@SEVERAL_PROCESSES
def test_a_unit_that_kills_whoever_looks_at_it_stops_no_other(lines: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = units._outline
    monkeypatch.setattr(
        units, "_outline", lambda form, raw, letters: (kill_at(raw.decode()), real(form, raw, letters))[1]
    )
    monkeypatch.setattr(slices, "STRETCH", 20)

    code, out, _ = run(lines, "--json", "--workers", 3)

    assert code in (0, 1)
    assert sum(json.loads(out)["records"].values()) == Record.objects.count() == 60
    assert Post.objects.filter(is_missing=False).count() >= 58


@SEVERAL_PROCESSES
def test_a_process_that_is_killed_once_is_no_fault_of_what_it_read(
    lines: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    real, mark = batches.read_stated, tmp_path / "killed"

    def unlucky(given, *more):
        if os.getpid() != MINE and not mark.exists():
            mark.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return real(given, *more)

    monkeypatch.setattr(batches, "read_stated", unlucky)

    code, _, _ = run(lines, "--workers", 3)

    assert (code, mark.exists()) == (0, True)
    assert Post.objects.count() == 60


@pytest.mark.parametrize(
    "error",
    [
        OperationalError("server closed the connection"),
        psycopg.errors.DiskFull("no space"),
        psycopg.errors.AdminShutdown("bye"),
        OSError(28, "No space left on device"),
        KeyboardInterrupt(),
    ],
)
def test_what_is_no_fault_of_the_input_puts_nothing_into_quarantine(
    lines: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException
) -> None:
    def away(*given):
        raise error

    monkeypatch.setattr(batches, "read_stated", away)

    if isinstance(error, KeyboardInterrupt):
        assert run(lines)[0] == 130
    elif type(error) is OSError:
        assert run(lines)[0] == 75
    else:
        with pytest.raises(type(error)):
            run(lines)

    assert not Record.objects.exists()
    assert ImportRun.objects.get().state == ImportRun.State.STOPPED


@pytest.mark.parametrize(
    ("raised", "cause"),
    [(OperationalError, psycopg.errors.DeadlockDetected), (IntegrityError, psycopg.errors.UniqueViolation)],
)
def test_what_others_did_at_the_same_moment_is_tried_again(
    lines: Path, monkeypatch: pytest.MonkeyPatch, raised: type[Exception], cause: type[Exception]
) -> None:
    real, met = batches.read_stated, []

    def meeting(*given):
        if len(met) < 3:
            met.append(1)
            raise raised from cause("others were first")
        return real(*given)

    monkeypatch.setattr(batches, "read_stated", meeting)

    assert run(lines, "--workers", 1)[0] == 0
    assert len(met) == 3


def test_an_index_that_takes_no_more_is_the_fault_of_what_it_was_given() -> None:
    assert not faults.is_outside(psycopg.errors.ProgramLimitExceeded())
    assert not faults.is_outside(psycopg.errors.UniqueViolation())
    assert not faults.is_outside(MemoryError())
    assert faults.is_outside(psycopg.errors.UndefinedTable())
    assert faults.is_outside(psycopg.InterfaceError())
