"""Lines of JSON as forum-dl writes them, whatever forum it saved -> posts, a thread each path.

    {"generator": "forum-dl", "extractor": "phpbb", "type": "post", "item": {"path": ["2", "77"], "subpath": ["901"],
     "author": "ada", "creation_time": "2012-01-13T10:38:00", "content": "<p>The oars crack.</p>", "url": ...}}

A post's ``subpath`` leads from the thread's first answers to it, so the last but one is who is answered. Boards, threads and
files are lines too, and no posts; titles of threads stand in lines of their own and are not read.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from threads.readers.building import Builder
from threads.readers.discourse_markup import write_cooked
from threads.readers.field_values import key, moment, words
from threads.readers.html_lines import write_html
from threads.readers.json_opening import opening
from threads.readers.json_units import json_units, load_json
from threads.readers.quoting import write_marked
from threads.records import Parsed, Statement

FORMAT = "forum_dl"
units = json_units
GENERATOR = "forum-dl"


def claims(path: str, head: bytes) -> bool:
    """Tell by the name of the program, and what it puts around each item."""
    value = opening(head)
    first = value[0] if isinstance(value, list) and value else value
    return isinstance(first, dict) and first.get("generator") == GENERATOR and "item" in first


def parse(raw: bytes) -> Parsed | str:
    """Read one line; those of boards, threads and files hold no post."""
    value = load_json(raw)
    if isinstance(value, str):
        return value
    item = value.get("item") if isinstance(value, dict) else None
    if not isinstance(item, dict):
        return "no line of forum-dl: it has no item"
    if value.get("type") != "post":
        return Parsed()
    builder = Builder()
    _write(builder, item, words(value, "extractor"))
    return builder.parsed()


def _write(builder: Builder, item: Mapping[str, Any], extractor: str) -> None:
    path, subpath = _parts(item.get("path")), _parts(item.get("subpath"))
    thread = "/".join(path)
    content = words(item, "content")
    posted_at, posted_at_raw = moment(item.get("creation_time"))
    author = words(item, "author")
    data = item.get("data") if isinstance(item.get("data"), dict) else {}
    builder.begin()
    if extractor == "discourse":
        write_cooked(builder, content, path[-1] if path else "", "")
    else:
        write_marked(builder, lambda draft: write_html(draft, content))
    builder.end(
        Statement(
            id=f"{thread}/{subpath[-1]}" if subpath else thread,
            first_line=0,
            last_line=0,
            parents=(f"{thread}/{subpath[-2]}",) if len(subpath) > 1 else (),
            thread=thread,
            author=author,
            author_id=author,
            posted_at=posted_at,
            posted_at_raw=posted_at_raw,
            title=words(data or {}, "title", "subject", "topic_title"),
            url=words(item, "url"),
        )
    )


def _parts(value: Any) -> list[str]:
    return [part for each in value if (part := key(each))] if isinstance(value, list) else []
