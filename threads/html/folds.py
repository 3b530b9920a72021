"""What stands around the words of a post -> html: attributions, signatures, folds, unproven quotes, marks.

Everything is escaped here and in inline.py, and nowhere else; no style or script attribute is ever written.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from html import escape
from typing import NamedTuple

from django.urls import reverse

from threads.html.inline import inline_html
from threads.words.kinds import Kind
from threads.words.openings import SUMMARY_LENGTH, opening_words

# The page of the quoted post has them all.
LISTED_QUOTERS = 50
LIST_ITEM = re.compile(r"^\s{0,3}(?:[-*\u2022]|(\d{1,3})[.)])\s+(?=\S)")
INDENTED = re.compile(r"^(?: {4}|\t)")
HAS_WORD = re.compile(r"[^\W_]")
# The least faithful line of a fold speaks for it.
FAITHFULNESS = (Kind.EXACT, Kind.PARTIAL, Kind.TRUNCATED, Kind.ALTERED)

NOWHERE = "from a post that is not here"
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


def unsourced(blocks: Iterable[str], introduction: Iterable[str], beside: Iterable[str], *, is_withheld: bool) -> str:
    """A quote that stays open, its paragraphs set, with what stands beside it."""
    return "\n".join(
        [
            '<div class="quote unsourced">',
            *attributions(introduction),
            "<blockquote>",
            *blocks,
            "</blockquote>",
            *beside,
            f'<p class="quote-source">{WITHHELD if is_withheld else NOWHERE}</p>',
            "</div>",
        ]
    )


def fold(
    texts: Sequence[str],
    blocks: Sequence[str],
    introduction: Iterable[str],
    citation: Citation,
    kind: str,
    *,
    is_open: bool,
) -> str:
    """A proven quote, folded under its opening words; open if some words are not its source's.

    ``texts`` are its lines, ``blocks`` its paragraphs, set; ``kind`` is that of its least faithful line.
    """
    opening = '<details class="quote altered" open>' if is_open else '<details class="quote">'
    via = f", via {citation.via.html}" if citation.via else ""
    account = f"<b>{citation.post.html}</b>{via}, {_extent(texts, len(blocks), kind)}, {kind}"
    words = escape(opening_words(next(filter(HAS_WORD.search, texts), texts[0]), SUMMARY_LENGTH))
    return "\n".join(
        [
            opening,
            f'<summary><q dir="auto">{words}</q> <span class="quote-account">{account}</span></summary>',
            *attributions(introduction),
            f'<blockquote cite="{citation.post.url}">',
            *blocks,
            "</blockquote>",
            _ways_to_source(citation),
            "</details>",
        ]
    )


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
