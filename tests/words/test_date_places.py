"""Where dates stand in a line, and of what kind they are."""

from __future__ import annotations

import pytest

from threads.words.date_places import find_dates


@pytest.mark.parametrize(
    ("line", "date", "kind"),
    [
        ("Post by Ada \u00bb Fri Jan 13, 2012 10:38 pm", "Fri Jan 13, 2012 10:38 pm", "day"),
        ("von Bruno \u00bb Fr 13. Jan 2012, 22:38", "Fr 13. Jan 2012, 22:38", "day"),
        ("le 13 janvier 2012 \u00e0 22h38", "13 janvier 2012 \u00e0 22h38", "day"),
        ("13 de enero de 2012, 22:38", "13 de enero de 2012, 22:38", "day"),
        ("Chen 2012\u5e741\u670813\u65e5(\u91d1) 22:38", "2012\u5e741\u670813\u65e5(\u91d1) 22:38", "day"),
        ("[13.01.2012 22:12]", "13.01.2012 22:12", "day"),
        ("--- Log opened Thu Jan 12 14:02:11 2012", "Thu Jan 12 14:02:11 2012", "day"),
        ("13-Jan-2012 22:38", "13-Jan-2012 22:38", "day"),
        ("Ada 23 months ago | parent", "23 months ago", "ago"),
        ("[-] Dalia 2y 18", "2y", "ago"),
        ("vor 3 Tagen", "vor 3 Tagen", "ago"),
        ("il y a 3 jours", "il y a 3 jours", "ago"),
        (
            "3 \u0434\u043d\u044f \u043d\u0430\u0437\u0430\u0434",
            "3 \u0434\u043d\u044f \u043d\u0430\u0437\u0430\u0434",
            "ago",
        ),
        ("3\u6642\u9593\u524d", "3\u6642\u9593\u524d", "ago"),
        ("Yesterday at 10:38 PM", "Yesterday at 10:38 PM", "near"),
        ("14:56 <Ada> hello", "14:56", "clock"),
        ("a comment - 13/Jan/12 10:38 PM", "13/Jan/12 10:38 PM", "day"),
        ("13 Jan 12 22:38 Ada", "13 Jan 12 22:38", "day"),
        ("Jan 13, 2012; 10:38pm", "Jan 13, 2012; 10:38pm", "day"),
        ("2012-01-13 kl. 22:38", "2012-01-13 kl. 22:38", "day"),
        ("3 h", "3 h", "ago"),
        ("Like \u00b7 Reply \u00b7 2 Std.", "2 Std", "ago"),
    ],
)
def test_a_date_is_found_whole(line: str, date: str, kind: str) -> None:
    [place] = find_dates(line)

    assert (line[place.start : place.end], place.kind.value) == (date, kind)


@pytest.mark.parametrize(
    "line",
    [
        "Attempt 1: 1 rope held",
        "a coil of 35V",
        "Pin1-> 1,20v",
        "trusted with $1t and more",
        "0-5a",
        "menu_3d_bar",
        "Nobody has looked at the kiln for 12 years.",
        "Version 3.11.7 of the pump",
        "Urho3D and mp3 and 52b11c0f",
        "The oars are behind the door.",
    ],
)
def test_no_date_is_found_where_none_is(line: str) -> None:
    assert find_dates(line) == []
