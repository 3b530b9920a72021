"""After a correction the same is offered wherever it is likely to be wrong; what a person takes of it is undone in one go."""

import re

import pytest

from tests.helpers.importing import run
from threads import curating, models
from threads.curating.likes import likes_of, shape_of

pytestmark = pytest.mark.django_db
SAYINGS = (
    ("The bells rang at six and nobody could say who had pulled the rope.", "Nobody pulls that rope but the sexton, and he was at the fair."),
    ("A boat without a name lay in the harbour all of Tuesday.", "It was gone by the evening tide, and its lamp with it."),
    ("Whoever mended the weir has used oak where larch would do.", "Larch rots in brackish water within a few dozen years."),
)  # fmt: skip


@pytest.fixture
def archive(tmp_path, db) -> models.Archive:
    """Three pages of one template, which states its posts in a way that nobody knows."""
    for number, (first, second) in enumerate(SAYINGS, 1):
        text = f"Back to the list of {number}0 rooms\n\n{first}\n\nGreetings, Uncle Chen\n\nEntry {number} of room {number + 3}\n\n{second}\n\nGreetings, Uncle Chen\n"
        (tmp_path / f"room{number}.txt").write_text(text)
    run(tmp_path, archive="wall")
    return models.Archive.objects.get(slug="wall")


def read(archive: models.Archive) -> None:
    assert curating.read_again(archive) is curating.Reread.DONE


def page(number: int) -> models.Document:
    return models.Document.objects.get(path=f"room{number}.txt")


def begins(number: int) -> set[int]:
    stands = models.Appearance.objects.filter(record__document=page(number), is_original=True)
    return set(dict(stands.order_by("-first_line").values_list("post", "first_line")).values())


def line_of(number: int, words: str) -> int:
    raw = bytes(page(number).records.get().raw).decode()
    return next(n for n, text in enumerate(raw.split("\n"), 1) if words in text)


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("Entry 1 of room 4", "Entry 17 of room 5", True),
        ("Written by Ada, 3 May 2001", "Written by Chen, 14 June 1999", True),
        ("Written by Ada", "Carved by Ada", False),
        ("Entry 1", "Entry", False),
    ],
)
def test_the_shape_of_a_line_is_what_pages_of_one_template_share(one, other, is_same) -> None:
    assert (shape_of(one) == shape_of(other)) is is_same
    assert shape_of("word " * 100) == ""


def test_a_beginning_is_offered_on_the_other_pages_and_undone_in_one(archive, curator, by) -> None:
    lines = {n: line_of(n, "Entry") for n in (1, 2, 3)}
    for n, line in lines.items():
        if line in begins(n):
            curating.join_post(document=page(n), line=line, by=None)
    read(archive)
    for action in models.CuratorAction.objects.all():
        models.CuratorAction.objects.filter(pk=action.pk).delete()
    before = {n: begins(n) for n in (1, 2, 3)}
    post = models.Appearance.objects.get(
        record__document=page(1), is_original=True, first_line__lte=lines[1], last_line__gte=lines[1]
    ).post_id

    response = curator.post(f"/correct/post/{post}/", {"do": f"begin:{lines[1]}", "next": f"/d/{page(1).pk}/"})
    told = curator.get(response.headers["Location"]).content.decode()

    action = models.CuratorAction.objects.get()
    assert {(each.document, each.line) for each in likes_of(action)} == {(page(n).pk, lines[n]) for n in (2, 3)}
    assert "The same on 2 other lines of this shape" in told
    address = re.search(r'href="(/correct/like/[^"]+)"', told)[1].replace("&amp;", "&")
    shown = curator.get(address).content.decode()
    assert "Entry 2 of room 5" in shown
    assert curator.post(address, {"next": "/correct/"}).status_code == 422
    names = re.findall(r'name="like" value="([^"]+)"', shown)
    curator.post(address, {"like": names, "next": "/correct/", "reason": "the template"})
    assert all(lines[n] in begins(n) for n in (1, 2, 3))
    two = models.CuratorAction.objects.exclude(pk=action.pk)
    assert len({each.batch for each in two}) == 1
    assert not likes_of(action)

    curator.post(f"/correct/undo/{two[0].pk}/", {"next": "/correct/"})

    assert {n: begins(n) for n in (2, 3)} == {n: before[n] for n in (2, 3)}
    assert lines[1] in begins(1)


def test_an_author_is_offered_for_posts_that_end_in_the_same_line(archive, by) -> None:
    posts = models.Post.objects.filter(own_text__endswith="Greetings, Uncle Chen").order_by("pk")
    assert len(posts) >= 2

    action = curating.set_author(post=posts[0], name="Chen", by=by)
    read(archive)

    assert {each.post for each in likes_of(action)} == {post.pk for post in posts[1:]}


def test_a_kind_is_offered_for_pages_that_share_furniture(archive, by) -> None:
    for record in models.Record.objects.all():
        record.lines = [[1, 1, "chrome", 0.9, None], *record.lines[1:]]
        record.save(update_fields=["lines"])
    kind = "conversation" if page(1).kind == "collection" else "collection"
    models.Document.objects.update(kind=page(1).kind)

    action = curating.set_page_kind(document=page(1), kind=kind, by=by)

    assert [each.document for each in likes_of(action)] == [page(2).pk, page(3).pk]


def test_what_has_no_like_offers_none(archive, by) -> None:
    opening = models.Post.objects.filter(position=0).first()
    action = curating.name_thread(thread=opening.thread, title="Rooms", by=by)

    assert likes_of(action) == ()
