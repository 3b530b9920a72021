"""What readers hand on: lines as editors number them, text that can be stored, dates that can be believed, reasons in words."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from threads.records import Refusal, TextRecord, split_lines, writable
from threads.words.dates import credible


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", []),
        ("a", ["a"]),
        ("a\n", ["a"]),
        ("a\n\n", ["a", ""]),
        ("a\r\nb\rc\nd", ["a", "b", "c", "d"]),
        ("a\x0cb\u2028c\x85d", ["a\x0cb\u2028c\x85d"]),
    ],
)
def test_lines_end_at_carriage_returns_and_line_feeds_alone(text: str, lines: list[str]) -> None:
    assert split_lines(text) == lines
    assert TextRecord("a.txt", "00", 0, text.encode(), text, "utf-8").lines == lines


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        ("tab\t, feed\x0c, ends\r\n and 漢", "tab\t, feed\x0c, ends\r\n and 漢"),
        ("a\0b\x1b\x7f", "a\ufffdb\ufffd\ufffd"),
        ("a\ud800\udfff\0", "a\ufffd\ufffd\ufffd"),
        ("\x08\x0e\x1f", "\ufffd\ufffd\ufffd"),
    ],
)
def test_what_cannot_be_stored_is_replaced_one_for_one(text: str, stored: str) -> None:
    assert writable(text) == stored


@pytest.mark.parametrize(
    ("moment", "believed"),
    [
        (None, None),
        (datetime(2003, 4, 5, 6), datetime(2003, 4, 5, 6, tzinfo=UTC)),  # noqa: DTZ001 - as formats without zones state it
        (datetime(2003, 4, 5, 6, tzinfo=timezone(timedelta(hours=2))), datetime(2003, 4, 5, 4, tzinfo=UTC)),
        (datetime(1969, 12, 31, tzinfo=UTC), None),
        (datetime(1970, 1, 1, tzinfo=UTC), datetime(1970, 1, 1, tzinfo=UTC)),
        (datetime(2100, 12, 31, tzinfo=UTC), datetime(2100, 12, 31, tzinfo=UTC)),
        (datetime(2101, 1, 1, tzinfo=UTC), None),
        (datetime(9999, 12, 31, 23, tzinfo=timezone(timedelta(hours=-12))), None),
        (datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=12))), None),
    ],
)
def test_a_date_is_believed_in_years_in_which_people_wrote_to_forums(
    moment: datetime | None, believed: datetime | None
) -> None:
    assert credible(moment) == believed


def test_a_refusal_names_the_file_and_the_line_where_there_is_one() -> None:
    assert str(Refusal("a.txt", "binary")) == "a.txt: binary"
    assert str(Refusal("a.txt", "binary", 3)) == "a.txt, line 3: binary"
