"""Corrections of pages and their lines -> what people say of each page, as reading takes it, and which pages are read together.

They are kept under the digest of the document's bytes, in which a line keeps its number for ever.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from threads.loading.stale.corrections import OF_PAGES
from threads.models import Archive, CuratorAction, Document
from threads.records import NOWHERE, ByHand

Kind = CuratorAction.Kind
BEGINNINGS = (Kind.BEGIN_POST, Kind.JOIN_POST)


def by_hand(archive: Archive, documents: Iterable[str]) -> dict[str, ByHand]:
    """What people say of pages, by the hexadecimal of their keys; the latest word on a line counts."""
    keys = [bytes.fromhex(key) for key in documents]
    begins: dict[str, dict[int, bool]] = {}
    quotes: dict[str, dict[int, tuple[str, int] | None]] = {}
    kinds: dict[str, str] = {}
    actions = CuratorAction.objects.filter(archive=archive, kind__in=OF_PAGES, key__in=keys, is_undone=False)
    for kind, raw, value in actions.order_by("made_at", "id").values_list("kind", "key", "value"):
        key = bytes(raw).hex()
        if kind == Kind.PAGE_KIND:
            kinds[key] = value["kind"]
        elif kind in BEGINNINGS:
            begins.setdefault(key, {})[value["line"]] = kind == Kind.BEGIN_POST
        else:
            quotes.setdefault(key, {})[value["line"]] = source_in(value)
    return {
        key: ByHand(begins.get(key, {}), quotes.get(key, {}), kinds.get(key, "")) for key in {*begins, *quotes, *kinds}
    }


def source_in(value: dict[str, Any]) -> tuple[str, int] | None:
    """What a correction says that a line quotes: nothing, what is not here, or a line of a document."""
    if not value["is_quote"]:
        return None
    source = value.get("source")
    return (source["document"], source["line"]) if source else NOWHERE


def documents_of(archive: Archive, actions: Iterable[int]) -> list[int]:
    """The pages that such corrections are about."""
    keys = CuratorAction.objects.filter(pk__in=list(actions), kind__in=OF_PAGES).values("key")
    return list(Document.objects.filter(archive=archive, key__in=keys).values_list("id", flat=True))


def quoting_by_hand(archive: Archive) -> list[list[int]]:
    """The two documents of each quote that people led from one page to another: one is not read without the other."""
    actions = CuratorAction.objects.filter(archive=archive, kind=Kind.MARK_QUOTE, is_undone=False)
    pairs = {
        (bytes(key).hex(), value["source"]["document"])
        for key, value in actions.values_list("key", "value")
        if value.get("source") and value["is_quote"]
    }
    pairs = {(one, other) for one, other in pairs if one != other}
    if not pairs:
        return []
    keys = [bytes.fromhex(key) for pair in pairs for key in pair]
    rows = Document.objects.filter(archive=archive, key__in=keys, is_stated=False).values_list("key", "id")
    ids = {bytes(key).hex(): pk for key, pk in rows}
    return [[ids[one], ids[other]] for one, other in sorted(pairs) if one in ids and other in ids]
