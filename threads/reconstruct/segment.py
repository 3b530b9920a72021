"""Paragraphs and their quotes -> the posts they make up, each with how sure it is that a post starts there, and why.

Each paragraph gets a calibrated probability from a logistic regression over named cues (boundary_features.py); the
cuts are then chosen together, by dynamic programming, as the set with the highest expected gain that the quotes allow
(maximum expected accuracy, as in Goodman 1996, "Parsing Algorithms and Metrics").
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from threads.reconstruct.boundary_features import plain_cues, quote_view, with_quote_cues
from threads.reconstruct.boundary_model import Boundary, BoundaryModel, logistic, read_model
from threads.reconstruct.types import Paragraph

MODEL = read_model(Path(__file__).with_name("boundary_weights.json"))
# A post is cut where one more likely begins than not.
CUT = 0.5
# Lost by a post that would quote itself. Posts do repeat their own lines, so a boundary as unlikely as CUT - SELF_QUOTE
# is not worth it.
SELF_QUOTE = 0.44
# When in doubt, split where a quote of this page begins under two own paragraphs: two posts made one lose a reply edge.
QUOTE_BEGINS = 0.15
# Of stretches from a source to its quote without any boundary by the cues alone, the share that really has none.
REPEATED = 0.3
# The weights alone say too much: they were fitted on pages on which posts begin more or less often than on the page read.
# Of what they say with .75 or .93, .64 and .82 are true on the five folders of docs/quality.md, and about as many on forums
# that were left out.
SLOPE, SHIFT = 0.68, -0.15
STRETCH = 12  # paragraphs; in a longer stretch some boundary is near certain anyhow
# When in doubt, whoever goes through a post from top to bottom, quote by quote, does so in one post.
BETWEEN = 0.1
CERTAIN = 1000.0
NOTHING_SURE: Mapping[int, bool] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Segment:
    """One post: its first and last paragraph, as places in the sequence given, and how sure its start is."""

    first: int
    last: int
    confidence: float
    cues: tuple[str, ...]


def boundary_probabilities(
    paragraphs: Sequence[Paragraph], quoted: Sequence[int | None], *, model: BoundaryModel = MODEL
) -> list[Boundary]:
    """Weigh the cues of each paragraph, then let each quote say that a post starts between its source and itself.

    The first paragraph is a place like any other: its probability means little.
    """
    return weighed(plain_cues(paragraphs, model.known), quoted, model=model)


def weighed(
    plain: Sequence[list[str]], quoted: Sequence[int | None], *, model: BoundaryModel = MODEL
) -> list[Boundary]:
    """The same, where the cues that need no quotes are known."""
    boundaries = [model.weigh(cues) for cues in with_quote_cues(plain, quoted)]
    shares = [1.0] * len(boundaries)
    for index, source in enumerate(quoted):
        if source is not None and index - STRETCH <= source < index and source >= 0:
            stretch = range(source + 1, index + 1)
            nowhere = math.prod(1 - boundaries[place].probability for place in stretch)
            somewhere = 1 - (1 - REPEATED) * nowhere
            for place in stretch:
                shares[place] = min(shares[place], somewhere)
    return [
        boundary if share == 1 else Boundary(min(boundary.probability / share, 1.0), boundary.cues)
        for boundary, share in zip(boundaries, shares, strict=True)
    ]


def segment(
    paragraphs: Sequence[Paragraph],
    quoted: Sequence[int | None],
    *,
    boundaries: Sequence[Boundary] | None = None,
    sure: Mapping[int, bool] = NOTHING_SURE,
) -> list[Segment]:
    """Cut a page into posts; every paragraph is in exactly one.

    ``sure`` says of a paragraph that a post certainly starts there (True) or does not (False), for instance because a
    second rendering shows it. Places count from 0 in the sequence given, whatever the paragraphs' own index.
    """
    if not paragraphs:
        return []
    if boundaries is None:
        boundaries = boundary_probabilities(paragraphs, quoted)
    between = quote_view(quoted).is_between
    gains = [
        _gain(index, paragraphs, quoted, boundaries[index], sure) - BETWEEN * between[index]
        for index in range(len(paragraphs))
    ]
    starts = best_starts(gains, quoted)
    ends = [start - 1 for start in starts[1:]] + [len(paragraphs) - 1]
    return [
        Segment(start, end, *_confidence(start, boundaries[start], sure))
        for start, end in zip(starts, ends, strict=True)
    ]


def _gain(
    index: int,
    paragraphs: Sequence[Paragraph],
    quoted: Sequence[int | None],
    boundary: Boundary,
    sure: Mapping[int, bool],
) -> float:
    if index in sure:
        return CERTAIN if sure[index] else -CERTAIN
    if not index:
        return 0.0
    # Own text under a quote answers it (0 of 744 such places start a post), unless the page cut the post short there:
    # then the quote opens with an ellipsis and is the last of its post.
    if quoted[index] is None and quoted[index - 1] is not None and not paragraphs[index - 1].cut_head:
        return -CERTAIN
    source = quoted[index]
    begins_quote = source is not None and source >= 0 and index > 1 and list(quoted[index - 2 : index]) == [None, None]
    return boundary.probability - CUT + (QUOTE_BEGINS if begins_quote else 0)


def _confidence(start: int, boundary: Boundary, sure: Mapping[int, bool]) -> tuple[float, tuple[str, ...]]:
    if not start:
        return 1.0, ("opens the page",)
    if sure.get(start):
        return 1.0, ("is known to start a post",)
    return calibrated(boundary.probability), boundary.cues


def calibrated(probability: float) -> float:
    """What is said of a start that the weights give a probability."""
    inside = min(max(probability, 1e-9), 1 - 1e-9)
    return logistic(SLOPE * math.log(inside / (1 - inside)) + SHIFT)


def best_starts(gains: Sequence[float], quoted: Sequence[int | None]) -> list[int]:
    """Choose the starts with the greatest sum of gains, less SELF_QUOTE for each quote whose source is in its own post.

        place   paragraph                     quotes    gain
        0       The lock leaks at the sill.                0
        1       Dalia                                    -.4    no start
        2       The lock leaks at the sill.      0       -.1    a start: it costs .1, and none costs SELF_QUOTE
                ^^^^^^^^^^^^^^^^^^^^^^^^^^^
        3       Not since May.                        -1,000    own words under a quote answer it

    Scans once, keeping for each place the best total of a page whose latest post starts there. A quote lowers the
    totals of all places up to its source at once, so only differences between neighbours are kept, and a place that
    falls behind a later one is dropped for good: later places never lose more. Near-linear, by union-find.
    """
    latest = _LatestStarts()
    came_from = [0] * len(gains)
    for index, gain in enumerate(gains):
        if index:
            came_from[index] = latest.first
            latest.add(index, latest.top + gain)
        source = quoted[index]
        if source is not None and 0 <= source < index:
            latest.lower_until(source, SELF_QUOTE)
    starts = [latest.first]
    while starts[-1]:
        starts.append(came_from[starts[-1]])
    return starts[::-1]


class _LatestStarts:
    """Places where the latest post may start, best first and so also earliest first; begins with place 0, total 0.

        place     0     3     7
        total   1.9   1.4    .6
        lead     .5    .8
                       ^^    a quote with its source at 4 takes .44 from 0 and from 3: of all leads, 3's alone is less now

    A place whose lead is gone is dropped.
    """

    def __init__(self) -> None:
        self.first = self.last = 0
        self.top = self.bottom = 0.0  # totals of the first and the last place
        self.lead = [0.0]  # by how much a place is ahead of the next one kept
        self.before = [-1]  # the place kept before; for a dropped place, one from which to look further
        self.after = [-1]
        self.is_kept = [True]

    def add(self, place: int, total: float) -> None:
        """Append the newest place and drop those it overtakes."""
        last, bottom = self.last, self.bottom
        while last >= 0 and bottom <= total:
            self.is_kept[last] = False
            last = self.before[last]
            bottom += self.lead[last] if last >= 0 else 0.0
        self.before.append(last)
        self.after.append(-1)
        self.lead.append(0.0)
        self.is_kept.append(True)
        if last < 0:
            self.first, self.top = place, total
        else:
            self.after[last], self.lead[last] = place, bottom - total
        self.last, self.bottom = place, total

    def lower_until(self, place: int, amount: float) -> None:
        """Take an amount from the totals of all places up to one that is not the last."""
        place = self._kept_at_or_before(place)
        if place < 0:
            return
        self.top -= amount
        self.lead[place] -= amount
        while place >= 0 and self.lead[place] <= 0:
            place = self._drop(place)

    def _drop(self, place: int) -> int:
        before, after = self.before[place], self.after[place]
        self.is_kept[place] = False
        self.before[after] = before
        if before < 0:
            self.first, self.top = after, self.top - self.lead[place]
        else:
            self.after[before] = after
            self.lead[before] += self.lead[place]
        return before

    def _kept_at_or_before(self, place: int) -> int:
        seen = []
        while place >= 0 and not self.is_kept[place]:
            seen.append(place)
            place = self.before[place]
        for dropped in seen:
            self.before[dropped] = place
        return place
