"""A page on which no post was found -> what it is by what stands on it: a form, a list, a profile, a calendar; else an article.

Only what is there tells: the fields of a form, what links lead to, labels, days in their order. Running text makes an article of any
page but one to register, for a mirror has such forms at the head of every page.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise

from threads.readers.page_records.dom import Leaf, Node, PageTree
from threads.readers.page_records.hints import PROFILE_LINK
from threads.words.vocabulary import folded

WRITING, REGISTERING, SIGNING_IN = "a form to write a post", "a form to register", "a form to sign in"
SEARCHING, CALENDAR, MEMBERS, PROFILE = "a search form", "a calendar", "a list of members", "a profile"
LINKS, OWN = "a list of links", "a page of the forum's own"
# Text of so many characters in one piece is running text; so much of it on a page is an article.
PIECE, ARTICLE_LENGTH = 80, 300
# What a form to search is asked by, and what one to write has beside the words.
SEARCHED = re.compile(
    r"^(?:q|s|query|search|keywords?|searchterms?|searchstring|keys)(?:\[|$)|search|keyword", re.IGNORECASE
)
SUBJECT = re.compile(r"subject|title|betreff|sujet|asunto|topic", re.IGNORECASE)
PREVIEW = re.compile(r"preview", re.IGNORECASE)
UNFILLED = frozenset(("hidden", "submit", "button", "image", "reset"))
# Such a form asks for many things; the one at the head of each page for few.
LEAST_ASKED = 6
LEAST_LINKS, LEAST_ROWS, LEAST_MEMBERS, MEMBERS_SHARE = 8, 10, 5, 0.6
# Characters beside those of links, dates and counts, that a list without running text has at most for each of them.
MOST_BESIDE = 5.0
MONTH, MOST_IN_CELL = 28, 8
AROUND = frozenset("nav header footer aside".split())
MEMBER_SINCE = tuple(sorted(folded("member_since")))
COUNTED = folded("counted")
# What heads a column of counts; so many of these, and of others beside them, head a list. Their rows have counts, and begin so near.
LEAST_COLUMNS, LEAST_HEADINGS, LONGEST_HEADING, NEAR = 2, 3, 30, 25
COUNT = re.compile(r"[\d.,]{1,12}[kK]?")
OWN_PAGES = folded("own_pages")
TITLE_PARTS = re.compile(r"\s[-–—|•·»]\s|\s?[:|•»]\s")
YEAR = re.compile(r"\b(?:19|20)\d\d\b")
LABEL_LENGTH = 40


def kind_without_posts(page: PageTree) -> str:
    """What a page is that holds no post; nothing where it may be an article."""
    forms = [node for node in page.nodes if node.tag == "form" and not node.is_unread]
    if any(len(_fields(page, form, "password")) > 1 for form in forms):
        return REGISTERING
    if running_text(page) >= ARTICLE_LENGTH:
        return ""
    if any(is_for_writing(page, form) for form in forms):
        return WRITING
    if _is_calendar(page):
        return CALENDAR
    questions = (
        (MEMBERS, _is_list_of_members(page)),
        (SEARCHING, any(_is_for_searching(page, form) for form in forms)),
        (LINKS, _is_list_of_links(page) or heads_counts(page, len(page.nodes))),
        (OWN, is_called_so(page)),
        (PROFILE, _is_profile(page)),
        (SIGNING_IN, _is_for_signing_in(page, forms)),
    )
    return next((kind for kind, holds in questions if holds), "")


def heads_counts(page: PageTree, end: int) -> bool:
    """Whether headings of columns of counts stand before the end of an element, and counts below them, as in lists of topics and boards.

    Topic | Author | Replies | Views          where a profile says "Posts: 12", a number stands between
    """
    run = columns = 0
    for at, leaf in enumerate(page.leaves):
        if leaf.owner > end:
            break
        words = leaf.text.casefold().strip(" :")
        if len(words) > LONGEST_HEADING or any(char.isdigit() for char in words):
            run = columns = 0
            continue
        run, columns = run + 1, columns + (words in COUNTED)
        if (
            columns >= LEAST_COLUMNS
            and run >= LEAST_HEADINGS
            and counts_in(page.leaves[at : at + NEAR]) >= LEAST_COLUMNS
        ):
            return True
    return False


def counts_in(leaves: list[Leaf]) -> int:
    """How many of some texts are counts."""
    return sum(COUNT.fullmatch(leaf.text) is not None for leaf in leaves)


def is_for_writing(page: PageTree, form: Node) -> bool:
    """Whether a form takes a post: its words, its subject, and shows them before they are sent."""
    named = " ".join(node.attributes.get("name", "") for node in page.within(form) if node.tag in ("input", "button"))
    has_words = any(node.tag == "textarea" for node in page.within(form))
    return has_words and SUBJECT.search(named) is not None and PREVIEW.search(named) is not None


def running_text(page: PageTree) -> int:
    """How many characters of a page stand in pieces as long as sentences, in no link and not around what it is about."""
    around: set[int] = set()
    length = 0
    for node in page.nodes:
        if node.tag in AROUND or node.tag == "form" or node.parent in around:
            around.add(node.number)
    for leaf in page.leaves:
        if len(leaf.text) >= PIECE and leaf.owner not in around and not page.nodes[leaf.owner].is_linked:
            length += len(leaf.text)
    return length


def _fields(page: PageTree, form: Node, *types: str) -> list[Node]:
    """What is filled in in a form, or its fields of some types."""
    found = []
    for node in page.within(form):
        kind = node.attributes.get("type", "text").lower() if node.tag == "input" else node.tag
        if node.tag in ("input", "select", "textarea") and (kind in types if types else kind not in UNFILLED):
            found.append(node)
    return found


def _is_for_searching(page: PageTree, form: Node) -> bool:
    fields = _fields(page, form)
    asked = any(SEARCHED.search(node.attributes.get("name", "")) for node in fields)
    return asked and len(fields) >= LEAST_ASKED and not _fields(page, form, "password")


def _is_for_signing_in(page: PageTree, forms: list[Node]) -> bool:
    """Whether a page asks for a password, and says less than an index would: every page may have such a form at its head."""
    links = sum(node.tag == "a" for node in _content(page))
    return links < LEAST_LINKS and any(_fields(page, form, "password") for form in forms)


def _is_calendar(page: PageTree) -> bool:
    """Whether the days of a month stand in the cells of a table, one after the other."""
    first = {leaf.owner: leaf.text for leaf in reversed(page.leaves)}
    cells = (range(node.number, node.last + 1) for node in page.nodes if node.tag in ("td", "th"))
    texts = [next((first[number] for number in cell[:MOST_IN_CELL] if number in first), "") for cell in cells]
    run = best = 0
    for one, other in pairwise(texts):
        is_next = one.isdecimal() and other.isdecimal() and len(other) < 3 and int(other) == int(one) + 1
        run = run + 1 if is_next else 0
        best = max(best, run)
    return best >= MONTH - 1


def _is_list_of_members(page: PageTree) -> bool:
    """Whether most links lead to people."""
    targets = {node.attributes["href"].partition("#")[0] for node in _links(page)}
    people = sum(PROFILE_LINK.search(target[:300]) is not None for target in targets)
    return people >= LEAST_MEMBERS and people >= MEMBERS_SHARE * len(targets)


def _is_profile(page: PageTree) -> bool:
    """Whether labels say on which day somebody became a member, and how much they wrote."""
    texts = [leaf.text for leaf in page.leaves]
    labels = [text.casefold().strip(" :") if len(text) <= LABEL_LENGTH else "" for text in texts]
    is_dated = any(
        label.startswith(MEMBER_SINCE) and YEAR.search(f"{text} {after}")
        for label, text, after in zip(labels, texts, [*texts[1:], ""], strict=False)
    )
    return is_dated and any(not COUNTED.isdisjoint(label.split(":")[0].split()) for label in labels)


def is_called_so(page: PageTree) -> bool:
    """Whether a page's title, without the name of its site, is that of a page which programs of forums have."""
    parts = [part.strip().casefold() for part in TITLE_PARTS.split(page.title[:300])]
    return any(part in OWN_PAGES for part in parts)


def _is_list_of_links(page: PageTree) -> bool:
    """Whether links of one kind lead to many pages, and little else is said."""
    rows: defaultdict[int, set[str]] = defaultdict(set)
    for node in (links := list(_links(page))):
        rows[node.path].add(node.attributes["href"].partition("#")[0])
    beside = page.nodes[0].prose if page.nodes else 0
    is_long = any(len(targets) >= LEAST_ROWS for targets in rows.values())
    return is_long and beside <= MOST_BESIDE * sum(node.linked for node in links)


def _links(page: PageTree) -> Iterator[Node]:
    return (node for node in _content(page) if node.tag == "a" and node.attributes.get("href") and node.linked)


def _content(page: PageTree) -> Iterator[Node]:
    """The elements of a page but for those around what it is about."""
    around: set[int] = set()
    for node in page.nodes:
        if node.tag in AROUND or node.parent in around:
            around.add(node.number)
        elif not node.is_unread:
            yield node
