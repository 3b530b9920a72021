"""A post's lines become html that is safe, folds what is proven and nothing else."""

import re

import pytest

from tests.helpers.lines import Line, render
from threads.html.folds import Citation, Mention, QuotedMark
from threads.html.inline import linked_html
from threads.html.setter import render_missing
from threads.words.kinds import Kind, Role

ADA = Mention(post_id=7, name="Ada", number=2)
BRUNO = Mention(post_id=8, name="Bruno", number=3)
PAYLOADS = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</blockquote></details><svg onload=alert(1)>",
    "' onmouseover='alert(1)",
    "&lt;script&gt;",
)


def quoted(
    text: str, kind: Kind = Kind.EXACT, *, source: str = "", covered: int | None = None, **more: Mention
) -> Line:
    spans = ((0, len(text) if covered is None else covered),)
    citation = Citation(ADA, kind, 12, "q7-12-0", source or text, spans, **more)
    return Line(text, Role.QUOTE, citation=citation)


def body(text: str, *, begins: bool = True) -> Line:
    return Line(text, Role.BODY, begins)


@pytest.mark.parametrize("payload", PAYLOADS)
@pytest.mark.parametrize("role", list(Role))
def test_nothing_that_anybody_wrote_is_ever_markup(payload: str, role: Role) -> None:
    html = render([Line(payload, role)])

    assert "<script" not in html
    assert "<img" not in html
    assert "<svg" not in html
    assert "&" in html


@pytest.mark.parametrize("payload", PAYLOADS)
def test_neither_are_the_names_of_authors(payload: str) -> None:
    mention = Mention(7, payload, 1)
    citation = Citation(mention, Kind.ALTERED, 1, "q7-1-0", payload, ((0, 3),), via=mention)
    marked = Line("The wall stands.", Role.BODY, marks=(QuotedMark("q9-1-0", 4, 8, ((mention, "exact"),)),))

    html = render([Line(payload, Role.QUOTE, citation=citation), marked])

    assert "<script" not in html
    assert "<img" not in html
    assert "<svg" not in html
    assert "onmouseover='" not in html


def test_a_proven_quote_is_folded_and_says_whose_how_much_and_how_faithful() -> None:
    html = render([quoted("The wall stands."), body("So it does.")])

    assert '<details class="quote">' in html
    assert '<b>Ada <span class="number">2</span></b>, 1 paragraph, exact' in html
    assert '<blockquote cite="/p/7/">' in html
    assert '<a href="/p/7/#q7-12-0">Go to it</a>' in html
    assert '<p dir="auto">So it does.</p>' in html


def test_consecutive_lines_from_one_post_are_one_fold() -> None:
    html = render([quoted("The wall stands."), quoted("The bridge does not.")])

    assert html.count("<details") == 1
    assert "2 paragraphs, exact" in html


def test_the_attribution_goes_inside_the_fold() -> None:
    html = render([Line("Ada wrote:", Role.ATTRIBUTION), quoted("The wall stands.")])

    assert html.index("<summary>") < html.index("Ada wrote:") < html.index("<blockquote")


def test_a_quote_without_a_source_is_open_and_says_so() -> None:
    html = render([Line("The pier fell.", Role.QUOTE)])

    assert "<details" not in html
    assert '<div class="quote unsourced">' in html
    assert "from a post that is not here" in html


def test_a_quote_whose_source_is_hidden_says_that_it_is_known_and_no_more() -> None:
    html = render([Line("The pier fell.", Role.QUOTE, is_withheld=True), Line("The quay fell.", Role.QUOTE)])

    withheld, unsourced = html.split('<div class="quote unsourced">')[1:]
    assert "The pier fell." in withheld
    assert "its source is in this archive, and is not shown" in withheld
    assert "href" not in withheld
    assert "from a post that is not here" in unsourced


def test_an_altered_quote_opens_itself_and_shows_what_differs() -> None:
    html = render([quoted("The wall never stands.", Kind.ALTERED, source="The wall always stands.")])

    assert '<details class="quote altered" open>' in html
    assert "<del>always</del>" in html
    assert "<ins>never</ins>" in html


def test_words_that_no_source_accounts_for_are_never_folded_away() -> None:
    html = render([quoted("The wall stands. And I object to it.", Kind.PARTIAL, covered=16)])

    assert '<details class="quote altered" open>' in html
    assert "<ins> And I object to it.</ins>" in html


def test_a_quote_of_a_quote_names_who_passed_it_on() -> None:
    assert 'via Bruno <span class="number">3</span>' in render([quoted("The wall stands.", via=BRUNO)])


def test_a_passage_that_others_quote_carries_a_mark_with_the_list_of_them() -> None:
    mark = QuotedMark("q9-1-4", 4, 8, ((ADA, "exact"), (BRUNO, "partial")))

    html = render([Line("The wall stands.", Role.BODY, marks=(mark,))])

    assert 'The <span class="cited" id="q9-1-4">wall</span> stands.' in html
    assert "quoted by 2" in html
    assert '<a href="/p/8/">Bruno <span class="number">3</span></a>, partial' in html


def test_the_passages_of_a_missing_post_have_gaps_between_them() -> None:
    html = render_missing(["The pier fell.", "", "Nobody was hurt."])

    assert html.count("[what stood here is lost]") == 1
    assert html.index("pier") < html.index("hurt")


def test_lines_set_at_a_width_are_one_paragraph() -> None:
    html = render([body("The wall"), body("stands.", begins=False), body("So be it.")])

    assert html.count("<p") == 2
    assert "The wall<br>stands." in html


def test_list_lines_become_a_list_with_the_numbers_they_had() -> None:
    html = render([body("3. granite"), body("4. brick"), body("- sand")])

    assert '<ol>\n<li value="3" dir="auto">granite</li>\n<li value="4" dir="auto">brick</li>\n</ol>' in html
    assert '<ul>\n<li dir="auto">sand</li>\n</ul>' in html


def test_indented_lines_are_code_and_hold_no_links() -> None:
    html = render([body("    get http://example.org/ > page")])

    assert html == "<pre><code>    get http://example.org/ &gt; page</code></pre>"


def test_markdown_stays_as_it_was_written() -> None:
    assert "**not** bold, [no](link)" in render([body("**not** bold, [no](link)")])


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("see http://example.org/a?b=1&c=2.", "http://example.org/a?b=1&amp;c=2"),
        ("(https://example.org/wiki/Wall_(stone))", "https://example.org/wiki/Wall_(stone)"),
        ("write to mailto:ada@example.org!", "mailto:ada@example.org"),
    ],
)
def test_bare_addresses_become_links_without_the_punctuation_around_them(text: str, address: str) -> None:
    assert f'<a href="{address}" rel="nofollow ugc noopener noreferrer">' in linked_html(text)


@pytest.mark.parametrize("text", ["javascript:alert(1)", "data:text/html,x", "//example.org", "http://", "vbscript:x"])
def test_other_addresses_stay_text(text: str) -> None:
    assert "<a" not in linked_html(text)


def test_a_word_of_ten_thousand_characters_is_set_like_any_other() -> None:
    html = render([quoted("a" * 10_000, Kind.PARTIAL)])

    assert "10000 characters, partial" in html
    assert f'<q dir="auto">{"a" * 59}…</q>' in html


def test_hostile_addresses_cost_no_more_than_their_length() -> None:
    hostile = "http://example.org/" + ")" * 200_000

    assert linked_html(hostile).count("<a") == 1


def test_no_style_or_script_attribute_is_ever_written() -> None:
    html = render([quoted("The wall stands.", Kind.ALTERED, source="A wall stood."), body("- a"), body("    b")])

    assert " style=" not in html
    assert re.search(r"\son\w+=", html) is None


def test_a_passage_that_very_many_quote_lists_fifty_and_counts_the_rest() -> None:
    quoters = tuple((Mention(n, f"Ada {n}", n), "exact") for n in range(1, 54))
    line = Line("The wall stands.", Role.BODY, marks=(QuotedMark("q7-1-0", 0, 16, quoters),))

    html = render([line])

    assert "quoted by 53" in html
    assert html.count('href="/p/') == 50
    assert "<li>and 3 more</li>" in html


def test_a_wrapped_item_keeps_the_line_that_goes_on_with_it() -> None:
    lines = [body("- the weir leaks"), body("  since May", begins=False), body("- so does the lock", begins=False)]

    assert render(lines).count("<li") == 2
