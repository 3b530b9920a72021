"""The passages that most posts quote, over all archives that a visitor sees."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from threads.selectors.paging import Paging
from threads.selectors.passages import QuotedPassage, most_quoted, passages

if TYPE_CHECKING:
    from threads.querysets import Visitor

PASSAGES_A_PAGE = 20
PAGES = 25


@dataclass(frozen=True, slots=True)
class QuotedPage:
    """One page of passages, most quoted first."""

    passages: tuple[QuotedPassage, ...]
    paging: Paging


def quoted_page(user: Visitor, *, page: int = 1) -> QuotedPage:
    """Three queries; whether there is a next page is read off one row more, not counted."""
    number = min(max(page, 1), PAGES)
    start = (number - 1) * PASSAGES_A_PAGE
    posts = most_quoted(user, at_most=start + PASSAGES_A_PAGE + 1)[start:]
    count = number + (len(posts) > PASSAGES_A_PAGE and number < PAGES)
    return QuotedPage(passages(posts[:PASSAGES_A_PAGE], user), Paging(number, count))
