r"""The lines of a mail -> which of them are a patch, a summary of one, or set in columns, and keep their shape.

diff --git a/tide.c b/tide.c        begins a patch
@@ -1,2 +1,2 @@                     so does a hunk on its own
-\treturn ebb;                       and goes on while lines begin with a space, a plus or a minus
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

BEGINS = re.compile(r"diff -|Index: \S|@@ -\d+(?:,\d+)? \+\d+(?:,\d+)? @@")
OPENS = ("diff -", "Index: ", "@@ -")
GOES_ON = (
    " ", "+", "-", "\t", "@@ ", "diff -", "index ", "new file mode ", "deleted file mode ", "old mode ", "new mode ",
    "similarity index ", "rename ", "copy ", "Binary files ", "GIT binary patch", "\\ No newline", "=====",
)  # fmt: skip
# "tide.c | 12 ++--", and below such lines what sums them up.
SUMMARY = re.compile(r"\s*\S[^|]{0,200}\|\s{1,8}(?:\d{1,7}(?: [+-]{1,100})?|Bin .{1,80})\s*$")
BELOW = re.compile(r"\s*(?:\d+ files? changed\b|(?:create|delete) mode \d{6} |mode change \d|rename \S)")
RULE = re.compile(r"---\s*$")
# Letters far apart in one line are a column, as a tab within it is.
COLUMN = re.compile(r"\S(?: {3,}|\t+| ?[|+][-=+]{3,})\S")
RULED = "+--"
SIGNS = ("@@ -", "diff -", "+++ ", "|", "   ", "\t", RULED)


def may_be_shaped(texts: Iterable[str]) -> bool:
    """Whether a closer look is worth its time; few mails hold any sign of a shape."""
    whole = "\n".join(texts)
    return any(sign in whole for sign in SIGNS)


def shaped_lines(texts: Sequence[str], gaps: Sequence[bool]) -> set[int]:
    """The indices of lines that keep their shape. ``gaps`` says before which lines there is an empty one."""
    return {*_patches(texts), *_summaries(texts), *_columns(texts, gaps)}


def _patches(texts: Sequence[str]) -> Iterator[int]:
    is_within = False
    for n, text in enumerate(texts):
        if is_within and text.startswith(GOES_ON):
            yield n
            continue
        opens = text.startswith("--- ") and n + 1 < len(texts) and texts[n + 1].startswith("+++ ")
        is_within = opens or (text.startswith(OPENS) and BEGINS.match(text) is not None)
        if is_within:
            yield n


def _summaries(texts: Sequence[str]) -> set[int]:
    """Lines that sum a patch up, with the rule before them and the changed modes below."""
    numbers = {n for n, text in enumerate(texts) if "|" in text and SUMMARY.match(text)}
    first = min(numbers, default=0)
    if first and RULE.match(texts[first - 1]):
        numbers.add(first - 1)
    for n in sorted(numbers):
        below = n + 1
        while below < len(texts) and BELOW.match(texts[below]):
            numbers.add(below)
            below += 1
    return numbers


def _columns(texts: Sequence[str], gaps: Sequence[bool]) -> Iterator[int]:
    """Paragraphs of several lines, most of which are set in columns."""
    begins = [n for n, gap in enumerate(gaps) if gap or n == 0]
    may_be = ["   " in text or "\t" in text or RULED in text for text in texts]
    for first, last in pairwise([*begins, len(texts)]):
        if last - first > 1 and sum(may_be[first:last]) * 2 > last - first:
            columns = sum(may_be[n] and COLUMN.search(texts[n]) is not None for n in range(first, last))
            if columns * 2 > last - first:
                yield from range(first, last)
