"""A paragraph that stands on two pages -> on which of them it looks quoted, by what stands around it.

    one page                            another
    Has anyone fixed the sluice?        Thanks, that settles it.
    I would paint it, first with tar.   I would paint it, first with tar.           quoted: it opens a post,
    Mind that the tar has to be warm.   Tar never holds on lime, you will see.      and is answered

Neither the longer page nor the first one is right for that alone. Where both look alike nothing is claimed, and nothing
of what opens a page: it may be a first post that somebody else answers below.
The weights are those of a logistic regression over 342 pairs of pages of four forums whose truth is known; of pairs
that it tells apart by CLEAR, 62 were right and 2 wrong (five-fold; docs/quality.md).
"""

from __future__ import annotations

from collections.abc import Sequence

from threads.reconstruct.boundary_cues import Glance, glance
from threads.reconstruct.boundary_features import plain_cues
from threads.reconstruct.segment import MODEL
from threads.reconstruct.types import Paragraph
from threads.reconstruct.unsourced import ANSWER, CLOSED

# By how much one place has to look more quoted than the other, in log-odds: nine in ten.
CLEAR = 2.2
BEGINS, BEGINS_BELOW = 0.54, 0.42  # for each of the log-odds that a post begins there
OPENS_PAGE, ENDS_PAGE = 0.0, -0.59  # what ends a page is not answered
SHARES_ABOVE, SHARES_BELOW = -2.21, 1.32  # for all its words
ANSWERED, UNFINISHED_ABOVE, COLON_ABOVE, SHORT_BELOW = 1.14, -0.62, 0.36, 0.36
YOU_BELOW, I_BELOW = 0.67, 0.36
SHORT, SHARED_MOST = 9, 8
# Paragraphs around it that are looked at.
AROUND = 3


def looks_quoted(near: Sequence[Paragraph], place: int) -> float:
    """How much one of some neighbouring paragraphs looks like a quote, to compare with another of the same words."""
    if not place:
        return OPENS_PAGE
    scores = [MODEL.score(cues) for cues in plain_cues(near, MODEL.known)]
    here = glance(near[place])
    evidence = _above(here, near[place - 1]) + BEGINS * scores[place]
    if place + 1 == len(near):
        return evidence + ENDS_PAGE
    return evidence + BEGINS_BELOW * scores[place + 1] + _below(here, near[place + 1])


def _above(here: Glance, above: Paragraph) -> float:
    evidence = SHARES_ABOVE * _shared(here, glance(above))
    if not CLOSED.search(above.text):
        evidence += UNFINISHED_ABOVE
    if above.text.rstrip().endswith((":", "\uff1a")):
        evidence += COLON_ABOVE
    return evidence


def _below(here: Glance, below: Paragraph) -> float:
    seen = glance(below)
    evidence = SHARES_BELOW * _shared(here, seen)
    evidence += ANSWERED if ANSWER.match(below.text) else 0
    evidence += SHORT_BELOW if seen.size < SHORT else 0
    return evidence + (YOU_BELOW if seen.tells else 0) + (I_BELOW if seen.states else 0)


def _shared(one: Glance, other: Glance) -> float:
    """The share of the telling words that stand in the other too."""
    return min(1.0, len(one.topic & other.topic) / max(1, min(len(one.topic), SHARED_MOST)))
