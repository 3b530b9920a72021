"""Posts and outlines -> html, by hand: the one repeated piece of a page that a template would spend most of its time on.

A template took twenty times as long for a hundred posts. What is written here is either escaped here, made of numbers,
or stored html that was made safe at import.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from html import escape
from typing import TYPE_CHECKING

from django import template
from django.urls import reverse
from django.utils.dates import MONTHS
from django.utils.safestring import SafeString, mark_safe

from threads.templatetags.reading import folded, how_sure, in_a_hundred, marked, origin_words

if TYPE_CHECKING:
    from django.template import Context

    from threads.selectors.posts import Answer, Named, ShownPost
    from threads.selectors.thread import OutlineLine, ThreadPage

register = template.Library()

MISSING = '<span class="unseen">, missing</span>'


@dataclass(frozen=True, slots=True)
class Manner:
    """How a page shows its posts: what is folded, which post it is about, which words are marked in that."""

    fold: str
    focus: int | None
    words: Sequence[str]
    # What a link to the same page with branches folded begins with, and those that are; None where none can be.
    address: str | None = None
    folded: tuple[int, ...] = ()


@register.simple_tag
def post_list(posts: Sequence[ShownPost], fold: str, focus: int | None = None, words: Sequence[str] = ()) -> SafeString:
    """Write the items of a list of posts."""
    manner = Manner(fold, focus, words)
    return mark_safe("".join(_item(post, manner) for post in posts))  # noqa: S308 - each part is safe, see above


@register.simple_tag(takes_context=True)
def thread_posts(context: Context, page: ThreadPage, fold: str) -> SafeString:
    """Write the posts of a thread, each with a link that folds what stands below it."""
    query = context["request"].GET.copy()
    query.pop("fold", None)
    manner = Manner(fold, None, (), f"?{query.urlencode()}{'&' if query else ''}", page.folded)
    return mark_safe("".join(_item(post, manner) for post in page.posts))  # noqa: S308 - as above


@register.simple_tag
def outline_list(lines: Sequence[OutlineLine]) -> SafeString:
    """Write the items of an outline."""
    return mark_safe("".join(map(_outline_line, lines)))  # noqa: S308


@cache
def _address(name: str) -> tuple[str, str]:
    """What stands before and after the id in an address, since reverse() takes longer than the rest of a post."""
    before, _, after = reverse(f"threads:{name}", args=[0]).rpartition("0")
    return before, after


def _url(name: str, id_: int) -> str:
    before, after = _address(name)
    return f"{before}{id_}{after}"


def _item(post: ShownPost, manner: Manner) -> str:
    is_focus = post.id == manner.focus
    html = marked(folded(post.html, "none"), manner.words) if is_focus else folded(post.html, manner.fold)
    kinds = f"{' missing' if post.is_missing else ''}{' focus' if is_focus else ''}{' new' if post.is_new else ''}"
    return (
        f'<li class="d{post.level}{" inferred" if post.is_inferred else ""}">\n'
        f"{_boundary(post) if post.is_boundary_doubtful else ''}"
        f'<article class="post{kinds}" id="p{post.id}" aria-labelledby="b{post.id} n{post.id}" tabindex="-1">\n'
        f'<header class="byline">{_byline(post)}</header>\n'
        f"{_missing_note(post) if post.is_missing else ''}"
        f'<div class="text">{html}</div>\n'
        f'<footer class="post-actions">{_actions(post)}{_branch(post, manner)}</footer>\n'
        f"</article>\n</li>\n"
    )


def _byline(post: ShownPost) -> str:
    return (
        f"{_author(post)}"
        f"{_state(post)}"
        f"{_answer(post.answer) if post.answer else ''}"
        f"{_date(post)}"
        f'<a class="number" id="n{post.id}" href="{_url("post", post.id)}"><span class="unseen">post </span>'
        f'{post.number}<span class="unseen">, permalink</span></a>'
    )


def _author(post: ShownPost) -> str:
    name = f"<bdi>{escape(post.author)}</bdi>" if post.author else "Unknown author"
    if post.has_author_page:
        name = f'<a href="{_url("author_by_id", post.author_id)}{escape(post.author_slug)}/">{name}</a>'
    heading = f'<h2 class="author{"" if post.author else " placeholder"}" id="b{post.id}">{name}</h2>'
    return f"{heading} <span>alias <bdi>{escape(post.alias)}</bdi></span>" if post.alias else heading


def _state(post: ShownPost) -> str:
    missing = f"missing post{'' if post.answer else ', opens the thread'}" if post.is_missing else ""
    hidden = "hidden from visitors" if post.is_hidden else ""
    new = "new" if post.is_new else ""
    return "".join(f' <span class="state">{state}</span>' for state in (new, missing, hidden) if state)


def _answer(answer: Answer) -> str:
    """Say whom a post answers, and why that is thought."""
    if answer.is_place_unknown:
        why = "<dt>Why here</dt><dd>nothing in it says whom it answers; it follows the order of the document</dd>"
        under = (
            f"<dt>Under</dt><dd>{_link(answer.to, is_here=answer.is_here)}, {how_sure(answer.confidence)}</dd>"
            if answer.to
            else ""
        )
        return _evidence("place not known", f"{why}{under}{_others(answer)}")
    if answer.to is None:
        to = " <span>to a post that is not shown</span>"
    else:
        to = f" <span>to {_link(answer.to, is_here=answer.is_here)}</span>"
    if not answer.is_inferred:
        return to
    reasons = f": {escape(answer.evidence)}" if answer.evidence else ""
    source = f"<dt>From</dt><dd>{origin_words(answer.origin)}{reasons}</dd>"
    return f"{to}{_evidence(how_sure(answer.confidence), source + _others(answer))}"


def _link(post: Named, *, is_here: bool = False) -> str:
    href = f"#p{post.id}" if is_here else _url("post", post.id)
    name = escape(post.author) if post.author else "post"
    return f'<a href="{href}" data-parent><bdi>{name}</bdi> <span class="number">{post.number}</span></a>'


def _others(answer: Answer) -> str:
    return "".join(
        f"<dt>Else</dt><dd>{_link(post)}, {in_a_hundred(confidence)}</dd>" for post, confidence in answer.others
    )


def _evidence(words: str, reasons: str) -> str:
    return f' <details class="evidence"><summary><span>{words}</span></summary><dl>{reasons}</dl></details>'


def _boundary(post: ShownPost) -> str:
    cues = escape("; ".join(post.cues)) or "none that are strong"
    reasons = f"<dt>Cues</dt><dd>{cues}</dd><dt>Else</dt><dd>these lines belong to the post before them</dd>"
    return (
        f'<div class="boundary">{_evidence(f"a post may not begin here: {how_sure(post.confidence)}", reasons)}</div>\n'
    )


def _date(post: ShownPost) -> str:
    if post.posted_at:
        return f' <time datetime="{post.posted_at:%Y-%m-%dT%H:%MZ}">{written(post.posted_at)}</time> '
    return f" <span>dated “{escape(post.posted_at_raw)}”</span> " if post.posted_at_raw else " "


def written(moment: datetime) -> str:
    """Write a date and time in full, as they were in UTC."""
    return f"{moment.day} {MONTHS[moment.month]} {moment.year}, {moment:%H:%M}"


def _missing_note(post: ShownPost) -> str:
    by = "1 other post quotes" if post.quoted_count == 1 else f"{post.quoted_count} other posts quote"
    return (
        f'<p class="note">This post stands in no document of the archive. What follows is what {by} of it, '
        "in brackets what is lost.</p>\n"
    )


def _actions(post: ShownPost) -> str:
    raw = f'<a href="{_url("post_raw", post.id)}">raw<span class="unseen"> text of post {post.number}</span></a> '
    lines = ""
    if post.lines:
        document, line = post.lines
        address = f"{_url('document', document)}?line={line}#L{line}"
        lines = f'<a href="{address}">lines<span class="unseen"> of post {post.number} in the document</span></a>'
    return lines if post.is_missing else raw + lines


def _branch(post: ShownPost, manner: Manner) -> str:
    """A link that folds what stands below a post, or unfolds it; a script saves asking the server."""
    if manner.address is None or not post.branch:
        return ""
    others = [number for number in manner.folded if number != post.number]
    folded = ",".join(map(str, others if post.is_folded else [*others, post.number]))
    query = f"{manner.address}fold={folded}" if folded else manner.address.rstrip("&")
    replies = "1 reply" if post.branch == 1 else f"{post.branch} replies"
    below = "" if post.is_folded else f' data-branch="{post.branch}"'
    return (
        f' <a class="branch" href="{escape(query)}#p{post.id}" rel="nofollow"{below}>'
        f"<span data-word>{'unfold' if post.is_folded else 'fold'}</span> {replies}"
        f'<span class="unseen"> below post {post.number}</span></a>'
    )


def _outline_line(line: OutlineLine) -> str:
    href = f"#p{line.id}" if line.is_here else _url("post", line.id)
    kinds = f"{' inferred' if line.is_inferred else ''}{' missing-line' if line.is_missing else ''}"
    name = escape(line.author or line.words) or "unknown"
    return (
        f'<li class="d{line.level}"><a class="l{line.bar}{kinds}" href="{href}"><span class="number">{line.number}</span>'
        f'<span class="name{"" if line.author else " words"}"><bdi>{name}</bdi>'
        f"{MISSING if line.is_missing else ''}</span></a></li>\n"
    )
