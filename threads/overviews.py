"""Views of what lies across threads and beside them: what passed between two authors, how a post is cited, its pictures."""

from __future__ import annotations

import re

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_cache_control, patch_vary_headers
from django.views.decorators.http import require_safe

from threads import feeds, selectors
from threads.views import ID_MOST, OF_NOW_S, RAW_CSP, is_for_a_part, number_in, page_view, visits_of

PICTURE_NAME = re.compile(r"(?P<key>[0-9a-f]{64})\.[a-z]{3,4}")


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


@page_view(lasts_s=OF_NOW_S)
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
def versions(request: HttpRequest, post_id: int) -> HttpResponse:
    """Show what a post said in each of its saves: within the page for htmx, at its address for everybody else."""
    try:
        page = selectors.versions_page(request.user, post_id)
    except Http404:
        now_in = selectors.moved_post(request.user, post_id).id
        return redirect("threads:versions", now_in, permanent=True)
    is_part = is_for_a_part(request)
    template = "threads/_versions.html" if is_part else "threads/versions.html"
    return render(request, template, {"page": page, "is_part": is_part})


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


@page_view(lasts_s=OF_NOW_S)
def coverage(request: HttpRequest, slug: str) -> HttpResponse:
    """Say what an archive covers, what it lacks, and how far it can be trusted."""
    return render(request, "threads/coverage.html", {"page": selectors.coverage_page(request.user, slug)})


@page_view
def thread_mbox(request: HttpRequest, thread_id: int) -> HttpResponse:
    """Give a thread to mail programs."""
    return feeds.thread_mbox(request, thread_id, number_in(request, "page", 1))


@page_view(is_stored=False)
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


@require_safe
def post_picture(request: HttpRequest, post_id: int, name: str) -> HttpResponseBase:
    """Give a picture of a post to who may see the post: bytes that browsers draw, and do nothing else with.

    ``page_view`` reads pages for mail addresses, which would damage it.
    """
    asked = PICTURE_NAME.fullmatch(name)
    if asked is None or post_id > ID_MOST:
        raise Http404
    picture = selectors.post_picture(request.user, post_id, asked["key"])
    if name != picture.name:
        raise Http404
    etag = f'"{picture.key}"'
    response = get_conditional_response(request, etag=etag) or HttpResponse(
        selectors.picture_content(picture), content_type=f"image/{picture.form}"
    )
    response["ETag"] = etag
    response["Content-Disposition"] = f'inline; filename="{picture.name}"'
    response["Content-Security-Policy"] = RAW_CSP
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["X-Content-Type-Options"] = "nosniff"
    patch_vary_headers(response, ["Cookie"])
    # Asked before each showing: the post may have been hidden or erased since.
    is_private = request.user.is_authenticated or not picture.is_public
    patch_cache_control(response, no_cache=True, **({"private": True} if is_private else {}))
    return response
