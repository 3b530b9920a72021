"""Items of schema.org, as microdata or JSON-LD has them -> the posts that they are."""

from __future__ import annotations

import re
from html import escape
from urllib.parse import urlsplit

from threads.readers.web.cited import cited_in
from threads.readers.web.items import Item, Value, json_ld, microdata
from threads.readers.web.page import WebPage
from threads.readers.web.statements import WebPost, fragment
from threads.records import Facts

OPENING = frozenset("DiscussionForumPosting SocialMediaPosting Question".split())
POSTS = OPENING | frozenset("Comment Answer UserComments".split())
TEXTS = ("text", "articleBody", "commentText")
DATES = ("datePublished", "dateCreated", "commentTime", "uploadDate")
# Where programs that give a post no address of its own have its number.
NUMBERS = ("data-pid", "data-post-id", "data-content", "id")
HTML = re.compile(
    r"<(?:p|br|div|a|blockquote|ul|ol|pre|em|strong|img|aside|code|h[1-6])\b[^<>]{0,2000}>", re.IGNORECASE
)
DISCOURSE = re.compile(r"/t/(?:[^/]+/)?\d+$")
PAGE_PARAMETER = re.compile(r"(?:^|&)(?:page|start|p)=\d+")
PAGE_PATH = re.compile(r"/page-?\d+/?$")
LIKES = frozenset("LikeAction UserLikes".split())


def posts_of_items(page: WebPage) -> tuple[list[WebPost], bool]:
    """The posts that a page marks, and those that it states in JSON-LD besides; whether it marks any item of the kind."""
    shown = [item for item in microdata(page) if item.types & POSTS]
    given = [item for item in json_ld(page) if item.types & POSTS]
    title = next(
        (words for item in (*shown, *given) if item.types & OPENING and (words := _headline(item))), page.title
    )
    drafts = _drafts(page, shown, title)
    return drafts + _unseen(_drafts(page, given, title), drafts), bool(shown)


def posts_in_data(page: WebPage) -> list[WebPost]:
    """The posts that a page states in JSON-LD alone."""
    given = [item for item in json_ld(page) if item.types & POSTS]
    title = next((words for item in given if item.types & OPENING and (words := _headline(item))), page.title)
    return _drafts(page, given, title)


def _drafts(page: WebPage, items: list[Item], title: str) -> list[WebPost]:
    """The posts that items are, but for those that stand for their thread and have no text of their own."""
    keys: dict[int, str] = {}
    tops: dict[int, Item] = {}
    for item in items:
        above = _above(item)
        tops[id(item)] = tops.get(id(above), above) if above else item
    by_number: dict[str, str] = {}
    for item in items:
        keys[id(item)] = _key(page, item, tops[id(item)])
        for number in _numbers(item):
            by_number.setdefault(number, keys[id(item)])
    drafts = []
    covered = 0
    for item in items:
        # What lies in a post's text is part of it.
        if item.element is not None and item.element.start < covered:
            continue
        top = tops[id(item)]
        body = _body(page, item, by_number, top)
        if body is None:
            continue
        covered = body[1]
        draft = _draft(page, item, top, body, keys)
        draft.title = draft.title or title
        drafts.append(draft)
    return drafts


def _draft(page: WebPage, item: Item, top: Item, body: tuple[str, int], keys: dict[int, str]) -> WebPost:
    """The post that an item is."""
    author, author_id = _author(page, item)
    parents: list[str] = []
    above = _parent(item, keys)
    while above is not None and above is not top and len(parents) < 100:
        parents.append(keys[id(above)])
        above = _parent(above, keys)
    address = _address(page, item)
    thread = _thread(page, top)
    if not parents and (answered := _answered(page, item)) not in ("", thread, keys[id(top)]):
        parents = [answered]
    return WebPost(
        id=keys[id(item)],
        body=body[0],
        author=author,
        author_id=author_id,
        posted=item.text(*DATES),
        title=_headline(item) or _headline(top),
        url=address if address.startswith(("http://", "https://")) else "",
        thread=thread,
        signature=_signature(page, item),
        parents=tuple(key for key in parents if key),
        facts=_facts(item),
        end=body[1],
    )


def _headline(item: Item) -> str:
    """The title of a thread; the "name" of an answer is a number or its first words."""
    return item.text("headline", "name") if item.types & OPENING else item.text("headline")


def _answered(page: WebPage, item: Item) -> str:
    """The post that an item says it answers."""
    value = item.first("parentItem")
    if value is None:
        return ""
    address = (value.item.id or value.item.text("url")) if value.item else value.text
    return plain_address(page.whole(address)) if address else ""


def _signature(page: WebPage, item: Item) -> str:
    """What its author signs all posts with, which stands outside of the text."""
    for element in page.within(item.element) if item.element else ():
        if "message-signature" in element.classes or element.attributes.get("component") == "post/signature":
            return page.html_of(element)
    return ""


def _above(item: Item) -> Item | None:
    """The post that an item lies in."""
    owner = item.owner
    while owner is not None and not owner.types & POSTS:
        owner = owner.owner
    return owner


def _parent(item: Item, keys: dict[int, str]) -> Item | None:
    """The post that an item answers: the one that it lies in, if that is one of those read."""
    above = _above(item)
    return above if above is not None and id(above) in keys else None


def _address(page: WebPage, item: Item) -> str:
    """A post's own address."""
    for address in (item.text("url"), item.id, item.text("mainEntityOfPage")):
        if address and not address.startswith("_:") and (whole := page.whole(address)):
            return whole
    return ""


def _thread(page: WebPage, top: Item) -> str:
    """The thread, by its opening post's address or the page's, whichever of its pages that is."""
    address = _address(page, top) if top.types & OPENING else ""
    return plain_address(address or page.address, is_thread=True)


def _key(page: WebPage, item: Item, top: Item) -> str:
    """A post's id: its address, or the thread's with what tells it apart within; in Discourse the number in the topic."""
    thread = _thread(page, top)
    position = item.text("position").lstrip("#")
    if position.isdecimal() and DISCOURSE.search(thread):
        return f"{thread}/{position}"
    if address := _address(page, item):
        return plain_address(address)
    if item is top and item.types & OPENING and not position:
        return thread
    number = next(iter(_numbers(item)), "") or position
    return f"{thread}#{number}" if number else ""


def _numbers(item: Item) -> list[str]:
    """By what a post is called within its page."""
    attributes = item.element.attributes if item.element else {}
    return [number for name in NUMBERS if (number := attributes.get(name, ""))]


def plain_address(address: str, *, is_thread: bool = False) -> str:
    """An address without what makes no difference: scheme, "www.", which page of a thread it is."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    path = (PAGE_PATH.sub("", parts.path) if is_thread else parts.path).rstrip("/")
    query = PAGE_PARAMETER.sub("", parts.query).lstrip("&") if is_thread else parts.query
    place = parts.fragment if not is_thread else ""
    return (
        parts.netloc.lower().removeprefix("www.")
        + path
        + (f"?{query}" if query else "")
        + (f"#{place}" if place else "")
    )


def _author(page: WebPage, item: Item) -> tuple[str, str]:
    """Who wrote it, and the address of their profile."""
    value = item.first("author", "creator")
    if value is None:
        return "", ""
    if value.item is None:
        if value.element and value.element.name in ("a", "link"):
            return page.text_of(value.element), plain_address(page.whole(value.text))
        return value.text.strip(), ""
    name = value.item.text("name", "alternateName").strip()
    profile = value.item.text("url") or value.item.id
    return name, plain_address(page.whole(profile)) if profile else ""


def _body(page: WebPage, item: Item, by_number: dict[str, str], top: Item) -> tuple[str, int] | None:
    """The source of a post's text, and where it ends; none where only its thread's title stands in its place."""
    value = next((value for name in TEXTS for value in item.said.get(name, ()) if value.item is None), None)
    if value is None:
        return None
    if value.element is not None and "content" not in value.element.attributes and value.element.name != "meta":
        quotes, labels = cited_in(page, value.element, by_number, _thread(page, top))
        return fragment(page, value.element, quotes, labels), value.element.end
    words = value.text.strip()
    is_only_title = item.element is not None and words in ("", item.text("headline").strip())
    return None if is_only_title or not words else (_source(value), value.element.end if value.element else 0)


def _source(value: Value) -> str:
    """Words as HTML, which they may be already."""
    return value.text if HTML.search(value.text) else escape(value.text, quote=False).replace("\n", "<br>")


def _facts(item: Item) -> Facts:
    """How much a post was liked, and what it is filed under."""
    facts: Facts = {}
    karma = _count(item.text("upvoteCount"))
    if karma is not None:
        facts["karma"] = karma - (_count(item.text("downvoteCount")) or 0)
    for value in item.said.get("interactionStatistic", ()) if karma is None else ():
        kind = value.item.text("interactionType") if value.item else ""
        inner = value.item.first("interactionType") if value.item else None
        kinds = inner.item.types if inner and inner.item else {kind.rpartition("/")[2]}
        if value.item and LIKES & set(kinds) and (count := _count(value.item.text("userInteractionCount"))) is not None:
            facts["karma"] = count
    if (comments := _count(item.text("commentCount", "answerCount"))) is not None:
        facts["comment_count"] = comments
    for value in item.said.get("interactionCount", ()):
        kind, _, count_text = value.text.partition(":")
        if kind in LIKES and (count := _count(count_text)) is not None:
            facts.setdefault("karma", count)
    if tags := [tag.strip() for tag in item.text("keywords").split(",") if tag.strip()]:
        facts["tags"] = tags[:100]
    return facts


def _count(text: str) -> int | None:
    text = text.strip()
    return int(text) if text.removeprefix("-").isdecimal() and len(text) < 12 else None


def _unseen(drafts: list[WebPost], seen: list[WebPost]) -> list[WebPost]:
    """The posts whose words none of those before them has: a page may state its opening post in both ways."""
    ids = {draft.id for draft in seen if draft.id}
    openings = {opening(draft.body) for draft in seen}
    return [draft for draft in drafts if draft.id not in ids and opening(draft.body) not in openings]


def opening(html: str) -> str:
    """The first letters of a text, whatever its markup."""
    return "".join(re.findall(r"\w", re.sub(r"<[^<>]*+>|&[#\w]{1,10};", " ", html[:4000])))[:60].lower()
