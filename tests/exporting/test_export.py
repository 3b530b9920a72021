"""An export says everything under permanent keys, and nothing that another database would say otherwise."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tests.helpers import factories
from tests.helpers.readings import document, edge, key, load, post, quote, reading, source, thread
from threads.exporting import export_lines
from threads.models import Archive
from threads.readers import convokit, jsonl
from threads.records import Mark

pytestmark = pytest.mark.django_db

TEXT = "The wall stands.\nThe wall stands.\nSo it does."


def filled(slug: str):
    archive = factories.archive(slug=slug)
    document(archive, TEXT)
    load(
        archive,
        reading(
            {"page.txt": TEXT},
            [post("ada", [1]), post("bruno", [2, 3])],
            [thread(("ada", 0), ("bruno", 1))],
            edges=[edge("bruno", "ada")],
            lines={"page.txt": [quote(2, "bruno", source(1, "ada", end=16))]},
        ),
    )
    return archive


def test_a_post_is_one_line_with_its_quotes_and_answers() -> None:
    archive = filled("one")

    ada, bruno = map(json.loads, export_lines(archive))

    assert (ada["key"], ada["text"]) == (key("ada"), "The wall stands.")
    assert bruno["parent"] == key("ada")
    assert bruno["replies_to"][0] | {"evidence": ""} == {
        "parent": key("ada"), "parent_id": key("ada"), "origin": "quote", "confidence": 0.9, "primary": True, "evidence": ""
    }  # fmt: skip
    assert bruno["quotes"][0]["source"] == {
        "document": key("page.txt"), "path": "page.txt", "line": 1, "start": 0, "end": 16
    }  # fmt: skip
    assert bruno["appearances"][0]["first_line"] == 2


def test_two_archives_of_the_same_documents_export_the_same_bytes() -> None:
    filled("other")

    assert list(export_lines(filled("one"))) == list(export_lines(filled("two")))


def test_it_can_be_written_to_a_file(tmp_path: Path) -> None:
    archive = filled("one")

    call_command("export_archive", "one", "--output", str(tmp_path / "one.jsonl"), stderr=StringIO())

    assert (tmp_path / "one.jsonl").read_text().splitlines() == list(export_lines(archive))
    assert [path.name for path in tmp_path.iterdir()] == ["one.jsonl"]


def test_an_archive_that_is_not_there_is_said_so() -> None:
    with pytest.raises(CommandError, match="There is no archive 'nowhere'"):
        call_command("export_archive", "nowhere")


def test_a_file_that_cannot_be_written_is_said_so() -> None:
    filled("one")

    with pytest.raises(CommandError, match="cannot be written"):
        call_command("export_archive", "one", "--output", "/nowhere/one.jsonl")


def test_marks_count_in_the_lines_of_the_post_itself() -> None:
    filled("one")

    ada, bruno = map(json.loads, export_lines(Archive.objects.get(slug="one")))

    assert ada["marks"] == []
    assert bruno["marks"] == [{"first_line": 1, "last_line": 1, "role": "quote", "source": key("ada")}]


def test_what_was_exported_is_read_again_as_it_was() -> None:
    filled("one")
    lines = list(export_lines(Archive.objects.get(slug="one")))

    ada, bruno = (jsonl.parse(line.encode()).posts[0] for line in lines)

    assert (ada.id, ada.parents, ada.marks) == (key("ada"), (), ())
    assert (bruno.id, bruno.parents, bruno.thread) == (key("bruno"), (key("ada"),), ada.thread)
    assert bruno.marks == (Mark(1, 1, "quote", 1, key("ada")),)
    assert [jsonl.parse(line.encode()).text for line in lines] == ["The wall stands.", "The wall stands.\nSo it does."]


def test_a_corpus_for_convokit_names_posts_threads_and_speakers(tmp_path: Path) -> None:
    filled("one")

    call_command("export_archive", "one", "--format", "convokit", "--output", str(tmp_path / "one"), stderr=StringIO())

    read = {path.name: path.read_text() for path in (tmp_path / "one").iterdir()}
    ada, bruno = map(json.loads, read["utterances.jsonl"].splitlines())
    assert (ada["id"], ada["reply-to"], ada["text"]) == (key("ada"), None, "The wall stands.")
    assert (bruno["reply-to"], bruno["conversation_id"]) == (ada["id"], ada["id"])
    assert bruno["meta"]["quotes"] == [ada["id"]]
    assert list(json.loads(read["conversations.json"])) == [ada["id"]]
    assert {ada["speaker"], bruno["speaker"]} == set(json.loads(read["speakers.json"]))
    assert json.loads(read["index.json"])["utterances-index"].keys() == ada["meta"].keys()
    assert [path.name for path in tmp_path.iterdir()] == ["one"]
    again = convokit.parse(read["utterances.jsonl"].splitlines()[1].encode()).posts[0]
    assert (again.parents, again.marks) == ((ada["id"],), (Mark(1, 1, "quote", 1, ada["id"]),))


def test_a_corpus_takes_no_folder_that_is_there(tmp_path: Path) -> None:
    filled("one")

    with pytest.raises(CommandError, match="already there"):
        call_command("export_archive", "one", "--format", "convokit", "--output", str(tmp_path))
    with pytest.raises(CommandError, match="--output FOLDER"):
        call_command("export_archive", "one", "--format", "convokit")
