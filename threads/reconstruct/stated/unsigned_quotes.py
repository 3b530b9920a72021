"""Lines of a post whose quoting shows in no sign ">" -> what is quoted, what is its author's, and what houses add.

Ada> The weir leaks.        a quote, if the post answered holds that very line: so with | : ] and initials
On Monday Ada wrote:
The weir leaks.             a quote by its place, proven
It did before, too.         below it, in no post: the author's own

=============               a rule, and a block below it with which others end their posts as well: nobody's words
Meant for you alone ...
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from threads.reconstruct.stated.keying import StatedPost
from threads.reconstruct.stated.words import words_of

SIGN = re.compile(r"^[ \t]{0,4}(?:[^\W\d_][\w.'-]{0,19}>|[|:\]]) ?(?=[^\s|])", re.MULTILINE)
# Fewer words are said by anybody; of a line behind a sign, and of a paragraph that is the author's.
FEWEST_SIGNED, FEWEST_OWN = 3, 5
SHINGLE = 4
RULE = re.compile(r"\s{0,4}(?:[=_*#~-]{5,}|(?:- ?){5,})\s{0,9}$")
RULE_SIGNS = frozenset("=_*#~-")
AS_DASHES, RULE_PART = bytes.maketrans(b"=_*#~", b"-----"), b"-----"
FEWEST_SHARED, MOST_ENDING = 12, 40
TABLE = re.compile(r"\|.*\|")


def signed_lines(post: StatedPost, taken: set[int]) -> Iterator[tuple[int, str]]:
    """The lines that begin with another sign than ``>``, each with the words behind it."""
    place, line = 0, post.stated.first_line
    for m in SIGN.finditer(post.text):
        line, place = line + post.text.count("\n", place, m.start()), m.start()
        text = post.texts[line - 1]
        if line in taken or TABLE.match(text.strip()):
            continue
        words = words_of(text[m.end() - m.start() :])
        if len(words) >= FEWEST_SIGNED:
            yield line, " ".join(words)


def released(
    lines: Sequence[int],
    words: Mapping[int, str],
    sourced: set[int],
    texts: Sequence[str],
    stands: Callable[[str], bool],
) -> set[int]:
    """Of a quote that is known by its place alone, the paragraphs that are its author's after all.

    The quote must begin with proven lines; a paragraph is own if it has some words and no few of them ``stand`` anywhere.
    """
    if not lines or lines[0] not in sourced:
        return set()
    own: set[int] = set()
    paragraph: list[int] = []
    for line in (*lines, 0):
        is_next = bool(paragraph) and (not line or any(not text.strip() for text in texts[paragraph[-1] : line - 1]))
        if is_next:
            if _is_own(paragraph, words, sourced, stands):
                own.update(paragraph)
            paragraph = []
        paragraph.append(line)
    return own


def _is_own(lines: Sequence[int], words: Mapping[int, str], sourced: set[int], stands: Callable[[str], bool]) -> bool:
    if sourced.intersection(lines):
        return False
    parts = " ".join(words[line] for line in lines).split()
    if len(parts) < FEWEST_OWN:
        return False
    return not any(stands(" ".join(parts[at : at + SHINGLE])) for at in range(len(parts) - SHINGLE + 1))


def ending_of(post: StatedPost) -> tuple[range, str]:
    """The lines of a post from its last rule on, and the words below that; nothing if no mark is left out of them."""
    if RULE_PART not in post.text.encode("ascii", "replace").translate(AS_DASHES, b" "):
        return range(0), ""  # most posts
    lines = post.filled
    texts = post.texts
    near = (line for line in reversed(lines[-MOST_ENDING:]) if texts[line - 1].lstrip()[:1] in RULE_SIGNS)
    rule = next((line for line in near if RULE.match(texts[line - 1])), None)
    if rule is None:
        return range(0), ""
    last = lines[-1]
    for mark in reversed(post.stated.marks):
        while last >= rule and not post.texts[last - 1].strip():
            last -= 1
        if mark.last_line < rule:
            break
        if not mark.first_line <= last <= mark.last_line:
            return range(0), ""  # a mark within the block
        last = mark.first_line - 1
    first = post.stated.first_line
    words = " ".join(filter(None, post.words[rule + 1 - first : last + 1 - first]))
    return range(rule, last + 1), words if words.count(" ") + 1 >= FEWEST_SHARED else ""
