"""What was erased is gone from every table, page, feed, export and dump, and no import brings it back."""

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from forum.postgres.cluster import PORT
from forum.postgres.find import find_binaries
from tests.erasing.canaries import AGAIN, FORMS, HAN, MAILBOX, MORE, REST, SECRET, hits, written
from tests.helpers.importing import run
from threads import models

pytestmark = pytest.mark.django_db(transaction=True)
# What search is asked for, and what an answer may repeat.
ASKED = "lies"
SEARCHES = (
    ASKED,
    f"in:quotes {ASKED}",
    "in:title cage",
    "author:ada",
    "title:cage",
    "is:missing",
    "has:quote",
    "in:first key",
)


def erase(*posts: int) -> str:
    asked = [part for post in posts for part in ("--post", post)]
    code, out, _ = run(*asked, "--yes", "-v", "0", "--reason", "Asked for", archive="", command="erase")
    assert code == 0
    return out


def canaries() -> list[int]:
    """The posts that are to go, each the first that says it: copies are found without being named."""
    said = [models.Post.objects.get(stated_id=id_).pk for id_ in ("m1@quay.example", "m6@quay.example", "9/2")]
    board = models.Post.objects.get(stated_id__endswith="p12")
    page = models.Post.objects.get(own_text__contains="It has been mine since")
    return [*said, board.pk, page.pk]


def own_words(*but: int) -> dict[str, str]:
    """What each other post says itself, but for those lines that go: told without the ids of posts."""
    rows = models.Post.objects.filter(is_missing=False).exclude(pk__in=but).values_list("author__name", "own_text")
    lines = {(name, line) for name, text in rows for line in text.split("\n")}
    return {line: name for name, line in sorted(lines) if line and not any(form in line for form in FORMS)}


def addresses() -> Iterator[str]:
    """Every page, feed and file of every row."""
    yield from ("/", "/latest.atom", "/quoted/", "/a/cage/", "/a/cage.atom", "/a/cage/documents/")
    for post in models.Post.objects.values_list("pk", flat=True):
        yield from (f"/p/{post}/", f"/p/{post}/raw", f"/p/{post}.json", f"/p/{post}.txt", f"/p/{post}/source/")
    for thread in models.Thread.objects.all():
        yield from (f"{thread.get_absolute_url()}?view={view}" for view in ("nested", "flat", "once"))
        yield from (f"/t/{thread.pk}.{form}" for form in ("atom", "json", "txt"))
    for author in models.Author.objects.all():
        yield from (author.get_absolute_url(), f"/u/{author.pk}.atom")
    for document in models.Document.objects.values_list("pk", flat=True):
        yield from (f"/d/{document}/", f"/d/{document}/?view=lines", f"/d/{document}/raw")
    yield from (f"{page}?q={query}" for query in SEARCHES for page in ("/search/", "/search.atom"))


def singing(client, *some: str) -> list[str]:
    """The addresses, all or some, at which a canary is still heard."""
    found = []
    for address in some or addresses():
        response = client.get(address, headers={"HX-Request": "true"} if "/source/" in address else {})
        said = response.getvalue().decode(errors="replace")
        found += [address] if any(form in said for form in FORMS) else []
    return found


def exported(folder: Path) -> list[str]:
    """The files of all exports in which the canary stands, however coded: those given are looked through by importing them."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for form, name in (("jsonl", "a.jsonl"), ("mbox", "a.mbox"), ("convokit", "corpus"), ("raw", "raw")):
        assert run("cage", "--format", form, "--output", folder / name, archive="", command="export_archive")[0] == 0
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert len(files) >= 10
    return [path.name for path in files if any(form.encode() in path.read_bytes() for form in FORMS)]


def dumped(folder: Path) -> dict[str, int]:
    """How often the canary stands in the plain dump, and in the custom one as a script again."""
    if not settings.IS_EMBEDDED:
        pytest.skip("the server's programs are not at hand")
    programs = find_binaries(settings.FORUM_PG_BINDIR).folder
    named = [f"--host={connection.connection.info.host}", f"--port={PORT}", "--username=forum"]
    name = connection.settings_dict["NAME"]
    plain, custom, again = folder / "plain.sql", folder / "forum.dump", folder / "again.sql"
    subprocess.run([programs / "pg_dump", *named, f"--file={plain}", name], check=True)
    subprocess.run([programs / "pg_dump", *named, "-Fc", f"--file={custom}", name], check=True)
    subprocess.run([programs / "pg_restore", f"--file={again}", custom], check=True)
    needles = [needle for form in FORMS for needle in (form.encode(), form.encode().hex().encode())]
    return {path.name: sum(path.read_bytes().count(each) for each in needles) for path in (plain, custom, again)}


def test_a_canary_in_every_shape_is_gone_from_everywhere_and_no_import_brings_it_back(tmp_path, client, admin_client):
    given = written(tmp_path / "given")
    run(given, "--publish", archive="cage")
    assert len(hits()) == 3  # posts, threads, records
    assert len(singing(client, *(f"/p/{post}/" for post in canaries()))) == 5
    staying = own_words(*canaries())

    erase(*canaries())

    assert hits() == {}
    assert singing(client) == []
    assert singing(admin_client, *(f"/d/{pk}/raw" for pk in models.Document.objects.values_list("pk", flat=True))) == []
    assert exported(tmp_path / "out") == []
    assert set(dumped(tmp_path).values()) == {0}
    assert own_words() == staying
    # The same bytes, the same mails and posts under other bytes, and pages that show the same words.
    assert "Nothing changed" in run(given, archive="cage")[1]
    other = tmp_path / "other"
    other.mkdir()
    (other / "copy.mbox").write_bytes(MAILBOX.replace(b"From ada@quay.example", b"From nobody"))
    (other / "1.eml").write_bytes(MAILBOX.partition(b"\n")[2].partition(b"\nFrom ")[0])
    (other / "saved.txt").write_text(f"{REST}\n\n{SECRET}\n{MORE}\n\nNothing else was said.\n\n{HAN}\n")
    (other / "again.txt").write_text(f"{AGAIN}\n\nAnd so it ended.\n")
    code, out, _ = run(other, archive="cage")
    assert (code, hits()) == (0, {})
    assert "3 records erased earlier were left out" in out
    # Forgotten and given again, and read again.
    for document in models.Document.objects.values_list("pk", flat=True):
        assert run("--document", document, "--yes", "-v", "0", archive="", command="forget")[0] == 0
    assert run(given, "--publish", archive="cage")[0] == 0
    assert hits() == {}
    assert own_words() == staying
    assert run("cage", "-v", "0", archive="", command="rebuild")[0] == 0
    assert hits() == {}
    assert own_words() == staying
