"""An archive -> one line of JSON a post, as in docs/formats/jsonl.md; under permanent keys, in a stable order.

Nothing in it depends on this database: no ids, no dates of import. Two archives that hold the same documents export
the same bytes.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from django.db.models import F, Prefetch, QuerySet
from django.db.models.functions import Collate

from threads.exporting.marks import Roles, marks_of, public_id, repeats_of
from threads.models import Alias, Appearance, Archive, Post, Quote, Record, ReplyEdge, Version
from threads.records import split_lines

VERSION = 3
POSTS_AT_ONCE = 200
# Derived from a post's text for pages and search; in no export.
WRITTEN_FOR_PAGES = ("html", "own_text", "bigrams", "search")


def export_lines(archive: Archive) -> Iterator[str]:
    """The posts thread by thread, in reading order; at most a few hundred are in memory at once."""
    roles = Roles()
    for post in posts_of(archive).iterator(chunk_size=POSTS_AT_ONCE):
        yield json.dumps(_post(post, roles), ensure_ascii=False, sort_keys=True)


def posts_of(archive: Archive) -> QuerySet[Post]:
    """All posts with their related rows, in reading order thread by thread."""
    quotes = Quote.objects.select_related("source_post", "source_document", "via").order_by("line", "rank")
    # A record once, however many posts stand in it: its lines are as many as all theirs.
    records = Record.objects.select_related("document").defer("raw")
    appearances = Appearance.objects.prefetch_related(Prefetch("record", records))
    edges = ReplyEdge.objects.select_related("parent").order_by("-is_primary", "parent__key", "origin")
    aliases = Alias.objects.order_by(Collate("name", "C"), "id")
    return (
        Post.objects.filter(archive=archive)
        .select_related("thread", "author", "parent")
        .defer(*WRITTEN_FOR_PAGES, *_words_of("parent"))
        .prefetch_related(
            Prefetch("quotes", quotes.defer(*_words_of("source_post"), *_words_of("via"))),
            Prefetch("edges", edges.defer(*_words_of("parent"))),
            Prefetch("author__aliases", aliases),
            Prefetch("versions", Version.objects.order_by("number")),
            Prefetch(
                "appearances",
                appearances.order_by("-is_original", F("record__document__key"), "record__ordinal", "first_line"),
            ),
        )
        .order_by(Collate("thread__place", "C"), "thread__key", "position")
    )


def _words_of(post: str) -> list[str]:
    """The long columns of a post that is only named."""
    return [f"{post}__{column}" for column in ("text", "facts", "cues", *WRITTEN_FOR_PAGES)]


def _post(post: Post, roles: Roles) -> dict[str, Any]:
    text, marks, signature = _signed(post.text, marks_of(post, roles))
    repeats = repeats_of(post, roles)
    return {
        "version": VERSION,
        "id": public_id(post),
        "key": _key(post),
        "thread": {"key": _key(post.thread), "title": post.thread.title, "title_stated": post.thread.is_title_stated},
        "parent": _key(post.parent) if post.parent else None,
        "parent_id": public_id(post.parent) if post.parent else None,
        "position": post.position,
        "depth": post.depth,
        "number": post.number,
        "missing": post.is_missing,
        "hidden": post.is_hidden,
        **({"erased": post.facts["erased_on"]} if post.is_missing and "erased_on" in post.facts else {}),
        "author": {
            "key": _key(post.author),
            "name": post.author.name or None,
            "aliases": sorted({alias.name for alias in post.author.aliases.all()}),
        },
        "posted_at": post.posted_at.isoformat() if post.posted_at else None,
        "posted_at_raw": post.posted_at_raw or None,
        "confidence": post.confidence,
        "cues": post.cues,
        "title": post.title or None,
        "url": post.url or None,
        "facts": {name: fact for name, fact in post.facts.items() if name != "versions"},
        "text": text,
        "marks": marks,
        **({"signature": signature} if signature else {}),
        "appearances": [_appearance(each) for each in post.appearances.all()],
        "quotes": [_quote(each) for each in post.quotes.all()],
        **({"repeats": repeats} if repeats else {}),
        "replies_to": [_edge(each) for each in post.edges.all()],
        **({"versions": versions} if (versions := [each.as_json() for each in post.versions.all()]) else {}),
    }


def _signed(text: str, marks: list[dict[str, Any]]) -> tuple[str, list[dict[str, Any]], str]:
    """A post's text and marks without the signature that ends it, and that: it is no part of what the post says."""
    lines = split_lines(text)
    last = marks[-1] if marks else None
    if last is None or last["role"] != "signature" or last["last_line"] < len(lines) or last["first_line"] == 1:
        return text, marks, ""
    first = last["first_line"] - 1
    return "\n".join(lines[:first]).rstrip(), marks[:-1], "\n".join(lines[first:])


def _appearance(appearance: Appearance) -> dict[str, Any]:
    document = appearance.record.document
    return {
        "document": _key(document),
        "path": document.path,
        "record": appearance.record.ordinal,
        "first_line": appearance.first_line,
        "last_line": appearance.last_line,
        "original": appearance.is_original,
    }


def _quote(quote: Quote) -> dict[str, Any]:
    document = quote.source_document
    source = None
    if document:
        source = {
            "document": _key(document),
            "path": document.path,
            "line": quote.source_line,
            "start": quote.source_start,
            "end": quote.source_end,
        }
    return {
        "line": quote.line,
        "last_line": quote.last_line,
        "rank": quote.rank,
        "start": quote.start,
        "end": quote.end,
        "kind": quote.kind,
        "confidence": quote.confidence,
        "post": _key(quote.source_post) if quote.source_post else None,
        "source": source,
        "via": _key(quote.via) if quote.via else None,
    }


def _edge(edge: ReplyEdge) -> dict[str, Any]:
    return {
        "parent": _key(edge.parent),
        "parent_id": public_id(edge.parent),
        "origin": edge.origin,
        "confidence": edge.confidence,
        "primary": edge.is_primary,
        "evidence": edge.evidence,
    }


def _key(row: Any) -> str:
    return bytes(row.key).hex()
