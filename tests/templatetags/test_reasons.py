"""Reasons are told in sentences that a reader understands; what is not known is told as it is."""

import pytest

from threads.templatetags.reasons import cue_words, evidence_words


@pytest.mark.parametrize(
    ("cues", "words"),
    [
        (["is a quote, and turns from you to I"], "quotes a post above, and says “I” after a line that says “you”"),
        (
            ["a post must start within five to eleven lines"],
            "a quote and its source stand within five to eleven lines, so a post begins between them",
        ),
        (["goes on saying I", "says you"], "says “I” like the line before; says “you”"),
        (['first words "in the"', "opens with thanks"], "begins with “in the”; begins with thanks"),
        (["the page cuts its posts short"], "the page cuts its posts short"),
        ([], "none that are strong"),
    ],
)
def test_cues_are_told_in_words(cues: list[str], words: str) -> None:
    assert cue_words(cues) == words


@pytest.mark.parametrize(
    ("evidence", "words"),
    [
        ("266 characters of line 3", "line 3, 266 characters of it"),
        ("266 characters of line 3 and 1 more", "line 3, 266 characters of it, and one more passage"),
        ("9 characters of line 3 of a b.txt and 4 more", "line 3 of a b.txt, 9 characters of it, and 4 more"),
        ("9 characters of line 3, a quote set by hand", "line 3, 9 characters of it, a quote set by hand"),
        ("quotes it in line 1", "quotes it in line 1"),
    ],
)
def test_evidence_is_told_in_words(evidence: str, words: str) -> None:
    assert evidence_words(evidence) == words
