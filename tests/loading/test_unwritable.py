"""What no database can hold ends no import, wherever it stands: in rows, names of files, and what is given on the command line."""

import io
import json
import os
import tarfile
from pathlib import Path

import pytest

from tests.helpers.importing import run
from tests.loading.mails import conversation, mailbox
from threads.loading.intake.paths import PATH_BYTES, kept_path
from threads.models import Archive, Document, ImportRun, Post, Record

pytestmark = pytest.mark.django_db
ROWS = (
    b'<row Id="1" PostTypeId="1" CreationDate="2019-01-01" Title="Odd &#xD800;" Body="sound" OwnerUserId="7" />\n',
    b'<row Id="2" PostTypeId="1" CreationDate="2019-01-01" Title="NUL \0 here" Body="b" OwnerUserId="&#xDFFF;" />\n',
    b'<row Id="3&#xD801;" PostTypeId="2" ParentId="&#xD802;" CreationDate="9999-01-01" Tags="&lt;\0&gt;" Body="&#xD803;" />\n',
    b'<row Id="4" PostTypeId="1" CreationDate="\0" Title="T" Body="b" OwnerDisplayName="&#xD804;" LastEditDate="\0" />\n',
)


def test_unwritable_rows_are_loaded_and_so_is_what_was_given_with_them(tmp_path: Path) -> None:
    (tmp_path / "Posts.xml").write_bytes(b'<?xml version="1.0"?>\n<posts>\n' + b"".join(ROWS) + b"</posts>\n")
    mails = conversation("tar", 3, 1)
    (tmp_path / "quay.mbox").write_bytes(mailbox(mails))
    (tmp_path / "page.txt").write_text("The small bell rang first.\n")

    code, out, _ = run(tmp_path, "--json")

    assert code == 0
    assert json.loads(out)["records"]["loaded"] == len(ROWS) + len(mails)
    assert Post.objects.get(stated_id="p1").title == "Odd \ufffd"
    assert Post.objects.get(stated_id="p2").title == "NUL \ufffd here"
    assert Post.objects.get(stated_id="p3\ufffd").posted_at_raw.startswith("9999-01-01")
    assert not Record.objects.in_quarantine().exists()
    assert "Nothing changed." in run(tmp_path)[1]


def test_a_file_whose_name_is_no_text_is_read_or_refused_by_a_name_that_is(tmp_path: Path) -> None:
    folder = os.fsencode(tmp_path)
    Path(os.fsdecode(folder + b"/s\xf8und.txt")).write_text("The small bell rang first.\n")
    Path(os.fsdecode(folder + b"/b\xf8nary.txt")).write_bytes(b"\0\1\2")

    code, _, err = run(tmp_path)

    assert code == 1
    assert Document.objects.get().path == "s\ufffdund.txt"
    [[path, line, reason, _trace]] = ImportRun.objects.get().refusals
    assert path.endswith("b\ufffdnary.txt")
    assert (line, reason[:6]) == (1, "binary")
    assert "nary.txt" in err
    assert run("--report", ImportRun.objects.get().pk, archive="")[0] == 0


def test_a_path_of_a_thousand_letters_of_any_script_is_kept_by_its_end(tmp_path: Path) -> None:
    name = "/".join(chr(0x4E00 + n * 61 % 20_000) * 3 + chr(0x1F300 + n % 500) for n in range(300)) + ".txt"
    with tarfile.open(tmp_path / "pack.tar", "w", format=tarfile.PAX_FORMAT) as pack:
        info = tarfile.TarInfo(name)
        info.size = 6
        pack.addfile(info, io.BytesIO(b"Words\n"))

    code, _, _ = run(tmp_path)

    kept = Document.objects.get().path
    assert code == 0
    assert name.endswith(kept)
    assert PATH_BYTES - 4 < len(kept.encode()) <= PATH_BYTES


def test_a_path_is_cut_between_letters() -> None:
    assert kept_path("\U0001f514" * 600) == "\U0001f514" * 500
    assert kept_path("a\0\ud800b") == "a\ufffd\ufffdb"


def test_a_title_and_an_author_given_in_bytes_that_are_no_text_are_kept_as_far_as_they_go(tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_text("Dalia keeps bees. Also known as beekeeper.\n")

    code, _, _ = run(tmp_path, "--title", "Bells \udcf8\0", "--author", "Ad\udcf8\0")

    assert code == 0
    assert Archive.objects.get().title == "Bells \ufffd\ufffd"
    assert Document.objects.get().stated_author == "Ad\ufffd\ufffd"
    assert ImportRun.objects.get().request["author"] == "Ad\ufffd\ufffd"


def test_a_path_with_a_nul_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_text("The small bell rang first.\n")

    code, _, err = run(tmp_path, f"{tmp_path}/no\0where.txt", f"{tmp_path}/no\0*.txt")

    assert code == 1
    assert err.count("unreadable") == 2
    assert ImportRun.objects.get().refusals[0][0].endswith("no\ufffdwhere.txt")
