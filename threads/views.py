"""A request -> what it asks for, a selector's answer, a page. No query here; every page works without JavaScript."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import partial, wraps
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from django.core import signing
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseNotModified,
    HttpResponseRedirect,
    StreamingHttpResponse,
)
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.http import content_disposition_header, url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from threads import feeds, page_tags, selectors
from threads import search as search_results
from threads.html.addresses import marking, sent, veiled_text

View = Callable[..., HttpResponse | StreamingHttpResponse]

# No honest request goes beyond this page; lines, records and ids go as far as the database counts.
PAGE_MOST = 1_000_000
PLACE_MOST = 2**31 - 1
ID_MOST = 2**63 - 1
A_YEAR_S = 31_536_000
# What a visitor may choose, by the name of its cookie; the first is what holds until then.
CHOICES = {"theme": ("auto", "light", "dark"), "fold": ("proven", "none", "all")}
ROBOTS = "User-agent: *\nDisallow: /search/?\nDisallow: /admin/\nDisallow: /correct/\nDisallow: /login/\n"
# A visit ends when nothing was read for so long; until then, what was new stays new.
VISIT_LASTS_S = 1800
# A cookie holds no more; the archive not visited for longest is forgotten.
VISITS_KEPT = 40
VISITS = "visits"
# Characters of ?fold= that are read.
FOLDS_MOST = 1000
# Characters of ?s= that are read: no key of a sentence is longer.
CITED_MOST = 20
# Counts over all archives are kept so long, and searches know of the present day.
OF_NOW_S = 300
RAW_CSP = "default-src 'none'; sandbox"


def page_view(view: View | None = None, *, is_stored: bool = True, lasts_s: int = 0) -> Any:
    """Say that a page depends on who asks and how. Also strips the hosts of mail addresses from every response.

    A visitor who has a page already that is made of what is stored is told so, before it is made again; one of counts that are
    kept, or of the present day, is made again after ``lasts_s``.
    """
    if view is None:
        return partial(page_view, is_stored=is_stored, lasts_s=lasts_s)

    @require_safe
    @wraps(view)
    def wrapped(request: HttpRequest, **address: object) -> HttpResponseBase:
        if any(isinstance(part, int) and part > ID_MOST for part in address.values()):
            raise Http404
        is_visitor = not request.user.is_authenticated
        has_tag = is_visitor and is_stored
        tag = page_tags.tag_of(request, visits_of(request), but=(VISITS,), lasts_s=lasts_s) if has_tag else ""
        if tag and page_tags.is_known(request, tag):
            response: HttpResponseBase = HttpResponseNotModified()
        else:
            response = _made(request, view, address)
        if tag and response.status_code in (HTTPStatus.OK, HTTPStatus.NOT_MODIFIED):
            response["ETag"] = tag
        patch_vary_headers(response, ["HX-Request", "Cookie"])
        if is_visitor:  # caches must ask before showing a page again: its words may have been erased
            patch_cache_control(response, no_cache=True)
        else:
            patch_cache_control(response, private=True, no_store=True)
        return response

    return wrapped


def _made(request: HttpRequest, view: View, address: dict[str, object]) -> HttpResponseBase:
    with marking() as mark:
        try:
            response = view(request, **address)
        except selectors.ErasedError as erased:
            response = render(request, "410.html", {"page": erased.page}, status=HTTPStatus.GONE)
    if isinstance(response, HttpResponse):
        response.content = sent(response.content, mark, request.GET.get("q", ""))
    return response


def number_in(request: HttpRequest, name: str, default: int, *, most: int = PAGE_MOST) -> int:
    """A number from the query string, at most so large; anything else gives the default."""
    text = request.GET.get(name, "")
    is_number = text.isascii() and text.isdigit() and len(text) <= len(str(most))
    return min(int(text), most) if is_number else default


def is_for_a_part(request: HttpRequest) -> bool:
    """Whether htmx asks for a part of a page; going back, it asks for the whole."""
    htmx = getattr(request, "htmx", None)
    return bool(htmx and not htmx.history_restore_request)


@page_view(lasts_s=OF_NOW_S)
def front(request: HttpRequest) -> HttpResponse:
    """Show the archives, their threads and what is known of them."""
    page = selectors.front_page(request.user, visits_of(request))
    return render(request, "threads/front.html", {"page": page})


@page_view(lasts_s=OF_NOW_S)
def archive(request: HttpRequest, slug: str, year: int | None = None, month: int | None = None) -> HttpResponse:
    """Show an archive's threads, all or of a month."""
    try:
        first_day = None if year is None or month is None else date(year, month, 1)
    except (ValueError, OverflowError) as error:
        raise Http404 from error
    number = number_in(request, "page", 1)
    order = request.GET.get("sort", "")
    page = selectors.archive_page(
        request.user,
        slug,
        month=first_day,
        page=number,
        visits=visits_of(request),
        order=order if order in selectors.ORDERS else selectors.ORDERS[0],
    )
    return _visited(request, page.archive.id, render(request, "threads/archive.html", {"page": page}))


@page_view
def documents(request: HttpRequest, slug: str) -> HttpResponse:
    """List the documents an archive was read from."""
    page = selectors.documents_page(request.user, slug, page=number_in(request, "page", 1))
    return render(request, "threads/documents.html", {"page": page})


@page_view
def thread(request: HttpRequest, thread_id: int, slug: str = "") -> HttpResponse:
    """Show a thread in reading order, or flat by number."""
    view = request.GET.get("view", "")
    try:
        page = selectors.thread_page(
            request.user,
            thread_id,
            view=view if view in selectors.VIEWS else selectors.VIEWS[0],
            page=number_in(request, "page", 1),
            whole=request.GET.get("page") == "all",
            folded=_folded(request),
            visits=visits_of(request),
        )
    except Http404:
        return _to_post(selectors.moved_thread(request.user, thread_id).id)
    if slug != page.thread.slug:
        return _to_address(request, page.thread.get_absolute_url())
    return _visited(request, page.thread.archive_id, render(request, "threads/thread.html", {"page": page}))


def _folded(request: HttpRequest) -> frozenset[int]:
    """The numbers of the posts whose branches are folded; what is no number is no post's."""
    parts = request.GET.get("fold", "")[:FOLDS_MOST].split(",")
    return frozenset(int(number) for number in parts if number.isascii() and number.isdigit() and len(number) < 8)


def visits_of(request: HttpRequest) -> dict[int, datetime]:
    """By archive, the end of the last visit: posts that came later are new."""
    now = int(timezone.now().timestamp())
    cookie = _kept_visits(request)
    since = {archive: last if now - last > VISIT_LASTS_S else since for archive, (since, last) in cookie.items()}
    return {int(archive): datetime.fromtimestamp(moment, UTC) for archive, moment in since.items() if moment}


def _visited(request: HttpRequest, archive_id: int, response: HttpResponse) -> HttpResponse:
    """Keep in a signed cookie that an archive was visited now; the first visit has seen nothing before it."""
    now = int(timezone.now().timestamp())
    cookie = _kept_visits(request)
    since, last = cookie.pop(str(archive_id), (0, now))
    since = last if now - last > VISIT_LASTS_S else since
    latest = dict(sorted(cookie.items(), key=lambda visit: -visit[1][1])[: VISITS_KEPT - 1])
    value = signing.dumps(latest | {str(archive_id): (since, now)}, salt=VISITS, compress=True)
    response.set_cookie(VISITS, value, max_age=A_YEAR_S, samesite="Lax", secure=request.is_secure(), httponly=True)
    return response


def _kept_visits(request: HttpRequest) -> dict[str, tuple[int, int]]:
    try:
        return dict(signing.loads(request.COOKIES.get(VISITS, ""), salt=VISITS))
    except signing.BadSignature:
        return {}


@page_view
def post(request: HttpRequest, post_id: int) -> HttpResponse:
    """Show a post with what it answers and what answers it; ``s`` cites one of its sentences."""
    cited = request.GET.get("s", "")[:CITED_MOST]
    try:
        page = selectors.post_page(request.user, post_id, context=number_in(request, "context", 3))
    except Http404:
        return _to_post(selectors.moved_post(request.user, post_id).id, cited)
    is_gone = False
    if cited:
        marked = selectors.with_cited(page, cited)
        if marked is None and (now_in := selectors.post_with_sentence(request.user, page, cited)):
            return redirect(f"{reverse('threads:post', args=[now_in])}?s={cited}")
        page, is_gone = marked or page, marked is None
    words = [veiled_text(term.value) for term in search_results.parse(request.GET.get("q", "")).words]
    return render(request, "threads/post.html", {"page": page, "words": words, "is_gone": is_gone})


@page_view
def post_raw(request: HttpRequest, post_id: int) -> HttpResponse:
    """Give a post's text as it was read."""
    try:
        text = selectors.post_raw(request.user, post_id)
    except Http404:
        return redirect("threads:post_raw", selectors.moved_post(request.user, post_id).id, permanent=True)
    response = HttpResponse(text, content_type="text/plain; charset=utf-8")
    response["Content-Security-Policy"] = RAW_CSP
    return response


@page_view
def post_source(request: HttpRequest, post_id: int) -> HttpResponse:
    """Show a cited post in its own place: within the page for htmx, at its address for everybody else."""
    if not is_for_a_part(request):
        return redirect("threads:post", post_id)
    page = selectors.source_page(request.user, post_id)
    return render(request, "threads/_source.html", {"page": page, "passage": request.GET.get("passage", "")})


@page_view
def author(request: HttpRequest, author_id: int, slug: str = "") -> HttpResponse:
    """Show an author's names and posts."""
    view = request.GET.get("view", "")
    try:
        page = selectors.author_page(
            request.user,
            author_id,
            page=number_in(request, "page", 1),
            view=view if view in selectors.AUTHOR_VIEWS else selectors.AUTHOR_VIEWS[0],
            year=number_in(request, "year", 0) or None,
        )
    except Http404:
        # For now: the two may be parted again, and browsers keep a permanent redirect for good.
        return redirect(selectors.moved_author(request.user, author_id))
    if slug != page.author.slug:
        return _to_address(request, page.author.get_absolute_url())
    return render(request, "threads/author.html", {"page": page})


@page_view
def document(request: HttpRequest, document_id: int) -> HttpResponse:
    """Show a document as it runs; line by line where a line, or that view, is asked for."""
    number = number_in(request, "page", 1)
    line, record = (number_in(request, name, 0, most=PLACE_MOST) or None for name in ("line", "record"))
    if line is None and record is None and request.GET.get("view") != "lines":
        return _reading(request, document_id, number)
    if selectors.is_stated(request.user, document_id):
        page = selectors.records_page(request.user, document_id, page=number, record=record)
    else:
        page = selectors.document_page(request.user, document_id, page=number, line=line)
    return render(request, "threads/document.html", {"page": page})


def _reading(request: HttpRequest, document_id: int, number: int) -> HttpResponse:
    page = selectors.reading_page(
        request.user,
        document_id,
        page=number,
        post=number_in(request, "post", 0, most=ID_MOST) or None,
        visits=visits_of(request),
    )
    return _visited(request, page.document.archive_id, render(request, "threads/reading.html", {"page": page}))


@page_view
def document_raw(request: HttpRequest, document_id: int) -> StreamingHttpResponse:
    """Give a document's bytes as they were given to us."""
    document, raws = selectors.document_raw(request.user, document_id)
    response = StreamingHttpResponse(raws, content_type=f"text/plain; charset={document.encoding or 'utf-8'}")
    name = document.path.rpartition("/")[2]
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or "attachment"
    response["Content-Security-Policy"] = RAW_CSP
    return response


@page_view
def thread_json(request: HttpRequest, thread_id: int) -> HttpResponse:
    """Give a thread to programs."""
    return feeds.thread_json(request, thread_id, number_in(request, "page", 1))


@page_view
def thread_text(request: HttpRequest, thread_id: int) -> HttpResponse:
    """Give a thread as a text file."""
    return feeds.thread_text(request, thread_id, number_in(request, "page", 1))


@page_view(lasts_s=OF_NOW_S)
def quoted(request: HttpRequest) -> HttpResponse:
    """Show the passages that most posts quote."""
    page = selectors.quoted_page(request.user, page=number_in(request, "page", 1))
    return render(request, "threads/quoted.html", {"page": page})


@page_view(lasts_s=OF_NOW_S)
def search(request: HttpRequest) -> HttpResponse:
    """Find posts by their own words."""
    page = search_results.search_page(
        request.user,
        request.GET.get("q", ""),
        now=timezone.now(),
        thread_id=number_in(request, "thread", 0, most=ID_MOST) or None,
        page=number_in(request, "page", 1),
    )
    is_part = is_for_a_part(request)
    if page.stood_there and not is_part:
        return redirect("threads:post", page.stood_there)
    template = "threads/_results.html" if is_part else "threads/search.html"
    return render(request, template, {"page": page, "is_part": is_part})


@page_view(is_stored=False)
def help_page(request: HttpRequest) -> HttpResponse:
    """Explain what is shown, the keys and the words of search."""
    return render(request, "threads/help.html", {"operators": search_results.OPERATORS})


@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    """Lead browsers that ask by the old name to the icon."""
    return redirect(static("icon.svg"))


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Keep crawlers from searches, which are endless, and from signing in."""
    sitemap = request.build_absolute_uri(reverse("threads:sitemap"))
    return HttpResponse(f"{ROBOTS}Sitemap: {sitemap}\n", content_type="text/plain")


@require_POST
def settings(request: HttpRequest) -> HttpResponse:
    """Keep a visitor's choice in a cookie and go back to the page it was made on."""
    response = HttpResponseRedirect(_back(request))
    for name, allowed in CHOICES.items():
        value = request.POST.get(name)
        if value in allowed:
            response.set_cookie(
                name, value, max_age=A_YEAR_S, samesite="Lax", secure=request.is_secure(), httponly=True
            )
    return response


def _back(request: HttpRequest) -> str:
    address = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(address, allowed_hosts=None, require_https=request.is_secure())
    return address if address.startswith("/") and is_ours else reverse("threads:front")


def _to_post(post_id: int, cited: str = "") -> HttpResponse:
    """A browser keeps the fragment; what names a cited sentence goes along."""
    query = f"?{urlencode({'s': cited})}" if cited else ""
    return redirect(f"{reverse('threads:post', args=[post_id])}{query}", permanent=True)


def _to_address(request: HttpRequest, address: str) -> HttpResponse:
    query = request.META.get("QUERY_STRING", "")
    return redirect(f"{address}?{query}" if query else address, permanent=True)
