"""What an archive covers, what it lacks, and how often what was said with a confidence turned out to be right."""

from datetime import UTC, datetime

import pytest
from django.contrib.auth.models import AnonymousUser

from tests.helpers import factories
from threads import models, selectors
from threads.selectors.trust import measured

pytestmark = pytest.mark.django_db
VISITOR = AnonymousUser()


def day(year: int, month: int) -> datetime:
    return datetime(year, month, 3, tzinfo=UTC)


@pytest.fixture
def bells() -> models.Archive:
    archive = factories.archive(slug="bells")
    opening = factories.post(factories.thread(archive), "Which bell?", posted_at=day(2009, 11))
    factories.answer(opening, "The small one.", posted_at=day(2010, 3), origin="quote", confidence=0.8)
    factories.answer(opening, "No.", posted_at=None, origin="sequence", confidence=0.3)
    factories.answer(opening, "Lost words.", author="", posted_at=None, is_missing=True, quoted_count=3)
    return archive


def page() -> selectors.CoveragePage:
    return selectors.coverage_page(VISITOR, "bells")


def share(words: str) -> tuple[int, int]:
    return next((each.number, each.of) for each in page().shares if each.words == words)


def decided(archive: models.Archive, kind: str, line: int, was: dict | None, **value: object) -> models.CuratorAction:
    return models.CuratorAction.objects.create(
        archive=archive, kind=kind, key=b"k" * 32, value={"line": line, "was": was, **value}
    )


def judged(name: str) -> list[tuple[int, float, int]]:
    return [(b.cases, round(b.said, 2), b.right) for each in page().reliability if each.name == name for b in each.bins]


def test_months_without_a_post_are_holes(bells) -> None:
    assert page().holes == ("December 2009 to February 2010",)
    assert [year.year for year in page().years] == [2010, 2009]
    assert page().years[1].months == (*[None] * 10, 1, 0)
    assert page().years[0].months == (0, 0, 1, *[None] * 9)


def test_what_is_in_doubt_is_counted(bells) -> None:
    assert share("replies that are inferred")[0] == 1
    assert share("replies whose place is not known")[0] == 1
    assert share("posts without a date") == (1, 3)


def test_missing_posts_stand_by_how_often_they_are_quoted(client, bells) -> None:
    assert [(post.words, post.quoted) for post in page().missing] == [("Lost words.", 3)]
    assert page().missing_total == 1
    assert "quoted by 3" in client.get("/a/bells/coverage/").content.decode()


def test_what_is_hidden_is_not_told(bells) -> None:
    models.Post.objects.filter(is_missing=True).update(is_hidden=True)
    models.Post.objects.filter(own_text="The small one.").update(is_hidden=True)

    assert page().missing == ()
    assert page().holes == ()


def test_where_nobody_decided_the_page_says_so_and_shows_what_was_measured(client, bells) -> None:
    html = client.get("/a/bells/coverage/").content.decode()

    assert all(not each.bins and each.measured for each in page().reliability)
    assert html.count("Nobody has corrected or confirmed any here yet") == 3
    assert html.count('class="measured"') == sum(
        len(measured()["bins"][name]) for name in ("boundaries", "quotes", "edges")
    )


def test_boundaries_are_judged_by_what_people_said_of_them_last(bells) -> None:
    decided(bells, "begin_post", 3, {"confidence": 0.82, "cues": []})
    decided(bells, "join_post", 5, {"confidence": 0.88, "cues": []})
    decided(bells, "begin_post", 7, None)
    decided(bells, "join_post", 9, {"confidence": 0.41, "cues": []})
    decided(bells, "begin_post", 9, None)
    decided(bells, "join_post", 11, {"confidence": 0.1, "cues": []}).delete()
    models.CuratorAction.objects.create(
        archive=bells, kind="join_post", key=b"k" * 32, value={"line": 1, "was": {"confidence": 0.1}}, is_undone=True
    )

    assert judged("Where posts begin") == [(1, 0.41, 1), (2, 0.85, 1)]


def test_a_quote_led_elsewhere_was_wrong(bells) -> None:
    source = {"document": "ab", "line": 1}
    was = {"kind": "exact", "confidence": 0.95, "source": source}
    decided(bells, "mark_quote", 3, was, is_quote=True, source=source)
    decided(bells, "mark_quote", 4, was, is_quote=True, source={"document": "ab", "line": 2})
    decided(bells, "mark_quote", 5, was, is_quote=False, source=None)

    assert judged("What lines quote") == [(3, 0.95, 1)]


def test_a_parent_set_by_hand_judges_the_one_that_was_read(bells) -> None:
    child = models.Post.objects.get(own_text="The small one.")
    other = models.Post.objects.get(own_text="No.")
    models.ReplyEdge.objects.filter(child=child).update(is_primary=False)
    models.ReplyEdge.objects.create(
        archive=bells, child=child, parent=other, origin="curated", confidence=1, is_primary=True
    )
    decided(bells, "change_parent", 0, None, id=child.id)

    assert judged("Whom posts answer") == [(1, 0.8, 0)]


def test_an_archive_without_anything_has_a_page(client) -> None:
    factories.archive(slug="wall")
    html = client.get("/a/wall/coverage/").content.decode()

    assert "Nothing has been read yet." in html
    assert "No document says when a post was written." in html
