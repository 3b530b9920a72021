"""Lines with what they are -> a post's html, as html/setter.py sets a page of text whose lines end where they were set."""

from collections.abc import Sequence
from typing import NamedTuple

from django.utils.safestring import SafeString

from threads.html import setter
from threads.html.folds import Citation, QuotedMark
from threads.html.setter import LineEnds, LineRun


class Line(NamedTuple):
    """A line of a post. ``begins`` says that a paragraph begins with it."""

    text: str
    role: str
    begins: bool = True
    citation: Citation | None = None
    marks: tuple[QuotedMark, ...] = ()
    is_withheld: bool = False


def render(lines: Sequence[Line]) -> SafeString:
    """A post of these lines; a paragraph that begins has a blank line before it."""
    texts: list[str] = []
    runs: list[LineRun] = []
    marks: dict[int, Sequence[QuotedMark]] = {}
    for line in lines:
        texts += ["", line.text] if line.begins else [line.text]
        runs.append(LineRun(line.role, len(texts), len(texts), line.citation, line.is_withheld))
        marks[len(texts)] = line.marks
    return setter.render(texts, runs, {n: marks for n, marks in marks.items() if marks}, LineEnds.SET)
