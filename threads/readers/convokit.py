"""A corpus as ConvoKit dumps it -> posts: utterances of conversations, and the speakers' names.

    {"id": "b", "conversation_id": "a", "reply-to": "a", "speaker": "bruno", "text": ..., "timestamp": 1614834367}

Older dumps say "root" for the conversation, "user" for the speaker, and hold all utterances in one array.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import isfinite
from pathlib import PurePosixPath
from typing import Any, cast

from threads.readers.building import Builder
from threads.readers.field_values import key, moment, stated_facts, words
from threads.readers.json_opening import opening
from threads.readers.json_units import json_units, load_json
from threads.readers.jsonl import UNPLACED, write_marked_text
from threads.readers.quoting import write_marked
from threads.records import Facts, Parsed, Statement

FORMAT = "convokit"
units = json_units
# Files of a corpus that hold no posts. Two of them hold anything, so only their names tell.
SIDE_FILES = frozenset({"speakers.json", "users.json", "conversations.json"})
CORPUS = "corpus.json"
INDEX = "utterances-index"
# Corpora without dates count turns or seconds instead; before the second year of the era no number is a date.
EARLIEST = 365 * 24 * 3600
NOBODY = frozenset({"", "None", "null"})
# Of what a corpus adds to its utterances, parses and vectors are not worth keeping with the post.
LONGEST_FACT, MOST_FACTS = 200, 30


def claims(path: str, head: bytes) -> bool:
    """Tell an utterance by its fields, and the other files of a corpus by their names."""
    value = opening(head)
    first = value[0] if isinstance(value, list) and value else value
    if not isinstance(first, dict):
        return False
    name = PurePosixPath(path).name
    is_side_file = name in SIDE_FILES and value is first and all(isinstance(each, dict) for each in first.values())
    return _is_utterance(first) or INDEX in first or is_side_file or (name == CORPUS and value is first)


def parse(raw: bytes) -> Parsed | str:
    """Read one utterance, or the names of speakers. What else a corpus tells of itself holds no post."""
    value = load_json(raw)
    if isinstance(value, str):
        return value
    if not isinstance(value, dict):
        return "no utterance" if value else Parsed()
    if not _is_utterance(value):
        return Parsed(people=_names(value)) if all(isinstance(each, dict) for each in value.values()) else Parsed()
    meta = value["meta"] if isinstance(value.get("meta"), dict) else {}
    if meta.get("missing") is True:
        return Parsed()
    builder = Builder()
    builder.begin()
    _write(builder, words(value, "text"), meta.get("marks"))
    builder.end(_statement(value, meta))
    return builder.parsed()


def _write(builder: Builder, text: str, marks: Any) -> None:
    """Write a text with the quotes that our own exports mark, else with those that were typed with signs."""
    if isinstance(marks, list):
        write_marked_text(builder, text, marks)
    else:
        write_marked(builder, lambda draft: draft.write(text))


def _is_utterance(value: Mapping[str, Any]) -> bool:
    has_place = "conversation_id" in value or "root" in value
    return "text" in value and "id" in value and has_place and ("speaker" in value or "user" in value)


def _names(speakers: Mapping[str, Any]) -> dict[str, str]:
    """The names of speakers by their ids; older dumps have them where newer ones have "meta"."""
    names = {}
    for speaker, fields in speakers.items():
        meta = fields.get("meta", fields)
        if isinstance(meta, dict) and (name := words(meta, "name").strip()):
            names[speaker] = name
    return names


def _statement(fields: Mapping[str, Any], meta: Mapping[str, Any]) -> Statement:
    speaker = fields.get("speaker", fields.get("user"))
    author = key(speaker.get("id") if isinstance(speaker, dict) else speaker)
    parent = key(fields.get("reply-to", fields.get("reply_to")))
    if meta.get("reply_origin") == UNPLACED:
        parent = ""
    posted_at, posted_at_raw = moment(fields.get("timestamp"))
    is_date = posted_at is not None and posted_at.timestamp() >= EARLIEST
    return Statement(
        id=key(fields.get("id")),
        first_line=0,
        last_line=0,
        parents=(parent,) if parent not in NOBODY else (),
        thread=key(fields.get("conversation_id", fields.get("root"))),
        author=author,
        author_id=author,
        posted_at=posted_at if is_date else None,
        posted_at_raw="" if is_date else posted_at_raw or key(fields.get("timestamp")),
        title=words(meta, "title"),
        url=words(meta, "url", "permalink"),
        facts=_facts(meta),
    )


def _facts(meta: Mapping[str, Any]) -> Facts:
    """What is short and plain; of our own exports, the facts as they were."""
    if isinstance(own := meta.get("facts"), dict):
        meta = own
    plain = {name: value for name, value in meta.items() if _is_plain(value) and name not in ("title", "url")}
    return stated_facts(cast("Facts", dict(list(plain.items())[:MOST_FACTS])))


def _is_plain(value: Any) -> bool:
    if isinstance(value, float):
        return isfinite(value)
    return isinstance(value, bool | int) or (isinstance(value, str) and len(value) <= LONGEST_FACT)
