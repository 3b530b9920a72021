"""Mails that state no charset: what other mails of their file make likely is kept with the record, whatever comes in when."""

from itertools import permutations
from pathlib import Path

import pytest

from tests.helpers.importing import run
from tests.loading.mails import picture
from threads.models import Archive, Post, Record

pytestmark = pytest.mark.django_db
LONG = "Весло сохнет у печки. Завтра мы пойдём на дальний пруд."


def mail(number: int, words: str, label: str = "") -> bytes:
    named = f"Content-Type: text/plain; charset={label}\n" if label else ""
    separator = f"From ada@example.org Mon Mar  3 10:0{number}:00 2003\n"
    head = f"From: ada@example.org\nMessage-ID: <{number}@example.org>\nSubject: Oars {number}\n"
    date = f"Date: Mon, 3 Mar 2003 10:0{number}:00 +0000\n"
    return f"{separator}{head}{date}{named}\n{words}\n\n".encode("koi8-r")


SHORT = mail(1, "Да")
ALONE, GROWN = SHORT + mail(2, "Oars"), SHORT + mail(2, "Oars") + mail(3, LONG, "koi8-r") + mail(4, LONG)


def written(folder: Path, name: str, content: bytes) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / name).write_bytes(content)
    return folder / name


def test_the_choice_is_kept_with_the_record(tmp_path: Path) -> None:
    run(written(tmp_path, "grown.mbox", GROWN))

    assert list(Record.objects.order_by("ordinal").values_list("letters", flat=True)) == ["koi8-r", "", "", ""]
    assert Post.objects.get(stated_id="1@example.org").text == "Да"


def test_a_mailbox_that_grew_brings_no_second_body_of_a_mail(tmp_path: Path) -> None:
    """The same bytes are the same words; the copy counts whose file told their letters, in whatever order they come."""
    files = [written(tmp_path, "a.mbox", ALONE), written(tmp_path, "b.mbox", GROWN)]

    pictures = []
    for number, order in enumerate(permutations(files)):
        for path in order:
            assert run(path, archive=f"wall{number}")[0] == 0
        pictures.append(picture(f"wall{number}"))

    assert pictures[0] == pictures[1]
    assert Post.objects.filter(archive__slug="wall0").count() == 4
    assert Post.objects.get(archive__slug="wall0", stated_id="1@example.org").text == "Да"


def test_a_rebuild_chooses_for_what_was_imported_before(tmp_path: Path) -> None:
    run(written(tmp_path, "grown.mbox", GROWN))
    before = picture("wall")
    Record.objects.update(letters="")

    run("wall", "-v", "0", archive="", command="rebuild")

    assert Record.objects.get(ordinal=0).letters == "koi8-r"
    assert picture("wall") == before


def test_an_export_says_the_same_words(tmp_path: Path) -> None:
    run(written(tmp_path, "grown.mbox", GROWN))
    archive = Archive.objects.get(slug="wall")

    out = tmp_path / "out.jsonl"
    run("wall", "--format", "jsonl", "--output", out, archive="", command="export_archive")

    assert archive.post_count == 4
    assert '"Да"' in out.read_text(encoding="utf-8")
