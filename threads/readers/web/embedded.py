"""Data that a page brings for its own scripts -> posts: things called so that have an author, a date and a text.

<script type="application/json">
  {"thread": {"comments": [{"id": 7, "user": {"name": "Ada"}, "createdAt": "2012-05-03T10:00:00Z", "body": "It leaks."}]}}
</script>

They are taken where the page shows fewer posts, or posts without dates. Lists of articles are none.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from html import escape
from typing import Any, NamedTuple

from threads.readers.page_records.dom import PageTree
from threads.readers.page_records.hints import parts
from threads.readers.page_records.page_names import TopicName
from threads.readers.page_records.slots import PageRecord
from threads.readers.web.statements import WebPost
from threads.words.dates import read_date

# More data, or more things in it, is no thread's.
LARGEST, MOST = 5_000_000, 50_000
ASSIGNED = re.compile(
    r"^\s{0,99}(?:window\.|self\.|globalThis\.|var\s|const\s|let\s)[\w.$]{1,60}\s{0,9}=\s{0,9}(?=[{\[])"
)
POSTS = frozenset("comment comments reply replies answer answers message messages post posts".split())
# What a list of articles has beside each.
OF_ARTICLES = frozenset("slug excerpt description summary teaser".split())
TEXTS = (
    "contentHtml",
    "content_html",
    "bodyHtml",
    "body_html",
    "html",
    "cooked",
    "body",
    "content",
    "text",
    "message",
    "comment",
    "raw",
)
AUTHORS = (
    "author",
    "user",
    "username",
    "userName",
    "user_name",
    "authorName",
    "author_name",
    "creator",
    "poster",
    "postedBy",
    "owner",
)
NAMES = ("name", "displayName", "display_name", "username", "userName", "nickname", "login", "screenName")
DATES = ("createdAt", "created_at", "datePublished", "dateCreated", "publishedAt", "postedAt", "posted_at", "created", "date", "timestamp",
         "time", "creationDate", "post_date")  # fmt: skip
IDS = ("id", "_id", "commentId", "postId", "uuid")
PARENTS = ("parentId", "parent_id", "inReplyTo", "in_reply_to", "replyTo", "reply_to")
MARKUP = re.compile(r"<(?:p|br|div|a|blockquote|ul|ol|pre|em|strong|img|code)\b", re.IGNORECASE)
MILLISECONDS = 100_000_000_000


class _Thing(NamedTuple):
    """An object of the data, by what list it stands in, and the post that it lies in."""

    value: Mapping[str, Any]
    is_called: bool
    above: str


def embedded_posts(page: PageTree, place: TopicName, records: Sequence[PageRecord]) -> list[WebPost]:
    """The posts of a page's data, if they say more than those it shows."""
    posts = list({post.id: post for source in _sources(page) for post in _posts(source, place)}.values())
    dated = sum(bool(record.posted) for record in records)
    is_more = len(posts) > max(1, len(records)) or (len(posts) == len(records) > 1 and not dated)
    return posts if is_more else []


def _sources(page: PageTree) -> Iterator[Any]:
    for node in page.nodes:
        text = node.element.text if node.tag == "script" else None
        if not text or len(text) > LARGEST or "ld+json" in node.attributes.get("type", ""):
            continue
        start = 0
        if "json" not in node.attributes.get("type", ""):
            match = ASSIGNED.match(text)
            if match is None:
                continue
            start = match.end()
        try:
            yield json.JSONDecoder(strict=False).raw_decode(text[start:].lstrip())[0]
        except (ValueError, RecursionError):
            continue


def _posts(source: Any, place: TopicName) -> Iterator[WebPost]:
    things = list(_things(source))
    people = _people(things)
    for at, thing in enumerate(things):
        if thing.is_called and (post := _post(thing, people, place, at)):
            yield post


def _things(source: Any) -> Iterator[_Thing]:
    """Every object, each before those in it, without recursion."""
    waiting: list[tuple[Any, bool, str]] = [(source, False, "")]
    count = 0
    while waiting and count < MOST:
        value, is_called, above = waiting.pop()
        if isinstance(value, list):
            waiting += [(one, is_called, above) for one in reversed(value)]
        elif isinstance(value, dict):
            count += 1
            flat = _flat(value)
            yield _Thing(flat, is_called or _is_typed(value), above)
            inner = _id(flat) if is_called and _first(flat, TEXTS) else above
            waiting += [
                (one, _calls(key, is_called=is_called), inner)
                for key, one in reversed(list(value.items()))
                if isinstance(one, dict | list)
            ]


def _calls(key: str, *, is_called: bool) -> bool:
    """Whether what stands under a key is called posts: by the key, or by the one above it, where the key is a number."""
    return bool(parts(key) & POSTS) or (is_called and any(map(str.isdecimal, key)))


def _flat(value: Mapping[str, Any]) -> Mapping[str, Any]:
    """An object of JSON:API with its attributes and relations beside its id."""
    attributes, related = value.get("attributes"), value.get("relationships")
    if not isinstance(attributes, dict):
        return value
    flat = {**value, **attributes}
    for key, relation in related.items() if isinstance(related, dict) else ():
        if isinstance(relation, dict) and isinstance(relation.get("data"), dict):
            flat.setdefault(key, relation["data"])
    return flat


def _is_typed(value: Mapping[str, Any]) -> bool:
    names = (value.get(key) for key in ("__typename", "type", "@type", "kind"))
    return any(isinstance(name, str) and bool(parts(name) & POSTS) for name in names)


def _people(things: Sequence[_Thing]) -> dict[str, str]:
    """Names by the ids of those who have them."""
    found: dict[str, str] = {}
    for thing in things:
        if (name := _first(thing.value, NAMES)) and not _first(thing.value, TEXTS):
            found.setdefault(_id(thing.value), name)
    return found


def _post(thing: _Thing, people: Mapping[str, str], place: TopicName, at: int) -> WebPost | None:
    value = thing.value
    text, author, posted = _first(value, TEXTS), _author(value, people), _moment(value)
    if not text or not author or not posted or not OF_ARTICLES.isdisjoint(value):
        return None
    own, above = _id(value) or str(at), _first(value, PARENTS) or thing.above
    body = text if MARKUP.search(text) else escape(text, quote=False).replace("\n", "<br>")
    parents = [f"{place.site}/{above}"] if above and above != own else []
    return WebPost(
        id=f"{place.site}/{own}",
        body=body,
        author=author,
        posted=posted,
        title=place.title,
        thread=place.thread,
        parents=tuple(parents),
    )


def _author(value: Mapping[str, Any], people: Mapping[str, str]) -> str:
    for key in AUTHORS:
        who = value.get(key)
        if isinstance(who, dict):
            if name := _first(who, NAMES) or people.get(_id(who), ""):
                return name
        elif isinstance(who, str) and who.strip():
            return people.get(who, who).strip()
        elif isinstance(who, int) and str(who) in people:
            return people[str(who)]
    return ""


def _moment(value: Mapping[str, Any]) -> str:
    for key in DATES:
        when = value.get(key)
        if isinstance(when, str) and read_date(when):
            return when
        if isinstance(when, int | float) and not isinstance(when, bool) and when > MILLISECONDS / 1000:
            seconds = when / 1000 if when > MILLISECONDS else when
            try:
                return datetime.fromtimestamp(seconds, UTC).isoformat()
            except (OverflowError, ValueError, OSError):
                continue
    return ""


def _id(value: Mapping[str, Any]) -> str:
    return next((str(value[key]) for key in IDS if isinstance(value.get(key), str | int)), "")


def _first(value: Mapping[str, Any], keys: Sequence[str]) -> str:
    """The first words, or a number, under some keys."""
    found = (value[key] for key in keys if isinstance(value.get(key), str | int) and not isinstance(value[key], bool))
    return next((str(one).strip() for one in found if str(one).strip()), "")
