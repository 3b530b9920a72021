"""Views of what lies across threads and beside them: what passed between two authors, how a post is cited."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone

from threads import feeds, selectors
from threads.views import ID_MOST, number_in, page_view, visits_of

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


@page_view
def cite(request: HttpRequest, post_id: int) -> HttpResponse:
    """Say how a post is cited, or one of its sentences."""
    try:
        page = selectors.cite_page(request.user, post_id, request.GET.get("s", ""))
    except Http404:
        return redirect("threads:cite", selectors.moved_post(request.user, post_id).id, permanent=True)
    site = request.build_absolute_uri("/").rstrip("/")
    told = {"words": page.words(site), "bibtex": page.bibtex(site, timezone.now()), "address": page.address(site)}
    return render(request, "threads/cite.html", {"page": page, **told})


@page_view
def arrivals(request: HttpRequest, slug: str) -> HttpResponse:
    """List what came into an archive since the last visit, or with one import."""
    page = selectors.arrivals_page(
        request.user,
        slug,
        run=number_in(request, "run", 0, most=ID_MOST) or None,
        visits=visits_of(request),
        page=number_in(request, "page", 1),
    )
    return render(request, "threads/arrivals.html", {"page": page})


@page_view
def coverage(request: HttpRequest, slug: str) -> HttpResponse:
    """Say what an archive covers, what it lacks, and how far it can be trusted."""
    return render(request, "threads/coverage.html", {"page": selectors.coverage_page(request.user, slug)})


@page_view
def thread_mbox(request: HttpRequest, thread_id: int) -> HttpResponse:
    """Give a thread to mail programs."""
    return feeds.thread_mbox(request, thread_id, number_in(request, "page", 1))


@page_view
def opensearch(request: HttpRequest) -> HttpResponse:
    """Tell browsers how this site is searched."""
    site = request.build_absolute_uri("/").rstrip("/")
    return render(request, "opensearch.xml", {"site": site}, content_type="application/opensearchdescription+xml")


@page_view
def sitemap(request: HttpRequest) -> HttpResponse:
    """List the lists of threads, for crawlers."""
    site = request.build_absolute_uri("/").rstrip("/")
    lists = selectors.sitemaps(request.user)
    return render(request, "sitemap_index.xml", {"site": site, "lists": lists}, content_type="application/xml")


@page_view
def archive_sitemap(request: HttpRequest, slug: str) -> HttpResponse:
    """List the threads of an archive, for crawlers."""
    site = request.build_absolute_uri("/").rstrip("/")
    threads = selectors.sitemap_threads(request.user, slug, page=number_in(request, "page", 1))
    return render(request, "sitemap.xml", {"site": site, "threads": threads}, content_type="application/xml")
