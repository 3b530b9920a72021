"""The passages that most posts quote, over all archives that a visitor sees."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from threads.selectors.paging import Paging, paging
from threads.selectors.passages import QuotedPassage, passages, quoted_posts
from threads.selectors.quoted_ranking import ranked, with_reach

if TYPE_CHECKING:
    from threads.querysets import Visitor

PASSAGES_A_PAGE = 20


@dataclass(frozen=True, slots=True)
class QuotedPage:
    """One page of passages, most widely quoted first."""

    passages: tuple[QuotedPassage, ...]
    paging: Paging


def quoted_page(user: Visitor, *, page: int = 1) -> QuotedPage:
    """Three queries, and four more while nothing is ranked."""
    ranking = ranked(user)
    pages = paging(page, len(ranking), PASSAGES_A_PAGE)
    here = ranking[(pages.number - 1) * PASSAGES_A_PAGE : pages.number * PASSAGES_A_PAGE]
    return QuotedPage(with_reach(passages(quoted_posts(user, [row[0] for row in here]), user), here), pages)
