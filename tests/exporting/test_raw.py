"""What was imported is given back byte for byte, under names that lead nowhere else."""

import gzip
import json
import tarfile
from contextlib import suppress
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from threads.exporting.raw import safe_parts
from threads.models import Document, Record

pytestmark = pytest.mark.django_db(transaction=True)

MAILBOX = b"""From ada@example.org Thu Jan  2 10:00:00 2020
From: Ada <ada@example.org>
Message-ID: <bell@example.org>
Subject: The bell

It has a crack.\r
>From the rim to the crown.

From bruno@example.org Thu Jan  2 11:00:00 2020
From: Bruno <bruno@example.org>
Message-ID: <crack@example.org>
In-Reply-To: <bell@example.org>
Subject: Re: The bell

> It has a crack.

Since when? \xff"""
ITEM = {"id": "h1", "author": "Chen", "text": "The ladder is too short."}
LINES = json.dumps(ITEM).encode() + b'\n{"id": "h2", "text": broken}\n\n' + json.dumps(ITEM | {"id": "h3"}).encode()
TOPIC = json.dumps(
    {"id": 7, "title": "The key", "post_stream": {"posts": [
        {"id": 70, "post_number": 1, "username": "ada", "cooked": "<p>Who has it?</p>", "created_at": "2020-01-02T10:00:00Z",
         "topic_id": 7}]}}
).encode()  # fmt: skip
PAGE = b"The small one.\r\n\r\nSince when?\n"


def imported(folder: Path, **files: bytes) -> None:
    for name, content in files.items():
        (folder / name).write_bytes(content)
    with suppress(SystemExit):  # where something is in quarantine
        call_command("import_documents", str(folder), "--archive", "bells", stdout=StringIO(), stderr=StringIO())


def given_back(tmp_path: Path) -> dict[str, bytes]:
    out = tmp_path / "back"
    call_command("export_archive", "bells", "--format", "raw", "--output", str(out), stderr=StringIO())
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in out.rglob("*") if path.is_file()}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "given").mkdir()
    return tmp_path / "given"


def test_documents_of_every_kind_come_back_as_they_were(tmp_path: Path, folder: Path) -> None:
    files = {"list.mbox": MAILBOX, "lines.jsonl": LINES, "topic.json": TOPIC, "page.txt": PAGE}

    imported(folder, **files)

    assert set(Document.objects.values_list("form", flat=True)) == {"mbox", "jsonl", "discourse", "text"}
    assert Record.objects.exclude(refusal="").exists()
    assert given_back(tmp_path) == files


def test_of_a_compressed_file_comes_back_what_was_in_it(tmp_path: Path, folder: Path) -> None:
    packed = BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as tar:
        member = tarfile.TarInfo("topics/7.json")
        member.size = len(TOPIC)
        tar.addfile(member, BytesIO(TOPIC))

    imported(folder, **{"list.mbox.gz": gzip.compress(MAILBOX), "forum.tar": packed.getvalue()})

    assert given_back(tmp_path) == {"list.mbox": MAILBOX, "forum.tar/topics/7.json": TOPIC}


def test_two_documents_of_one_path_are_both_given_back(tmp_path: Path, folder: Path) -> None:
    imported(folder, **{"page.txt": PAGE})
    imported(folder, **{"page.txt": b"Another page altogether.\n"})

    assert given_back(tmp_path) == {"page.txt": PAGE, "page-2.txt": b"Another page altogether.\n"}


def test_a_document_that_is_not_whole_is_named_and_not_written(tmp_path: Path, folder: Path) -> None:
    imported(folder, **{"list.mbox": MAILBOX, "page.txt": PAGE})
    Record.objects.filter(document__path="list.mbox", ordinal=1).delete()
    said = StringIO()

    with pytest.raises(SystemExit) as stopped:
        call_command("export_archive", "bells", "--format", "raw", "--output", str(tmp_path / "back"), stderr=said)

    assert stopped.value.code == 1
    assert "Not written: list.mbox: not all of its records are stored" in said.getvalue()
    assert [path.name for path in (tmp_path / "back").iterdir()] == ["page.txt"]


@pytest.mark.parametrize(
    ("path", "safe"),
    [
        ("a/b.txt", ["a", "b.txt"]),
        ("../../etc/cron", ["__", "__", "etc", "cron"]),
        ("/etc/./passwd", ["etc", "passwd"]),
        ("..\\up\x00\x1b[2J:x", ["__", "up__[2J_x"]),
        ("", ["document"]),
    ],
)
def test_a_path_leads_nowhere_but_into_the_folder(path: str, safe: list[str]) -> None:
    assert safe_parts(path) == safe


def test_long_names_are_cut_within_what_file_systems_take() -> None:
    folder, name = safe_parts(f"{'é' * 500}/{'x' * 500}.mbox")

    assert len(folder.encode()) <= 255
    assert len(name) <= 255
    assert name.endswith("x.mbox")


def test_a_file_does_not_stand_in_the_way_of_a_folder_of_its_name(tmp_path: Path, folder: Path) -> None:
    imported(folder, a=PAGE, b=b"Another page altogether.\n")
    Document.objects.filter(path="b").update(path="a/b")

    assert sorted(given_back(tmp_path).values()) == [b"Another page altogether.\n", PAGE]


def test_a_folder_must_be_named_and_new(tmp_path: Path, folder: Path) -> None:
    imported(folder, **{"page.txt": PAGE})

    with pytest.raises(CommandError, match="already there"):
        call_command("export_archive", "bells", "--format", "raw", "--output", str(folder))
    with pytest.raises(CommandError, match="--output FOLDER"):
        call_command("export_archive", "bells", "--format", "raw")
