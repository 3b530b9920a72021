"""What a unit says -> bytes of our own that say the same: for units from whose own bytes erased words cannot be cut."""

from __future__ import annotations

import json
from collections.abc import Set as AbstractSet
from datetime import datetime
from typing import Any

from threads.records import Mark, Parsed, Save, Statement

BEGINNING = b'{"kept-as-read": 1, '


def kept_bytes(parsed: Parsed, gone: AbstractSet[int], lines: AbstractSet[int]) -> bytes:
    """All that a unit says, without some posts (by index) and some lines of its text."""
    spans = [range(parsed.posts[index].first_line, parsed.posts[index].last_line + 1) for index in gone]
    empty = set(lines).union(*spans)
    texts = ["" if number in empty else text for number, text in enumerate(parsed.lines, 1)]
    content = {
        "text": "".join(f"{text}\n" for text in texts),
        "people": dict(parsed.people),
        "posts": [_fields(post) for index, post in enumerate(parsed.posts) if index not in gone],
    }
    return BEGINNING + json.dumps(content, ensure_ascii=False).encode()[1:]


def is_kept(raw: bytes) -> bool:
    """Whether bytes are of our own making."""
    return raw.startswith(BEGINNING)


def read_kept(raw: bytes) -> Parsed | str:
    """What such bytes say; others may have made bytes that only begin like them."""
    try:
        content = json.loads(raw)
        return Parsed(content["text"], tuple(_post(post) for post in content["posts"]), content["people"])
    except (ValueError, TypeError, KeyError, RecursionError):
        return "it begins as what this program keeps of an erased record, and is none"


def _fields(post: Statement) -> dict[str, object]:
    fields = post._asdict()
    return {
        **fields,
        "posted_at": _written(post.posted_at),
        "facts": dict(post.facts),
        "marks": [list(mark) for mark in post.marks],
        "save": post.save and [*map(_written, post.save)],
    }


def _post(fields: dict[str, Any]) -> Statement:
    save = fields.get("save")
    return Statement(
        **{
            **fields,
            "posted_at": _moment(fields["posted_at"]),
            "save": save and Save(*map(_moment, save)),
            "parents": tuple(fields["parents"]),
            "marks": tuple(Mark(*mark) for mark in fields["marks"]),
        }
    )


def _written(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
