"""Two versions of a text side by side: nothing of either is lost, and what went is told from what came."""

import re

from hypothesis import given
from hypothesis import strategies as st

from tests.helpers.seconds import at_most
from threads.html.differences import difference, whole


def test_words_that_changed_are_told_within_their_line():
    assert difference("The weir is shut.\nAsk Bruno.", "The weir is open.\nAsk Bruno.") == (
        "<p>The weir is <del>shut</del><ins>open</ins>.</p>\n<p>Ask Bruno.</p>"
    )


def test_a_line_that_says_something_else_went_and_another_came():
    assert difference("Pears ripen.", "No boat today, sorry!") == (
        "<p><del>Pears ripen.</del></p>\n<p><ins>No boat today, sorry!</ins></p>"
    )


def test_lines_that_were_added_or_taken_out():
    assert difference("One.\nTwo.", "One.\nTwo.\nThree.") == "<p>One.</p>\n<p>Two.</p>\n<p><ins>Three.</ins></p>"
    assert difference("One.\nTwo.", "Two.") == "<p><del>One.</del></p>\n<p>Two.</p>"


def test_markup_in_a_text_is_text():
    shown = difference("<b>a</b> <script>", "<b>a</b> <i>")
    assert "<script" not in shown
    assert "&lt;b&gt;a&lt;/b&gt;" in whole("<b>a</b>")


WORDS = st.lists(st.sampled_from(["reed", "oar", "&", "<p>", "\n", "weir."]), max_size=12).map(" ".join)


@given(WORDS, WORDS)
def test_both_texts_can_be_read_out_of_it(before, after):
    shown = difference(before, after)

    def read(drop):
        left = re.sub(rf"<{drop}>.*?</{drop}>", "", shown, flags=re.DOTALL)
        text = re.sub(r"<[^>]*>", "", left).replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
        return text.split()

    assert read("ins") == before.split()
    assert read("del") == after.split()


def test_what_would_take_long_is_shown_all_the_same():
    before, after = ("\n".join(f"{word} {n % 7}" for n in range(5_000)) for word in ("reed", "oar"))
    with at_most(seconds=3):
        shown = difference(before, after)
    assert shown.count("<del>") == shown.count("<ins>") == 5_000
