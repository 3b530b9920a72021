"""Lines -> paragraphs and tokens that remember where they stood."""

from __future__ import annotations

import pytest

from tests.reconstruct.pages import paragraph
from threads.reconstruct.normalise import is_hard_wrapped, paragraphs_of, tokens_of
from threads.records import split_lines


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Don\u2019t touch it", "don't touch it"),
        ("\u201cWait\u201d \u2014 she said", '"wait" - she said'),
        ("the har\u00adbour", "the harbour"),
        ("Fri\u200bday", "friday"),
        ("the \ufb01rst of\ufb01ce", "the first office"),
        ("\uff21\uff24\uff21", "Ada"),
        ("230\u00a0degrees", "230 degrees"),
        ("**main** _spring_", "> main spring"),
        ("gro\u00df", "GROSS"),
        ("e\u0301cluse", "\u00e9cluse"),
        ("\u062f\u0627\u0644\u064a\u0627", "\u062f\u0627\u0644\u064a\u0627"),
    ],
)
def test_two_spellings_of_the_same_words_have_the_same_tokens(one: str, other: str):
    assert tokens_of(one)[0] == tokens_of(other)[0]


@pytest.mark.parametrize("word", ["फाटक", "हूँ", "כֶּלֶב", "كِتَاب", "e\u0301cluse", "o'clock", "2021"])
def test_a_word_with_its_marks_is_one_token(word: str):
    _, starts, ends = tokens_of(f"a {word} b")

    assert (starts[1], ends[1]) == (2, 2 + len(word))
    assert len(starts) == 3


def test_scripts_without_spaces_are_cut_into_characters():
    assert tokens_of("钟声 noon はい")[0] == ["钟", "声", "noon", "は", "い"]
    assert tokens_of("𠮷野 noon ꦗꦮ")[0] == ["𠮷", "野", "noon", "ꦗ", "ꦮ"]


def test_half_width_kana_are_the_letters_that_they_stand_for():
    tokens, starts, ends = tokens_of("ﾎﾟﾝﾌﾟ")

    assert tokens == tokens_of("ポンプ")[0] == ["ポ", "ン", "プ"]
    assert list(zip(starts, ends, strict=True)) == [(0, 2), (2, 3), (3, 5)]


def test_an_address_is_one_token():
    assert tokens_of("see https://example.org/a?b=c#d now")[0] == ["see", "https://example.org/a?b=c#d", "now"]


def test_no_token_holds_a_space_even_where_one_letter_stands_for_four_words():
    assert all(" " not in token for token in tokens_of("a \ufdfa b")[0])


def test_offsets_count_the_invisible_marks():
    text = "the har\u00adbour bell"

    tokens, starts, ends = tokens_of(text)

    assert [text[start:end] for start, end in zip(starts, ends, strict=True)] == ["the", "har\u00adbour", "bell"]
    assert tokens[1] == "harbour"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_all_line_ends_make_the_same_lines(end: str):
    assert split_lines(f"one{end}{end}two{end}") == ["one", "", "two"]


def test_a_form_feed_stays_inside_its_line():
    assert split_lines("one\ftwo\u2028three\x0bfour\n") == ["one\ftwo\u2028three\x0bfour"]


def test_a_line_of_only_a_form_feed_is_no_paragraph():
    assert [found.first_line for found in paragraphs_of(["one", "\f", "two"])] == [1, 3]


def test_blank_lines_before_a_paragraph_are_counted():
    assert [found.blank_before for found in paragraphs_of(["", "one", "", " ", "two", "three"])] == [1, 2, 0]


def test_lines_that_break_off_at_a_column_are_hard_wrapped():
    wrapped = ["The keeper has to lay fenders of rope along both of the walls and"] * 8

    assert is_hard_wrapped(wrapped)


def test_sentences_of_one_length_are_not_hard_wrapped():
    sentences = ["The keeper has to lay fenders of rope along both of the old walls."] * 8

    assert not is_hard_wrapped(sentences)


def test_a_list_item_begins_a_paragraph_of_its_own_on_a_hard_wrapped_page():
    full = "The keeper has to lay fenders of rope along both of the walls and"

    found = paragraphs_of([full, full, full, full, f"- {full}", full, full])

    assert [item.first_line for item in found] == [1, 5]


@pytest.mark.parametrize(
    "text", ["... and so on", "\u2026and so on", "[...] and so on", "\u201c...and so on", "(\u2026) so"]
)
def test_an_ellipsis_at_the_head_is_seen(text: str):
    assert paragraph(text).cut_head


@pytest.mark.parametrize(
    "text", ["and so on...", "and so on \u2026", "and so on [...]", 'and so on..."', "and so on ...*"]
)
def test_an_ellipsis_at_the_tail_is_seen(text: str):
    assert paragraph(text).cut_tail


@pytest.mark.parametrize("text", ["and so on.", "and .. so on", "ends in two.."])
def test_fewer_than_three_dots_are_no_ellipsis(text: str):
    assert not paragraph(text).cut_head
    assert not paragraph(text).cut_tail
