"""A post with the lines it stands on -> what people said of it: who, when, why, and what was read before.

Names, reasons and the words of other posts are for staff; everybody else reads that a person said something, and when.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from threads.models import Appearance, CuratorAction, Post
from threads.querysets import sees_everything
from threads.selectors.before_after import after, before

if TYPE_CHECKING:
    from threads.querysets import Visitor

Kind = CuratorAction.Kind
OF_POST = {
    Kind.CHANGE_PARENT: "whom it answers",
    Kind.SET_AUTHOR: "who wrote it",
    Kind.HIDE_POST: "who sees it",
    Kind.NAME_THREAD: "what its thread is called",
}
OF_LINES = {
    Kind.BEGIN_POST: "where it begins",
    Kind.JOIN_POST: "that it goes on",
    Kind.MARK_QUOTE: "what it quotes",
}
OF_PAGE = {Kind.PAGE_KIND: "what its page is"}
WHAT = OF_POST | OF_LINES | OF_PAGE
SHOWN = 20


@dataclass(frozen=True, slots=True)
class SaidOfPost:
    """One thing that a person said of a post."""

    what: str
    line: int | None
    on: datetime
    number: int = 0  # of the correction, and what follows: for staff
    by: str = ""
    reason: str = ""
    before: str = ""
    after: str = ""


def said_of(user: Visitor, post: Post, appearances: Sequence[Appearance]) -> tuple[SaidOfPost, ...]:
    """What is in force, the latest first; one query."""
    stands = [each for each in appearances if each.is_original and not each.record.document.is_stated]
    documents = {bytes(each.record.document.key) for each in stands}
    keys = [bytes(post.key), *documents]
    actions = CuratorAction.objects.visible_to(user).filter(
        archive=post.archive_id, kind__in=WHAT, key__in=keys, is_undone=False
    )
    lines = {line for each in stands for line in range(each.first_line, each.last_line + 1)}
    found = (_said(user, each, lines) for each in actions.select_related("made_by").order_by("-made_at", "-id"))
    return tuple(each for each in found if each)[:SHOWN]


def _said(user: Visitor, action: CuratorAction, lines: set[int]) -> SaidOfPost | None:
    kind = Kind(action.kind)
    line = action.value["line"] if kind in OF_LINES else None
    if line is not None and line not in lines:
        return None
    if not sees_everything(user):
        return None if kind == Kind.HIDE_POST else SaidOfPost(WHAT[kind], line, action.made_at)
    return SaidOfPost(
        WHAT[kind],
        line,
        action.made_at,
        action.pk,
        action.made_by.get_username() if action.made_by else "nobody",
        action.reason,
        before(action),
        after(action),
    )
