"""A thread -> what crawlers are told of it, as data (schema.org)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from django import template
from django.utils.safestring import SafeString, mark_safe

if TYPE_CHECKING:
    from django.template import Context

    from threads.selectors.thread import ThreadPage

register = template.Library()

ESCAPED_IN_DATA = {ord(letter): f"\\u{ord(letter):04x}" for letter in "<>&\u2028\u2029"}


@register.simple_tag(takes_context=True)
def discussion_data(context: Context, page: ThreadPage) -> SafeString:
    """What crawlers are told of a thread, as data (schema.org); whatever could end the element is escaped."""
    thread, opening = page.thread, next((post for post in page.posts if post.number == 1), None)
    told = {
        "@context": "https://schema.org",
        "@type": "DiscussionForumPosting",
        "headline": thread.title,
        "url": context["request"].build_absolute_uri(thread.get_absolute_url()),
        "commentCount": max(thread.post_count - 1, 0),
        "isPartOf": {"@type": "WebSite", "name": thread.archive.title},
        "datePublished": thread.first_posted_at.isoformat() if thread.first_posted_at else None,
        "author": {"@type": "Person", "name": opening.author} if opening and opening.author else None,
    }
    data = json.dumps({key: value for key, value in told.items() if value is not None}, ensure_ascii=False)
    data = data.translate(ESCAPED_IN_DATA)
    return mark_safe(f'<script type="application/ld+json">{data}</script>')  # noqa: S308 - escaped
