"""A document as it runs -> html: its posts, and folded between them the lines that are no post's. Everything is escaped."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import replace
from html import escape
from typing import TYPE_CHECKING

from django import template
from django.utils.safestring import SafeString, mark_safe

from threads.templatetags.post_html import Manner, back_of, post_item, url_of

if TYPE_CHECKING:
    from django.template import Context

    from threads.selectors.author import AuthorPage
    from threads.selectors.document_reading import DocumentPost, FoldedLines, ReadingPage
    from threads.selectors.exchange import ExchangePage
    from threads.selectors.shown_posts import ShownPost

register = template.Library()

CLOSED, OPEN = '<details class="quote">', '<details class="quote" open>'
QUOTED_POST = re.compile(r'<blockquote cite="/p/(\d{1,19})/">')
HIDDEN = '<li class="d0"><p class="note">A post stands here that has been hidden.</p></li>\n'


@register.simple_tag(takes_context=True)
def document_posts(context: Context, page: ReadingPage, fold: str) -> SafeString:
    """Write the posts of a page of a document as items of a list."""
    manner = Manner(fold, None, (), page.has_names, back=back_of(context))
    after = _furniture(page.after) if page.after else ""
    return mark_safe("".join(_piece(each, manner) for each in page.posts) + after)  # noqa: S308 - all is escaped


@register.simple_tag(takes_context=True)
def author_posts(context: Context, page: AuthorPage, fold: str) -> SafeString:
    """Write the posts of an author whole, each with the way to its thread."""
    manner = Manner(fold, None, (), has_names=True, back=back_of(context))
    pieces = (post_item(post, manner, _in_thread(post, page.titles[post.id])) for post in page.whole)
    return mark_safe("".join(pieces))  # noqa: S308 - as above


@register.simple_tag
def exchange_posts(page: ExchangePage, fold: str) -> SafeString:
    """Write what two authors said to each other, over each conversation the way to its thread."""
    manner = Manner(fold, None, (), has_names=True)
    here = frozenset(post.id for post in page.posts)
    shown = (_with_open_quotes(post, here) if fold == "proven" else post for post in page.posts)
    pieces = (_conversation(page.titles.get(post.id)) + post_item(post, manner) for post in shown)
    return mark_safe("".join(pieces))  # noqa: S308 - as above


def _with_open_quotes(post: ShownPost, here: Collection[int]) -> ShownPost:
    """Open the quotes of posts that do not stand on the page, for nothing else there says what is answered."""
    first, *quotes = post.html.split(CLOSED)
    parts = ((CLOSED if (m := QUOTED_POST.search(quote)) and int(m[1]) in here else OPEN) + quote for quote in quotes)
    return replace(post, html="".join([first, *parts])) if quotes else post


def _conversation(thread: tuple[int, str] | None) -> str:
    if thread is None:
        return ""
    address, title = url_of("thread_by_id", thread[0]), escape(thread[1])
    return f'<li class="d0 conversation"><p class="section"><a href="{address}"><bdi>{title}</bdi></a></p></li>\n'


def _in_thread(post: ShownPost, title: str) -> str:
    return f'<p class="note in-thread">in <a href="{url_of("post", post.id)}"><bdi>{escape(title)}</bdi></a></p>\n'


def _piece(each: DocumentPost, manner: Manner) -> str:
    before = _furniture(each.before) if each.before else ""
    if each.post is None:
        return before + HIDDEN
    # Addresses of lines from when this page was a table lead to the post that holds them.
    anchors = "".join(f'<i id="L{line}"></i>' for line in each.lines)
    places = f'<div class="line-places">{anchors}</div>\n' if anchors else ""
    copy = '<p class="note">The original of this post stands in another document.</p>\n' if each.is_copy else ""
    return before + post_item(each.post, manner, places + copy)


def _furniture(furniture: FoldedLines) -> str:
    count = len(furniture.lines)
    what = ", ".join(furniture.kinds)
    lines = "".join(
        f'<li value="{line}" id="L{line}"><span dir="auto">{escape(text)}</span></li>' for line, text in furniture.lines
    )
    return (
        f'<li class="d0 furniture"><details><summary><span>{count} line{"" if count == 1 else "s"}, {what}:</span> '
        f'<q dir="auto">{escape(furniture.words)}</q></summary><ol>{lines}</ol></details></li>\n'
    )
