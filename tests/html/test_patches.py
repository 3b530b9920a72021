"""Patches, their summaries and tables in mails keep their shape; sentences that a mail program cut may flow."""

import pytest

from tests.helpers.seconds import at_most
from threads.html.folds import Mention, QuotedMark
from threads.html.patches import shaped_lines
from threads.html.setter import LineRun, is_cut, render, render_missing
from threads.words.kinds import Role

PATCH = """Turn the tide table round.

Signed-off-by: Ada
---
 tide.c | 4 ++--
 1 file changed, 2 insertions(+), 2 deletions(-)

diff --git a/tide.c b/tide.c
index 1111111..2222222 100644
--- a/tide.c
+++ b/tide.c
@@ -1,3 +1,3 @@ int tide(void)
 \tint ebb = 1;
-\treturn ebb;
+\treturn !ebb;

Tell me what you think.
Ada"""


def set_of(text: str, *runs: LineRun) -> str:
    texts = text.split("\n")
    return render(texts, runs or [LineRun(Role.BODY, 1, len(texts))], {})


def test_a_patch_keeps_its_lines_and_the_words_round_it_are_prose() -> None:
    html = set_of(PATCH)

    assert '<p dir="auto">Turn the tide table round.</p>' in html
    assert "<pre><code>---\n tide.c | 4 ++--\n 1 file changed" in html
    assert "deletions(-)\n\ndiff --git a/tide.c" in html
    assert "\n \tint ebb = 1;\n-\treturn ebb;\n+\treturn !ebb;</code></pre>" in html
    assert '<p dir="auto">Tell me what you think.<br>Ada</p>' in html


def test_the_minus_lines_of_a_patch_are_no_list() -> None:
    assert "<li" not in set_of("@@ -1,2 +1,2 @@\n- a\n+ b\n- c")


def test_a_quoted_patch_keeps_its_lines_below_a_comment_too() -> None:
    text = "@@ -1,3 +1,3 @@\n-\treturn ebb;\n\nWhy?\n\n+\treturn !ebb;"
    html = set_of(text, LineRun(Role.QUOTE, 1, 2), LineRun(Role.BODY, 4, 4), LineRun(Role.QUOTE, 6, 6))

    assert html.count("<pre><code>") == 2
    assert '<p dir="auto">Why?</p>' in html


def test_a_table_set_with_spaces_keeps_its_columns() -> None:
    assert "<pre><code>Port     High     Low\nCuxhaven 03:12    09:40</code></pre>" in set_of(
        "Port     High     Low\nCuxhaven 03:12    09:40"
    )


@pytest.mark.parametrize(
    "text", ["- a\n- b", "I saw it | or not.\nSo be it.", "--- so he said.\nAnd left.", "Index\nof tides"]
)
def test_prose_has_no_shape_to_keep(text: str) -> None:
    assert "<pre" not in set_of(text)


def test_a_patch_that_only_quotes_have_kept_is_shown_as_one() -> None:
    assert "<pre><code>@@ -1 +1 @@\n-ebb\n+flow</code></pre>" in render_missing(["@@ -1 +1 @@", "-ebb", "+flow"])


def test_lines_of_a_missing_post_that_stood_together_have_no_gap_between_them() -> None:
    html = render_missing(["The ebb came", "at noon."])

    assert "The ebb came<br>at noon." in html
    assert html.count("is lost]") == 0


def test_a_line_was_cut_where_the_next_word_had_no_room() -> None:
    full = "The tide came in over the flats long before any of them had seen it,"

    assert is_cut(full, "and nobody was hurt.")
    assert not is_cut(full, "- and nobody was hurt.")
    assert not is_cut("Signed-off-by: Ada", "Signed-off-by: Bruno")
    assert not is_cut("The tide came in over the flats at noon or so.", "I saw it.")


def test_line_ends_that_a_narrow_screen_may_leave_out_have_a_name() -> None:
    html = set_of("The tide came in over the flats long before any of them had seen it,\nand nobody was hurt.")

    assert 'seen it, <br class="cut">and nobody' in html


def test_hostile_lines_cost_no_more_than_their_length() -> None:
    with at_most(seconds=2):
        for line in ("|" * 100_000, " " * 100_000 + "|", "a   " * 25_000, "+-" * 50_000, "a |" * 30_000):
            shaped_lines([line, line], [True, False])


def test_paragraphs_that_the_same_posts_quote_say_so_once() -> None:
    quoted = {n: [QuotedMark(f"q1-{n}-0", 0, 9, ((Mention(7, "Ada", 2), "exact"),))] for n in (1, 3, 7)}
    html = render(["Ebb at 4.", "", "Flow at 9", "", "So it is.", "", "Ebb at 5."], [LineRun(Role.BODY, 1, 7)], quoted)

    assert html.count('class="cited"') == 3
    assert html.count("quoted by 1") == 2  # the third stands apart from the others
    assert html.index("quoted by 1") < html.index("Flow at 9")
