"""The words at the ends of paragraphs, as cues. Every word here is invented."""

from __future__ import annotations

from threads.reconstruct.boundary_words import first_runs, last_runs, word_cues
from threads.reconstruct.normalise import paragraphs_of
from threads.reconstruct.segment import MODEL


def test_runs_that_open_a_paragraph_are_told_from_those_further_in():
    assert first_runs(["the", "lid", "leaks"]) == ["the", "the lid", "the lid leaks", "… lid", "… lid leaks", "… leaks"]


def test_runs_that_close_a_paragraph_are_told_from_those_further_in():
    assert last_runs(["the", "lid", "leaks"]) == ["leaks", "lid leaks", "the lid leaks", "the …", "lid …", "the lid …"]


def test_only_what_is_known_is_a_cue():
    known = {
        "first words": {"hello": 'first words "hello"'},
        "last words before": {"again": 'last words before "again"'},
    }
    paragraphs = paragraphs_of(["The kettle leaks again", "Hello Ada", "It leaks"])

    assert word_cues(paragraphs, known) == [[], ['first words "hello"', 'last words before "again"'], []]


def test_the_words_of_the_next_line_are_cues_as_well():
    cues = word_cues(paragraphs_of(["It leaks", "Hello Ada"]))

    assert 'first words of the next line "hello ada"' in cues[0]


def test_words_have_weights_in_each_place():
    assert MODEL.known.keys() == {"first words", "last words", "last words before", "first words of the next line"}
    assert all(MODEL.weights[cue] for runs in MODEL.known.values() for cue in runs.values())
