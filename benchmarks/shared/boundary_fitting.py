"""Pages of several forums with their truth -> the weights by which pages are cut into posts, and how well they cut.

Needs numpy and scikit-learn.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix, diags, hstack, vstack
from sklearn.linear_model import LogisticRegression

from benchmarks.shared.boundary_pages import Quotes, TrainingPage
from threads.reconstruct.boundary_features import cue_lists
from threads.reconstruct.boundary_model import BoundaryModel
from threads.reconstruct.segment import boundary_probabilities, segment

SEED = 1
PENALTY, WITHOUT_WORDS = 0.05, 0.1  # the inverse of the strength with which weights are held down
# How much more a cue of quotes counts when cues are left out: rare on the pages trained on, it is common elsewhere, and a
# boundary missed there loses a reply edge.
RARE_AND_SURE = 50
KINDS = ("topic", "user", "cut")
# Forums differ in how long posts are, and no page says what is usual on its own: each forum and kind of page is fitted with
# an intercept of its own, and the one written is that with which this share of all paragraphs would begin a post.
USUAL_SHARE = 0.285
GROUP = 5.0  # intercepts are held down less than weights are
# Cues left out of pairs: words, what is decided anyhow, and what any long paragraph has.
ALONE = re.compile(r'"|own text under a quote|say(?:s|ing) (?:I|you)$')
WORD = '"'
# A run of words has a weight if this many forums use it on this many pages each: no forum's own words have one. On fewer
# pages in all neither a run nor another cue has.
FORUMS_WITH_WORDS, PAGES_A_FORUM, PAGES_IN_ALL = 3, 3, 30
PAIRED, NEARLY_ALWAYS = 150, 0.98


@dataclass(frozen=True, slots=True)
class Sizes:
    """How many weights are kept: of runs of words, of other cues and pairs; how many pairs are tried in each round."""

    words: int
    cues: int
    rounds: Sequence[int]


@dataclass(frozen=True, slots=True)
class Rows:
    """The paragraphs of a forum: the numbers of their cues in one list, where each paragraph's end in it, the truth."""

    cues: np.ndarray
    ends: np.ndarray
    truth: np.ndarray
    kinds: np.ndarray  # of which kind of page each is
    spread: Counter[int]  # on how many pages each cue is


def known_quotes(page: TrainingPage, rng: random.Random) -> Quotes:
    """What a reader may know of a page's quotes: all, those with a source, some of the others, or none."""
    draw, share = rng.random(), rng.random()
    if draw < 0.2:
        return [None] * len(page.paragraphs)
    if draw < 0.35:
        return page.marked
    if draw < 0.65:
        return page.detected
    return [
        -1 if source is None and mark is not None and rng.random() < share else source
        for mark, source in zip(page.marked, page.detected, strict=True)
    ]


def rows_of(pages: Sequence[TrainingPage], numbers: dict[str, int], rng: random.Random) -> Rows:
    """The cues of every paragraph but the first of each page, by numbers that are given out as cues come.

    Quotes are rare: a page that has some is seen twice, with different quotes known.
    """
    cues: list[int] = []
    ends, truth, kinds = [0], [], []
    spread: Counter[int] = Counter()
    for page in pages:
        seen: set[int] = set()
        for _ in range(1 if page.marked.count(None) == len(page.marked) else 2):
            for row in cue_lists(page.paragraphs, known_quotes(page, rng))[1:]:
                mine = {numbers.setdefault(cue, len(numbers)) for cue in row}
                cues += sorted(mine)
                ends.append(len(cues))
                seen |= mine
            truth += page.starts[1:]
            kinds += [KINDS.index(page.kind)] * (len(page.starts) - 1)
        spread.update(seen)
    return Rows(
        np.array(cues, np.int32), np.array(ends, np.int64), np.array(truth, np.int8), np.array(kinds, np.int8), spread
    )


def vocabulary(forums: Sequence[Rows], names: Sequence[str]) -> np.ndarray:
    """The numbers of the cues that are worth a weight."""
    pages = np.zeros((len(forums), len(names)), np.int32)
    for place, rows in enumerate(forums):
        for number, count in rows.spread.items():
            pages[place, number] = count
    is_word = np.array([WORD in name for name in names])
    shared = (pages >= PAGES_A_FORUM).sum(axis=0) >= min(FORUMS_WITH_WORDS, len(forums))
    is_plain = np.array([not any(map(str.isdigit, name)) for name in names])
    return np.flatnonzero((pages.sum(axis=0) >= PAGES_IN_ALL) & (~is_word | (shared & is_plain)))


def matrix(forums: Sequence[Rows], chosen: np.ndarray, count: int) -> csr_matrix:
    """A row a paragraph, a column a chosen cue."""
    column = np.full(count, -1, np.int32)
    column[chosen] = np.arange(len(chosen))
    parts = []
    for rows in forums:
        places = column[rows.cues]
        kept = np.concatenate([[0], np.cumsum(places >= 0)])
        ones = np.ones(int(kept[-1]), np.float32)
        shape = (len(rows.truth), len(chosen))
        parts.append(csr_matrix((ones, places[places >= 0], kept[rows.ends]), shape=shape))
    return vstack(parts).tocsr()


def weights_of_rows(forums: Sequence[Rows]) -> np.ndarray:
    """Each forum counts by the root of its size: the largest does not speak for all."""
    weights = np.concatenate([np.full(len(rows.truth), len(rows.truth) ** -0.5) for rows in forums])
    return weights / weights.mean()


def groups_of(forums: Sequence[Rows]) -> csr_matrix:
    """A column for each forum and kind of page."""
    places = np.concatenate([number * len(KINDS) + rows.kinds for number, rows in enumerate(forums)])
    shape = (len(places), len(forums) * len(KINDS))
    return csr_matrix((np.full(len(places), GROUP, np.float32), (np.arange(len(places)), places)), shape=shape)


def usual_bias(scores: np.ndarray, weights: np.ndarray) -> float:
    """The intercept with which posts begin as often as is usual, by bisection."""
    low, high = -10.0, 10.0
    for _ in range(40):
        middle = (low + high) / 2
        share = np.average(1 / (1 + np.exp(-scores - middle)), weights=weights)
        low, high = (middle, high) if share < USUAL_SHARE else (low, middle)
    return low


Pair = tuple[int, int]


def with_pairs(singles: csr_matrix, pairs: Sequence[Pair]) -> csr_matrix:
    if not pairs:
        return singles
    columns = singles.tocsc()
    both = columns[:, [first for first, _ in pairs]].multiply(columns[:, [second for _, second in pairs]])
    return hstack([singles, both]).tocsr()


def fit(design: csr_matrix, truth: np.ndarray, weights: np.ndarray, *, c: float) -> LogisticRegression:
    return LogisticRegression(C=c, max_iter=200, tol=1e-3).fit(design, truth, weights)


def best_pairs(
    singles: csr_matrix, truth: np.ndarray, weights: np.ndarray, names: Sequence[str], rounds: Sequence[int]
) -> list[Pair]:
    """Add the pairs of cues that the residuals ask for most, a round at a time (a score test for each pair)."""
    plain = np.array([place for place, cue in enumerate(names) if not ALONE.search(cue)])
    columns = singles.tocsc()[:, plain]
    together = (columns.T @ columns).toarray()
    often = np.diag(together)
    allowed = (together >= PAIRED) & (together < NEARLY_ALWAYS * np.minimum(often[:, None], often[None, :]))
    pairs: list[Pair] = []
    for count in rounds:
        design = with_pairs(singles, pairs)
        guess = fit(design, truth, weights, c=WITHOUT_WORDS).predict_proba(design)[:, 1]
        gradient = (columns.T @ diags(weights * (truth - guess)) @ columns).toarray()
        curvature = (columns.T @ diags(weights * guess * (1 - guess)) @ columns).toarray()
        gain = np.triu(np.where(allowed, gradient**2 / (curvature + 1), 0), 1)
        for place in np.argsort(-gain.ravel(), kind="stable")[:count]:
            first, second = divmod(int(place), len(plain))
            pairs.append((int(plain[first]), int(plain[second])))
            allowed[first, second] = False
    return pairs


def train(pages_by_forum: Mapping[str, Sequence[TrainingPage]], sizes: Sizes) -> dict[str, Any]:
    """Fit all cues that forums share, leave out those that tell least (Wald's statistic), and fit the rest again."""
    numbers: dict[str, int] = {}
    forums = [rows_of(pages, numbers, random.Random(SEED)) for pages in pages_by_forum.values()]
    every = list(numbers)
    chosen = vocabulary(forums, every)
    names = [every[number] for number in chosen]
    truth, weights = np.concatenate([rows.truth for rows in forums]), weights_of_rows(forums)
    singles = matrix(forums, chosen, len(every))
    pairs = best_pairs(singles, truth, weights, names, sizes.rounds)
    groups = groups_of(forums)
    design = with_pairs(singles, pairs)
    kept = most_telling(design, groups, truth, weights, names, sizes)
    design = design[:, kept]
    fitted = fit(hstack([design, groups]).tocsr(), truth, weights, c=PENALTY).coef_[0][: len(kept)]
    return written(fitted, usual_bias(design @ fitted, weights), kept, names, pairs)


def most_telling(
    design: csr_matrix, groups: csr_matrix, truth: np.ndarray, weights: np.ndarray, names: Sequence[str], sizes: Sizes
) -> np.ndarray:
    """The columns that tell most: runs of words by themselves, cues and their pairs by themselves."""
    whole = hstack([design, groups]).tocsr()
    model = fit(whole, truth, weights, c=PENALTY)
    guess = model.predict_proba(whole)[:, 1]
    share = np.asarray(design.multiply((weights * guess * (1 - guess))[:, None]).sum(axis=0)).ravel()
    favour = np.array([RARE_AND_SURE if re.search("quot|source|must start", cue) else 1 for cue in names])
    telling = model.coef_[0][: design.shape[1]] ** 2 * share
    telling[: len(names)] *= favour
    is_word = np.zeros(len(telling), bool)
    is_word[: len(names)] = [WORD in cue for cue in names]
    order = np.argsort(-telling, kind="stable")
    return np.concatenate([order[is_word[order]][: sizes.words], order[~is_word[order]][: sizes.cues]])


def written(
    fitted: np.ndarray, bias: float, kept: np.ndarray, names: Sequence[str], pairs: Sequence[Pair]
) -> dict[str, Any]:
    """The weights as their file has them, those of words by where the words stand."""
    weights: dict[str, float] = {}
    by_pair: dict[str, dict[str, float]] = {}
    words: dict[str, dict[str, float]] = {}
    for place, each in zip(kept.tolist(), fitted.tolist(), strict=True):
        weight = round(each, 2)
        if not weight:
            continue
        if place >= len(names):
            first, second = (names[index] for index in pairs[place - len(names)])
            by_pair.setdefault(first, {})[second] = weight
        elif WORD in names[place]:
            kind, _, run = names[place].partition(f" {WORD}")
            words.setdefault(kind, {})[run.removesuffix(WORD)] = weight
        else:
            weights[names[place]] = weight
    return {"bias": round(bias, 2), "weights": weights, "pairs": by_pair, "words": words}


def figures(pages: Sequence[TrainingPage], model: BoundaryModel, quotes: str, window_diff: Any) -> dict[str, float]:
    """Precision, recall and F1 of the starts, the mean WindowDiff, and the expected calibration error in ten bins."""
    hit = answers = true = 0
    diffs, guesses, truths = [], [], []
    for page in pages:
        marks = {"marked": page.marked, "detected": page.detected}.get(quotes, [None] * len(page.paragraphs))
        boundaries = boundary_probabilities(page.paragraphs, marks, model=model)
        answer = {post.first for post in segment(page.paragraphs, marks, boundaries=boundaries)} - {0}
        starts = {place for place, is_start in enumerate(page.starts) if is_start and place}
        hit, answers, true = hit + len(starts & answer), answers + len(answer), true + len(starts)
        size = max(2, round(len(page.starts) / (len(starts) + 1) / 2))
        diffs.append(window_diff({b + 1 for b in starts}, {b + 1 for b in answer}, len(page.starts), size))
        guesses += [boundary.probability for boundary in boundaries[1:]]
        truths += page.starts[1:]
    gaps = np.array(guesses) - np.array(truths)
    bins = np.minimum(9, (np.array(guesses) * 10).astype(int))
    ece = sum(abs(gaps[bins == place].sum()) for place in range(10)) / len(gaps)
    return {
        "P": hit / answers,
        "R": hit / true,
        "F1": 2 * hit / (answers + true),
        "WD": float(np.mean(diffs)),
        "ECE": ece,
    }
