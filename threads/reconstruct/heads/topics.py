"""A page's lines -> which page of its topic it says it is.

Page 2 of 3      Seite 2 von 3      第 2 页 / 共 3 页      2/3ページ
Pages: 1 [2] 3   Seiten: [1] 2 3    the number in brackets is the page's own
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from threads.words.vocabulary import either

# Page numbers stand so near to a page's ends, in lines that say little else.
NEAR_TOP, NEAR_END, LONGEST = 80, 40, 120
PAGE_OF = re.compile(
    rf"(?<![^\W\d])(?:{either('page')})\s?[:\uff1a]?\s?(?P<page>\d{{1,4}})\s?(?:{either('page_of')}|/)\s?(?P<pages>\d{{1,4}})(?!\w)",
    re.IGNORECASE,
)
# The word behind the number, and how many pages there are behind a word or a stroke.
BEHIND = re.compile(
    rf"(?<![\d/])(?P<page>\d{{1,4}})\s?(?:{either('page_behind')})[\s,/(\uff0c\uff0f\uff08]{{0,4}}(?:{either('pages_in_all')})\s?(?P<pages>\d{{1,4}})"
    rf"|(?<![\d/])(?P<of>\d{{1,4}})\s?[/\uff0f]\s?(?P<all>\d{{1,4}})\s?(?:{either('page_behind')})"
)
# The pages one after the other, of which one is set apart.
LISTED = re.compile(
    rf"(?<!\w)(?:{either('pages')})\s?[:\uff1a(]\s?(?P<list>(?:[\[(]?\d{{1,4}}[\])]?|\.\.\.|\u2026|[,|\u00b7-])(?:\s{{1,3}}(?:[\[(]?\d{{1,4}}[\])]?|\.\.\.|\u2026|[,|\u00b7-])){{0,40}})",
    re.IGNORECASE,
)
OWN, NUMBER = re.compile(r"[\[(](\d{1,4})[\])]"), re.compile(r"\d{1,4}")


def topic_page(lines: Sequence[str]) -> int | None:
    """The number of the page, where its topic has several."""
    edges = lines if len(lines) <= NEAR_TOP + NEAR_END else [*lines[:NEAR_TOP], *lines[-NEAR_END:]]
    for line in edges:
        if len(line) <= LONGEST and (found := _page_of(line) or _listed(line)):
            page, pages = found
            if 1 <= page <= pages and pages > 1:
                return page
    return None


def _page_of(line: str) -> tuple[int, int] | None:
    match = PAGE_OF.search(line) or BEHIND.search(line)
    if match is None:
        return None
    page, pages = (int(number) for number in match.groups() if number)
    return page, pages


def _listed(line: str) -> tuple[int, int] | None:
    """Of a list of pages the one that is set apart, and the last."""
    match = LISTED.search(line)
    own = OWN.findall(match["list"]) if match else []
    if match is None or len(own) != 1:
        return None
    return int(own[0]), max(map(int, NUMBER.findall(match["list"])))
