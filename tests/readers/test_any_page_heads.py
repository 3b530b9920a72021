"""Who wrote a post and when, where programs of today put it: beside counts, under edits, on buttons, in attributes, nowhere."""

from tests.helpers.listed_posts import NAMES, TEXTS, listed, shown
from threads.readers import parse_unit

WHOLE = list(zip(NAMES, TEXTS, strict=True))
FILLING = (
    "".join(
        f"<p>{word} lets you choose which of our partners may store cookies on your device.</p>" for word in "abcdefgh"
    )
    * 6
)


def dates(html):
    """The moments of the posts of a page."""
    parsed = parse_unit("html", f"<!doctype html><html><body>{html}</body></html>".encode())
    return [post.posted_at and post.posted_at.isoformat()[:16] for post in parsed.posts]


def test_what_is_counted_beside_a_name_is_none():
    html = listed(
        '<div class="post" id="post_{number}"><div class="author_information"><strong>{name}</strong></div>'
        '<div class="author_statistics"><a href="/search?u={number}">Threads: {number}</a></div>'
        '<span class="post_date">2012-05-0{day}, 10:00</span><div class="post_body">{text}</div></div>'
    )

    assert shown(html) == WHOLE


def test_who_edited_a_post_did_not_write_it():
    html = listed(
        '<div class="answer" id="answer-{number}"><div class="prose"><p>{text}</p></div>'
        '<div class="post-signature"><a href="/revisions">edited <span class="action-time" title="2012-06-0{day} 11:00:00Z">Jun {day} at 11:00</span></a>'
        '<div class="user-details"><a href="/users/7/otto">Otto</a></div></div>'
        '<div class="post-signature">answered <span class="action-time" title="2012-05-0{day} 10:00:00Z">May {day} at 10:00</span>'
        '<div class="user-details"><a href="/users/{number}/x">{name}</a></div></div></div>'
    )

    assert [name for name, _ in shown(html)] == list(NAMES)
    assert dates(html) == [f"2012-05-0{day}T10:00" for day in range(1, 5)]


def test_a_moment_on_a_button_is_the_posts():
    html = listed(
        '<div class="x1"><div class="thread-post"><button aria-label="y"><span itemprop="datePublished" content="2012-05-0{day}T10:00:00+00:00">'
        '1 year ago</span></button><a href="/member.php?u={number}"><span itemprop="name">{name}</span></a><div itemprop="text">{text}</div></div></div>'
    )

    assert shown(html) == WHOLE
    assert dates(html) == [f"2012-05-0{day}T10:00" for day in range(1, 5)]


def test_what_else_stands_on_a_button_is_not_read():
    html = listed(
        '<div class="comment"><button><time hidden datetime="2011-01-01T10:00:00Z">then</time>Ada</button><b class="author">{name}</b>'
        '<time datetime="2012-05-0{day}T10:00:00Z">May {day}</time><div class="content">{text}</div></div>'
    )

    assert shown(html) == WHOLE
    assert dates(html) == [f"2012-05-0{day}T10:00" for day in range(1, 5)]


def test_the_whole_date_may_stand_in_any_attribute_beside_a_year_ago():
    html = listed(
        '<article class="comment-node"><a href="/u/{name}">{name}</a>'
        '<span class="moment-time" data-tippy-content="Friday, May {day}, 2012 at 10:00:00 AM GMT+00:00">1 year ago</span>'
        '<div class="comment-content"><p>{text}</p></div></article>'
    )

    assert shown(html) == WHOLE
    assert dates(html) == [f"2012-05-0{day}T10:00" for day in range(1, 5)]


def test_posts_without_dates_are_posts_where_their_words_are_called_so():
    html = listed(
        '<article><div class="PostUser"><h3 class="PostUser-name">{name}</h3></div><div class="Post-body"><p>{text}</p></div></article>'
    )

    assert shown(f"<noscript><div><h1>The weir</h1>{html}</div></noscript>") == WHOLE


def test_articles_without_dates_that_nobody_calls_posts_are_none():
    html = listed('<article><h3 class="author">{name}</h3><div class="teaser"><p>{text}</p></div></article>')

    assert shown(html) == []


def test_short_posts_are_found_on_a_page_that_says_much_else():
    html = listed(
        '<table><tr><td class="msg" id="message_{number}"><a class="name">{name}</a><span class="post_time" title="5/{day}/2012 5:00:00 AM">2 years ago</span>'
        '<div class="msg_text">{text}</div></td></tr></table>'
    )

    assert shown(f'<div class="pod">{html}</div><div class="consent">{FILLING}</div>') == WHOLE


def asked(cell, number, name, text, signature):
    return (
        f'<div class="post-layout"><div class="{cell} post-layout--right"><div class="s-prose js-post-body"><p>{text}</p></div>{signature}</div>'
        f'<div class="post-layout--right js-post-comments-component"><ul><li id="comment-{number}" class="comment js-comment">'
        f'<span class="comment-copy">Is it so, {name}?</span> – <a class="comment-user" href="/users/9/una">Una</a>'
        f'<span title="2012-06-0{number} 10:00:00Z" class="relativetime-clean">Jun {number}</span></li></ul>'
        '<a class="comments-link">Add a comment</a></div></div>'
    )


def test_questions_answers_and_the_comments_between_them_are_posts():
    posts = [
        asked(
            "postcell" if not at else "answercell",
            at + 1,
            name,
            text,
            f'<div class="post-signature"><div class="user-action-time">{"answered" if at else "asked"} '
            f'<span title="2012-05-0{at + 1} 10:00:00Z" class="relativetime">May {at + 1}</span></div>'
            f'<div class="user-details"><a href="/users/{at}/x">{name}</a></div></div>',
        )
        for at, (name, text) in enumerate(WHOLE)
    ]

    found = shown("".join(posts))

    assert found[::2] == WHOLE
    assert found[1::2] == [("Una", f"Is it so, {name}?") for name in NAMES]


def test_a_name_under_words_is_found_where_one_post_is_drawn_in_another_way():
    html = listed(
        '<div class="comment" id="comment-{number}"><div class="content">{text}</div><div class="foot">'
        '<a class="author" href="/u/{name}">{name}</a> <time datetime="2012-05-0{day}T10:00:00Z">May {day}</time></div></div>'
    ).replace('<a class="author" href="/u/Pim">Pim</a>', '<section><i>staff</i><b class="username">Pim</b></section>')

    assert shown(html) == WHOLE
