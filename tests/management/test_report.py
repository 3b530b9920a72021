"""What a run did is told: in its summary, and later from what is stored."""

import json
from contextlib import suppress
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from threads.models import ImportRun
from threads.selectors import run_page

pytestmark = pytest.mark.django_db(transaction=True)

BROKEN = b'{"id": "a1", "author": "Ada", "text": "The rope is new."}\n{"id": "a2", "text": \n'
BELL = b"""From ada@example.org Thu Jan  2 10:00:00 2020
From: Ada <ada@example.org>
Message-ID: <bell@example.org>
Subject: The bell

It has a crack.

From bruno@example.org Thu Jan  2 11:00:00 2020
From: Bruno <bruno@example.org>
Message-ID: <crack@example.org>
In-Reply-To: <lost@example.org>
Subject: Re: The bell

> Nobody said this anywhere.

Since when?
"""
VOTES = b'<?xml version="1.0"?>\n<votes>\n  <row Id="1" PostId="2" VoteTypeId="2" />\n</votes>\n'


def run_import(tmp_path: Path, *options: str, **files: bytes) -> tuple[str, str, int]:
    """What an import printed, what it warned of, and its exit code."""
    folder = tmp_path / "given"
    folder.mkdir(exist_ok=True)
    for name, content in files.items():
        (folder / name).write_bytes(content)
    out, err, code = StringIO(), StringIO(), 0
    try:
        call_command("import_documents", str(folder), "--archive", "bells", "-v", "0", *options, stdout=out, stderr=err)
    except SystemExit as stopped:
        code = int(str(stopped.code))
    return out.getvalue(), err.getvalue(), code


def report(*options: str) -> str:
    out = StringIO()
    call_command("import_documents", "--report", str(ImportRun.objects.latest("id").pk), *options, stdout=out)
    return out.getvalue()


def test_the_summary_names_what_is_in_quarantine_and_where_the_rest_is_told(tmp_path: Path) -> None:
    said, warned, code = run_import(tmp_path, **{"lines.jsonl": BROKEN})

    assert code == 1
    assert "2 records: 1 loaded, 1 quarantined" in said
    assert "In quarantine: lines.jsonl, record 2: not valid JSON" in warned
    assert f"import_documents --report {ImportRun.objects.get().pk}" in warned


def test_the_summary_names_the_first_few_and_counts_the_others(tmp_path: Path) -> None:
    _, warned, _ = run_import(tmp_path, **{"lines.jsonl": BROKEN + b'{"id": "a3", "text": \n' * 8})

    assert warned.count("In quarantine:") == 5
    assert "4 more are in quarantine." in warned


def test_a_dry_run_names_what_would_be_in_quarantine(tmp_path: Path) -> None:
    _, warned, code = run_import(tmp_path, "--dry-run", **{"lines.jsonl": BROKEN})

    assert code == 1
    assert "In quarantine: lines.jsonl, record 2" in warned
    assert "--report" not in warned


def test_lines_are_only_spoken_of_where_pages_were_given(tmp_path: Path) -> None:
    mails, _, _ = run_import(tmp_path, **{"list.mbox": BELL})
    pages, _, _ = run_import(tmp_path, **{"page.txt": b"The small one.\n"})

    assert "with text" not in mails
    assert "1 line with text: 1 body" in pages


def test_a_table_without_posts_is_no_fault(tmp_path: Path) -> None:
    said, _, code = run_import(tmp_path, **{"Votes.xml": VOTES})

    assert code == 0
    assert "3 records: 3 without posts" in said
    assert "Without posts: Votes.xml" in report()


def test_a_report_tells_what_became_of_every_record(tmp_path: Path) -> None:
    run_import(tmp_path, **{"lines.jsonl": BROKEN, "list.mbox": BELL, "empty.txt": b""})

    said = report()

    assert "into bells: done." in said
    assert "Documents: 2 added, 1 refused" in said
    assert "Records: 3 loaded, 1 quarantined" in said
    assert "Posts: 3 added" in said
    assert "Missing posts: 1 added" in said
    assert "1 record in quarantine:\n  lines.jsonl, record 2: not valid JSON" in said
    assert "empty.txt: empty: there is nothing to read in it" in said


def test_a_report_tells_what_is_uncertain(tmp_path: Path) -> None:
    undated = (
        BELL.partition(b"From bruno")[0].partition(b"\n")[2].replace(b"Subject", b"Date: yesterday, late\nSubject")
    )
    run_import(tmp_path, **{"list.mbox": BELL, "undated.eml": undated.replace(b"<bell", b"<peal")})

    said = report()

    assert "  posts whose date cannot be read: 1" in said
    assert "  posts that answer a missing one: 1" in said
    assert "  quotes whose source was not found: 1" in said


def test_an_id_with_two_texts_is_told_as_uncertain(tmp_path: Path) -> None:
    run_import(tmp_path, **{"list.mbox": BELL + BELL.replace(b"a crack", b"no crack at all")})

    assert "  posts whose id another text has too: 1" in report()


def test_a_report_can_be_read_by_programs(tmp_path: Path) -> None:
    run_import(tmp_path, **{"lines.jsonl": BROKEN})

    said = json.loads(report("--json"))

    assert said["records"] == {"loaded": 1, "quarantined": 1}
    assert said["changes"]["posts"] == {"added": 1, "changed": 0, "removed": 0}
    (record,) = said["quarantined"]
    assert (record["path"], record["record"]) == ("lines.jsonl", 2)
    assert record["reason"].startswith("not valid JSON")


def test_of_a_run_that_was_stopped_is_told_what_is_stored(tmp_path: Path) -> None:
    run_import(tmp_path, **{"lines.jsonl": BROKEN})
    ImportRun.objects.update(state="stopped", counts={}, refusals=[], finished_at=None)

    assert "into bells: stopped." in report()
    assert "lines.jsonl, record 2" in report()


def test_paths_of_documents_move_nothing_on_the_terminal(tmp_path: Path) -> None:
    run_import(tmp_path, **{"a\x1b[2Jb.jsonl": BROKEN})

    assert "\x1b" not in report()


def test_a_report_asks_no_more_of_a_larger_run(tmp_path: Path) -> None:
    run_import(tmp_path, **{"lines.jsonl": BROKEN + b'{"id": "a3", "text": \n' * 80, "list.mbox": BELL})

    with CaptureQueriesContext(connection) as queries:
        run_page(ImportRun.objects.get())

    assert len(queries) <= 5


def test_a_run_that_is_not_there_and_paths_beside_a_report_are_refused(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="There is no run 999"):
        call_command("import_documents", "--report", "999")
    with pytest.raises(CommandError, match="imports nothing"):
        call_command("import_documents", str(tmp_path), "--report", "1")


def test_what_to_import_must_be_said(tmp_path: Path) -> None:
    for given in ([str(tmp_path)], ["--archive", "bells"]):
        with pytest.raises(CommandError, match="into which archive") as refused, suppress(SystemExit):
            call_command("import_documents", *given)
        assert refused.value.returncode == 2


def test_the_summary_says_what_a_document_without_posts_was_read_as(tmp_path: Path) -> None:
    said, _, code = run_import(tmp_path, **{"Votes.xml": VOTES, "list.mbox": BELL})

    assert code == 0
    assert "No posts found in 1 document: Votes.xml (stack_exchange, which states no post in it)" in said


def test_an_archive_that_is_published_without_a_post_is_a_fault(tmp_path: Path) -> None:
    _, warned, code = run_import(tmp_path, "--publish", **{"Votes.xml": VOTES})

    assert code == 1
    assert "The archive bells is public, and there is no post in it to read." in warned


def test_a_page_of_html_that_was_forced_to_be_text_is_a_fault(tmp_path: Path) -> None:
    _, warned, code = run_import(
        tmp_path,
        "--format",
        "text",
        **{"page.html": b"<!DOCTYPE html>\n<html><body><p>Oak or ash?</p></body></html>\n"},
    )

    assert code == 1
    assert "page.html is HTML and was stored as text, tags and all" in warned


def test_what_a_reader_doubts_is_told_by_the_summary_and_the_report_alike(tmp_path: Path) -> None:
    doubted = "1 mail holds lines that look like heads of other mails"
    pasted = b"\nFrom chen@example.org\nSubject: see above\n"

    said, _, _ = run_import(tmp_path, **{"bells.mbox": BELL + pasted})

    assert doubted in said.splitlines()
    assert doubted in report().splitlines()
    assert json.loads(report("--json"))["doubts"] == {"lines that look like heads of other mails": 1}
