"""A page's paragraphs -> quotes whose source stands nowhere, told by how the text round them treats them.

Three signs are taken: a paragraph cut at its head and open at its end; one introduced by somebody's saying and a
colon; and, on a page of one author, a question or claim that the next paragraph answers. Each is shown open, never
folded, so the price of a wrong one is a mark that says "not found".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from threads.reconstruct.quote_runs import QuoteMatch
from threads.reconstruct.types import Paragraph
from threads.words.kinds import Kind
from threads.words.vocabulary import either, whole_words

SAID = re.compile(
    r"(?:\b(?:you|he|she|they|who|author|post|article|paper|essay|book|docs?|documentation|page|wiki|it)(?:'s|\u2019s)?\s+"
    r"(?:once |also |then |even |just |does |do |did |(?:starts? |start )?out by |later |there )*"
    r"(?:says?|said|saying|writes?|wrote|writing|states?|stated|claims?|claimed|argues?|argued|asks?|asked)\b[^.!?:]{0,100}"
    r"|\b(?:does|do|did)\b[^.!?:]{0,20}\bby (?:saying|writing|asking)\b[^.!?:]{0,100}"
    r"|\bquot(?:e|ed|ing)\b[^.!?:]{0,60}|\b(?:striking|favou?rite|relevant|key|crucial) (?:line|sentence|passage|quote|bit)\b[^.!?:]{0,40}"
    rf"|\b(?:{either('saying')})\b[^.!?:]{{0,60}}|(?:{either('saying_ends')}))\s*[:\uff1a]\s*$",
    re.IGNORECASE,
)
FIRST_PERSON = re.compile(r"\bI (?:\w+ )?(?:said|say|wrote|write|asked|claimed|argued)\b[^.!?]{0,60}:\s*$")
INTRODUCED_TOKENS = 8
ANSWER = re.compile(
    r"^\W*(?:nope|yep|yup|yeah|yes|no\b[,.!]|sure[,.!]|oh\b|i (?:strongly |totally |completely )?(?:dis)?agree|good (?:question|point)|"
    r"that's (?:a good|right|definitely|fair)|fair (?:point|enough)|(?:it|that) (?:is|isn't)|it's not|not (?:really|quite|exactly)|"
    r"i (?:usually|don't),?|correct|exactly|right[,.!])"
    rf"|^\W*(?:{whole_words('replies')}|(?:{either('replies_whole')})\b)",
    re.IGNORECASE,
)
CLAIM_MAX_TOKENS = 60
# "... but that is just me" is nobody's quote: a page shortens posts where two of its cuts are longer than this, and elsewhere
# a cut quote has more words.
TELLING_CUT_TOKENS, LONE_CUT_TOKENS = 8, 10
# A list that was quoted along with the sentence above it, up to the place where the page cut it off.
CUT_REACH = 4
SERIES_REACH = 2
CLOSED = re.compile(r"[.!?\u2026:)\]\"'\u201d\u2019\u3002\uff01\uff1f*]\s*$")


def find_unsourced(
    paragraphs: Sequence[Paragraph],
    skipped: Callable[[int], bool],
    sourced: Mapping[int, QuoteMatch],
    *,
    shows_one_author: bool,
) -> dict[int, QuoteMatch]:
    """Quotes without a source, by index. ``sourced`` are the quotes found already; they are left alone."""
    quotes: dict[int, QuoteMatch] = {}
    fewest = 0 if shortens(paragraphs) else LONE_CUT_TOKENS
    for paragraph in paragraphs:
        index = paragraph.index
        if skipped(index) or index in sourced or index in quotes:
            continue
        above = _neighbour(paragraphs, index - 1, skipped)
        if len(paragraph.tokens) >= fewest and is_cut_quote(paragraph) and not _is_in_series(paragraphs, index):
            quotes[index] = _unsourced(0.9, "it begins with an ellipsis and breaks off")
        elif above and is_introduced(paragraph, above):
            quotes[index] = _unsourced(0.75, "the line above introduces it")
    quotes.update(_cut_lists(paragraphs, skipped))
    if shows_one_author:
        quotes.update(_answered(paragraphs, skipped, {**sourced, **quotes}))
    return {index: citation for index, citation in quotes.items() if index not in sourced}


def is_cut_quote(paragraph: Paragraph) -> bool:
    """Whether a paragraph is a quote cut at both ends, as in ``...which is why the lower boards alw``."""
    return (
        paragraph.cut_head
        and not paragraph.cut_tail
        and paragraph.shape != "code"
        and len(paragraph.tokens) >= 4
        and not CLOSED.search(paragraph.text)
    )


def is_introduced(paragraph: Paragraph, above: Paragraph) -> bool:
    """Whether the paragraph above says that somebody else's words follow, and ends with a colon."""
    tail = above.text[-240:]
    if not tail.rstrip().endswith((":", "\uff1a")) or len(paragraph.tokens) < INTRODUCED_TOKENS:
        return False
    return paragraph.shape == "prose" and bool(SAID.search(tail)) and not FIRST_PERSON.search(tail)


def _cut_lists(paragraphs: Sequence[Paragraph], skipped: Callable[[int], bool]) -> dict[int, QuoteMatch]:
    """A cut quote that goes on as a list: from its ellipsis to the item that breaks off."""
    quotes: dict[int, QuoteMatch] = {}
    for paragraph in paragraphs:
        if not paragraph.cut_head or skipped(paragraph.index) or not paragraph.text.rstrip().endswith(":"):
            continue
        items = [paragraph.index]
        for follower in paragraphs[paragraph.index + 1 : paragraph.index + 1 + CUT_REACH]:
            if follower.shape != "list":
                break
            items.append(follower.index)
            if not CLOSED.search(follower.text):
                quotes.update({index: _unsourced(0.85, "part of a list that breaks off") for index in items})
                break
    return quotes


def _answered(
    paragraphs: Sequence[Paragraph], skipped: Callable[[int], bool], quotes: Mapping[int, QuoteMatch]
) -> dict[int, QuoteMatch]:
    unsourced: dict[int, QuoteMatch] = {}
    for paragraph in paragraphs:
        above = _neighbour(paragraphs, paragraph.index - 1, skipped)
        if not above or above.index in quotes or above.index in unsourced or paragraph.index in quotes:
            continue
        is_short = 3 <= len(above.tokens) <= CLAIM_MAX_TOKENS and above.shape == "prose"
        is_asked = above.text.rstrip().endswith(("?", "\uff1f")) or not CLOSED.search(above.text)
        if is_short and is_asked and ANSWER.match(paragraph.text):
            unsourced[above.index] = _unsourced(0.6, "the next paragraph answers it")
    return unsourced


def shortens(paragraphs: Sequence[Paragraph]) -> bool:
    """Whether the page cuts posts and quotes short: several cut quotes that break off."""
    telling = (p for p in paragraphs if len(p.tokens) >= TELLING_CUT_TOKENS and is_cut_quote(p))
    return sum(not _is_in_series(paragraphs, p.index) for p in telling) >= 2


def _is_in_series(paragraphs: Sequence[Paragraph], index: int) -> bool:
    """Whether lines around begin with an ellipsis too, as steps of one sentence do: "... and the gate is shut"."""
    around = [*paragraphs[max(0, index - SERIES_REACH) : index], *paragraphs[index + 1 : index + 1 + SERIES_REACH]]
    return any(paragraph.cut_head for paragraph in around)


def breaks_off(paragraph: Paragraph, citation: QuoteMatch | None) -> bool:
    """Whether a page that shortens posts cut one here: in its last quote, or in its own words before an ellipsis."""
    if citation is None:
        return paragraph.cut_tail and paragraph.shape == "prose"
    is_item = paragraph.shape == "list" and citation.source is None and not CLOSED.search(paragraph.text)
    return is_item or is_cut_quote(paragraph)


def _neighbour(paragraphs: Sequence[Paragraph], index: int, skipped: Callable[[int], bool]) -> Paragraph | None:
    return paragraphs[index] if 0 <= index < len(paragraphs) and not skipped(index) else None


def _unsourced(confidence: float, reason: str) -> QuoteMatch:
    return QuoteMatch(None, kind=Kind.UNSOURCED, confidence=confidence, reason=reason)
