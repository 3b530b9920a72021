"""The lines of a post, in runs told apart by role -> safe html, final except for the state of its folds.

What is proven to stand elsewhere is folded, with its source one click away. Whatever may be new stays open. Lines have
their numbers in the record.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import Enum
from functools import cached_property
from itertools import groupby
from typing import NamedTuple

from django.utils.safestring import SafeString, mark_safe

from threads.html import folds
from threads.html.folds import FAITHFULNESS, INDENTED, LIST_ITEM, Citation, Mention, QuotedMark, QuotePart
from threads.html.inline import altered_html, inline_html, linked_html
from threads.html.patches import may_be_shaped, shaped_lines
from threads.words.additions import additions
from threads.words.kinds import Kind, Role

# A line that a mail program cut is longer than the first, and would exceed the second with the next word.
FLOWING, WIDTH = 45, 68
# What begins an item, a heading or what is indented, and not the next word of a sentence.
NO_WORD = frozenset(" \t-*+#|=>\u2022")
NO_PROSE = re.compile(r"^(?: {4}|\t|\s{0,3}(?:[-*\u2022]|\d{1,3}[.)])\s)", re.MULTILINE)
_NEWLINE = "\n"
QUOTED = (Role.QUOTE, Role.ATTRIBUTION)
Marks = Mapping[int, Sequence[QuotedMark]]
NO_MARKS: Marks = {}
Repeats = Mapping[int, Mention]
NO_REPEATS: Repeats = {}


class LineEnds(Enum):
    """What a line end within a paragraph means."""

    PARAGRAPH = "each line is a paragraph"
    SET = "a text was set at a width: blank lines part paragraphs, and line ends stay"
    TYPED = "what a program cut may flow; patches, their summaries and tables keep their shape"


class LineRun(NamedTuple):
    """Consecutive lines of a post, of one role and from one source; all of them are proven, or none.

    Of the first line, sources account for what the citation covers; of those below it, for every word.
    """

    role: str
    first_line: int
    last_line: int
    citation: Citation | None = None  # of its first line
    is_withheld: bool = False  # it cites a post that is hidden

    @property
    def source(self) -> tuple[int, int] | bool:
        return self.citation.source if self.citation else self.is_withheld


class _Quote(NamedTuple):
    """Runs of quoted lines from one source, or from none, and the lines that introduce them."""

    runs: Sequence[LineRun]
    lines: Sequence[int]
    introduction: Sequence[str]

    @property
    def citation(self) -> Citation | None:
        return self.runs[0].citation


def is_cut(text: str, following: str) -> bool:
    """Whether a line ended because the next word had no room, not because its writer ended it."""
    if len(text) < FLOWING or following[0] in NO_WORD:
        return False
    room = WIDTH - len(text)
    return room <= 0 or " " not in following[:room]


def new_spans(text: str, covered: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """The words of a quoted line that no source accounts for: the reader must see them."""
    covered = sorted(covered)
    if any(start == 0 and end >= len(text) for start, end in covered):
        return []
    spans: list[tuple[int, int]] = []
    done = 0
    for start, end in (*covered, (len(text), len(text))):
        if any(letter.isalnum() for letter in text[done:start]):
            spans.append((done, start))
        done = max(done, end)
    return spans


def render(
    texts: Sequence[str],
    runs: Sequence[LineRun],
    marks: Marks = NO_MARKS,
    line_ends: LineEnds = LineEnds.TYPED,
    repeats: Repeats = NO_REPEATS,
) -> SafeString:
    """Turn a post into html. ``texts`` are the lines of its record; ``marks``, and the posts that say the same, are by line."""
    setter = _Setter(texts, runs, marks, line_ends, repeats)
    return mark_safe("\n".join(setter.parts()))  # noqa: S308 (all parts are escaped)


def render_missing(texts: Sequence[str], marks: Marks = NO_MARKS) -> SafeString:
    """Turn what is quoted from a missing post into html. An empty text between passages stands for a gap of unknown length."""
    setter = _Setter(texts, [LineRun(Role.BODY, 1, len(texts))], marks, LineEnds.SET)
    return mark_safe("\n".join(setter.passages()))  # noqa: S308


class _Setter:
    def __init__(
        self,
        texts: Sequence[str],
        runs: Sequence[LineRun],
        marks: Marks,
        line_ends: LineEnds,
        repeats: Repeats = NO_REPEATS,
    ) -> None:
        self.texts = texts
        self.runs = [run for run in runs if any(map(str.strip, texts[run.first_line - 1 : run.last_line]))]
        self.marks = marks
        self.repeats = repeats
        self.are_paragraphs = line_ends is LineEnds.PARAGRAPH
        self.is_typed = line_ends is LineEnds.TYPED
        self.last_quoters: set[tuple[Mention, str]] = set()
        self.last_said: list[Mention] = []
        self.first, self.last = (self.runs[0].first_line, self.runs[-1].last_line) if self.runs else (1, 0)

    def parts(self) -> Iterator[str]:
        groups = [(role, list(runs)) for (role, _), runs in groupby(self.runs, key=lambda run: (run.role, run.source))]
        for is_quoted, stretch in groupby(groups, key=lambda group: group[0] in QUOTED):
            if is_quoted:
                yield from self._quotes(list(stretch))
                continue
            for role, runs in stretch:
                self.last_quoters, self.last_said = set(), []
                lines = self._filled(runs)
                if role == Role.SIGNATURE:
                    yield from folds.signature(self.texts[line - 1] for line in lines)
                else:
                    yield from self._body(lines)

    def passages(self) -> Iterator[str]:
        """The passages of a missing post, in order."""
        gap = '<p class="gap">[what stood here is lost]</p>'
        for n, block in enumerate(self._blocks(self._filled(self.runs))):
            if n:
                yield gap
            texts = [self.texts[line - 1] for line in block]
            is_code = len(block) > 1 and may_be_shaped(texts) and bool(shaped_lines(texts, [False] * len(texts)))
            yield self._code([block]) if is_code else self._paragraph(block)
            yield from self._marks(block)

    def _filled(self, runs: Iterable[LineRun]) -> list[int]:
        texts = self.texts
        return [n for run in runs for n in range(run.first_line, run.last_line + 1) if texts[n - 1].strip()]

    @cached_property
    def html(self) -> Sequence[str]:
        """The lines of the post as html, all made at once, since no link goes on past its line."""
        return linked_html(_NEWLINE.join(self.texts[self.first - 1 : self.last])).split(_NEWLINE)

    @cached_property
    def shaped(self) -> dict[int, bool]:
        """The lines that keep their shape, and whether a gap stands before each. A quoted patch goes on below comments."""
        if not self.is_typed or not may_be_shaped(self.texts[self.first - 1 : self.last]):
            return {}
        gap_before: dict[int, bool] = {}
        for is_quote in (False, True):
            stream = self._filled(run for run in self.runs if (run.role == Role.QUOTE) is is_quote)
            gaps = [k == 0 or line - stream[k - 1] > 1 for k, line in enumerate(stream)]
            indices = shaped_lines([self.texts[line - 1] for line in stream], gaps) if stream else ()
            gap_before.update((stream[k], gaps[k]) for k in indices)
        return gap_before

    def _blocks(self, lines: Iterable[int]) -> list[list[int]]:
        """Cut lines into paragraphs, and what keeps its shape from what does not."""
        shaped = self.shaped
        blocks: list[list[int]] = []
        before, was_shaped = -1, False
        for line in lines:
            is_shaped = line in shaped
            begins = self.are_paragraphs or line - before > 1
            if not blocks or is_shaped != was_shaped or (begins and not is_shaped):
                blocks.append([])
            blocks[-1].append(line)
            before, was_shaped = line, is_shaped
        return blocks

    # Quotes

    def _quotes(self, groups: Sequence[tuple[str, list[LineRun]]]) -> Iterator[str]:
        """Quotes that follow each other with nothing but what introduces them between."""
        quotes: list[_Quote] = []
        introduction: list[str] = []
        for role, runs in groups:
            lines = self._filled(runs)
            if role == Role.ATTRIBUTION:
                introduction += [self.texts[line - 1] for line in lines]
            else:
                quotes.append(_Quote(runs, lines, introduction))
                introduction = []
        together = list(self._together(quotes))
        is_added = bool(together and together[-1][0].citation) and len(additions(introduction)) == len(introduction)
        for place, several in enumerate(together, 1):
            self.last_quoters, self.last_said = set(), []
            closing = introduction if is_added and place == len(together) else ()
            yield self._fold(several, closing) if several[0].citation else self._open(several)
        yield from () if is_added else folds.attributions(introduction)

    def _together(self, quotes: Sequence[_Quote]) -> Iterator[Sequence[_Quote]]:
        """Those that are one fold: in mails all from the first that is proven to the last, however many posts they are from.

        What lies before and below it, and is not proven, stands there by itself.
        """
        if not self.is_typed:
            yield from ([quote] for quote in quotes)
            return
        for _, group in groupby(quotes, key=lambda quote: quote.runs[0].is_withheld):
            alike = list(group)
            proven = [n for n, quote in enumerate(alike) if quote.citation]
            first, after = (proven[0], proven[-1] + 1) if proven else (len(alike), len(alike))
            yield from filter(None, (alike[:first], alike[first:after], alike[after:]))

    def _open(self, quotes: Sequence[_Quote]) -> str:
        """Quotes without a source."""
        parts = [self._part(quote, {}) for quote in quotes]
        return folds.unsourced(parts, is_withheld=quotes[0].runs[0].is_withheld)

    def _fold(self, quotes: Sequence[_Quote], closing: Sequence[str]) -> str:
        """Quotes with a source, and what a list or an archive added below them."""
        cited = [(run, run.citation) for quote in quotes for run in quote.runs if run.citation]
        kind = max((citation.kind for _, citation in cited), key=FAITHFULNESS.index)
        differing = {
            run.first_line: html for run, citation in cited if (html := self._differing(run, citation)) is not None
        }
        shown = [line for quote in quotes for line in quote.lines if not quote.citation or line in differing]
        lines = [line for quote in quotes for line in quote.lines]
        has_words = any(folds.HAS_WORD.search(self.texts[line - 1]) for line in lines)
        is_open = 2 * len(shown) >= len(lines) or not has_words
        between = [] if is_open else [self._quoted(block, differing) for block in self._blocks(shown)]
        parts = [self._part(quote, differing) for quote in quotes]
        return folds.fold(parts, kind, between, closing, is_open=is_open)

    def _part(self, quote: _Quote, differing: Mapping[int, str]) -> QuotePart:
        texts = [self.texts[line - 1] for line in quote.lines]
        if quote.citation:
            blocks = [self._quoted(block, differing) for block in self._blocks(quote.lines)]
            return QuotePart(texts, blocks, quote.introduction, (), quote.citation)
        blocks = [
            self._code([block]) if block[0] in self.shaped else self._paragraph(block)
            for block in self._blocks(quote.lines)
        ]
        return QuotePart(texts, blocks, quote.introduction, self._marks(quote.lines))

    def _differing(self, run: LineRun, citation: Citation) -> str | None:
        """A line of a quote that shows which words are not its source's; such a line begins a run."""
        text = self.texts[run.first_line - 1]
        if citation.kind == Kind.ALTERED:
            return altered_html(citation.source_text, text)
        spans = new_spans(text, citation.covered)
        return inline_html(text, [(start, end, "<ins>", "</ins>") for start, end in spans]) if spans else None

    def _quoted(self, block: Sequence[int], differing: Mapping[int, str]) -> str:
        lines = self._lines(block)
        if differing:
            lines = [differing.get(n, html) for n, html in zip(block, lines, strict=True)]
        if block[0] in self.shaped:
            return f"<pre><code>{self._typed(block, lines)}</code></pre>"
        return f'<p dir="auto">{self._joined(block, lines)}</p>'

    # Paragraphs

    def _body(self, lines: Sequence[int]) -> Iterator[str]:
        """Own text: paragraphs, lists, code and what keeps its shape, each followed by its marks."""
        blocks = self._blocks(lines)
        if not self.shaped and not NO_PROSE.search(_NEWLINE.join(self.texts[lines[0] - 1 : lines[-1]])):
            for block in blocks:
                yield self._paragraph(block)
                yield from self._marks(block)
            return
        for shape, group in groupby(self._split_at_items(blocks), key=self._shape):
            alike = list(group)
            if shape == "p":
                for block in alike:
                    yield self._paragraph(block)
                    yield from self._marks(block)
            else:
                yield self._code(alike) if shape == "pre" else self._list(shape, alike)
                yield from self._marks(n for block in alike for n in block)

    def _split_at_items(self, blocks: Iterable[list[int]]) -> list[list[int]]:
        """Begin a new block at each list item inside a paragraph whose lines were wrapped."""
        parts: list[list[int]] = []
        for block in blocks:
            parts.append(block[:1])
            for line in block[1:]:
                if line not in self.shaped and LIST_ITEM.match(self.texts[line - 1]):
                    parts.append([line])
                else:
                    parts[-1].append(line)
        return parts

    def _shape(self, block: Sequence[int]) -> str:
        if block[0] in self.shaped or all(INDENTED.match(self.texts[line - 1]) for line in block):
            return "pre"
        item = LIST_ITEM.match(self.texts[block[0] - 1])
        return "p" if item is None else "ol" if item[1] else "ul"

    def _paragraph(self, block: Sequence[int]) -> str:
        return f'<p dir="auto">{self._joined(block, self._lines(block, self.marks))}</p>'

    def _lines(self, block: Sequence[int], marks: Marks = NO_MARKS) -> list[str]:
        first, html = self.first, self.html
        if not marks:
            return [html[line - first] for line in block]
        return [self._marked(line, marks[line]) if line in marks else html[line - first] for line in block]

    def _marked(self, line: int, marks: Sequence[QuotedMark]) -> str:
        """A line with what others quote of it marked: mostly all of it."""
        text = self.texts[line - 1]
        if len(marks) == 1 and marks[0].start == 0 and marks[0].end >= len(text):
            return f'<span class="cited" id="{marks[0].anchor}">{self.html[line - self.first]}</span>'
        return folds.marked(text, marks)

    def _joined(self, block: Sequence[int], lines: Sequence[str]) -> str:
        """The lines of a paragraph; line ends that a narrow screen may drop have a class."""
        parts = [lines[0]]
        for line, html in zip(block[1:], lines[1:], strict=True):
            cut = self.is_typed and is_cut(self.texts[line - 2], self.texts[line - 1])
            parts += (' <br class="cut">' if cut else "<br>", html)
        return "".join(parts)

    def _code(self, blocks: Sequence[Sequence[int]]) -> str:
        block = [line for block in blocks for line in block]
        lines = [self._typed_line(line) for line in block]
        return f"<pre><code>{self._typed(block, lines)}</code></pre>"

    def _typed_line(self, line: int) -> str:
        """A line of code, which has no links."""
        html = self.html[line - self.first]
        if line not in self.marks and "<a " not in html:
            return html
        return folds.marked(self.texts[line - 1], self.marks.get(line, ()), is_code=True)

    def _typed(self, block: Sequence[int], lines: Sequence[str]) -> str:
        """Lines as they were typed, an empty one where there was one."""
        gaps = ("\n" if k and self.shaped.get(line) else "" for k, line in enumerate(block))
        return _NEWLINE.join(map("".join, zip(gaps, lines, strict=True)))

    def _list(self, shape: str, blocks: Sequence[Sequence[int]]) -> str:
        items = []
        for block in blocks:
            text = self.texts[block[0] - 1]
            item = LIST_ITEM.match(text)
            first = folds.marked(text, self.marks.get(block[0], ()), skip=item.end() if item else 0)
            rest = (folds.marked(self.texts[n - 1], self.marks.get(n, ())) for n in block[1:])
            items.append(folds.list_item(item, self._joined(block, [first, *rest])))
        return f"<{shape}>\n{_NEWLINE.join(items)}\n</{shape}>"

    def _marks(self, lines: Iterable[int]) -> list[str]:
        """Who quotes a paragraph, and who says it too."""
        if not self.repeats:
            return self._quoters(lines)
        lines = list(lines)
        return [*self._quoters(lines), *self._said_too(lines)]

    def _said_too(self, lines: Iterable[int]) -> Iterator[str]:
        """The posts that say the same, each beside the first of the paragraphs that follow each other in it."""
        posts = list(dict.fromkeys(self.repeats[line] for line in lines if line in self.repeats))
        yield from (folds.said_too(post) for post in posts if post not in self.last_said)
        self.last_said = posts

    def _quoters(self, lines: Iterable[int]) -> list[str]:
        """Who quotes a paragraph; in mails, only where the paragraph above has other quoters."""
        marks = [mark for line in lines for mark in self.marks.get(line, ())] if self.marks else []
        quoters = {quoter for mark in marks for quoter in mark.by}
        if self.is_typed and quoters == self.last_quoters:
            return []
        self.last_quoters = quoters
        return folds.marks_html(marks)
