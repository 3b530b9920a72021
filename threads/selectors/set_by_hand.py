"""Posts that people put in their places -> who did so, when and why, and where they had been read to stand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from threads.models import CuratorAction
from threads.querysets import sees_everything

if TYPE_CHECKING:
    from collections.abc import Collection

    from threads.querysets import Visitor


@dataclass(frozen=True, slots=True)
class SetByHand:
    """That a person put a post where it stands. Who and why are for staff: reasons were given on that promise."""

    on: datetime
    by: str = ""
    reason: str = ""


def moves_by_hand(user: Visitor, posts: Collection[int]) -> dict[int, SetByHand]:
    """The latest move in force of each of these posts, by the ids that posts keep."""
    moves = CuratorAction.objects.visible_to(user).filter(
        kind=CuratorAction.Kind.CHANGE_PARENT, is_undone=False, value__id__in=list(posts)
    )
    rows = moves.order_by("made_at", "id").values_list("value__id", "made_at", "made_by__username", "reason")
    all_seen = sees_everything(user)
    return {
        post: SetByHand(made_at, (by or "") if all_seen else "", reason if all_seen else "")
        for post, made_at, by, reason in rows
    }
