"""What an earlier version read is read again once, however often that is stopped."""

from pathlib import Path

import pytest

from tests.helpers.importing import export, run
from threads.loading import rebuilding
from threads.loading.pages import page_sets
from threads.models import Archive
from threads.models.source import READING

pytestmark = pytest.mark.django_db
PAGES = 4


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for number in range(PAGES):
        (tmp_path / f"{number}.txt").write_text(
            f"Lantern {number} of the harbour burns whale oil.\n\nWho trims wick {number}?\n"
        )
    return tmp_path


def rebuilt(*arguments: object) -> tuple[int, str, str]:
    return run(*arguments, "--workers", 1, archive="", command="rebuild")


def states() -> list[tuple[int, int | None]]:
    return list(Archive.objects.order_by("slug").values_list("reading", "rereading"))


def test_only_what_an_earlier_version_read_is_read_again(folder: Path) -> None:
    run(folder, archive="old")
    run(folder, archive="new")
    before = export("old")
    Archive.objects.filter(slug="old").update(reading=READING - 1)

    code, out, _ = rebuilt("--outdated")

    assert code == 0
    assert "Reading the archive old again" in out
    assert "the archive new" not in out
    assert f"{PAGES} documents read again." in out
    assert states() == [(READING, None)] * 2
    assert export("old") == before
    assert rebuilt("--outdated")[1] == "Every archive was read by this version.\n"


def test_one_that_is_stopped_goes_on_with_the_rest(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run(folder, archive="old")
    before = export("old")
    Archive.objects.update(reading=READING - 1)
    store, stored = page_sets.store_or_set_aside, []

    def stops(*given: object) -> object:
        if len(stored) == 1:
            raise KeyboardInterrupt
        stored.append(given)
        return store(*given)

    monkeypatch.setattr(page_sets, "store_or_set_aside", stops)
    code, _, err = rebuilt("--outdated")
    assert code == 130
    assert "manage.py rebuild --outdated" in err
    assert states() == [(READING - 1, READING)]
    monkeypatch.setattr(page_sets, "store_or_set_aside", store)

    code, out, _ = rebuilt("--outdated")

    assert code == 0
    assert f"{PAGES - 1} documents read again." in out
    assert states() == [(READING, None)]
    assert export("old") == before


def test_what_is_corrected_meanwhile_does_not_make_an_old_archive_a_new_one(folder: Path) -> None:
    run(folder, archive="old")
    Archive.objects.update(reading=READING - 1)

    assert rebuilt("old", "--unread")[0] == 0

    assert [each.slug for each in rebuilding.outdated()] == ["old"]


@pytest.mark.parametrize("arguments", [(), ("old", "--outdated"), ("--outdated", "--unread")])
def test_one_archive_or_all_that_are_outdated(arguments: tuple[str, ...]) -> None:
    with pytest.raises(Exception, match="Name one archive, or give --outdated alone"):
        rebuilt(*arguments)
