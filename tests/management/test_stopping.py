"""Long commands that are asked to end say what is left and how to go on; what they leave is whole."""

import os
import shlex
import signal
import time
from collections.abc import Callable, Iterator
from io import StringIO
from pathlib import Path

import pytest
from django.core.management.base import OutputWrapper

from tests.helpers.importing import export, run
from tests.helpers.pages import ALL
from threads.exporting import raw
from threads.loading import forgetting, rebuilding
from threads.loading.pages import page_sets, setting_aside
from threads.loading.stale import affected
from threads.management import stopping, whole
from threads.management.commands import import_documents
from threads.management.stopping import ASKING, Stoppable, Stopped, stop_when_full
from threads.models import Archive, Document, ImportRun


@pytest.fixture(autouse=True)
def handlers() -> Iterator[None]:
    """A program that was asked to end goes on passing signals over; the tests go on."""
    before = {number: signal.getsignal(number) for number in ASKING}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    folder = tmp_path / "pages"
    folder.mkdir()
    for name, text in ALL.items():
        (folder / name).write_text(text)
    return folder


@pytest.fixture
def stops_at(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Have a function raise what Ctrl-C does, the first time or a later one."""

    def patch(module: object, name: str, time: int = 1) -> None:
        calls, whole = [], getattr(module, name)

        def interrupted(*given: object, **more: object) -> object:
            calls.append(name)
            if len(calls) == time:
                raise KeyboardInterrupt
            return whole(*given, **more)

        monkeypatch.setattr(module, name, interrupted)

    return patch


def said_by(error: StringIO, left: str = "It is whole.") -> Stoppable:
    return Stoppable(OutputWrapper(error), left)


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)])
def test_each_signal_ends_a_command_with_its_code_and_the_same_words(number: int, code: int) -> None:
    error = StringIO()

    with pytest.raises(SystemExit) as end, said_by(error):
        signal.raise_signal(number)

    assert end.value.code == code
    assert error.getvalue() == "\nStopped. It is whole.\n"


def test_further_signals_are_passed_over_while_it_tidies_up(monkeypatch: pytest.MonkeyPatch) -> None:
    tidied, ended = [], []
    monkeypatch.setattr(os, "_exit", ended.append)

    def work() -> None:
        try:
            signal.raise_signal(signal.SIGTERM)
        finally:
            signal.raise_signal(signal.SIGINT)
            signal.raise_signal(signal.SIGHUP)
            tidied.append(True)

    with pytest.raises(SystemExit) as end, said_by(StringIO()):
        work()
    signal.raise_signal(signal.SIGTERM)

    assert (end.value.code, tidied, ended) == (143, [True], [])


def test_one_that_comes_when_it_takes_too_long_ends_it_on_the_spot(monkeypatch: pytest.MonkeyPatch) -> None:
    ended = []
    monkeypatch.setattr(os, "_exit", ended.append)
    monkeypatch.setattr(stopping, "PATIENCE_S", 0.01)

    def work() -> None:
        try:
            signal.raise_signal(signal.SIGTERM)
        finally:
            time.sleep(0.02)
            signal.raise_signal(signal.SIGINT)

    with pytest.raises(SystemExit), said_by(StringIO()):
        work()

    assert ended == [130]


def test_a_copy_that_has_not_come_to_itself_ends_without_a_word() -> None:
    error = StringIO()
    with said_by(error):
        copy = os.fork()
        if not copy:
            signal.raise_signal(signal.SIGTERM)
            os._exit(0)
        _, status = os.waitpid(copy, 0)

    assert os.waitstatus_to_exitcode(status) == 143
    assert not error.getvalue()


def test_what_was_set_before_is_set_after_and_what_nohup_ignores_is_ignored() -> None:
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    before = signal.getsignal(signal.SIGTERM)

    with said_by(StringIO()):
        assert signal.getsignal(signal.SIGTERM) != before
        signal.raise_signal(signal.SIGHUP)

    assert signal.getsignal(signal.SIGTERM) == before


def test_a_terminal_that_is_gone_is_not_written_to() -> None:
    class Gone(StringIO):
        def write(self, said: str) -> int:
            raise OSError(5, "Input/output error")

    with pytest.raises(SystemExit) as end, said_by(Gone()):
        raise Stopped(signal.SIGHUP)

    assert end.value.code == 129


def test_a_full_disk_ends_it_before_the_server_would_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stopping, "fullness", lambda *_: "The disk is full.")
    monkeypatch.setattr("django.conf.settings.IS_EMBEDDED", True)
    error = StringIO()

    with pytest.raises(SystemExit) as end, said_by(error):
        stop_when_full()

    assert end.value.code == 75
    assert error.getvalue() == "\nThe disk is full.\nStopped. It is whole.\n"


def test_what_runs_in_workers_is_let_go_of_at_once() -> None:
    closed = []

    def results() -> Iterator[int]:
        try:
            yield 1
            yield 2
        finally:
            closed.append(True)

    def work() -> None:
        for _ in results():
            raise Stopped(signal.SIGTERM)

    with pytest.raises(SystemExit), said_by(StringIO()):
        work()

    assert closed == [True]


@pytest.mark.django_db
def test_an_import_names_the_command_that_goes_on_with_it(
    pages: Path, stops_at: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    run(pages, archive="whole")
    monkeypatch.setattr(affected, "BATCH_DOCUMENTS", 1)
    given = [str(pages), "--author", "Ada Quay", "--format", "text", "--max-size", "0.5", "--publish"]
    stops_at(setting_aside, "store", 2)

    code, _, error = run(*given, "--workers", 1)

    assert code == 130
    assert ImportRun.objects.get(archive__slug="wall").state == ImportRun.State.STOPPED
    again = shlex.split(error.splitlines()[-1])
    assert again[:2] == ["manage.py", "import_documents"]
    assert set(again[2:]) == {*given, "--archive", "wall"}
    assert run(*again[2:], archive="")[0] == 0
    assert Archive.objects.get(slug="wall").is_published
    assert not Document.objects.filter(is_read=False).exists()


@pytest.mark.django_db
def test_a_dry_run_that_is_stopped_says_that_nothing_was_written(pages: Path, stops_at: Callable[..., None]) -> None:
    stops_at(import_documents, "run_import")

    _, _, error = run(pages, "--dry-run")

    assert "dry run: nothing was written" in error
    assert "run again" not in error


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("module", "function", "said"),
    [(rebuilding, "mark_stale", "Nothing was changed"), (setting_aside, "store", "What was read again is stored")],
)
def test_a_rebuild_names_the_command_that_goes_on_with_it(
    pages: Path,
    stops_at: Callable[..., None],
    monkeypatch: pytest.MonkeyPatch,
    module: object,
    function: str,
    said: str,
) -> None:
    run(pages)
    before = export()
    seen: list[object] = []
    stops_at(module, function)
    code, _, error = run("wall", archive="", command="rebuild")
    monkeypatch.undo()
    monkeypatch.setattr(
        page_sets, "record_of", lambda stored, whole=page_sets.record_of: seen.append(stored) or whole(stored)
    )

    assert code == 130
    assert said in error
    again = shlex.split(error.splitlines()[-1])
    assert again[:3] == ["manage.py", "rebuild", "wall"]
    assert run(*again[2:], archive="", command="rebuild")[0] == 0
    assert len(seen) == len(ALL), "all of them were read again"
    assert export() == before


@pytest.mark.django_db
def test_forgetting_is_done_or_not_and_says_what_waits(
    pages: Path, stops_at: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("answer.txt", "reply.txt", "bees.txt"):
        run(pages / name)
    before = export()
    run(pages / "wall.txt")
    both = export()
    asked = ("--document", Document.objects.get(path="wall.txt").pk, "--yes")

    stops_at(forgetting, "leave_to_pages")
    code, _, error = run(*asked, archive="", command="forget")
    assert (code, error.splitlines()[-1]) == (130, "Stopped. Nothing was forgotten.")
    assert export() == both

    monkeypatch.undo()
    stops_at(affected, "mark_and_group")
    code, _, error = run(*asked, archive="", command="forget")
    monkeypatch.undo()

    assert code == 130
    assert "1 document forgotten; what was linked" in error
    run(*shlex.split(error.splitlines()[-1])[2:], archive="", command="rebuild")
    assert export() == before


@pytest.mark.django_db
@pytest.mark.parametrize(("form", "module", "step"), [("jsonl", whole, "_keep"), ("raw", raw, "raws_of")])
def test_an_export_that_is_stopped_leaves_nothing(
    pages: Path, tmp_path: Path, stops_at: Callable[..., None], form: str, module: object, step: str
) -> None:
    run(pages)
    stops_at(module, step)
    target = tmp_path / "out"

    code, _, error = run("wall", "--format", form, "--output", target, archive="", command="export_archive")

    assert code == 130
    assert f"Nothing was written to {target}" in error
    assert sorted(path.name for path in tmp_path.iterdir()) == ["pages"]
