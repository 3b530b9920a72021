"""What a person would have typed, line by line: spaces, lists, code, cells, links, and what a site's own markup means."""

import pytest

from tests.helpers.html import lines, look, marks
from threads.readers.html_lines import Look, without_gaps
from threads.readers.html_links import LONGEST_ADDRESS, address, bare, is_address, picture_text
from threads.readers.html_tokens import Attributes, Token, Tokens, attributes_of, is_hidden, plain
from threads.records import Mark

PLACE = "http://x.example"


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("a\0b\rc\r\nd", ["a\ufffdb c d"]),
        ("<p>\t a \t\n b \f c</p>", ["a b c"]),
        ("a  b   c", ["a b c"]),
        ("a\xa0\xa0b", ["a  b"]),
        ("<b>a</b><i> b</i>", ["a b"]),
        ("<P>A<BR>b</P>", ["A", "b"]),
        ("<br><br>a<br><br>b<br><br>", ["a", "", "b"]),
        ("a<p><br></p>b", ["a", "", "b"]),
        ("a<hr>b<hr><hr>c", ["a", "", "---", "", "b", "", "---", "", "---", "", "c"]),
        ("<h1>a</h1><h6>b</h6>c", ["a", "", "b", "", "c"]),
        ("<dl><dt>d<dd>e</dl>f", ["d", "e", "", "f"]),
        ("a<figure>g<figcaption>h</figcaption></figure>", ["a", "", "g", "h"]),
        ("<article><header>a</header>b<footer>c</footer></article>", ["a", "b", "c"]),
        ("<details><summary>s</summary>b</details>c", ["s", "b", "", "c"]),
        ("<span><div>a</span>b</div>c", ["ab", "c"]),
        ("</p></blockquote>a", ["a"]),
        ("a &lt;b&gt; &copy; &#65; &#x42; &bogus; &amp;lt;", ["a <b> \u00a9 A B &bogus; &lt;"]),
    ],
)
def test_spaces_are_one_and_elements_break_lines_as_browsers_do(html: str, expected: list[str]) -> None:
    assert lines(html) == expected


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<ul><li>a<ul><li>b<ol><li>c</ol></ul><li>d</ul>", ["- a", "  - b", "    1. c", "- d"]),
        ("<ol start=x><li>a</ol>", ["1. a"]),
        ("<ol start=-1><li>a</ol>", ["1. a"]),
        ("<ol start=999999999><li>a<li>b</ol>", ["999999999. a", "1000000000. b"]),
        ("<ol start=1234567890><li>a</ol>", ["1. a"]),
        ("<ol><li>a<li>b</ol><ol><li>c</ol>", ["1. a", "2. b", "", "1. c"]),
        ("<ul><li><p>a</p><p>b</p></li><li>c</li></ul>x", ["- a", "", "  b", "- c", "", "x"]),
        ("<li>a<li>b", ["- a", "- b"]),
        ("<ul><li><blockquote>a</blockquote>b</ul>", ["- a", "", "  b"]),
        ("<ul><li>" * 12 + "x<br>y", [" " * 16 + "- x", " " * 16 + "y"]),
    ],
)
def test_items_stand_below_each_other_with_their_signs(html: str, expected: list[str]) -> None:
    assert lines(html) == expected


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<pre>a\n  b</pre>c<pre> d</pre>", ["    a", "      b", "", "c", "", "     d"]),
        ("<pre><ul><li>a</ul></pre>b", ["    a", "", "b"]),
        ("<pre><ol><li>a<li>b</ol></pre>", ["    a", "    b"]),
        ("<pre>\n\na\n\n</pre>", ["    a"]),
        ("<pre> </pre>x", ["x"]),
        ("<pre>a<br>b</pre>", ["    a", "    b"]),
        ("<pre>a<pre>b</pre>c</pre>d", ["    a", "", "    b", "", "    c", "", "d"]),
    ],
)
def test_code_is_indented_and_is_nothing_else(html: str, expected: list[str]) -> None:
    assert lines(html) == expected


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<td>a<td>b", ["a | b"]),
        ("<tr><td><td>a", ["a"]),
        ("<tr><th>a<td>b<tr><td>c", ["a | b", "c"]),
        ("<table><tr><td>a</td><td><p>b</p></td></tr></table>", ["a |", "", "b"]),
        ("a<input type=checkbox>b<input type=CHECKBOX checked>c<input type=text>d", ["a[ ] b[x] cd"]),
        (f"a<audio src={PLACE}/1></audio>b<video src=//x.example/v></video>", [f"a {PLACE}/1 b https://x.example/v"]),
        (f"a<embed src=javascript:x>b<embed src={PLACE}>c<iframe>", [f"ab {PLACE} c"]),
    ],
)
def test_cells_boxes_and_frames_are_told_in_their_line(html: str, expected: list[str]) -> None:
    assert lines(html) == expected


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        (f"<a href={PLACE}>a<p>b</p></a>c", ["a", "", "b", "", f"({PLACE})c"]),
        (f"<a href={PLACE}>a <a href=http://z.example>b</a>", [f"a ({PLACE}) b (http://z.example)"]),
        (f"<a href={PLACE}>  a b  </a>c", [f"a b ({PLACE}) c"]),
        (f"<a href={PLACE}> {PLACE} </a>c", [f"{PLACE} c"]),
        (f"b<a href={PLACE}>{PLACE}</a>c", [f"b{PLACE}c"]),
        (f"<a href={PLACE}><p>{PLACE}</p></a>", [PLACE]),
        (f"<a href={PLACE}>a<br>b</a>", ["a", f"b ({PLACE})"]),
        (f"<a href={PLACE}><div class=gone>x</div>words</a>", [f"words ({PLACE})"]),
        (f"<a href={PLACE}>a", [f"a ({PLACE})"]),
        (f"<a href={PLACE}><table><td>a<td>b</table></a>", ["a | b", "", f"({PLACE})"]),
        (f"<a href={PLACE}/><img src={PLACE}/1.png></a>", [f"[picture] ({PLACE}/)"]),
        (f"a<a href={PLACE}> </a>b", ["a b"]),
        ("<p>b</a>c", ["bc"]),
    ],
)
def test_a_link_keeps_its_address_however_it_is_laid_out(html: str, expected: list[str]) -> None:
    assert lines(html, look=seen) == expected


def seen(name: str, attributes: Attributes) -> Look | None:
    more = {"bare": Look(is_bare=True), "said": Look(words="so: "), "gone": Look(is_dropped=True)}
    return more.get(attributes.get("class", "")) or look(name, attributes)


QUOTE, AGAIN = Mark(1, 1, "quote", 1), Mark(3, 3, "quote", 1)


@pytest.mark.parametrize(
    ("html", "text", "expected"),
    [
        ("a<span class=bare>b</span>c", ["abc"], ()),
        ("<i class=said>x</i>y", ["so: xy"], ()),
        ("<i class=bar>x</i>y", ["[poll]y"], ()),
        ("<img class=bar>y", ["[poll]y"], ()),
        ("<p class=bar>x</p>y", ["[poll]", "", "y"], ()),
        ("a<p class=gone>x</p>y", ["a", "", "y"], ()),
        ("<i class=reply>x</i>y", ["x", "", "y"], (Mark(1, 1, "quote", 1, "8"),)),
        ("<b class=foot>x</b>y", ["x", "y"], (Mark(1, 1, "signature"),)),
        ("a<b class=foot>x</b>y", ["a", "x", "y"], (Mark(2, 2, "signature"),)),
        (
            "<p class=who>A:</p><blockquote>b</blockquote>",
            ["A:", "", "b"],
            (Mark(1, 1, "attribution", 1), Mark(3, 3, "quote", 1)),
        ),
        (
            "<blockquote>a<p class=who>A:</p><blockquote class=cited>b</blockquote></blockquote>",
            ["a", "", "A:", "", "b"],
            (QUOTE, Mark(3, 3, "attribution", 2), Mark(5, 5, "quote", 2, "9")),
        ),
        (
            "<blockquote class=cited>a<blockquote>b</blockquote></blockquote>c",
            ["a", "", "b", "", "c"],
            (Mark(1, 1, "quote", 1, "9"), Mark(3, 3, "quote", 2, "9")),
        ),
        (
            "<div class=cited><blockquote>a</blockquote><blockquote>b</blockquote></div><blockquote>c",
            ["a", "", "b", "", "c"],
            (Mark(1, 1, "quote", 1, "9"), Mark(3, 3, "quote", 1, "9"), Mark(5, 5, "quote", 1)),
        ),
        ("<blockquote>a<div>b</div></blockquote><p>c", ["a", "b", "", "c"], (Mark(1, 2, "quote", 1),)),
        ("<blockquote>a<p>b</blockquote>c", ["a", "", "b", "", "c"], (Mark(1, 3, "quote", 1),)),
        ("<blockquote>a</blockquote><blockquote>c", ["a", "", "c"], (QUOTE, AGAIN)),
        ("<blockquote><pre>a</pre></blockquote>b", ["    a", "", "b"], (QUOTE,)),
        ("x<blockquote></blockquote>y", ["x", "", "y"], ()),
    ],
)
def test_roles_sources_and_depths_hold_as_far_as_their_element(
    html: str, text: list[str], expected: tuple[Mark, ...]
) -> None:
    assert lines(html, look=seen) == text
    assert marks(html, look=seen) == expected


def test_a_quote_of_which_the_site_does_not_know_the_source_keeps_the_one_around_it() -> None:
    html = "<blockquote cite=7>a<blockquote>b</blockquote><blockquote cite=8>c</blockquote>d</blockquote>"

    found = marks(html, quote_source=lambda attributes: attributes.get("cite", ""))

    assert [(mark.first_line, mark.depth, mark.source) for mark in found] == [
        (1, 1, "7"), (3, 2, "7"), (5, 2, "8"), (7, 1, "7"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("given", "kept"),
    [([], []), (["", ""], []), (["", "a", "", "", "b", ""], ["a", "", "b"]), (["a", "b"], ["a", "b"])],
)
def test_blank_lines_stand_between_others_alone_and_once(given: list[str], kept: list[str]) -> None:
    assert without_gaps(given) == kept


@pytest.mark.parametrize(
    ("href", "base", "whole"),
    [
        ("https://x.example/a", "", "https://x.example/a"),
        ("HTTP://x.example", "", "HTTP://x.example"),
        ("ftp://x.example/a", "", "ftp://x.example/a"),
        (" https://x.ex\nample/a b ", "", "https://x.example/ab"),
        ("//x.example/a", "", "https://x.example/a"),
        ("mailto:ada@x.example?subject=a", "", "ada@x.example"),
        ("MAILTO:ada@x.example", "", "ada@x.example"),
        ("/a", "", ""),
        ("/a", "https://x.example/b/c", "https://x.example/a"),
        ("a:b", "https://x.example/", ""),
        ("./a:b", "https://x.example/c/", "https://x.example/c/a:b"),
        ("a/b:c", "https://x.example/", "https://x.example/a/b:c"),
        ("", "https://x.example/", ""),
        ("#a", "https://x.example/", ""),
        ("javascript:alert(1)", "https://x.example/", ""),
        ("java\nscript:alert(1)", "https://x.example/", ""),
        ("data:text/html,x", "https://x.example/", ""),
        ("//[x", "", "https://[x"),
        ("/a", "http://[x", ""),
        ("http://" + "a" * (LONGEST_ADDRESS - 7), "", "http://" + "a" * (LONGEST_ADDRESS - 7)),
        ("http://" + "a" * (LONGEST_ADDRESS - 6), "", ""),
    ],
)
def test_an_address_is_whole_or_none(href: str, base: str, whole: str) -> None:
    assert address(href, base) == whole


@pytest.mark.parametrize(
    ("words", "href", "same"),
    [
        ("https://x.example/a", "https://x.example/a", True),
        ("x.example/a", "https://www.x.example/a/", True),
        ("ftp://x.example", "http://x.example/", True),
        ("x.example/a/b…", "https://x.example/a/b/c", True),
        ("x.example/a/b...", "https://x.example/a/b/c", True),
        ("x.exa...", "https://x.example/a", False),
        ("x.exam...", "https://x.example/a", True),
        ("y.example/a…", "https://x.example/a/b", False),
        ("the plan", "https://x.example/a", False),
        ("x.example/a", "https://x.example/a/b", False),
    ],
)
def test_words_are_an_address_if_they_are_its_beginning_or_all_of_it(words: str, href: str, same: bool) -> None:
    assert is_address(words, href) is same


def test_an_address_goes_without_what_goes_without_saying() -> None:
    assert bare(" https://www.x.example/a// ") == "x.example/a"
    assert bare("x.example/www.a") == "x.example/www.a"


@pytest.mark.parametrize(
    ("attributes", "words"),
    [
        ({"alt": " weir ", "src": PLACE}, f"[picture: weir] ({PLACE})"),
        ({"src": PLACE}, f"[picture] ({PLACE})"),
        ({"src": "/a.png"}, "[picture] (https://b.example/a.png)"),
        ({}, ""),
        ({"width": "1", "height": "1", "alt": "weir"}, ""),
        ({"width": "0px", "height": "1px", "alt": "weir"}, ""),
        ({"width": "1", "height": "2", "alt": "weir"}, "[picture: weir]"),
        ({"width": "2", "height": "1", "alt": "weir"}, "[picture: weir]"),
        ({"class": "small Emoji", "alt": ":)", "title": "smile", "src": PLACE}, ":)"),
        ({"class": "emoji", "title": "smile", "src": PLACE}, "smile"),
        ({"class": "emoji", "src": PLACE}, ""),
        ({"class": "smilies", "src": PLACE}, PLACE),
        ({"alt": "oar", "src": f"{PLACE}/smilies.png"}, f"[picture: oar] ({PLACE}/smilies.png)"),
    ],
)
def test_a_picture_is_told_by_its_words_or_its_place(attributes: dict[str, str], words: str) -> None:
    assert picture_text(attributes, "https://b.example/") == words


def tokens(html: str) -> list[Token]:
    return list(Tokens(html))


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("a<B x=1>c</B>", [Token("", "a"), Token("b", "", {"x": "1"}), Token("", "c"), Token("/b")]),
        ("<br/><hr />", [Token("br"), Token("hr")]),
        ("<input checked>", [Token("input", "", {"checked": ""})]),
        ("<p \n/>a", [Token("p"), Token("", "a")]),
        ("<a title='>' b=\">\">c", [Token("a", "", {"title": ">", "b": ">"}), Token("", "c")]),
        ("a<!-- <b> --><!x><?y><//z></>d", [Token("", "a"), Token("", "</>d")]),
        ("a<!-- b", [Token("", "a"), Token("", " b")]),
        ("<!a<!b", [Token("", "a"), Token("", "b")]),
        ("<!-- a --><!-- b", [Token("", " b")]),
        ("a<b", [Token("", "a"), Token("", "<b")]),
        ("a<b<c>d", [Token("", "a"), Token("b<c"), Token("", "d")]),
        ("a < b <3 &lt;", [Token("", "a < b <3 <")]),
        ("<script>a</scripted></script >b", [Token("", "b")]),
        ("<SCRIPT>a<b></sCript/>c", [Token("", "c")]),
        ("<style>a<p>b", [Token("", "a"), Token("p"), Token("", "b")]),
        ("<svg><svg></svg>a</svg>b", [Token("", "b")]),
        ("<svg><!-- </svg> --></svg>b", [Token("", "b")]),
        ("<svg>a<b", [Token("", "a"), Token("", "<b")]),
        ("<img hidden>a", [Token("", "a")]),
        ("<div hidden><div>a</div></div>b", [Token("", "b")]),
        ("<p hidden>a<p hidden>b", [Token("", "a"), Token("", "b")]),
    ],
)
def test_html_is_cut_into_tags_and_text_and_what_is_not_closed_is_text(html: str, expected: list[Token]) -> None:
    assert tokens(html) == expected


def test_the_caller_may_leave_out_the_element_just_opened() -> None:
    found = []
    given = Tokens("<p>a<p>b</p>c</p>d<br>e<p>f")
    for token in given:
        found.append(token)
        if token.name in ("p", "br"):
            given.drop(token.name)

    assert found == [Token("p"), Token("", "d"), Token("br"), Token("", "e"), Token("p"), Token("", "f")]


@pytest.mark.parametrize(
    ("source", "attributes"),
    [
        (" a=1 B='2' c=\"3\" d", {"a": "1", "b": "2", "c": "3", "d": ""}),
        (" a = 1 a=2", {"a": "1"}),
        (" a='' b=\"&amp;&quot;\"", {"a": "", "b": '&"'}),
        ("/a=b/", {"a": "b/"}),
        (" = 'x' ", {"x": ""}),
    ],
)
def test_attributes_are_read_as_browsers_do_and_the_first_of_a_name_counts(source: str, attributes: dict) -> None:
    assert attributes_of(source) == attributes


@pytest.mark.parametrize(
    ("attributes", "hidden"),
    [
        ({}, False),
        ({"hidden": ""}, True),
        ({"style": "display:none"}, True),
        ({"style": "color:red; DISPLAY : None !important"}, True),
        ({"style": "x-display:none"}, False),
        ({"style": "display:nonesuch"}, False),
        ({"style": "display:block"}, False),
    ],
)
def test_an_element_says_itself_that_nobody_sees_it(attributes: dict[str, str], hidden: bool) -> None:
    assert is_hidden(attributes) is hidden


def test_references_are_resolved_unless_no_character_has_so_many_digits() -> None:
    assert plain("a &amp; &#228; &ouml;") == "a & \u00e4 \u00f6"
    assert plain("a & b") == "a & b"
    assert plain("&#" + "9" * 5_000 + ";&amp;").startswith("&#999")


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("a<!--x-->b", ["a", "b"]),
        ("a<!-->b", ["a", "b"]),
        ("a<!--x>y-->b", ["a", "b"]),
        ("a<!x>b<!y>c", ["a", "b", "c"]),
        ("a<?x>b", ["a", "b"]),
        ("a</ x>b", ["a", "b"]),
        ("<!x>", []),
        ("a<!--x>b", ["a", "x>b"]),
        ("a<!x", ["a", "x"]),
        ("a<!--x<!--y", ["a", "x", "y"]),
        ("a<!--x<!y>z", ["a", "x", "z"]),
        ("a<!x--", ["a", "x--"]),
    ],
)
def test_comments_and_declarations_are_no_words_and_one_without_end_takes_none_along(html, words):
    assert [token.text for token in Tokens(html)] == words
