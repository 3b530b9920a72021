"""The html of a post -> what a reader does not see of it before a fold is opened.

For benchmarks that judge our folding: it reads the page as a browser would, and uses nothing of threads/.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html.parser import HTMLParser

POST = re.compile(r"/p/(\d+)/")
# What ends a word in a page without a space being there.
BREAKS = frozenset("p br blockquote details summary pre div li ul ol".split())


@dataclass(slots=True)
class Fold:
    """A closed fold: whom it says it quotes, the lines that introduce the quote, and the quote."""

    source: int = 0
    introduction: str = ""
    quote: str = ""


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.folds: list[Fold] = []
        self._within: list[str] = []  # what stands open in the fold
        self._fold: Fold | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "details" and "quote" in (given.get("class") or "") and "open" not in given:
            self._fold = Fold()
            self.folds.append(self._fold)
        if self._fold is None:
            return
        if tag == "blockquote" and (found := POST.search(given.get("cite") or "")):
            self._fold.source = int(found[1])
        if tag not in ("br", "img", "hr", "wbr"):
            self._within.append(f"{tag}.{given.get('class') or ''}")
        self._write("\n" if tag in BREAKS else "")

    def handle_endtag(self, tag: str) -> None:
        if self._fold is None:
            return
        while self._within and self._within.pop().partition(".")[0] != tag:
            pass
        self._write("\n" if tag in BREAKS else "")
        if not self._within:
            self._fold = None

    def handle_data(self, data: str) -> None:
        self._write(data)

    def _write(self, text: str) -> None:
        if self._fold is None:
            return
        if "p.attribution" in self._within:
            self._fold.introduction += text
        elif any(each.startswith("blockquote") for each in self._within):
            self._fold.quote += text


def folds_of(html: str) -> list[Fold]:
    """The closed folds of a post."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.folds
