"""Posts and outlines -> html, by hand: the one repeated piece of a page that a template would spend most of its time on.

A template took twenty times as long for a hundred posts. What is written here is either escaped here, made of numbers,
or stored html that was made safe at import.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from html import escape
from itertools import zip_longest
from typing import TYPE_CHECKING
from urllib.parse import quote

from django import template
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.dates import MONTHS
from django.utils.safestring import SafeString, mark_safe

from threads.html.addresses import as_stored
from threads.html.pictured import image
from threads.selectors.stated import NOTHING
from threads.templatetags.display import folded, how_sure, in_a_hundred, marked, origin_words
from threads.templatetags.edited import edited_note
from threads.templatetags.reasons import cue_words, evidence_words

if TYPE_CHECKING:
    from django.template import Context

    from threads.selectors.set_by_hand import SetByHand
    from threads.selectors.shown_posts import Answer, Named, ShownPost
    from threads.selectors.stated import Attachment, Stated
    from threads.selectors.thread import OutlineLine, ThreadPage

register = template.Library()

# Code that is wider than its column is scrolled, by keys as well.
SCROLLED = '<pre tabindex="0">'
# A name that no head gives: the page has it among what it says of its author.
OF_ITSELF = "as the page says of itself"
# The page of staff on which a post is corrected, and where its form is shown within others.
CORRECT = "/correct/post/{}/"
CORRECTION = '<div class="correction" id="c{}"></div>\n'
# In code that holds the head of a hunk: the lines that differ, without elements that go on past a line.
CODE, HUNK = "<pre><code>", re.compile(r"^@@ ", re.MULTILINE)
CHANGED = re.compile(r'^((?:<span class="cited"[^<>]*>)?(@@ |\+(?!\+\+ )|-(?!-- |-? ?$)).*)$', re.MULTILINE)
# In stored html: a quote of a post, and the list of the posts that quote a passage. Those lead to the very quote.
CITING = re.compile(r'<blockquote cite="/p/(\d{1,19})/">')
MARKED, QUOTER = '<aside class="mark"><details>', re.compile(r'<li><a href="/p/\d{1,19}/')
OUTWARD = "nofollow noopener noreferrer"
MISSING = '<span class="unseen">, missing</span>'
ERASED = '<span class="unseen">, erased</span>'


@dataclass(frozen=True, slots=True)
class Manner:
    """How a page shows its posts: what is folded, which post it is about, which words are marked in that."""

    fold: str
    focus: int | None
    words: Sequence[str]
    # Where nobody is named, a post is called by its number: the page says once that the authors are unknown.
    has_names: bool
    # What a link to the same page with branches folded begins with, and those that are; None where none can be.
    address: str | None = None
    folded: tuple[int, ...] = ()
    # The address of the page, to which staff come back from a correction; empty for everybody else.
    back: str = ""


@register.simple_tag(takes_context=True)
def post_list(
    context: Context, posts: Sequence[ShownPost], fold: str, focus: int | None = None, words: Sequence[str] = ()
) -> SafeString:
    """Write the items of a list of posts."""
    manner = Manner(fold, focus, words, any(post.is_named for post in posts), back=back_of(context))
    return mark_safe("".join(post_item(post, manner) for post in posts))  # noqa: S308 - each part is safe, see above


@register.simple_tag(takes_context=True)
def thread_posts(context: Context, page: ThreadPage, fold: str) -> SafeString:
    """Write the posts of a thread, each with a link that folds what stands below it."""
    query = context["request"].GET.copy()
    query.pop("fold", None)
    address = f"?{query.urlencode()}{'&' if query else ''}"
    manner = Manner(fold, None, (), page.has_names, address, page.folded, back_of(context))
    way = dict(zip_longest(page.new, page.new[1:]))
    pieces = (
        post_item(post, manner, _new_note(post, page.new[0], way) if post.id in way else "") for post in page.posts
    )
    return mark_safe("".join(pieces))  # noqa: S308 - as above


def _new_note(post: ShownPost, first: int, way: Mapping[int, int | None]) -> str:
    """Over a new post the way to the next one, for who has no keys; the first has an address of its own."""
    place = ' id="new"' if post.id == first else ""
    after = way[post.id]
    words = f'<a href="#p{after}">next new post</a>' if after else "the last new post here"
    return f'<p class="note new-note"{place}>{words}</p>\n'


def back_of(context: Context) -> str:
    """The address of a page as staff come back to it, quoted; empty for everybody else, who correct nothing."""
    request = context.get("request")
    is_staff = getattr(getattr(request, "user", None), "is_staff", False)
    return quote(request.get_full_path(), safe="") if request and is_staff else ""


@register.simple_tag
def outline_list(lines: Sequence[OutlineLine]) -> SafeString:
    """Write the items of an outline."""
    return mark_safe("".join(map(_outline_line, lines)))  # noqa: S308


@cache
def _address(name: str) -> tuple[str, str]:
    """What stands before and after the id in an address, since reverse() takes longer than the rest of a post."""
    before, _, after = reverse(f"threads:{name}", args=[0]).rpartition("0")
    return before, after


def url_of(name: str, id_: int) -> str:
    """Give the address of what has an id, by the name of its page."""
    before, after = _address(name)
    return f"{before}{id_}{after}"


def post_item(post: ShownPost, manner: Manner, before: str = "") -> str:
    """Write one post as an item of a list, ``before`` its article."""
    is_focus = post.id == manner.focus
    html: str = _aimed(post, manner.words) if is_focus else folded(post.html, manner.fold)
    if MARKED in html:
        html = QUOTER.sub(rf"\g<0>#c{post.id}", html)
    kinds = f"{' missing' if post.is_missing else ''}{' focus' if is_focus else ''}{' new' if post.is_new else ''}"
    label, byline = (f"b{post.id} n{post.id}", _named(post)) if manner.has_names else (f"b{post.id}", _numbered(post))
    return (
        f'<li class="d{post.level}{" inferred" if post.is_inferred else ""}">\n{before}'
        f'<article class="post{kinds}" id="p{post.id}" aria-labelledby="{label}" tabindex="-1">\n'
        f"{_boundary(post) if post.is_boundary_doubtful or post.is_begun_by_hand else ''}"
        f'<header class="byline">{byline}</header>\n'
        f"{CORRECTION.format(post.id) if manner.back else ''}"
        f"{_missing_note(post) if post.is_missing else ''}"
        f"{_subject(post) if post.subject else ''}"
        f'<div class="text">{as_stored(_tinted(html).replace("<pre>", SCROLLED))}</div>\n'
        f"{_stated(post.stated) if post.stated is not NOTHING else ''}"
        f"{edited_note(post.id, post.stated.versions, url_of('versions', post.id)) if post.stated.versions else ''}"
        f'<footer class="post-actions">{_actions(post)}{_correct(post, manner)}{_branch(post, manner)}</footer>\n'
        f"</article>\n</li>\n"
    )


def _tinted(html: str) -> str:
    """Tell the lines of patches apart: added, taken out, and where they belong."""
    if "@@ " not in html or CODE not in html:
        return html
    before, *pieces = html.split(CODE)
    return CODE.join([before, *map(_tinted_code, pieces)])


def _tinted_code(piece: str) -> str:
    code, end, after = piece.partition("</code>")
    return f"{CHANGED.sub(_tinted_line, code)}{end}{after}" if HUNK.search(code) else piece


def _tinted_line(m: re.Match[str]) -> str:
    element = {"@": "b", "+": "ins", "-": "del"}[m[2][0]]
    return f"<{element}>{m[1]}</{element}>"


def _aimed(post: ShownPost, words: Sequence[str]) -> str:
    """The post that a page is about: its folds open, what was searched for marked, its quotes with a place each."""
    html: str = folded(post.html, "none")
    if words:
        html = marked(html, words).replace("<mark>", '<mark id="found">', 1)
    seen: set[str] = set()

    def placed(m: re.Match[str]) -> str:
        is_first = m[1] not in seen
        seen.add(m[1])
        return f'<blockquote id="c{m[1]}" cite="/p/{m[1]}/">' if is_first else m[0]

    return CITING.sub(placed, html)


def _named(post: ShownPost) -> str:
    number = f'<a class="number" id="n{post.id}" href="{url_of("post", post.id)}" aria-label="post {post.number}, permalink">'
    missing = "" if not post.is_missing else "erased" if post.erased_on else "missing post"
    return f"{_author(post)}{_circumstances(post, missing)}{number}{post.number}</a>"


def _numbered(post: ShownPost) -> str:
    link = f'<a class="number" href="{url_of("post", post.id)}">Post {post.number}</a>'
    missing = "" if not post.is_missing else "erased" if post.erased_on else "missing"
    return f'<h2 class="author placeholder" id="b{post.id}">{link}</h2>{_circumstances(post, missing)}'


def _circumstances(post: ShownPost, missing: str) -> str:
    answer = _answer(post.answer, post.by_hand) if post.answer else _on_its_own(post.by_hand)
    return f"{_state(post, missing)}{answer}{_date(post)}"


def _author(post: ShownPost) -> str:
    known_as = post.author or post.alias
    name = f"<bdi>{escape(known_as)}</bdi>" if known_as else "Erased" if post.erased_on else "Unknown author"
    if post.has_author_page:
        name = f'<a href="{url_of("author_by_id", post.author_id)}{escape(post.author_slug)}/">{name}</a>'
    heading = f'<h2 class="author{"" if known_as else " placeholder"}" id="b{post.id}">{name}</h2>'
    return f"{heading} <span>{OF_ITSELF}</span>" if post.alias and not post.author else heading


def _state(post: ShownPost, missing: str) -> str:
    if missing and not post.answer:
        missing += ", opens the thread"
    note = "hidden from visitors" if post.is_hidden else ""
    new = "new" if post.is_new else ""
    states = (new, missing, *post.stated.states, note)
    return "".join(f' <span class="state">{state}</span>' for state in states if state)


def _answer(answer: Answer, by_hand: SetByHand | None = None) -> str:
    """Say whom a post answers, and why that is thought."""
    if answer.is_place_unknown:
        under = (
            f" Under {_link(answer.to, is_here=answer.is_here)}: {how_sure(answer.confidence)}." if answer.to else ""
        )
        reasons = f"Nothing in it says whom it answers; it follows the order of the document.{under}"
        return _evidence("place not known", f"{reasons}{_others(answer)}")
    if answer.to is None:
        to = " <span>to a post that is not shown</span>"
    else:
        to = f" <span>to {_link(answer.to, is_here=answer.is_here)}</span>"
    if answer.is_set_by_hand:
        return f"{to}{_evidence('set by hand', f'{_who(by_hand)} {_before(answer)}')}"
    if not answer.is_inferred:
        return to
    reasons = f": {escape(evidence_words(answer.evidence))}" if answer.evidence else ""
    return f"{to}{_evidence(how_sure(answer.confidence), f'From {origin_words(answer.origin)}{reasons}.{_others(answer)}')}"


def _on_its_own(by_hand: SetByHand | None) -> str:
    if by_hand is None:
        return ""
    return _evidence("opens a thread, set by hand", f"{_who(by_hand)} It was read as an answer before.")


def _who(by_hand: SetByHand | None) -> str:
    if by_hand is None:
        return "A person put it here."
    day = f"{by_hand.on.day} {MONTHS[by_hand.on.month]} {by_hand.on.year}"
    reason = f": {escape(by_hand.reason)}" if by_hand.reason else ""
    return f"{escape(by_hand.by) or 'A person'} put it here on {day}{reason}."


def _before(answer: Answer) -> str:
    if answer.before is None:
        return "It was read as answering nobody before."
    post, origin, confidence = answer.before
    return f"It was read as answering {_link(post)} before, by {origin_words(origin)}: {in_a_hundred(confidence)}."


def _link(post: Named, *, is_here: bool = False) -> str:
    href = f"#p{post.id}" if is_here else url_of("post", post.id)
    name = escape(post.label)
    if not name:
        name = f"<bdi>{escape(post.author)}</bdi> {post.number}" if post.author else f"post {post.number}"
    return f'<a href="{href}" data-parent>{name}</a>'


def _others(answer: Answer) -> str:
    others = "; ".join(f"{_link(post)}, {in_a_hundred(confidence)}" for post, confidence in answer.others)
    return f" Else {others}." if others else ""


def _evidence(words: str, reasons: str, kinds: str = "evidence") -> str:
    return f' <details class="{kinds}"><summary>{words}</summary><p>{reasons}</p></details>'


def _boundary(post: ShownPost) -> str:
    """Say how sure it is that a post begins here, or that a person said so."""
    if post.is_begun_by_hand:
        return f"{_evidence('begins here: set by hand', 'A person said that a post begins with these lines.', 'evidence boundary')}\n"
    reasons = f"What speaks for it or against it: {escape(cue_words(post.cues))}. Else these lines belong to the post before them."
    words = f"begins here: {in_a_hundred(post.confidence)}"
    return f"{_evidence(words, reasons, 'evidence boundary')}\n"


def _date(post: ShownPost) -> str:
    if post.posted_at:
        return f' <time datetime="{post.posted_at:%Y-%m-%dT%H:%MZ}">{written(post.posted_at)}</time> '
    return f" <span>dated “{escape(post.posted_at_raw)}”</span> " if post.posted_at_raw else " "


def written(moment: datetime) -> str:
    """Write a date and time in full, as they were in UTC."""
    return f"{moment.day} {MONTHS[moment.month]} {moment.year}, {moment:%H:%M}"


def _missing_note(post: ShownPost) -> str:
    if post.erased_on:
        day = post.erased_on
        return (
            f'<p class="note">This post was <a href="{url_of("post", post.id)}">erased on {day.day} {MONTHS[day.month]}'
            f" {day.year}</a>. What answers it is kept.</p>\n"
        )
    by = "1 other post quotes" if post.quoted_count == 1 else f"{post.quoted_count} other posts quote"
    return (
        f'<p class="note">This post stands in no document of the archive. What follows is what {by} of it; the rest is lost.'
        "</p>\n"
    )


def _subject(post: ShownPost) -> str:
    return f'<p class="subject" dir="auto">{escape(post.subject)}</p>\n'


def _stated(stated: Stated) -> str:
    """What came with a post, and what its format says of it, below its words."""
    files = "".join(
        f'<li class="shown">{_attachment(file)}</li>' if file.picture else f"<li>{_attachment(file)}</li>"
        for file in stated.attachments
    )
    rest = f"<li>and {stated.attachments_left} more</li>" if stated.attachments_left else ""
    listed = f'<ul class="attachments" aria-label="Attached, and kept in the raw record">{files}{rest}</ul>\n'
    attachments = listed if files else ""
    about = (
        [f'about <a href="{escape(stated.link)}" rel="{OUTWARD}">{escape(stated.link_host)}</a>'] if stated.link else []
    )
    stood = [f'<a href="{escape(stated.url)}" rel="{OUTWARD}">the original page</a>'] if stated.url else []
    notes = "; ".join([*about, *map(escape, stated.notes), *stood])
    return attachments + (f'<p class="notes">{notes}</p>\n' if notes else "")


def _attachment(file: Attachment) -> str:
    details = [file.type, "" if file.size is None else filesizeformat(file.size)]
    rest = "".join(f", {escape(part)}" for part in details if part)
    words = f"<bdi>{escape(file.name)}</bdi>{rest}"
    if file.picture is None:
        return words
    return f'<a href="{file.picture.address}">{image(file.picture, escape(file.name))}</a>{words}'


def _actions(post: ShownPost) -> str:
    raw = f'<a href="{url_of("post_raw", post.id)}" aria-label="raw text of post {post.number}">raw</a> '
    lines = ""
    if post.lines:
        stand = post.lines
        place = (
            f"?line={stand.line}#L{stand.line}" if stand.record is None else f"?record={stand.record}#R{stand.record}"
        )
        address = f"{url_of('document', stand.document)}{place}"
        lines = f'<a href="{address}" aria-label="lines of post {post.number} in the document">lines</a>'
    if post.is_missing:
        return lines
    cite = f'<a href="{url_of("cite", post.id)}" aria-label="cite post {post.number}" rel="nofollow">cite</a> '
    return raw + cite + lines


def _correct(post: ShownPost, manner: Manner) -> str:
    """For staff, the way to put right what was read wrongly; a script shows the form below the post."""
    if not manner.back or (post.is_missing and post.erased_on):
        return ""
    address = f"{CORRECT.format(post.id)}?next={manner.back}"
    return (
        f' <a class="correct" href="{address}" rel="nofollow" hx-get="{address}" hx-target="#c{post.id}"'
        f' aria-label="correct post {post.number}">correct</a>'
    )


def _branch(post: ShownPost, manner: Manner) -> str:
    """A link that folds what stands below a post, or unfolds it; a script saves asking the server."""
    if manner.address is None or not post.branch:
        return ""
    others = [number for number in manner.folded if number != post.number]
    numbers = ",".join(map(str, others if post.is_folded else [*others, post.number]))
    query = f"{manner.address}fold={numbers}" if numbers else manner.address.rstrip("&")
    replies = "1 reply" if post.branch == 1 else f"{post.branch} replies"
    below = "" if post.is_folded else f' data-branch="{post.branch}"'
    return (
        f' <a class="branch" href="{escape(query)}#p{post.id}" rel="nofollow"{below}>'
        f"<span data-word>{'unfold' if post.is_folded else 'fold'}</span> {replies}"
        f'<span class="unseen"> below post {post.number}</span></a>'
    )


def _outline_line(line: OutlineLine) -> str:
    href = f"#p{line.id}" if line.is_here else url_of("post", line.id)
    kinds = f"{' inferred' if line.is_inferred else ''}{' missing-line' if line.is_missing else ''}"
    name = f"<b>{escape(line.author)}</b>{' ' if line.words else ''}" if line.author else ""
    words = escape(line.words) or ("" if name else "erased" if line.is_erased else "unknown")
    return (
        f'<li class="d{line.level}"><a class="l{line.bar}{kinds}" href="{href}"><span class="number">{line.number}</span>'
        f'<bdi class="name words">{name}{words}'
        f"{ERASED if line.is_erased else MISSING if line.is_missing else ''}</bdi></a></li>\n"
    )
