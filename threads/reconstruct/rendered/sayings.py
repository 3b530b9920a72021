"""Lines beside stated posts -> those by which the page speaks of them: a name, a date, a title, a row of buttons."""

from __future__ import annotations

import re
from collections.abc import Container, Sequence

from threads.reconstruct.rendered.texts import Shelf, words_of

# A line of more words is somebody's.
MOST_WORDS = 20
# What pages put round a name and a date, in any order.
LABELS = frozenset(
    "a about ago am and at author by commented date day days edited from hour hours in likes like karma minute minutes month "
    "months of on points pm post posted posts re replied reply said says sent subject subscribe the to topic user utc gmt "
    "view views vote votes voter voters week weeks written wrote year years "
    "mon tue wed thu fri sat sun monday tuesday wednesday thursday friday saturday sunday jan feb mar apr may jun jul aug "
    "sep oct nov dec january february march april june july august september october november december".split()
)
# A row of buttons stands beside so many posts, and beside this share of them: a word of thanks does not.
REPEATS, BESIDE, BUTTON_WORDS = 3, 0.6, 8
# A post that the page leaves out, or that has no word, may have left its name there.
NEIGHBOURS = (-1, 1)
DIGITS = re.compile(r"\d+")


def sayings_of(
    texts: Sequence[str], copies: Container[int], spans: Sequence[tuple[int, int, int]], shelf: Shelf
) -> frozenset[int]:
    """Walk from each post outwards, as long as the lines speak of it. ``spans`` are first and last lines of posts."""
    sayings: set[int] = set()
    buttons = _buttons(texts, copies, spans)
    for first, last, post in spans:
        near = (other for step in NEIGHBOURS for other in shelf.beside(post, step))
        names = [each for other in (post, *near) for each in shelf.volumes[other].stated.names]
        inside = (line for line in range(first, last) if line not in copies and texts[line - 1].strip())
        sayings.update(line for line in inside if _speaks(texts[line - 1], names, buttons))
        for start, step in ((first, -1), (last, 1)):
            line = start + step
            while 0 < line <= len(texts) and line not in copies and _speaks(texts[line - 1], names, buttons):
                if texts[line - 1].strip():
                    sayings.add(line)
                line += step
    return frozenset(sayings)


def _speaks(text: str, names: Sequence[frozenset[str]], buttons: Container[str]) -> bool:
    """Whether a line consists of labels, numbers, and the post's author, date or title."""
    words = words_of(text)
    if not words:
        return True
    if len(words) > MOST_WORDS:
        return False
    if _shape(text) in buttons:
        return True
    matches = [each for each in names if each and each.issubset(words)]
    vocabulary = LABELS.union(*matches)
    if any(word not in vocabulary and not word.isdigit() for word in words):
        return False
    return bool(matches) or (len(words) > 1 and any(map(str.isdigit, words)))


def _buttons(texts: Sequence[str], copies: Container[int], spans: Sequence[tuple[int, int, int]]) -> frozenset[str]:
    """Lines of few words that stand beside most posts, alike except for their numbers."""
    lines: dict[str, set[int]] = {}
    for first, last, _ in spans:
        for start, step in ((first, -1), (last, 1)):
            line = start + step
            seen = 0
            while 0 < line <= len(texts) and line not in copies and seen < REPEATS:
                text = texts[line - 1]
                if text.strip():
                    seen += 1
                    if len(words_of(text)) <= BUTTON_WORDS:
                        lines.setdefault(_shape(text), set()).add(line)
                line += step
    least = max(REPEATS, BESIDE * len(spans))
    return frozenset(shape for shape, posts in lines.items() if len(posts) >= least)


def _shape(text: str) -> str:
    return DIGITS.sub("0", " ".join(text.split()).casefold())
