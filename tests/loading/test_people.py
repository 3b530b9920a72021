"""Never more authors than the documents name, and never fewer than they part."""

import pytest

from tests.helpers import factories
from tests.helpers.readings import TEXT, conversation, document, key, load, post, reading, thread
from threads import models
from threads.loading.counting import refresh_counts
from threads.reconstruct.types import AuthorReading

pytestmark = pytest.mark.django_db


@pytest.fixture
def archive() -> models.Archive:
    archive = factories.archive()
    document(archive, TEXT)
    return archive


def test_each_post_has_an_unknown_author_of_its_own(archive) -> None:
    load(archive, conversation())

    assert models.Author.objects.filter(archive=archive, is_placeholder=True).count() == 3


def test_a_page_of_one_author_has_one_author_with_the_aliases_it_states(archive) -> None:
    load(
        archive,
        reading(
            {"page.txt": TEXT},
            [post("one", [1], author_page=key("page.txt")), post("two", [4], author_page=key("page.txt"))],
            [thread(("one", 0)), thread(("two", 0))],
            authors={"page.txt": AuthorReading("Dalia", ("beekeeper",))},
        ),
    )
    refresh_counts(archive)

    dalia = models.Author.objects.get(archive=archive)
    assert (dalia.name, dalia.post_count) == ("Dalia", 2)
    assert [alias.name for alias in dalia.aliases.all()] == ["beekeeper"]


def test_pages_stated_to_be_by_one_person_share_one_author() -> None:
    archive = factories.archive()
    for path, stated in (("a.txt", "Dalia"), ("b.txt", "DALIA")):
        document(archive, "The wall stands.", path, stated_author=stated)
        load(
            archive,
            reading(
                {path: "The wall stands."},
                [post(path, [1], path, author_page=key(path))],
                [thread((path, 0))],
                authors={path: AuthorReading(None, ("bee",))},
            ),
        )
    refresh_counts(archive)

    dalia = models.Author.objects.get(archive=archive)
    assert (dalia.name, dalia.post_count, dalia.aliases.count()) == ("DALIA", 2, 2)


def test_authors_that_nobody_is_left_of_are_removed(archive) -> None:
    load(archive, conversation())

    load(archive, reading({"page.txt": TEXT}, [post("ada", [1, 2, 3, 4])], [thread(("ada", 0))]))
    refresh_counts(archive)

    assert models.Author.objects.filter(archive=archive).count() == 1


def test_a_page_named_by_whoever_imports_it_keeps_the_aliases_it_states(archive) -> None:
    models.Document.objects.filter(archive=archive).update(stated_author="Dalia")

    load(
        archive,
        reading(
            {"page.txt": TEXT},
            [post("one", [1], author="Dalia", author_page=key("page.txt"))],
            [thread(("one", 0))],
            authors={"page.txt": AuthorReading("Dalia", ("beekeeper",))},
        ),
    )

    dalia = models.Author.objects.get(archive=archive)
    assert dalia.name == "Dalia"
    assert [alias.name for alias in dalia.aliases.all()] == ["beekeeper"]
