"""A rebuild of mails changes nothing that stands, and neither it nor the same import again undoes a correction."""

from pathlib import Path

import pytest

from tests.helpers import factories
from tests.helpers.forgetting import ANSWER, ELSEWHERE, FIRST, OPENING, QUOTING, everything, given, lines
from tests.helpers.importing import run, snapshot
from tests.loading.mails import awkward, mailbox, picture
from threads import curating, models
from threads.curating import Reread

pytestmark = pytest.mark.django_db


@pytest.fixture
def by(db):
    return factories.staff()


@pytest.fixture
def box(tmp_path: Path) -> Path:
    """A mailbox that has been imported."""
    path = given(tmp_path / "one", "m.mbox", mailbox([*awkward(), *FIRST[-2:]]))
    run(path)
    return path


def rebuild() -> None:
    assert run("wall", "-v", "0", archive="", command="rebuild")[0] == 0


def addresses() -> set[tuple]:
    return set(models.Post.objects.values_list("key", "pk", "thread__pk", "author__pk"))


def test_a_rebuild_of_mails_writes_nothing_new(box: Path) -> None:
    before, stood = everything("wall"), addresses()

    rebuild()

    assert everything("wall") == before
    assert addresses() == stood


def test_a_rebuild_says_how_many_threads_were_read_again(box: Path) -> None:
    count = models.Thread.objects.count()

    _, said, _ = run("wall", "-v", "0", archive="", command="rebuild")

    assert said == f"{count} threads of mails and the like read again.\n"


def test_a_rebuild_of_posts_in_lines_writes_nothing_new(tmp_path: Path) -> None:
    run(given(tmp_path / "one", "m.jsonl", lines(ELSEWHERE, QUOTING, ANSWER, OPENING)))
    before, stood = everything("wall"), addresses()

    rebuild()

    assert everything("wall") == before
    assert addresses() == stood


def test_what_was_spoilt_is_made_again_from_the_records(box: Path) -> None:
    before = picture("wall")
    models.Quote.objects.all().delete()
    models.Post.objects.update(html="<p>Nothing.</p>", own_text="")

    rebuild()

    assert picture("wall") == before


def post(id_: str) -> models.Post:
    return models.Post.objects.select_related("archive", "thread", "author", "parent").get(stated_id=id_)


def corrected(by) -> dict[str, object]:
    """A mail hidden, one moved under a mail of another thread, an author renamed and another merged; what then stands."""
    archive = models.Archive.objects.get(slug="wall")
    curating.hide_post(post=post("fog-3@quay.example"), by=by)
    curating.change_parent(post=post("fog-1@quay.example"), parent=post("winch-3@quay.example"), by=by)
    curating.rename_author(author=post("winch-3@quay.example").author, name="The pilot", by=by)
    one, other = post("fog-1@quay.example").author, post("winch-1@quay.example").author
    assert one != other
    curating.merge_authors(author=one, into=other, by=by)
    assert curating.read_again(archive) is Reread.DONE
    return standing()


def standing() -> dict[str, object]:
    return {
        "hidden": post("fog-3@quay.example").is_hidden,
        "parent": getattr(post("fog-1@quay.example").parent, "stated_id", ""),
        "thread": post("fog-1@quay.example").thread_id,
        "name": post("winch-3@quay.example").author.name,
        "merged": post("fog-1@quay.example").author_id == post("winch-1@quay.example").author_id,
    }


def test_corrections_of_mails_are_what_was_asked_for(box: Path, by) -> None:
    winch = post("winch-3@quay.example").thread_id

    assert corrected(by) == {
        "hidden": True,
        "parent": "winch-3@quay.example",
        "thread": winch,
        "name": "The pilot",
        "merged": True,
    }


def test_corrections_of_mails_outlive_a_rebuild_and_the_same_import(box: Path, by) -> None:
    stood = corrected(by)
    before, there = everything("wall"), addresses()

    rebuild()
    run(box)

    assert standing() == stood
    assert everything("wall") == before
    assert addresses() == there


def test_corrections_of_mails_outlive_other_imports_and_their_withdrawal(box: Path, tmp_path: Path, by) -> None:
    stood = corrected(by)
    before, there = everything("wall"), addresses()

    run(given(tmp_path / "two", "z.mbox", mailbox(FIRST)))
    assert standing() == stood
    run("--run", models.ImportRun.objects.latest("id").pk, "--yes", "-v", "0", archive="", command="forget")

    assert standing() == stood
    assert everything("wall") == before
    assert addresses() == there


def test_the_same_import_after_corrections_writes_no_row(box: Path, by) -> None:
    corrected(by)
    before = [row for row in snapshot() if row[0] != "archive"]

    run(box)

    assert [row for row in snapshot() if row[0] != "archive"] == before


def test_a_merge_of_authors_of_mails_is_taken_back_without_a_trace(box: Path, by) -> None:
    before = everything("wall")
    action = curating.merge_authors(
        author=post("fog-1@quay.example").author, into=post("winch-1@quay.example").author, by=by
    )
    curating.read_again(models.Archive.objects.get())
    rebuild()
    assert models.Alias.objects.exists()

    curating.undo(action=action)
    curating.read_again(models.Archive.objects.get())

    assert everything("wall") == before


def test_a_mailbox_forgotten_by_hand_is_not_let_in_again(box: Path, by) -> None:
    curating.forget_document(document=models.Document.objects.get(), by=by)

    code, _, warned = run(box)

    assert code == 2
    assert "Refused: m.mbox: forgotten in the admin" in warned
    assert not models.Post.objects.exists()
