"""Two versions of a text -> safe html of the later one, in which what went and what came is told apart, by lines and words.

    The weir is shut.            <p>The weir is <del>shut</del><ins>open</ins>.</p>
    Ask Bruno.                   <p><del>Ask Bruno.</del></p>

All of both texts is in it. What would take long to compare is shown as gone and come, line by line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from html import escape

from django.utils.safestring import SafeString, mark_safe

from threads.records import split_lines

WORD = re.compile(r"\s+|\w+|[^\w\s]")
# So many pairs of lines, and of words of a page, are compared; more takes longer than anybody waits.
MOST_PAIRS = 400_000
# Of a line that keeps less of its words another says something else.
ALIKE = 0.5


def whole(text: str) -> SafeString:
    """A text as such a page shows it."""
    return mark_safe("\n".join(f"<p>{escape(line)}</p>" for line in split_lines(text) if line.strip()))  # noqa: S308 - escaped


def difference(before: str, after: str) -> SafeString:
    """The later text with all that the earlier one said otherwise."""
    old, new = ([line.rstrip() for line in split_lines(text) if line.strip()] for text in (before, after))
    room = MOST_PAIRS - len(old) * len(new)
    pieces: list[str] = []
    for tag, i, j, k, m in _blocks(old, new) if room > 0 else [("replace", 0, len(old), 0, len(new))]:
        if tag == "equal":
            pieces += (f"<p>{escape(line)}</p>" for line in old[i:j])
        elif room > 0 and j - i == m - k:
            for one, other in zip(old[i:j], new[k:m], strict=True):
                room -= len(WORD.findall(one)) * len(WORD.findall(other))
                pieces += _changed(one, other) if room > 0 else _replaced([one], [other])
        else:
            pieces += _replaced(old[i:j], new[k:m])
    return mark_safe("\n".join(pieces))  # noqa: S308 - each line is escaped


def _blocks(old: Sequence[str], new: Sequence[str]) -> Sequence[tuple[str, int, int, int, int]]:
    return SequenceMatcher(None, old, new, autojunk=False).get_opcodes()


def _replaced(old: Sequence[str], new: Sequence[str]) -> Iterator[str]:
    yield from (f"<p><del>{escape(line)}</del></p>" for line in old)
    yield from (f"<p><ins>{escape(line)}</ins></p>" for line in new)


def _changed(one: str, other: str) -> Iterator[str]:
    """A line that was changed, word by word; one that has little in common with the other is gone."""
    old, new = WORD.findall(one), WORD.findall(other)
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    if matcher.ratio() < ALIKE:
        yield from _replaced([one], [other])
        return
    pieces = []
    for tag, i, j, k, m in matcher.get_opcodes():
        if tag == "equal":
            pieces.append(escape("".join(old[i:j])))
            continue
        pieces += [
            f"<{name}>{escape(''.join(words))}</{name}>"
            for name, words in (("del", old[i:j]), ("ins", new[k:m]))
            if words
        ]
    yield f"<p>{''.join(pieces)}</p>"
