"""The same import again changes nothing, whatever was corrected meanwhile, and says so."""

import json
from pathlib import Path

import pytest
from django.db.models import Count, Q

from tests.helpers.importing import run, snapshot
from tests.loading.mails import HANDS, Mail, awkward, conversation, mailbox, picture, records
from tests.loading.malformed import zipped
from threads import models
from threads.loading.stated import batches as loaded
from threads.loading.stated import gathering, slices
from threads.loading.stated.halving import load

pytestmark = pytest.mark.django_db


@pytest.fixture
def box(tmp_path: Path) -> Path:
    path = tmp_path / "quay.mbox"
    path.write_bytes(mailbox(awkward()))
    return path


def test_not_a_row_is_written_by_the_second_import(box: Path) -> None:
    run(box)
    before = [row for row in snapshot() if row[0] != "archive"]

    code, out, _ = run(box)

    assert code == 0
    assert "Nothing changed." in out
    assert [row for row in snapshot() if row[0] != "archive"] == before


def test_every_record_is_accounted_for_in_the_run(box: Path) -> None:
    run(box)
    counts = models.ImportRun.objects.get().counts["records"]

    assert counts == {"known": 1, "loaded": len(awkward()) - 1}
    assert len(records("wall")) == len(awkward())


def test_a_document_is_kept_byte_for_byte(box: Path) -> None:
    run(box)
    raws = models.Record.objects.order_by("ordinal").values_list("raw", flat=True)

    assert b"".join(map(bytes, raws)) == box.read_bytes()


def test_a_dry_run_tells_the_same_and_writes_nothing(box: Path) -> None:
    dry = json.loads(run(box, "--dry-run", "--json")[1])
    assert not models.Archive.objects.exists()
    wet = json.loads(run(box, "--json")[1])

    for one in (dry, wet):
        del one["run"], one["dry_run"]
    assert dry == wet


@pytest.mark.parametrize("held", [0, 10_000_000])
def test_what_is_unpacked_is_loaded_as_it_lies_or_from_memory(
    box: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, held: int
) -> None:
    monkeypatch.setattr(slices, "HELD_BYTES", held)
    packed = tmp_path / "quay.zip"
    packed.write_bytes(zipped({"a.mbox": box.read_bytes(), "b.mbox": mailbox(conversation("gull", 5, 7))}))
    (tmp_path / "b.mbox").write_bytes(mailbox(conversation("gull", 5, 7)))
    run(box, tmp_path / "b.mbox", archive="plain")

    assert run(packed, archive="packed")[0] == 0

    assert picture("packed") == picture("plain")
    assert records("packed") == records("plain")


def test_a_run_that_stops_after_any_batch_is_made_whole_by_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gathering, "BATCH_POSTS", 3)
    box = tmp_path / "quay.mbox"
    hands = [Mail(f"hand{n}@quay.example", "Heave.", writer=HANDS + n, after=9 - n) for n in range(10)]
    box.write_bytes(mailbox([*hands, *awkward()]))
    run(box, archive="whole")
    stops = 0
    monkeypatch.setattr(slices, "load", lambda task: load(task) if next(left) else stop())
    for batches in range(1, 20):
        left = iter([True] * batches + [False] * 20)
        code, _, _ = run(box, archive=f"stopped{batches}")
        if not code:
            break
        stops += 1
        left = iter([True] * 20)
        run(box, archive=f"stopped{batches}")
        assert picture(f"stopped{batches}") == picture("whole")
    assert stops > 2


def stop() -> None:
    raise KeyboardInterrupt


@pytest.mark.django_db(transaction=True)
def test_two_workers_give_what_one_gives(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(slices, "WORTH_WORKERS", 1)
    path = tmp_path / "quay.mbox"
    path.write_bytes(mailbox([mail for seed in range(120) for mail in conversation(f"net{seed}", 6, seed)]))
    run(path, "--workers", 1, archive="one")
    run(path, "--workers", 2, archive="two")

    assert picture("two") == picture("one")
    assert records("two") == records("one")


def test_authors_too_many_to_be_remembered_are_counted_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(slices, "MANY_AUTHORS", 1)
    path = tmp_path / "quay.mbox"
    path.write_bytes(mailbox(conversation("tar", 9, 4)))

    run(path, archive="quay")

    authors = models.Author.objects.filter(archive__slug="quay").annotate(
        posted=Count("posts", filter=Q(posts__is_missing=False))
    )
    assert sum(author.posted for author in authors) > 0
    assert [author.post_count for author in authors] == [author.posted for author in authors]


def test_authors_that_a_correction_took_away_before_their_posts_came_are_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    add, seen = loaded._add_authors, []

    def add_late(*given: object) -> None:
        models.Author.objects.filter(posts=None).delete()
        add(*given)
        seen.append(models.Author.objects.count())

    monkeypatch.setattr(loaded, "_add_authors", add_late)
    path = tmp_path / "quay.mbox"
    path.write_bytes(mailbox(conversation("tar", 5, 4)))

    code, _, _ = run(path, archive="quay")

    assert code == 0
    assert len(seen) == 2  # apart, and once more beside the posts
    assert seen[0] == seen[1] > 0
