"""Archives -> what their reading is least sure of and most people see, each doubt by kind, place and weight, the weightiest first.

How open a doubt is (even odds most, certainty none) counts as much as how often the post is quoted and how long its thread is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from math import log
from typing import NamedTuple

from django.core.cache import cache
from django.db.models import Exists, ExpressionWrapper, F, FloatField, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Abs, Ln

from threads.exporting.doubts import EVEN, PERHAPS, SURE, doubts_of
from threads.models import Appearance, Archive, Document, Quote, ReplyEdge
from threads.words.kinds import Kind, Origin

# Doubts of each kind that are ranked.
RANKED = 200
# Bytes of the pages of an archive that are searched for beginnings that a reading did not see: that reads them.
SEARCHED = 300_000
KEPT_S = 600


class Doubt(NamedTuple):
    """What a reading is not sure of."""

    weight: float
    kind: str  # boundary, unseen, quote, parent
    post: int  # of an unseen beginning 0
    document: int  # of a parent 0
    line: int
    confidence: float
    cues: tuple[str, ...] = ()


def doubts(archives: Iterable[Archive], state: str = "") -> list[Doubt]:
    """The doubts of some archives; one that people have settled is none any more.

    What no reading saw is sought in one archive alone, and anew when its ``state`` is another.
    """
    rows = list(archives)
    ids = [archive.pk for archive in rows]
    found = [*_boundaries(ids), *_quotes(ids), *_parents(ids)]
    if len(rows) == 1:
        found += _unseen(rows[0], state)
    return sorted(found, key=lambda each: (-each.weight, each.kind, each.post, each.line))


def _weight(confidence: str, post: str) -> ExpressionWrapper:
    openness = Value(1.0) - Value(2.0) * Abs(F(confidence) - Value(EVEN))
    seen = Ln(Value(3.0) + F(f"{post}quoted_count") + F(f"{post}thread__post_count"))
    return ExpressionWrapper(openness * seen, output_field=FloatField())


def _boundaries(archives: list[int]) -> Iterator[Doubt]:
    """Posts that may not begin where they were read to begin; the first of a page has to."""
    above = Appearance.objects.filter(
        record=OuterRef("record"), is_original=True, first_line__lt=OuterRef("first_line")
    ).exclude(post=OuterRef("post"))
    stands = Appearance.objects.filter(
        Exists(above),
        post__archive__in=archives,
        post__confidence__lt=SURE,
        post__is_missing=False,
        is_original=True,
        record__document__is_stated=False,
    )
    rows = _heaviest(stands.annotate(weight=_weight("post__confidence", "post__")), "first_line").values_list(
        "weight", "post", "record__document", "first_line", "post__confidence", "post__cues"
    )
    seen: set[int] = set()
    for weight, post, document, line, confidence, cues in rows:
        if post not in seen:
            seen.add(post)
            yield Doubt(weight, "boundary", post, document, line, confidence, tuple(cues))


def _quotes(archives: list[int]) -> Iterator[Doubt]:
    """Quotes whose source is not sure."""
    quotes = Quote.objects.filter(archive__in=archives, rank=0, confidence__lt=SURE, source_line__isnull=False).exclude(
        kind=Kind.UNSOURCED
    )
    stands = Appearance.objects.filter(
        post=OuterRef("post"), is_original=True, record__document__is_stated=False, first_line__lte=OuterRef("line"),
        last_line__gte=OuterRef("line"),
    )  # fmt: skip
    placed = quotes.annotate(page=Subquery(stands.values("record__document")[:1])).filter(page__isnull=False)
    rows = _heaviest(placed.annotate(weight=_weight("confidence", "post__")), "id")
    for weight, post, page, line, confidence in rows.values_list("weight", "post", "page", "line", "confidence"):
        yield Doubt(weight, "quote", post, page, line, confidence)


def _parents(archives: list[int]) -> Iterator[Doubt]:
    """Posts that may answer another than they were read to answer."""
    edges = ReplyEdge.objects.filter(
        archive__in=archives, is_primary=True, confidence__lt=SURE, child__is_missing=False
    ).exclude(origin__in=(Origin.CURATED, Origin.DECLARED))
    rows = edges.annotate(weight=_weight("confidence", "child__"))
    for weight, post, confidence in _heaviest(rows, "id").values_list("weight", "child", "confidence"):
        yield Doubt(weight, "parent", post, 0, 0, confidence)


def _heaviest(rows: QuerySet, then: str) -> QuerySet:
    return rows.order_by("-weight", then)[:RANKED]


def _unseen(archive: Archive, state: str) -> list[Doubt]:
    """Lines at which a post may begin though none was read to; sought in archives that are quickly read through."""
    pages = Document.objects.filter(archive=archive, is_stated=False, is_read=True)
    sizes = list(pages.values_list("size", flat=True)[: SEARCHED // 10])
    if not sizes or sum(sizes) > SEARCHED:
        return []
    kept_as = f"unseen-{archive.pk}-{archive.post_count}-{sum(sizes)}-{state}"
    found: list[Doubt] | None = cache.get(kept_as)
    if found is None:
        found = list(islice(_sought(archive), RANKED))
        cache.set(kept_as, found, KEPT_S)
    return found


def _sought(archive: Archive) -> Iterator[Doubt]:
    numbers = {bytes(key).hex(): pk for key, pk in archive.documents.values_list("key", "id")}
    for each in doubts_of(archive):
        if each["asks"] == "boundary" and not each["read_as"] and each["confidence"] >= PERHAPS:
            openness = 1 - 2 * abs(each["confidence"] - EVEN)
            document = numbers[each["document"]]
            yield Doubt(openness * log(3 + 1), "unseen", 0, document, each["line"], each["confidence"])
