"""Our own lines of JSON, a post each, as ``export_archive`` writes them and docs/formats/jsonl.md tells -> posts.

{"id": "a", "text": "Who built the weir?"}                               the least that a line may be
{"id": "b", "text": "The miller.", "parent": "a", "author": "Bruno"}     answers a
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from itertools import dropwhile
from typing import Any, cast

from threads.readers.building import BODY, Builder
from threads.readers.field_values import integer, key, moment, words
from threads.readers.json_opening import opening
from threads.readers.json_units import json_units, load_json
from threads.records import Facts, Mark, Parsed, Save, Statement, split_lines, writable

FORMAT = "jsonl"
units = json_units
ROLES = frozenset({"quote", "attribution", "signature", "chrome"})
# Lines with these are of other formats, which have an id and a text as well.
OTHERS = frozenset({"speaker", "user", "conversation_id", "root", "by", "kids", "objectID", "post_number", "type"})
MOST_VERSIONS = 1_000
# An answer of this origin only gives a place to a post that answers nobody in particular.
UNPLACED = "sequence"


def claims(path: str, head: bytes) -> bool:
    """Tell by an id and a text, and by no field that only other formats have."""
    value = opening(head)
    first = value[0] if isinstance(value, list) and value else value
    return (
        isinstance(first, dict)
        and isinstance(first.get("text"), str)
        and bool(_id(first))
        and not OTHERS.intersection(first)
    )


def parse(raw: bytes) -> Parsed | str:
    """Read the post of one line. What is missing in the archive that was exported is missing here."""
    line = load_json(raw)
    if isinstance(line, str):
        return line
    if not isinstance(line, dict) or not isinstance(line.get("text"), str):
        return "no post: a line has at least an id and a text"
    if line.get("missing") is True:
        return Parsed()
    builder = Builder()
    builder.begin()
    write_marked_text(builder, line["text"], line.get("marks"))
    if signature := words(line, "signature"):
        if not builder.is_empty:
            builder.write("")
        builder.write(signature, "signature")
    statement = _statement(line)
    saves = _saves(line)
    builder.end(statement._replace(save=saves[-1][1] if saves else None))
    for text, save in saves[:-1]:
        builder.begin()
        builder.write(text)
        builder.end(statement._replace(save=save, facts={}))
    return builder.parsed()


def _saves(line: Mapping[str, Any]) -> list[tuple[str, Save]]:
    """What a post said in its saves, each as often as its first and its last day take; the last is the post as it is."""
    versions = line.get("versions")
    saves = []
    for each in versions[:MOST_VERSIONS] if isinstance(versions, list) else ():
        if isinstance(each, dict) and isinstance(each.get("text"), str):
            moments = dict.fromkeys(moment(each.get(name))[0] for name in ("first_seen", "last_seen"))
            is_saved = each.get("saved") is True
            saves += [(each["text"], Save(when, None) if is_saved else Save(None, when)) for when in moments]
    return saves if len({text for text, _ in saves}) > 1 else []


def _statement(line: Mapping[str, Any]) -> Statement:
    author = _object(line.get("author"), "name")
    thread = _object(line.get("thread"), "key")
    name = words(author, "name")
    posted_at, posted_at_raw = moment(line.get("posted_at"))
    parent = _parent(line)
    title = words(line, "title")
    if not title and thread.get("title_stated") is True and integer(line.get("position")) == 0:
        title = words(thread, "title")
    return Statement(
        id=_id(line),
        first_line=0,
        last_line=0,
        parents=(parent,) if parent else (),
        thread=key(thread.get("key")),
        author=name,
        author_id=(key(author.get("id")) or key(author.get("key"))) if name else "",
        posted_at=posted_at,
        posted_at_raw=words(line, "posted_at_raw") or posted_at_raw,
        title=title,
        url=words(line, "url"),
        facts=_facts(line),
    )


def _id(line: Mapping[str, Any]) -> str:
    return key(line.get("id")) or key(line.get("key"))


def _parent(line: Mapping[str, Any]) -> str:
    """Whom the post answers by its best reply edge; nobody, if that only gives it a place."""
    edges = line.get("replies_to")
    for edge in edges if isinstance(edges, list) else ():
        if isinstance(edge, dict) and edge.get("primary") is True:
            return "" if edge.get("origin") == UNPLACED else key(edge.get("parent_id")) or key(edge.get("parent"))
    return key(line.get("parent_id")) or key(line.get("parent"))


def _object(value: Any, name: str) -> Mapping[str, Any]:
    """An object, or the one field of it that was written in its place."""
    return value if isinstance(value, dict) else {name: value}


def _facts(line: Mapping[str, Any]) -> Facts:
    """The facts as they are; none if a number in them cannot be stored."""
    facts = line.get("facts")
    if not isinstance(facts, dict):
        return {}
    try:
        json.dumps(facts, allow_nan=False)
    except (ValueError, RecursionError):
        return {}
    return cast("Facts", facts)


def write_marked_text(builder: Builder, text: str, marks: Any) -> None:
    """Write a text, each line under the role that a mark gives it."""
    texts = split_lines(writable(text))
    at = 0
    for mark in _fitting(marks, len(texts)):
        _write_run(builder, texts[at : mark.first_line - 1], BODY)
        _write_run(builder, texts[mark.first_line - 1 : mark.last_line], mark.role, mark.depth, mark.source)
        at = mark.last_line
    _write_run(builder, texts[at:], BODY)


def _write_run(builder: Builder, texts: list[str], role: str, depth: int = 1, source: str = "") -> None:
    if builder.is_empty:
        texts = list(dropwhile(lambda text: not text.strip(), texts))
    if texts:
        builder.write("\n".join(texts) + "\n", role, depth=depth, source=source)


def _fitting(entries: Any, count: int) -> list[Mark]:
    """The marks that lie within so many lines, in order; where two overlap, the first counts."""
    candidates = [_mark(each) for each in entries if isinstance(each, dict)] if isinstance(entries, list) else []
    marks: list[Mark] = []
    for mark in sorted((mark for mark in candidates if mark), key=lambda mark: mark.first_line):
        if (marks[-1].last_line if marks else 0) < mark.first_line <= mark.last_line <= count:
            marks.append(mark)
    return marks


def _mark(entry: Mapping[str, Any]) -> Mark | None:
    first, last, role = integer(entry.get("first_line")), integer(entry.get("last_line")), words(entry, "role")
    if first is None or last is None or role not in ROLES:
        return None
    depth = integer(entry.get("depth")) or 1
    return Mark(first, last, role, max(1, depth), key(entry.get("source")))
