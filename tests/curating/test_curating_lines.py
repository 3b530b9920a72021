"""What people say of lines (a post begins here, none does, this is a quote or none) holds whatever is read after it."""

import pytest
from django.core.management import call_command

from tests.helpers.curating import later, post_of
from tests.helpers.importing import export, run
from tests.helpers.pages import ANSWER, BEES, WALL
from threads import curating, models
from threads.curating import RefusedError, SaidError

pytestmark = pytest.mark.django_db
QUOTED, PIER, GAPS = 1, 3, 5  # lines of answer.txt


def page(name: str) -> models.Document:
    return models.Document.objects.get(path=name)


def corrected(make, **what: object) -> models.CuratorAction:
    action = make(by=None, **what)
    curating.read_again(action.archive)
    return action


def posts_on(name: str) -> list[int]:
    """The lines at which posts begin on a page."""
    stands = models.Appearance.objects.filter(record__document__path=name, is_original=True)
    return sorted(dict(stands.order_by("-first_line").values_list("post", "first_line")).values())


def test_a_post_begins_where_somebody_says_so(archive, by) -> None:
    assert posts_on("bees.txt") == [1]

    action = curating.begin_post(document=page("bees.txt"), line=3, by=by, reason="another hand")
    curating.read_again(archive)

    assert posts_on("bees.txt") == [1, 3]
    begun = post_of(BEES)
    assert (begun.confidence, begun.cues) == (1.0, ["set by hand"])
    assert (action.kind, action.value["line"], action.value["was"], action.reason) == (
        "begin_post", 3, None, "another hand"
    )  # fmt: skip


def test_no_post_begins_where_somebody_says_so(archive) -> None:
    corrected(curating.begin_post, document=page("bees.txt"), line=3)

    action = corrected(curating.join_post, document=page("bees.txt"), line=3)

    assert posts_on("bees.txt") == [1]
    assert action.value["was"] == {"confidence": 1.0, "cues": ["set by hand"]}


def test_what_is_no_quote_is_shown_as_its_authors(archive) -> None:
    assert post_of(ANSWER).quotes.exists()

    corrected(curating.mark_quote, document=page("answer.txt"), line=QUOTED, is_quote=False)

    first = models.Post.objects.get(appearances__record__document=page("answer.txt"), appearances__first_line=QUOTED)
    assert first.own_text.startswith("Granite lasts")
    assert f'also in <a href="/p/{post_of(WALL).pk}/">' in first.html
    assert not models.Quote.objects.exists()
    assert not models.ReplyEdge.objects.exists()


def test_a_line_quotes_the_line_that_somebody_names_though_no_word_is_shared(archive) -> None:
    source = (page("wall.txt"), 5)

    action = corrected(curating.mark_quote, document=page("bees.txt"), line=1, is_quote=True, source=source)

    quote = post_of(BEES).quotes.get()
    assert (quote.kind, quote.confidence, quote.source_line, quote.source_document.path) == (
        "altered", 1.0, 5, "wall.txt"
    )  # fmt: skip
    assert post_of(BEES).parent == quote.source_post
    assert action.value["was"] is None
    curating.undo(action=action)
    curating.read_again(archive)
    assert not post_of(BEES).quotes.exists()
    assert post_of(BEES).parent is None


def test_a_quote_of_what_is_not_here_has_no_source(archive) -> None:
    corrected(curating.mark_quote, document=page("bees.txt"), line=1, is_quote=True)

    quote = post_of(BEES).quotes.get()
    assert quote.kind == "unsourced"
    assert quote.source_post.is_missing


def test_corrections_of_lines_outlive_imports_rebuilds_and_forgetting(archive, pages) -> None:
    corrected(curating.begin_post, document=page("bees.txt"), line=3)
    corrected(curating.mark_quote, document=page("answer.txt"), line=QUOTED, is_quote=False)

    later(pages)
    call_command("forget", "--document", str(page("bees.txt").pk), "--yes", verbosity=0)
    run(pages / "bees.txt")

    assert posts_on("bees.txt") == [1, 3]
    assert not models.Quote.objects.filter(post=post_of(ANSWER)).exists()


def test_undone_the_archive_is_as_it_was(archive) -> None:
    before = export()
    actions = [
        corrected(curating.begin_post, document=page("bees.txt"), line=3),
        corrected(curating.mark_quote, document=page("answer.txt"), line=QUOTED, is_quote=False),
        corrected(curating.join_post, document=page("bees.txt"), line=3),
    ]
    assert export() != before

    for action in actions:
        curating.undo(action=action)
    curating.read_again(archive)

    assert export() == before


def test_undoing_an_earlier_word_leaves_the_later_one(archive) -> None:
    first = corrected(curating.join_post, document=page("bees.txt"), line=3)
    second = corrected(curating.begin_post, document=page("bees.txt"), line=3)
    corrected(curating.begin_post, document=page("answer.txt"), line=GAPS)

    assert curating.undoing.later_word(first) == second

    curating.undo(action=first)
    curating.read_again(archive)
    assert posts_on("bees.txt") == [1, 3]


def test_what_was_said_already_is_refused_by_name(archive) -> None:
    action = corrected(curating.begin_post, document=page("bees.txt"), line=3)

    with pytest.raises(SaidError, match=f"Correction {action.pk} says so already"):
        curating.begin_post(document=page("bees.txt"), line=3, by=None)


@pytest.mark.parametrize(
    ("line", "words"), [(2, "is empty"), (0, "has no line 0"), (9, "has no line 9")], ids=["blank", "zero", "past"]
)
def test_a_line_of_which_nothing_can_be_said_is_refused(archive, line: int, words: str) -> None:
    with pytest.raises(RefusedError, match=words):
        curating.begin_post(document=page("bees.txt"), line=line, by=None)


def test_a_quote_of_what_stands_below_it_is_refused(archive) -> None:
    with pytest.raises(RefusedError, match="does not stand above"):
        curating.mark_quote(
            document=page("answer.txt"), line=PIER, is_quote=True, source=(page("answer.txt"), GAPS), by=None
        )


def test_what_a_format_states_is_not_cut_by_hand(archive, tmp_path) -> None:
    (tmp_path / "posts.jsonl").write_text('{"id": "a", "text": "Who built the weir?"}\n')
    run(tmp_path / "posts.jsonl")

    with pytest.raises(RefusedError, match="states where its posts begin"):
        curating.begin_post(document=page("posts.jsonl"), line=1, by=None)


def test_the_address_of_a_post_that_is_missing_no_more_leads_to_where_its_words_stand(archive, client) -> None:
    archive.is_published = True
    archive.save()
    action = corrected(curating.mark_quote, document=page("bees.txt"), line=3, is_quote=True)
    missing = models.Post.objects.get(is_missing=True)
    corrected(curating.change_parent, post=missing, parent=post_of(WALL))
    assert client.get(f"/p/{missing.pk}/").status_code == 200

    curating.undo(action=action)
    curating.read_again(archive)

    assert not models.Post.objects.filter(pk=missing.pk).exists()
    assert client.get(f"/p/{missing.pk}/").headers["Location"] == f"/p/{post_of(BEES).pk}/"
    assert post_of(BEES).parent is None
