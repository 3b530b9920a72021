"""Markdown -> the lines that its reader sees, in a Builder: CommonMark with tables and struck-out words, no raw HTML.

    > Who *built* it?        Who built it?                          (a quote, depth 1)
    See [the plan](/p).      See the plan (https://example.org/p).  (with the page's address as base)

What quotes, lists and code look like is ``html``'s business, through which all but the plainest text goes.
"""

from __future__ import annotations

import re

from markdown_it import MarkdownIt

from threads.readers.building import Builder
from threads.readers.html_lines import Looker, write_html

# Deeper quotes and lists are shown at this depth; the parser recurses.
DEEPEST = 40
# A single post of more characters is data that somebody pasted; it is shown as it was typed.
MOST_CHARACTERS = 100_000
PARSER = MarkdownIt("commonmark", {"html": False, "maxNesting": DEEPEST}).enable(["table", "strikethrough"])
# Any sign that may mean something, wherever it stands or at the beginning of a line.
MARKUP = re.compile(r"[*_`\[\]<>#~|&\\\t\0\r]|^(?: {4}| *+[-+=]| *+[0-9]{1,9}[.)])| {2}$", re.MULTILINE)
BLANK_LINES = re.compile(r"\n[ ]*+\n\s*+")


def write_markdown(builder: Builder, text: str, *, base: str = "", look: Looker | None = None) -> None:
    """Write Markdown as lines of the post that was begun, quotes marked; see ``write_html`` for the rest."""
    if len(text) > MOST_CHARACTERS:
        builder.write(text)
    elif MARKUP.search(text):
        write_html(builder, PARSER.render(text), base=base, look=look)
    else:
        _write_plain(builder, text)


def _write_plain(builder: Builder, text: str) -> None:
    paragraphs = [" ".join(paragraph.split()) for paragraph in BLANK_LINES.split(text)]
    if words := "\n\n".join(filter(None, paragraphs)):
        if not builder.is_empty and builder.lines[-1]:
            builder.write("")
        builder.write(words)
