"""Pages with their truth -> the weights by which pages are cut into posts, and how well they cut. Needs numpy and scikit-learn."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix, diags, hstack
from sklearn.linear_model import LogisticRegression

from benchmarks.shared.boundary_pages import Quotes, TrainingPage
from threads.reconstruct.boundary_features import cue_lists
from threads.reconstruct.boundary_model import BoundaryModel
from threads.reconstruct.segment import boundary_probabilities, segment

SEED = 1
SOLVER = {"solver": "liblinear", "intercept_scaling": 10, "max_iter": 100, "random_state": SEED}
# How much more a cue of quotes counts when cues are left out: rare on the pages trained on, it is common elsewhere, and a
# boundary missed there loses a reply edge.
RARE_AND_SURE = 50
# Cues left out of pairs: words, what is decided anyhow, and what any long paragraph has.
ALONE = re.compile(r'"|own text under a quote|say(?:s|ing) (?:I|you)$')
# The words that may have weights: no forum's own, only what any English text has.
COMMON_WORDS = frozenset(
    """a about above after again all almost already also although always am an and another any anyone anything are as at
    away back be because been before being better between both but by can can't cannot check could did didn't do does
    doesn't don't done each either else enough even ever every everyone everything example except few find first for from
    get getting give go going good got great had has have he hello help her here hey hi his hope how however i i'd i'll i'm
    i've if in indeed instead into is isn't it it's its just keep know last least less let let's like little look looking
    looks lot make makes many may maybe me mean might more most much must my need never new next nice no not nothing now of
    off often oh ok okay on once one only or other others otherwise our out over own perhaps please probably put quite
    rather really right same say see seems she should since so some someone something sometimes soon sorry still such sure
    take than thank thanks that that's the their them then there there's these they thing things think this those though
    thought through to together too tried try trying two under unless until up us use used using usually very want was
    wasn't way we we're well were what what's when where whether which while who why will with within without won't wonder
    work working works would wow wrong yeah yep yes yet you you'd you'll you're you've your yours actually anyway basically
    currently today agree believe feel understand remember question problem idea""".split()
)


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


def rows_of(pages: Iterable[TrainingPage], rng: random.Random) -> tuple[list[set[str]], np.ndarray, Counter[str]]:
    """The cues of every paragraph but the first of each page, whether a post starts there, and how many pages show a cue.

    Quotes are rare: a page that has some is seen twice, with different quotes known.
    """
    rows: list[set[str]] = []
    truth: list[bool] = []
    spread: Counter[str] = Counter()
    for page in pages:
        for _ in range(1 if page.marked.count(None) == len(page.marked) else 2):
            seen = list(map(set, cue_lists(page.paragraphs, known_quotes(page, rng))[1:]))
            rows += seen
            truth += page.starts[1:]
        spread.update(set().union(*seen))
    return rows, np.array(truth, dtype=int), spread


def vocabulary(spread: Counter[str]) -> list[str]:
    """The cues seen on enough pages to be worth a weight: words on more, because one topic may be full of a word."""
    words = {cue for cue in spread if '"' in cue and COMMON_WORDS.issuperset(cue.split('"')[1].split())}
    return sorted(
        cue for cue in spread if spread[cue] >= (100 if cue in words else 30) and (cue in words or '"' not in cue)
    )


def matrix(rows: Sequence[set[str]], cues: Sequence[str]) -> csr_matrix:
    column = {cue: place for place, cue in enumerate(cues)}
    indices, ends = [], [0]
    for row in rows:
        indices += sorted(column[cue] for cue in row if cue in column)
        ends.append(len(indices))
    return csr_matrix((np.ones(len(indices)), indices, ends), shape=(len(rows), len(cues)))


Pair = tuple[int, int]


def with_pairs(singles: csr_matrix, pairs: Sequence[Pair]) -> csr_matrix:
    columns = singles.tocsc()
    both = columns[:, [first for first, _ in pairs]].multiply(columns[:, [second for _, second in pairs]])
    return hstack([singles, both]).tocsr()


def fit(design: csr_matrix, truth: np.ndarray, *, c: float, penalty: str = "l1") -> LogisticRegression:
    model = LogisticRegression(l1_ratio=1 if penalty == "l1" else 0, C=c, **SOLVER)
    return model.fit(design, truth)


def best_pairs(singles: csr_matrix, truth: np.ndarray, cues: Sequence[str], *, rounds: Sequence[int]) -> list[Pair]:
    """Add the pairs of cues that the residuals ask for most, a round at a time (a score test for each pair)."""
    plain = np.array([place for place, cue in enumerate(cues) if not ALONE.search(cue)])
    columns = singles.tocsc()[:, plain]
    together = (columns.T @ columns).toarray()
    often = np.diag(together)
    allowed = (together >= 150) & (together < 0.98 * np.minimum(often[:, None], often[None, :]))
    pairs: list[Pair] = []
    for count in rounds:
        design = with_pairs(singles, pairs) if pairs else singles
        guess = fit(design, truth, c=0.1).predict_proba(design)[:, 1]
        gradient = (columns.T @ diags(truth - guess) @ columns).toarray()
        curvature = (columns.T @ diags(guess * (1 - guess)) @ columns).toarray()
        gain = np.triu(np.where(allowed, gradient**2 / (curvature + 1), 0), 1)
        for place in np.argsort(-gain.ravel(), kind="stable")[:count]:
            first, second = divmod(int(place), len(plain))
            pairs.append((int(plain[first]), int(plain[second])))
            allowed[first, second] = False
    return pairs


def train(pages: Sequence[TrainingPage], *, c: float, rounds: Sequence[int], size: int) -> dict[str, Any]:
    """Choose cues and pairs with L1, then fit the chosen ones again with hardly any penalty."""
    rows, truth, spread = rows_of(pages, random.Random(SEED))
    cues = vocabulary(spread)
    singles = matrix(rows, cues)
    pairs = best_pairs(singles, truth, cues, rounds=rounds)
    design = with_pairs(singles, pairs).tocsc()
    favour = [RARE_AND_SURE if re.search("quot|source|must start", cue) else 1 for cue in cues] + [1] * len(pairs)
    chosen, model = most_telling(design, truth, np.array(favour), c=c, size=size)
    weights: dict[str, float] = {}
    weights_by_pair: dict[str, dict[str, float]] = {}
    for place, weight in zip(chosen, model.coef_[0].round(2).tolist(), strict=True):
        if place < len(cues):
            weights[cues[place]] = weight
        else:
            first, second = (cues[index] for index in pairs[place - len(cues)])
            weights_by_pair.setdefault(first, {})[second] = weight
    return {"bias": round(float(model.intercept_[0]), 2), "weights": weights, "pairs": weights_by_pair}


def most_telling(
    design: csr_matrix, truth: np.ndarray, favour: np.ndarray, *, c: float, size: int
) -> tuple[np.ndarray, LogisticRegression]:
    """Start from what L1 keeps, then leave out the least telling fifth again and again (Wald's statistic)."""
    chosen = np.flatnonzero(fit(design, truth, c=c).coef_[0])
    while True:
        model = fit(design[:, chosen], truth, c=0.3, penalty="l2")
        if len(chosen) <= size:
            return chosen, model
        guess = model.predict_proba(design[:, chosen])[:, 1]
        share = design[:, chosen].multiply((guess * (1 - guess))[:, None]).sum(axis=0).A1
        telling = model.coef_[0] ** 2 * share * favour[chosen]
        chosen = chosen[np.sort(np.argsort(-telling, kind="stable")[: max(size, len(chosen) * 4 // 5)])]


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
