"""The same mails give the same archive, in whatever order and in however many files they come."""

import random
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.helpers.importing import run
from tests.loading.mails import Mail, awkward, mailbox, picture
from threads.models import Author

pytestmark = pytest.mark.django_db
SLUGS = count()


def load(folder: Path, files: list[list[Mail]], *, at_once: bool) -> str:
    """Import mailboxes together or one after another, into an archive of their own; gives its name."""
    slug = f"order{next(SLUGS)}"
    (folder / slug).mkdir()
    paths = []
    for number, mails in enumerate(files):
        paths.append(folder / slug / f"{number}.mbox")
        paths[-1].write_bytes(mailbox(mails))
    for given_together in [paths] if at_once else [[path] for path in paths]:
        code, _, err = run(*given_together, archive=slug)
        assert code == 0, err
    return slug


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.randoms(use_true_random=False), st.integers(1, 4), st.booleans())
@example(random.Random(3), len(awkward()), False)
def test_order_and_files_do_not_matter(tmp_path: Path, chance: random.Random, files: int, at_once: bool) -> None:
    mails = awkward()
    expected = load(tmp_path, [mails], at_once=True)
    chance.shuffle(mails)

    found = load(tmp_path, [part for number in range(files) if (part := mails[number::files])], at_once=at_once)

    assert picture(found) == picture(expected)


def test_the_picture_tells_a_mail_more_or_less_apart(tmp_path: Path) -> None:
    assert picture(load(tmp_path, [awkward()], at_once=True)) != picture(load(tmp_path, [awkward()[1:]], at_once=True))


@pytest.mark.parametrize("is_backwards", [False, True])
def test_an_author_is_called_as_in_the_earliest_mail(tmp_path: Path, is_backwards: bool) -> None:
    mails = [
        Mail("a@quay.example", "The ferry is late.", writer=1, after=5),
        Mail("b@quay.example", "It came.", after=9),
    ]
    load(tmp_path, [[mail] for mail in (reversed(mails) if is_backwards else mails)], at_once=False)

    assert Author.objects.get().name == "I. Moor"


@pytest.mark.parametrize("is_backwards", [False, True])
def test_an_author_is_called_as_in_most_mails(tmp_path: Path, is_backwards: bool) -> None:
    mails = [
        Mail("a@quay.example", "The ferry is late.", writer=1, after=5),
        Mail("b@quay.example", "It came.", after=9),
        Mail("c@quay.example", "It left again.", after=12),
    ]
    load(tmp_path, [[mail] for mail in (reversed(mails) if is_backwards else mails)], at_once=False)

    assert Author.objects.get().name == "Ida Moor"
