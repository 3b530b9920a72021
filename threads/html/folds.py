"""What stands around the words of a post -> html: attributions, signatures, folds, unproven quotes, marks.

Everything is escaped here and in inline.py, and nowhere else; no style or script attribute is ever written.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from html import escape
from itertools import chain
from typing import NamedTuple

from django.urls import reverse

from threads.html.inline import inline_html
from threads.words.attributions import introductions
from threads.words.kinds import Kind
from threads.words.openings import SUMMARY_LENGTH, opening_words

# The page of the quoted post has them all.
LISTED_QUOTERS = 50
LIST_ITEM = re.compile(r"^\s{0,3}(?:[-*\u2022]|(\d{1,3})[.)])\s+(?=\S)")
INDENTED = re.compile(r"^(?: {4}|\t)")
# "Hi Ada,": up to three words, and nothing but a comma.
GREETING = re.compile(r"\W{0,5}\w{1,30}(?:[ .-]{1,2}\w{1,30}){0,2} ?[,，]\s{0,9}$")
HAS_WORD = re.compile(r"[^\W_]")
# The least faithful line of a fold speaks for it.
FAITHFULNESS = (Kind.EXACT, Kind.PARTIAL, Kind.TRUNCATED, Kind.ALTERED)

NOWHERE = "from a post that is not here"
WITHIN = "within this quote, and in no post that is here"
# A quote may go through many hands.
NAMED = 2
# Within so many lines a quote says something itself.
ASKED_FOR_OPENING = 12
# A visitor learns that the source was found, not whose or where it is.
WITHHELD = "quoted; its source is in this archive, and is not shown"


class Mention(NamedTuple):
    """A post as others speak of it."""

    post_id: int
    name: str
    number: int

    @property
    def url(self) -> str:
        return _address("post").format(self.post_id)

    @property
    def html(self) -> str:
        return _mention_html(self.name, self.number)


class Citation(NamedTuple):
    """What a line cites. ``covered`` are the characters of the line that its sources account for."""

    post: Mention
    kind: str
    line: int
    anchor: str
    source_text: str
    covered: tuple[tuple[int, int], ...]
    via: Mention | None = None

    @property
    def source(self) -> tuple[int, int]:
        """The post cited, and the one through which; lines of one are one quote."""
        return (self.post.post_id, self.via.post_id if self.via else 0)


class QuotedMark(NamedTuple):
    """Characters of a line that other posts quote."""

    anchor: str
    start: int
    end: int
    by: tuple[tuple[Mention, str], ...]


@lru_cache(maxsize=4_096)
def _mention_html(name: str, number: int) -> str:
    return f'{escape(name)} <span class="number">{number}</span>'


@cache
def _address(name: str) -> str:
    """The address of a post's page with a gap for its id, made once for millions of links."""
    return reverse(f"threads:{name}", args=[0]).replace("0", "{}")


def anchor_of(post_id: int, line: int, start: int) -> str:
    """The fragment by which a passage of a post is found."""
    return f"q{post_id}-{line}-{start}"


def attributions(texts: Iterable[str]) -> list[str]:
    """The lines that introduce a quote."""
    return [f'<p class="attribution" dir="auto">{inline_html(text)}</p>' for text in texts]


def signature(texts: Iterable[str]) -> list[str]:
    """The lines that sign a post."""
    return [f'<p class="signature" dir="auto">{"<br>".join(map(inline_html, texts))}</p>']


class QuotePart(NamedTuple):
    """Lines of a quote that stand in one post, or nowhere: their texts, their paragraphs, set, and what stands around them."""

    texts: Sequence[str]
    blocks: Sequence[str]
    introduction: Sequence[str]
    beside: Sequence[str]
    citation: Citation | None = None

    @property
    def html(self) -> list[str]:
        if self.citation is None:
            opening, closing = '<blockquote class="unsourced">', [*self.beside]
        else:
            opening, closing = f'<blockquote cite="{self.citation.post.url}">', [_ways_to_source(self.citation)]
        return [*attributions(self.introduction), opening, *self.blocks, "</blockquote>", *closing]


def unsourced(parts: Iterable[QuotePart], *, is_withheld: bool) -> str:
    """A quote that stays open, its paragraphs set, with what stands beside it."""
    set_up = (
        [*attributions(part.introduction), "<blockquote>", *part.blocks, "</blockquote>", *part.beside]
        for part in parts
    )
    source = f'<p class="quote-source">{WITHHELD if is_withheld else NOWHERE}</p>'
    return "\n".join(['<div class="quote unsourced">', *chain.from_iterable(set_up), source, "</div>"])


def fold(
    parts: Sequence[QuotePart], kind: str, between: Sequence[str], closing: Sequence[str] = (), *, is_open: bool
) -> str:
    """A proven quote, folded under its opening words; open if most of its words are not its sources'.

    ``kind`` is that of its least faithful line; ``between`` are the paragraphs that no source holds. They are shown below the
    fold as long as it is closed, and in their place when it is open. ``closing`` are lines that a program added below it.
    """
    opening = '<details class="quote altered" open>' if is_open else '<details class="quote">'
    proven = [part for part in parts if part.citation]
    texts = [text for part in proven for text in part.texts]
    extent = _extent(texts, sum(len(part.blocks) for part in proven), kind)
    account = f"{_whose([part.citation for part in proven if part.citation])}, {extent}, {kind}"
    words = escape(opening_words(_opening(texts), SUMMARY_LENGTH))
    shown = ['<div class="quote between">', "<blockquote>", *between, "</blockquote>", f'<p class="quote-source">{WITHIN}</p>', "</div>"]  # fmt: skip
    return "\n".join(
        [
            opening,
            f'<summary><q dir="auto">{words}</q> <span class="quote-account">{account}</span></summary>',
            *chain.from_iterable(part.html for part in parts),
            *attributions(closing),
            "</details>",
            *(shown if between else []),
        ]
    )


def _opening(texts: Sequence[str]) -> str:
    """The first line that says something: one that introduces or only greets is passed over, if others follow."""
    begun = texts[:ASKED_FOR_OPENING]
    introducing = introductions(begun)
    worded = [text for at, text in enumerate(begun) if at not in introducing and HAS_WORD.search(text)]
    if not worded:
        return next(filter(HAS_WORD.search, texts), texts[0])
    return next((text for text in worded if not GREETING.match(text)), worded[0])


def _whose(citations: Sequence[Citation]) -> str:
    """Those who are quoted, each once."""
    first_of: dict[int, Citation] = {}
    for citation in citations:
        first_of.setdefault(citation.post.post_id, citation)
    if len(first_of) == 1:
        return _named(citations[0])
    names = [f"<b>{citation.post.html}</b>" for citation in first_of.values()]
    more = len(names) - NAMED
    return ", ".join(names[:NAMED]) + (f" and {more} more" if more > 0 else "")


def _named(citation: Citation) -> str:
    via = f", via {citation.via.html}" if citation.via else ""
    return f"<b>{citation.post.html}</b>{via}"


def _ways_to_source(citation: Citation) -> str:
    address = _address("post_source").format(citation.post.post_id)
    here = (
        f'<a href="{citation.post.url}?context=1" hx-get="{address}?line={citation.line}&amp;passage={citation.anchor}" hx-target="closest .quote-source"'
        ' hx-swap="afterend" hx-trigger="click once">Show it in its place here</a>'
    )
    return f'<p class="quote-source">{here} <a href="{citation.post.url}#{citation.anchor}">Go to it</a></p>'


def _extent(texts: Sequence[str], count: int, kind: str) -> str:
    """How much is folded: paragraphs, or words where it is only a part of one."""
    if count > 1 or kind in (Kind.EXACT, Kind.ALTERED):
        return "1 paragraph" if count == 1 else f"{count} paragraphs"
    text = " ".join(texts)
    words = len(text.split())
    if words == 1 and len(text) > 20:
        return f"{len(text)} characters"
    return "1 word" if words == 1 else f"{words} words"


def marks_html(marks: Iterable[QuotedMark]) -> list[str]:
    """The note beside a passage that says who quotes it."""
    quoters = {mention: kind for mark in marks for mention, kind in mark.by}
    if not quoters:
        return []
    mentions = sorted(quoters, key=lambda mention: (mention.number, mention.post_id))
    items = [
        f'<li><a href="{mention.url}">{mention.html}</a>, {escape(quoters[mention])}</li>'
        for mention in mentions[:LISTED_QUOTERS]
    ]
    if len(mentions) > LISTED_QUOTERS:
        items.append(f"<li>and {len(mentions) - LISTED_QUOTERS} more</li>")
    return [
        f'<aside class="mark"><details><summary>quoted by {len(quoters)}</summary><ol>{"".join(items)}</ol></details></aside>'
    ]


def said_too(post: Mention) -> str:
    """The note beside somebody's own words that another post holds as well."""
    return f'<aside class="mark said-too">also in <a href="{post.url}">{post.html}</a></aside>'


def marked(text: str, marks: Iterable[QuotedMark], *, skip: int = 0, is_code: bool = False) -> str:
    """A line of somebody's own, with what others quote of it marked."""
    spans = [(mark.start, mark.end, f'<span class="cited" id="{mark.anchor}">', "</span>") for mark in marks]
    return inline_html(text, spans, skip=skip, is_code=is_code)


def list_item(item: re.Match[str] | None, lines: str) -> str:
    """An item of a list, its lines set, with the number it had."""
    number = f' value="{item[1]}"' if item and item[1] else ""
    return f'<li{number} dir="auto">{lines}</li>'
