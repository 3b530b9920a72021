"""Corrections by people, found again under the keys that posts and authors have now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from django.db.models import Q

from threads.models import Archive, CuratorAction, Post, Redirect

HIDE = CuratorAction.Kind.HIDE_POST
MOVE = CuratorAction.Kind.CHANGE_PARENT
PUBLISH = CuratorAction.Kind.PUBLISH
FORGET = CuratorAction.Kind.FORGET
ERASE = CuratorAction.Kind.ERASE_POST
RENAME = CuratorAction.Kind.RENAME_AUTHOR
MERGE = CuratorAction.Kind.MERGE_AUTHORS
WRITER = CuratorAction.Kind.SET_AUTHOR
TITLE = CuratorAction.Kind.NAME_THREAD
# Corrections that readings respect; the others take effect when they are made.
READ = (HIDE, MOVE, RENAME, MERGE, WRITER, TITLE)
# Those of lines of pages, which reading itself respects: told_lines.py.
OF_LINES = (CuratorAction.Kind.BEGIN_POST, CuratorAction.Kind.JOIN_POST, CuratorAction.Kind.MARK_QUOTE)
# Those of pages: of their lines, or of the whole.
OF_PAGES = (*OF_LINES, CuratorAction.Kind.PAGE_KIND)


@dataclass(frozen=True, slots=True)
class Corrections:
    """What a reading must respect. Keys are hexadecimal; a parent of None makes an opening post."""

    hidden: frozenset[str] = frozenset()
    moved: dict[str, str | None] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    merged: dict[str, tuple[str, str]] = field(default_factory=dict)  # author -> the one they are, and that one's name
    written: dict[str, tuple[str, str]] = field(default_factory=dict)  # post -> its author, and that one's name
    titles: dict[str, str] = field(default_factory=dict)  # the post that opens a thread -> what the thread is called

    def author_of(self, key: str) -> tuple[str, str] | None:
        """The author that an author was merged into, over any number of merges, or None."""
        author = None
        passed = {key}
        while key in self.merged and self.merged[key][0] not in passed:
            author = self.merged[key]
            key = author[0]
            passed.add(key)
        return author


def corrections(archive: Archive, new_keys: Mapping[str, str]) -> Corrections:
    """The corrections in force; the latest of several wins.

    ``new_keys`` has the key that each stored post is about to have, by the key it is stored under.
    """
    actions = list(
        CuratorAction.objects.filter(archive=archive, kind__in=READ, is_undone=False)
        .order_by("made_at", "id")
        .values_list("kind", "key", "value")
    )
    if not actions:
        return Corrections()
    live = frozenset(new_keys.values())
    current = current_keys(archive)

    def now(key: str) -> str:
        if key in live:
            return key
        key = current.get(key, key)
        return new_keys.get(key, key)

    hidden: set[str] = set()
    result = Corrections()
    for kind, raw, value in actions:
        key = now(bytes(raw).hex())
        if kind == HIDE:
            (hidden.add if value.get("is_hidden", True) else hidden.discard)(key)
        elif kind == RENAME:
            result.names[key] = str(value.get("name", "")).strip()
        elif kind == MERGE:
            result.merged[key] = now(value["into"]), str(value.get("into_name", ""))
        elif kind == WRITER:
            result.written[key] = now(value["author"]), str(value.get("name", ""))
        elif kind == TITLE:
            result.titles[key] = str(value["title"])
        else:
            parent = value.get("parent")
            result.moved[key] = None if parent is None else now(parent)
    return replace(result, hidden=frozenset(hidden))


def current_keys(archive: Archive) -> dict[str, str]:
    """Old keys of posts -> the keys under which the same posts are stored."""
    redirects = Redirect.objects.filter(archive=archive, of=Redirect.Of.POST).order_by("id")
    pairs = ((bytes(old).hex(), bytes(new).hex()) for old, new in redirects.values_list("old_key", "post__key"))
    return {old: new for old, new in pairs if old != new}


def actions_in_force(archive: Archive) -> frozenset[int]:
    """The ids of corrections in force that readings respect; a later difference was made or undone since."""
    actions = CuratorAction.objects.filter(archive=archive, kind__in=(*READ, *OF_PAGES), is_undone=False)
    return frozenset(actions.values_list("id", flat=True))


def posts_of(archive: Archive, actions: Iterable[int]) -> list[int]:
    """The posts that corrections are about: those named, and those of authors named."""
    current = current_keys(archive)
    posts: set[str] = set()
    authors: set[str] = set()
    for kind, raw, value in CuratorAction.objects.filter(pk__in=list(actions)).values_list("kind", "key", "value"):
        keys = {key for key in (bytes(raw).hex(), value.get("parent"), value.get("into")) if key}
        (authors if kind in (RENAME, MERGE) else posts).update(keys | {current.get(key, key) for key in keys})
    condition = Q(key__in=_raw(posts)) | Q(author__key__in=_raw(authors))
    return list(Post.objects.filter(condition, archive=archive).values_list("id", flat=True))


def joined_keys(archive: Archive) -> list[tuple[str, str]]:
    """The keys of the two posts of each correction that moves one under the other, and of those round an erased one."""
    actions = CuratorAction.objects.filter(archive=archive, kind__in=(MOVE, ERASE), is_undone=False)
    pairs: list[tuple[str, str]] = []
    for kind, key, value in actions.values_list("kind", "key", "value"):
        if kind == MOVE:
            pairs += [(bytes(key).hex(), value["parent"])] if value.get("parent") else []
            continue
        around = [*(value.get("above") or ())[:1], *(value.get("below") or ())]
        pairs += [(around[0], other) for other in around[1:]]
    if not pairs:
        return []
    now = current_keys(archive)
    return [(now.get(child, child), now.get(parent, parent)) for child, parent in pairs]


def joined_posts(archive: Archive) -> list[tuple[int, int]]:
    """The threads of the two posts of each such pair; one of a page is not read with those that formats state."""
    pairs = joined_keys(archive)
    if not pairs:
        return []
    keys = _raw({key for pair in pairs for key in pair})
    posts = Post.objects.filter(archive=archive, key__in=keys, thread__is_stated=True)
    thread_of = {bytes(key).hex(): thread for key, thread in posts.values_list("key", "thread_id")}
    return [(thread_of[one], thread_of[other]) for one, other in pairs if one in thread_of and other in thread_of]


def _raw(keys: Iterable[str]) -> list[bytes]:
    return [bytes.fromhex(key) for key in sorted(keys)]


def forgotten(slug: str) -> frozenset[str]:
    """The documents that were forgotten by hand and must not come back unless that is undone."""
    actions = CuratorAction.objects.filter(archive__slug=slug, kind=FORGET, is_undone=False)
    return frozenset(bytes(key).hex() for key in actions.values_list("key", flat=True))


def is_withdrawn(archive: Archive) -> bool:
    """Whether the last word of a person on publishing was no."""
    actions = CuratorAction.objects.filter(archive=archive, kind=PUBLISH, is_undone=False).order_by("-made_at", "-id")
    value = actions.values_list("value", flat=True).first()
    return value is not None and not value.get("is_published", True)
