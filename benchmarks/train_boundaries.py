"""Train the weights by which pages are cut into posts.

    train_boundaries.py SHARED TOPICS OUT.json

SHARED is the folder with eval/flatten.py and eval/score.py, TOPICS the Discourse topics as JSON files. Only topics that
flatten.suitable refuses are read, for the scored pages are drawn from the others. From them pages are made that a
reader may meet: topics, pages of one user, pages that cut posts short, with quotes found, half found or not known.
Needs numpy, scikit-learn and selectolax; prints the figures on held-out topics. The same input gives the same weights.
"""

from __future__ import annotations

import argparse
import importlib
import json
import random
import re
import sys
from bisect import bisect
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix, diags, hstack
from sklearn.linear_model import LogisticRegression

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from threads.reconstruct.boundary_features import cue_lists
from threads.reconstruct.boundary_model import BoundaryModel
from threads.reconstruct.normalise import paragraphs_of, tokens_of
from threads.reconstruct.segment import boundary_probabilities, segment
from threads.reconstruct.types import Paragraph

SEED = 1
POSTS_A_TOPIC_PAGE, POSTS_A_USER_PAGE = 40, 20
PAGES_A_USER = 15
SOLVER = {"solver": "liblinear", "intercept_scaling": 10, "max_iter": 100, "random_state": SEED}
LEAST_QUOTE = 4  # tokens
# How much more a cue of quotes counts when cues are left out: rare on the pages trained on, it is common elsewhere, and a
# boundary missed there loses a reply edge.
RARE_AND_SURE = 50
# Cues left out of pairs: words, what is decided anyhow, and what any long paragraph has.
ALONE = re.compile(r'"|own text under a quote|say(?:s|ing) (?:I|you)$')
QUOTE_MARKUP = re.compile(r"\[(/?)quote[^\]]{0,80}\]", re.IGNORECASE)
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

Quotes = list[int | None]


@dataclass(frozen=True, slots=True)
class Page:
    """A page with its truth. ``marked`` are the quotes as the forum has them, ``detected`` as a plain search finds them."""

    kind: str
    paragraphs: list[Paragraph]
    starts: list[bool]
    marked: Quotes
    detected: Quotes


def pages_of(topics: Sequence[list[Any]], flatten: ModuleType, rng: random.Random) -> Iterator[Page]:
    """Make pages of topics, whole and in parts, then pages of users, newest post first."""
    for topic in topics:
        for first in range(0, len(topic), POSTS_A_TOPIC_PAGE):
            posts = topic[first : first + POSTS_A_TOPIC_PAGE]
            if len(posts) < 3 or sum(len(post.paragraphs) for post in posts) > 600:
                continue
            if not any(paragraph.is_quote for post in posts for paragraph in post.paragraphs) and rng.random() < 0.4:
                posts = list(with_invented_quotes(posts, rng))
            if len(posts) > 8 and rng.random() < 0.3:
                posts = posts[rng.randint(1, 5) :]  # the page begins amid a thread: its first quotes have no source
            yield topic_page(posts, flatten, is_blank=rng.random() < 0.3)
    posts_by_author: dict[str, list[Any]] = {}
    for topic in topics:
        for post in topic:
            posts_by_author.setdefault(post.author, []).append(post)
    for _, posts in sorted(posts_by_author.items()):
        posts.sort(key=lambda post: (-post.topic, -post.number))
        for first in range(0, min(len(posts), POSTS_A_USER_PAGE * PAGES_A_USER), POSTS_A_USER_PAGE):
            some = posts[first : first + POSTS_A_USER_PAGE]
            if len(some) >= 6:
                yield cut_page(some, rng) if rng.random() < 0.1 else user_page(some)


def without_markup(posts: Sequence[Any]) -> list[Any]:
    """Leave out what one forum's quote markup encloses, and the marks, whose brackets would be learnt."""
    plain: list[Any] = []
    for post in posts:
        depth, paragraphs = 0, []
        for paragraph in post.paragraphs:
            for place, part in enumerate(QUOTE_MARKUP.split(paragraph.text)):
                if place % 2:
                    depth = max(0, depth + (-1 if part else 1))
                elif part.strip() and not depth:
                    paragraphs.append(replace(paragraph, text=part.strip()))
        if not all(paragraph.is_quote for paragraph in paragraphs):
            plain.append(replace(post, paragraphs=paragraphs))
    return plain


def with_invented_quotes(posts: Sequence[Any], rng: random.Random) -> Iterator[Any]:
    """Let posts quote earlier ones: forums differ in how much they quote, the topics that may be trained on are poor in it."""
    share = rng.choice((0.15, 0.3, 0.5))
    for place, post in enumerate(posts):
        earlier = posts[max(0, place - 8) : place]
        if not earlier or rng.random() > share:
            yield post
            continue
        source = earlier[-1] if rng.random() < 0.5 else rng.choice(earlier)
        cited = citable(source, rng)
        count = min(len(cited), len(post.paragraphs), rng.choice((1, 1, 1, 2, 2, 3)))
        cited = [cited[index] for index in sorted(rng.sample(range(len(cited)), count))]
        paragraphs = []
        for paragraph in post.paragraphs:
            if cited:
                paragraphs.append(replace(paragraph, text=cited.pop(0), quoted_post=source.number, is_quote=True))
            paragraphs.append(paragraph)
        yield replace(post, paragraphs=paragraphs)


def citable(post: Any, rng: random.Random) -> list[str]:
    """The passages one might cite of a post, in order: its paragraphs, or for some readers its sentences."""
    by_sentence = rng.random() < 0.4
    passages = []
    for paragraph in post.own:
        passages += re.split(r"(?<=[.?!]) ", paragraph.text) if by_sentence else [paragraph.text]
    return [passage for passage in passages if len(tokens_of(passage)[0]) >= LEAST_QUOTE]


def topic_page(posts: Sequence[Any], flatten: ModuleType, *, is_blank: bool) -> Page:
    page = flatten.Page("topic")
    page.add_topic(posts, blank=is_blank)
    source_by_line = {quote["line"]: quote["source"] or (quote["also"] or [0])[0] for quote in page.gold["quotes"]}
    source_by_line.update(dict.fromkeys(page.gold["unsourced"], 0))
    return page_of("topic", page.lines, {first for first, _ in page.gold["posts"]}, source_by_line)


def user_page(posts: Sequence[Any]) -> Page:
    lines: list[str] = []
    starts, quotes = set(), {}
    for post in posts:
        starts.add(len(lines) + 1)
        for paragraph in post.paragraphs:
            lines.append(paragraph.text)
            if paragraph.is_quote:
                quotes[len(lines)] = 0
    return page_of("user", lines, starts, quotes)


def cut_page(posts: Sequence[Any], rng: random.Random) -> Page:
    """A page that cuts posts at one length: own text ends in dots, a last quote begins with them and breaks off."""
    lines: list[str] = []
    starts, limit = set(), rng.choice((300, 400, 550, 800))
    for post in posts:
        starts.add(len(lines) + 1)
        room = limit - rng.randint(0, 10)
        for paragraph in post.own:
            lines.append(paragraph.text if len(paragraph.text) <= room else paragraph.text[:room] + "...")
            room -= len(paragraph.text)
            if room <= 0:
                break
        quotable = rng.choice(posts).own[-1].text
        if 30 < room < len(quotable) and rng.random() < 0.5:
            lines.append("..." + quotable[:room])
    return page_of("cut", lines, starts, {})


def page_of(kind: str, lines: Sequence[str], starts: set[int], source_by_line: dict[int, int]) -> Page:
    """Put lines into paragraphs, with the truth given by line; source 0 is a post that is not on the page."""
    paragraphs = paragraphs_of(lines)
    place_by_line = {
        line: paragraph.index
        for paragraph in paragraphs
        for line in range(paragraph.first_line, paragraph.last_line + 1)
    }
    marked: Quotes = [None] * len(paragraphs)
    for line, source in source_by_line.items():
        if line in place_by_line:
            place = place_by_line.get(source, -1)
            marked[place_by_line[line]] = place if place < place_by_line[line] else -1
    return Page(kind, paragraphs, [p.first_line in starts for p in paragraphs], marked, detected_quotes(paragraphs))


def detected_quotes(paragraphs: Sequence[Paragraph]) -> Quotes:
    """Take a paragraph for a quote when it stands word for word in an earlier one."""
    found: Quotes = []
    above, offsets = "|", []
    for paragraph in paragraphs:
        words = f" {' '.join(paragraph.tokens)} "
        source: int | None = None
        if len(paragraph.tokens) >= LEAST_QUOTE and paragraph.shape in {"prose", "list"} and words in above:
            source = bisect(offsets, above.find(words)) - 1
            while found[source] is not None:
                source = found[source]
        found.append(source)
        offsets.append(len(above))
        above += words + "|"
    return found


def known_quotes(page: Page, rng: random.Random) -> Quotes:
    """What a reader may know of a page's quotes: all, those with a source, some of the others, or none."""
    draw, share = rng.random(), rng.random()
    if draw < 0.2:
        return [None] * len(page.paragraphs)
    if draw < 0.35:
        return page.marked
    if draw < 0.65:
        return page.detected
    return [
        -1 if found is None and mark is not None and rng.random() < share else found
        for mark, found in zip(page.marked, page.detected, strict=True)
    ]


def rows_of(pages: Iterable[Page], rng: random.Random) -> tuple[list[set[str]], np.ndarray, Counter[str]]:
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
    """The cues seen on enough pages to be worth a weight: words on more, for one topic may be full of a word."""
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


def train(pages: Sequence[Page], *, c: float, rounds: Sequence[int], size: int) -> dict[str, Any]:
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


def figures(pages: Sequence[Page], model: BoundaryModel, quotes: str, window_diff: Any) -> dict[str, float]:
    """Precision, recall and F1 of the starts, the mean WindowDiff, and the expected calibration error in ten bins."""
    hit = said = true = 0
    diffs, guesses, truths = [], [], []
    for page in pages:
        known = {"marked": page.marked, "detected": page.detected}.get(quotes, [None] * len(page.paragraphs))
        boundaries = boundary_probabilities(page.paragraphs, known, model=model)
        found = {post.first for post in segment(page.paragraphs, known, boundaries=boundaries)} - {0}
        starts = {place for place, is_start in enumerate(page.starts) if is_start and place}
        hit, said, true = hit + len(starts & found), said + len(found), true + len(starts)
        size = max(2, round(len(page.starts) / (len(starts) + 1) / 2))
        diffs.append(window_diff({b + 1 for b in starts}, {b + 1 for b in found}, len(page.starts), size))
        guesses += [boundary.probability for boundary in boundaries[1:]]
        truths += page.starts[1:]
    gaps = np.array(guesses) - np.array(truths)
    bins = np.minimum(9, (np.array(guesses) * 10).astype(int))
    ece = sum(abs(gaps[bins == place].sum()) for place in range(10)) / len(gaps)
    return {"P": hit / said, "R": hit / true, "F1": 2 * hit / (said + true), "WD": float(np.mean(diffs)), "ECE": ece}


def print_figures(pages: Sequence[Page], model: BoundaryModel, window_diff: Any) -> None:
    for case in ("topic detected", "topic marked", "topic none", "user marked", "user none", "cut none"):
        kind, quotes = case.split()
        found = figures([page for page in pages if page.kind == kind], model, quotes, window_diff)
        print(f"held-out {kind} pages, quotes {quotes}:", *(f"{name} {value:.3f}" for name, value in found.items()))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("shared", "topics", "out"):
        parser.add_argument(name, type=Path)
    parser.add_argument("--size", type=int, default=300, help="how many weights to keep")
    options = parser.parse_args()
    sys.path.insert(0, str(options.shared / "eval"))
    flatten, score = importlib.import_module("flatten"), importlib.import_module("score")

    topics = [topic for topic in flatten.read_topics(options.topics) if len(topic) >= 3 and not flatten.suitable(topic)]
    assert not any(map(flatten.suitable, topics)), "the scored pages are drawn from suitable topics"
    random.Random(SEED).shuffle(topics)
    topics = [plain for topic in topics if len(plain := without_markup(topic)) >= 3]
    held_out = len(topics) // 10
    pages = list(pages_of(topics[held_out:], flatten, random.Random(SEED)))
    print(f"training on {len(pages)} pages, {sum(len(page.paragraphs) for page in pages)} paragraphs")
    model = train(pages, c=0.1, rounds=(100, 150, 100), size=options.size)
    options.out.write_text(readable(model), "utf8")
    print(f"{options.out}: {options.out.stat().st_size} bytes")
    dev = list(pages_of(topics[:held_out], flatten, random.Random(SEED)))
    print_figures(dev, BoundaryModel(**model), score.window_diff)


def readable(model: dict[str, Any]) -> str:
    """One cue a line, the heaviest first; the pairs below them, by their first cue."""
    weights = dict(sorted(model["weights"].items(), key=lambda item: (-abs(item[1]), item[0])))
    text = json.dumps({"bias": model["bias"], "weights": weights, "pairs": "PAIRS"}, ensure_ascii=False, indent=1)
    pairs = [f"  {json.dumps(cue)}: {json.dumps(others)}" for cue, others in sorted(model["pairs"].items())]
    return text.replace('"PAIRS"', "{\n" + ",\n".join(pairs) + "\n }") + "\n"


if __name__ == "__main__":
    main()
