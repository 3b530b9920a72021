"""Corrections by people, found again under the keys that posts and authors have now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from threads.models import Archive, CuratorAction, Redirect

HIDE = CuratorAction.Kind.HIDE_POST
MOVE = CuratorAction.Kind.CHANGE_PARENT
PUBLISH = CuratorAction.Kind.PUBLISH
FORGET = CuratorAction.Kind.FORGET
RENAME = CuratorAction.Kind.RENAME_AUTHOR


@dataclass(frozen=True, slots=True)
class Corrections:
    """What a reading must respect. Keys are hexadecimal; a parent of None makes an opening post."""

    hidden: frozenset[str] = frozenset()
    moved: dict[str, str | None] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)


def corrections(archive: Archive, changed: Mapping[str, str]) -> Corrections:
    """The corrections in force; the latest of several wins.

    ``changed`` has the key that each stored post is about to have, by the key it is stored under.
    """
    actions = list(
        CuratorAction.objects.filter(archive=archive, kind__in=(HIDE, MOVE, RENAME), is_undone=False)
        .order_by("made_at", "id")
        .values_list("kind", "key", "value")
    )
    if not actions:
        return Corrections()
    live = frozenset(changed.values())
    stored = current_keys(archive)

    def now(key: str) -> str:
        if key in live:
            return key
        key = stored.get(key, key)
        return changed.get(key, key)

    hidden: set[str] = set()
    found = Corrections()
    for kind, raw, value in actions:
        key = now(bytes(raw).hex())
        if kind == HIDE:
            (hidden.add if value.get("is_hidden", True) else hidden.discard)(key)
        elif kind == RENAME:
            found.names[key] = str(value.get("name", "")).strip()
        else:
            parent = value.get("parent")
            found.moved[key] = None if parent is None else now(parent)
    return Corrections(frozenset(hidden), found.moved, found.names)


def current_keys(archive: Archive) -> dict[str, str]:
    """Old keys of posts -> the keys under which the same posts are stored."""
    redirects = Redirect.objects.filter(archive=archive, of=Redirect.Of.POST).order_by("id")
    pairs = ((bytes(old).hex(), bytes(new).hex()) for old, new in redirects.values_list("old_key", "post__key"))
    return {old: new for old, new in pairs if old != new}


def forgotten(slug: str) -> frozenset[str]:
    """The documents of an archive that were forgotten by hand, and are not to come back unless that is undone."""
    actions = CuratorAction.objects.filter(archive__slug=slug, kind=FORGET, is_undone=False)
    return frozenset(bytes(key).hex() for key in actions.values_list("key", flat=True))


def is_withdrawn(archive: Archive) -> bool:
    """Whether the last word of a person on publishing was no."""
    actions = CuratorAction.objects.filter(archive=archive, kind=PUBLISH, is_undone=False).order_by("-made_at", "-id")
    said = actions.values_list("value", flat=True).first()
    return said is not None and not said.get("is_published", True)
