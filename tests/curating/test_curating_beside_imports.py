"""What is corrected while an import runs shows when it has ended."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.helpers.curating import post_of
from tests.helpers.importing import run
from tests.helpers.pages import ANSWER, BEES, REPLY, WALL
from threads import curating, models
from threads.loading.pages import page_sets

pytestmark = pytest.mark.django_db


def after(monkeypatch, step: str, correct: Callable[[], object], *, times: int = 1) -> None:
    """Have a correction made right after each of the first so many calls of a step of a reading."""
    whole = getattr(page_sets, step)
    left = list(range(times))

    def done(*arguments: object, **more: object):
        result = whole(*arguments, **more)
        if left:
            left.pop()
            correct()
        return result

    monkeypatch.setattr(page_sets, step, done)


def import_more(pages: Path) -> None:
    """Another page, because of which all but the bees is read again."""
    (pages / "reply.txt").write_text(REPLY)
    assert run(pages)[0] == 0
    assert not models.Document.objects.filter(is_read=False).exists()


def test_a_post_moved_while_both_documents_wait_to_be_read_apart_is_found_moved(archive, by, monkeypatch):
    bees, wall = post_of(BEES), post_of(WALL)
    after(monkeypatch, "task_of", lambda: curating.change_parent(post=bees, parent=wall, by=by))

    run("wall", "-v", "0", archive="", command="rebuild")

    assert post_of(BEES).parent == wall
    assert not archive.documents.filter(is_read=False).exists()


def test_a_name_given_while_an_import_runs_is_in_the_quotes_when_it_has_ended(archive, pages, by, monkeypatch):
    author = post_of(ANSWER).author
    after(
        monkeypatch,
        "store_or_set_aside",
        lambda: curating.rename_author(author=author, name="Bruno of the quay", by=by),
    )

    import_more(pages)

    assert "Bruno of the quay" in post_of(REPLY).html
    assert "Bruno of the quay" in post_of(WALL).html


def test_corrections_are_waited_for_until_none_is_new(archive, pages, by, monkeypatch):
    names = iter(["Bruno", "Bruno Hale", "Bruno Hale of the quay"])

    def rename() -> None:
        curating.rename_author(author=post_of(ANSWER).author, name=next(names), by=by)

    after(monkeypatch, "store_or_set_aside", rename, times=3)

    import_more(pages)

    assert "Bruno Hale of the quay" in post_of(REPLY).html


def test_a_correction_undone_while_an_import_runs_is_undone_when_it_has_ended(archive, pages, by, monkeypatch):
    action = curating.change_parent(post=post_of(ANSWER), parent=None, by=by)
    curating.read_again(archive)
    after(monkeypatch, "store_or_set_aside", lambda: curating.undo(action=action))

    import_more(pages)

    assert post_of(ANSWER).parent == post_of(WALL)


@pytest.mark.parametrize("command", ["import", "rebuild"])
def test_a_correction_made_after_a_run_has_looked_for_the_last_time_is_read_too(
    archive, pages, by, monkeypatch, command
):
    after(monkeypatch, "refresh_counts", lambda: curating.hide_post(post=post_of(ANSWER), by=by))

    if command == "import":
        import_more(pages)
    else:
        run("wall", "-v", "0", archive="", command="rebuild")

    assert not archive.documents.filter(is_read=False).exists()
    archive.refresh_from_db()
    assert archive.post_count == archive.posts.filter(is_hidden=False, is_missing=False).count()
