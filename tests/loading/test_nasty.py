"""No document of any format ends an import, none is swallowed, and the same again changes nothing.

``make nasty`` runs this at length; the suite runs it on a few folders, always the same.
"""

import json
import os
from io import BytesIO
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, Phase, event, given, settings

from tests.helpers.importing import export, run, snapshot
from tests.loading import nasty
from threads.loading.forgetting import forget_archive
from threads.loading.stated import gathering, slices
from threads.models import Archive, Document, Post, Record
from threads.readers import STATED, reader_of

pytestmark = pytest.mark.django_db(transaction=True)
FOLDERS = int(os.environ.get("NASTY_FOLDERS", "0"))
IN_THE_SUITE = 6
NAMES = (f"a{number}" for number in count())


@pytest.fixture(autouse=True)
def _several_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(slices, "WORTH_WORKERS", 2)
    monkeypatch.setattr(gathering, "BATCH_POSTS", 3)


def test_every_format_is_among_the_documents() -> None:
    post = {
        "id": "7",
        "parent": "6",
        "thread": "5",
        "name": "Ada",
        "who": "3",
        "date": nasty.DATES[0],
        "title": "T",
        "text": nasty.SHARED,
    }
    found = {form: write([post]) for form, (_, write) in nasty.STATED.items()}
    claimed = {form: reader_of(nasty.STATED[form][0], content) for form, content in found.items()}
    pages = {reader_of(path.name, path.read_bytes()) for path in nasty.PAGES}

    assert {form: reader.FORMAT if reader else "text" for form, reader in claimed.items()} == {
        form: form for form in found
    }
    assert {*claimed.values(), *pages} == {*STATED, None}
    assert all(
        any(nasty.SHARED in reader.parse(unit).text for unit in reader.units(BytesIO(found[form])))
        for form, reader in claimed.items()
        if reader and form != "stack_exchange"
    )


def imported(folder: Path, slug: str, workers: int) -> dict:
    """What an import says, each record of which is accounted for."""
    code, out, err = run(folder, "--json", "--workers", workers, archive=slug)
    assert "Traceback" not in out + err
    assert code in (0, 1, 2)
    return json.loads(out)


def assert_nothing_swallowed(folder: Path, slug: str, said: dict) -> None:
    """Each file is stored whole, or refused by name; each record loaded, known, without posts or in quarantine."""
    rows = Record.objects.filter(document__archive__slug=slug)
    stated = rows.exclude(document__form="text")
    counts = said["records"]
    assert set(counts) <= {"loaded", "known", "without posts", "quarantined"}
    assert sum(counts.values()) == stated.count()
    assert stated.in_quarantine().count() == counts.get("quarantined", 0)
    assert not rows.exclude(traceback="").exists()
    assert said["lines"]["total"] == sum(count for role, count in said["lines"].items() if role != "total")
    kept = {document.path: b"".join(bytes(record.raw) for record in document.records.order_by("ordinal"))
            for document in Document.objects.filter(archive__slug=slug)}  # fmt: skip
    refused = {Path(each["path"]).name for each in said["refused"]}
    contents = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert set(contents) == refused | {name for name, content in contents.items() if content in kept.values()}
    assert all(content in contents.values() for content in kept.values())


def check(folder: Path) -> None:
    one, three = next(NAMES), next(NAMES)
    said = imported(folder, one, 1)
    if not Archive.objects.filter(slug=one).exists():
        event("refused")
        assert said["refused"]
        return
    assert_nothing_swallowed(folder, one, said)
    assert imported(folder, three, 3)["records"] == said["records"]
    assert export(three) == export(one)
    event("loaded" if Post.objects.filter(archive__slug=one).exists() else "no posts")
    before = snapshot()
    again = imported(folder, one, 3)
    assert snapshot() == before
    assert set(again["records"]) <= {"known"}
    run(one, "-v", "0", command="rebuild", archive="")
    assert export(one) == export(three)


@settings(
    max_examples=FOLDERS or IN_THE_SUITE,
    derandomize=not FOLDERS,
    deadline=None,
    database=None,
    phases=tuple(Phase) if FOLDERS else (Phase.generate,),
    suppress_health_check=list(HealthCheck),
)
@given(nasty.folders())
def test_whatever_is_given_an_import_ends_and_loses_nothing(given: list[tuple[str, bytes]]) -> None:
    with TemporaryDirectory() as folder:
        contents = {content: f"{number}-{name}" for number, (name, content) in enumerate(given)}
        for content, name in contents.items():
            (Path(folder) / name).write_bytes(content)
        try:
            check(Path(folder))
        finally:
            for archive in Archive.objects.all():
                forget_archive(archive)
