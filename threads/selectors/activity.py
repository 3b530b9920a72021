"""Archives -> how many posts each of their months or years holds, as the outline of a small drawing.

Only archives that are dated have one, and of those only such as reach over more than one bar.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date
from typing import TYPE_CHECKING

from django.core.cache import cache
from django.db.models import Count
from django.db.models.functions import TruncMonth
from django.utils.formats import date_format

from threads.models import Archive, Post
from threads.querysets import sees_everything

if TYPE_CHECKING:
    from threads.querysets import Visitor

# What reaches over more months than these is drawn by the year.
MONTHS_MOST = 36
MONTHS_A_YEAR = 12
BAR, STEP, HEIGHT = 5, 6, 24
LEAST_BARS = 20
# Counting every dated post takes longer than a page may; an import makes it new at once.
ACTIVITY_LASTS_S = 300


@dataclass(frozen=True, slots=True)
class Activity:
    """Bars from the first month or year to the last; ``path`` draws them, ``words`` say the same."""

    words: str
    width: int
    path: str
    height: int = HEIGHT

    @property
    def frame(self) -> int:
        """How wide it is drawn: few bars do not fill the room of many."""
        return max(self.width, LEAST_BARS * STEP)


def activities(user: Visitor, archives: Iterable[Archive]) -> dict[int, Activity]:
    """By archive. One query where any of them is dated, none while what was counted holds."""
    dated = [archive for archive in archives if archive.first_posted_at]
    if not dated:
        return {}
    counts = tuple((archive.id, archive.post_count, archive.last_posted_at) for archive in dated)
    key = f"activity:{hash((sees_everything(user), counts))}"
    graphs: dict[int, Activity] | None = cache.get(key)
    if graphs is None:
        rows = _months(user, dated).items()
        graphs = {archive_id: drawn for archive_id, months in rows if (drawn := _drawn(months))}
        cache.set(key, graphs, ACTIVITY_LASTS_S)
    return graphs


def _months(user: Visitor, archives: Iterable[Archive]) -> dict[int, dict[date, int]]:
    rows = (
        Post.objects.visible_to(user)
        .filter(archive_id__in=[archive.id for archive in archives], posted_at__isnull=False)
        .values_list("archive_id", TruncMonth("posted_at", tzinfo=UTC))
        .annotate(n=Count("id"))
        .order_by()
    )
    months: dict[int, dict[date, int]] = defaultdict(dict)
    for archive_id, month, count in rows:
        months[archive_id][month.date()] = count
    return months


def _drawn(months: Mapping[date, int]) -> Activity | None:
    is_by_year = _nth(max(months)) - _nth(min(months)) >= MONTHS_MOST
    counts: dict[int, int] = defaultdict(int)
    for month, count in months.items():
        counts[month.year if is_by_year else _nth(month)] += count
    first, last = min(counts), max(counts)
    if first == last:
        return None
    most = max(counts, key=lambda period: (counts[period], -period))
    begin, peak, end = (str(n) if is_by_year else _month_words(n) for n in (first, most, last))
    return Activity(
        words=f"Posts a {'year' if is_by_year else 'month'}, {begin} to {end}, most in {peak}",
        width=(last - first) * STEP + BAR,
        path="".join(_bar(n - first, counts[n] / counts[most]) for n in sorted(counts)),
    )


def _bar(place: int, share: float) -> str:
    """A bar as a piece of path; whatever was written is seen, however little."""
    return f"M{place * STEP} {HEIGHT}v-{max(round(share * HEIGHT), 1)}h{BAR}V{HEIGHT}z"


def _nth(month: date) -> int:
    return month.year * MONTHS_A_YEAR + month.month - 1


def _month_words(nth: int) -> str:
    return date_format(date(nth // MONTHS_A_YEAR, nth % MONTHS_A_YEAR + 1, 1), "F Y")
