"""What the program fails at goes to quarantine alone, with its traceback; everything else goes in."""

import json
from pathlib import Path

import pytest
from django.urls import reverse

from tests.helpers.importing import run, snapshot
from tests.loading.failing import (
    POISON,
    SEVERAL_PROCESSES,
    fail_at_words,
    in_earnest,
    picture,
    sixty_lines,
    texts_of,
)
from threads.exporting.raw import write_raw
from threads.loading.faults import RAISE
from threads.loading.intake import opening
from threads.loading.stated import batches, slices
from threads.models import Archive, Document, ImportRun, Post, Record, Thread
from threads.readers import jsonl

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _as_in_earnest(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    in_earnest(request, monkeypatch)


@pytest.fixture
def lines(tmp_path: Path) -> Path:
    return sixty_lines(tmp_path)


def assert_two_aside(workers: int) -> None:
    aside = Record.objects.in_quarantine().order_by("ordinal")
    assert [record.ordinal for record in aside] == [6, 41]
    for record in aside:
        assert record.refusal.startswith("the program failed at it (ValueError: no antidote \ufffd for")
        assert record.traceback.startswith("Traceback")
        assert "no antidote" in record.traceback
    assert Post.objects.filter(is_missing=False).count() == 58
    assert not Post.objects.filter(text__contains=POISON).exists()
    assert Document.objects.get().is_read


@pytest.mark.parametrize("workers", [1, pytest.param(3, marks=SEVERAL_PROCESSES)])
def test_a_unit_that_its_reader_fails_at_is_in_quarantine_alone(
    lines: Path, monkeypatch: pytest.MonkeyPatch, workers: int
) -> None:
    fail_at_words(monkeypatch, jsonl, "parse", lambda raw: raw.decode())

    code, out, err = run(lines, "--json", "--workers", workers)

    assert code == 1
    assert json.loads(out)["records"] == {"loaded": 58, "quarantined": 2}
    assert "Traceback" not in err
    assert_two_aside(workers)


@pytest.mark.parametrize("workers", [1, pytest.param(3, marks=SEVERAL_PROCESSES)])
def test_a_batch_that_fails_is_halved_until_the_culprit_is_alone(
    lines: Path, monkeypatch: pytest.MonkeyPatch, workers: int
) -> None:
    fail_at_words(monkeypatch, batches, "read_stated", texts_of)

    code, out, err = run(lines, "--json", "--workers", workers)

    assert code == 1
    assert json.loads(out)["records"] == {"loaded": 58, "quarantined": 2}
    assert "Traceback" not in err
    assert_two_aside(workers)


def test_what_cannot_be_stored_is_told_and_the_same_again_changes_nothing(
    lines: Path, monkeypatch: pytest.MonkeyPatch, admin_client
) -> None:
    fail_at_words(
        monkeypatch, batches, "wanted_rows", lambda a, s, given: " ".join(" ".join(t) for t in given.texts.values())
    )

    code, _, err = run(lines)
    before = snapshot()

    number = ImportRun.objects.get().pk
    assert (code, err.count("In quarantine: ")) == (1, 2)
    assert "Nothing changed." in run(lines)[1]
    assert snapshot() == before
    said = json.loads(run("--report", number, "--json", archive="")[1])
    assert [each["record"] for each in said["quarantined"]] == [7, 42]
    assert all("no antidote" in each["traceback"] for each in said["quarantined"])
    page = admin_client.get(reverse("admin:threads_importrun_change", args=[number])).content.decode()
    assert "<summary>Traceback</summary>" in page
    record = Record.objects.in_quarantine().first()
    assert "no antidote" in admin_client.get(reverse("admin:threads_record_change", args=[record.pk])).content.decode()


def test_a_rebuild_tries_again_and_gives_what_an_import_without_the_fault_gives(
    lines: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(lines, archive="sound")
    with monkeypatch.context() as patch:
        fail_at_words(patch, batches, "read_stated", texts_of)
        run(lines)
        code, _, err = run("wall", command="rebuild", archive="")
        assert (code, "failed at 2 records" in err) == (1, True)

    code, _, _ = run("wall", command="rebuild", archive="")

    assert code == 0
    assert not Record.objects.in_quarantine().exists()
    assert not Record.objects.exclude(traceback="").exists()
    assert picture("wall") == picture("sound")


def test_a_thread_that_cannot_be_read_again_stays_as_it_is_and_is_tried_again(
    lines: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(lines)
    before = picture("wall")
    Thread.objects.update(is_stale=True)
    with monkeypatch.context() as patch:
        fail_at_words(patch, batches, "read_stated", texts_of)

        code, _, err = run(lines)

        assert (code, "2 threads could not be read again" in err) == (1, True)
    assert picture("wall") == before
    assert Thread.objects.filter(is_stale=True).count() == 2
    assert Record.objects.in_quarantine().filter(refusal__startswith="its thread could not be read again").count() == 2

    assert run(lines)[0] == 0

    assert picture("wall") == before
    assert not Record.objects.in_quarantine().exists()


def test_a_document_that_its_reader_cannot_cut_is_kept_whole_in_quarantine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lines: Path
) -> None:
    content = lines.read_bytes()

    def units(stream):
        yield stream.read(100)
        raise LookupError("no scissors")

    monkeypatch.setattr(jsonl, "units", units)
    monkeypatch.setattr("threads.loading.intake.units.PIECE", 1_000)

    code, _, _ = run(lines)

    assert code == 1
    assert Record.objects.in_quarantine().count() == Record.objects.count() == -(-len(content) // 1_000)
    assert "no scissors" in Record.objects.first().traceback
    written = write_raw(Archive.objects.get(), tmp_path / "out")
    assert (written.documents, written.broken) == (1, [])
    assert (tmp_path / "out" / "quay.jsonl").read_bytes() == content


def test_a_reader_that_gives_back_fewer_bytes_loses_none(lines: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jsonl, "units", lambda stream: iter([stream.read(), b""][1:]))

    code, _, _ = run(lines)

    assert code == 1
    assert b"".join(bytes(raw) for raw in Record.objects.values_list("raw", flat=True)) == lines.read_bytes()


@pytest.mark.parametrize("change", ["shrink", "vanish", "rewrite"])
def test_a_file_that_changes_while_it_is_read_is_refused_and_the_others_go_in(
    lines: Path, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    other = lines.with_name("sound.jsonl")
    other.write_text('{"id": "s1", "author": "Bruno", "text": "Sound."}\n')
    real, content = slices.register, lines.read_bytes()

    def registered(*given):
        if change == "vanish":
            lines.unlink()
        else:
            lines.write_bytes(content[:500] if change == "shrink" else content.replace(b"rope", b"rape"))
        return real(*given)

    with monkeypatch.context() as patch:
        patch.setattr(slices, "register", registered)

        code, _, err = run(lines.parent)

    assert code == 1
    assert "quay.jsonl: changed or went away while it was being read" in err
    assert Post.objects.filter(stated_id="s1").exists()
    assert not Record.objects.filter(raw__contains=b"rape").exists()
    assert list(Document.objects.filter(is_read=False).values_list("path", flat=True)) == ["quay.jsonl"]

    lines.write_bytes(content)
    assert run(lines)[0] == 0
    assert Record.objects.filter(document__path="quay.jsonl").count() == 60


@pytest.mark.parametrize("name", ["reader_of", "open_documents"])
def test_a_file_that_the_program_fails_at_before_reading_it_is_refused_with_its_traceback(
    lines: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    (lines.parent / "packed.gz").write_bytes(b"\x1f\x8b\x08 packed")
    real = getattr(opening, name)

    def failing(given, *more):
        if "packed" in str(given):
            raise LookupError("no opener")
        return real(given, *more)

    monkeypatch.setattr(opening, name, failing)

    code, _, err = run(lines.parent)

    assert code == 1
    assert "packed.gz: the program failed at it (LookupError: no opener)" in err
    assert "Traceback" in ImportRun.objects.get().refusals[0][3]
    assert Post.objects.filter(is_missing=False).count() == 60


def test_in_tests_a_failure_is_a_failure(lines: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(RAISE, "1")
    fail_at_words(monkeypatch, batches, "read_stated", texts_of)

    with pytest.raises(ValueError, match="no antidote"):
        run(lines)
