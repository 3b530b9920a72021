"""Lines of a post -> the same lines, with the marks that people set by typing: quote signs and "Ada wrote:".

What a format marks by itself is kept as it is; here is looked at what it leaves to its writers.

    Ada wrote:                     attribution, because a quote follows
    > Who built it?                quote, depth 1, written without its sign
    >> It was there before us.     quote, depth 2
    Nobody knows.                  body
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from threads.readers.building import BODY, Builder
from threads.records import Statement

# A sign followed by no space has to be followed by a word: ">_<", ">=" and ">:(" are none.
SIGNS = re.compile(r"((?:>[ \t]?){1,9})(?=\S)")
WORD_BEGINS = re.compile(r"[^\W_]|[\"'“‘«(\[…]")
PROMPT = ">>>"
CODE_INDENT = "    "
LONGEST_NAME = 60
SAYING = re.compile(r"(?:In reply to (?P<answered>[^:]+)|(?P<name>[^:]+?),? (?:wrote|writes|said|says|posted))[:.]?")
ADDRESSED = re.compile(r"^(?:@|/?u/)")
# With these, a line is a sentence of the writer's own and no name.
NO_NAMES = frozenset(
    "i you he she they we it one as what who which that this these those there like and but or so if when then the a an"
    " someone somebody anyone everyone nobody people author article op my your his her their our".split()
)


class TypedLine(NamedTuple):
    """A line with its role, as a Builder writes it."""

    text: str
    role: str = BODY
    depth: int = 1
    source: str = ""


def write_marked(builder: Builder, write: Callable[[Builder], None]) -> None:
    """Let ``write`` write part of a post, then write it to the Builder with the typed quotes marked as well."""
    for line in _introduced([_unsigned(line) for line in _written(write)]):
        builder.write(line.text, line.role, depth=line.depth, source=line.source)


def _written(write: Callable[[Builder], None]) -> Iterator[TypedLine]:
    """The lines that are written, each with its role."""
    draft = Builder()
    draft.begin()
    write(draft)
    if not draft.lines:
        return
    draft.end(Statement("", 0, 0))
    lines = [TypedLine(text) for text in draft.lines]
    for mark in draft.posts[0].marks:
        for number in range(mark.first_line - 1, mark.last_line):
            lines[number] = TypedLine(lines[number].text, mark.role, mark.depth, mark.source)
    yield from lines


def _unsigned(line: TypedLine) -> TypedLine:
    """A line that begins with quote signs as a quote without them; every other one as it is."""
    if line.role != BODY or not line.text.startswith(">") or line.text.startswith(PROMPT):
        return line
    m = SIGNS.match(line.text)
    if not m:
        return line
    rest = line.text[m.end() :]
    if rest.startswith(">") or not (m[1][-1].isspace() or WORD_BEGINS.match(rest)):
        return line
    return TypedLine(rest, "quote", m[1].count(">"))


def _introduced(lines: list[TypedLine]) -> list[TypedLine]:
    """The lines, those marked that do nothing but name whom the next one quotes."""
    follows = ""
    for number in range(len(lines) - 1, -1, -1):
        line = lines[number]
        if line.role == BODY and follows == "quote" and names_somebody(line.text):
            lines[number] = TypedLine(line.text, "attribution")
        if line.text.strip():
            follows = line.role
    return lines


def names_somebody(text: str) -> bool:
    """Tell whether a line says that somebody wrote, and not a word more."""
    if len(text) > LONGEST_NAME or text.startswith(CODE_INDENT):
        return False
    m = SAYING.fullmatch(text.strip())
    if not m:
        return False
    words = ADDRESSED.sub("", m["answered"] or m["name"]).split()
    if not 1 <= len(words) <= 3 or any(word.lower().strip(",.") in NO_NAMES for word in words):
        return False
    return len(words) == 1 or all(word[0].isupper() for word in words)
