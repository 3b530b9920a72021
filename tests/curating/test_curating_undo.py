"""A correction on which later ones stand is not taken back from under them; whoever asks is told which."""

import pytest

from tests.helpers.curating import post_of
from tests.helpers.pages import ANSWER, BEES, WALL
from threads import curating, models
from threads.curating import RefusedError

pytestmark = pytest.mark.django_db


def named(text: str, name: str, by) -> models.CuratorAction:
    return curating.rename_author(author=post_of(text).author, name=name, by=by)


def in_force() -> int:
    return models.CuratorAction.objects.filter(is_undone=False).count()


def test_a_move_stays_while_a_later_one_put_a_post_below_it(archive, by):
    first = curating.change_parent(post=post_of(ANSWER), parent=None, by=by)
    curating.read_again(archive)
    later = curating.change_parent(post=post_of(WALL), parent=post_of(ANSWER), by=by)
    curating.read_again(archive)

    with pytest.raises(RefusedError, match=f"Correction {later.pk} put post {post_of(WALL).pk} below"):
        curating.undo(action=first)
    assert in_force() == 2

    curating.undo(action=later)
    curating.undo(action=first)
    curating.read_again(archive)
    assert post_of(ANSWER).parent == post_of(WALL)


def test_a_name_is_not_given_back_to_whoever_was_merged_since(archive, by):
    first = named(ANSWER, "Bruno", by)
    named(WALL, "Ada of Ely", by)
    merge = curating.merge_authors(author=post_of(ANSWER).author, into=post_of(WALL).author, by=by)

    with pytest.raises(RefusedError, match=f"merged into Ada of Ely since, by correction {merge.pk}"):
        curating.undo(action=first)

    curating.undo(action=merge)
    curating.undo(action=first)
    assert post_of(ANSWER).author.name == ""


def test_a_name_that_another_author_took_meanwhile_is_not_given_back(archive, by):
    named(WALL, "Ada", by)
    second = named(WALL, "Adah", by)
    named(BEES, "Ada", by)

    with pytest.raises(RefusedError, match="has that name by now"):
        curating.undo(action=second)
    assert post_of(WALL).author.name == "Adah"


def test_merged_authors_are_not_parted_into_two_of_one_name(archive, by):
    named(ANSWER, "Bruno", by)
    named(WALL, "Ada", by)
    merge = curating.merge_authors(author=post_of(ANSWER).author, into=post_of(WALL).author, by=by)
    named(WALL, "Bruno", by)

    with pytest.raises(RefusedError, match="would be called Bruno again"):
        curating.undo(action=merge)
    assert post_of(ANSWER).author == post_of(WALL).author


def test_the_first_of_two_merges_can_be_undone_alone(archive, by):
    unknown, ada, keeper = (post_of(text).author for text in (ANSWER, WALL, BEES))
    first = curating.merge_authors(author=unknown, into=ada, by=by)
    curating.merge_authors(author=ada, into=keeper, by=by)
    curating.read_again(archive)

    curating.undo(action=first)
    curating.read_again(archive)

    assert post_of(ANSWER).author_id == unknown.pk
    assert post_of(WALL).author == post_of(BEES).author == keeper
