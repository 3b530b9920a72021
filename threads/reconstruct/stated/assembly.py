"""Stated posts of whole threads -> the Reconstruction: tree, proven quotes, missing posts, every line with its role."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter

from threads.reconstruct.assembly import joined
from threads.reconstruct.edges import without_cycles
from threads.reconstruct.stated.keying import StatedPost, key_of_id, key_of_thread
from threads.reconstruct.stated.proving import PROVEN, STATED, prove
from threads.reconstruct.stated.telling_apart import told_apart
from threads.reconstruct.stated.thread_words import ThreadWords
from threads.reconstruct.stated.threading import Weave, weave
from threads.reconstruct.stated.versions import versions_of
from threads.reconstruct.tree import grow_trees
from threads.reconstruct.types import (
    AppearanceReading,
    DocumentReading,
    Edge,
    MissingPost,
    PageKind,
    Place,
    PostReading,
    Reconstruction,
    RunReading,
    Source,
    ThreadReading,
)
from threads.records import without_pictures
from threads.words.kinds import Kind, Origin, Role
from threads.words.openings import UNTITLED_LENGTH, opening_words
from threads.words.subjects import plain_subject

# How sure an edge is: by order alone, and by a quote that names its post where the words do not prove it.
SEQUENCE, NAMED = 0.4, 0.9
FIRST_LINE = attrgetter("first_line")
EVIDENCE = {
    Origin.DECLARED: "the document states it",
    Origin.SEQUENCE: "in the same thread; whom it answers is not stated",
}
TO_OPENING = "the document states that it answers the topic itself"

Order = tuple[datetime, str, int, str, int, str]


@dataclass(frozen=True, slots=True)
class _Findings:
    posts: Mapping[str, StatedPost]
    copies: Mapping[str, Sequence[StatedPost]]
    woven: Weave
    runs: Mapping[str, tuple[RunReading, ...]]  # of each post, what is not its body


def read_stated(posts: Sequence[StatedPost], other_threads: Sequence[StatedPost] = ()) -> Reconstruction:
    """Read the posts of one or more whole threads. The answer depends on the set of posts, not on their order.

    ``other_threads`` are posts of others, which quotes may name as their source; nothing else is read of them.
    """
    unique, copies = told_apart(posts)
    woven = weave(tuple(unique.values()))
    others = {post.key: post for post in other_threads if post.key not in unique}
    runs: dict[str, tuple[RunReading, ...]] = {}
    guessed = {key for key in woven.sequence if key in unique and unique[key].stated.hint}
    for thread in _together(unique, woven):
        words = ThreadWords(thread, woven.parents, others, guessed)
        runs.update((post.key, prove(post, words)) for post in thread)
    findings = _Findings(unique, copies, woven, runs)
    edges = tuple(without_cycles(list(_edges(findings))))
    return Reconstruction(
        documents=tuple(_documents(findings)),
        posts=tuple(_post(post, copies.get(post.key, ())) for post in unique.values()),
        missing=tuple(_missing(findings)),
        edges=edges,
        threads=tuple(_threads(findings, edges)),
        texts={post.unit: post.texts for post in (*other_threads, *posts)},
    )


def _together(posts: Mapping[str, StatedPost], woven: Weave) -> Iterable[list[StatedPost]]:
    top: dict[str, str] = {}
    threads: dict[str, list[StatedPost]] = {}
    for key, post in posts.items():
        passed = []
        above = key
        while above not in top and above in woven.parents:
            passed.append(above)
            above = woven.parents[above]
        root = top.get(above, above)
        top.update(dict.fromkeys(passed, root))
        threads.setdefault(root, []).append(post)
    return threads.values()


def _edges(findings: _Findings) -> Iterator[Edge]:
    """Who is answered: as stated, else the author of the latest quote, proven before named, else the opening post.

    A post that is stated to answer its topic and quotes one of its posts answers that one in the tree: its format has no
    other way of saying so.
    """
    for key, post in findings.posts.items():
        known = _quotes_of(findings, post)
        parent = findings.woven.parents.get(key)
        primary = parent
        if parent is None or key in findings.woven.sequence or key in findings.woven.to_opening:
            proven = [source for source, known_by in known.items() if known_by[0] == Origin.QUOTE]
            primary = _latest(findings, key, proven) or _latest(findings, key, known) or parent
        if parent is not None and (parent not in known or key not in findings.woven.sequence):
            known = {parent: _stated(findings, key)} | {
                source: known_by for source, known_by in known.items() if source != parent
            }
        for source, (origin, confidence, evidence) in known.items():
            yield Edge(key, source, origin, confidence, is_primary=source == primary, evidence=evidence)
    for key in findings.woven.missing:
        parent = findings.woven.parents.get(key)
        if parent is not None:
            yield Edge(key, parent, *_origin(findings, key), is_primary=True, evidence="an answer to it states so")


def _stated(findings: _Findings, key: str) -> tuple[Origin, float, str]:
    """How a post's place is known that no quote gave it."""
    if guess := findings.woven.guessed.get(key):
        return guess.origin, guess.confidence, guess.evidence
    origin, confidence = _origin(findings, key)
    return origin, confidence, TO_OPENING if key in findings.woven.to_opening else EVIDENCE[origin]


def _origin(findings: _Findings, key: str) -> tuple[Origin, float]:
    return (Origin.SEQUENCE, SEQUENCE) if key in findings.woven.sequence else (Origin.DECLARED, STATED)


def _quotes_of(findings: _Findings, post: StatedPost) -> dict[str, tuple[Origin, float, str]]:
    """The earlier posts that a post quotes itself, not through another: how each is known, how surely, by what."""
    known = {
        source: (Origin.ATTRIBUTION, NAMED, f"the quote in line {line} names it")
        for source, line in _named(findings, post).items()
    }
    known.update(
        (source, (Origin.QUOTE, PROVEN, f"quotes it in line {line}"))
        for source, line in _quoted(findings, post).items()
    )
    return known


def _named(findings: _Findings, post: StatedPost) -> dict[str, int]:
    """The earlier posts that the quotes of a post name, with the first line that does."""
    line_of: dict[str, int] = {}
    for mark in post.stated.marks:
        key = key_of_id(mark.source) if mark.source and mark.depth == 1 else ""
        if key in findings.posts and findings.posts[key].order < post.order:
            line_of.setdefault(key, mark.first_line)
    return line_of


def _quoted(findings: _Findings, post: StatedPost) -> dict[str, int]:
    """The earlier posts that a post quotes itself, not through another, with the first line that does."""
    line_of: dict[str, int] = {}
    for run in findings.runs[post.key]:
        source = run.source
        if source is None or source.post is None or source.via is not None or source.post not in findings.posts:
            continue  # what is beside belongs to other threads
        if findings.posts[source.post].order < post.order:
            line_of.setdefault(source.post, run.first_line)
    return line_of


def _latest(findings: _Findings, key: str, sources: Iterable[str]) -> str | None:
    """The latest post quoted, unless it hangs under this one."""
    for source in sorted(sources, key=lambda each: findings.posts[each].order, reverse=True):
        above: str | None = source
        while above is not None and above != key:
            above = findings.woven.parents.get(above)
        if above is None:
            return source
    return None


def _post(post: StatedPost, copies: Sequence[StatedPost]) -> PostReading:
    again = (AppearanceReading(copy.unit, copy.filled, is_original=False) for copy in copies)
    return PostReading(
        key=post.key,
        id=f"{post.path}#{post.stated.id or post.key[:12]}",
        document=post.unit,
        lines=post.filled,
        author=post.stated.author or None,
        author_page=None,
        confidence=STATED,
        cues=(),
        appearances=(AppearanceReading(post.unit, post.filled, is_original=True), *again),
        stated=post.stated,
        versions=versions_of(post, copies) if copies else (),
    )


def _documents(findings: _Findings) -> Iterator[DocumentReading]:
    by_unit: dict[str, list[StatedPost]] = {}
    for post in findings.posts.values():
        by_unit.setdefault(post.unit, []).append(post)
        for copy in findings.copies.get(post.key, ()):
            by_unit.setdefault(copy.unit, []).append(copy)
    for unit, posts in by_unit.items():
        originals = [findings.posts[post.key] for post in posts]
        runs = [
            run for post, own in zip(posts, originals, strict=True) if own is post for run in findings.runs[post.key]
        ]
        lines = [
            run for post, own in zip(posts, originals, strict=True) if own is not post for run in _copied(own, post)
        ]
        in_order = sorted((*joined(sorted(lines, key=FIRST_LINE)), *runs), key=FIRST_LINE)
        yield DocumentReading(unit, posts[0].path, PageKind.CONVERSATION, STATED, (), tuple(in_order), is_stated=True)


def _copied(original: StatedPost, copy: StatedPost) -> Iterator[RunReading]:
    """The lines of a post that stands here again, each with the line it repeats. Those of another version repeat some."""
    added = {line for line in copy.lines if copy.texts[line - 1].strip()} - set(copy.worded_lines)
    yield from (RunReading(line, line, Role.CHROME, copy.key, STATED) for line in sorted(added))
    for line, other in _repeated(original, copy):
        place = Place(original.unit, other, 0, len(original.texts[other - 1].rstrip()))
        source = Source((place,), Kind.EXACT, original.key)
        yield RunReading(line, line, Role.DUPLICATE, None, STATED, sources=(source,))


def _repeated(original: StatedPost, copy: StatedPost) -> Iterator[tuple[int, int]]:
    """The lines of a copy that stand in the original, each with the next that says the same."""
    if original.stated.save is None or copy.worded == original.worded:
        yield from zip(copy.worded_lines, original.worded_lines, strict=True)
        return
    places: dict[str, deque[int]] = {}
    for line, text in zip(original.worded_lines, original.worded, strict=True):
        places.setdefault(text, deque()).append(line)
    for line, text in zip(copy.worded_lines, copy.worded, strict=True):
        if places.get(text):
            yield line, places[text].popleft()


def _missing(findings: _Findings) -> Iterator[MissingPost]:
    """The posts that are answered and not there, with what their answers quote of them."""
    answers: dict[str, list[StatedPost]] = {}
    for post in sorted(findings.posts.values(), key=lambda each: each.order):
        parent = findings.woven.parents.get(post.key)
        while parent is not None and parent in findings.woven.missing:
            answers.setdefault(parent, []).append(post)
            parent = findings.woven.parents.get(parent)
    for key, id_ in findings.woven.missing.items():
        first = answers[key][0]
        direct = [post for post in answers[key] if findings.woven.parents[post.key] == key]
        place = Place(first.unit, first.stated.first_line, 0, 0)
        yield MissingPost(key, f"{first.path}#{id_}", tuple(_passages(findings, direct)), place, first.stated.posted_at)


def _passages(findings: _Findings, answers: Sequence[StatedPost]) -> Iterator[Place]:
    """What the answers to a missing post quote that stands nowhere else, each passage once."""
    seen = set()
    for post in answers:
        for run in findings.runs[post.key]:
            if run.role != Role.QUOTE or run.depth != 1 or run.source:
                continue
            for line in run.lines:
                text = post.texts[line - 1]
                plain = " ".join(text.split())
                if plain and plain not in seen:
                    seen.add(plain)
                    yield Place(post.unit, line, len(text) - len(text.lstrip()), len(text.rstrip()))


def _threads(findings: _Findings, edges: Sequence[Edge]) -> Iterator[ThreadReading]:
    parents = {edge.child: edge.parent for edge in edges if edge.is_primary}
    order: dict[str, Order] = {}
    for key, post in findings.posts.items():
        moment, unit, line, title, _ = post.order
        order[key] = (moment, unit, line, title, 1, key)
        before: Order = (moment, unit, line, title, 0, key)
        above = parents.get(key)
        while above is not None and above in findings.woven.missing and order.get(above, order[key]) >= before:
            order[above] = before
            above = parents.get(above)
    for tree in grow_trees(order, parents):
        title, is_stated = _title(findings, tree.root, [place.post for place in tree.places])
        ids = [findings.posts[place.post].stated.thread for place in tree.places if place.post in findings.posts]
        id_ = next((each for each in ids if each), "")
        yield ThreadReading(tree.root, title, is_stated, tree.places, key_of_thread(id_) if id_ else None)


def _title(findings: _Findings, root: str, keys: Sequence[str]) -> tuple[str, bool]:
    """The title of the opening post, or of the first that has one; else the opening words."""
    posts = [findings.posts[key] for key in keys if key in findings.posts]
    for post in posts:
        if post.stated.title.strip():
            return (post.stated.title if post.key == root else plain_subject(post.stated.title)), True
    first = posts[0]
    others = {line for run in findings.runs[first.key] for line in run.lines}
    own = (without_pictures(first.texts[line - 1]) for line in first.lines if line not in others)
    return opening_words(next((text for text in own if text.strip()), first.text), UNTITLED_LENGTH), False
