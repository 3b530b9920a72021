"""Corrections by people outlive every reading, under whatever keys posts come to have."""

import pytest

from tests.helpers import factories
from tests.helpers.readings import (
    TEXT,
    conversation,
    document,
    key,
    load,
    missing,
    place,
    post,
    quote,
    reading,
    stored,
    thread,
)
from threads import curating, models
from threads.loading.rows.trees import parents_of, with_moves
from threads.loading.stale.affected import mark_and_group
from threads.reconstruct.components import merged

pytestmark = pytest.mark.django_db
LEVELS = 10_000


@pytest.fixture
def archive() -> models.Archive:
    archive = factories.archive()
    document(archive, TEXT)
    return archive


def correction(archive, kind: str, who: str, /, **value: object) -> models.CuratorAction:
    return models.CuratorAction.objects.create(
        archive=archive, kind=kind, key=bytes.fromhex(key(who)), value=value, made_by=None
    )


def test_a_post_hidden_by_hand_stays_hidden(archive) -> None:
    correction(archive, "hide_post", "chen")

    load(archive, conversation())

    assert [post.is_hidden for post in archive.posts.order_by("position")] == [False, False, True]


def test_a_correction_follows_a_post_whose_key_changes(archive) -> None:
    correction(archive, "hide_post", "chen")
    load(archive, conversation())

    for name in ("chen again", "chen once more"):
        load(
            archive,
            reading(
                {"page.txt": TEXT},
                [post("ada", [1]), post("bruno", [2]), post(name, [3, 4])],
                [thread(("ada", 0), ("bruno", 1), (name, 1))],
            ),
        )

    assert stored(archive, "chen once more").is_hidden


def test_a_correction_that_was_undone_has_no_effect(archive) -> None:
    models.CuratorAction.objects.filter(pk=correction(archive, "hide_post", "chen").pk).update(is_undone=True)

    load(archive, conversation())

    assert not stored(archive, "chen").is_hidden


def test_an_author_named_by_hand_keeps_the_name(archive) -> None:
    correction(archive, "rename_author", "ada", name="Ada of the harbour")

    load(archive, conversation())

    assert stored(archive, "ada").author.name == "Ada of the harbour"
    assert "<b>Ada of the harbour" in stored(archive, "bruno").html


def test_a_parent_set_by_hand_makes_the_tree(archive) -> None:
    correction(archive, "change_parent", "chen", parent=key("bruno"))

    load(archive, conversation())

    chen = stored(archive, "chen")
    assert (chen.depth, chen.parent) == (2, stored(archive, "bruno"))
    assert [edge.origin for edge in chen.edges.filter(is_primary=True)] == ["curated"]
    assert stored(archive, "ada").last_descendant == 2


def test_a_post_set_on_its_own_by_hand_opens_a_thread(archive) -> None:
    correction(archive, "change_parent", "chen", parent=None)

    load(archive, conversation())

    assert stored(archive, "chen").thread.title == "The pier fell."
    assert archive.threads.count() == 2


def test_a_correction_that_would_close_a_circle_is_left_out() -> None:
    threads = [thread(("ada", 0), ("bruno", 1), ("chen", 2))]

    planted = with_moves(threads, {key("ada"): key("chen")}, lambda _: "")

    assert parents_of(planted) == parents_of(threads)


def test_a_chain_of_ten_thousand_can_be_replanted() -> None:
    chain = thread(*((f"post {level}", level) for level in range(LEVELS)))

    planted = with_moves([chain], {key("post 9999"): key("post 0")}, lambda _: "")

    assert planted[0].places[-1].depth == 1


def test_a_missing_post_is_put_into_another_thread_for_good() -> None:
    pages = {"page.txt": "So it stands.\nAnd so it will.", "mill.txt": "The mill turns.\nIt never stopped."}
    archive = factories.archive()
    for path, text in pages.items():
        document(archive, text, path)
    quoting = reading(
        {"page.txt": pages["page.txt"]},
        [post("bruno", [1, 2])],
        [thread(("dalia", 0), ("bruno", 1))],
        missing=[missing("dalia", place(1, 0, 13))],
        lines={"page.txt": [quote(1, "bruno")]},
    )
    mill = reading({"mill.txt": pages["mill.txt"]}, [post("ada", [1, 2], "mill.txt")], [thread(("ada", 0))])
    load(archive, quoting)
    load(archive, mill)

    curating.change_parent(post=stored(archive, "dalia"), parent=stored(archive, "ada"), by=None)
    (group,) = mark_and_group(archive)

    assert sorted(group.documents) == sorted(archive.documents.values_list("id", flat=True))
    for _ in range(2):
        load(archive, merged([quoting, mill]))
        assert stored(archive, "dalia").parent == stored(archive, "ada")
        assert stored(archive, "bruno").thread == stored(archive, "ada").thread
