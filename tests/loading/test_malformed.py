"""Whatever is in a file, an import ends, says what it could not read and where, and loses no byte of the rest."""

import json
from io import BytesIO
from pathlib import Path

import pytest
from django.test import Client

from tests.helpers.importing import run
from tests.helpers.seconds import at_most
from tests.loading import malformed
from threads import models
from threads.loading import parsing
from threads.readers import is_container, reader_of

pytestmark = pytest.mark.django_db
FILES = malformed.files()
SECONDS = 10
HEAD = 65_536
LARGE = 100_000
# Dangerous, damaged, or of no use: of these nothing at all can be read.
REFUSED = {
    "bomb.mbox.gz", "bomb.mbox.zst", "bomb.zip", "cut.mbox.gz", "damaged.mbox.zst", "not.gz", "nested.zip", "cut.zip",
    "cut.tar", "empty.txt", "blank.txt", "nul.txt", "picture.png", "array.json",
}  # fmt: skip


@pytest.mark.parametrize("name", FILES)
def test_a_malformed_file_is_read_or_refused_by_name(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(FILES[name])

    with at_most(SECONDS):
        code, out, err = run(path, "--json")

    said = json.loads(out)
    assert "Traceback" not in out + err
    assert code in (0, 1, 2)
    assert bool(said["refused"] or said["records"].get("quarantined") or not models.Archive.objects.exists()) == bool(
        code
    )
    for each in said["refused"]:
        assert name in each["path"]
        assert each["reason"]
    assert_complete(FILES[name], name, said)
    assert_shown()


def assert_complete(content: bytes, name: str, said: dict) -> None:
    """Every record is accounted for, and joined they are the document."""
    form = reader_of(name, content[:HEAD])
    if form is None or is_container(name, content[:HEAD]):
        return
    count = sum(1 for _ in form.units(BytesIO(content)))
    rows = list(models.Record.objects.order_by("ordinal").values_list("raw", "refusal"))
    assert b"".join(bytes(raw) for raw, _ in rows) == content
    assert sum(said["records"].values()) == len(rows) == count
    assert sum(bool(refusal) for _, refusal in rows) == said["records"].get("quarantined", 0)


def assert_shown() -> None:
    """Every page of what was read opens."""
    models.Archive.objects.update(is_published=True)
    client = Client()
    for archive in models.Archive.objects.all():
        assert client.get(f"/a/{archive.slug}/").status_code == 200
    for post in models.Post.objects.order_by("id")[:3]:
        assert client.get(f"/p/{post.pk}/", follow=True).status_code == 200


@pytest.mark.parametrize("name", sorted(REFUSED))
def test_nothing_comes_of_what_cannot_be_trusted(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(FILES[name])

    code, _, err = run(tmp_path / name)

    assert code == 2
    assert name in err
    assert not models.Archive.objects.exists()


def test_sound_mails_beside_malformed_ones_are_read(tmp_path: Path) -> None:
    path = tmp_path / "all.mbox"
    boxes = [FILES[name] for name in FILES if b"Subject: after-" in FILES[name] and len(FILES[name]) < LARGE]
    assert len(boxes) >= 30
    path.write_bytes(b"".join(boxes))

    run(path)

    assert models.Post.objects.filter(title__startswith="after-").count() == len(boxes)


def test_a_mail_with_more_text_than_memory_has_room_for_goes_to_quarantine_alone(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(parsing, "TEXT_MOST", 400)
    heads = "From ida@mill Thu Mar  7 08:00:00 2019\nFrom: Ida <ida@mill.example>\nMessage-ID: <{}@mill>\n\n{}\n\n"
    path = tmp_path / "pond.mbox"
    path.write_text(heads.format("short", "The gate is shut.") + heads.format("long", "Drip. " * 100))

    code, out, _ = run(path, "--json")

    assert code == 1
    assert json.loads(out)["records"] == {"loaded": 1, "quarantined": 1}
    assert "600 characters" in models.Record.objects.exclude(refusal="").get().refusal
