"""A forum in JSON and the same forum as pages of text are one set of posts, whichever came first."""

import html
import json
import re
from pathlib import Path

import pytest

from tests.helpers.forgetting import everything, forget
from tests.helpers.importing import run, summary
from threads import curating
from threads.models import Appearance, Archive, Document, ImportRun, Post, Redirect

pytestmark = pytest.mark.django_db

SLEEVE = (
    '<aside class="quote" data-post="1" data-topic="7"><blockquote><p>The mooring lines of the old pilot boat have'
    " begun to fray</p></blockquote></aside><p>Turn them end for end, and sew a leather sleeve where they"
    ' <a href="https://quay.example/chafe">chafe</a> the most.</p><p>Do it before the autumn gales :anchor:</p>'
)
ROPES = [
    ("ada", "<p>The mooring lines of the old pilot boat have begun to fray where they cross the fairlead.</p>"),
    ("bruno", "<p>Thanks!</p>"),
    ("chen", SLEEVE),
    ("eve", "<p>---</p>"),
    ("dalia", "<p>Why not buy new ones, if the pilots pay for them in any case?</p>"),
]
BUOYS = [
    ("bruno", "<p>Somebody has painted the third channel buoy green, and it ought to be red by the chart.</p>"),
    ("ada", "<p>The harbour master did it himself last week because there was no red paint left.</p>"),
]
ROPES_PAGE = [
    "The mooring lines of the old pilot boat have begun to fray where they cross the fairlead.",
    "Thanks!",
    "The mooring lines of the old pilot boat have begun to fray",
    "Turn them end for end, and sew a leather sleeve where they chafe the most.",
    "Do it before the autumn gales",
    "Why not buy new ones, if the pilots pay for them in any case?",
]
NEW = "Leather rots in salt water within two winters, so I would rather use old fire hose for such a sleeve."


@pytest.fixture
def forum(tmp_path: Path) -> Path:
    folder = tmp_path / "forum"
    folder.mkdir()
    for number, title, said in ((7, "Mooring lines", ROPES), (9, "The third buoy", BUOYS)):
        posts = [
            {
                "topic_id": number,
                "post_number": n,
                "username": name,
                "cooked": cooked,
                "created_at": f"2011-03-0{n}T10:00:00Z",
                "post_type": 1,
            }
            for n, (name, cooked) in enumerate(said, 1)
        ]
        topic = {"id": number, "title": title, "post_stream": {"posts": posts}}
        (folder / f"{number}.json").write_text(json.dumps(topic))
    return folder


def page(folder: Path, lines: list[str], name: str = "ropes.txt") -> Path:
    folder.mkdir(exist_ok=True)
    (folder / name).write_text("\n".join(lines) + "\n")
    return folder / name


@pytest.fixture
def ropes(tmp_path: Path) -> Path:
    return page(tmp_path / "pages", ROPES_PAGE)


def said(slug: str = "wall") -> dict[str, list[tuple]]:
    """All of an archive but where its posts stand again, and its documents."""
    told = everything(slug)
    return {name: told[name] for name in ("threads", "posts", "quotes", "edges", "said") if name in told}


def shown(path: str) -> list[tuple[str, int, int, bool]]:
    """Which posts stand on a page, by what their format calls them."""
    rows = Appearance.objects.filter(record__document__path=path, post__archive__slug="wall").order_by("first_line")
    return list(rows.values_list("post__stated_id", "first_line", "last_line", "is_original"))


def roles(path: str) -> list[str]:
    [record] = Document.objects.get(path=path, archive__slug="wall").records.all()
    return [entry.role for entry in sorted(record.entries) for _ in entry.lines]


STANDING = [("7/1", 1, 1, False), ("7/2", 2, 2, False), ("7/3", 3, 5, False), ("7/5", 6, 6, False)]


def test_a_page_of_stated_posts_brings_appearances_and_nothing_else(forum: Path, ropes: Path) -> None:
    run(forum)
    before = said()
    told = summary(ropes)

    assert said() == before
    assert shown("ropes.txt") == STANDING
    assert roles("ropes.txt") == ["duplicate"] * 6
    assert told["lines"]["duplicate"] == 6
    assert told["posts"] == {"added": 0, "changed": 0, "removed": 0}


def test_a_page_that_came_first_gives_its_posts_up(forum: Path, ropes: Path, tmp_path: Path) -> None:
    run(forum, archive="once")
    run(ropes, archive="once")
    run(ropes)
    old = list(Post.objects.filter(archive__slug="wall").values_list("id", flat=True))
    assert old
    run(forum)

    assert everything("wall") == everything("once")
    assert not Post.objects.filter(id__in=old).exists()
    led = Redirect.objects.filter(of="post", old_id__in=old).values_list("post__stated_id", flat=True)
    assert led
    assert set(led) <= {"7/1", "7/2", "7/3", "7/5"}


def test_both_in_one_run_are_as_one_after_the_other(forum: Path, ropes: Path) -> None:
    run(forum, archive="once")
    run(ropes, archive="once")
    run(forum, ropes)

    assert everything("wall") == everything("once")


def test_what_stands_in_no_stated_post_is_a_post_of_the_page(forum: Path, tmp_path: Path) -> None:
    run(forum)
    page(tmp_path / "pages", [*ROPES_PAGE[:5], NEW, ROPES_PAGE[5]])
    told = summary(tmp_path / "pages")

    assert told["posts"]["added"] == 1
    assert Post.objects.get(stated_id="").text == NEW
    assert shown("ropes.txt") == [*STANDING[:3], ("", 6, 6, True), ("7/5", 7, 7, False)]


@pytest.mark.parametrize("quoted", [ROPES_PAGE[0], ROPES_PAGE[5], "buy new ones, if the pilots pay for them"])
def test_a_post_of_the_page_keeps_what_it_quotes_of_stated_ones(forum: Path, tmp_path: Path, quoted: str) -> None:
    run(forum)
    page(tmp_path / "pages", [*ROPES_PAGE, quoted, NEW])
    run(tmp_path / "pages")

    own = Post.objects.filter(stated_id="").order_by("number").values_list("text", flat=True)
    assert "\n".join(own) == f"{quoted}\n{NEW}"
    assert shown("ropes.txt")[:4] == STANDING


def test_new_words_beside_known_ones_are_never_taken_for_them(forum: Path, tmp_path: Path) -> None:
    run(forum)
    line = f"{ROPES_PAGE[3]} {NEW} And a hose costs nothing at all where the fire brigade throws it away each spring."
    page(tmp_path / "pages", [*ROPES_PAGE[:3], line, *ROPES_PAGE[4:]])
    run(tmp_path / "pages")

    assert line in Post.objects.get(stated_id="").text


def test_a_quote_in_a_post_of_the_page_does_not_tear_it_apart(forum: Path, tmp_path: Path) -> None:
    run(forum)
    lines = [
        "Does anybody still remember how the ferrymen of the upper river used to look after their cables and chains?",
        "the old pilot boat have begun to fray where they cross",
        "Theirs never did, for they greased them with tallow every Sunday after church, and so did my grandfather.",
    ]
    page(tmp_path / "pages", lines)
    run(tmp_path / "pages")

    assert all(is_original for *_, is_original in shown("ropes.txt"))


def test_a_page_says_whose_post_is_whose_in_lines_of_its_own(forum: Path, tmp_path: Path) -> None:
    run(forum)
    before = said()
    lines = ["Mooring lines", ""]
    parts = (ROPES_PAGE[:1], ROPES_PAGE[1:2], ROPES_PAGE[2:5], ["---"], ROPES_PAGE[5:])
    for (name, _), own in zip(ROPES, parts, strict=True):
        lines += [f"{name} wrote on March 3, 2011:", *own, "Reply  Share", ""]
    page(tmp_path / "pages", lines)
    run(tmp_path / "pages")

    assert said() == before
    assert roles("ropes.txt").count("duplicate") == 6
    assert roles("ropes.txt").count("chrome") == 12


def test_a_page_that_wraps_its_lines_and_drops_marks_is_known(forum: Path, tmp_path: Path) -> None:
    run(forum)
    before = said()
    words = " ".join(ROPES_PAGE[:1]).split()
    wrapped = [" ".join(words[:8]), " ".join(words[8:]), "", "thanks", ""]
    wrapped += ["> The mooring lines of the old pilot boat", "> have begun to fray", ""]
    wrapped += ["Turn them end for end, and sew a leather sleeve", "where they chafe the most.", ""]
    page(tmp_path / "pages", [*wrapped, ROPES_PAGE[4], "", ROPES_PAGE[5]])
    run(tmp_path / "pages")

    assert said() == before


def test_lines_of_marks_go_with_the_post_they_stand_in_or_are_the_pages(forum: Path, tmp_path: Path) -> None:
    run(forum)
    before = said()
    told = summary(
        page(tmp_path / "pages", [*ROPES_PAGE[:3], "> +", ROPES_PAGE[3], ROPES_PAGE[4], "-----", ROPES_PAGE[5]])
    )

    assert said() == before
    assert ("7/3", 3, 6, False) in shown("ropes.txt")
    assert roles("ropes.txt") == ["duplicate"] * 6 + ["chrome", "duplicate"]
    assert sum(told["lines"].values()) == 2 * told["lines"]["total"]


def test_a_page_of_one_author_shows_posts_of_many_threads(forum: Path, tmp_path: Path) -> None:
    run(forum)
    before = said()
    page(
        tmp_path / "pages",
        ["The harbour master did it himself last week because there was no red paint left.", ROPES_PAGE[0]],
    )
    run(tmp_path / "pages")

    assert said() == before
    assert [post for post, *_ in shown("ropes.txt")] == ["9/2", "7/1"]


def test_few_words_alone_prove_nothing(forum: Path, tmp_path: Path) -> None:
    run(forum)
    page(
        tmp_path / "pages",
        ["Thanks!", "It was about time that somebody wrote down which of the locks still open by hand."],
    )
    run(tmp_path / "pages")

    assert all(is_original for *_, is_original in shown("ropes.txt"))


def test_the_same_again_changes_nothing(forum: Path, ropes: Path) -> None:
    run(forum)
    run(ropes)
    before = everything("wall")
    for given in (ropes, forum):
        told = summary(given)
        assert told["documents"]["added"] == 0

    assert everything("wall") == before


def test_a_rebuild_comes_to_the_same(forum: Path, ropes: Path) -> None:
    run(forum)
    run(ropes)
    before = everything("wall")
    run("wall", archive="", command="rebuild")

    assert everything("wall") == before


def test_forgetting_the_pages_leaves_the_archive_as_it_was(forum: Path, ropes: Path) -> None:
    run(forum)
    before = everything("wall")
    run(ropes)
    forget("--run", ImportRun.objects.latest("id").pk)

    assert everything("wall") == before


def test_forgetting_what_stated_them_makes_them_posts_of_the_page(forum: Path, ropes: Path) -> None:
    run(ropes, archive="alone")
    run(forum)
    first = ImportRun.objects.latest("id").pk
    run(ropes)
    forget("--run", first)

    assert everything("wall") == everything("alone")


def test_what_was_forgotten_and_is_given_again_is_as_before(forum: Path, ropes: Path) -> None:
    run(forum)
    run(ropes)
    before = everything("wall")
    forget("--run", ImportRun.objects.earliest("id").pk)
    run(forum)

    assert everything("wall") == before


def test_forgetting_one_topic_leaves_the_other_where_it_stands(forum: Path, tmp_path: Path) -> None:
    both = [*ROPES_PAGE, *(cooked[3:-4] for _, cooked in BUOYS)]
    run(forum / "9.json", page(tmp_path / "pages", both), archive="alone")
    run(forum)
    run(tmp_path / "pages")
    assert [post for post, *_ in shown("ropes.txt")] == ["7/1", "7/2", "7/3", "7/5", "9/1", "9/2"]
    forget("--document", Document.objects.get(archive__slug="wall", path="7.json").pk)

    assert everything("wall") == everything("alone")


def test_posts_that_come_later_are_found_on_pages_that_show_their_thread(forum: Path, ropes: Path) -> None:
    run(forum, archive="once")
    run(ropes, archive="once")
    topic = json.loads((forum / "7.json").read_text())
    posts = topic["post_stream"]["posts"]
    part = {**topic, "post_stream": {"posts": [posts[0], posts[2]]}}
    (forum / "part.json").write_text(json.dumps(part))
    run(forum / "part.json", ropes)
    assert Post.objects.filter(archive__slug="wall", stated_id="").exists()
    (forum / "rest.json").write_text(json.dumps({**topic, "post_stream": {"posts": [posts[1], *posts[3:]]}}))
    run(forum / "rest.json")

    assert not Post.objects.filter(archive__slug="wall", stated_id="").exists()
    rows = Appearance.objects.filter(record__document__path="ropes.txt", post__archive__slug="wall")
    assert rows.filter(is_original=False).count() == 4


def test_a_hidden_post_is_not_read_on_pages(client, forum: Path, ropes: Path) -> None:
    run(forum)
    curating.hide_post(post=Post.objects.get(stated_id="7/5"), by=None)
    run(ropes)
    Archive.objects.update(is_published=True)
    document = Document.objects.get(path="ropes.txt")
    shown_page = client.get(f"{document.get_absolute_url()}?view=lines").content.decode()

    assert "fairlead" in shown_page
    assert "buy new ones" not in shown_page
    assert client.get(f"{document.get_absolute_url()}raw").status_code == 404
    assert not Post.objects.filter(stated_id="", text__contains="buy new ones").exists()


def test_a_hidden_post_stays_hidden_where_its_pages_keep_its_words(client, forum: Path, ropes: Path) -> None:
    run(forum)
    run(ropes)
    post = Post.objects.get(stated_id="7/5")
    curating.hide_post(post=post, by=None)
    forget("--document", Document.objects.get(path="7.json").pk)
    Archive.objects.update(is_published=True)
    kept = Post.objects.get(text__contains="buy new ones")

    assert kept.pk == post.pk
    assert kept.is_hidden
    assert "buy new ones" not in client.get(Document.objects.get(path="ropes.txt").get_absolute_url()).content.decode()


def test_what_was_hidden_on_a_page_stays_hidden_where_it_is_stated(forum: Path, ropes: Path) -> None:
    run(ropes)
    post = Post.objects.get(text__contains="buy new ones")
    curating.hide_post(post=post, by=None)
    run(forum)

    assert Post.objects.get(stated_id="7/5").is_hidden


def test_pages_show_each_post_and_posts_list_their_pages(client, forum: Path, ropes: Path) -> None:
    run(forum)
    run(ropes)
    Archive.objects.update(is_published=True)
    post = Post.objects.get(stated_id="7/3")
    document = Document.objects.get(path="ropes.txt")

    assert (
        f'Again, <a href="/p/{post.pk}/">post 3'
        in client.get(f"{document.get_absolute_url()}?view=lines").content.decode()
    )
    assert "ropes.txt" in client.get(post.get_absolute_url()).content.decode()


def test_a_run_that_was_stopped_is_gone_on_with(forum: Path, ropes: Path) -> None:
    run(ropes, archive="once")
    run(forum, archive="once")
    run(ropes)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("threads.loading.importing.mark_pages", _stop)
        assert run(forum)[0]
    run(forum)

    assert everything("wall") == everything("once")


def _stop(*_: object) -> None:
    raise KeyboardInterrupt


def test_a_line_of_a_page_leads_to_the_line_that_it_shows(client, forum: Path, ropes: Path) -> None:
    run(forum, ropes, "--publish", archive="quay")
    shown = client.get(f"/d/{Document.objects.get(path='ropes.txt').pk}/?view=lines").content.decode()

    links = re.findall(r'href="(/d/\d+/[^"#]*)#(R1-L\d+)"', html.unescape(shown))

    assert len(links) == len(ROPES_PAGE)
    for address, anchor in links:
        assert f'id="{anchor}"' in client.get(address).content.decode()
