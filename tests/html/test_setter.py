"""A post whose format states its lines is set by runs, character for character: paragraphs, lists, folds and marks."""

import pytest

from tests.helpers.setting import ADA, BRUNO, body, mark
from threads.html.folds import Citation, Mention
from threads.html.setter import LineEnds, LineRun, is_cut, render
from threads.words.kinds import Kind, Role

LONG = "The harbour wall was built of granite that had been cut twice over"


def cite(text: str = "", kind: Kind = Kind.EXACT, post: Mention = ADA, **more: Mention) -> Citation:
    return Citation(post, kind, 12, "q7-12-0", text, ((0, len(LONG)),), **more)


def fold(summary: str, blocks: str, opening: str = '<details class="quote">', introduction: str = "") -> str:
    here = (
        '<a href="/p/7/?context=1" hx-get="/p/7/source/?line=12&amp;passage=q7-12-0" hx-target="closest .quote-source"'
        ' hx-swap="afterend" hx-trigger="click once">Show it in its place here</a>'
    )
    source = f'<p class="quote-source">{here} <a href="/p/7/#q7-12-0">Go to it</a></p>'
    return (
        f'{opening}\n<summary>{summary}</summary>\n{introduction}<blockquote cite="/p/7/">\n{blocks}\n</blockquote>\n'
        f"{source}\n</details>"
    )


def summary(words: str, account: str, whose: str = 'Ada <span class="number">2</span>') -> str:
    return f'<q dir="auto">{words}</q> <span class="quote-account"><b>{whose}</b>{account}</span>'


def test_blank_lines_part_paragraphs_and_line_ends_stay() -> None:
    assert body("The wall\nstands.\n\nSo <be> it.") == (
        '<p dir="auto">The wall<br>stands.</p>\n<p dir="auto">So &lt;be&gt; it.</p>'
    )


def test_a_line_end_that_a_mail_program_made_has_a_name() -> None:
    assert body(f"{LONG}\nbefore it was laid.") == f'<p dir="auto">{LONG} <br class="cut">before it was laid.</p>'


@pytest.mark.parametrize(
    ("text", "following", "cut"),
    [
        ("a" * 44, "b" * 80, False),
        ("a" * 45, "b" * 80, True),
        ("a" * 45, "b" * 22 + " c", False),
        ("a" * 45, "b" * 23 + " c", True),
        ("a" * 67, " b", False),
        ("a" * 67, "b c", True),
        ("a" * 68, "b c", True),
        ("a" * 90, "b c", True),
        ("a" * 67, "b", True),
        *(("a" * 67, f"{sign}bcd", False) for sign in " \t-*+#|=>\u2022"),
    ],
)
def test_a_line_was_cut_where_the_next_word_had_no_room(text: str, following: str, cut: bool) -> None:
    assert is_cut(text, following) is cut


def test_lists_and_code_within_prose_are_set_as_such() -> None:
    html = body(
        "Before:\n- sand\n  and lime\n- <stone>\n\n3. granite\n\n    lay(http://a.example);\n    joint();\n\nAfter."
    )

    assert html == (
        '<p dir="auto">Before:</p>\n'
        '<ul>\n<li dir="auto">sand<br>  and lime</li>\n<li dir="auto">&lt;stone&gt;</li>\n</ul>\n'
        '<ol>\n<li value="3" dir="auto">granite</li>\n</ol>\n'
        "<pre><code>    lay(http://a.example);\n    joint();</code></pre>\n"
        '<p dir="auto">After.</p>'
    )


def test_a_fold_says_whose_words_it_holds_and_has_its_paragraphs() -> None:
    runs = [LineRun(Role.QUOTE, 1, 4, cite()), LineRun(Role.BODY, 5, 5)]

    html = render(["The wall", "stands.", "", "The <pier> too.", "It does."], runs, {})

    blocks = '<p dir="auto">The wall<br>stands.</p>\n<p dir="auto">The &lt;pier&gt; too.</p>'
    assert html == fold(summary("The wall", ", 2 paragraphs, exact"), blocks) + '\n<p dir="auto">It does.</p>'


def test_the_summary_speaks_by_the_first_line_with_a_word() -> None:
    html = render(["***", "The wall stands."], [LineRun(Role.QUOTE, 1, 2, cite())], {})

    assert '<q dir="auto">The wall stands.</q>' in html
    assert '<q dir="auto">***</q>' in render(["***"], [LineRun(Role.QUOTE, 1, 1, cite())], {})


def test_runs_of_one_source_are_one_fold_and_the_least_faithful_speaks_for_it() -> None:
    runs = [LineRun(Role.QUOTE, 1, 1, cite()), LineRun(Role.QUOTE, 2, 2, cite("The pier stood.", Kind.ALTERED))]

    html = render(["The wall stands.", "The pier stands."], runs, {})

    blocks = '<p dir="auto">The wall stands.<br>The pier <del>stood.</del> <ins>stands.</ins></p>'
    opening = '<details class="quote altered" open>'
    assert html == fold(summary("The wall stands.", ", 1 paragraph, altered"), blocks, opening)


def test_quotes_that_follow_each_other_are_one_fold_however_many_they_are_from() -> None:
    runs = [
        LineRun(Role.QUOTE, 1, 1, cite()),
        LineRun(Role.QUOTE, 2, 2, cite(post=BRUNO)),
        LineRun(Role.QUOTE, 3, 3, cite(post=BRUNO, via=ADA)),
        LineRun(Role.QUOTE, 4, 4, cite(post=Mention(9, "Chen", 4))),
    ]

    html = render(["one", "two", "three", "four"], runs, {})

    ada, bruno = '<b>Ada <span class="number">2</span></b>', '<b>Bruno <span class="number">3</span></b>'
    assert f'<span class="quote-account">{ada}, {bruno} and 1 more, 4 paragraphs, exact</span>' in html
    assert html.count("<details") == 1
    assert [html.count(f'<blockquote cite="/p/{n}/">') for n in (7, 8, 9)] == [1, 2, 1]
    assert html.count("Go to it") == 4


def test_a_fold_opens_with_words_and_not_with_what_introduces_them() -> None:
    texts = ["On Mon, 3 Mar 2003, Chen <chen@example.org> wrote:", "The wall stands."]

    html = render(texts, [LineRun(Role.QUOTE, 1, 2, cite())], {})

    assert '<q dir="auto">The wall stands.</q>' in html
    assert '<q dir="auto">On Mon' in render(texts[:1], [LineRun(Role.QUOTE, 1, 1, cite())], {})


def test_a_fold_opens_with_words_and_not_with_a_greeting() -> None:
    html = render(["Hi Chen,", "The wall stands."], [LineRun(Role.QUOTE, 1, 2, cite())], {})

    assert '<q dir="auto">The wall stands.</q>' in html
    assert '<q dir="auto">Hi Chen,</q>' in render(["Hi Chen,"], [LineRun(Role.QUOTE, 1, 1, cite())], {})


def test_a_quote_without_a_word_is_not_closed() -> None:
    assert render(["---"], [LineRun(Role.QUOTE, 1, 1, cite())], {}).startswith('<details class="quote altered" open>')


def test_on_pages_of_text_quotes_of_several_posts_are_a_fold_each() -> None:
    runs = [LineRun(Role.QUOTE, 1, 1, cite()), LineRun(Role.QUOTE, 2, 2, cite(post=BRUNO, via=ADA))]

    html = render(["one", "two"], runs, {}, LineEnds.SET)

    assert html.count("<details") == 2
    assert '</b>, via Ada <span class="number">2</span>, 1 paragraph' in html


def test_what_stands_nowhere_between_proven_lines_is_shown_below_their_closed_fold() -> None:
    texts = ["one", "two", "Bruno wrote:", "lost", "three", "new"]
    runs = [
        LineRun(Role.QUOTE, 1, 2, cite()),
        LineRun(Role.ATTRIBUTION, 3, 3),
        LineRun(Role.QUOTE, 4, 4),
        LineRun(Role.QUOTE, 5, 5, cite(post=BRUNO)),
        LineRun(Role.BODY, 6, 6),
    ]

    html = render(texts, runs, {})

    folded, _, below = html.partition("</details>")
    unproven = '<blockquote class="unsourced">\n<p dir="auto">lost</p>\n</blockquote>'
    assert folded.startswith('<details class="quote">')
    assert '<p class="attribution" dir="auto">Bruno wrote:</p>\n' + unproven in folded
    assert below == (
        '\n<div class="quote between">\n<blockquote>\n<p dir="auto">lost</p>\n</blockquote>\n'
        '<p class="quote-source">within this quote, and in no post that is here</p>\n</div>\n<p dir="auto">new</p>'
    )


def test_a_changed_line_of_a_long_quote_is_shown_below_it() -> None:
    runs = [
        LineRun(Role.QUOTE, 1, 2, cite()),
        LineRun(Role.QUOTE, 3, 3, cite("The pier stood.", Kind.ALTERED)),
    ]

    html = render(["one", "two", "The pier stands."], runs, {})

    changed = "The pier <del>stood.</del> <ins>stands.</ins>"
    assert html.startswith('<details class="quote">')
    assert f'<div class="quote between">\n<blockquote>\n<p dir="auto">{changed}</p>' in html.partition("</details>")[2]


def test_what_stands_nowhere_before_and_below_proven_lines_stays_in_its_place() -> None:
    runs = [LineRun(Role.QUOTE, 1, 1), LineRun(Role.QUOTE, 2, 2, cite()), LineRun(Role.QUOTE, 3, 3)]

    html = render(["lost", "one", "gone"], runs, {})

    assert html.index("lost") < html.index("<details") < html.index("</details>") < html.index("gone")
    assert html.count('<div class="quote unsourced">') == 2
    assert "between" not in html


def test_a_fold_of_which_half_stands_nowhere_stays_open() -> None:
    runs = [
        LineRun(Role.QUOTE, 1, 1, cite()),
        LineRun(Role.QUOTE, 2, 3),
        LineRun(Role.QUOTE, 4, 4, cite(post=BRUNO)),
    ]

    html = render(["one", "lost", "gone", "two"], runs, {})

    assert html.startswith('<details class="quote altered" open>')
    assert "between" not in html


def test_quotes_without_a_source_are_one_block_with_what_introduces_them() -> None:
    runs = [LineRun(Role.QUOTE, 1, 1), LineRun(Role.ATTRIBUTION, 2, 2), LineRun(Role.QUOTE, 3, 3)]

    html = render(["lost", "Ada wrote:", "gone"], runs, {})

    assert html.count('<div class="quote unsourced">') == html.count("from a post that is not here") == 1
    assert html.index("lost") < html.index("Ada wrote:") < html.index("gone")


@pytest.mark.parametrize(
    ("text", "extent"),
    [
        ("wall stands", "2 words"), ("wall", "1 word"), ("a" * 20, "1 word"), ("a" * 21, "21 characters"),
    ],
)  # fmt: skip
def test_a_part_of_a_paragraph_is_told_by_its_words(text: str, extent: str) -> None:
    html = render([text], [LineRun(Role.QUOTE, 1, 1, cite(kind=Kind.PARTIAL))], {})

    assert html == fold(summary(text, f", {extent}, partial"), f'<p dir="auto">{text}</p>')


def test_what_a_list_added_below_a_quote_stands_in_its_fold() -> None:
    rule, name = "_" * 47, "Tides mailing list"
    runs = [LineRun(Role.QUOTE, 1, 1, cite()), LineRun(Role.ATTRIBUTION, 2, 3)]
    lines = "".join(f'<p class="attribution" dir="auto">{text}</p>\n' for text in (rule, name))

    html = render(["one", rule, name], runs, {})

    assert html.endswith(f"{lines}</details>")
    assert render(["one", rule, "Bruno wrote:"], runs, {}).endswith(
        '<p class="attribution" dir="auto">Bruno wrote:</p>'
    )


def test_what_introduces_a_quote_stands_in_its_fold_and_elsewhere_by_itself() -> None:
    introduced = [LineRun(Role.ATTRIBUTION, 1, 1), LineRun(Role.QUOTE, 2, 2, cite())]
    line = '<p class="attribution" dir="auto">Ada wrote:</p>\n'

    assert render(["Ada wrote:", "one"], introduced, {}) == fold(
        summary("one", ", 1 paragraph, exact"), '<p dir="auto">one</p>', introduction=line
    )
    assert render(["Ada wrote:", "one"], [introduced[0], LineRun(Role.BODY, 2, 2)], {}) == (
        line + '<p dir="auto">one</p>'
    )
    assert render(["Ada wrote:"], introduced[:1], {}) == line.strip()


def test_a_quote_without_a_source_stays_open_and_says_why() -> None:
    html = render(["Ada wrote:", "one"], [LineRun(Role.ATTRIBUTION, 1, 1), LineRun(Role.QUOTE, 2, 2)], {})

    assert html == (
        '<div class="quote unsourced">\n<p class="attribution" dir="auto">Ada wrote:</p>\n<blockquote>\n'
        '<p dir="auto">one</p>\n</blockquote>\n'
        '<p class="quote-source">from a post that is not here</p>\n</div>'
    )


def test_a_quote_of_a_hidden_post_says_that_it_is_known_and_stands_apart_from_one_that_is_not() -> None:
    html = render(["one", "two"], [LineRun(Role.QUOTE, 1, 1, None, True), LineRun(Role.QUOTE, 2, 2)], {})

    assert html.count('<div class="quote unsourced">') == 2
    assert "quoted; its source is in this archive, and is not shown" in html.partition("two")[0]
    assert "from a post that is not here" in html.partition("two")[2]


def test_a_signature_is_one_paragraph_with_its_line_ends() -> None:
    html = render(["-- ", "", "Ada <a@b>"], [LineRun(Role.SIGNATURE, 1, 3)], {})

    assert html == '<p class="signature" dir="auto">-- <br>Ada &lt;a@b&gt;</p>'


@pytest.mark.parametrize(
    ("line_ends", "html"),
    [
        (
            LineEnds.TYPED,
            f'<p dir="auto">{LONG} <br class="cut">before</p>\n<pre><code>@@ -1 +1 @@\n+flow</code></pre>',
        ),
        (LineEnds.SET, f'<p dir="auto">{LONG}<br>before<br>@@ -1 +1 @@<br>+flow</p>'),
        (
            LineEnds.PARAGRAPH,
            "\n".join(f'<p dir="auto">{text}</p>' for text in (LONG, "before", "@@ -1 +1 @@", "+flow")),
        ),
    ],
)
def test_what_a_line_end_means_is_told_by_who_made_it(line_ends: LineEnds, html: str) -> None:
    assert render([LONG, "before", "@@ -1 +1 @@", "+flow"], [LineRun(Role.BODY, 1, 4)], {}, line_ends) == html


def test_only_words_that_the_first_line_of_a_run_does_not_have_from_its_source_are_marked() -> None:
    first = Citation(ADA, Kind.PARTIAL, 12, "q7-12-0", "The wall", ((0, 8),))

    assert '<p dir="auto">The wall<ins> fell.</ins></p>' in render(
        ["The wall fell."], [LineRun(Role.QUOTE, 1, 1, first)]
    )
    html = render(["The wall fell.", "Indeed."], [LineRun(Role.QUOTE, 1, 2, first)])
    assert "The wall<ins> fell.</ins><br>Indeed." in html


def test_runs_without_text_are_nothing() -> None:
    assert render(["", " "], [LineRun(Role.BODY, 1, 1), LineRun(Role.QUOTE, 2, 2)], {}) == ""
    assert render(["", "one", ""], [LineRun(Role.BODY, 1, 3)], {}) == '<p dir="auto">one</p>'


def test_shaped_lines_of_a_quote_are_code_and_show_what_differs() -> None:
    texts = ["@@ -1,2 +1,2 @@", "-ebb", "", "+flow"]

    html = render(texts, [LineRun(Role.QUOTE, 1, 4, cite())], {})

    assert "<pre><code>@@ -1,2 +1,2 @@\n-ebb\n\n+flow</code></pre>" in html
    assert ", 1 paragraph, exact" in html


def test_a_patch_without_a_source_is_code_beside_prose() -> None:
    texts = ["Why?", "", "@@ -1,2 +1,2 @@", "-see http://a.example", "+flow"]

    html = render(texts, [LineRun(Role.QUOTE, 1, 5)], {})

    assert (
        '<blockquote>\n<p dir="auto">Why?</p>\n<pre><code>@@ -1,2 +1,2 @@\n-see http://a.example\n+flow</code></pre>\n'
        "</blockquote>"
    ) in html


def test_a_post_that_does_not_begin_with_the_record_is_set_all_the_same() -> None:
    texts = ["not mine", "", "one http://a.example", "    two http://a.example"]

    html = render(texts, [LineRun(Role.BODY, 3, 4)], {4: mark(4, 4, 7, ADA)})

    assert "not mine" not in html
    assert html.startswith('<p dir="auto">one <a href="http://a.example"')
    assert '<span class="cited" id="q9-4-4">two</span>' in html


def test_own_words_that_another_post_holds_too_stand_open_beside_a_link() -> None:
    texts = ["The wall stands.", "", "So it does.", "", "And the pier."]

    html = render(texts, [LineRun(Role.BODY, 1, 5)], repeats={1: ADA, 3: ADA, 5: BRUNO})

    assert html == (
        '<p dir="auto">The wall stands.</p>\n'
        '<aside class="mark said-too">also in <a href="/p/7/">Ada <span class="number">2</span></a></aside>\n'
        '<p dir="auto">So it does.</p>\n'
        '<p dir="auto">And the pier.</p>\n'
        '<aside class="mark said-too">also in <a href="/p/8/">Bruno <span class="number">3</span></a></aside>'
    )
