"""Corrections -> lines of JSON, each with what stood before and what was said, in the order in which they were made.

{"version": 1, "archive": "wall", "number": 2, "kind": "hide_post", "key": "9f2c...", "value": {"is_hidden": true, ...},
 "by": "ada", "at": "2026-12-01T09:00:00+00:00", "reason": "spam", "batch": null, "undone": null,
 "places": {"9f2c...": {"document": "77aa...", "line": 12}}}

Nothing in it depends on the database: no ids, but keys of content. The key of a post changes with its boundaries, so "places"
says where the posts stand that a line names.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeGuard

from django.db.models import QuerySet

from threads.curating.base import hex_key
from threads.loading.stale.corrections import OF_PAGES, current_keys
from threads.models import Appearance, Archive, CuratorAction

VERSION = 1
# What is the database's own, and found out anew where the line is applied.
OF_DATABASE = ("id", "into_id", "parent_id", "thread_id", "posts")
# Values that are keys of posts, or of authors who are known by a post of theirs.
KEYS = ("parent", "into", "author", "was")
Kind = CuratorAction.Kind
OF_NO_POST = (*OF_PAGES, Kind.PUBLISH, Kind.FORGET)


def ledger_lines(archive: Archive) -> Iterator[str]:
    """All corrections of an archive, those undone as well."""
    actions = list(actions_of(archive))
    now = current_keys(archive)
    number_of = {action.pk: number for number, action in enumerate(actions, 1)}
    first_of_batch: dict[object, int] = {}
    for action in actions:
        if action.batch:
            first_of_batch.setdefault(action.batch, number_of[action.pk])
    entries = [_entry(action, now) for action in actions]
    places = _places(archive, {key for _, _, keys in entries for key in keys})
    for action, (key, value, keys) in zip(actions, entries, strict=True):
        line = {
            "version": VERSION,
            "archive": archive.slug,
            "number": number_of[action.pk],
            "kind": action.kind,
            "key": key,
            "value": value,
            "by": _name(action.made_by, action.value.get("by_name")),
            "at": action.made_at.isoformat(),
            "reason": action.reason,
            "batch": first_of_batch.get(action.batch),
            "undone": _undone(action),
            "places": {each: places[each] for each in sorted(keys) if each in places},
        }
        yield json.dumps(line, ensure_ascii=False, sort_keys=True)


def actions_of(archive: Archive) -> QuerySet[CuratorAction]:
    """The corrections of an archive in the order in which they were made."""
    return archive.actions.select_related("made_by", "undone_by").order_by("made_at", "id")


def _entry(action: CuratorAction, now: Mapping[str, str]) -> tuple[str, dict[str, Any], set[str]]:
    """The key of a correction and its value, by present keys, and all keys of posts among them."""
    key = hex_key(action.key)
    left_out = (*OF_DATABASE, "by_name", "undone_by_name")
    value = {name: each for name, each in action.value.items() if name not in left_out}
    if action.kind in OF_NO_POST:
        return key, value, set()
    keys = {now.get(key, key)}
    for name in KEYS:
        if is_key(value.get(name)):
            value[name] = now.get(value[name], value[name])
            keys.add(value[name])
    was = value.get("was")
    if isinstance(was, dict) and is_key(was.get("author")):
        value["was"] = was | {"author": now.get(was["author"], was["author"])}
    return now.get(key, key), value, keys


def is_key(value: object) -> TypeGuard[str]:
    """Whether a value is a key in hexadecimal."""
    return isinstance(value, str) and len(value) == 64 and not set(value) - set("0123456789abcdef")


def _places(archive: Archive, keys: Iterable[str]) -> dict[str, dict[str, Any]]:
    """Where the posts stand that have these keys, on pages of text."""
    stands = Appearance.objects.filter(
        archive=archive,
        post__key__in=[bytes.fromhex(key) for key in keys],
        is_original=True,
        record__document__is_stated=False,
    )
    rows = stands.order_by("-first_line").values_list("post__key", "record__document__key", "first_line")
    return {hex_key(key): {"document": hex_key(document), "line": line} for key, document, line in rows}


def _undone(action: CuratorAction) -> dict[str, Any] | None:
    if not action.is_undone:
        return None
    by = _name(action.undone_by, action.value.get("undone_by_name"))
    return {"by": by, "at": action.undone_at.isoformat() if action.undone_at else None}


def _name(account: Any, kept: str | None) -> str:
    return account.get_username() if account else kept or ""
