"""What a reading is least sure of is asked, with the lines around it; what was answered is taken, and not asked again."""

import json
from pathlib import Path

import pytest
from django.core.management import call_command

from tests.helpers import factories
from tests.helpers.importing import run
from tests.helpers.readings import TEXT, document, key, load, post, quote, reading, source, thread
from threads.exporting.doubts import doubts_of
from threads.models import Archive, CuratorAction, Post
from threads.reconstruct import reconstruct
from threads.reconstruct.boundary_doubts import possible_beginnings
from threads.reconstruct.types import RunReading
from threads.records import TextRecord
from threads.words.kinds import Role

pytestmark = pytest.mark.django_db
PAGE = "\n\n".join(
    (
        "Has anyone been at the sluice since the storm? I could not get near it.",
        "I went on Sunday. The gate hangs by one hinge.",
        "The other hinge lies in the mud below.",
        "Thanks, then I bring the long ladder and a bag of bolts tomorrow.",
        "Do not go alone.",
    )
)


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    (tmp_path / "sluice.txt").write_text(f"{PAGE}\n")
    run(tmp_path / "sluice.txt")
    return Archive.objects.get()


def answers(folder: Path, *given: dict) -> Path:
    (folder / "answers.jsonl").write_text("".join(f"{json.dumps(each)}\n" for each in given))
    return folder / "answers.jsonl"


def answered(question: dict, *, answer: bool | None, **more: object) -> dict:
    return {name: question[name] for name in ("archive", "document", "line", "asks")} | {"answer": answer} | more


def test_a_doubtful_beginning_is_asked_with_five_lines_around_it(archive) -> None:
    Post.objects.filter(number=1).update(confidence=0.5)
    second = Post.objects.exclude(appearances__first_line=1).order_by("appearances__first_line").first()
    Post.objects.filter(pk=second.pk).update(confidence=0.6, cues=["opens with thanks"])
    line = second.appearances.get().first_line

    question = next(each for each in doubts_of(archive) if each["line"] == line)

    assert (question["asks"], question["read_as"], question["confidence"]) == ("boundary", True, 0.6)
    assert question["reasons"] == ["opens with thanks"]
    assert "opens with I or we" in question["cues"]
    assert [each["line"] for each in question["lines"]] == [1, 3, 5, 7, 9]
    assert not any(each["line"] == 1 for each in doubts_of(archive))


def test_places_where_a_post_may_begin_though_none_was_read_are_asked(archive) -> None:
    page = TextRecord("sluice.txt", "ab", 0, PAGE.encode(), PAGE, "utf-8")
    likely = {each.line: each.probability for each in possible_beginnings(page)}
    begun = set(Post.objects.values_list("appearances__first_line", flat=True))

    asked = {each["line"]: each["confidence"] for each in doubts_of(archive) if not each["read_as"]}

    assert asked == {line: chance for line, chance in likely.items() if line not in begun and chance >= 0.2}


def test_a_place_is_as_likely_as_a_reading_says() -> None:
    page = TextRecord("sluice.txt", "ab", 0, PAGE.encode(), PAGE, "utf-8")
    likely = {each.line: each.probability for each in possible_beginnings(page)}
    read = {post.first_line: post.confidence for post in reconstruct([page]).posts[1:]}

    assert read
    assert {line: likely[line] for line in read} == read


def test_a_doubtful_quote_is_asked_beside_its_source_and_own_words_said_again_too() -> None:
    archive = factories.archive()
    document(archive, TEXT)
    doubtful = quote(2, "bruno", source(1, "ada", end=16))._replace(confidence=0.6)
    again = RunReading(4, 4, Role.BODY, key("chen"), 0.9, repeats=(source(3, "bruno", end=10),))
    posts = [post("ada", [1]), post("bruno", [2, 3]), post("chen", [4])]
    lines = {"page.txt": [doubtful, again]}
    load(archive, reading({"page.txt": TEXT}, posts, [thread(("ada", 0), ("bruno", 1), ("chen", 1))], lines=lines))

    quotes = {each["line"]: each for each in doubts_of(archive) if each["asks"] == "quote"}

    assert (quotes[2]["read_as"], quotes[2]["kind"], quotes[2]["source"]["text"]) == (True, "exact", "The wall stands.")
    assert (quotes[4]["read_as"], quotes[4]["kind"], quotes[4]["source"]["line"]) == (False, None, 3)


def test_the_page_and_the_lines_are_written_and_what_is_written_is_escaped(archive, tmp_path: Path) -> None:
    Post.objects.update(cues=["</script><b>"], confidence=0.6)

    call_command("export_doubts", "wall", "--output", str(tmp_path / "doubts"), "--most", "1")

    lines = (tmp_path / "doubts" / "doubts.jsonl").read_text().splitlines()
    assert len(lines) == 1
    page = (tmp_path / "doubts" / "doubts.html").read_text()
    assert page.count("</script>") == 2
    assert "The gate hangs" in page


def test_answers_become_corrections_once_and_are_not_asked_again(archive, tmp_path: Path) -> None:
    by = factories.staff()
    where = {"archive": "wall", "document": bytes(archive.documents.get().key).hex(), "line": 5, "asks": "boundary"}
    told = answers(tmp_path, answered(where, answer=True))

    first = run(told, "--by", by.username, "--reason", "by ear", archive="", command="apply_answers")
    second = run(told, archive="", command="apply_answers")

    assert first[0] == second[0] == 0
    assert "1 correction made" in first[1]
    assert "0 corrections made, 1 known already" in second[1]
    action = CuratorAction.objects.get()
    assert (action.kind, action.made_by, action.reason) == ("begin_post", by, "by ear")
    assert Post.objects.get(appearances__first_line=5).cues == ["set by hand"]
    assert not any(each["line"] == 5 and each["asks"] == "boundary" for each in doubts_of(archive))


def test_a_dry_run_changes_nothing(archive, tmp_path: Path) -> None:
    where = {"archive": "wall", "document": bytes(archive.documents.get().key).hex(), "line": 5, "asks": "boundary"}

    told = run(answers(tmp_path, answered(where, answer=False)), "--dry-run", archive="", command="apply_answers")

    assert "1 correction made" in told[1]
    assert not CuratorAction.objects.exists()


def test_what_cannot_be_taken_is_named_by_its_line_and_the_rest_is_taken(archive, tmp_path: Path) -> None:
    where = {"archive": "wall", "document": bytes(archive.documents.get().key).hex(), "line": 3, "asks": "quote"}
    told = answers(
        tmp_path,
        answered(where, answer=True, source={"document": where["document"], "line": 1}),
        answered(where, answer=None),
        {**where, "document": "ab", "answer": True},
        {**where, "line": "3", "answer": True},
        {**where, "line": 2, "answer": True},
        {**where, "asks": "why", "answer": True},
        {**where, "answer": "yes"},
        {**where, "archive": "wall\0", "document": "ab" * 32, "answer": True},
        {**where, "line": 5, "answer": False, "reason": "read\0 aloud"},
    )
    with told.open("a") as stream:
        stream.write("no JSON\n[]\n\n")

    code, said, errors = run(told, archive="", command="apply_answers")

    assert code == 1
    assert "2 corrections made, 0 known already, 1 not answered, 8 refused." in said
    refused = (3, 4, 5, 6, 7, 8, 10, 11)
    assert [line.partition(":")[0] for line in errors.splitlines()] == [f"line {n}" for n in refused]
    sourced, reasoned = CuratorAction.objects.order_by("id")
    assert sourced.value["source"]["line"] == 1
    assert reasoned.reason == "read\ufffd aloud"
