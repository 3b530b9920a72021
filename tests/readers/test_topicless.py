"""What mirrors bring beside topics holds no posts, and is told by what stands on it; whatever has words of somebody's stays."""

import pytest

from tests.helpers.importing import run
from threads.readers import parse_unit

HEAD = """<html><head><title>{title} - Reed Board</title></head><body><div class="top"><form action="/login"><input name="user"><input
type="password" name="pass"><input type="submit"></form><a href="/">Home</a> <a href="/members">Members</a></div>{body}</body></html>"""
ROWS = "".join(
    f'<tr><td><a href="/t{n}-x">Reeds of number {n} and their makers</a></td><td>{n} replies</td><td>by <a href="/member/{n % 4}">'
    f"Ada{n % 4}</a></td><td>Jan {n}, 2009</td></tr>"
    for n in range(1, 15)
)
MEMBERS = "".join(
    f'<tr><td><a href="/member.php?u={n}">Piper {n}</a></td><td>{n * 3}</td><td>Mar {n}, 2009</td></tr>'
    for n in range(1, 12)
)
DAYS = "".join(f"<td>{n}</td>" for n in range(1, 31))
FIELDS = "".join(f'<input name="option{n}" type="checkbox">Option {n}' for n in range(6))
PAGES = {
    "a form to register": (
        "Join",
        '<form><input name="name"><input type="password" name="a"><input type="password" name="b"></form>'
        + "<p>By joining you agree that reeds are cut in winter, and that what you write stays your own for ever.</p>"
        * 5,
    ),
    "a form to write a post": (
        "Post a reply",
        '<form><input name="subject"><textarea name="message"></textarea><input type="submit" name="preview"></form>',
    ),
    "a search form": ("Find", f'<form><input name="keywords">{FIELDS}<input type="submit"></form>'),
    "a calendar": ("March 2009", f"<table><tr>{DAYS}</tr></table>"),
    "a list of members": ("People", f"<table>{MEMBERS}</table>"),
    "a list of links": ("Wood", f"<table>{ROWS}</table>"),
    "a profile": ("Ada", "<h1>Ada</h1><dl><dt>Join date:</dt><dd>Mar 3, 2009</dd><dt>Posts:</dt><dd>31</dd></dl>"),
    "a page of the forum's own": ("Who's Online", "<p>Ada and two guests.</p><a href='/a'>x</a>" * 9),
    "a form to sign in": ("Reed Board", "<p>You have to be known here.</p>"),
}


def page(title, body):
    return HEAD.format(title=title, body=body).encode()


@pytest.mark.parametrize("kind", PAGES)
def test_it_is_told_what_it_is(kind):
    parsed = parse_unit("html", page(*PAGES[kind]))

    assert (parsed.posts, parsed.read_as) == ((), kind)


ARTICLE = (
    "<p>The reed is cut in January, when the frost has dried it, and it lies two years before anybody splits it.</p>"
)


@pytest.mark.parametrize(
    "body",
    [
        ARTICLE * 4,
        f"{ARTICLE * 4}<table>{ROWS}</table>",
        f"<table>{DAYS}</table>{ARTICLE * 4}",
        "<p>A word on reeds.</p>" * 3,
    ],
)
def test_words_of_somebody_make_an_article_whatever_stands_around_them(body):
    parsed = parse_unit("html", page("On reeds", body).replace(b'type="password"', b""))

    assert [post.facts["type"] for post in parsed.posts] == ["article"]
    assert parsed.read_as == ""


POST = '<div class="post" id="p{n}"><span class="author">{who}</span> <span class="date">Mar {n}, 2009</span><div class="content">{words}</div></div>'
POSTS = "".join(
    POST.format(n=n, who=f"Ada{n}", words="Soak it well before you play, and not too long.") for n in (3, 4, 5)
)
FORM = '<form><input name="subject"><textarea name="message"></textarea><input type="submit" name="preview"></form>'


def test_posts_below_the_form_that_answers_them_are_the_topic_s_and_shown_there():
    review = parse_unit("html", page("Cracked reeds", FORM + POSTS))
    topic = parse_unit("html", page("Cracked reeds", POSTS + FORM))

    assert (review.posts, review.read_as) == ((), "a form to write a post")
    assert len(topic.posts) == 3


def test_a_row_of_a_list_is_no_page_s_only_post():
    row = '<li class="topic"><a class="title" href="/t{n}">Reeds of number {n}</a> <span class="author">Ada{n}</span> <span class="date">Mar {n}, 2009</span></li>'
    listed = page("Wood", f"<ul>{''.join(row.format(n=n) for n in range(1, 16))}</ul>")

    assert parse_unit("html", listed).posts == ()


@pytest.mark.django_db(transaction=True)
def test_a_summary_says_what_they_were_read_as(tmp_path):
    for at, kind in enumerate(("a profile", "a profile", "a calendar")):
        (tmp_path / f"{at}.html").write_bytes(page(*PAGES[kind]) + b" " * at)
    code, out, _ = run(tmp_path)

    assert code == 0
    assert "No posts found in 2 documents, each read as a profile: 0.html, 1.html\n" in out
    assert "No posts found in 1 document: 2.html (a calendar)\n" in out


BOARDS = "".join(
    f'<tr><td><a href="/f{n}">{name}</a><br>All that has to do with the {name.lower()}, how it is cut, how it is kept, '
    f"and what to do when it is lost on the way to a concert that begins within the hour.</td>"
    f'<td>{n * 31}</td><td>{n * 407}</td><td>May {n}, 2006, 06:37 PM<br>In: <a href="/t{n}">Damp and {name.lower()}</a><br>'
    f'By: <a href="/member.php?u={n}">Piper {n}</a></td></tr>'
    for n, name in enumerate(("Cane", "Bell", "Crook", "Bocal"), 1)
)
ROW = (
    '<tr class="topic odd"><td class="byline"><div class="subject"><a href="/t7">A reed for the march</a></div>'
    '<div class="started-by">Started by Ada of the Reeds</div></td><td class="views">77</td><td class="posts">5</td>'
    '<td class="latest-post"><a href="/t7#post-72">about 1 month ago by Ada</a></td></tr>'
)


@pytest.mark.parametrize(
    ("headings", "rows"),
    [
        ("Forum Topics Replies Last_Post", BOARDS),
        ("Topic Views Posts Latest", ROW),
        ("Thema Antworten Aufrufe Datum", ROW),
    ],
)
def test_rows_with_counts_below_their_headings_are_no_posts(headings, rows):
    cells = "".join(f"<th>{heading.replace('_', ' ')}</th>" for heading in headings.split())

    parsed = parse_unit("html", page("Wood", f"<table><tr>{cells}</tr>{rows}</table>"))

    assert all(post.facts.get("type") == "article" for post in parsed.posts)


def test_counts_beside_the_author_of_a_post_make_no_list_of_posts():
    posts = "".join(
        f'<div class="post"><a class="username" href="/member.php?u={n}">Piper {n}</a><ul><li>Posts</li><li>Views</li><li>Karma</li>'
        f"<li>{n * 31}</li><li>{n * 407}</li><li>{n}</li></ul><span class='date'>May {n}, 2006, 06:37 PM</span>"
        f"<div class='body'>{'I soak mine for as long as the kettle takes, and then I wait. ' * 4}{n}</div></div>"
        for n in range(1, 4)
    )

    parsed = parse_unit("html", page("Soaking", posts))

    assert [post.author for post in parsed.posts] == ["Piper 1", "Piper 2", "Piper 3"]
