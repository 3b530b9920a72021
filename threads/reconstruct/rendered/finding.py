"""The stages in order: a page's lines and a shelf of stated posts -> the Rendering."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from difflib import SequenceMatcher

from threads.reconstruct.match import ELLIPSIS
from threads.reconstruct.rendered.path import best_path
from threads.reconstruct.rendered.proof import RenderedRun, proven, runs_of
from threads.reconstruct.rendered.sayings import sayings_of
from threads.reconstruct.rendered.texts import Shelf, Volume, Words, is_mark, words_of
from threads.reconstruct.rendered.values import Copy, Rendering
from threads.reconstruct.rendered.word_places import Option, options_of
from threads.words.kinds import Kind

# Words of a line that its post need not have: pages name pictures and sizes, posts do not. More than that is somebody's
# own text, and is never taken for another's.
STRANGE, STRANGE_SHARE = 2, 0.25
TAIL = 8
LOOKS = 3


def find_renderings(texts: Sequence[str], shelf: Shelf) -> Rendering:
    """Find the lines of a page that stand in stated posts.

    What the page says of these stands between them and hides that they are neighbours, so it is left out, and the page
    looked at again.
    """
    worded = {number: words for number, text in enumerate(texts, 1) if (words := words_of(text))}
    worded = {number: words for number, words in worded.items() if not is_mark(words) or shelf.line(words)}
    sayings: frozenset[int] = frozenset()
    rendering = Rendering()
    for _ in range(LOOKS):
        numbers = [number for number in worded if number not in sayings]
        rendering = _rendering_of(texts, numbers, [worded[number] for number in numbers], shelf)
        if rendering.sayings <= sayings:
            break
        sayings |= rendering.sayings
    return (
        replace(rendering, sayings=(rendering.sayings | sayings).difference(rendering.copies))
        if rendering
        else rendering
    )


def _rendering_of(texts: Sequence[str], numbers: Sequence[int], lines: Sequence[Words], shelf: Shelf) -> Rendering:
    path = best_path(lines, options_of(lines, shelf), shelf)
    runs = proven(runs_of(path), lines, shelf)
    copies: dict[int, Copy] = {}
    for run in runs:
        for at, option in _lines_of(run, lines, shelf):
            text = texts[numbers[at] - 1]
            copies[numbers[at]] = _copy(shelf.volumes[run.post], option, lines[at], text)
    copies.update(_rules(texts, copies))
    spans = [(numbers[run.at[0]], numbers[run.at[-1]], run.post) for run in runs]
    threads = {shelf.volumes[run.post].stated.thread for run in runs}
    return Rendering(copies, sayings_of(texts, copies, spans, shelf), len(threads)) if copies else Rendering()


def _lines_of(run: RenderedRun, lines: Sequence[Words], shelf: Shelf) -> Iterator[tuple[int, Option]]:
    """The lines of a run that say no more than its post, and those between two of them that stand for its words there."""
    before: Option | None = None
    last = -1
    for at, option in zip(run.at, run.options, strict=True):
        if before is not None:
            gap = option.start - before.end
            between = range(last + 1, at)
            if gap and sum(len(lines[n]) for n in between) <= 2 * gap + STRANGE:
                yield from ((n, Option(run.post, before.end, option.start, 0, 0)) for n in between)
        if _strange(lines[at], option, shelf.volumes[run.post]) <= max(STRANGE, STRANGE_SHARE * len(lines[at])):
            yield at, option
        before, last = option, at


def _rules(texts: Sequence[str], copies: Mapping[int, Copy]) -> Iterator[tuple[int, Copy]]:
    """The lines of marks between two lines of one post, which are the post's as well."""
    above: Copy | None = None
    between: list[int] = []
    for number, text in enumerate(texts, 1):
        here = copies.get(number)
        if here is not None:
            if above is not None and above.post == here.post:
                yield from ((each, replace(above, kind=Kind.ALTERED)) for each in between)
            above, between = here, []
        elif (words := words_of(text)) and not is_mark(words):
            above, between = None, []
        elif text.strip():
            between.append(number)


def _strange(words: Words, option: Option, volume: Volume) -> int:
    """The words of a line that do not stand in its place; names of files and sizes do not count."""
    if option.hits == len(words):
        return 0
    place = volume.words[option.start : option.end]
    blocks = SequenceMatcher(None, words, place, autojunk=False).get_matching_blocks()
    there = {at for block in blocks for at in range(block.a, block.a + block.size)}
    return sum(at not in there and not any(map(str.isdigit, word)) for at, word in enumerate(words))


def _copy(volume: Volume, option: Option, words: Words, text: str) -> Copy:
    stated = volume.stated
    index = volume.line_of[option.start]
    original = stated.texts[index]
    if tuple(volume.words[option.start : option.end]) != words:
        kind = Kind.ALTERED
    elif words_of(original) == words:
        kind = Kind.EXACT
    else:
        kind = Kind.TRUNCATED if ELLIPSIS.search(text[-TAIL:]) else Kind.PARTIAL
    return Copy(stated.key, stated.unit, stated.first_line + index, len(original.rstrip()), kind)
