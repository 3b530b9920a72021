"""An archive -> a folder that ConvoKit loads as a corpus, as its documentation has it under "Data Format".

utterances.jsonl (a post a line), conversations.json (the threads), speakers.json (the authors), corpus.json, index.json
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from threads.exporting.jsonl import POSTS_AT_ONCE, posts_of
from threads.exporting.marks import Roles, marks_of, public_id
from threads.models import Archive, Post

# What index.json says of each field of "meta": the Python type that ConvoKit is to expect.
UTTERANCE_META = {
    "title": "<class 'str'>",
    "url": "<class 'str'>",
    "missing": "<class 'bool'>",
    "erased": "<class 'str'>",
    "posted_at_raw": "<class 'str'>",
    "reply_origin": "<class 'str'>",
    "reply_confidence": "<class 'float'>",
    "quotes": "<class 'list'>",
    "marks": "<class 'list'>",
    "facts": "<class 'dict'>",
}
SPEAKER_META = {"key": "<class 'str'>", "name": "<class 'str'>", "aliases": "<class 'list'>"}
CONVERSATION_META = {"title": "<class 'str'>", "title_stated": "<class 'bool'>"}
CORPUS_META = {"name": "<class 'str'>"}


def write_convokit(archive: Archive, folder: Path) -> int:
    """Write the corpus into a folder that is there, and count its posts."""
    speakers: dict[str, Any] = {}
    conversations: dict[str, Any] = {}
    count = 0
    with (folder / "utterances.jsonl").open("w", encoding="utf-8") as stream:
        for count, utterance in enumerate(_utterances(archive, speakers, conversations), start=1):  # noqa: B007
            stream.write(f"{json.dumps(utterance, ensure_ascii=False)}\n")
    _write(folder / "speakers.json", speakers)
    _write(folder / "conversations.json", conversations)
    _write(folder / "corpus.json", {"name": archive.title})
    _write(folder / "index.json", _index())
    return count


def _utterances(archive: Archive, speakers: dict[str, Any], conversations: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The posts in reading order, while who wrote and in what is gathered. A thread has its opening post's id."""
    opening, roles = "", Roles()
    for post in posts_of(archive).iterator(chunk_size=POSTS_AT_ONCE):
        if post.position == 0:
            opening = public_id(post)
            conversations[opening] = _described(title=post.thread.title, title_stated=post.thread.is_title_stated)
        speaker = _speaker(post, speakers)
        yield {
            "id": public_id(post),
            "conversation_id": opening,
            "text": post.text,
            "speaker": speaker,
            "meta": _meta(post, roles),
            "reply-to": public_id(post.parent) if post.parent else None,
            "timestamp": post.posted_at.timestamp() if post.posted_at else None,
            "vectors": [],
        }


def _speaker(post: Post, speakers: dict[str, Any]) -> str:
    """The author's name where no other has it, else the name and the first digits of the key."""
    key = bytes(post.author.key).hex()
    name = post.author.name or "unknown"
    aliases = sorted({alias.name for alias in post.author.aliases.all()})
    described = _described(key=key, name=post.author.name, aliases=aliases)
    for speaker in (name, f"{name} {key[:8]}"):
        if speakers.setdefault(speaker, described)["meta"]["key"] == key:
            return speaker
    speakers[f"{name} {key}"] = described
    return f"{name} {key}"


def _meta(post: Post, roles: Roles) -> dict[str, Any]:
    edge = next((each for each in post.edges.all() if each.is_primary), None)
    return {
        "title": post.title or (post.thread.title if not post.position and post.thread.is_title_stated else ""),
        "url": post.url,
        "missing": post.is_missing,
        "erased": post.facts.get("erased_on", "") if post.is_missing else "",
        "posted_at_raw": post.posted_at_raw,
        "reply_origin": edge.origin if edge else "",
        "reply_confidence": edge.confidence if edge else 0.0,
        "quotes": sorted({public_id(each.source_post) for each in post.quotes.all() if each.source_post}),
        "marks": marks_of(post, roles),
        "facts": post.facts,
    }


def _described(**meta: Any) -> dict[str, Any]:
    return {"meta": meta, "vectors": []}


def _index() -> dict[str, Any]:
    return {
        "utterances-index": {name: [kind] for name, kind in UTTERANCE_META.items()},
        "speakers-index": {name: [kind] for name, kind in SPEAKER_META.items()},
        "conversations-index": {name: [kind] for name, kind in CONVERSATION_META.items()},
        "overall-index": {name: [kind] for name, kind in CORPUS_META.items()},
        "version": 1,
        "vectors": [],
    }


def _write(path: Path, value: Any) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")
