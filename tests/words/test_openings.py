"""The first words of a text, as titles, summaries and previews show them."""

import pytest

from threads.words.openings import opening_words


@pytest.mark.parametrize(
    ("text", "opening"),
    [
        ("  The oar \n cracked.  ", "The oar cracked."),
        ("The oar cracked at noon.", "The oar cracked at…"),
        ("The oar had cracked early.", "The oar had…"),
        ("The oar, cracked, sank low.", "The oar, cracked…"),
        ("a" * 20, "a" * 20),
        ("a" * 21, "a" * 19 + "…"),
        ("The " + "a" * 30, "The " + "a" * 15 + "…"),
        ("橋" * 21, "橋" * 19 + "…"),
        ("-" * 21, "-" * 19 + "…"),
        ("", ""),
    ],
)
def test_a_text_is_cut_between_words_and_says_when_there_are_more(text: str, opening: str) -> None:
    assert opening_words(text, 20) == opening
