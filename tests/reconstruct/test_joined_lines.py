"""Words that reach over several lines of a page. Every word here is invented."""

from __future__ import annotations

from threads.reconstruct.joined_lines import JoinedLines
from threads.reconstruct.match import Probe

LINES = ("hi ada", "the gate hangs by one hinge", "and nobody has been near it", "regards bruno")


def joined(*lines: str) -> JoinedLines:
    page = JoinedLines()
    for number, line in enumerate(lines):
        page.add(number, tuple(line.split()))
    return page


def probe(words: str, *, is_cut: bool = False) -> Probe:
    return Probe(tuple(words.split()), is_cut_tail=is_cut)


def test_words_are_found_from_the_line_where_they_begin_to_the_one_where_they_end():
    found = joined(*LINES).holding(probe("hi ada the gate hangs by one hinge and nobody"))

    assert found
    assert (found.reach, found.match.target, found.match.start, found.match.end) == ((0, 2), 1, 0, 6)


def test_the_last_word_may_be_unfinished_where_the_quote_was_cut():
    words = "by one hinge and nobody has be"

    assert joined(*LINES).holding(probe(words)) is None
    assert joined(*LINES).holding(probe(words, is_cut=True)) is not None


def test_words_of_one_line_are_left_to_others():
    assert joined(*LINES).holding(probe("the gate hangs by one hinge")) is None


def test_other_words_between_the_lines_are_not_passed_over():
    assert joined(*LINES).holding(probe("hi ada by one hinge and nobody has been")) is None
