"""A missing post and its only quote are shown once, where it is quoted; its answer stands in its place."""

import pytest
from django.contrib.auth.models import AnonymousUser

from tests.helpers import factories
from tests.helpers.readings import document, edge, key, load, missing, place, post, quote, reading, stored, thread
from threads import models, selectors

pytestmark = pytest.mark.django_db
VISITOR = AnonymousUser()
TEXT = "Who keeps the key?\nI keep it.\nThen lend it to me.\nMe too."


def told(thread: models.Thread, **asked: object) -> list[tuple[int, int, str]]:
    page = selectors.thread_page(VISITOR, thread.id, **asked)
    assert [line.id for line in page.outline] == [each.id for each in page.posts]
    return [(each.number, each.level, each.answer.to.label if each.answer else "") for each in page.posts]


@pytest.fixture
def archive() -> models.Archive:
    archive = factories.archive()
    document(archive, TEXT)
    return archive


def quoted_once(**more) -> None:
    """Line 1 is quoted from a post that is not here; line 2 answers it, line 3 that."""
    return reading(
        {"page.txt": TEXT},
        [post("bruno", [1, 2]), post("chen", [3]), post("dalia", [4])],
        [thread(("lost", 0), ("bruno", 1), ("chen", 2), *more.pop("also", (("dalia", 3),)))],
        missing=[missing("lost", place(1, end=18))],
        edges=[edge("bruno", "lost"), edge("chen", "bruno"), edge("dalia", more.pop("dalia", "chen"))],
        lines={"page.txt": [quote(1, "bruno")]},
    )


def test_the_answer_stands_in_its_place_and_the_thread_is_called_by_it(archive) -> None:
    load(archive, quoted_once())

    found = models.Thread.objects.get()
    assert told(found) == [(1, 0, "a post that is not here"), (2, 1, ""), (3, 2, "")]
    assert told(found, view="flat") == [(1, 0, "a post that is not here"), (2, 0, ""), (3, 0, "")]
    assert (found.title, found.post_count, found.missing_count) == ("I keep it.", 3, 0)
    assert selectors.archive_page(VISITOR, archive.slug).threads[0].heading == "I keep it."
    assert "from a post that is not here" in stored(archive, "bruno").html


def test_a_missing_post_that_two_answer_holds_them_together_and_is_shown(archive) -> None:
    load(archive, quoted_once(also=(("dalia", 1),), dalia="lost"))

    found = models.Thread.objects.get()
    assert told(found) == [(1, 0, ""), (2, 1, ""), (3, 2, ""), (4, 1, "")]
    assert (found.title, found.missing_count) == ("I keep it.", 1)


def test_its_own_address_still_shows_it_and_its_answer_says_whom_it_answers(client, archive) -> None:
    load(archive, quoted_once())
    lost, bruno = stored(archive, "lost"), stored(archive, "bruno")

    assert [each.id for each in selectors.post_page(VISITOR, lost.id).all][:2] == [lost.id, bruno.id]
    page = selectors.post_page(VISITOR, bruno.id)
    assert page.before == ()
    assert page.post.answer.to.label == "a post that is not here"
    html = client.get(bruno.get_absolute_url()).content.decode()
    assert f'to <a href="/p/{lost.id}/" data-parent>a post that is not here</a>' in html


def test_branches_are_folded_by_the_posts_that_are_shown(archive) -> None:
    load(archive, quoted_once())
    found = models.Thread.objects.get()

    page = selectors.thread_page(VISITOR, found.id)
    assert [each.branch for each in page.posts] == [2, 1, 0]
    folded = selectors.thread_page(VISITOR, found.id, folded={2})
    assert [each.number for each in folded.posts] == [1, 2]


def test_in_the_midst_of_a_thread_only_what_is_below_moves_up(archive) -> None:
    first = reading(
        {"page.txt": TEXT},
        [post("ada", [4]), post("bruno", [1, 2]), post("chen", [3])],
        [thread(("ada", 0), ("lost", 1), ("bruno", 2), ("chen", 1))],
        missing=[missing("lost", place(1, end=18))],
        edges=[edge("lost", "ada"), edge("bruno", "lost"), edge("chen", "ada")],
        lines={"page.txt": [quote(1, "bruno")]},
    )
    load(archive, first)

    assert {each[0] for each in told(models.Thread.objects.get())} == {1, 2, 3}
    assert [each[1] for each in told(models.Thread.objects.get())] == [0, 1, 1]
    assert models.Post.objects.get(key=bytes.fromhex(key("lost"))).number == 4
