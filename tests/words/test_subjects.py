"""What mail programs put before a subject, and what its author wrote there."""

import pytest

from threads.words.subjects import plain_subject


@pytest.mark.parametrize(
    ("subject", "plain"),
    [
        ("Re: High water", "High water"),
        ("RE[2]: re:High water ", "High water"),
        ("[tides] AW: High water", "High water"),
        ("Re: [tides] Re: High water", "High water"),
        ("Re: [tides] High water", "[tides] High water"),
        ("Fwd: WG: SV: Antw: High water", "High water"),
        ("Ответ: 回复：Vá: High water", "High water"),
        ("回覆: 転送: 답장: Απ: High water", "High water"),
    ],
)
def test_marks_of_answering_go(subject: str, plain: str) -> None:
    assert plain_subject(subject) == plain


@pytest.mark.parametrize(
    "subject",
    [
        "NB: tide",
        "TIL: tide",
        "URL: broken",
        "[tides] High water",
        "Rest: tide",
        "Tide: re: high",
        "Re tide",
        "Re:",
        " ",
    ],
)
def test_any_other_word_stays(subject: str) -> None:
    assert plain_subject(subject) == subject
