"""A post that is erased from a page of HTML takes along who wrote it, and when; what others said and are called stays."""

from pathlib import Path

import pytest

from tests.helpers.importing import run
from threads.curating.erasing import erase_post
from threads.loading.erased.cutting import heads_of, texts_of, without
from threads.loading.erased.judging import Judge
from threads.loading.parsing import parse
from threads.models import Document, Post
from threads.readers import reader_of

PAGES = Path(__file__).parents[1] / "readers"
ROW = (
    '<div class="post" id="post{number}"><a class="author" href="/members/{name}">{name}</a>'
    '<span class="date">{day} May 2012, 10:0{day}</span><div class="content">{text}</div></div>'
)
SAID = (
    ("Gudrun", "The weir was built of oak."), ("Halvor", "Every third plank was larch."),
    ("Ysolde", "Larch or oak, it leaks on the mill side."), ("Halvor", "Then caulk it with moss, and wait."),
    ("Pim", "Halvor is right about the moss."),
)  # fmt: skip
BOARD = "<!doctype html><html><head><title>The weir</title><base href='http://mill.example/weir'></head><body>{}</body></html>".format(
    "".join(ROW.format(number=at + 70, day=at + 1, name=name, text=text) for at, (name, text) in enumerate(SAID))
).encode()


def left_of(form: str, raw: bytes, at: int) -> bytes | None:
    """The page without one of its posts."""
    parsed = parse(form, raw)
    post = parsed.posts[at]
    lines = set(range(post.first_line, post.last_line + 1))
    return without(form, raw, texts_of(parsed.lines, lines), Judge(form, parsed, {at}, lines), heads_of(parsed, {at}))


def told(form: str, raw: bytes) -> list[tuple[str, str]]:
    parsed = parse(form, raw)
    return [
        (post.author, "\n".join(parsed.lines[post.first_line - 1 : post.last_line]).strip())
        for post in parsed.posts
        if any(parsed.lines[line - 1].strip("—. ") for line in range(post.first_line, post.last_line + 1))
    ]


def test_the_name_and_the_date_go_with_the_words():
    left = left_of("html", BOARD, 2)

    assert left is not None
    assert b"Ysolde" not in left
    assert b"3 May" not in left
    assert [each for each in told("html", left) if each in SAID] == [*SAID[:2], *SAID[3:]]


def test_the_name_stays_at_other_posts_of_the_same_author_and_in_the_words_of_others():
    left = left_of("html", BOARD, 3)

    assert left is not None
    assert b"4 May" not in left
    assert b"2 May" in left
    assert [each for each in told("html", left) if each in SAID] == [*SAID[:3], SAID[4]]


@pytest.mark.parametrize("name", ["any_pages/mybb", "any_pages/fluxbb", "any_pages/nameless", "pages/phpbb_prosilver"])
def test_what_cannot_be_parted_from_who_wrote_it_is_not_parted(name):
    raw = (PAGES / f"{name}.html").read_bytes()
    form = reader_of(f"{name}.html", raw).FORMAT
    parsed = parse(form, raw)
    last = len(parsed.posts) - 1
    author, staying = parsed.posts[last].author, {post.author for post in parsed.posts[:last]}

    left = left_of(form, raw, last)

    assert author not in staying
    assert left is None or author.encode() not in left


@pytest.mark.django_db
def test_an_erased_post_of_a_page_is_nowhere_in_the_database(tmp_path):
    (tmp_path / "weir.html").write_bytes(BOARD)
    code, out, errors = run(tmp_path, "--publish")
    assert code == 0, out + errors

    erase_post(post=Post.objects.get(author__name="Gudrun"), by=None)

    raw = bytes(Document.objects.get().records.get().raw)
    assert b"Gudrun" not in raw
    assert b"1 May" not in raw
    named = Post.objects.filter(is_missing=False).order_by("posted_at").values_list("author__name", flat=True)
    assert list(named) == [name for name, _ in SAID[1:]]
