"""Lines that a mail program let flow are joined with the next of their depth, as RFC 3676 says."""

import pytest

from threads.readers.mail.message import read_mail
from threads.records import Parsed

HEAD = "From: Ada <ada@example.org>\nMessage-ID: <1@example.org>\nContent-Type: text/plain; format=flowed{}\n\n"


def read(body: str, more: str = "") -> tuple[list[str], list[tuple[int, int, int]]]:
    parsed = read_mail((HEAD.format(more) + body).encode())
    assert isinstance(parsed, Parsed)
    marks = [(mark.first_line, mark.last_line, mark.depth) for mark in parsed.posts[0].marks if mark.role == "quote"]
    return parsed.text.split("\n"), marks


@pytest.mark.parametrize(
    ("body", "more", "lines", "quotes"),
    [
        ("The tide \nis late.\n", "", ["The tide is late."], []),
        ("The ti \nde is late.\n", "; delsp=yes", ["The tide is late."], []),
        ("> The tide \n> is late.\nSo \nwhat?\n", "", ["The tide is late.", "So what?"], [(1, 1, 1)]),
        ("> The tide \nis late.\n", "", ["The tide", "is late."], [(1, 1, 1)]),
        (">> Who? \n> Ada. \n", "", ["Who?", "Ada."], [(1, 1, 2), (2, 2, 1)]),
        ("> > Who?\n", "", ["Who?"], [(1, 1, 2)]),
        (" From here \nto there.\n", "", ["From here to there."], []),
        ("The tide \n-- \nAda\n", "", ["The tide", "-- ", "Ada"], []),
        ("It flows \n", "", ["It flows"], []),
    ],
)
def test_flowing_lines_are_joined(body: str, more: str, lines: list[str], quotes: list[tuple[int, int, int]]) -> None:
    assert read(body, more) == (lines, quotes)
