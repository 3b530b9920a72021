"""The passages that most posts quote, over all archives that a visitor sees."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from threads.selectors import visibility
from threads.selectors.paging import Paging
from threads.selectors.passages import Passage, most_quoted, passages

if TYPE_CHECKING:
    from threads.querysets import Visitor

PASSAGES_A_PAGE = 20
PAGES = 25


@dataclass(frozen=True, slots=True)
class QuotedPage:
    """One page of passages, most quoted first."""

    passages: tuple[Passage, ...]
    paging: Paging


def quoted_page(user: Visitor, *, page: int = 1) -> QuotedPage:
    """Three queries; whether there is a next page is read off one row more, not counted."""
    ids = list(visibility.archives(user).values_list("id", flat=True))
    number = min(max(page, 1), PAGES)
    start = (number - 1) * PASSAGES_A_PAGE
    posts = list(most_quoted(user, archive_ids=ids)[start : start + PASSAGES_A_PAGE + 1])
    count = number + (len(posts) > PASSAGES_A_PAGE and number < PAGES)
    return QuotedPage(passages(posts[:PASSAGES_A_PAGE], user), Paging(number, count))
