"""An author -> whom they answer most, and who answers them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Value

from threads.models import Author, ReplyEdge
from threads.words.kinds import Origin

if TYPE_CHECKING:
    from threads.querysets import Visitor

SHOWN = 12
# The longest bar, in the units of its drawing.
BAR = 60


@dataclass(frozen=True, slots=True)
class Companion:
    """Another author: how often each answers the other, and how long the bars that show it are."""

    author: Author
    answered: int  # answers to them
    answering: int  # answers from them
    bar_to: int = 0
    bar_from: int = 0


def company(user: Visitor, author: Author) -> tuple[Companion, ...]:
    """One query. Posts whose place is not known answer nobody."""
    edges = ReplyEdge.objects.visible_to(user).filter(is_primary=True).exclude(origin=Origin.SEQUENCE)
    to = edges.filter(child__author=author, parent__author__is_placeholder=False).exclude(parent__author=author)
    by = edges.filter(parent__author=author, child__author__is_placeholder=False).exclude(child__author=author)
    rows = (
        to.values_list(Value("to"), "parent__author_id", "parent__author__name")
        .annotate(n=Count("id"))
        .order_by()
        .union(
            by.values_list(Value("by"), "child__author_id", "child__author__name").annotate(n=Count("id")).order_by(),
            all=True,
        )
    )
    counts: Counter[tuple[str, int]] = Counter()
    names: dict[int, str] = {}
    for way, other, name, count in rows:
        counts[way, other] += count
        names[other] = name
    found = [Companion(Author(id=pk, name=name), counts["to", pk], counts["by", pk]) for pk, name in names.items()]
    found.sort(key=lambda each: (-each.answered - each.answering, each.author.name, each.author.pk))
    most = max((max(each.answered, each.answering) for each in found), default=1)
    return tuple(
        Companion(each.author, each.answered, each.answering, _bar(each.answered, most), _bar(each.answering, most))
        for each in found[:SHOWN]
    )


def _bar(count: int, most: int) -> int:
    return max(1, BAR * count // most) if count else 0
