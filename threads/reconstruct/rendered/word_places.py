"""A page's lines -> for each, the places in stated posts where its words stand, whole or nearly so.

Three words in a row propose a place, the line's words in order decide. Words that stand in too many places, or are too
few, are looked for where the line's neighbours lead: further on in the same post, at the beginning of the next, or the
other way round.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from threads.reconstruct.rendered.texts import GRAM, Shelf, Words

MOST_OPTIONS = 12
MOST_ALIGNED = 4
# Words that are aligned one with each other; longer lines are followed in one pass. How far a place may be from where three words in a row put it: pages
# leave out addresses, posts leave out what pictures are called.
ALIGNED_WORDS = 400
BEFORE, AFTER = 60, 80
# Share of a line's words that must stand there for it to be worth a look.
WORTH = 0.5
# Words that may be left out between two lines of one post, and posts between two posts.
SKIPPED, STEPS = 12, (1, 2, 3)


@dataclass(frozen=True, slots=True)
class Option:
    """A place where a line may stand: words ``start`` to ``end`` (exclusive) of a post.

    ``hits`` of the line's words stand there, ``row`` of them in a row.
    """

    post: int
    start: int
    end: int
    hits: int
    row: int


def options_of(lines: Sequence[Words], shelf: Shelf) -> list[list[Option]]:
    """Where each line may stand, the likeliest first."""
    rows = [_by_words(words, shelf) for words in lines]
    for step in (1, -1):
        order = range(len(lines)) if step > 0 else range(len(lines) - 1, -1, -1)
        for index in order:
            beside = index - step
            if 0 <= beside < len(lines):
                _add(rows[index], _led(lines[index], rows[beside], shelf, step))
    return rows


def _add(options: list[Option], more: Iterator[Option]) -> None:
    present = set(options)
    for option in more:
        if len(options) >= 2 * MOST_OPTIONS:
            return
        if option not in present:
            present.add(option)
            options.append(option)


def _by_words(words: Words, shelf: Shelf) -> list[Option]:
    count = len(words)
    if count < GRAM:
        return [Option(post, at, at + count, count, count) for post, at in shelf.line(words)[:MOST_OPTIONS]]
    shifts: Counter[tuple[int, int]] = Counter()
    for at in range(count - GRAM + 1):
        shifts.update((post, place - at) for post, place in shelf.gram(words[at : at + GRAM]))
    options: list[Option] = []
    loose: list[tuple[int, int]] = []
    for (post, shift), _ in shifts.most_common(4 * MOST_OPTIONS):
        if shift >= 0 and tuple(shelf.volumes[post].words[shift : shift + count]) == words:
            options.append(Option(post, shift, shift + count, count, count))
        else:
            loose.append((post, shift))
    if len(options) < MOST_OPTIONS:
        options += _nearly(words, loose, shelf, {option.post for option in options})
    return options[:MOST_OPTIONS]


def _nearly(words: Words, loose: Sequence[tuple[int, int]], shelf: Shelf, taken: set[int]) -> list[Option]:
    """Places that hold most of the words, the best of each post."""
    options = []
    trials = 0
    for post, shift in loose:
        if post in taken:
            continue
        taken.add(post)
        trials += 1
        option = aligned(words, post, shift, shelf)
        if option is not None:
            options.append(option)
        if trials >= MOST_ALIGNED:
            break
    return sorted(options, key=lambda option: -option.hits)


def aligned(words: Words, post: int, shift: int, shelf: Shelf) -> Option | None:
    """Align a line with the words round a place; None where too few are there."""
    if len(words) > ALIGNED_WORDS:
        return _followed(words, post, max(0, shift - BEFORE), shelf)
    low = max(0, shift - BEFORE)
    window = shelf.volumes[post].words[low : max(0, shift) + len(words) + AFTER]
    blocks = SequenceMatcher(None, words, window, autojunk=False).get_matching_blocks()[:-1]
    count = sum(block.size for block in blocks)
    if not blocks or count < WORTH * len(words):
        return None
    end = low + blocks[-1].b + blocks[-1].size
    return Option(post, low + blocks[0].b, end, count, max(block.size for block in blocks))


def _followed(words: Words, post: int, place: int, shelf: Shelf) -> Option | None:
    """Align a long line in one pass: from one run of words to the nearest further on in the post."""
    theirs = shelf.volumes[post].words
    at = count = row = 0
    start = end = -1
    while at < len(words) and place < len(theirs):
        if start < 0 or end != place or words[at] != theirs[place]:
            ahead = (each for other, each in shelf.gram(words[at : at + GRAM]) if other == post)
            nearest = min((each for each in ahead if place <= each <= place + BEFORE + AFTER), default=-1)
            if nearest < 0:
                at += 1
                continue
            place, run = nearest, 0
            start = place if start < 0 else start
        at, place, count, run = at + 1, place + 1, count + 1, run + 1
        end, row = place, max(row, run)
    return Option(post, start, end, count, row) if count >= WORTH * len(words) else None


def _led(words: Words, beside: Sequence[Option], shelf: Shelf, step: int) -> Iterator[Option]:
    """Look for a line of few words where the options of its neighbour lead."""
    for option in beside[:MOST_OPTIONS]:
        volume = shelf.volumes[option.post]
        here = option.end if step > 0 else option.start
        yield from _near(words, option.post, here, step, shelf)
        if (len(volume) - here if step > 0 else here) <= SKIPPED:
            for steps in STEPS:
                for other in shelf.beside(option.post, step * steps):
                    yield from _near(words, other, 0 if step > 0 else len(shelf.volumes[other]), step, shelf)


def _near(words: Words, post: int, place: int, step: int, shelf: Shelf) -> Iterator[Option]:
    """The place nearest to another in a post, in one direction, where words stand."""
    theirs, count = shelf.volumes[post].words, len(words)
    if step > 0:
        places = range(place, min(place + SKIPPED, len(theirs) - count) + 1)
    else:
        places = range(place - count, max(place - count - SKIPPED, 0) - 1, -1)
    for at in places:
        if theirs[at] == words[0] and tuple(theirs[at : at + count]) == words:
            yield Option(post, at, at + count, count, count)
            return
