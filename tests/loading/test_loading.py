"""What is stored becomes what was read, ids stay, and nothing that did not change is written."""

from itertools import pairwise

import pytest

from tests.helpers import factories
from tests.helpers.importing import snapshot
from tests.helpers.readings import (
    TEXT,
    conversation,
    document,
    edge,
    key,
    load,
    missing,
    place,
    post,
    quote,
    reading,
    source,
    stored,
    thread,
)
from threads import models
from threads.line_entries import LineEntry, Original
from threads.loading.counting import refresh_counts
from threads.reconstruct.normalise import is_wrapped
from threads.reconstruct.types import AppearanceReading, RunReading
from threads.words.kinds import Kind, Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def archive() -> models.Archive:
    archive = factories.archive()
    document(archive, TEXT)
    return archive


def test_a_thread_is_stored_in_reading_order(archive) -> None:
    load(archive, conversation())

    posts = archive.posts.order_by("position").values_list("text", "depth", "number", "last_descendant")
    assert list(posts) == [
        ("The wall stands.", 0, 1, 2),
        ("The wall stands.\nSo it does.", 1, 2, 1),
        ("The pier fell.", 1, 3, 2),
    ]


def test_a_quote_leads_to_the_very_passage(archive) -> None:
    load(archive, conversation())

    ada, bruno = stored(archive, "ada"), stored(archive, "bruno")
    quoted = bruno.quotes.get()
    assert (quoted.source_post, quoted.source_line, quoted.source_start, quoted.source_end) == (ada, 1, 0, 16)
    assert f'id="q{ada.pk}-1-0"' in ada.html
    assert f'href="/p/{ada.pk}/#q{ada.pk}-1-0"' in bruno.html


def test_own_words_leave_quotes_out(archive) -> None:
    load(archive, conversation())

    assert stored(archive, "bruno").own_text == "So it does."


def test_storing_the_same_again_writes_nothing(archive) -> None:
    load(archive, conversation())
    refresh_counts(archive)
    before = snapshot()

    changes = load(archive, conversation())
    refresh_counts(archive)

    assert not changes
    assert snapshot() == before


def test_the_documents_are_marked_read(archive) -> None:
    load(archive, conversation())

    assert not archive.documents.filter(is_read=False).exists()


def test_every_count_is_exact(archive) -> None:
    load(archive, conversation())
    refresh_counts(archive)

    archive.refresh_from_db()
    read = archive.threads.get()
    assert (archive.thread_count, archive.post_count, archive.document_count) == (1, 3, 1)
    assert (read.post_count, read.missing_count, read.author_count) == (3, 0, 0)
    assert stored(archive, "ada").quoted_count == 1


def test_a_post_whose_boundary_moved_keeps_its_id_and_its_old_key_is_remembered(archive) -> None:
    load(archive, conversation())
    chen = stored(archive, "chen")
    moved = reading(
        {"page.txt": TEXT},
        [post("ada", [1]), post("bruno", [2]), post("chen, longer", [3, 4])],
        [thread(("ada", 0), ("bruno", 1), ("chen, longer", 1))],
    )

    load(archive, moved)

    assert stored(archive, "chen, longer").pk == chen.pk
    redirect = models.Redirect.objects.get(of="post", old_key=bytes.fromhex(key("chen")))
    assert (redirect.old_id, redirect.post_id) == (chen.pk, chen.pk)


def test_a_post_that_is_merged_into_another_redirects_to_it(archive) -> None:
    load(archive, conversation())
    gone = stored(archive, "chen").pk
    merged = reading(
        {"page.txt": TEXT}, [post("ada", [1]), post("bruno", [2, 3, 4])], [thread(("ada", 0), ("bruno", 1))]
    )

    load(archive, merged)

    assert models.Redirect.objects.get(of="post", old_id=gone).post == stored(archive, "bruno")


def test_a_redirect_is_led_on_when_its_target_goes_too(archive) -> None:
    load(archive, conversation())
    gone = stored(archive, "chen").pk
    load(
        archive,
        reading({"page.txt": TEXT}, [post("ada", [1]), post("bruno", [2, 3, 4])], [thread(("ada", 0), ("bruno", 1))]),
    )

    load(archive, reading({"page.txt": TEXT}, [post("ada", [1, 2, 3, 4])], [thread(("ada", 0))]))

    assert models.Redirect.objects.get(of="post", old_id=gone).post == stored(archive, "ada")


def test_ids_are_never_given_again(archive) -> None:
    load(archive, conversation())
    gone = stored(archive, "chen").pk
    load(archive, reading({"page.txt": TEXT}, [post("ada", [1, 2, 3, 4])], [thread(("ada", 0))]))

    load(archive, conversation())

    assert stored(archive, "chen").pk > gone


def test_two_posts_may_trade_their_keys(archive) -> None:
    load(archive, conversation())
    traded = reading(
        {"page.txt": TEXT},
        [post("bruno", [1]), post("ada", [2, 3]), post("chen", [4])],
        [thread(("bruno", 0), ("ada", 1), ("chen", 1))],
    )

    load(archive, traded)

    assert stored(archive, "bruno").text == "The wall stands."


def test_a_thread_follows_its_opening_post_and_redirects_when_it_is_joined_to_another(archive) -> None:
    apart = reading(
        {"page.txt": TEXT},
        [post("ada", [1]), post("bruno", [2, 3]), post("chen", [4])],
        [thread(("ada", 0), ("bruno", 1)), thread(("chen", 0))],
    )
    load(archive, apart)
    first, second = stored(archive, "ada").thread_id, stored(archive, "chen").thread_id

    load(archive, conversation())

    assert archive.threads.get().pk == first
    assert models.Redirect.objects.get(of="thread", old_id=second).post == stored(archive, "chen")


def test_a_thread_keeps_its_id_when_another_post_comes_to_open_it(archive) -> None:
    load(archive, conversation())
    before = archive.threads.get().pk
    found = missing("dalia", place(1, 0, 8))

    load(
        archive,
        reading(
            {"page.txt": TEXT},
            [post("ada", [1]), post("bruno", [2, 3]), post("chen", [4])],
            [thread(("dalia", 0), ("ada", 1), ("bruno", 2), ("chen", 2))],
            missing=[found],
            lines={"page.txt": [quote(1, "ada"), quote(2, "bruno", source(1, "ada"))]},
        ),
    )

    assert archive.threads.get().pk == before


def test_a_missing_post_is_rebuilt_from_its_passages_and_stays_open_where_it_is_quoted(archive) -> None:
    load(
        archive,
        reading(
            {"page.txt": TEXT},
            [post("bruno", [1, 3]), post("chen", [4])],
            [thread(("dalia", 0), ("bruno", 1), ("chen", 1))],
            edges=[edge("bruno", "dalia")],
            missing=[missing("dalia", place(1, 0, 8), place(4, 4, 8))],
            lines={"page.txt": [quote(1, "bruno"), quote(4, "chen")]},
        ),
    )

    dalia, bruno = stored(archive, "dalia"), stored(archive, "bruno")
    assert dalia.is_missing
    assert dalia.text == "The wall\n\npier"
    assert "quoted by 1" in dalia.html
    assert "<details" not in bruno.html
    assert dalia.quoted_count == 2


def test_a_missing_post_that_has_a_thread_to_itself_is_found_again(archive) -> None:
    alone = reading(
        {"page.txt": TEXT},
        [post("ada", [1]), post("bruno", [2, 3, 4])],
        [thread(("ada", 0), ("bruno", 1)), thread(("dalia", 0))],
        edges=[edge("bruno", "ada"), edge("bruno", "dalia", is_primary=False)],
        missing=[missing("dalia", place(4, 4, 8))],
        lines={"page.txt": [quote(2, "bruno", source(1, "ada")), quote(4, "bruno")]},
    )
    load(archive, alone)
    before = snapshot()

    assert not load(archive, alone)
    assert snapshot() == before
    load(archive, conversation())
    assert not archive.posts.filter(is_missing=True).exists()
    assert archive.threads.count() == 1


def test_a_missing_post_that_turns_up_redirects_to_what_was_found(archive) -> None:
    lost = reading(
        {"page.txt": TEXT},
        [post("bruno", [2, 3])],
        [thread(("dalia", 0), ("bruno", 1))],
        missing=[missing("dalia", place(2, 0, 16))],
        lines={"page.txt": [quote(2, "bruno")]},
    )
    load(archive, lost)
    gone = stored(archive, "dalia").pk

    load(archive, conversation())

    assert models.Redirect.objects.get(of="post", old_id=gone).post == stored(archive, "ada")


def test_a_rendering_adds_lines_to_a_post_and_no_second_post(archive) -> None:
    copy = AppearanceReading(key("page.txt"), (4,), is_original=False)
    load(
        archive,
        reading(
            {"page.txt": TEXT},
            [post("ada", [1, 2, 3], copies=(copy,))],
            [thread(("ada", 0))],
            lines={"page.txt": [RunReading(4, 4, Role.DUPLICATE, None, 0.9, sources=(source(3, "ada"),))]},
        ),
    )

    appearances = models.Appearance.objects.filter(archive=archive).order_by("first_line")
    assert list(appearances.values_list("first_line", "last_line", "is_original")) == [(1, 3, True), (4, 4, False)]
    [*_, last] = models.Record.objects.get(archive=archive).entries
    assert last == LineEntry(4, 4, "duplicate", 0.9, Original(key("page.txt"), 3, "exact"))


LEVELS = 10_000


def test_a_chain_of_ten_thousand_answers_is_stored_without_recursion() -> None:
    archive = factories.archive()
    names = [f"post {level}" for level in range(LEVELS)]
    text = "\n".join(f"The wall stands, for the {level}th time." for level in range(LEVELS))
    document(archive, text)
    places = thread(*((name, level) for level, name in enumerate(names)))
    edges = [edge(child, parent) for parent, child in pairwise(names)]

    load(
        archive,
        reading({"page.txt": text}, [post(name, [n]) for n, name in enumerate(names, 1)], [places], edges=edges),
    )

    deepest = archive.posts.get(position=LEVELS - 1)
    assert deepest.depth == LEVELS - 1
    assert archive.posts.get(position=0).last_descendant == LEVELS - 1


def test_two_hundred_thousand_distinct_words_are_stored(archive) -> None:
    words = " ".join(f"w{number:x}" for number in range(200_000))
    hyphenated = " ".join("\U00010428\U00010429-\U0001042a\U0001042b" + chr(0x10400 + n % 40) for n in range(40_000))
    text = f"{words}\n{hyphenated}"
    document(archive, text, "long.txt")

    load(
        archive,
        reading(
            {"long.txt": text},
            [post("long", [1], "long.txt"), post("odd", [2], "long.txt")],
            [thread(("long", 0), ("odd", 1))],
        ),
    )

    assert stored(archive, "long").own_text == words


def test_lines_set_at_a_width_are_told_from_paragraphs_on_one_line() -> None:
    assert is_wrapped(["The wall", "stands.", "", "So be it."])
    assert not is_wrapped(["The wall stands. " * 20, "", "So be it."])
    assert not is_wrapped(["The wall", "stands."])


def test_a_truncated_quote_is_folded_like_any_proven_one(archive) -> None:
    load(
        archive,
        reading(
            {"page.txt": TEXT},
            [post("ada", [1]), post("bruno", [2, 3])],
            [thread(("ada", 0), ("bruno", 1))],
            lines={"page.txt": [quote(2, "bruno", source(1, "ada", kind=Kind.TRUNCATED, end=16))]},
        ),
    )

    assert "4 words" not in stored(archive, "bruno").text
    assert '<details class="quote">' in stored(archive, "bruno").html


def test_a_post_that_no_thread_has_is_not_lost(archive) -> None:
    load(archive, reading({"page.txt": TEXT}, [post("ada", [1]), post("bruno", [2, 3, 4])], [thread(("ada", 0))]))

    assert stored(archive, "bruno").thread.title == "The wall stands. So it does. The pier fell."


def test_a_missing_post_is_tied_to_a_line_that_has_another_source_too(archive) -> None:
    load(
        archive,
        reading(
            {"page.txt": TEXT},
            [post("ada", [1]), post("bruno", [2, 3, 4])],
            [thread(("ada", 0), ("bruno", 1)), thread(("dalia", 0))],
            missing=[missing("dalia", place(2, 4, 8))],
            lines={"page.txt": [quote(2, "bruno", source(1, "ada", end=16))]},
        ),
    )

    quotes = stored(archive, "bruno").quotes.order_by("rank").values_list("kind", "source_post__is_missing")
    assert list(quotes) == [("exact", False), ("unsourced", True)]
