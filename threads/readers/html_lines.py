"""A fragment of HTML -> lines in a Builder: what a person would have typed who knew no HTML.

    <p>See <a href="https://example.org">the plan</a>.</p>        See the plan (https://example.org).
    <blockquote><p>Who built it?</p></blockquote>                 Who built it?              (a quote, depth 1)
    <ul><li>one</li></ul>                                         - one
    <pre>x = 1</pre>                                                  x = 1

Nothing recurses and nothing is read twice, so time follows length whatever is nested in what.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from threads.readers.building import BODY, Builder
from threads.readers.html_links import address, is_address, picture_text
from threads.readers.html_tokens import Attributes, Tokens

# What begins a line of its own, and whether a blank line sets it off.
APART, NEXT = True, False
GAPS = dict.fromkeys("p h1 h2 h3 h4 h5 h6 figure details table dl form fieldset hr blockquote pre".split(), APART)
GAPS |= dict.fromkeys(
    "div section article header footer main nav aside figcaption address center dt dd summary tr li ul ol legend caption"
    " thead tbody tfoot option body html head".split(),
    NEXT,
)
LISTS = frozenset({"ul", "ol"})
# Elements that are kept track of; the others only break lines, if that.
NESTING = LISTS | frozenset("blockquote pre div section article aside details span table".split())
QUOTE, ATTRIBUTION = "quote", "attribution"
BREAK = "\0"
SPACES = re.compile("[ \t\n\f]{2,}+|[\t\n\f]")
CELL, RULE, CODE_INDENT = " | ", "---", "    "
# Deeper lists are indented no further, for indents would be longer than what they indent.
MOST_INDENT = 16


@dataclass(frozen=True, slots=True)
class Look:
    """What a site's own markup means, where HTML does not say it.

    ``role`` is the role of all lines in the element; "quote" makes it one level deeper, as a ``blockquote`` is.
    ``source`` names the post that the element, or the first ``blockquote`` in it, quotes. ``words`` stand in the place
    of the element, which is left out if ``is_dropped`` (an element without an end, such as ``img``, is too). What
    ``is_bare`` counts as no element: of a link, the words alone are shown.
    """

    role: str = ""
    source: str = ""
    words: str = ""
    is_dropped: bool = False
    is_bare: bool = False


Looker = Callable[[str, Attributes], Look | None]


class _Frame(NamedTuple):
    """An open element, and what held before it."""

    name: str
    role: str
    depth: int
    source: str
    pending: str
    item: int | None
    base: str
    indent: str


def write_html(
    builder: Builder,
    html: str,
    *,
    base: str = "",
    quote_source: Callable[[Attributes], str] | None = None,
    look: Looker | None = None,
    is_beside: bool = False,
) -> None:
    """Write a fragment as lines of the post that was begun, quotes marked.

    ``base`` is the address of the page; without one, links within the site are left out. ``quote_source`` tells from the
    attributes of a ``blockquote`` which post it quotes. ``look`` is asked about every element that has attributes, and
    says what they mean on the site that the page is from. ``is_beside`` where pictures may have come with it: those
    without an address are named by their place then.
    """
    _Writer(builder, base, quote_source, look, is_beside=is_beside).run(html)


class _Writer:
    """The lines in the making: pieces of the current line, and the frames of the open elements."""

    def __init__(
        self,
        builder: Builder,
        base: str,
        quote_source: Callable[[Attributes], str] | None,
        look: Looker | None,
        *,
        is_beside: bool = False,
    ) -> None:
        self.builder, self.base_url, self.quote_source, self.look = builder, base, quote_source, look
        self.is_beside = is_beside
        self.pieces: list[str] = []
        self.frames: list[_Frame] = []
        self.open_counts: dict[str, int] = {}
        self.role, self.depth, self.source, self.pending = BODY, 0, "", ""
        self.is_apart = True
        self.written_as: tuple[str, int, str] | None = None
        # Of the innermost list: the number of its next item, 0 where they have bullets; None outside of lists.
        self.item: int | None = None
        self.is_first_item = False
        self.base, self.indent, self.marker = "", "", ""
        self.pre_count = 0
        self.href = ""
        self.words: list[str] = []
        self.words_from = 0
        self.is_picture_linked = False

    def run(self, html: str) -> None:
        tokens = Tokens(html.replace("\0", "\ufffd").replace("\r\n", "\n").replace("\r", "\n"))
        pieces, look = self.pieces, self.look
        for name, text, attributes in tokens:
            if not name:
                pieces.append(text)
            elif name[0] == "/":
                self.close(name[1:])
            elif attributes and look and (found := look(name, attributes)):
                self.open_as(found, name, attributes, tokens)
            else:
                self.open(name, attributes)
        self.end_link()
        self.flush()

    def open(self, name: str, attributes: Attributes) -> None:
        """Begin an element: break the line where it begins one, and do what is special about it."""
        gap = GAPS.get(name)
        if gap is not None:
            self.break_line(gap)
        if name in NESTING:
            self.push(name)
        elif self.open_counts.get(name):
            self.pop(name)
        if opener := OPENERS.get(name):
            opener(self, attributes)

    def open_as(self, found: Look, name: str, attributes: Attributes, tokens: Tokens) -> None:
        """Begin an element of which the site says more than HTML does."""
        if found.is_dropped:
            tokens.drop(name)
            # A link goes on around what is left out of it.
            gap = GAPS.get(name) if found.words or not self.href else None
            if gap is not None:
                self.break_line(gap)
            self.pieces.append(found.words)
            if gap is not None:
                self.break_line(gap)
            return
        if found.is_bare:
            return
        self.open(name, attributes)
        if name not in NESTING:
            self.push(name)
        if found.role:
            self.flush()
        if found.role == QUOTE and name != "blockquote":
            self.begin_quote()
        if found.role:
            self.role = found.role
        if found.source and QUOTE in (found.role, "quote" if name == "blockquote" else ""):
            self.source = found.source
        elif found.source:
            self.pending = found.source
        self.pieces.append(found.words)

    def close(self, name: str) -> None:
        """End an element, and with it all that was opened within it and not ended."""
        if name == "a":
            self.end_link()
        gap = GAPS.get(name)
        if gap is not None:
            self.break_line(gap)
        if self.open_counts.get(name):
            self.pop(name)

    def push(self, name: str) -> None:
        self.frames.append(
            _Frame(name, self.role, self.depth, self.source, self.pending, self.item, self.base, self.indent)
        )
        self.open_counts[name] = self.open_counts.get(name, 0) + 1

    def pop(self, name: str) -> None:
        """Go back to what held before the innermost element of the name."""
        while True:
            frame = self.frames.pop()
            self.open_counts[frame.name] -= 1
            before = (self.role, self.depth, self.source, self.base, self.indent)
            if frame.name == "pre" or before != (frame.role, frame.depth, frame.source, frame.base, frame.indent):
                self.flush()
            if frame.name == "pre":
                self.pre_count -= 1
            elif frame.name in LISTS:
                self.marker = ""
                self.is_apart = frame.item is None
            elif frame.depth != self.depth:
                self.is_apart = True
                self.written_as = None
            _, self.role, self.depth, self.source, self.pending, self.item, self.base, self.indent = frame
            if frame.name == name:
                return

    def begin_quote(self) -> None:
        # What stands in a quote stands in the quoted post, unless it names another.
        self.role, self.depth, self.source, self.pending = QUOTE, self.depth + 1, self.pending or self.source, ""
        self.written_as = None

    def begin_list(self, first: int) -> None:
        if self.pre_count:
            return
        self.is_apart = self.item is None
        self.item, self.is_first_item, self.base, self.marker = first, True, self.indent, ""

    def begin_item(self) -> None:
        if self.pre_count:
            return
        if not self.is_first_item:
            self.is_apart = False
        self.is_first_item = False
        sign = f"{self.item}. " if self.item else "- "
        if self.item:
            self.item += 1
        self.marker = self.base + sign
        self.indent = (self.base + " " * len(sign))[:MOST_INDENT]

    def begin_link(self, attributes: Attributes) -> None:
        self.end_link()
        self.href = address(attributes.get("href", ""), self.base_url)
        self.words, self.is_picture_linked = [], False
        self.words_from = len(self.pieces)

    def end_link(self) -> None:
        """Add the address to the words of a link, in their place where they are no more than the address."""
        if not self.href:
            return
        here = "".join(self.pieces[self.words_from :])
        words, href = " ".join([*self.words, here]).strip(), self.href
        self.href = ""
        if not words:
            self.pieces.append(href if self.is_picture_linked else "")
            return
        if is_address(words, href) and not self.words:
            start, end = (" " if here[:1].isspace() else ""), (" " if here[-1:].isspace() else "")
            self.pieces[self.words_from :] = [start, href, end]
        elif not is_address(words, href):
            self.pieces[self.words_from :] = [here.rstrip(), f" ({href})", here[len(here.rstrip()) :]]

    def begin_cell(self) -> None:
        """Tell a cell from the one before it, if that stands in the same line."""
        if any(piece.strip() for piece in self.pieces):
            self.pieces.append(CELL)
        else:
            self.pieces.clear()
            self.words_from = 0

    def break_line(self, gap: bool) -> None:  # noqa: FBT001 (APART or NEXT)
        """End the line; what comes next stands a blank line further, if the gap is one that is seen."""
        self.flush()
        if gap and not self.marker:
            self.is_apart = True

    def flush(self) -> None:
        """Write the pieces of a paragraph as lines."""
        if not self.pieces:
            return
        text = "".join(self.pieces)
        if self.href:
            self.words.append(text[sum(map(len, self.pieces[: self.words_from])) :])
            self.words_from = 0
        self.pieces.clear()
        if self.pre_count:
            lines = text.replace(BREAK, "\n").strip("\n").split("\n") if text.strip() else []
            self.write([CODE_INDENT + line if line.strip() else "" for line in lines])
            return
        if SPACES.search(text):
            text = SPACES.sub(" ", text)
        lines = [line.strip(" ") for line in text.replace("\xa0", " ").split(BREAK)]
        starts_apart, ends_apart = len(lines) > 1 and not lines[0], len(lines) > 2 and not lines[-2]
        self.is_apart = self.is_apart or starts_apart
        self.write(without_gaps(lines))
        self.is_apart = self.is_apart or ends_apart

    def write(self, lines: list[str]) -> None:
        """Write lines under the role that holds, a blank line before them where one belongs."""
        if not lines:
            return
        builder, kind = self.builder, (self.role, self.depth, self.source)
        if self.is_apart and not builder.is_empty and builder.lines[-1]:
            if kind == self.written_as:
                self.write_as("", *kind)
            else:
                builder.write("")
        lines[0] = (self.marker or self.indent) + lines[0]
        if self.indent:
            lines[1:] = [self.indent + line if line else "" for line in lines[1:]]
        self.write_as("\n".join(lines) + "\n", *kind)
        self.marker, self.is_apart, self.written_as = "", False, kind

    def write_as(self, text: str, role: str, depth: int, source: str) -> None:
        if role == ATTRIBUTION:
            self.builder.write(text, role, depth=depth + 1, source=self.pending or source)
        else:
            self.builder.write(text, role, depth=max(depth, 1), source=source)


def without_gaps(lines: list[str]) -> list[str]:
    """Lines without blank ones at either end, and never two blank ones in a row."""
    kept: list[str] = []
    for line in lines:
        if line or (kept and kept[-1]):
            kept.append(line)
    while kept and not kept[-1]:
        kept.pop()
    return kept


def _picture(writer: _Writer, attributes: Attributes) -> None:
    is_linked, is_beside = bool(writer.href), writer.is_beside
    writer.pieces.append(picture_text(attributes, writer.base_url, is_linked=is_linked, is_beside=is_beside))
    writer.is_picture_linked = True


def _frame(writer: _Writer, attributes: Attributes) -> None:
    """What is shown in a frame or a player, by its address."""
    if source := address(attributes.get("src", ""), writer.base_url):
        writer.pieces.append(f" {source} ")


def _blockquote(writer: _Writer, attributes: Attributes) -> None:
    writer.begin_quote()
    if attributes and writer.quote_source and (source := writer.quote_source(attributes)):
        writer.source = source


def _pre(writer: _Writer, attributes: Attributes) -> None:
    writer.pre_count += 1


def _numbered(writer: _Writer, attributes: Attributes) -> None:
    start = attributes.get("start", "1")
    writer.begin_list(int(start) if start.isdecimal() and len(start) < 10 else 1)


def _checkbox(writer: _Writer, attributes: Attributes) -> None:
    if attributes.get("type", "").lower() == "checkbox":
        writer.pieces.append("[x] " if "checked" in attributes else "[ ] ")


def _rule(writer: _Writer, attributes: Attributes) -> None:
    writer.pieces.append(RULE)
    writer.break_line(APART)


OPENERS: dict[str, Callable[[_Writer, Attributes], None]] = {
    "a": _Writer.begin_link,
    "audio": _frame,
    "blockquote": _blockquote,
    "br": lambda writer, _: writer.pieces.append(BREAK),
    "embed": _frame,
    "hr": _rule,
    "iframe": _frame,
    "img": _picture,
    "input": _checkbox,
    "li": lambda writer, _: writer.begin_item(),
    "ol": _numbered,
    "pre": _pre,
    "td": lambda writer, _: writer.begin_cell(),
    "th": lambda writer, _: writer.begin_cell(),
    "ul": lambda writer, _: writer.begin_list(0),
    "video": _frame,
}
