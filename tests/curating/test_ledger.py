"""The record of corrections leads another database of the same documents to the same archive; what cannot be is listed."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from tests.helpers.curating import post_of
from tests.helpers.importing import export, run
from tests.helpers.pages import ANSWER, BEES, WALL
from threads import curating, models
from threads.curating.ledger import ledger_lines

pytestmark = pytest.mark.django_db


def page(name: str) -> models.Document:
    return models.Document.objects.get(path=name)


def read(archive: models.Archive) -> None:
    assert curating.read_again(archive) is curating.Reread.DONE


def ledger() -> list[str]:
    return list(ledger_lines(models.Archive.objects.get(slug="wall")))


def start_again(pages) -> None:
    """The same documents in an empty database, whose ids are others."""
    models.Post.objects.all().delete()
    models.Archive.objects.all().delete()
    run(pages)


def apply(tmp_path, lines: list[str], *more: str) -> tuple[int, str, str]:
    file = tmp_path / "ledger.jsonl"
    file.write_text("".join(f"{line}\n" for line in lines))
    out, err = StringIO(), StringIO()
    try:
        call_command("apply_ledger", str(file), *more, stdout=out, stderr=err)
    except SystemExit as end:
        return int(end.code or 0), out.getvalue(), err.getvalue()
    return 0, out.getvalue(), err.getvalue()


@pytest.fixture
def corrected(archive, by) -> models.Archive:
    """Each kind of correction once, some about posts that others began, two of them undone."""
    with curating.base.as_one_go(archive) as go:
        go.actions.append(curating.begin_post(document=page("answer.txt"), line=3, by=by, reason="another hand"))
        go.actions.append(curating.begin_post(document=page("bees.txt"), line=3, by=by))
    read(archive)
    curating.hide_post(post=post_of(BEES), by=by)
    curating.change_parent(post=post_of(ANSWER), parent=post_of(WALL), by=None)
    read(archive)
    curating.set_author(post=post_of(ANSWER), name="Chen", by=by)
    named = curating.set_author(post=post_of(WALL), name="Ada", by=by)
    read(archive)
    curating.name_thread(thread=post_of(WALL).thread, title="The wall", by=by)
    curating.set_page_kind(document=page("bees.txt"), kind="conversation", by=by)
    curating.rename_author(author=post_of(ANSWER).author, name="Chen Wei", by=by)
    read(archive)
    curating.undo(action=named, by=by)
    read(archive)
    mistaken = curating.mark_quote(document=page("answer.txt"), line=1, is_quote=False, by=by)
    read(archive)
    curating.undo(action=mistaken)
    read(archive)
    curating.publish(archive=archive, by=by)
    return archive


def test_a_ledger_makes_the_same_archive_of_the_same_documents(corrected, pages, tmp_path, by) -> None:
    lines, exported = ledger(), export()
    assert len(lines) == 11
    assert json.loads(lines[1])["batch"] == 1
    assert '"id"' not in "".join(lines)
    start_again(pages)
    assert export() != exported

    code, out, err = apply(tmp_path, lines)

    assert (code, err) == (0, "")
    assert "11 corrections made, 2 of them undone again, 0 known already, 0 conflicts." in out
    assert export() == exported
    assert ledger() == lines
    assert models.Archive.objects.get().is_published
    assert "0 corrections made, 0 of them undone again, 11 known" in apply(tmp_path, lines)[1]
    assert ledger() == lines


def test_who_made_a_correction_is_kept_though_they_have_no_account_here(corrected, pages, tmp_path, by) -> None:
    lines = ledger()
    start_again(pages)
    by.delete()

    assert apply(tmp_path, lines)[0] == 0

    assert ledger() == lines


def test_what_cannot_be_made_is_listed_and_kept_and_the_rest_is_made(corrected, pages, tmp_path) -> None:
    lines = ledger()
    (pages / "bees.txt").unlink()
    start_again(pages)

    code, out, err = apply(tmp_path, [*lines, "{}", "no json"], "--conflicts", str(tmp_path / "left.jsonl"))

    assert code == 1
    assert "8 corrections made" in out
    assert "5 conflicts" in out
    assert "The archive has no document" in err
    left = (tmp_path / "left.jsonl").read_text().splitlines()
    assert {*left} == {lines[1], lines[2], lines[7], "{}", "no json"}
    assert models.CuratorAction.objects.count() == 8


def test_a_correction_that_would_go_in_a_circle_here_is_a_conflict(archive, pages, tmp_path) -> None:
    curating.change_parent(post=post_of(BEES), parent=post_of(WALL), by=None)
    read(archive)
    lines = ledger()
    start_again(pages)
    archive = models.Archive.objects.get()
    curating.change_parent(post=post_of(WALL), parent=post_of(BEES), by=None)
    read(archive)

    code, _, err = apply(tmp_path, lines)

    assert (code, "they would go round in a circle" in err) == (1, True)


def test_what_stood_otherwise_before_is_said(archive, pages, tmp_path) -> None:
    curating.set_author(post=post_of(BEES), name="Chen", by=None)
    read(archive)
    lines = ledger()
    start_again(pages)
    curating.set_author(post=post_of(BEES), name="Ada", by=None)
    read(models.Archive.objects.get())

    code, _, err = apply(tmp_path, lines)

    assert code == 0
    assert "made, but before it stood: Ada; in the ledger: an unknown author" in err


def test_what_was_erased_is_a_conflict(archive, pages, tmp_path) -> None:
    curating.erase_post(post=post_of(BEES), by=None)
    lines = ledger()
    start_again(pages)

    code, _, err = apply(tmp_path, lines)

    assert (code, "erase it here as well" in err) == (1, True)


def test_the_ledger_is_written_to_a_file(corrected, tmp_path) -> None:
    file = tmp_path / "out.jsonl"
    call_command("export_ledger", "wall", "--output", str(file), stderr=StringIO())
    assert file.read_text().splitlines() == ledger()
    out = StringIO()
    call_command("export_ledger", stdout=out)
    assert out.getvalue().splitlines() == ledger()
    with pytest.raises(CommandError, match="There is no archive 'roof'"):
        call_command("export_ledger", "roof")
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("apply_ledger", str(tmp_path / "none"))


ODD = [
    ({"version": 9}, "of version 9"),
    ({"kind": "praise"}, "Its kind or its key"),
    ({"key": "x"}, "Its kind or its key"),
    ({"at": "soon"}, '"at" is the moment'),
    ({"value": {"line": True}}, 'has "line" in its value'),
    ({"archive": "roof"}, "There is no archive roof"),
    ({"value": {"line": 10**30}}, "has no line"),
]


def test_odd_lines_are_refused_in_words(archive, tmp_path) -> None:
    line = {
        "version": 1, "archive": "wall", "number": 1, "kind": "begin_post", "key": bytes(page("bees.txt").key).hex(),
        "value": {"line": 3}, "by": "", "at": "2026-12-01T09:00:00", "reason": "", "batch": None, "undone": None, "places": {},
    }  # fmt: skip
    odd = {"undone": 7, "places": 7, "batch": [], "by": 7}

    code, out, err = apply(tmp_path, [*(json.dumps(line | change) for change, _ in ODD), json.dumps(line | odd)])

    assert (code, "1 correction made" in out) == (1, True)
    for number, (told, (_, reason)) in enumerate(zip(err.splitlines(), ODD, strict=True), 1):
        assert f"line {number}: " in err, told
        assert reason in err
