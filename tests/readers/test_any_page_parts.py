"""Pages whose posts are in pieces, or folded: what belongs together, and what is of one kind."""

import pytest

from tests.helpers.listed_posts import NAMES, TEXTS, listed, shown
from threads.readers import parse_unit

FULL = (
    '<li id="tree_{number}" class="comment full"><div class="top"><b class="by">by <a href="/~{name}">{name}</a></b>'
    " <span>on {day} May 2012 @10:00AM</span></div>"
    '<div class="commentBody"><p>{text}</p></div></li>'
)
FOLDED = (
    '<li id="tree_{number}" class="comment oneline"><div class="top"><b class="by">by <a href="/~{name}">{name}</a></b></div>'
    '<div class="commentBody"><p>{text}</p></div></li>'
)


def test_what_stands_before_and_behind_a_quote_is_one_body():
    quote = '<table><tr><td><b>Una wrote:</b></td></tr><tr><td class="quote">Which plank leaks?</td></tr></table>'
    html = listed(
        '<table class="post"><tr><td><b class="name">{name}</b></td><td>Posted: {day} May 2012, 10:00</td></tr>'
        '<tr><td colspan="2"><span class="postbody">{text:.12}</span>'
        + quote
        + '<span class="postbody"> {text}</span></td></tr></table>'
    )

    assert shown(html) == [(name, f"{text[:12]} {text}".strip()) for name, text in zip(NAMES, TEXTS, strict=True)]


def test_a_body_that_begins_with_a_quote_has_it_too():
    html = listed(
        '<table class="post"><tr><td><b class="name">{name}</b></td><td>Posted: {day} May 2012, 10:00</td></tr>'
        '<tr><td colspan="2"><span class="postbody"></span><table><tr><td class="quote">Which plank leaks?</td></tr></table>'
        '<span class="postbody">{text}</span></td></tr></table>'
    )

    parsed = parse_unit("html", f"<!doctype html><html><body>{html}</body></html>".encode())

    assert [line for line in parsed.lines if line == "Which plank leaks?"] == ["Which plank leaks?"] * len(NAMES)


def test_comments_that_a_page_folds_are_posts_too():
    folded = "".join(
        FOLDED.format(number=70 + at, name=name, text=f"{text} Said again, {at}.")
        for at, (name, text) in enumerate(zip(NAMES, TEXTS, strict=True))
    )

    found = shown(f"<ul>{listed(FULL)}{folded}</ul>")

    assert [name for name, _ in found] == [*NAMES, *NAMES]
    assert found[-1] == (NAMES[-1], f"{TEXTS[-1]} Said again, 3.")


@pytest.mark.parametrize(
    ("weekday", "date", "month"),
    [
        ("Mon", "09/02/2015", 2),
        ("Wed", "09/02/2015", 9),
        ("Montag", "09/02/2015", 2),
        ("quarta-feira", "09/02/2015", 9),
    ],
)
def test_a_weekday_tells_whether_the_day_or_the_month_comes_first(weekday, date, month):
    html = listed(
        f'<div class="post"><b class="author">{{name}}</b> <span class="date">{weekday}, {date} - 1{{day}}:00</span>'
        '<div class="content">{text}</div></div>'
    )

    parsed = parse_unit("html", f"<!doctype html><html><body>{html}</body></html>".encode())

    assert [post.posted_at.month for post in parsed.posts] == [month] * len(NAMES)


def test_the_order_of_posts_tells_the_order_of_their_dates():
    html = listed(
        '<div class="post"><b class="author">{name}</b> <span class="date">0{day}/05/2016 09:00</span>'
        '<div class="content">{text}</div></div>'
    )

    parsed = parse_unit("html", f"<!doctype html><html><body>{html}</body></html>".encode())

    assert [(post.posted_at.day, post.posted_at.month) for post in parsed.posts] == [(1, 5), (2, 5), (3, 5), (4, 5)]
