"""Where each line may stand -> where each does, so that neighbours stand beside each other (Viterbi over few options)."""

from __future__ import annotations

from collections.abc import Sequence

from threads.reconstruct.rendered.texts import Shelf, Words
from threads.reconstruct.rendered.word_places import SKIPPED, Option

# What a line is worth whose words are all there, and what its place beside the line before adds.
WHOLE = 10.0
FOLLOWS, FOLLOWS_LATER, NEXT_POST, LATER_POST, SAME_THREAD = 4.0, 2.0, 4.0, 3.0, 1.0
NEAR = 3


def best_path(lines: Sequence[Words], options: Sequence[Sequence[Option]], shelf: Shelf) -> list[Option | None]:
    """One option a line that has any; time grows with the lines."""
    scores: list[list[tuple[float, int]]] = []
    rows = [index for index, row in enumerate(options) if row]
    for place, index in enumerate(rows):
        before = options[rows[place - 1]] if place else ()
        row = []
        for option in options[index]:
            gained = max(
                ((scores[-1][n][0] + _bonus(each, option, shelf), n) for n, each in enumerate(before)),
                default=(0.0, -1),
            )
            row.append((WHOLE * option.hits / len(lines[index]) + gained[0], gained[1]))
        scores.append(row)
    path: list[Option | None] = [None] * len(lines)
    at = -1
    for place in range(len(rows) - 1, -1, -1):
        if at < 0:
            at = max(range(len(scores[place])), key=lambda n: (scores[place][n][0], -n))
        path[rows[place]] = options[rows[place]][at]
        at = scores[place][at][1]
    return path


def _bonus(before: Option, option: Option, shelf: Shelf) -> float:
    if before.post == option.post:
        gap = option.start - before.end
        return 0.0 if gap < 0 else FOLLOWS if gap <= SKIPPED else FOLLOWS_LATER
    steps = shelf.steps(before.post, option.post)
    if steps is None:
        return 0.0
    is_beside = len(shelf.volumes[before.post]) - before.end <= SKIPPED and option.start <= SKIPPED
    if is_beside and steps <= NEAR:
        return NEXT_POST if steps == 1 else LATER_POST
    return SAME_THREAD
