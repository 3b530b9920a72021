"""The same threads and posts for programs: Atom feeds, JSON and plain text. What a visitor may not see is not in them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime, formataddr

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import linebreaks
from django.utils.text import slugify

from threads import search as search_results
from threads import selectors
from threads.exporting.made_mails import encoded, made_mail, one_line

# What XML 1.0 has no way to write at all.
NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
FOUND_MARKS = str.maketrans("", "", search_results.FOUND + search_results.FOUND_END)
QUERY_LENGTH = 256
VERSION = 1


@dataclass(frozen=True, slots=True)
class FeedItem:
    """One entry of a feed. Atom wants a date: where nothing gives one, it is the day the archive was made."""

    title: str
    address: str
    updated: datetime
    words: str
    author: str = ""


def latest(request: HttpRequest) -> HttpResponse:
    """The threads of the front page."""
    page = selectors.front_page(request.user)
    return _atom(request, "Latest threads", reverse("threads:front"), _threads((*page.latest, *page.longest)))


def archive(request: HttpRequest, slug: str) -> HttpResponse:
    """The latest threads of an archive."""
    page = selectors.archive_page(request.user, slug)
    return _atom(request, page.archive.title, page.archive.get_absolute_url(), _threads(page.threads))


def thread(request: HttpRequest, thread_id: int) -> HttpResponse:
    """The latest posts of a thread."""
    page = selectors.latest_posts(request.user, thread_id)
    return _atom(request, page.thread.title, page.thread.get_absolute_url(), [_item(post, page) for post in page.posts])


def author(request: HttpRequest, author_id: int) -> HttpResponse:
    """The latest posts of an author."""
    page = selectors.author_page(request.user, author_id, view="excerpts")
    name = str(page.author)
    made = page.author.archive.created_at
    items = [
        FeedItem(
            f"Post {saying.post.number} in {saying.post.thread.title}",
            saying.post.get_absolute_url(),
            saying.post.posted_at or made,
            saying.words,
            name,
        )
        for saying in page.posts
    ]
    return _atom(request, name, page.author.get_absolute_url(), items)


def search(request: HttpRequest) -> HttpResponse:
    """The newest posts that answer a search."""
    text = request.GET.get("q", "")[:QUERY_LENGTH]
    query = text if "sort:" in text or not text else f"{text} sort:newest"
    page = search_results.search_page(request.user, query, now=timezone.now())
    items = [
        FeedItem(
            f"Post {hit.post.number} in {hit.post.thread.title}",
            hit.post.get_absolute_url(),
            hit.post.posted_at or hit.post.thread.archive.created_at,
            hit.snippet.translate(FOUND_MARKS),
            "" if hit.post.author.is_placeholder else hit.post.author.name,
        )
        for thread in page.threads
        for hit in thread.hits
    ]
    return _atom(request, f"Search: {text}", reverse("threads:search"), items)


def thread_json(request: HttpRequest, thread_id: int, page: int) -> HttpResponse:
    """A thread's posts in reading order; ``next`` where there are more than one file holds."""
    plain = selectors.plain_thread(request.user, thread_id, page=page)
    answer = _thread_fields(request, plain)
    answer["posts"] = [_post(request, post) for post in plain.posts]
    answer["next"] = (
        f"{request.build_absolute_uri(request.path)}?page={plain.paging.next}" if plain.paging.next else None
    )
    return _json(answer)


def post_json(request: HttpRequest, post_id: int) -> HttpResponse:
    """One post, and the thread it stands in."""
    plain = selectors.plain_post(request.user, post_id)
    versions = [each.as_json() for each in selectors.post_versions(request.user, post_id)]
    told = {"versions": versions} if versions else {}
    return _json(_post(request, plain.posts[0]) | {"thread": _thread_fields(request, plain)} | told)


def thread_text(request: HttpRequest, thread_id: int, page: int) -> HttpResponse:
    """A thread's posts as a text file, each under a line that says whose it is."""
    return _text(selectors.plain_thread(request.user, thread_id, page=page))


def thread_mbox(request: HttpRequest, thread_id: int, page: int) -> HttpResponse:
    """A thread as a mailbox (mboxrd), made for reading elsewhere: ids and addresses are ours and lead to nobody."""
    plain = selectors.plain_thread(request.user, thread_id, page=page)
    site = plain.thread.archive.slug
    mails = b"".join(_mail(request, post, plain.thread.title, site) for post in plain.posts)
    response = HttpResponse(mails, content_type="application/mbox")
    response["Content-Disposition"] = f'attachment; filename="thread-{plain.thread.id}.mbox"'
    if plain.paging.next:
        response["Link"] = f'<{request.build_absolute_uri(request.path)}?page={plain.paging.next}>; rel="next"'
    return response


def _mail(request: HttpRequest, post: selectors.PlainPost, title: str, site: str) -> bytes:
    """Hosts without a dot are no addresses, and nothing takes them out."""
    name = f"post-{post.id}" if not post.author else slugify(post.author) or f"author-of-{post.id}"
    heads = [
        f"From: {formataddr((one_line(post.author) or 'Unknown author', f'{name}@{site}'), 'utf-8')}",
        *([f"Date: {format_datetime(post.posted_at)}"] if post.posted_at else []),
        f"Subject: {encoded(title if post.parent_id is None else f'Re: {title}', 'Subject')}",
        f"Message-ID: <{post.id}@{site}>",
        *([f"In-Reply-To: <{post.parent_id}@{site}>"] if post.parent_id else []),
        f"Archived-At: <{request.build_absolute_uri(reverse('threads:post', args=[post.id]))}>",
    ]
    return made_mail(heads, post.text.replace("\r", "").rstrip() + "\n", post.posted_at)


def post_text(request: HttpRequest, post_id: int) -> HttpResponse:
    """One post as a text file."""
    return _text(selectors.plain_post(request.user, post_id))


def _threads(entries: Iterable[selectors.Entry]) -> list[FeedItem]:
    return [
        FeedItem(
            entry.heading,
            entry.thread.get_absolute_url(),
            entry.thread.last_posted_at or entry.thread.archive.created_at,
            entry.opening,
            entry.opened_by,
        )
        for entry in entries
    ]


def _item(post: selectors.PlainPost, page: selectors.PlainThread) -> FeedItem:
    title = f"Post {post.number}{f' by {post.author}' if post.author else ', erased' if post.erased_on else ''}"
    updated = post.posted_at or page.thread.archive.created_at
    return FeedItem(title, reverse("threads:post", args=[post.id]), updated, post.own_text, post.author)


def _atom(request: HttpRequest, title: str, address: str, items: Iterable[FeedItem]) -> HttpResponse:
    """Write a feed that any parser reads, whatever the archive holds."""
    link = request.build_absolute_uri(address)
    own = request.build_absolute_uri()
    feed = Atom1Feed(NOT_XML.sub("", title), link, "", language="en-gb", feed_url=own, feed_guid=own)
    for item in items:
        page = request.build_absolute_uri(item.address)
        feed.add_item(
            NOT_XML.sub("", item.title),
            page,
            linebreaks(NOT_XML.sub("", item.words), autoescape=True),
            author_name=NOT_XML.sub("", item.author) or "Unknown author",
            updateddate=item.updated.astimezone(UTC),
            unique_id=page,
        )
    response = HttpResponse(content_type="application/atom+xml; charset=utf-8")
    feed.write(response, "utf-8")
    return response


def _json(answer: dict[str, object]) -> HttpResponse:
    """JSON without escaped letters, so that mail addresses in it are recognised and left out."""
    return JsonResponse(answer, json_dumps_params={"ensure_ascii": False})


def _thread_fields(request: HttpRequest, plain: selectors.PlainThread) -> dict[str, object]:
    thread = plain.thread
    return {
        "version": VERSION,
        "id": thread.id,
        "url": request.build_absolute_uri(thread.get_absolute_url()),
        "title": thread.title,
        "archive": thread.archive.title,
        "post_count": thread.post_count,
    }


def _post(request: HttpRequest, post: selectors.PlainPost) -> dict[str, object]:
    return {
        "id": post.id,
        "url": request.build_absolute_uri(reverse("threads:post", args=[post.id])),
        "number": post.number,
        "depth": post.depth,
        "author": post.author or None,
        "posted_at": post.posted_at.isoformat() if post.posted_at else None,
        "posted_at_raw": post.posted_at_raw or None,
        "answers": post.parent_id,
        "origin": post.origin or None,
        "confidence": post.confidence,
        "is_missing": post.is_missing,
        "erased_on": post.erased_on.isoformat() if post.erased_on else None,
        "text": post.text,
        "own_text": post.own_text,
    }


def _text(plain: selectors.PlainThread) -> HttpResponse:
    numbers = {post.id: post.number for post in plain.posts}
    parts = [f"{plain.thread.title}\n{plain.thread.archive.title}\n"]
    for post in plain.posts:
        to = f", to post {numbers[post.parent_id]}" if post.parent_id in numbers else ""
        when = f", {post.posted_at:%Y-%m-%d %H:%M}" if post.posted_at else ""
        missing = ", missing: what others quote of it" if post.is_missing else ""
        missing = f", erased on {post.erased_on.isoformat()}" if post.erased_on else missing
        parts.append(f"[{post.number}] {post.author or 'Unknown author'}{to}{when}{missing}\n\n{post.text.rstrip()}\n")
    if plain.paging.next:
        parts.append(f"[goes on: ?page={plain.paging.next}]\n")
    return HttpResponse("\n\n".join(parts), content_type="text/plain; charset=utf-8")
