"""What filters write of figures, of where something is from, and of a passage that an address names."""

import pytest

from threads.templatetags import display


@pytest.mark.parametrize(
    ("confidence", "words"),
    [
        (1.0, "almost certain, 99 in 100"), (0.97, "almost certain, 97 in 100"), (0.96, "likely, 96 in 100"),
        (0.8, "likely, 80 in 100"), (0.79, "more likely than not, 79 in 100"), (0.6, "more likely than not, 60 in 100"),
        (0.59, "uncertain, 59 in 100"), (0.4, "uncertain, 40 in 100"), (0.39, "a guess, 39 in 100"), (0, "a guess, 1 in 100"),
    ],
)  # fmt: skip
def test_how_sure_something_is_stands_in_words_and_figures(confidence: float, words: str) -> None:
    assert display.how_sure(confidence) == words


def test_an_origin_is_told_in_words_and_one_nobody_knows_by_its_name() -> None:
    assert display.origin_words("curated") == "a correction by a person"
    assert display.origin_words("declared") == "the document itself"
    assert display.origin_words("hearsay") == "hearsay"


def test_a_passage_shown_again_is_marked_and_no_id_is_given_twice() -> None:
    html = '<span class="cited" id="q7-1-0">a</span><span class="cited" id="q7-2-0">b</span><p id="x">'

    assert '<span class="cited aimed">a</span><span class="cited">b</span><p id="x">' in display.aimed_at(
        html, "q7-1-0"
    )
    assert '<span class="cited">a</span><span class="cited">b</span><p id="x">' in display.aimed_at(html, "")
    assert "aimed" not in display.aimed_at(html, '"><script>')


def test_numbers_are_set_in_groups_of_three() -> None:
    assert display.thousands(1234567) == "1,234,567"
