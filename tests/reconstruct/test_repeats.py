"""Which quotes of a page are only repetitions. Every word here is invented."""

from __future__ import annotations

from tests.reconstruct.pages import read, record
from threads.reconstruct import reconstruct
from threads.reconstruct.boundary_features import plain_cues
from threads.reconstruct.normalise import paragraphs_of
from threads.reconstruct.quotes import find_quotes
from threads.reconstruct.repeats import Settled, settle
from threads.reconstruct.report import report

STEPS = ("Open the lower valve", "Wait for the hiss", "Close the lower valve")
BLEEDING = ("To bleed the stove you do this twice.", *STEPS, "Now the second pipe, which is the longer one.", *STEPS)


def settled(*lines: str, own: tuple[int, ...] = (), proven: tuple[int, ...] = ()) -> Settled:
    paragraphs = paragraphs_of(lines)
    return settle(paragraphs, find_quotes(paragraphs, lambda _: False), plain_cues(paragraphs), own=own, proven=proven)


def test_what_is_known_to_be_an_authors_words_is_no_quote():
    line = "The miller says that the gate hangs by one hinge, and that nobody may go near it."
    lines = ("Has anyone mended the sluice?", line, line, "Hi Ada, he told me the same, I went there on Sunday.")

    assert settled(*lines).quotes.keys() == {2}
    assert settled(*lines, own=(2,)).repeats.keys() == {2}


def test_what_is_proven_to_be_a_quote_is_not_doubted():
    assert settled(*BLEEDING).quotes == {}
    assert settled(*BLEEDING, proven=(5, 6, 7)).repeats == {}


def test_a_quote_cites_the_latest_copy_of_its_words():
    line = "The miller says that the gate hangs by one hinge, and that nobody may go near it."
    lines = ("Has anyone been at the sluice?", line, "So it was in May.", line, "So it is.", line, "Hi, I saw it too.")

    assert settled(*lines, own=(3,)).quotes[5].source == 3
    assert settled(*lines, own=(3, 5)).quotes == {}


def test_the_report_says_what_a_line_repeats():
    text = "\n".join(BLEEDING) + "\n"
    page = record(text, "stove.txt")

    [document] = report(reconstruct([page]), [("stove.txt", page.document)])["documents"]

    line = document["lines"][5]
    assert (line["role"], line["repeats"][0]["line"], line["repeats"][0]["end"]) == ("body", 2, len(STEPS[0]))
    assert "repeats" not in document["lines"][1]
    assert document["edges"] == []


def test_a_repetition_opens_no_post():
    assert len(read(*BLEEDING).posts) == 1
