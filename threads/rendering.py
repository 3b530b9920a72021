"""A post's lines, told apart by role -> safe html, final but for the state of its folds.

Everything is escaped here and nowhere else; no style or script attribute is ever written. What is proven to stand
elsewhere is folded, with its source one click away; whatever may be new stays open.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from html import escape
from itertools import groupby

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from threads.inline import altered_html, inline_html, opening_words
from threads.patches import may_be_shaped, shaped_lines
from threads.reconstruct.types import Kind, Role

# More would outweigh the passage; the page of the quoted post has them all.
LISTED_QUOTERS = 50
LIST_ITEM = re.compile(r"^\s{0,3}(?:[-*\u2022]|(\d{1,3})[.)])\s+(?=\S)")
INDENTED = re.compile(r"^(?: {4}|\t)")
# A line that a mail program cut is longer than this, and the next word would have made it longer than that.
FLOWING, WIDTH = 45, 68
# What begins an item, a heading or what is indented, and not the next word of a sentence.
NO_WORD = frozenset(" \t-*+#|=>\u2022")
# The least faithful line of a fold speaks for it.
FAITHFULNESS = (Kind.EXACT, Kind.PARTIAL, Kind.TRUNCATED, Kind.ALTERED)

_NEWLINE = "\n"
NOWHERE = "quoted; no document of this archive holds the source"
# Neither whose it is nor where: a visitor learns no more than that it was found.
WITHHELD = "quoted; its source is in this archive, and is not shown"


@dataclass(frozen=True, slots=True)
class Mention:
    """A post as others speak of it."""

    post_id: int
    name: str
    number: int

    @property
    def url(self) -> str:
        return _address("post").format(self.post_id)

    @property
    def html(self) -> str:
        return f'{escape(self.name)} <span class="number">{self.number}</span>'


@dataclass(frozen=True, slots=True)
class Citation:
    """What a line cites. ``covered`` are the characters of the line that its sources account for."""

    post: Mention
    kind: str
    line: int
    anchor: str
    source_text: str
    covered: tuple[tuple[int, int], ...]
    via: Mention | None = None


@dataclass(frozen=True, slots=True)
class Mark:
    """Characters of a line that other posts quote."""

    anchor: str
    start: int
    end: int
    by: tuple[tuple[Mention, str], ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a post with text in it. ``begins`` says that a paragraph begins with it."""

    text: str
    role: str
    begins: bool = True
    citation: Citation | None = None
    marks: tuple[Mark, ...] = ()
    is_withheld: bool = False  # it cites a post that is hidden
    is_shaped: bool = False  # a patch or a table: shown as it was typed
    joins: bool = False  # a mail program began it; a narrow screen may break the sentence elsewhere

    @property
    def source(self) -> tuple[int, int] | bool:
        cited = self.citation
        return (cited.post.post_id, cited.via.post_id if cited.via else 0) if cited else self.is_withheld


@cache
def _address(name: str) -> str:
    """The address of a post's page with a gap for its id: archives hold millions of links to posts."""
    return reverse(f"threads:{name}", args=[0]).replace("0", "{}")


def anchor_of(post_id: int, line: int, start: int) -> str:
    """The fragment by which a passage of a post is found."""
    return f"q{post_id}-{line}-{start}"


def shaped(lines: Sequence[Line], numbers: Sequence[int]) -> list[Line]:
    """Tell the lines of a mail that keep their shape. ``numbers`` are those of the lines in their document."""
    if not may_be_shaped(line.text for line in lines):
        return list(lines)
    found = list(lines)
    for is_quote in (False, True):
        # A quoted patch goes on below the comments in it.
        stream = [n for n, line in enumerate(lines) if (line.role == Role.QUOTE) is is_quote]
        gaps = [k == 0 or numbers[n] - numbers[stream[k - 1]] > 1 for k, n in enumerate(stream)]
        for k in shaped_lines([lines[n].text for n in stream], gaps):
            line = lines[stream[k]]
            found[stream[k]] = Line(
                line.text, line.role, gaps[k], line.citation, line.marks, line.is_withheld, is_shaped=True
            )
    return found


def is_cut(text: str, following: str) -> bool:
    """Whether a line ended because the next word had no room, and not because its writer had done."""
    if len(text) < FLOWING or following[0] in NO_WORD:
        return False
    room = WIDTH - len(text)
    return room <= 0 or " " not in following[:room]


def render(lines: Sequence[Line]) -> SafeString:
    """Turn a post into html."""
    parts: list[str] = []
    introduction: list[Line] = []
    for (role, _source), run in groupby(lines, key=lambda line: (line.role, line.source)):
        block = list(run)
        if role == Role.ATTRIBUTION:
            parts += _attributions(introduction)
            introduction = block
        elif role == Role.QUOTE:
            parts.append(_quote(block, introduction))
            introduction = []
        else:
            parts += _attributions(introduction)
            introduction = []
            parts += _signature(block) if role == Role.SIGNATURE else _body(block)
    parts += _attributions(introduction)
    return mark_safe("\n".join(parts))  # noqa: S308 (all parts are escaped above)


def render_missing(passages: Sequence[Line]) -> SafeString:
    """Turn the passages quoted from a missing post into html, with gaps of unknown length between them."""
    gap = '<p class="gap">[gap]</p>'
    parts = [gap]
    for block in _blocks(passages):
        texts = [line.text for line in block]
        is_code = len(block) > 1 and bool(shaped_lines(texts, [False] * len(texts)))
        parts += [_code([block]) if is_code else _paragraph(block), *_marks(block), gap]
    return mark_safe("\n".join(parts))  # noqa: S308


def _attributions(lines: Iterable[Line]) -> list[str]:
    return [f'<p class="attribution" dir="auto">{inline_html(line.text)}</p>' for line in lines]


def _signature(lines: Iterable[Line]) -> list[str]:
    return [f'<p class="signature" dir="auto">{"<br>".join(inline_html(line.text) for line in lines)}</p>']


def _quote(lines: Sequence[Line], introduction: Sequence[Line]) -> str:
    cited = lines[0].citation
    return _unsourced(lines, introduction) if cited is None else _fold(lines, introduction, cited)


def _unsourced(lines: Sequence[Line], introduction: Sequence[Line]) -> str:
    return "\n".join(
        [
            '<div class="quote unsourced">',
            *_attributions(introduction),
            "<blockquote>",
            *(_code([block]) if block[0].is_shaped else _paragraph(block) for block in _blocks(lines)),
            "</blockquote>",
            *_marks(lines),
            f'<p class="quote-source">{WITHHELD if lines[0].is_withheld else NOWHERE}</p>',
            "</div>",
        ]
    )


def _fold(lines: Sequence[Line], introduction: Sequence[Line], cited: Citation) -> str:
    kind = max((line.citation.kind for line in lines if line.citation), key=FAITHFULNESS.index)
    is_open = kind == Kind.ALTERED or any(_new_spans(line) for line in lines)
    opening = '<details class="quote altered" open>' if is_open else '<details class="quote">'
    words = escape(opening_words(lines[0].text))
    via = f", via {cited.via.html}" if cited.via else ""
    account = f"<b>{cited.post.html}</b>{via}, {_extent(lines, kind)}, {kind}"
    return "\n".join(
        [
            opening,
            f'<summary><q dir="auto">{words}</q> <span class="quote-account">{account}</span></summary>',
            *_attributions(introduction),
            f'<blockquote cite="{cited.post.url}">',
            *(_quoted_block(block) for block in _blocks(lines)),
            "</blockquote>",
            _ways_to_source(cited),
            "</details>",
        ]
    )


def _ways_to_source(cited: Citation) -> str:
    address = _address("post_source").format(cited.post.post_id)
    here = (
        f'<a href="{cited.post.url}?context=1" hx-get="{address}?line={cited.line}&amp;passage={cited.anchor}" hx-target="closest .quote-source"'
        ' hx-swap="afterend" hx-trigger="click once">Show it in its place here</a>'
    )
    return f'<p class="quote-source">{here} <a href="{cited.post.url}#{cited.anchor}">Go to it</a></p>'


def _quoted_block(block: Sequence[Line]) -> str:
    if block[0].is_shaped:
        return f"<pre><code>{_typed(block, [_quoted_line(line) for line in block])}</code></pre>"
    return f'<p dir="auto">{_joined(block, map(_quoted_line, block))}</p>'


def _typed(block: Sequence[Line], lines: Sequence[str]) -> str:
    """Lines as they were typed, an empty one where there was one."""
    gaps = ("\n" if n and line.begins and line.is_shaped else "" for n, line in enumerate(block))
    return "\n".join(map("".join, zip(gaps, lines, strict=True)))


def _joined(block: Sequence[Line], lines: Iterable[str]) -> str:
    """The lines of a paragraph; the line ends that a narrow screen may leave out have a name."""
    if not any(line.joins for line in block):
        return "<br>".join(lines)
    breaks = ["", *(' <br class="cut">' if line.joins else "<br>" for line in block[1:])]
    return "".join(map("".join, zip(breaks, lines, strict=True)))


def _quoted_line(line: Line) -> str:
    if line.citation and line.citation.kind == Kind.ALTERED:
        return altered_html(line.citation.source_text, line.text)
    return inline_html(line.text, [(start, end, "<ins>", "</ins>") for start, end in _new_spans(line)])


def _new_spans(line: Line) -> list[tuple[int, int]]:
    """The words of a quoted line that no source accounts for: the reader must see them."""
    if line.citation is None:
        return []
    if any(start == 0 and end >= len(line.text) for start, end in line.citation.covered):
        return []
    spans: list[tuple[int, int]] = []
    done = 0
    for start, end in (*sorted(line.citation.covered), (len(line.text), len(line.text))):
        if any(letter.isalnum() for letter in line.text[done:start]):
            spans.append((done, start))
        done = max(done, end)
    return spans


def _extent(lines: Sequence[Line], kind: str) -> str:
    """How much is folded: paragraphs, or words where it is only a part of one."""
    count = len(_blocks(lines))
    if count > 1 or kind in (Kind.EXACT, Kind.ALTERED):
        return "1 paragraph" if count == 1 else f"{count} paragraphs"
    text = " ".join(line.text for line in lines)
    words = len(text.split())
    if words == 1 and len(text) > 20:
        return f"{len(text)} characters"
    return "1 word" if words == 1 else f"{words} words"


def _blocks(lines: Iterable[Line]) -> list[list[Line]]:
    """Cut lines into paragraphs."""
    blocks: list[list[Line]] = []
    for line in lines:
        is_same = bool(blocks) and blocks[-1][-1].is_shaped == line.is_shaped
        if not is_same or (line.begins and not line.is_shaped):
            blocks.append([])
        blocks[-1].append(line)
    return blocks


def _body(lines: Sequence[Line]) -> list[str]:
    """Render own text: paragraphs, lists and indented code, each followed by its marks."""
    shaped = [(_shape(block), block) for block in _split_at_items(_blocks(lines))]
    parts: list[str] = []
    for shape, run in groupby(shaped, key=lambda pair: pair[0]):
        blocks = [block for _, block in run]
        if shape == "p":
            parts += [html for block in blocks for html in (_paragraph(block), *_marks(block))]
            continue
        parts.append(_code(blocks) if shape == "pre" else _list(shape, blocks))
        parts += _marks([line for block in blocks for line in block])
    return parts


def _split_at_items(blocks: Iterable[list[Line]]) -> list[list[Line]]:
    """Begin a new block at each list item inside a paragraph whose lines were wrapped."""
    split: list[list[Line]] = []
    for block in blocks:
        split.append(block[:1])
        for line in block[1:]:
            if not line.is_shaped and LIST_ITEM.match(line.text):
                split.append([line])
            else:
                split[-1].append(line)
    return split


def _shape(block: Sequence[Line]) -> str:
    if block[0].is_shaped or all(INDENTED.match(line.text) for line in block):
        return "pre"
    item = LIST_ITEM.match(block[0].text)
    return "p" if item is None else "ol" if item[1] else "ul"


def _paragraph(block: Sequence[Line]) -> str:
    if not any(line.marks for line in block):  # no link goes on past its line, so all can be made at once
        lines = inline_html(_NEWLINE.join(line.text for line in block)).split(_NEWLINE)
        return f'<p dir="auto">{_joined(block, lines)}</p>'
    return f'<p dir="auto">{_joined(block, [_own_line(line) for line in block])}</p>'


def _code(blocks: Sequence[Sequence[Line]]) -> str:
    block = [line for block in blocks for line in block]
    return f"<pre><code>{_typed(block, [_own_line(line, is_code=True) for line in block])}</code></pre>"


def _list(shape: str, blocks: Sequence[Sequence[Line]]) -> str:
    items = []
    for block in blocks:
        item = LIST_ITEM.match(block[0].text)
        number = f' value="{item[1]}"' if item and item[1] else ""
        first = _own_line(block[0], skip=item.end() if item else 0)
        rest = [_own_line(line) for line in block[1:]]
        items.append(f'<li{number} dir="auto">{_joined(block, [first, *rest])}</li>')
    return f"<{shape}>\n{chr(10).join(items)}\n</{shape}>"


def _own_line(line: Line, *, skip: int = 0, is_code: bool = False) -> str:
    spans = [(mark.start, mark.end, f'<span class="cited" id="{mark.anchor}">', "</span>") for mark in line.marks]
    return inline_html(line.text, spans, skip=skip, is_code=is_code)


def _marks(lines: Iterable[Line]) -> list[str]:
    """The note beside a passage that says who quotes it."""
    quoters = {mention: kind for line in lines for mark in line.marks for mention, kind in mark.by}
    if not quoters:
        return []
    listed = sorted(quoters, key=lambda mention: (mention.number, mention.post_id))
    items = [
        f'<li><a href="{mention.url}">{mention.html}</a>, {escape(quoters[mention])}</li>'
        for mention in listed[:LISTED_QUOTERS]
    ]
    if len(listed) > LISTED_QUOTERS:
        items.append(f"<li>and {len(listed) - LISTED_QUOTERS} more</li>")
    return [
        f'<aside class="mark"><details><summary>quoted by {len(quoters)}</summary><ol>{"".join(items)}</ol></details></aside>'
    ]
