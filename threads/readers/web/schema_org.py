"""Pages on which schema.org's words say what is a post -> posts, as microdata or as JSON-LD.

Discourse writes them for crawlers, XenForo, NodeBB, Flarum and many others for all. Microdata marks the text as the page
shows it, so it goes before JSON-LD, which some programs give for the opening post alone, and with its marks taken off.
"""

from __future__ import annotations

import re

from threads.readers.web import any_page
from threads.readers.web.item_posts import posts_of_items
from threads.readers.web.page import read_page, units
from threads.readers.web.site import head_of
from threads.readers.web.statements import parsed
from threads.records import Parsed

__all__ = ["FORMAT", "claims", "parse", "units"]

FORMAT = "schema.org"
MARKED = re.compile(
    r"""itemtype\s{0,9}=\s{0,9}["']?[^"'>]{0,200}schema\.org/(?:DiscussionForumPosting|Comment|Question|Answer|UserComments)\b"""
)


def claims(path: str, head: bytes) -> bool:
    """Claim a page on which a post of schema.org is marked."""
    text = head_of(head)
    return MARKED.search(text) is not None or any_page.states_posts(text)


def parse(raw: bytes) -> Parsed | str:
    """Read the posts of a page."""
    page = read_page(raw)
    if isinstance(page, str):
        return page
    drafts, is_marked = posts_of_items(page)
    if not any(draft.author or draft.posted for draft in drafts):
        # Questions that nobody asked are those that a firm answers itself.
        return "none of its posts in schema.org's words has a text and an author; save the page as its source shows it"
    return parsed(page, drafts) if is_marked else _all_shown(raw, parsed(page, drafts))


def _all_shown(raw: bytes, stated: Parsed) -> Parsed:
    """What is stated in JSON-LD, or all that the page shows: many programs state there the opening post, or the best answers."""
    shown = any_page.parse_shown(raw)
    return shown if isinstance(shown, Parsed) and len(shown.posts) > len(stated.posts) else stated
