"""What was erased -> what is said of it: at an address that led there, and in the documents that held it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple

from django.http import Http404

from threads.models import Archive, Post, Thread, Tombstone

if TYPE_CHECKING:
    from threads.querysets import Visitor
    from threads.selectors.document_lines import ShownRun

# Under this name the facts of a post say on which day it was erased; it stands for what answers it.
ERASED_ON = "erased_on"


class Gap(NamedTuple):
    """That lines were erased: how many with text, when, and whether nothing is left of their record."""

    line_count: int
    on: date
    is_whole: bool = False
    line: int | None = None  # the first, on a page of text


@dataclass(frozen=True, slots=True)
class ErasedPage:
    """That something was erased: a post, or a thread of nothing else. ``thread`` is where the post's place still is."""

    what: str
    on: date
    reason: str
    archive: Archive
    thread: Thread | None
    post_id: int | None


class ErasedError(Http404):
    """There was something at an address, and it was erased."""

    def __init__(self, page: ErasedPage) -> None:
        super().__init__("erased")
        self.page = page


def not_here(user: Visitor, of: str, number: int) -> Http404:
    """Why there is nothing at the address of a post or thread: it was erased, if the visitor may know that, or never was."""
    stones = Tombstone.objects.visible_to(user).filter(of=of, number=number)
    stone = stones.select_related("action", "archive").order_by("-id").first()
    if stone is None:
        return Http404()
    stub = None
    if of == Tombstone.Of.POST:
        stub = Post.objects.visible_to(user).filter(pk=number).select_related("thread").only("thread__title").first()
    return ErasedError(
        ErasedPage(
            what=of,
            on=date.fromisoformat(stone.action.value["on"]),
            reason=stone.action.reason,
            archive=stone.archive,
            thread=stub.thread if stub else None,
            post_id=stub.pk if stub else None,
        )
    )


def erased_on(facts: Any, *, is_missing: bool) -> date | None:
    """The day on which a post with a remaining place was erased; the facts of other posts are a file's, and prove nothing."""
    return date.fromisoformat(facts[ERASED_ON]) if is_missing and ERASED_ON in facts else None


def gaps_of(erased: Mapping[str, Any] | None) -> list[tuple[date, int, bool]]:
    """What was taken out of a record: the day, how many lines with text, and whether nothing is left."""
    gaps = (erased or {}).get("gaps", ())
    return [(date.fromisoformat(gap["on"]), gap["count"], gap.get("is_whole", False)) for gap in gaps]


def erased_lines(erased: Mapping[str, Any] | None) -> dict[int, date]:
    """The lines of a page that were erased, each with the day."""
    gaps = (erased or {}).get("gaps", ())
    return {
        line: date.fromisoformat(gap["on"])
        for gap in gaps
        for first, last in gap.get("lines", ())
        for line in range(first, last + 1)
    }


def with_gaps(runs: list[ShownRun], erased: Mapping[int, date]) -> list[ShownRun]:
    """Say in the place of erased lines that they were."""
    if not erased:
        return runs
    result: list[ShownRun] = []
    for run in runs:
        begins = run.begins
        for day, lines in groupby(run.lines, key=lambda line: erased.get(line.number)):
            part = tuple(lines)
            if day is None:
                result.append(replace(run, lines=part, begins=begins))
                begins = False
            else:
                gap = Gap(len(part), day, line=part[0].number)
                result.append(replace(run, post=None, begins=False, is_withheld=False, lines=(), erased=(gap,)))
    return result
