"""Pages that nothing stands on yet are read and stored several at a time, with the outcome of one at a time."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.helpers.importing import run
from tests.loading.failing import shape
from threads.loading.pages import page_sets
from threads.loading.stale import affected
from threads.loading.stale.affected import Group

pytestmark = pytest.mark.django_db
SAYINGS = (
    "The heron stood on the lower lock gate all of Tuesday morning.",
    "Nobody has painted our ferry since the winter of the great flood.",
    "Who lent the long ladder to the baker's youngest apprentice?",
    "My grandmother kept four beehives behind the chapel wall.",
    "Rain came through the new roof of the ropewalk again.",
)


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    folder = tmp_path / "pages"
    folder.mkdir()
    for number, saying in enumerate(SAYINGS):
        (folder / f"{number}.txt").write_text(f"{saying}\n\nI thought so too, number {number}.\n")
    return folder


@pytest.fixture
def sizes(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many documents were stored at a time."""
    found: list[int] = []
    real = page_sets.store_or_set_aside

    def noting(archive: object, group: Group, *others: object) -> object:
        found.append(len(group.documents))
        return real(archive, group, *others)

    monkeypatch.setattr(page_sets, "store_or_set_aside", noting)
    return found


@pytest.mark.parametrize(
    ("bound", "most", "batches"),
    [
        ("BATCH_DOCUMENTS", 1, [1, 1, 1, 1, 1]),
        ("BATCH_DOCUMENTS", 2, [2, 2, 1]),
        ("BATCH_DOCUMENTS", 9, [5]),
        ("BATCH_BYTES", 150, [2, 2, 1]),
    ],
)
def test_new_pages_are_stored_so_many_at_a_time(
    pages: Path, sizes: list[int], monkeypatch: pytest.MonkeyPatch, bound: str, most: int, batches: Sequence[int]
) -> None:
    run(pages, archive="at-once")
    sizes.clear()
    monkeypatch.setattr(affected, bound, most)

    run(pages, archive="parted")

    assert sizes == batches
    assert shape("parted") == shape("at-once")


def test_pages_that_were_read_before_are_stored_alone(pages: Path, sizes: list[int]) -> None:
    run(pages, archive="quay")
    before = shape("quay")
    sizes.clear()

    run("quay", command="rebuild", archive="")

    assert sizes == [1] * len(SAYINGS)
    assert shape("quay") == before
