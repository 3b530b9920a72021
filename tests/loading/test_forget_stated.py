"""Forgetting a mailbox or a file of posts leaves the archive as it would be had it never come."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.helpers.forgetting import ANSWER, ELSEWHERE, FIRST, LOST, OPENING, QUOTING, everything, forget, given, lines
from tests.helpers.importing import run
from tests.loading.mails import Mail, conversation, mailbox, sentence
from threads import models
from threads.reconstruct.stated import key_of_id

pytestmark = pytest.mark.django_db

SECOND = conversation("fog", 6, 2)


def answers() -> list[Mail]:
    """Mails that answer those of FIRST, quote them, and are what one of them answers."""
    above = FIRST[3]
    chain = (*above.answers, above.id)
    found = Mail(LOST, sentence(71), (FIRST[0].id,), FIRST[0].said.split("\n")[0], after=1100)
    return [
        Mail("hawser-1@quay.example", sentence(70), chain, above.said.split("\n")[0], 2, 9000),
        found,
        Mail("hawser-2@quay.example", sentence(72), (LOST,), sentence(71), 3, 9100),
    ]


def joining() -> list[Mail]:
    """A mail that stands above the opening mails of two conversations."""
    return [
        replace(FIRST[-1], id="both-1@quay.example", answers=(FIRST[0].id, SECOND[0].id), said=sentence(73), after=9500)
    ]


LATER = {
    "mails of other threads": SECOND,
    "the same mails once more": [*FIRST[2:], *SECOND],
    "answers, and a mail that was missing": answers(),
    "an overlap and answers to it": [*FIRST[1:5], *answers()],
    "other words under ids that are there": [replace(mail, said=sentence(80 + n)) for n, mail in enumerate(FIRST[:3])],
    "a mail that joins two threads": joining(),
    "an earlier mail of an author by another name": [
        replace(FIRST[0], id="dawn@quay.example", writer=4, after=-900000)
    ],
    "nothing but a copy": FIRST[:1],
}


@pytest.mark.parametrize("later", LATER.values(), ids=LATER)
@pytest.mark.parametrize("name", ["a.mbox", "z.mbox"])  # whose path is less must not matter
@pytest.mark.parametrize("by", ["run", "document"])
def test_what_was_forgotten_leaves_nothing_behind(tmp_path: Path, later: list[Mail], name: str, by: str) -> None:
    run(given(tmp_path / "one", "m.mbox", mailbox([*FIRST, *SECOND[:2]])))
    before = everything("wall")
    run(given(tmp_path / "two", name, mailbox(later)))
    assert everything("wall") != before

    pk = models.ImportRun.objects.latest("id").pk if by == "run" else models.Document.objects.get(path=name).pk
    forget(f"--{by}", pk)

    after = everything("wall")
    for table, rows in before.items():
        assert after[table] == rows, table


@pytest.mark.parametrize("later", LATER.values(), ids=LATER)
def test_forgetting_what_came_first_leaves_what_came_later(tmp_path: Path, later: list[Mail]) -> None:
    one = given(tmp_path / "one", "m.mbox", mailbox([*FIRST, *SECOND[:2]]))
    two = given(tmp_path / "two", "z.mbox", mailbox(later))
    run(two, archive="alone")
    run(one)
    run(two)

    forget("--document", models.Document.objects.get(archive__slug="wall", path="m.mbox").pk)

    alone = everything("alone")
    after = everything("wall")
    for table, rows in alone.items():
        assert after[table] == rows, table


def test_a_post_that_was_supplied_is_missing_again_under_its_address(tmp_path: Path) -> None:
    run(given(tmp_path / "one", "m.mbox", mailbox(FIRST)))
    key = bytes.fromhex(key_of_id(LOST))
    address = models.Post.objects.get(key=key, is_missing=True).pk
    run(given(tmp_path / "two", "z.mbox", mailbox(answers())))
    assert models.Post.objects.get(key=key, is_missing=False).pk == address

    forget("--run", models.ImportRun.objects.latest("id").pk)

    assert models.Post.objects.get(key=key, is_missing=True).pk == address


def test_addresses_of_what_stays_are_the_same_after_forgetting(tmp_path: Path) -> None:
    run(given(tmp_path / "one", "m.mbox", mailbox([*FIRST, *SECOND])))
    before = set(models.Post.objects.values_list("key", "pk", "thread__pk"))
    run(given(tmp_path / "two", "z.mbox", mailbox([*FIRST[1:4], *answers()])))

    forget("--run", models.ImportRun.objects.latest("id").pk)

    assert set(models.Post.objects.values_list("key", "pk", "thread__pk")) == before


def test_a_document_that_another_run_was_given_too_stays(tmp_path: Path) -> None:
    box = given(tmp_path / "one", "m.mbox", mailbox(FIRST))
    run(box)
    first = models.ImportRun.objects.get().pk
    run(box)
    before = everything("wall")

    forget("--run", first)

    assert everything("wall") == before


@pytest.mark.parametrize(
    ("first", "later"),
    [
        ([OPENING, ANSWER], [QUOTING]),
        ([OPENING, QUOTING], [ANSWER]),
        ([ELSEWHERE], [OPENING, ANSWER]),
        ([OPENING, ANSWER, QUOTING], [OPENING, ANSWER, ELSEWHERE]),
        ([ANSWER, QUOTING], [OPENING, ANSWER | {"text": sentence(64)}]),
    ],
)
def test_posts_in_lines_are_forgotten_without_a_trace(tmp_path: Path, first: list[dict], later: list[dict]) -> None:
    run(given(tmp_path / "one", "m.jsonl", lines(*first)))
    before = everything("wall")
    run(given(tmp_path / "two", "a.jsonl", lines(*later)))
    assert everything("wall") != before

    forget("--run", models.ImportRun.objects.latest("id").pk)

    after = everything("wall")
    for table, rows in before.items():
        assert after[table] == rows, table
