"""The way through stated posts -> runs of lines, each in one post, and which of them are proven to render it.

    lines of the page                     their places
    The lock leaks at the sill in every   A, words 1 to 8     a run: fourteen words in a row, and all of A
    wet month, and nobody mends it.       A, words 9 to 14
    Not here.                             B, words 1 and 2    few words, but B answers A and stands here whole
    the lock leaks at the sill            A, words 1 to 6     a row of six, but these words stand above already
    ^^^^^^^^^^^^^^^^^^^^^^^^^^                                and so a quote, which is left to the page

A run proves itself by several words in a row and by holding most of its post, or by standing on a page that is mostly
known. A post of a few words is proven by its neighbours: all of it stands where it stands in its thread. Anything else
is a quote at most. So are words that stand a second time on the page, unless they again stand in the thread's order.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from threads.reconstruct.rendered.texts import GRAM, Shelf, Words
from threads.reconstruct.rendered.word_places import STEPS, Option

# Words in a row that prove a run, and the share of a post's own words that it then holds: most, or as good as all.
ROW, MOST, WHOLE = 6, 0.6, 0.9
# A page whose known runs hold so much of it renders; there, a part of a post does too.
KNOWN_SHARE = 0.6
# Words and lines of a post that hardly anybody quotes; they also prove a post that an end of the page cuts off.
MANY_WORDS, MANY_LINES = 30, 2
# Share of the words of a post of few words, which its neighbours prove.
FEW_SHARE = 0.8
# Posts of one author that make a page theirs, and their share: some of what they quote may be taken for others' posts.
OF_ONE_AUTHOR, AUTHOR_SHARE = 3, 0.8


@dataclass(slots=True)
class RenderedRun:
    """Lines that follow each other in one post. ``at`` are their places among the page's lines."""

    post: int
    at: list[int] = field(default_factory=list)
    options: list[Option] = field(default_factory=list)

    @property
    def hits(self) -> int:
        return sum(option.hits for option in self.options)

    @property
    def row(self) -> int:
        """The most words in a row, over line ends."""
        best = run = 0
        end = -1
        for option in self.options:
            whole = option.hits == option.end - option.start
            run = run + option.hits if whole and option.start == end else option.row
            end = option.end if whole else -1
            best = max(best, run, option.row)
        return best


def runs_of(path: Sequence[Option | None]) -> list[RenderedRun]:
    """Cut the way into runs; lines without a place do not part them."""
    runs: list[RenderedRun] = []
    for at, option in enumerate(path):
        if option is None:
            continue
        if not runs or runs[-1].post != option.post or option.start < runs[-1].options[-1].end:
            runs.append(RenderedRun(option.post))
        runs[-1].at.append(at)
        runs[-1].options.append(option)
    return runs


def proven(runs: Sequence[RenderedRun], lines: Sequence[Words], shelf: Shelf) -> list[RenderedRun]:
    """The runs that render their posts.

        run      A    B    C
        words   14    2   40
                ^^        ^^    sure by their own words
                      ^         led: its post stands between theirs in the thread, too

    What is led leads on to its own neighbours.
    """
    strong = [n for n, run in enumerate(runs) if run.row >= ROW]
    is_known = sum(runs[n].hits for n in strong) >= KNOWN_SHARE * sum(map(len, lines))
    again = _again(runs) - _in_order(runs, shelf)
    sure = {n for n in strong if n not in again and _is_proof(runs, n, len(lines), shelf, is_known=is_known)}
    sure |= _of_author(runs, sure, shelf) - again
    frontier = sorted(sure)
    while frontier:
        near = {each for n in frontier for each in (n - 1, n + 1) if 0 <= each < len(runs)} - sure - again
        neighbours = {n for n in near if _is_led(runs, n, sure, lines, shelf)}
        sure |= neighbours
        frontier = sorted(neighbours)
    return _joined([runs[n] for n in sorted(sure)])


def _is_proof(runs: Sequence[RenderedRun], n: int, count: int, shelf: Shelf, *, is_known: bool) -> bool:
    """Whether a run of several words in a row is more than a quote."""
    run, portion = runs[n], _holds(runs[n], shelf)
    is_alone = not any(_adjoins(runs, each) for each in (n, n + 1)) and len(run.at) < count
    if is_known:
        return portion >= MOST or not is_alone
    if is_alone:
        return portion >= WHOLE and (run.hits >= MANY_WORDS or len(run.at) >= MANY_LINES)
    return portion >= MOST or _is_cut_off(run, count, shelf)


def _adjoins(runs: Sequence[RenderedRun], n: int) -> bool:
    return 0 < n < len(runs) and runs[n].at[0] - runs[n - 1].at[-1] == 1


def _again(runs: Sequence[RenderedRun]) -> set[int]:
    """Runs whose words stand in others already.

        A 1-14   B 1-2   A 1-6
                         ^^^^^    all six words are the first run's: again

    The run that holds more of a post is the first one; of equals, the one above.
    """
    repeats = set()
    spans_of: dict[int, list[tuple[int, int]]] = {}
    for n in sorted(range(len(runs)), key=lambda n: (-runs[n].hits, n)):
        run = runs[n]
        spans = spans_of.setdefault(run.post, [])
        words = sum(
            max(0, min(end, option.end) - max(start, option.start)) for option in run.options for start, end in spans
        )
        if 2 * words >= sum(option.end - option.start for option in run.options):
            repeats.add(n)
        else:
            spans.append((run.options[0].start, run.options[-1].end))
    return repeats


def _in_order(runs: Sequence[RenderedRun], shelf: Shelf) -> set[int]:
    """Runs that follow each other as their posts do in a thread, most of them whole.

        A B C   x   A B C    two chains: a thread stands on the page twice, and all six runs are in order
        A B C C              one chain: what a quote at its end repeats is cut off
              ^

    So a thread is told from quotes of it.
    """
    chains: list[list[int]] = []
    for n, run in enumerate(runs):
        steps = shelf.steps(runs[n - 1].post, run.post) if _adjoins(runs, n) else None
        is_same = _adjoins(runs, n) and runs[n - 1].post == run.post
        if is_same or (steps is not None and steps <= STEPS[-1]):
            chains[-1].append(n)
        else:
            chains.append([n])
    numbers: set[int] = set()
    for chain in chains:
        while len(chain) > 1 and runs[chain[-1]].post == runs[chain[-2]].post:
            chain.pop()
        if len(chain) > 1 and 2 * sum(_holds(runs[n], shelf) >= MOST for n in chain) >= len(chain):
            numbers.update(chain)
    return numbers


def _holds(run: RenderedRun, shelf: Shelf) -> float:
    """The share of a post that a run holds: of its own words that pages show, or of all."""
    volume = shelf.volumes[run.post]
    count = sum(volume.is_own[at] for option in run.options for at in range(option.start, option.end))
    return max(count / volume.own if volume.own else 0.0, run.hits / len(volume))


def _is_cut_off(run: RenderedRun, count: int, shelf: Shelf) -> bool:
    if run.hits < MANY_WORDS:
        return False
    ends_page = run.at[-1] == count - 1 and run.options[0].start == 0
    return ends_page or (run.at[0] == 0 and run.options[-1].end == len(shelf.volumes[run.post]))


def _is_led(runs: Sequence[RenderedRun], n: int, sure: set[int], lines: Sequence[Words], shelf: Shelf) -> bool:
    """Whether a run continues a proven one, or stands in its place beside one (if whole) or between two (if not)."""
    run = runs[n]
    sides = 0
    for before, after in ((n - 1, n), (n, n + 1)):
        near = before if after == n else after
        if near not in sure or runs[after].at[0] - runs[before].at[-1] != 1:
            continue
        if runs[before].post == runs[after].post and run.row >= ROW:
            return True
        steps = shelf.steps(runs[before].post, runs[after].post)
        sides += steps is not None and steps <= STEPS[-1]
    if run.at[-1] == len(lines) - 1 and run.hits >= GRAM and run.options[0].start == 0:
        sides += 1  # the page ends with it
    return bool(sides) and (_holds(run, shelf) >= FEW_SHARE or (sides > 1 and _is_whole(run, lines)))


def _is_whole(run: RenderedRun, lines: Sequence[Words]) -> bool:
    """Whether all words of a run's lines stand in its post."""
    return all(option.hits == len(lines[at]) for at, option in zip(run.at, run.options, strict=True))


def _joined(runs: Sequence[RenderedRun]) -> list[RenderedRun]:
    """Make one run of neighbours that go on in the same post, whatever stands between."""
    joined: list[RenderedRun] = []
    for run in runs:
        if joined and joined[-1].post == run.post and run.options[0].start >= joined[-1].options[-1].end:
            joined[-1] = RenderedRun(run.post, joined[-1].at + run.at, joined[-1].options + run.options)
        else:
            joined.append(run)
    return joined


def _of_author(runs: Sequence[RenderedRun], sure: set[int], shelf: Shelf) -> set[int]:
    """On a page of one author's posts, those of few words that stand there whole."""
    authors = Counter(shelf.volumes[runs[n].post].stated.author for n in sure)
    [(author, count)] = authors.most_common(1) or [(0, 0)]
    if count < max(OF_ONE_AUTHOR, AUTHOR_SHARE * authors.total()):
        return set()
    return {
        n
        for n, run in enumerate(runs)
        if shelf.volumes[run.post].stated.author == author and _holds(run, shelf) >= FEW_SHARE
    }
