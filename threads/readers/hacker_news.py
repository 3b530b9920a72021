"""Hacker News items, as Firebase, Algolia and BigQuery give them -> stories, polls and their comments.

    {"id": 8, "type": "story", "by": "ada", "time": 1160418111, "title": ..., "url": ...}        Firebase, BigQuery
    {"id": 9, "type": "comment", "author": "ada", "parent_id": 8, "text": ..., "children": []}   Algolia's items
    {"objectID": "9", "author": "ada", "story_id": 8, "comment_text": ...}                       Algolia's search

The site knows no quotes; its people type ``>`` before what they quote.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from threads.readers.building import Builder
from threads.readers.field_values import integer, key, moment, stated_facts, words
from threads.readers.html_lines import write_html
from threads.readers.json_opening import opening
from threads.readers.json_units import json_units, load_json
from threads.readers.quoting import write_marked
from threads.records import Facts, Parsed, Statement

FORMAT = "hacker_news"
units = json_units
SITE = "https://news.ycombinator.com/item?id="
TYPES = frozenset(("story", "comment", "poll", "pollopt", "job"))
# The ranking of comments, which BigQuery's table holds as well, is no post.
OTHER_TYPES = frozenset(("comment_ranking",))
DATES = ("time", "created_at_i", "timestamp", "created_at", "time_ts")
# What Firebase gives for an item that it does not show.
NOTHING = b"null"
# Tables write a missing number as nought.
NO_IDS = ("", "0")
MOST_LOOKED_AT = 20


def claims(path: str, head: bytes) -> bool:
    """Tell by fields of items that have to be there together."""
    return any(_is_item(fields) for fields in islice(_items(opening(head)), MOST_LOOKED_AT))


def parse(raw: bytes) -> Parsed | str:
    """Read one item with all that stands within it, or a page of search hits."""
    if raw.strip() == NOTHING:
        return Parsed()
    value = load_json(raw)
    if isinstance(value, str):
        return value
    builder = Builder()
    for fields in _items(value):
        if words(fields, "type") not in OTHER_TYPES:
            _write(builder, fields)
    return builder.parsed()


def _items(value: Any) -> Iterator[dict[str, Any]]:
    """Every item, each before those that answer it."""
    waiting = [value]
    while waiting:
        value = waiting.pop()
        if isinstance(value, list):
            waiting += reversed(value)
        elif not isinstance(value, dict):
            continue
        elif isinstance(value.get("hits"), list):
            waiting += reversed(value["hits"])
        elif "id" in value or "objectID" in value:
            waiting += [value.get("children"), value.get("options")]
            yield value


def _is_item(fields: Mapping[str, Any]) -> bool:
    """Tell an item from other objects with an id: its id is a number, and it has a date in one of the three forms."""
    if integer(fields.get("id", fields.get("objectID"))) is None:
        return False
    if "objectID" in fields:
        return "created_at_i" in fields and ("story_id" in fields or "points" in fields or "_tags" in fields)
    if words(fields, "type") in TYPES and "time" in fields:
        return bool(fields.keys() & {"by", "deleted", "dead"})
    if words(fields, "type") in TYPES and "created_at_i" in fields:
        return "author" in fields
    return {"by", "time", "time_ts"} <= fields.keys() or {"by", "ranking", "timestamp"} <= fields.keys()


def _write(builder: Builder, fields: Mapping[str, Any]) -> None:
    number = key(fields.get("objectID")) or key(fields.get("id"))
    parents = (key(fields.get(name)) for name in ("parent_id", "parent", "poll"))
    parent = next((id_ for id_ in parents if id_ not in NO_IDS), "")
    story = key(fields.get("story_id")) or ("" if parent else number)
    author = words(fields, "by", "author")
    posted_at, posted_at_raw = moment(*(fields.get(name) for name in DATES))
    builder.begin()
    write_marked(builder, lambda draft: _write_text(draft, fields))
    points = fields.get("score") if fields.get("score") is not None else fields.get("points")
    facts: Facts = {
        "karma": integer(points),
        "type": words(fields, "type") if words(fields, "type") not in ("story", "comment") else "",
        "link": words(fields, "url"),
        "is_deleted": _is_true(fields.get("deleted")) or _is_emptied(fields),
        "is_dead": _is_true(fields.get("dead")),
    }
    post = Statement(
        id=number,
        first_line=0,
        last_line=0,
        parents=(parent,) if parent and parent != number else (),
        thread=story,
        author=author,
        author_id=author,
        posted_at=posted_at,
        posted_at_raw=posted_at_raw,
        title="" if parent else words(fields, "title"),
        url=SITE + number if number else "",
        facts=stated_facts(facts),
    )
    builder.end(post)


def _write_text(builder: Builder, fields: Mapping[str, Any]) -> None:
    """Write the address of a story, then its text."""
    if link := words(fields, "url"):
        builder.write(link)
        builder.write("")
    if text := words(fields, "text", "comment_text", "story_text"):
        write_html(builder, text)


def _is_true(value: Any) -> bool:
    """BigQuery's exports write truth as text."""
    return value is True or value == "true"


def _is_emptied(fields: Mapping[str, Any]) -> bool:
    """Algolia keeps deleted comments as items without author and words."""
    return "created_at_i" in fields and not words(fields, "author", "text", "title", "comment_text", "story_text")
