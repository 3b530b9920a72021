"""What the program fails at goes to quarantine alone, with its traceback; everything else goes in."""

import json
import os
import signal
from pathlib import Path

import psycopg
import pytest
from django.db import IntegrityError, OperationalError
from django.urls import reverse

from tests.pages import ALL
from tests.test_import_documents import run
from tests.test_loading import snapshot
from threads.exporting.raw import write_raw
from threads.loading import faults, opening, reading, setting_aside, work
from threads.loading.faults import RAISE
from threads.loading.stated import batches, documents, gathering, units
from threads.models import Archive, Document, ImportRun, Post, Record, Thread
from threads.readers import jsonl, text

pytestmark = pytest.mark.django_db
SEVERAL_PROCESSES = pytest.mark.django_db(transaction=True)
POISON = "arsenic"
MINE = os.getpid()


@pytest.fixture(autouse=True)
def _as_in_earnest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(RAISE)
    monkeypatch.setattr(documents, "WORTH_WORKERS", 10)
    monkeypatch.setattr(gathering, "BATCH_POSTS", 16)


@pytest.fixture
def lines(tmp_path: Path) -> Path:
    """Sixty posts in threads of four; the program is about to fail at two of them."""
    path = tmp_path / "given" / "quay.jsonl"
    path.parent.mkdir()
    posts = (
        {"id": f"p{n}", "parent": f"p{n - n % 4}" if n % 4 else None, "author": f"Ada {n % 5}", "thread": f"t{n // 4}",
         "text": f"The {POISON if n in (6, 41) else 'rope'} of boat {n} is new."}
        for n in range(60)
    )  # fmt: skip
    path.write_text("".join(json.dumps(post) + "\n" for post in posts))
    return path


def fail_at_words(monkeypatch: pytest.MonkeyPatch, module: object, name: str, words_of) -> None:
    real = getattr(module, name)

    def failing(*given, **named):
        if POISON in words_of(*given, **named):
            raise ValueError(f"no antidote \0 for {POISON}")
        return real(*given, **named)

    monkeypatch.setattr(module, name, failing)


def texts_of(posts, beside=()) -> str:
    return " ".join(post.text for post in posts)


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
        monkeypatch, batches, "sheet_of", lambda a, s, given: " ".join(" ".join(t) for t in given.texts.values())
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


def picture(slug: str) -> list[tuple]:
    posts = Post.objects.filter(archive__slug=slug).order_by("stated_id")
    return [
        (
            post.stated_id,
            post.text,
            post.author.name,
            post.parent and post.parent.stated_id,
            post.position,
            post.is_missing,
        )
        for post in posts.select_related("author", "parent")
    ]


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


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    folder = tmp_path / "pages"
    folder.mkdir()
    for name, words in ALL.items():
        (folder / name).write_text(words)
    answer = (folder / "answer.txt").read_text()
    (folder / "poisoned.txt").write_text(f"{answer}\nAnd {POISON} is no good for a wall, whoever says so.\n")
    return folder


def words_of_task(task) -> str:
    return " ".join(record.text for records, _ in task.parts for record in records)


def words_of_reading(archive, documents, reading) -> str:
    return " ".join(line for lines in reading.texts.values() for line in lines)


@pytest.mark.parametrize(
    ("module", "name", "words"),
    [
        (work, "_read", words_of_task),
        (setting_aside, "store", words_of_reading),
        (work, "fingerprints", lambda record: record.text),
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


def shape(slug: str) -> list[tuple]:
    posts = Post.objects.filter(archive__slug=slug).select_related("parent")
    return sorted((post.text, post.parent.text if post.parent else "", post.is_missing) for post in posts)


def test_a_page_that_cannot_be_read_again_stays_as_it_was(pages: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run(pages)
    before = shape("wall")
    with monkeypatch.context() as patch:
        fail_at_words(patch, work, "_read", words_of_task)

        code, _, _ = run("wall", command="rebuild", archive="")

        assert code == 1
    assert shape("wall") == before
    assert "shown as it was read before" in Record.objects.in_quarantine().get().refusal
    assert not Document.objects.filter(is_read=False).exists()

    assert run("wall", command="rebuild", archive="")[0] == 0

    assert not Record.objects.in_quarantine().exists()


def test_a_document_that_its_reader_cannot_cut_is_kept_whole_in_quarantine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lines: Path
) -> None:
    content = lines.read_bytes()

    def units(stream):
        yield stream.read(100)
        raise LookupError("no scissors")

    monkeypatch.setattr(jsonl, "units", units)
    monkeypatch.setattr("threads.loading.stated.units.PIECE", 1_000)

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
    real, content = documents.register, lines.read_bytes()

    def registered(*given):
        if change == "vanish":
            lines.unlink()
        else:
            lines.write_bytes(content[:500] if change == "shrink" else content.replace(b"rope", b"rape"))
        return real(*given)

    with monkeypatch.context() as patch:
        patch.setattr(documents, "register", registered)

        code, _, err = run(lines.parent)

    assert code == 1
    assert "quay.jsonl: changed or went away while it was being read" in err
    assert Post.objects.filter(stated_id="s1").exists()
    assert not Record.objects.filter(raw__contains=b"rape").exists()
    assert list(Document.objects.filter(is_read=False).values_list("path", flat=True)) == ["quay.jsonl"]

    lines.write_bytes(content)
    assert run(lines)[0] == 0
    assert Record.objects.filter(document__path="quay.jsonl").count() == 60


def kill_at(words: str) -> None:
    if POISON in words and os.getpid() != MINE:
        os.kill(os.getpid(), signal.SIGKILL)


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
    monkeypatch.setattr(units, "_outline", lambda form, raw: (kill_at(raw.decode()), real(form, raw))[1])
    monkeypatch.setattr(documents, "STRETCH", 20)

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


@SEVERAL_PROCESSES
def test_a_set_of_pages_that_kills_its_process_loses_its_culprit_alone(
    pages: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = work._read
    monkeypatch.setattr(work, "_read", lambda task: (kill_at(words_of_task(task)), real(task))[1])
    monkeypatch.setattr(reading, "WORTH_WORKERS", 1)
    (pages / "lone.txt").write_text("A heron stood on the lock gate all of the morning.\n")

    code, _, _ = run(pages, "--workers", 2)

    assert code == 1
    assert Record.objects.in_quarantine().get().document.path == "poisoned.txt"
    assert Post.objects.filter(text__contains="heron").exists()


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
