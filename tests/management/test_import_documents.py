"""Documents come in once, whole or not at all, and what was interrupted is gone on with."""

import json
from io import StringIO
from pathlib import Path

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from tests.helpers.importing import export, run, snapshot, summary
from tests.helpers.pages import ALL, BEES, REPLY, WALL
from threads import models
from threads.loading.intake import opening
from threads.loading.locks import LOCK_CLASS, number_of
from threads.loading.pages import page_sets, setting_aside
from threads.loading.stale import affected
from threads.loading.workers.pools import imap

pytestmark = pytest.mark.django_db

PROFILE = "Dalia keeps bees. Also known as beekeeper.\n"


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    for name, text in ALL.items():
        (tmp_path / name).write_text(text)
    return tmp_path


def test_a_folder_becomes_threads(pages: Path) -> None:
    code, out, _ = run(pages)

    assert code == 0
    assert "4 documents added, 0 known, 0 refused" in out
    answer = models.Post.objects.get(text__startswith="Granite", appearances__record__document__path="answer.txt")
    assert answer.parent is not None
    assert answer.parent.appearances.get().record.document.path == "wall.txt"


def test_every_line_with_text_is_accounted_for(pages: Path) -> None:
    lines = summary(pages)["lines"]

    total = sum(bool(line.strip()) for text in ALL.values() for line in text.splitlines())
    assert lines.pop("total") == total
    assert sum(lines.values()) == total


def test_a_second_run_writes_nothing(pages: Path) -> None:
    run(pages)
    before = snapshot()

    code, out, _ = run(pages)

    assert code == 0
    assert "Nothing changed." in out
    assert snapshot() == before


def test_an_archive_is_private_until_it_is_published(pages: Path) -> None:
    _, out, _ = run(pages)

    assert "is private" in out
    assert not models.Archive.objects.get().is_published

    _, out, _ = run(pages, "--publish")

    assert "is public" in out
    assert models.Archive.objects.get().is_published


def test_an_archive_is_not_published_before_all_is_in(pages: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []
    monkeypatch.setattr(
        page_sets, "refresh_counts", lambda archive: seen.append(models.Archive.objects.get().is_published)
    )

    run(pages, "--publish")

    assert seen == [False]


def test_a_later_document_supplies_the_source_of_an_older_quote(pages: Path) -> None:
    (pages / "late.txt").write_text(
        "...half of it would be sand by the time Bruno is grey.\n\nHe is grey by now, and so is the kiln.\n"
    )
    run(pages / "late.txt")
    [older] = models.Post.objects.filter(text__contains="He is grey")
    assert not models.Quote.objects.proven().exists()

    run(pages / "wall.txt")

    [quote] = models.Quote.objects.proven()
    assert quote.post == older
    assert quote.source_document.path == "wall.txt"


@pytest.mark.parametrize("order", [[0, 1, 2, 3], [3, 2, 1, 0], [2, 0, 3, 1], [1, 3, 0, 2]])
def test_the_order_in_which_documents_come_makes_no_difference(pages: Path, order: list[int]) -> None:
    names = list(ALL)
    run(pages, archive="at-once")

    for index in order:
        run(pages / names[index], archive="one-by-one")

    assert export("one-by-one") == export("at-once")


def test_a_run_that_dies_between_storing_and_reading_is_gone_on_with(
    pages: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(pages, archive="whole")

    def die(*_: object) -> None:
        raise RuntimeError("power cut")

    with monkeypatch.context() as patch:
        patch.setattr(setting_aside, "store", die)
        with pytest.raises(RuntimeError):
            run(pages)
    assert models.Document.objects.filter(archive__slug="wall", is_read=False).count() == 4

    code, _, err = run(pages)

    assert code == 0
    assert "before it had read 4 documents" in err
    assert export() == export("whole")


def test_a_run_that_dies_between_two_sets_is_gone_on_with(pages: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run(pages, archive="whole")
    monkeypatch.setattr(affected, "BATCH_DOCUMENTS", 1)
    store, calls = setting_aside.store, []

    def die_the_second_time(*arguments):
        calls.append(arguments)
        if len(calls) == 2:
            raise RuntimeError("power cut")
        return store(*arguments)

    with monkeypatch.context() as patch:
        patch.setattr(setting_aside, "store", die_the_second_time)
        with pytest.raises(RuntimeError):
            run(pages)
    run(pages)

    assert export() == export("whole")


def test_ctrl_c_says_how_to_go_on(pages: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(setting_aside, "store", interrupt)

    code, _, err = run(pages)

    assert code == 130
    assert "run again" in err
    assert models.ImportRun.objects.get().state == "stopped"


def test_a_dry_run_tells_the_same_and_touches_nothing(pages: Path) -> None:
    dry = summary(pages, "--dry-run")

    assert not models.Archive.objects.exists()
    assert dry["dry_run"]
    real = summary(pages)
    assert [dry[table] for table in ("lines", "posts", "edges")] == [
        real[table] for table in ("lines", "posts", "edges")
    ]


def test_what_cannot_be_read_is_refused_and_stops_nothing_else(pages: Path) -> None:
    (pages / "ledger.dat").write_bytes(b"\x89LDG\r\n\x1a\n\0\0")
    (pages / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n\0\0")
    (pages / "nothing.txt").write_bytes(b"")

    code, out, err = run(pages, "/nowhere.txt")

    assert code == 1
    assert "4 documents added, 0 known, 3 refused" in out
    assert "ledger.dat, line" in err
    assert "picture.png: a picture, style or script, skipped" in err
    assert "nothing.txt: empty" in err
    assert "/nowhere.txt: unreadable" in err


def test_when_nothing_can_be_read_nothing_is_made(tmp_path: Path) -> None:
    (tmp_path / "nothing.txt").write_bytes(b"")

    code, out, _ = run(tmp_path)

    assert code == 2
    assert "Nothing was imported." in out
    assert not models.Archive.objects.exists()


def test_the_size_limit_can_be_set(pages: Path) -> None:
    code, _, err = run(pages / "wall.txt", "--max-size", "0.0001")

    assert code == 2
    assert "too large" in err


def test_the_same_bytes_under_two_names_are_one_document(pages: Path) -> None:
    (pages / "again.txt").write_text(WALL)

    told = summary(pages / "wall.txt", pages / "again.txt")

    assert told["documents"] == {"added": 1, "known": 1, "refused": 0, "resumed": 0}
    assert told["lines"]["duplicate"] == 3
    assert models.Document.objects.get().path == "again.txt"


@pytest.mark.parametrize("first", ["again.txt", "wall.txt"])
def test_a_document_is_called_by_the_least_of_its_names_whichever_came_first(pages: Path, first: str) -> None:
    (pages / "again.txt").write_text(WALL)

    run(pages / first)
    run(pages / "again.txt", pages / "wall.txt")

    assert models.Document.objects.get().path == "again.txt"
    assert not models.Document.objects.filter(is_read=False).exists()


def test_names_from_strangers_cannot_move_the_cursor(tmp_path: Path) -> None:
    (tmp_path / "ada\x1b[2J\u202e.txt").write_bytes(b"")

    _, _, err = run(tmp_path)

    assert "\x1b" not in err
    assert "\u202e" not in err


def test_an_archive_needs_a_name_that_can_stand_in_an_address(pages: Path) -> None:
    with pytest.raises(CommandError, match="letters, digits"):
        run(pages, archive="no/slug")


def test_tasks_done_by_several_processes_come_back_in_order() -> None:
    tasks = list(range(50))

    assert list(imap(abs, tasks, workers=2)) == tasks


def test_several_processes_store_the_same_as_one(pages: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run(pages, "--workers", 1, archive="alone")
    monkeypatch.setattr(page_sets, "WORTH_WORKERS", 1)
    monkeypatch.setattr(opening, "WORTH_WORKERS", 1)

    run(pages, "--workers", 2, archive="together")

    assert export("together") == export("alone")


def test_a_second_import_into_the_same_archive_can_be_told_not_to_wait(pages: Path) -> None:
    connection.ensure_connection()
    with psycopg.connect(**connection.get_connection_params() | {"cursor_factory": None}) as other:
        other.execute("SELECT pg_advisory_lock(%s, %s)", [LOCK_CLASS, number_of("wall")])

        code, _, err = run(pages, "--no-wait")

    assert code == 75
    assert "Another import into wall is running" in err
    assert not models.Archive.objects.exists()


def test_forgetting_a_document_gives_back_what_was_there_before(pages: Path) -> None:
    for name in ("answer.txt", "reply.txt", "bees.txt"):
        run(pages / name)
    before = export()
    run(pages / "wall.txt")
    assert export() != before
    document = models.Document.objects.get(path="wall.txt")

    code, out, _ = run("--document", document.pk, "--yes", archive="", command="forget")

    assert code == 0
    assert "1 document forgotten" in out
    assert export() == before


def test_forgetting_a_run_leaves_what_another_run_brought_too(pages: Path) -> None:
    run(pages / "wall.txt", pages / "bees.txt")
    first = models.ImportRun.objects.get()
    run(pages / "wall.txt", pages / "answer.txt")

    run("--run", first.pk, "--yes", archive="", command="forget")

    assert set(models.Document.objects.values_list("path", flat=True)) == {"wall.txt", "answer.txt"}
    assert not models.Post.objects.filter(text__contains="hives").exists()
    assert models.Archive.objects.get().document_count == 2


def test_forgetting_an_archive_leaves_nothing_of_it(pages: Path) -> None:
    run(pages)
    run(pages, archive="other")

    run("--yes", command="forget")

    assert [archive.slug for archive in models.Archive.objects.all()] == ["other"]
    assert models.Post.objects.exclude(archive__slug="other").count() == 0


def test_rebuilding_changes_nothing_that_was_right(pages: Path) -> None:
    run(pages)
    ids = dict(models.Post.objects.values_list("key", "id"))
    before = export()
    models.Post.objects.filter(text=BEES.split("\n")[0]).update(html="spoiled", own_text="spoiled")

    run("wall", archive="", command="rebuild")

    assert export() == before
    assert dict(models.Post.objects.values_list("key", "id")) == ids
    assert not models.Post.objects.filter(html="spoiled").exists()


def test_the_author_of_a_page_can_be_stated(tmp_path: Path) -> None:
    stated = "Dalia"
    page = (PROFILE + "\n" + BEES.replace("\n\n", f"\n\n{PROFILE}\n")) * 2
    (tmp_path / "bees.txt").write_text(page)

    run(tmp_path, "--author", stated)

    assert models.Document.objects.get().stated_author == stated


def test_a_reply_is_matched_against_documents_of_an_earlier_run(pages: Path) -> None:
    run(pages / "answer.txt")

    run(pages / "reply.txt")

    cited = REPLY.split("\n")[0]
    reply = models.Post.objects.get(text__startswith=cited)
    assert cited in reply.parent.own_text
    assert reply.parent.appearances.get().record.document.path == "answer.txt"


def test_reconstruct_prints_the_report_without_a_database(pages: Path, django_db_blocker) -> None:
    out = StringIO()

    with django_db_blocker.block():
        call_command("reconstruct", str(pages), "--json", stdout=out)

    report = json.loads(out.getvalue())
    assert [Path(each["path"]).name for each in report["documents"]] == sorted(ALL)
    assert report["version"] == 1


def test_what_is_stored_is_what_reconstruct_prints(pages: Path) -> None:
    run(pages)
    out = StringIO()
    call_command("reconstruct", str(pages), "--json", stdout=out)
    printed = {
        (Path(document["path"]).name, post["first_line"], post["last_line"])
        for document in json.loads(out.getvalue())["documents"]
        for post in document["posts"]
    }

    stored = {
        (row.record.document.path, row.first_line, row.last_line)
        for row in models.Appearance.objects.filter(is_original=True).select_related("record__document")
    }

    assert stored == printed
