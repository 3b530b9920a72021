"""Posts that are signed where their words end, as on the talk pages of wikis."""

from __future__ import annotations

import pytest

from tests.helpers.heads import SAID, WRITERS, authors, body_of, read
from threads.reconstruct.heads import read_heads

PAGE = "Talk: The jetty\n\nThe third buoy [edit]\n\n"


@pytest.mark.parametrize(
    "signature",
    [
        " \u2014 {} (talk) 12:04, {} March 2012 (UTC)",
        " {} (talk) 12:04, {} March 2012 (UTC)",
        " --{} (Diskussion) 12:04, {}. M\u00e4r. 2012 (CET)",
        " \u2014 {} (discuter) {} mars 2012 \u00e0 12:04 (CEST)",
        " -- {}, {} March 2012",
    ],
)
def test_who_wrote_stands_behind_the_words(signature: str) -> None:
    posts = [said + signature.format(name, day) for day, (name, said) in enumerate(zip(WRITERS, SAID, strict=True), 3)]
    text = PAGE + "\n\n".join(posts) + "\n\nPrivacy\n"

    document = read(text)

    assert authors(document) == list(WRITERS)
    assert [post["date"][:10] for post in document["posts"]] == [f"2012-03-{day:02d}" for day in range(3, 9)]
    assert body_of(document, text) == posts


def test_a_signature_may_be_broken_over_lines() -> None:
    posts = [
        f"{said} -- {name}\n(talk) 12:04, {day} March\n2012 (UTC)"
        for day, (name, said) in enumerate(zip(WRITERS, SAID, strict=True), 3)
    ]
    text = PAGE + "\n\n".join(posts)

    document = read(text)

    assert authors(document) == list(WRITERS)
    assert body_of(document, text) == [f"{said} -- {name}" for said, name in zip(SAID, WRITERS, strict=True)]


def test_dates_at_the_ends_of_lines_sign_nothing() -> None:
    lines = [f"{said[:-1]} on {day} March 2012" for day, said in enumerate(SAID, 3)]

    assert read_heads(lines)[0] is None
