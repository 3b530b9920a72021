"""What is public -> the addresses of its threads, in lists that crawlers take."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.models import AnonymousUser
from django.shortcuts import get_object_or_404

from threads.models import Archive, Thread

if TYPE_CHECKING:
    from threads.querysets import Visitor

# A list holds 50,000 at most; shorter ones are made in time.
THREADS_A_LIST = 5_000


def sitemaps(_user: Visitor) -> list[tuple[str, int]]:
    """By archive, the pages of its list; one query. Crawlers are told what everybody may see, whoever asks."""
    archives = Archive.objects.visible_to(AnonymousUser()).order_by("slug").values_list("slug", "thread_count")
    return [(slug, page) for slug, count in archives for page in range(1, -(-count // THREADS_A_LIST) + 1)]


def sitemap_threads(_user: Visitor, slug: str, *, page: int) -> list[Thread]:
    """Two queries."""
    archive = get_object_or_404(Archive.objects.visible_to(AnonymousUser()), slug=slug)
    threads = Thread.objects.visible_to(AnonymousUser()).filter(archive=archive).order_by("id")
    start = (max(page, 1) - 1) * THREADS_A_LIST
    return list(threads.only("title", "last_posted_at")[start : start + THREADS_A_LIST])
