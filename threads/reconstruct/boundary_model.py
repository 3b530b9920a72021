"""Named cues -> the probability that a post starts, with the reasons: a logistic regression one can read.

The file holds a weight (in log-odds) for each cue and for pairs of cues that mean something else together: "opens with
thanks" speaks for a new post, "opens with thanks" in a line of three words rather for the end of one. Cues on words stand
apart, by where the words are (boundary_words.py).
benchmarks/accuracy/boundary_training.py writes it.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import repeat
from pathlib import Path
from typing import Any

from threads.reconstruct.boundary_words import Known, named

CUES_SHOWN = 4


@dataclass(frozen=True, slots=True)
class Boundary:
    """How probable it is that a post starts at a paragraph, and the strongest reasons for or against, in words."""

    probability: float
    cues: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BoundaryModel:
    """Weights by cue, and by pair of cues: the first of a pair in the order of names, then the second."""

    bias: float
    weights: Mapping[str, float]
    pairs: Mapping[str, Mapping[str, float]]
    known: Known = field(default_factory=dict)

    def weigh(self, cues: Sequence[str]) -> Boundary:
        """Sum the weights of the cues present; those without a weight say nothing."""
        reasons = [(self.weights[cue], cue) for cue in cues if cue in self.weights]
        for cue in cues:
            partners = self.pairs.get(cue)
            if partners:
                reasons += [(partners[other], f"{cue}, and {other}") for other in cues if other in partners]
        score = self.bias + sum(weight for weight, _ in reasons)
        reasons.sort(key=lambda reason: (-abs(reason[0]), reason[1]))
        return Boundary(logistic(score), tuple(reason for _, reason in reasons[:CUES_SHOWN]))

    def score(self, cues: Sequence[str]) -> float:
        """The log-odds alone."""
        score = self.bias + sum(map(self.weights.get, cues, repeat(0.0)))
        for cue in cues:
            if partners := self.pairs.get(cue):
                score += sum(partners[other] for other in cues if other in partners)
        return score


def logistic(score: float) -> float:
    """Turn log-odds into a probability."""
    return 1 / (1 + math.exp(-score))


def read_model(path: Path) -> BoundaryModel:
    """Read the weights from their file."""
    return model_of(json.loads(path.read_text("utf8")))


def model_of(model: Mapping[str, Any]) -> BoundaryModel:
    """The weights as their file has them."""
    words: Mapping[str, Mapping[str, float]] = model.get("words", {})
    known = {kind: {run: named(kind, run) for run in runs} for kind, runs in words.items()}
    weights = {named(kind, run): weight for kind, runs in words.items() for run, weight in runs.items()}
    return BoundaryModel(model["bias"], {**model["weights"], **weights}, model["pairs"], known)
