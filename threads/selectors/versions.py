"""A post that was edited between its saves -> what it said in each, and how each differs from the one before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.http import Http404
from django.utils.dateformat import format as dated

from threads.html.differences import difference, whole
from threads.models import Post, Version

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.utils.safestring import SafeString

    from threads.querysets import Visitor

# The latest so many are shown; the others stand in the documents that the post's own page names.
SHOWN = 40
DAY = "j F Y"


@dataclass(frozen=True, slots=True)
class ShownVersion:
    """What a post said in some of its saves. ``html`` is its difference to the one before; of the first, all of it."""

    number: int
    saved: str
    html: SafeString


@dataclass(frozen=True, slots=True)
class VersionsPage:
    """A post and its versions, the oldest first; ``left`` are older still. None where it said the same in each save."""

    post: Post
    versions: tuple[ShownVersion, ...]
    left: int


def versions_page(user: Visitor, post_id: int) -> VersionsPage:
    """Two queries."""
    posts = Post.objects.visible_to(user).select_related("thread__archive", "author")
    post = (
        posts.only("number", "thread__title", "thread__archive", "author__name", "author__is_placeholder")
        .filter(pk=post_id)
        .first()
    )
    if post is None:
        raise Http404
    latest = Version.objects.visible_to(user).filter(post=post_id).order_by("-number")[:SHOWN]
    versions = list(latest)[::-1]
    return VersionsPage(post, shown_versions(versions), versions[0].number - 1 if versions else 0)


def post_versions(user: Visitor, post_id: int) -> list[Version]:
    """What a post said in each of its saves; one query."""
    return list(Version.objects.visible_to(user).filter(post=post_id).order_by("number"))


def shown_versions(versions: Iterable[Version]) -> tuple[ShownVersion, ...]:
    """Versions in their order, each beside the one before."""
    shown = []
    before: Version | None = None
    for version in versions:
        html = difference(before.text, version.text) if before else whole(version.text)
        shown.append(
            ShownVersion(
                version.number, saved_words(version.first_seen, version.last_seen, is_saved=version.is_saved), html
            )
        )
        before = version
    return tuple(shown)


def saved_words(first: datetime | None, last: datetime | None, *, is_saved: bool) -> str:
    """When a post was saved so, in words."""
    if first is None or last is None:
        return "as saved without a date"
    if not is_saved:
        return f"as saved without a date, not before {dated(last, DAY)}"
    days = list(dict.fromkeys(dated(moment, DAY) for moment in (first, last)))
    return f"as saved on {days[0]}" if len(days) == 1 else f"as saved from {days[0]} to {days[1]}"
