"""Threads of any shape, by the ten thousand: one opening post each, every post in its place, in seconds."""

import random
from pathlib import Path

import pytest
from django.db import connection

from tests.large.conftest import Load
from tests.loading.mails import Mail
from threads.models import Post, Thread

pytestmark = pytest.mark.django_db(transaction=True)
CHAIN, STAR, RING = 10_000, 100_000, 1_000
# What a thread of a hundred thousand posts may take, for it is read whole.
WHOLE_MB = 1_500
# Of each thread: its posts, its opening posts, and whether positions go from 0 to the last.
SOUND = """
    SELECT count(*), count(*) FILTER (WHERE parent_id IS NULL), max(position) = count(*) - 1
        AND count(DISTINCT position) = count(*)
    FROM threads_post GROUP BY thread_id
"""


def named(number: int) -> str:
    return f"{number}@quay.example"


def write(path: Path, mails: list[Mail]) -> Path:
    with path.open("wb") as stream:
        stream.writelines(mail.written() for mail in mails)
    return path


def assert_sound(posts: int, threads: int) -> None:
    """Every post is in one thread, and every thread has one opening post."""
    with connection.cursor() as cursor:
        cursor.execute(SOUND)
        found = cursor.fetchall()
    assert sum(count for count, _, _ in found) == posts == Post.objects.count()
    assert len(found) == threads == Thread.objects.count()
    assert all(roots == 1 and is_whole for _, roots, is_whole in found)


def chain(size: int) -> list[Mail]:
    """Each answers the one before, and names ten before that, as mail programs do."""
    return [
        Mail(
            named(n), f"Link {n}.", tuple(map(named, range(max(0, n - 10), n))), f"Link {n - 1}." if n else "", after=n
        )
        for n in range(size)
    ]


@pytest.mark.parametrize("order", ["as they came", "backwards", "shuffled"])
def test_a_chain_of_ten_thousand(tmp_path: Path, load: Load, order: str) -> None:
    mails = chain(CHAIN)
    if order == "backwards":
        mails.reverse()
    elif order == "shuffled":
        random.Random(1).shuffle(mails)

    outcome = load(write(tmp_path / "chain.mbox", mails))

    assert outcome.records == {"loaded": CHAIN}
    assert_sound(CHAIN, 1)
    assert Post.objects.get(number=CHAIN).depth == CHAIN - 1


@pytest.mark.parametrize("is_opened", [True, False])
def test_a_star_of_a_hundred_thousand(tmp_path: Path, load: Load, is_opened: bool) -> None:
    rays = [Mail(named(n), f"Ray {n}.", (named(0),), after=n) for n in range(1, STAR + 1)]
    centre = [Mail(named(0), "Centre.")] if is_opened else []

    outcome = load(write(tmp_path / "star.mbox", [*rays, *centre]), most=WHOLE_MB)

    assert outcome.records == {"loaded": STAR + is_opened}
    assert_sound(STAR + 1, 1)
    assert Post.objects.get(parent=None).is_missing is not is_opened


def test_circles_of_every_size(tmp_path: Path, load: Load) -> None:
    mails: list[Mail] = []
    for ring, size in enumerate((1, 2, RING)):
        mails += [
            Mail(f"{n}-{ring}@quay.example", f"Turn {n}.", (f"{(n + 1) % size}-{ring}@quay.example",), after=n)
            for n in range(size)
        ]

    outcome = load(write(tmp_path / "rings.mbox", mails))

    assert outcome.records == {"loaded": 3 + RING}
    assert_sound(3 + RING, 3)


def test_ten_thousand_answers_to_as_many_mails_that_are_not_there(tmp_path: Path, load: Load) -> None:
    lost = [
        Mail(f"{n}-{turn}@quay.example", f"Answer {n}.", (f"lost-{n}@quay.example",), after=n)
        for n in range(CHAIN // 2)
        for turn in range(2)
    ]

    outcome = load(write(tmp_path / "lost.mbox", lost))

    assert outcome.records == {"loaded": CHAIN}
    assert_sound(CHAIN * 3 // 2, CHAIN // 2)
    assert Post.objects.filter(is_missing=True).count() == CHAIN // 2
