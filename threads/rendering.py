"""A post's lines, told apart by role -> safe html, final but for the state of its folds.

What is proven to stand elsewhere is folded, with its source one click away; whatever may be new stays open.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import NamedTuple

from django.utils.safestring import SafeString, mark_safe

from threads import markup
from threads.inline import altered_html, inline_html
from threads.markup import FAITHFULNESS, INDENTED, LIST_ITEM, Citation, Mark
from threads.patches import may_be_shaped, shaped_lines
from threads.words.kinds import Kind, Role

_NEWLINE = "\n"


class Line(NamedTuple):
    """One line of a post with text in it. ``begins`` says that a paragraph begins with it."""

    text: str
    role: str
    begins: bool = True
    citation: Citation | None = None
    marks: tuple[Mark, ...] = ()
    is_withheld: bool = False  # it cites a post that is hidden

    @property
    def source(self) -> tuple[int, int] | bool:
        return self.citation.source if self.citation else self.is_withheld


def render(lines: Sequence[Line]) -> SafeString:
    """Turn a post into html."""
    parts: list[str] = []
    introduction: list[str] = []
    for (role, _source), run in groupby(lines, key=lambda line: (line.role, line.source)):
        block = list(run)
        if role == Role.ATTRIBUTION:
            parts += markup.attributions(introduction)
            introduction = [line.text for line in block]
        elif role == Role.QUOTE:
            parts.append(_quote(block, introduction))
            introduction = []
        else:
            parts += markup.attributions(introduction)
            introduction = []
            is_signature = role == Role.SIGNATURE
            parts += markup.signature(line.text for line in block) if is_signature else _body(block)
    parts += markup.attributions(introduction)
    return mark_safe("\n".join(parts))  # noqa: S308 (all parts are escaped above)


def render_missing(passages: Sequence[Line]) -> SafeString:
    """Turn the passages quoted from a missing post into html, with gaps of unknown length between them."""
    gap = '<p class="gap">[gap]</p>'
    parts = [gap]
    for block in _blocks(passages):
        texts = [line.text for line in block]
        is_code = len(block) > 1 and may_be_shaped(texts) and bool(shaped_lines(texts, [False] * len(texts)))
        parts += [_code([block]) if is_code else _paragraph(block), *_marks(block), gap]
    return mark_safe("\n".join(parts))  # noqa: S308


def _quote(lines: Sequence[Line], introduction: Sequence[str]) -> str:
    cited = lines[0].citation
    if cited is None:
        blocks = [_paragraph(block) for block in _blocks(lines)]
        return markup.unsourced(blocks, introduction, _marks(lines), is_withheld=lines[0].is_withheld)
    kind = max((line.citation.kind for line in lines if line.citation), key=FAITHFULNESS.index)
    blocks = [f'<p dir="auto">{"<br>".join(map(_quoted_line, block))}</p>' for block in _blocks(lines)]
    has_new = any(_new_spans(line) for line in lines)
    return markup.fold([line.text for line in lines], blocks, introduction, cited, kind, has_new=has_new)


def _quoted_line(line: Line) -> str:
    if line.citation and line.citation.kind == Kind.ALTERED:
        return altered_html(line.citation.source_text, line.text)
    return inline_html(line.text, [(start, end, "<ins>", "</ins>") for start, end in _new_spans(line)])


def _new_spans(line: Line) -> list[tuple[int, int]]:
    """The words of a quoted line that no source accounts for: the reader must see them."""
    covered = sorted(line.citation.covered) if line.citation else []
    if any(start == 0 and end >= len(line.text) for start, end in covered):
        return []
    spans: list[tuple[int, int]] = []
    done = 0
    for start, end in (*covered, (len(line.text), len(line.text))):
        if any(letter.isalnum() for letter in line.text[done:start]):
            spans.append((done, start))
        done = max(done, end)
    return spans


def _blocks(lines: Iterable[Line]) -> list[list[Line]]:
    """Cut lines into paragraphs."""
    blocks: list[list[Line]] = []
    for line in lines:
        if not blocks or line.begins:
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
            if LIST_ITEM.match(line.text):
                split.append([line])
            else:
                split[-1].append(line)
    return split


def _shape(block: Sequence[Line]) -> str:
    if all(INDENTED.match(line.text) for line in block):
        return "pre"
    item = LIST_ITEM.match(block[0].text)
    return "p" if item is None else "ol" if item[1] else "ul"


def _paragraph(block: Sequence[Line]) -> str:
    if not any(line.marks for line in block):  # no link goes on past its line, so all can be made at once
        lines = inline_html(_NEWLINE.join(line.text for line in block)).split(_NEWLINE)
        return f'<p dir="auto">{"<br>".join(lines)}</p>'
    return f'<p dir="auto">{"<br>".join(markup.marked(line.text, line.marks) for line in block)}</p>'


def _code(blocks: Sequence[Sequence[Line]]) -> str:
    lines = (markup.marked(line.text, line.marks, is_code=True) for block in blocks for line in block)
    return f"<pre><code>{_NEWLINE.join(lines)}</code></pre>"


def _list(shape: str, blocks: Sequence[Sequence[Line]]) -> str:
    items = []
    for block in blocks:
        item = LIST_ITEM.match(block[0].text)
        first = markup.marked(block[0].text, block[0].marks, skip=item.end() if item else 0)
        rest = (markup.marked(line.text, line.marks) for line in block[1:])
        items.append(markup.list_item(item, "<br>".join([first, *rest])))
    return f"<{shape}>\n{_NEWLINE.join(items)}\n</{shape}>"


def _marks(lines: Iterable[Line]) -> list[str]:
    return markup.marks_html(mark for line in lines for mark in line.marks)
