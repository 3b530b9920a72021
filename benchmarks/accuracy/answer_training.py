"""Adapt the weights by which pages are cut into posts to what people answered about pages of one's own.

    .venv/bin/python -m benchmarks.accuracy.answer_training ANSWERS.jsonl OUT.json [--pull N] [--toy]

ANSWERS is what the page of `manage.py export_doubts` gives: each answer about a boundary carries the cues of its line. The
weights in use are the start, and what each is pulled back to (N counts as so many answers that agree with it), so that few
answers move little. A fifth of the answers is not learnt from; prints on these how often the weights are right, and their
loss in bits an answer, before and after. Nothing but Python is needed. The same answers give the same weights.

Answers are about what was least sure, so they say little of pages that were read well: score OUT on pages with truth
(`make score`) before it takes the place of threads/reconstruct/boundary_weights.json.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from benchmarks.accuracy.boundary_training import parts_of, readable
from benchmarks.shared.options import Parser
from threads.reconstruct.boundary_model import BoundaryModel, logistic
from threads.reconstruct.segment import MODEL

ROUNDS, STEP = 200, 0.05
ONE_IN = 5


class AnsweredPlace(NamedTuple):
    """The cues of a line, and whether a post begins there."""

    cues: tuple[str, ...]
    begins: bool


def main() -> None:
    parser = Parser(__doc__)
    parser.add_argument("answers", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_size("pull", 20, 1, "how many answers a weight in use counts for")
    options = parser.parse_args()
    answers = answers_in(options.answers)
    learnt = [each for place, each in enumerate(answers) if place % ONE_IN]
    kept = answers[::ONE_IN]
    print(f"{len(learnt)} answers to learn from, {len(kept)} to judge by")
    model = adapted(learnt, pull=options.pull)
    for name, each in (("before", MODEL), ("after", model)):
        right, loss = judged(kept, each)
        print(f"{name}: right {right:.3f}, loss {loss:.3f} bits")
    options.out.write_text(readable(parts_of(model)), "utf8")


def answers_in(path: Path) -> list[AnsweredPlace]:
    """Those about boundaries, by document and line."""
    told = [json.loads(line) for line in path.read_text("utf8").splitlines() if line.strip()]
    asked = [each for each in told if each["asks"] == "boundary" and isinstance(each.get("answer"), bool)]
    asked.sort(key=lambda each: (each["document"], each["line"]))
    return [AnsweredPlace(tuple(each.get("cues", ())), each["answer"]) for each in asked]


def adapted(answers: Sequence[AnsweredPlace], *, pull: float) -> BoundaryModel:
    """Walk down the gradient of the loss; each weight is pulled back to what it was. Pairs of cues stay as they are."""
    weights, bias = dict(MODEL.weights), MODEL.bias
    for _ in range(ROUNDS):
        model = BoundaryModel(bias, weights, MODEL.pairs, MODEL.known)
        wrong = {cue: pull * (MODEL.weights[cue] - weight) for cue, weight in weights.items()}
        of_bias = pull * (MODEL.bias - bias)
        for cues, begins in answers:
            missed = begins - logistic(model.score(cues))
            of_bias += missed
            for cue in cues:
                if cue in wrong:
                    wrong[cue] += missed
        scale = STEP / (1 + pull)
        weights = {cue: weight + scale * wrong[cue] for cue, weight in weights.items()}
        bias += scale * of_bias
    rounded = {cue: round(weight, 2) for cue, weight in weights.items()}
    return BoundaryModel(round(bias, 2), rounded, MODEL.pairs, MODEL.known)


def judged(answers: Sequence[AnsweredPlace], model: BoundaryModel) -> tuple[float, float]:
    """The share of answers that the weights give, and the loss."""
    sure = [(logistic(model.score(each.cues)), each.begins) for each in answers]
    right = sum((probability > 0.5) == begins for probability, begins in sure)
    loss = -sum(math.log2(max(1e-9, probability if begins else 1 - probability)) for probability, begins in sure)
    count = max(1, len(answers))
    return right / count, loss / count


if __name__ == "__main__":
    main()
