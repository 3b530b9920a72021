"""Archives -> one question after another about what was read least surely, how right the reading was, what was decided last."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render

from threads.models import Archive, CuratorAction
from threads.staff.access import staff_page
from threads.staff.accuracy import accuracy
from threads.staff.ledger_pages import entries
from threads.staff.questions import ReviewQuestion, question_of
from threads.staff.queue import Doubt, doubts
from threads.views import number_in

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpRequest, HttpResponse

LATEST = 5
# The latest decisions, by which the reading is judged.
COUNTED = 2_000
ARCHIVES_MOST = 200
# Doubts whose posts have gone meanwhile, which are passed over.
GONE_MOST = 3


@staff_page("change_post")
def review(request: HttpRequest) -> HttpResponse:
    """Ask about what is least sure and most seen."""
    archives = list(Archive.objects.order_by("title")[:ARCHIVES_MOST])
    slug = request.GET.get("archive", "")
    asked = [archive for archive in archives if archive.slug == slug] or archives
    left = number_in(request, "skip", 0)
    actions = CuratorAction.objects.filter(archive__in=asked).select_related("archive", "made_by", "undone_by")
    latest = list(actions.order_by("-made_at", "-id")[:COUNTED])
    found = doubts(asked, f"{len(latest)}-{sum(each.is_undone for each in latest)}")
    question, left = _question(found, left)
    context = {
        "archives": archives,
        "archive": slug,
        "total": len(found),
        "question": question,
        "number": left + 1,
        "next": left + 1,
        "back": left - 1,
        "accuracy": accuracy(latest),
        "latest": entries(latest[:LATEST]),
    }
    return render(request, "staff/review.html", context)


def _question(found: Sequence[Doubt], left: int) -> tuple[ReviewQuestion | None, int]:
    """The first question after those that were left open, and its place."""
    for place in range(left, min(left + GONE_MOST, len(found))):
        question = question_of(found[place])
        if question is not None:
            return question, place
    return None, left
