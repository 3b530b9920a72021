"""What is quoted in many threads by many authors leads, and words that say nothing by themselves never do."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache

from tests.helpers import factories
from threads import models, selectors
from threads.selectors.quoted_ranking import is_telling

pytestmark = pytest.mark.django_db
VISITOR = AnonymousUser()


@pytest.fixture(autouse=True)
def nothing_ranked() -> None:
    cache.clear()


@pytest.mark.parametrize(
    ("words", "telling"),
    [
        ("The gate hangs by one hinge since May.", True),
        ("Thanks for the long ladder, it reached the lantern at last.", True),
        ("門は一つの蝶番で下がっている", True),
        ("https://tides.example/gate?hinge=1", False),
        ("See https://tides.example/gate-with-one-hinge", False),
        ("Hi All,", False),
        ("Thanks for everything, Ada", False),
        ("Reviewed-by: Ada Reed of Brackwater <ada@tides.example>", False),
        ("On 3 May 2011 at the quay, Ada Reed wrote:", False),
        ("--", False),
    ],
)
def test_words_say_something_by_themselves(words: str, telling: bool) -> None:
    assert is_telling(words) is telling


def quoted(source: models.Post, threads: int, each: int, *, via: models.Post | None = None) -> None:
    """Let posts quote one: so many in each of so many threads, every one by another author."""
    for n in range(threads):
        opening = factories.post(factories.thread(source.archive, title=f"Thread {n}"), author=f"Opener {n}")
        for m in range(each):
            post = factories.answer(opening, author=f"{source.pk} {n} {m}")
            factories.quote(post, source, via=via)


def test_the_depth_of_one_thread_does_not_count_against_threads_and_authors() -> None:
    archive = factories.archive()
    thread = factories.thread(archive)
    deep = factories.post(thread, "Who keeps the key of the lantern on the jetty?")
    wide = factories.post(thread, "The key hangs behind the door of the boat house.")
    handed_on = factories.post(thread, "Oil the hinge before the frost, not after it.")
    quoted(deep, 1, 5)
    quoted(wide, 3, 1)
    quoted(handed_on, 4, 2, via=deep)
    quoted(factories.post(thread, "Hi All,"), 5, 1)

    passages = selectors.quoted_page(VISITOR).passages

    assert [(each.post.pk, each.threads, each.authors) for each in passages] == [
        (wide.pk, 3, 3), (deep.pk, 1, 5), (thread.posts.get(text="Hi All,").pk, 5, 5)
    ]  # fmt: skip
    lead = selectors.front_page(VISITOR).lead
    assert (lead.post.pk, lead.threads, lead.authors) == (wide.pk, 3, 3)


def test_the_front_page_and_the_list_say_the_same(client) -> None:
    source = factories.post(factories.thread(factories.archive()), "The key hangs behind the door of the boat house.")
    quoted(source, 3, 2)

    for address in ("/", "/quoted/"):
        assert "quoted in 3 threads, by 6 authors" in client.get(address).content.decode()


def test_a_post_hidden_since_it_was_ranked_is_not_shown() -> None:
    source = factories.post(factories.thread(factories.archive()), "The key hangs behind the door of the boat house.")
    quoted(source, 2, 1)
    assert selectors.quoted_page(VISITOR).passages

    models.Post.objects.filter(pk=source.pk).update(is_hidden=True)

    assert not selectors.quoted_page(VISITOR).passages
