"""Two authors who are one person are made one, for good, and can be parted again."""

import pytest

from tests.helpers import factories
from tests.helpers.curating import later, post_of
from tests.helpers.pages import ANSWER, BEES, REPLY, WALL
from tests.helpers.readings import document, load, post, reading, stored, thread
from threads import curating, models
from threads.curating import RefusedError, Reread

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada(archive, by) -> models.Author:
    """Who wrote of the wall, and is known by name."""
    author = post_of(WALL).author
    curating.rename_author(author=author, name="Ada of Ely", by=by)
    curating.read_again(archive)
    return models.Author.objects.get(pk=author.pk)


def test_a_post_without_a_known_author_is_given_to_one_who_has_a_name_for_good(archive, ada, pages, by):
    unknown = post_of(ANSWER).author

    curating.merge_authors(author=unknown, into=ada, by=by)
    assert post_of(ANSWER).author == ada
    assert curating.read_again(archive) is Reread.DONE
    assert "Ada of Ely" in post_of(WALL).html

    later(pages)

    assert post_of(ANSWER).author == ada
    assert "Ada of Ely" in post_of(REPLY).html
    assert not models.Author.objects.filter(pk=unknown.pk).exists()
    ada.refresh_from_db()
    assert (ada.name, ada.post_count) == ("Ada of Ely", 2)


def test_two_unknown_authors_become_one_who_is_named_later(archive, pages, by):
    one, other = post_of(WALL).author, post_of(BEES).author
    curating.merge_authors(author=one, into=other, by=by)
    curating.rename_author(author=other, name="Chen", by=by)
    curating.read_again(archive)

    later(pages)

    assert post_of(WALL).author == post_of(BEES).author == models.Author.objects.get(name="Chen")


def test_whoever_was_merged_twice_is_the_last_of_them(archive, ada, pages, by):
    unknown, keeper = post_of(ANSWER).author, post_of(BEES).author
    curating.rename_author(author=keeper, name="Dalia", by=by)
    keeper.refresh_from_db()
    curating.merge_authors(author=unknown, into=ada, by=by)
    curating.merge_authors(author=ada, into=keeper, by=by)
    curating.read_again(archive)

    later(pages)

    assert {post_of(text).author for text in (WALL, ANSWER, BEES)} == {keeper}


def test_the_address_of_an_author_who_was_merged_leads_to_the_other(archive, ada, by, client):
    curating.publish(archive=archive, by=by)
    unknown = post_of(ANSWER).author
    curating.merge_authors(author=unknown, into=ada, by=by)
    curating.read_again(archive)

    response = client.get(unknown.get_absolute_url(), follow=True)

    assert response.redirect_chain == [(ada.get_absolute_url(), 302)]
    archive.refresh_from_db()
    curating.unpublish(archive=archive, by=by)
    assert client.get(unknown.get_absolute_url()).status_code == 404


def test_merged_authors_are_parted_again_under_their_old_addresses(archive, ada, pages, by, client):
    curating.publish(archive=archive, by=by)
    unknown = post_of(ANSWER).author
    action = curating.merge_authors(author=unknown, into=ada, by=by)
    curating.read_again(archive)

    curating.undo(action=action)
    assert post_of(ANSWER).author == unknown
    curating.read_again(archive)
    later(pages)

    assert post_of(ANSWER).author == models.Author.objects.get(pk=unknown.pk, name="", is_placeholder=True)
    assert post_of(WALL).author == ada
    assert "Ada of Ely" not in post_of(WALL).html.split("<p")[-1]
    assert client.get(unknown.get_absolute_url()).status_code == 200


def test_the_names_of_whoever_was_merged_stay_as_other_names(by):
    archive = factories.archive()
    document(archive, "So it stands.\nAnd so it will.")
    page = reading(
        {"page.txt": "So it stands.\nAnd so it will."},
        [post("one", [1], author="Bruno H."), post("two", [2], author="Bruno Hale")],
        [thread(("one", 0), ("two", 1))],
    )
    load(archive, page)
    short, full = stored(archive, "one").author, stored(archive, "two").author

    curating.merge_authors(author=short, into=full, by=by)
    load(archive, page)

    assert stored(archive, "one").author == full
    assert list(full.aliases.values_list("name", "document__path")) == [("Bruno H.", "page.txt")]
    curating.undo(action=models.CuratorAction.objects.get())
    load(archive, page)
    assert not full.aliases.exists()
    assert stored(archive, "one").author == short


def test_a_name_is_not_lost_by_a_merge_with_somebody_unknown(ada, by):
    with pytest.raises(RefusedError, match="merge the unknown author into Ada of Ely"):
        curating.merge_authors(author=ada, into=post_of(BEES).author, by=by)


def test_authors_of_two_archives_and_one_author_alone_cannot_be_merged(ada, by):
    for into in (factories.author(factories.archive(), "Ada"), ada):
        with pytest.raises(RefusedError):
            curating.merge_authors(author=ada, into=into, by=by)
