"""HTML becomes the lines that somebody would have typed, in time that follows its length."""

import sys
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.helpers.html import lines, look, marks, written
from tests.helpers.seconds import at_most
from threads.records import Mark

# Many times what was measured (at most 0.3 s a megabyte), and far below what anything quadratic takes. Watched code is slower.
SECONDS_A_MEGABYTE = 6 if sys.gettrace() is None else 30


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>The weir\n  leaks.</p><p>Since May.</p>", ["The weir leaks.", "", "Since May."]),
        ("<p>one<br>two<br><br><br>three<br></p>", ["one", "two", "", "three"]),
        ("<div>one</div><div>two</div><div><br></div><div>three</div>", ["one", "two", "", "three"]),
        ("<p>a&nbsp;b &lt;c&gt; &amp;amp;</p><p>&nbsp;</p><p>d</p>", ["a b <c> &amp;", "", "d"]),
        ("<h2>Plan</h2>Now<hr>Later", ["Plan", "", "Now", "", "---", "", "Later"]),
        ("if a < b and c <3 then", ["if a < b and c <3 then"]),
        ("kept <b", ["kept <b"]),
        ("a<!-- <p title='--x' -->b<!doctype html>c<?php ?>d", ["abcd"]),
    ],
)
def test_paragraphs_and_breaks_are_lines(html: str, expected: list[str]) -> None:
    assert lines(html) == expected


def test_lists_are_indented_by_what_they_stand_in() -> None:
    html = "Buy<ul><li>rope<li><p>nails</p><ol start=9><li>long</li><li>short</li></ol></li></ul>soon"

    assert lines(html) == ["Buy", "", "- rope", "- nails", "  9. long", "  10. short", "", "soon"]


def test_code_keeps_its_spaces_and_is_indented() -> None:
    html = "<p>Try</p><pre><code>\nif x:\n\n    y  = 1\n</code></pre><p>and</p>"

    assert lines(html) == ["Try", "", "    if x:", "", "        y  = 1", "", "and"]


def test_a_table_is_its_rows() -> None:
    html = "<table><tr><th>lock<th>rise</tr>\n<tr><td>upper</td> <td></td><td>2 m</td></table>"

    assert lines(html) == ["lock | rise", "upper | | 2 m"]


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ('<a href="https://example.org/a">the plan</a>.', "the plan (https://example.org/a)."),
        ('<a href="https://example.org/a/">example.org/a</a>', "https://example.org/a/"),
        ('<a href="https://example.org/a/long/way">https://example.org/a/lo…</a>', "https://example.org/a/long/way"),
        ('<a href="mailto:ada@example.org?subject=x">Ada</a>', "Ada (ada@example.org)"),
        ('<a href="/u/ada">@ada</a> <a href="#top">up</a> <a href="javascript:x()">run</a>', "@ada up run"),
        (
            '<a href="https://example.org/1.png"><img src="/t.png" alt="weir"></a>',
            "[picture: weir] (https://example.org/1.png)",
        ),
        (
            '<a href="https://example.org/1.png"><img src="/t.gif" width="1" height="1"></a>',
            "https://example.org/1.png",
        ),
        ('up <a href="https://example.org/"></a>', "up"),
        ('<a href="https://example.org/">see <b>all</b> </a>of it', "see all (https://example.org/) of it"),
    ],
)
def test_a_link_is_its_words_and_where_it_leads(html: str, expected: str) -> None:
    assert lines(html) == [expected]


def test_links_within_the_site_are_whole_where_the_site_is_known() -> None:
    assert lines('<a href="/t/5">there</a>', base="https://example.org/x/") == ["there (https://example.org/t/5)"]


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ('<img class="emoji" src="/s.png" title=":smile:" alt=":smile:">', ":smile:"),
        ('<img src="https://example.org/weir.jpg">', "[picture] (https://example.org/weir.jpg)"),
        (
            '<img src="https://example.org/weir.jpg" alt="The weir">',
            "[picture: The weir] (https://example.org/weir.jpg)",
        ),
        ('Look: <img alt="cracked oar" src="x.png"> it broke.', "Look: [picture: cracked oar] it broke."),
        ('<img alt=" A [very]\n old  weir " src="x.png">', "[picture: A (very) old weir]"),
        ('<img src="https://example.org/w(1).jpg">', "[picture] (https://example.org/w%281%29.jpg)"),
        (
            '<img src="https://example.org/w.jpg" alt="https://example.org/w.jpg">',
            "[picture] (https://example.org/w.jpg)",
        ),
        (
            '<a href="https://example.org/1.png"><img src="https://example.org/t.png"></a>',
            "[picture] (https://example.org/1.png)",
        ),
        (f'<img alt="{"w" * 400}" src="x.png">', f"[picture: {'w' * 300}]"),
        (
            '<img class="smilies" alt=":shrug:" src="/a.gif"> <img alt="Smile" src="/images/smilies/b.gif">',
            ":shrug: :Smile:",
        ),
        ('<img alt=";-)" src="/c.gif"> <img alt=":oar:" src="/d.gif">', ";-) :oar:"),
        ('<img class="avatar" alt="Ida" src="https://example.org/i.png">', "Ida"),
        ('<img src="https://example.org/t.gif" width="1" height="1">', "[no text]"),
        ('<img src="data:image/png;base64,AAAA">', "[no text]"),
        ('<iframe src="https://example.org/film"></iframe>', "https://example.org/film"),
    ],
)
def test_a_picture_is_what_it_shows_or_where_it_is(html: str, expected: str) -> None:
    assert lines(html) == [expected]


@pytest.mark.parametrize(
    "hidden",
    [
        "<script>if (a</b) {}</script>",
        "<style>p { color: red }</style>",
        "<template><p>no</p></template>",
        "<noscript><img src='https://example.org/t.gif'></noscript>",
        '<div style="color:red; display: none">no<div>no</div>no</div>',
        "<span hidden>no</span>",
    ],
)
def test_what_nobody_sees_is_left_out(hidden: str) -> None:
    assert lines(f"one {hidden}two") == ["one two"]


def test_what_is_hidden_and_never_ends_is_shown() -> None:
    assert lines("<div hidden>one<p>two") == ["one", "", "two"]
    assert lines("<!-- one<p>two") == ["one", "", "two"]


def test_quotes_are_marked_with_their_depth_and_without_signs() -> None:
    html = "<blockquote><p>Who?</p><p>Why?</p><blockquote>When?</blockquote>Where?</blockquote>There."

    assert lines(html) == ["Who?", "", "Why?", "", "When?", "", "Where?", "", "There."]
    assert marks(html) == (Mark(1, 3, "quote", 1), Mark(5, 5, "quote", 2), Mark(7, 7, "quote", 1))


def test_two_quotes_in_a_row_are_two() -> None:
    assert marks("<blockquote>One</blockquote><blockquote>Two</blockquote>") == (
        Mark(1, 1, "quote"),
        Mark(3, 3, "quote"),
    )


def test_a_quote_ends_with_what_it_stands_in() -> None:
    assert marks("<div><blockquote>One<p></div>Two") == (Mark(1, 1, "quote"),)


def test_the_caller_names_the_source_of_a_quote_and_of_all_that_stands_in_it() -> None:
    html = '<blockquote cite="7">One<blockquote>Two</blockquote></blockquote>'

    found = marks(html, quote_source=lambda attributes: attributes.get("cite", ""))

    assert found == (Mark(1, 1, "quote", 1, "7"), Mark(3, 3, "quote", 2, "7"))


@pytest.mark.parametrize(
    ("html", "text", "expected"),
    [
        (
            "<aside class=cited><div class=who>Ada said:</div><blockquote>Yes</blockquote></aside>No",
            ["Ada said:", "", "Yes", "", "No"],
            (Mark(1, 1, "attribution", 1, "9"), Mark(3, 3, "quote", 1, "9")),
        ),
        ("a<div class=bar><div>b</div>c</div>d", ["a", "[poll]", "d"], ()),
        ("<p class=reply>One<p>Two", ["One", "", "Two"], (Mark(1, 1, "quote", 1, "8"),)),
        ("<p>One</p><div class=foot>Ada<br>Oslo</div>", ["One", "", "Ada", "Oslo"], (Mark(3, 4, "signature"),)),
    ],
)
def test_a_site_says_what_its_own_markup_means(html: str, text: list[str], expected: tuple[Mark, ...]) -> None:
    assert lines(html, look=look) == text
    assert marks(html, look=look) == expected


@pytest.mark.parametrize(
    "hostile",
    [
        pytest.param(lambda: "<div>" * 100_000 + "x", id="100,000 nested tags"),
        pytest.param(lambda: "<blockquote>x" * 100_000, id="100,000 nested quotes"),
        pytest.param(lambda: "<ul><li>x" * 100_000, id="100,000 nested lists"),
        pytest.param(lambda: "".join(f"<p><b id={i}></p>" for i in range(100_000)), id="formatting never ended"),
        pytest.param(lambda: "<a " + " ".join(f"a{i}=1" for i in range(100_000)) + ">x", id="100,000 attributes"),
        pytest.param(lambda: '<img src="data:' + "A" * 5_000_000 + '">', id="a picture of 5 MB in its address"),
        pytest.param(lambda: "<!--" * 1_000_000, id="comments never ended"),
        pytest.param(lambda: "<a " * 500_000 + '=">"', id="tags never ended"),
        pytest.param(lambda: "<div hidden>" * 100_000, id="hidden and never ended"),
        pytest.param(lambda: "".join(f"<x{i} hidden>" for i in range(100_000)), id="hidden by many names"),
        pytest.param(lambda: "<script>" * 100_000, id="scripts never ended"),
        pytest.param(lambda: "<table><tr>" + "<td> " * 100_000, id="empty cells"),
        pytest.param(lambda: "&#" + "9" * 1_000_000 + ";", id="a character of a million digits"),
        pytest.param(lambda: "<a href=http://x.y>" + "<p>x" * 100_000, id="a link that never ends"),
        pytest.param(lambda: "<a" + " " * 1_000_000 + ">", id="a tag of blanks"),
    ],
)
def test_time_follows_length(hostile: Callable[[], str]) -> None:
    html = hostile()

    with at_most(SECONDS_A_MEGABYTE * max(len(html) / 1_000_000, 0.2)):
        written(html)


PIECES = st.sampled_from(
    "<p> </p> <b> </b> <blockquote> </blockquote> <ul> <ol start=2> </ul> <li> <pre> </pre> <br> <td> <tr> <table>"
    " </table> <a&href=http://x.y> </a> <div&hidden> <div&class=cited> <p&class=reply> <i&class=bar> </i> </div> <!-- -->"
    " <script> </script> one two < > &amp; \" ' = \n".replace("\n", "").split(" ")
)


@given(st.lists(PIECES, max_size=30))
def test_no_soup_raises_and_its_marks_stay_within_it(pieces: list[str]) -> None:
    parsed = written(
        " ".join(pieces).replace("&href", " href").replace("&hid", " hid").replace("&cl", " cl"), look=look
    )

    post = parsed.posts[0]
    assert parsed.text.count("\n") + 1 == post.last_line
    assert all(1 <= mark.first_line <= mark.last_line <= post.last_line for mark in post.marks)
    assert all(mark.last_line < after.first_line for mark, after in zip(post.marks, post.marks[1:], strict=False))
