"""An archive -> what it covers and what it lacks: months with holes, missing posts, and how much is inferred or in doubt."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from django.db.models import Count, Q, Value
from django.db.models.functions import Left, TruncMonth
from django.shortcuts import get_object_or_404
from django.utils.formats import date_format

from threads.models import Archive, Post, Quote, Record, ReplyEdge
from threads.selectors.entries import OPENING_LENGTH, OPENING_READ
from threads.selectors.shown_posts import BY_DECLARATION, SURE_BOUNDARY
from threads.selectors.trust import Reliability, measured, reliability
from threads.words.kinds import Kind, Origin
from threads.words.openings import opening_words

if TYPE_CHECKING:
    from threads.querysets import Visitor

MISSING_SHOWN = 12
MONTHS_A_YEAR = 12
STEP, BAR, HEIGHT = 3, 2, 48
DRAWN = 5
# A longer time is drawn in so many bars at most: what one dated post of long ago adds is empty.
BARS_MOST = 600


class Share(NamedTuple):
    """How many of how many; ``query`` finds them, where a search can."""

    words: str
    number: int
    of: int
    query: str = ""

    @property
    def percent(self) -> str:
        part = 100 * self.number / self.of if self.of else 0
        return "under 1" if 0 < part < 1 else f"{part:.0f}"

    @property
    def bar(self) -> int:
        return max(1, 100 * self.number // self.of) if self.number and self.of else 0


class LackedPost(NamedTuple):
    """A post that is not here, and how many posts quote it."""

    id: int
    words: str
    author: str
    quoted: int


class YearOfMonths(NamedTuple):
    """Posts by month; None before the first and after the last month."""

    year: int
    months: tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class CoveragePage:
    """``holes`` are runs of months without a post, in words; ``bars`` and ``gaps`` draw months with and without."""

    archive: Archive
    years: tuple[YearOfMonths, ...]
    holes: tuple[str, ...]
    bars: str
    gaps: str
    width: int
    shares: tuple[Share, ...]
    missing: tuple[LackedPost, ...]
    missing_total: int
    reliability: tuple[Reliability, ...]
    measured_on: date
    height: int = HEIGHT

    @property
    def frame(self) -> int:
        """How wide it is drawn: few months do not fill the room of many."""
        return self.width * DRAWN


def coverage_page(user: Visitor, slug: str) -> CoveragePage:
    """At most nine queries."""
    archive = get_object_or_404(Archive.objects.visible_to(user), slug=slug)
    months = _months(user, archive)
    every = _every_month(months) if months else []
    counts = _counts(user, archive)
    return CoveragePage(
        archive=archive,
        years=tuple(_years(every)),
        holes=tuple(_holes(every)),
        bars="".join(_bar(n, count, max(months.values())) for n, (_, count) in enumerate(every) if count),
        gaps="".join(f"M{n * STEP} {HEIGHT}v4h{BAR}v-4z" for n, (_, count) in enumerate(every) if not count),
        width=max(len(every) * STEP, 1),
        shares=_shares(counts),
        missing=_missing(user, archive),
        missing_total=counts["missing", ""],
        reliability=reliability(user, archive),
        measured_on=date.fromisoformat(measured()["on"]),
    )


def _months(user: Visitor, archive: Archive) -> dict[date, int]:
    rows = (
        Post.objects.visible_to(user)
        .filter(archive_id=archive.id, posted_at__isnull=False, is_missing=False)
        .values_list(TruncMonth("posted_at", tzinfo=UTC))
        .annotate(n=Count("id"))
        .order_by()
    )
    months = sorted((moment.date(), count) for moment, count in rows)
    return dict(months[-BARS_MOST:])


def _every_month(months: Mapping[date, int]) -> list[tuple[date, int]]:
    """From the first month to the last, those without a post too."""
    first, last = (month.year * MONTHS_A_YEAR + month.month - 1 for month in (min(months), max(months)))
    days = (
        date(nth // MONTHS_A_YEAR, nth % MONTHS_A_YEAR + 1, 1) for nth in range(max(first, last - BARS_MOST), last + 1)
    )
    return [(day, months.get(day, 0)) for day in days]


def _years(every: list[tuple[date, int]]) -> Iterator[YearOfMonths]:
    """The latest year first."""
    counts: dict[date, int | None] = dict(every)
    for year in sorted({day.year for day, _ in every}, reverse=True):
        yield YearOfMonths(year, tuple(counts.get(date(year, month, 1)) for month in range(1, MONTHS_A_YEAR + 1)))


def _holes(every: list[tuple[date, int]]) -> Iterator[str]:
    for is_hole, group in groupby(every, key=lambda month: not month[1]):
        days = [day for day, _ in group]
        if is_hole:
            first, last = (date_format(day, "F Y") for day in (days[0], days[-1]))
            yield first if first == last else f"{first} to {last}"


def _bar(place: int, count: int, most: int) -> str:
    """A bar as a piece of path; whatever was written is seen, however little."""
    return f"M{place * STEP} {HEIGHT}v-{max(round(count * HEIGHT / most), 1)}h{BAR}V{HEIGHT}z"


def _counts(user: Visitor, archive: Archive) -> dict[tuple[str, str], int]:
    """One query over posts, edges, quotes and records; what is not there counts as 0."""
    mine = Q(archive_id=archive.id)
    posts = Post.objects.visible_to(user).filter(mine)
    here = posts.filter(is_missing=False)
    tables = (
        ReplyEdge.objects.visible_to(user).filter(mine, is_primary=True).values_list(Value("edge"), "origin"),
        Quote.objects.visible_to(user).filter(mine, rank=0).values_list(Value("quote"), "kind"),
        *(
            rows.values_list(Value(name), Value(""))
            for name, rows in (
                ("missing", posts.filter(is_missing=True)),
                ("post", here),
                ("undated", here.filter(posted_at__isnull=True)),
                ("doubtful", here.filter(confidence__lt=SURE_BOUNDARY)),
                ("unknown", here.filter(author__is_placeholder=True)),
                ("record", Record.objects.visible_to(user).filter(mine)),
                ("refused", Record.objects.visible_to(user).filter(mine).in_quarantine()),
            )
        ),
    )
    first, *others = (rows.annotate(n=Count("id")).order_by() for rows in tables)
    counted = {(table, kind): count for table, kind, count in first.union(*others, all=True)}
    return _Counted(counted)


class _Counted(dict[tuple[str, str], int]):
    def __missing__(self, _key: tuple[str, str]) -> int:
        return 0


def _shares(counts: Mapping[tuple[str, str], int]) -> tuple[Share, ...]:
    edges = sum(count for (table, _), count in counts.items() if table == "edge")
    stated = sum(counts["edge", origin] for origin in BY_DECLARATION)
    unknown = counts["edge", Origin.SEQUENCE]
    quotes = sum(count for (table, _), count in counts.items() if table == "quote")
    posts = counts["post", ""]
    shares = (
        Share("replies that are inferred", edges - stated - unknown, edges, "is:inferred"),
        Share("replies whose place is not known", unknown, edges),
        Share("posts without a date", counts["undated", ""], posts),
        Share("posts that may begin elsewhere", counts["doubtful", ""], posts),
        Share("posts by authors without a name", counts["unknown", ""], posts),
        Share("quoted lines that lead nowhere", counts["quote", Kind.UNSOURCED], quotes, "is:unsourced"),
        Share("records that could not be read", counts["refused", ""], counts["record", ""]),
    )
    return tuple(share for share in shares if share.of)


def _missing(user: Visitor, archive: Archive) -> tuple[LackedPost, ...]:
    """Those that most posts quote; of one that is answered and not quoted, nothing is known."""
    posts = Post.objects.visible_to(user).filter(archive_id=archive.id, is_missing=True).exclude(own_text="")
    rows = posts.annotate(words=Left("own_text", OPENING_READ)).order_by("-quoted_count", "id")
    found = rows.values_list("id", "words", "author__name", "author__is_placeholder", "quoted_count")
    return tuple(
        LackedPost(id_, opening_words(words, OPENING_LENGTH), "" if is_placeholder else name, count)
        for id_, words, name, is_placeholder, count in found[:MISSING_SHOWN]
    )
