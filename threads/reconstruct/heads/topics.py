"""A page's lines -> which page of its topic it says it is: "Page 2 of 3", "Seite 2 von 3"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from threads.words.vocabulary import either

# Page numbers stand so near to a page's ends, in lines that say little else.
NEAR_TOP, NEAR_END, LONGEST = 80, 40, 120
PAGE_OF = re.compile(
    rf"(?<!\w)(?:{either('page')})\s(\d{{1,4}})\s?(?:{either('page_of')}|/)\s?(\d{{1,4}})(?!\w)", re.IGNORECASE
)


def topic_page(lines: Sequence[str]) -> int | None:
    """The number of the page, where its topic has several."""
    edges = lines if len(lines) <= NEAR_TOP + NEAR_END else [*lines[:NEAR_TOP], *lines[-NEAR_END:]]
    for line in edges:
        if len(line) <= LONGEST and (match := PAGE_OF.search(line)):
            page, pages = int(match[1]), int(match[2])
            if 1 <= page <= pages and pages > 1:
                return page
    return None
