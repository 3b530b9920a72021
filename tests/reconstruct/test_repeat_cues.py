"""What is said for and against a quote by the lines beside it and beside its source. Every word here is invented."""

from __future__ import annotations

from threads.reconstruct.boundary_features import plain_cues
from threads.reconstruct.normalise import paragraphs_of
from threads.reconstruct.quotes import find_quotes
from threads.reconstruct.repeat_cues import each_quote, view_of

COSTS = (
    "We compare what a voyage costs with Ferry Pass, with Harbour Card Plus and with Day Ticket, for three families."
)
CARD = "Each family pays once a year for it, and after the tenth voyage the card has paid for itself and for the tea."
CHANNEL = "Has anyone rowed to the island? The ferryman says that the channel freezes from the north side."
FREEZES = "the channel freezes from the north side"


def cues(*lines: str) -> list[set[str]]:
    """The cues of each quote on a page, in the order of the page."""
    paragraphs = paragraphs_of(lines)
    quotes = find_quotes(paragraphs, lambda _: False)
    return [set(found) for _, found in each_quote(view_of(paragraphs, quotes, plain_cues(paragraphs)), quotes)]


def test_a_few_words_over_a_longer_paragraph_read_like_a_heading():
    [heading] = cues(COSTS, "The prices are those of May.", "with Harbour Card Plus", CARD)
    assert "reads like a heading" not in heading, "a heading begins with a capital"

    [heading] = cues(COSTS, "The prices are those of May.", "Harbour Card Plus and", CARD)
    assert "reads like a heading" in heading

    [quote] = cues(COSTS, "The prices are those of May.", "Harbour Card Plus and", "Which one is that?")
    assert "reads like a heading" not in quote


def test_the_line_below_may_answer_or_go_on():
    [answered] = cues(CHANNEL, FREEZES, "Yes, you had better wait for March, I did so too.")
    assert {"the line below answers", "the line below says you", "the line below says I"} <= answered

    [gone_on] = cues(CHANNEL, FREEZES, "The bell is rung when it does.")
    assert not {"the line below answers", "the line below says you", "the line below says I"} & gone_on


def test_words_in_common_with_the_lines_beside_it():
    [quote] = cues(CHANNEL, "Somebody asked that before.", FREEZES, "On the north side the channel freezes in January.")

    assert "shares no word with the line above" in quote
    assert "shares many words with the line below" in quote


def test_a_few_words_that_many_lines_hold_are_a_term():
    name = "by the harbour bell"
    others = [f"The {noun} hangs {name} as it always did." for noun in ("lamp", "rope", "list", "cap", "map", "key")]

    [once] = cues(others[0], "Which of the two do you mean?", name, "I mean the small one.")
    assert "its words stand in two lines" in once

    [often] = cues(*others, "Which of them do you mean?", name, "I mean the small one.")
    assert "its words stand in five to eight lines" in often


def test_how_much_of_a_page_stands_above_too():
    line = "The miller says that the gate hangs by one hinge, and that nobody may go near it."
    page = [
        "Has anyone been at the sluice?",
        line,
        line,
        "Hi Ada, he told me so too.",
        *(f"Row {n}." for n in range(200)),
    ]

    [rare] = cues(*page)
    [often] = cues(*page[:4])

    assert "of the page a hundredth stands above too" in rare
    assert "of the page much stands above too" in often
