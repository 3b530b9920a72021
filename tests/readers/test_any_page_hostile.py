"""Pages made to exhaust the reader of every page end in posts or in a sentence, in time that follows their length."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.helpers.many_posts import posts
from tests.helpers.seconds import at_most
from threads.readers import parse_unit
from threads.readers.web import any_page
from threads.records import Parsed

# Far above what is needed, for a machine that others use as well. The largest pages that are read: tests/large/test_pages.py.
SOON_S = 10
HOSTILE = {
    "100,000 nested elements": ("<div>" * 100_000 + "x" + "</div>" * 100_000, "elements"),
    "elements nested too deep": ("<div>" * 3_000 + "x", "nested"),
    "100,000 attributes": ("<div " + " ".join(f"a{n}=1" for n in range(100_000)) + ">x", "attributes"),
    "attributes behind quoted signs": ("<div " + " ".join(f'a{n}=">"' for n in range(100_000)) + ">x", "attributes"),
    "attributes of a script": ("<script " + " ".join(f"a{n}" for n in range(100_000)) + ">x</script>", "attributes"),
    "an element of 30 MB": ("<p>" + "words of one " * 2_300_000 + "</p>", "10 MB"),
    "an attribute of 9 MB": ('<p title="' + "words " * 1_500_000 + '">x</p>', ""),
    "too many elements": ("<i>w</i>" * 400_000, "100,000 elements"),
    "25,000 elements": ("<i>w</i>" * 25_000, ""),
    "2,000 posts": (posts(2_000), ""),
    "deep, and then wide": ("<div>" * 1_900 + "<p class=c>w 1 May 2012</p>" * 8_000, ""),
    "quotes in quotes": (posts(2, "<blockquote>x " * 900 + "</blockquote>" * 900), ""),
    "unclosed marks of form": ("".join(f"<b id={n}><p>" for n in range(900)), ""),
    "tables in tables": ("<table><tr><td>x" * 600, ""),
    "classes": ('<div class="' + " ".join(f"c{n}" for n in range(100_000)) + '">w</div>', ""),
    "signs": ("<" * 150_000, ""),
    "unclosed comments": ("<!--" * 100_000, ""),
    "unclosed scripts": ("<script>" * 50_000, ""),
    "titles": ("<title>" + "a " * 200_000 + "</title>" + "<h1>a</h1>" * 1_000, ""),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_page_is_read_or_refused_by_name_and_soon(name):
    html, refusal = HOSTILE[name]

    with at_most(SOON_S):
        parsed = parse_unit("html", f"<html><body>{html}".encode())

    if refusal:
        assert isinstance(parsed, str)
        assert refusal in parsed
    else:
        assert isinstance(parsed, Parsed)
        assert parsed.posts


def test_time_follows_the_number_of_posts():
    def seconds(count):
        raw = f"<html><body>{posts(count)}".encode()
        started = time.process_time()
        any_page.parse(raw)
        return time.process_time() - started

    seconds(100)  # what is remembered for all pages is paid for here
    assert min(seconds(1_600) for _ in range(2)) < 4 * 2.5 * max(seconds(400) for _ in range(2))


PIECES = st.sampled_from(
    [
        "<div class=post>", "<div class=body>", "</div>", "<blockquote>", "<cite>Ada wrote:</cite>", "</blockquote>", "<p>", "<br>",
        "<table>", "<tr>", "<td class=quote>", "</table>", '<a class=author href="/user/ada">Ada</a>', "<time>3 May 2012</time>",
        '<time datetime="x">', "<span class=signature>", "__________", "<sup>rd</sup>", "<!--", "-->", "<?x?>", "<script>", "<noscript>",
        "<li id=p12>", '<a href="#p12">parent</a>', '<div style="margin-left:20px">', "<td indent=3>", "&#0;&#xd800;", "<article>",
        "words that somebody wrote, and more of them", "Dec 3", "<h1>t</h1>", "<title>t</title>", "\0", "<b id=1>", "<svg>", "<base href='//'>",
        '<link rel=canonical href="http://[">', "<form>", "<select><option>x", "Quote:", "<pre>&gt; x\n", '<meta itemprop=name content="A">',
    ]
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(PIECES | st.text(max_size=8), max_size=80))
def test_nothing_raises_and_every_line_of_a_post_is_there(pieces):
    raw = "".join(pieces).encode("utf-8", "surrogatepass")

    parsed = parse_unit("html", raw)

    assert parsed == parse_unit("html", raw)
    if isinstance(parsed, Parsed):
        for post in parsed.posts:
            assert 1 <= post.first_line <= post.last_line <= len(parsed.lines)
            for mark in post.marks:
                assert post.first_line <= mark.first_line <= mark.last_line <= post.last_line


@settings(max_examples=80, deadline=None)
@given(st.binary(max_size=400))
def test_no_bytes_raise(raw):
    assert isinstance(parse_unit("html", raw), (Parsed, str))


@pytest.mark.parametrize("sign", ["\x01", "&#1;", "\x0b", "&#12;", "\ufffe", "&#xFFFF;", "\ud83d"])
def test_characters_that_no_tree_takes_are_read_wherever_they_stand(sign):
    quote = f'<blockquote data-author="A{sign}da"><cite>{sign}Ada{sign} said:{sign}</cite>{sign}It {sign}leaks.</blockquote>{sign}'
    html = f"<html><body>{posts(4, quote)}".replace("Words of", f"{quote}{sign}Words{sign} of").replace(
        "Ada", f"A{sign}da"
    )

    parsed = parse_unit("html", html.encode("utf-8", "surrogatepass"))

    assert isinstance(parsed, Parsed)
    assert len(parsed.posts) == 4
