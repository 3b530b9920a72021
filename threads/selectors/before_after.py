"""A correction -> what stood before it and what stands since, in words."""

from __future__ import annotations

from typing import Any

from threads.models import CuratorAction

Kind = CuratorAction.Kind


def before(action: CuratorAction) -> str:
    """What was read, or said by a person, before."""
    value = action.value
    was = value.get("was")
    kind = Kind(action.kind)
    if kind in (Kind.BEGIN_POST, Kind.JOIN_POST):
        return f"a post began here{_surely(was)}" if was else "no post began here"
    if kind == Kind.MARK_QUOTE:
        return f"{was['kind']} quote{_of(was.get('source'), action)}{_surely(was)}" if was else "its author's own words"
    if kind == Kind.CHANGE_PARENT:
        read = value.get("read")
        return f"answered {_short(was)}{_by(read)}" if was else "opened a thread"
    if kind == Kind.SET_AUTHOR:
        return was["name"] or "an unknown author"
    if kind == Kind.PAGE_KIND:
        return f"{was['kind'] or 'not read'}{_surely(was)}"
    if kind == Kind.NAME_THREAD:
        return f"“{value['was_title']}”"
    if kind in (Kind.RENAME_AUTHOR, Kind.MERGE_AUTHORS):
        return was or "an unknown author"
    if kind == Kind.HIDE_POST:
        return "shown" if value.get("is_hidden", True) else "hidden"
    if kind == Kind.PUBLISH:
        return "private" if value.get("is_published", True) else "public"
    return "in the archive"


def after(action: CuratorAction) -> str:
    """What the correction says."""
    value = action.value
    kind = Kind(action.kind)
    if kind == Kind.MARK_QUOTE:
        return f"a quote{_of(value.get('source'), action)}" if value.get("is_quote") else "its author's own words"
    if kind == Kind.CHANGE_PARENT:
        return _parent_after(value)
    if kind in (Kind.SET_AUTHOR, Kind.RENAME_AUTHOR):
        return value.get("name") or "an unknown author"
    return {
        Kind.BEGIN_POST: "a post begins here",
        Kind.JOIN_POST: "no post begins here",
        Kind.PAGE_KIND: value.get("kind", ""),
        Kind.NAME_THREAD: f"“{value.get('title', '')}”",
        Kind.MERGE_AUTHORS: value.get("into_name") or "an unknown author",
        Kind.HIDE_POST: "hidden" if value.get("is_hidden", True) else "shown",
        Kind.PUBLISH: "public" if value.get("is_published", True) else "private",
        Kind.FORGET: "forgotten",
        Kind.ERASE_POST: "erased",
    }[kind]


def _parent_after(value: dict[str, Any]) -> str:
    if not value.get("parent"):
        return "opens a thread"
    words = value.get("parent_words")
    who = f"“{words}”" if words else _short(value["parent"])
    return f"answers {who}{', as it was read' if value['parent'] == value.get('was') else ''}"


def _of(source: dict[str, Any] | None, action: CuratorAction) -> str:
    if not source:
        return " of what is not here"
    where = "" if source["document"] == bytes(action.key).hex() else " of another document"
    return f" of line {source['line']}{where}"


def _surely(was: dict[str, Any]) -> str:
    confidence = was.get("confidence")
    return f" ({round(100 * confidence)} in 100)" if isinstance(confidence, int | float) else ""


def _by(read: dict[str, Any] | None) -> str:
    return f" (by {read['origin']},{_surely(read)[2:]}" if read else ""


def _short(key: str) -> str:
    return f"post {key[:8]}"
