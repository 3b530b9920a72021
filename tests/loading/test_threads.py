"""Threads of any shape: ten thousand deep, ten thousand wide, in circles, without their beginning."""

from pathlib import Path

import pytest

from tests.helpers.importing import run
from tests.helpers.seconds import at_most
from tests.loading.mails import Mail, mailbox
from threads.models import Author, Post, Thread

pytestmark = pytest.mark.django_db
SECONDS = 30


def load(folder: Path, mails: list[Mail]) -> None:
    path = folder / "quay.mbox"
    path.write_bytes(mailbox(mails))
    with at_most(SECONDS):
        assert run(path, "--workers", 1)[0] == 0
    assert_sound()


def assert_sound() -> None:
    """Every post is in one thread, every thread has one opening post, and its counts are right."""
    for thread in Thread.objects.all():
        posts = list(thread.posts.order_by("position").values_list("position", "parent_id", "is_missing"))
        assert [position for position, _, _ in posts] == list(range(len(posts)))
        assert [parent for _, parent, _ in posts].count(None) == 1
        assert thread.post_count == sum(not is_missing for _, _, is_missing in posts)
    assert Author.objects.filter(posts=None).count() == 0


def named(number: int) -> str:
    return f"{number}@quay.example"


@pytest.mark.parametrize("is_backwards", [False, True])
def test_a_chain_of_three_thousand(tmp_path: Path, is_backwards: bool) -> None:
    size = 3_000
    mails = [Mail(named(n), f"Link {n}.", (named(n - 1),) if n else (), after=n) for n in range(size)]

    load(tmp_path, mails[::-1] if is_backwards else mails)

    assert Thread.objects.count() == 1
    assert Post.objects.get(number=size).depth == size - 1


def test_a_star_of_three_thousand(tmp_path: Path) -> None:
    load(tmp_path, [Mail(named(n), f"Ray {n}.", (named(0),) if n else (), after=n) for n in range(3_000)])

    assert Thread.objects.count() == 1
    assert Post.objects.filter(depth=1).count() == 2_999


@pytest.mark.parametrize("size", [1, 2, 500])
def test_a_circle_becomes_one_thread(tmp_path: Path, size: int) -> None:
    load(tmp_path, [Mail(named(n), f"Turn {n}.", (named((n + 1) % size),), after=n) for n in range(size)])

    assert Thread.objects.count() == 1
    assert Post.objects.count() == size


def test_answers_to_a_mail_that_is_not_there_stay_together(tmp_path: Path) -> None:
    load(tmp_path, [Mail(named(n), f"Answer {n}.", ("lost@quay.example",), after=n) for n in (1, 2, 3)])

    assert Post.objects.get(parent=None).is_missing
    assert Thread.objects.get().missing_count == 1


def test_a_lost_mail_that_is_found_takes_its_place(tmp_path: Path) -> None:
    load(tmp_path, [Mail(named(n), f"Answer {n}.", ("lost@quay.example",), after=n) for n in (1, 2, 3)])
    page = Post.objects.get(is_missing=True).pk

    load(tmp_path, [Mail("lost@quay.example", "Here.", after=0)])

    found = Post.objects.get(pk=page)
    assert (found.is_missing, found.text) == (False, "Here.")
    assert Thread.objects.get().missing_count == 0


def test_an_equal_subject_joins_nothing(tmp_path: Path) -> None:
    path = tmp_path / "quay.mbox"
    path.write_bytes(b"".join(Mail(named(n), f"Answer {n}.", after=n).written() for n in range(3)))
    path.write_bytes(
        b"\n".join(b"Subject: Re: Ropes" if b"Subject:" in each else each for each in path.read_bytes().split(b"\n"))
    )

    run(path)

    assert Thread.objects.count() == 3
