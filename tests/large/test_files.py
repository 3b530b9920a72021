"""Files that are large in one way: every record is accounted for, and what cannot be read is named."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client

from tests.large.conftest import Load, assert_complete
from tests.loading import malformed
from threads import models

pytestmark = pytest.mark.django_db(transaction=True)
SECONDS = 10
LINE = 100_000_000
ELEMENTS = 1_000_000
COMMENT = {
    "link_id": "t3_quay", "author": "ida", "body": "The tide turns.", "created_utc": 1_049_522_828, "subreddit": "quay",
}  # fmt: skip
# Of the corpus of malformed files those that ``scale`` makes larger, or whose size is what is wrong with them.
SCALED = (
    "long-header.mbox", "many-references.mbox", "many-recipients.mbox", "parentheses.mbox", "long-line.mbox",
    "many-words.mbox", "deep-parts.mbox", "deep-mails.mbox", "many-parts.mbox", "many-attributes.mbox", "deep-tags.mbox",
    "deep-quotes.mbox", "deep-signs.mbox", "only-quoted.mbox", "data-uri.mbox",
)  # fmt: skip


@pytest.fixture(scope="session")
def corpus() -> dict[str, bytes]:
    return malformed.files(100)


@pytest.mark.parametrize("name", SCALED)
def test_a_mail_of_enormous_parts_spoils_no_other(
    tmp_path: Path, load: Load, corpus: dict[str, bytes], name: str
) -> None:
    path = tmp_path / name
    path.write_bytes(corpus[name])

    outcome = load(path)

    assert_complete(path, outcome)
    assert models.Post.objects.filter(title__startswith="after-").count() == 1


def comments(count: int) -> Iterator[str]:
    """Threads of fifty."""
    for number in range(count):
        first = number - number % 50
        parent = f"t1_{first + (number - first - 1) // 3:x}" if number > first else f"t3_{first:x}"
        yield json.dumps({**COMMENT, "id": f"{number:x}", "parent_id": parent, "link_id": f"t3_{first:x}"})


def array(path: Path, elements: Iterator[str]) -> Path:
    with path.open("w") as stream:
        for number, element in enumerate(elements):
            stream.write(", " if number else "[")
            stream.write(element)
        stream.write("]")
    return path


def test_an_array_of_a_million_that_nobody_knows_is_refused_by_name(tmp_path: Path, load: Load) -> None:
    outcome = load(array(tmp_path / "array.json", (f'{{"id": {number}}}' for number in range(ELEMENTS))))

    assert outcome.code == 2
    assert "array.json: no reader knows" in outcome.reasons[0]
    assert outcome.processor < SECONDS


def test_an_array_of_a_million_posts(tmp_path: Path, load: Load) -> None:
    said = (f'{{"id": "{number}", "text": "Tide {number}.", "thread": "{number // 9}"}}' for number in range(ELEMENTS))

    outcome = load(array(tmp_path / "posts.json", said))

    assert outcome.records == {"loaded": ELEMENTS}
    assert models.Post.objects.count() == ELEMENTS


def test_an_array_of_a_hundred_thousand_comments(tmp_path: Path, load: Load) -> None:
    outcome = load(array(tmp_path / "comments.json", comments(100_000)))

    assert outcome.records == {"loaded": 100_000}


@pytest.mark.parametrize("name", ["line.ndjson", "line.json", "line.mbox", "line.txt", "line.eml", "line.html"])
def test_one_line_of_a_hundred_megabytes(tmp_path: Path, load: Load, name: str) -> None:
    path = tmp_path / name
    words = b"word " * (LINE // 5)
    first = next(comments(1)).encode()
    openings = {
        "line.ndjson": (first + b"\n" + first.replace(b"The tide turns.", words) + b"\n"),
        "line.json": b"[" + first.replace(b"The tide turns.", words) + b"]",
        "line.mbox": malformed.mail("line", words),
        "line.eml": b"From: ida@quay.example\nSubject: x\n\n" + words,
        "line.html": b"<html><body>" + words,
    }
    path.write_bytes(openings.get(name, words))

    outcome = load(path)

    if outcome.code == 2:
        assert name in outcome.reasons[0]
    else:
        assert_complete(path, outcome)


def test_a_body_of_200_000_words_is_found_by_its_first_ones(tmp_path: Path, load: Load) -> None:
    path = tmp_path / "words.mbox"
    path.write_bytes(malformed.mail("words", "quayside\n" + "\n".join(f"w{n:x}q{n * 7919:x}" for n in range(200_000))))

    load(path)

    models.Archive.objects.update(is_published=True)
    assert Client().get("/search/", {"q": "quayside"}).content.count(b"/p/") > 0


def test_dates_out_of_range_are_kept_as_they_stand(tmp_path: Path, load: Load) -> None:
    years = ("1", "68", "1969", "2038", "9999", "99999", "-5", "")
    path = tmp_path / "dates.mbox"
    path.write_text(
        "".join(
            f"{malformed.HEAD}From: a@q.example\nMessage-ID: <{n}-{turn}@q>\nDate: Fri, 29 Feb {year} 12:00:00 +9999\n\nOld.\n\n"
            for n, year in enumerate(years)
            for turn in range(5_000)
        )
    )

    outcome = load(path)

    assert_complete(path, outcome)
    assert outcome.records == {"loaded": len(years) * 5_000}
    models.Archive.objects.update(is_published=True)
    for page in ("/", "/a/large/", "/a/large.atom", "/search/?q=old&sort=newest"):
        assert Client().get(page).status_code == 200, page
