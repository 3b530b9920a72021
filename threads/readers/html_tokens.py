"""HTML as it comes -> tokens, in one pass over the bytes and without a tree.

The tree that the standard asks for can be quadratic in its source (unclosed ``<b id=1><p>`` repeated: 70 KB became 2.9 GB
in the parser that was tried), and lines need no tree. What is not closed is text: it is shown rather than lost.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from html import unescape
from typing import NamedTuple

# Possessive throughout, so that a tag is read once: <name, then anything but ">", which quoted values may hold.
TOKEN = re.compile(
    r"""<(?:(?P<slash>/?)(?P<name>[a-zA-Z][^\s/>]*+)(?P<attributes>(?:[^>=]++|=\s*+(?:"[^"]*+"|'[^']*+')?+)*+)>
         | (?P<odd>!--|[!?]|/(?=[^a-zA-Z>]))
         | (?P<unfinished>/?[a-zA-Z]))""",
    re.VERBOSE,
)
ATTRIBUTE = re.compile(r"""([^\s=/>"']++)(?:\s*+=\s*+(?:"([^"]*+)"|'([^']*+)'|([^\s>]++)))?""")
VOID = frozenset("area base br col embed frame hr img input link meta param source track wbr".split())
# Elements that nobody reads; those of RAW hold no tags.
RAW = frozenset("script style title".split())
DROPPED = RAW | frozenset("noscript template svg datalist".split())
CLOSERS = {name: re.compile(rf"</{name}(?=[\s/>])[^>]*+>", re.IGNORECASE) for name in RAW}
HIDDEN = re.compile(r"(?:^|;)\s*+display\s*+:\s*+none\b", re.IGNORECASE)

Attributes = Mapping[str, str]
NONE: Attributes = {}


class Token(NamedTuple):
    """Text, or a tag: its name in lower case, with a slash before it where it ends an element."""

    name: str
    text: str = ""
    attributes: Attributes = NONE


class Tokens:
    """The tokens of a fragment. ``drop`` leaves out the rest of the element that was opened last."""

    def __init__(self, html: str) -> None:
        self._html = html
        self._at = 0
        # Whether what was asked for so far was closed; once it was not, nothing is looked for again, for that is quadratic.
        self._closes: dict[str, bool] = {}

    def __iter__(self) -> Iterator[Token]:
        html = self._html
        search = TOKEN.search
        while found := search(html, self._at):
            start = found.start()
            if start > self._at:
                yield Token("", plain(html[self._at : start]))
            name = found["name"]
            if name is None:
                if found["unfinished"]:
                    self._at = start
                    break
                self._at = self._past_odd(found["odd"], start)
                continue
            self._at = found.end()
            name = name.lower()
            if found["slash"]:
                yield Token("/" + name)
                continue
            rest = found["attributes"]
            attributes = attributes_of(rest) if "=" in rest or rest.strip(" /\n") else NONE
            if name in DROPPED or (attributes and is_hidden(attributes)):
                self.drop(name)
                continue
            yield Token(name, "", attributes)
        if self._at < len(html):
            yield Token("", plain(html[self._at :]))

    def drop(self, name: str) -> None:
        """Go on behind the end of the element just opened; where it has none, go on within it."""
        closer = CLOSERS.get(name)
        kind = name if closer else "element"
        if name in VOID or not self._closes.get(kind, True):
            return
        found = closer.search(self._html, self._at) if closer else None
        end = found.end() if found else None if closer else self._end_of(name)
        if end is None:
            self._closes[kind] = False
        else:
            self._at = end

    def _end_of(self, name: str) -> int | None:
        depth, at = 1, self._at
        while found := TOKEN.search(self._html, at):
            if found["unfinished"]:
                return None
            at = found.end()
            if found["name"] is None:
                at = self._past_odd(found["odd"], found.start())
            elif found["name"].lower() == name:
                depth += -1 if found["slash"] else 1
                if not depth:
                    return at
        return None

    def _past_odd(self, opening: str, start: int) -> int:
        """Where a comment, a declaration or what browsers take for one ends."""
        closing = "-->" if opening == "!--" else ">"
        end = self._html.find(closing, start + 2) if self._closes.get(closing, True) else -1
        if end < 0:
            self._closes[closing] = False
            return start + 1 + len(opening)
        return end + len(closing)


def attributes_of(source: str) -> dict[str, str]:
    """The attributes of a tag; of equal names the first counts, as in browsers."""
    found: dict[str, str] = {}
    for name, double, single, bare in ATTRIBUTE.findall(source):
        found.setdefault(name.lower(), plain(double or single or bare))
    return found


def is_hidden(attributes: Attributes) -> bool:
    """Tell whether an element says itself that nobody sees it."""
    return "hidden" in attributes or ("style" in attributes and HIDDEN.search(attributes["style"]) is not None)


def plain(text: str) -> str:
    """Text with its character references resolved."""
    if "&" not in text:
        return text
    try:
        return unescape(text)
    except ValueError:  # a reference of more digits than Python turns into a number
        return text
