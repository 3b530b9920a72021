"""Paragraphs -> 64-bit fingerprints by which documents that share words find each other.

They are the hashes of runs of nine tokens that winnowing keeps (Schleimer, Wilkerson and Aiken, SIGMOD 2003): the
smaller of every two neighbouring runs, so that any ten tokens two paragraphs share give them at least one fingerprint
in common. Nine, because shorter runs tie a forum into one knot: on 1,500 topics of one forum, runs of five link 1,084
pages with each other, runs of nine at most 12. Code and logs, which recur without anybody citing anybody, have none.
The values are the same in every process and on every machine.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from hashlib import blake2b
from itertools import accumulate, groupby, pairwise

from threads.reconstruct.heads import read_heads
from threads.reconstruct.heads.front_matter import begins_one_post
from threads.reconstruct.heads.topics import topic_page
from threads.reconstruct.normalise import paragraphs_of
from threads.reconstruct.types import Paragraph
from threads.records import TextRecord

SHINGLE = 9
WINDOW = 2
# A whole paragraph of one token less is hashed as it stands; shorter ones say the same on unrelated pages.
WHOLE_TOKENS = 8
TELLING_SHAPES = frozenset(("prose", "list"))
# A passage that more documents of an archive hold is boilerplate or a saying: it links nothing.
COMMON_DOCUMENTS = 32
# Before the title of a topic, so that no words of a page have the same fingerprint.
TOPIC = "\0topic"


def fingerprints(record: TextRecord) -> frozenset[int]:
    """Every fingerprint of a record, as signed 64-bit integers; pages of one topic share one."""
    lines = record.lines
    values = {value for paragraph in paragraphs_of(lines) for value in paragraph_fingerprints(paragraph)}
    may_be_of_topic = topic_page(lines) is not None or begins_one_post(lines)
    if may_be_of_topic and (heads := read_heads(lines)[0]) and heads.topic:
        values.add(value_of((TOPIC, heads.topic)))
    return frozenset(values)


def fingerprints_either_way(texts: Sequence[str]) -> Iterable[int]:
    """Every fingerprint of a text, its lines taken for paragraphs and for parts of them: a page may have wrapped either."""
    blocks = (" ".join(block) for filled, block in groupby(texts, key=lambda text: bool(text.strip())) if filled)
    for lines in (texts, list(blocks)):
        for paragraph in paragraphs_of(lines):
            yield from paragraph_fingerprints(paragraph)


def paragraph_fingerprints(paragraph: Paragraph) -> Iterable[int]:
    """The fingerprints of one paragraph; short ones and those that say nothing have none."""
    tokens = paragraph.tokens
    if len(tokens) < WHOLE_TOKENS or paragraph.shape not in TELLING_SHAPES:
        return
    if len(tokens) < SHINGLE:
        yield value_of(tokens)
        return
    yield from winnowed(_values_of_runs(tokens))


def _values_of_runs(tokens: Sequence[str]) -> list[int]:
    """The hash of each run of SHINGLE tokens; they are joined once, and runs are pieces of that."""
    words = [token.encode() for token in tokens]
    joined = b" ".join(words)
    starts = list(accumulate((len(word) + 1 for word in words), initial=0))
    return [_hash(joined[start : end - 1]) for start, end in zip(starts, starts[SHINGLE:], strict=False)]


def winnowed(values: Sequence[int]) -> Iterable[int]:
    """The smaller of each two neighbours, once for as long as it stays the smaller; of a tie the latter."""
    if len(values) < WINDOW:
        yield from values
    last = -1
    for start, (one, other) in enumerate(pairwise(values)):
        at = start if one < other else start + 1
        if at != last:
            last = at
            yield values[at]


def value_of(tokens: Sequence[str]) -> int:
    """The hash of a run of tokens."""
    return _hash(" ".join(tokens).encode())


def _hash(words: bytes) -> int:
    return int.from_bytes(blake2b(words, digest_size=8).digest(), "big", signed=True)
