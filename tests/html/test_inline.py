"""One line of text becomes html character for character: what is escaped, what is a link, what is marked."""

import pytest

from threads.html.inline import COMPARED_WORDS, altered_html, inline_html, linked_html, trimmed

MARK = ("<mark>", "</mark>")
RELATION = 'rel="nofollow ugc noopener noreferrer"'


def link(address: str) -> str:
    return f'<a href="{address}" {RELATION}>{address}</a>'


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("5 < 6 & \"so\" 'on'", "5 &lt; 6 &amp; &quot;so&quot; &#x27;on&#x27;"),
        ("see http://example.org/ & go", f"see {link('http://example.org/')} &amp; go"),
        ("https://example.org<b>", f"{link('https://example.org')}&lt;b&gt;"),
        ('https://example.org"onclick', f"{link('https://example.org')}&quot;onclick"),
        ("https://example.org`x", f"{link('https://example.org')}`x"),
        ("\u201chttps://example.org/a\u201d", f"\u201c{link('https://example.org/a')}\u201d"),
        ("\u00abhttps://example.org/a\u00bb", f"\u00ab{link('https://example.org/a')}\u00bb"),
        ("HTTPS://EXAMPLE.org/A", link("HTTPS://EXAMPLE.org/A")),
        ("xhttp://example.org", f"x{link('http://example.org')}"),
        ("http: //example.org mailto: ada ftp://example.org", "http: //example.org mailto: ada ftp://example.org"),
        ("mailto:http://example.org", link("mailto:http://example.org")),
        ("Mailto:ada@example.org", link("Mailto:ada@example.org")),
        ("http://a.example http://b.example", f"{link('http://a.example')} {link('http://b.example')}"),
        ("http:// or https:/// or mailto: it", "http:// or https:/// or mailto: it"),
        ("ftp://example.org", "ftp://example.org"),
        ("a [picture: an <oar>] b", 'a <span class="picture">[picture: an &lt;oar&gt;]</span> b'),
        ("[picture]", '<span class="picture">[picture]</span>'),
        (
            "[picture: oar] (http://a.example/?b&c), http://b.example",
            f'<a class="picture" href="http://a.example/?b&amp;c" {RELATION}>[picture: oar]</a>, {link("http://b.example")}',
        ),
        ("[picture: oar] (javascript:x)", '<span class="picture">[picture: oar]</span> (javascript:x)'),
        ("[pictures: two] [picture: ]", "[pictures: two] [picture: ]"),
        ("at http://example.org:/ too", f"at {link('http://example.org:/')} too"),
        ("https://example.org/?a=1&b='2'x", link("https://example.org/?a=1&amp;b=&#x27;2&#x27;x")),
    ],
)
def test_a_line_is_escaped_and_its_addresses_are_links(text: str, html: str) -> None:
    assert linked_html(text) == html


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("http://a.example/b.", "http://a.example/b"),
        ("http://a.example/b?!.,;:'\u2019\u2026", "http://a.example/b"),
        ("http://a.example/(b)", "http://a.example/(b)"),
        ("http://a.example/(b))", "http://a.example/(b)"),
        ("http://a.example/b).", "http://a.example/b"),
        ("http://a.example/b.)", "http://a.example/b"),
        ("http://a.example/b)))", "http://a.example/b"),
        ("http://a.example/[b]", "http://a.example/[b]"),
        ("http://a.example/b]", "http://a.example/b"),
        ("http://a.example/{b}}", "http://a.example/{b}"),
        ("http://a.example/b)c", "http://a.example/b)c"),
        ("http://a.example/b))c)", "http://a.example/b))c"),
        ("...", ""),
    ],
)
def test_punctuation_of_the_sentence_is_no_part_of_an_address(address: str, kept: str) -> None:
    assert trimmed(address) == kept


def test_spans_go_round_their_characters_and_no_others() -> None:
    html = inline_html("The <wall> stands.", [(4, 10, *MARK), (11, 17, "<i>", "</i>")])

    assert html == "The <mark>&lt;wall&gt;</mark> <i>stands</i>."


def test_what_is_skipped_is_left_out_also_before_and_within_a_span() -> None:
    assert inline_html("- sand and lime", skip=2) == "sand and lime"
    assert inline_html("- sand and lime", [(0, 6, *MARK)], skip=2) == "<mark>sand</mark> and lime"
    assert inline_html("- sand and lime", [(7, 10, *MARK)], skip=2) == "sand <mark>and</mark> lime"


def test_a_span_that_ends_behind_the_line_ends_with_it() -> None:
    assert inline_html("lime", [(1, 99, *MARK)]) == "l<mark>ime</mark>"


@pytest.mark.parametrize("span", [(4, 4), (9, 12), (3, 2)])
def test_a_span_without_characters_is_not_written(span: tuple[int, int]) -> None:
    assert inline_html("lime", [(*span, *MARK), (0, 2, *MARK)]) == "<mark>li</mark>me"


def test_spans_that_overlap_are_written_once() -> None:
    assert inline_html("lime and sand", [(0, 6, *MARK), (5, 8, *MARK)]) == "<mark>lime a</mark><mark>nd</mark> sand"


def test_code_holds_no_links_within_spans_or_without() -> None:
    assert inline_html("get http://a.example <x>", is_code=True) == "get http://a.example &lt;x&gt;"
    assert inline_html("get http://a.example", [(0, 3, *MARK)], is_code=True) == "<mark>get</mark> http://a.example"
    assert inline_html("at http://a.example", [(0, 2, *MARK)]) == f"<mark>at</mark> {link('http://a.example')}"


def test_what_a_quote_leaves_out_is_struck_through_and_what_it_adds_is_marked() -> None:
    html = altered_html("The wall always stands, they say.", "The wall stands firm, they <say>.")

    assert html == "The wall <del>always</del> stands <ins>firm,</ins> they &lt;say&gt;."


@pytest.mark.parametrize(
    ("source", "text", "html"),
    [
        ("one two three", "one three", "one <del>two</del> three"),
        ("one two three four", "one four", "one <del>two three</del> four"),
        ("one three", "one two three", "one <ins>two</ins> three"),
        ("one two", "one four", "one <del>two</del> <ins>four</ins>"),
        ("One, two!", "one two", "one two"),
        ("a <b> c", "a c", "a <del>&lt;b&gt;</del> c"),
        ("go", "go http://a.example now", f"go <ins>{link('http://a.example')} now</ins>"),
        ("go http://a.example", "go http://a.example", f"go {link('http://a.example')}"),
        ("* one", "- one", "<del>*</del> <ins>-</ins> one"),
        ("\u00c4rger", "\u00e4rger", "\u00e4rger"),
    ],
)
def test_words_are_compared_without_their_case_and_typography(source: str, text: str, html: str) -> None:
    assert altered_html(source, text) == html


def test_passages_too_long_to_be_compared_are_shown_without_what_differs() -> None:
    words = ["stone"] * COMPARED_WORDS

    assert "<ins>" in altered_html(" ".join(words), " ".join([*words[1:], "brick"]))
    assert altered_html(" ".join(words), " ".join([*words, "<brick>"])) == " ".join([*words, "&lt;brick&gt;"])
    assert "<" not in altered_html(" ".join([*words, "brick"]), " ".join(words))
