"""A date as a page shows it is the moment that it names, or nothing where that would be a guess."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from threads.words.dates import is_day_first, page_zone, read_date


def moment(*figures: int, hours: int = 0) -> datetime:
    return datetime(*figures, tzinfo=UTC) - timedelta(hours=hours)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2007-02-03T08:41:00+01:00", moment(2007, 2, 3, 8, 41, hours=1)),
        ("2007-02-03 08:41", moment(2007, 2, 3, 8, 41)),
        ("2007-02-30T08:41:00Z", None),
        ("13-02-2007, 08:41 PM", moment(2007, 2, 13, 20, 41)),
        ("02/13/2007", moment(2007, 2, 13)),
        ("3.2.2007 9h30", moment(2007, 2, 3, 9, 30)),
        ("03.02.07", moment(2007, 2, 3)),
        ("03.02.71", moment(1971, 2, 3)),
        ("2007/2/13", moment(2007, 2, 13)),
        ("2007-2-3 04:27", moment(2007, 2, 3, 4, 27)),
        ("version 1.2.3", None),
        ("Tue 16-Jun-20 16:12:14", moment(2020, 6, 16, 16, 12, 14)),
        ("16-Foo-20", None),
        ("2007/13/3", None),
        ("02-03-2007", None),
        ("02-03-207", None),
        ("102-03-20", None),
        ("05-05-2007", moment(2007, 5, 5)),
        ("January 09, 2022, 10:44:39 AM", moment(2022, 1, 9, 10, 44, 39)),
        ("Sun 2. März 2003 22:21", moment(2003, 3, 2, 22, 21)),
        ("2nd May 2003", moment(2003, 5, 2)),
        ("1 de março de 2010", moment(2010, 3, 1)),
        ("1 марта 2010, 7:05 p.m.", moment(2010, 3, 1, 19, 5)),
        ("May 2003", None),
        ("31 February 2003", None),
        ("2 May 1803", None),
        ("2 May 2003 13:05 PM", None),
        ("2 May 2003 12:05 am", moment(2003, 5, 2, 0, 5)),
        ("2 May 2003 24:05", None),
        ("2 May 2003 12:00 CET", moment(2003, 5, 2, 11)),
        ("2 May 2003 12:00 cet", moment(2003, 5, 2, 12)),
        ("2 May 2003 12:00 UTC-0500", moment(2003, 5, 2, 17)),
        ("2 May 2003 12:00 +1500", moment(2003, 5, 2, 12)),
        ("Mar 03 Mai 2011, 12:04", moment(2011, 5, 3, 12, 4)),
        ("25/Dec/11 3:04 PM", moment(2011, 12, 25, 15, 4)),
        ("20 Oct 14 12:04", moment(2014, 10, 20, 12, 4)),
        ("Today at 12:00", None),
        ("2 hours ago", None),
        (" " * 200 + "2 May 2003", None),
    ],
)
def test_a_date_is_the_moment_that_it_names_or_none(text: str, expected: datetime | None) -> None:
    assert read_date(text) == expected


def test_the_page_decides_between_day_and_month_and_says_its_zone() -> None:
    ahead = timezone(timedelta(hours=2))

    assert read_date("02-03-2007", day_first=True) == moment(2007, 3, 2)
    assert read_date("02-03-2007", day_first=False) == moment(2007, 2, 3)
    assert read_date("2 May 2003 12:00", zone=ahead) == moment(2003, 5, 2, 10)
    assert read_date("2 May 2003 12:00 GMT", zone=ahead) == moment(2003, 5, 2, 12)


@pytest.mark.parametrize(
    ("texts", "is_first"),
    [(["02-03-2007", "13-02-2007"], True), (["02-13-2007", "13-02-2007"], False), (["2007-13-02", "no date"], None), ([], None)],
)  # fmt: skip
def test_one_date_that_can_be_read_in_one_way_decides_for_all(texts: list[str], is_first: bool | None) -> None:
    assert is_day_first(texts) is is_first


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("All times are GMT -5.", -300), ("Alle Zeiten sind UTC + 1 Stunde", 60), ("UTC+05:30", 330), ("UTC", 0),
        ("GMT +15", 0), ("no zone", 0),
    ],
)  # fmt: skip
def test_a_page_says_what_its_times_are_in(text: str, minutes: int) -> None:
    assert page_zone(text).utcoffset(None) == timedelta(minutes=minutes)
