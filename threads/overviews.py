"""Views that look across threads and documents: what passed between two authors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.shortcuts import redirect, render

from threads import selectors
from threads.views import number_in, page_view

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@page_view
def exchange(request: HttpRequest, author_id: int, other_id: int) -> HttpResponse:
    """Show what two authors said to each other."""
    try:
        page = selectors.exchange_page(request.user, author_id, other_id, page=number_in(request, "page", 1))
    except Http404:
        first, second = (selectors.present_author(request.user, pk) for pk in (author_id, other_id))
        if (first.pk, second.pk) == (author_id, other_id):
            raise
        return redirect("threads:exchange", first.pk, second.pk)
    return render(request, "threads/exchange.html", {"page": page})
