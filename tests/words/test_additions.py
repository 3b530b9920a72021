"""Lines that programs add to mails, told from words. Words of our own."""

import pytest

from threads.words.additions import additions, note_end

RULE, NEXT = "_" * 47, "-------------- next part --------------"
FOOTER = [RULE, "Tides mailing list", "Tides at example.org", "http://lists.example.org/mailman/listinfo/tides"]
HTML = [NEXT, "An HTML attachment was scrubbed...", "URL: <http://lists.example.org/a/attachment.html>"]
FILE = [
    NEXT,
    "A non-text attachment was scrubbed...",
    "Name: oar.png",
    "Type: image/png",
    "Size: 2304 bytes",
    "Desc: not available",
    "URL: ",
    "<http://lists.example.org/a/attachment.png>",
]


@pytest.mark.parametrize("lines", [FOOTER, HTML, FILE, [*FILE, *HTML]])
def test_footers_and_notes_are_additions(lines):
    assert additions(["The oars are drying.", *lines, "", "By the stove."]) == set(range(1, len(lines) + 1))


@pytest.mark.parametrize(
    "lines",
    [
        [RULE, "The oars are drying."],
        ["I read that on the Tides mailing list.", "It was long ago."],
        [RULE, *["The oars are drying."] * 9, "Unsubscribe"],
    ],
)
def test_words_are_none(lines):
    assert additions(lines) == set()


def test_what_stands_below_the_rule_of_a_part_is_words():
    assert additions([NEXT, "The oars are drying."]) == {0}


def test_a_note_ends_with_its_address():
    assert note_end([*HTML, "URL: of mine"], 1) == len(HTML)
