"""A page that the program fails at goes to quarantine; those that share words with it are read without it."""

import json
from pathlib import Path

import pytest

from tests.helpers.importing import run, snapshot
from tests.helpers.pages import ALL
from tests.loading.failing import (
    POISON,
    SEVERAL_PROCESSES,
    fail_at_words,
    in_earnest,
    kill_at,
    shape,
    words_of_reading,
    words_of_task,
)
from threads.loading.pages import page_sets, setting_aside
from threads.loading.stale import affected
from threads.loading.workers import tasks
from threads.models import Document, Post, Record
from threads.readers import text

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _as_in_earnest(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    in_earnest(request, monkeypatch)


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    folder = tmp_path / "pages"
    folder.mkdir()
    for name, words in ALL.items():
        (folder / name).write_text(words)
    answer = (folder / "answer.txt").read_text()
    (folder / "poisoned.txt").write_text(f"{answer}\nAnd {POISON} is no good for a wall, whoever says so.\n")
    return folder


@pytest.mark.parametrize(
    ("module", "name", "words"),
    [
        (tasks, "_reading_of", words_of_task),
        (setting_aside, "store", words_of_reading),
        (tasks, "fingerprints", lambda record: record.text),
        (text, "read", lambda path, content: content.decode()),
    ],
)
def test_a_page_that_fails_is_in_quarantine_and_the_others_of_its_set_are_read(
    pages: Path, monkeypatch: pytest.MonkeyPatch, module, name: str, words
) -> None:
    sound = pages.parent / "sound"
    sound.mkdir()
    for path in ALL:
        (sound / path).write_text(ALL[path])
    run(sound, archive="sound")
    with monkeypatch.context() as patch:
        fail_at_words(patch, module, name, words)

        code, out, _ = run(pages, "--json")

        said = json.loads(out)
        assert code == 1
        assert said["records"] == {"quarantined": 1}
        assert said["lines"]["total"] == sum(count for role, count in said["lines"].items() if role != "total")
        record = Record.objects.in_quarantine().get()
        assert record.document.path == "poisoned.txt"
        assert "no antidote" in record.traceback
        assert shape("wall") == shape("sound")
        before = snapshot()
        assert "Nothing changed." in run(pages)[1]
        assert snapshot() == before
        assert run("wall", command="rebuild", archive="")[0] == 1
        assert shape("wall") == shape("sound")
    run(pages, archive="whole")

    assert run("wall", command="rebuild", archive="")[0] == 0

    assert shape("wall") == shape("whole")
    assert not Record.objects.in_quarantine().exists()


def test_a_page_that_cannot_be_read_again_stays_as_it_was(pages: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run(pages)
    before = shape("wall")
    with monkeypatch.context() as patch:
        fail_at_words(patch, tasks, "_reading_of", words_of_task)

        code, _, _ = run("wall", command="rebuild", archive="")

        assert code == 1
    assert shape("wall") == before
    assert "shown as it was read before" in Record.objects.in_quarantine().get().refusal
    assert not Document.objects.filter(is_read=False).exists()

    assert run("wall", command="rebuild", archive="")[0] == 0

    assert not Record.objects.in_quarantine().exists()


@pytest.mark.parametrize("together", [1, 100])
@SEVERAL_PROCESSES
def test_pages_that_kill_their_process_lose_their_culprit_alone(
    pages: Path, monkeypatch: pytest.MonkeyPatch, together: int
) -> None:
    real = tasks._reading_of
    monkeypatch.setattr(tasks, "_reading_of", lambda task: (kill_at(words_of_task(task)), real(task))[1])
    monkeypatch.setattr(page_sets, "_worth", lambda groups: 2)
    monkeypatch.setattr(affected, "BATCH_DOCUMENTS", together)
    (pages / "lone.txt").write_text("A heron stood on the lock gate all of the morning.\n")

    code, _, _ = run(pages, "--workers", 2)

    assert code == 1
    assert Record.objects.in_quarantine().get().document.path == "poisoned.txt"
    assert Post.objects.filter(text__contains="heron").exists()
