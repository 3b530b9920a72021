"""A page's paragraphs -> those that nobody posted: the site's own words, and an author's profile.

Furniture is told by its place and shape: short labels without a sentence's end that open the page and are set off from
it. A profile is told by repetition: the same block twice, directly one after the other, at the top of the page.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from threads.reconstruct.types import AuthorReading, Paragraph
from threads.words.vocabulary import either, whole_words, words

# A label has few words; anything longer at the top of a page is a title or already a post.
LABEL_MAX_TOKENS, LABEL_MAX_CHARACTERS = 5, 60
# A title may be longer, for it has to be set off by a wider gap; in scripts without spaces each sign is a token.
TITLE_MAX_TOKENS, TITLE_MAX_CHARACTERS = 16, 100
LABELS_MAX = 12
PROFILE_MAX_PARAGRAPHS = 12
# What forums call their own parts, as whole lines or with a number: "Comments (12)", "Sorted by newest".
LABEL = re.compile(
    r"^\W*(?:(?:wiki|forum|user|recent|latest|new|top|all|my|site|member|community|popular|active)\s)?(?:home|contributions?|"
    r"comments?|discussions?|posts?|replies|threads?|topics?|messages|activity|profile|members?|forums?|index|about|navigation|"
    r"menu|search|log ?in|log ?out|sign ?(?:in|up)|register|archives?|archive|previous|next|page|shortform|sequences|"
    r"overview|questions?|answers?|tags?|categories|category|main page|quick takes|feed|notifications|subscribe|share|"
    r"\d+ (?:comments?|replies|posts?|votes?|views|points|karma))(?:\W*\d[\d,.]*)?\W*$"
    r"|^\W*(?:sort(?:ed)?|order(?:ed)?) by\b.{0,30}$|^\W*(?:newest|oldest|latest|top|best) first\W*$"
    rf"|^\W*(?:{either('page')}) \d+(?: (?:{either('page_of')}) \d+)?\W*$"
    rf"|^\W*(?:{either('labels')})\W*$",
    re.IGNORECASE,
)
# A person's opening, however short, is not a label.
SPOKEN = re.compile(rf"^\W*(?:{either('spoken')})\b", re.IGNORECASE)
SENTENCE_END = re.compile(r"[.!?\u2026:;,\u3002\uff01\uff1f)\"'\u201d\u2019]\s*$")
NAME = (
    r"(?P<name>[^\s,.;:()\"'\u201c\u201d\u2018\u2019\u201e\u00ab\u00bb][^\s,;:()\"\u201c\u201d\u201e\u00ab\u00bb]{0,38}?)"
    r"(?=[.,;:)\"'\u201c\u201d\u2019\u00bb]{0,3}(?:\s|$))"
)
ALIAS = re.compile(
    rf"(?:\buser ?name(?:\s+(?:is|was|:))?|\b(?:also|better|previously|formerly) known as|\baka|\ba\.k\.a\.|"
    rf"\b(?:formerly|previously|originally)(?:\s+(?:posted|wrote|writing|posting|here))?(?:\s+as)?|\bused to (?:post|write|go) (?:as|by)|"
    rf"\b(?:posted|posting|writing|known elsewhere) as|\b(?:handle|nick(?:name)?|alias|pseudonym)(?:\s+(?:is|was|:))?|"
    rf"\bgo(?:es)? by(?: the name)?|\b(?:{either('aliases')}))\s*:?\s+[\"'\u201c\u2018\u201e\u00ab@]?{NAME}",
    re.IGNORECASE,
)
# What people say of themselves where a forum asks them to, and what a forum adds.
DESCRIPTION = re.compile(
    r"\b(?:member since|joined|registered|last seen|about me|bio|karma|(?:message|contact|e-?mail|follow|write to|dm) me|"
    r"(?:my|personal) (?:blog|website|site|page|twitter|e-?mail|pronouns)|she/her|he/him|they/them|ph\.?d\.?|retired|student|"
    r"professor|researcher|engineer|developer|programmer|teacher|writer|author of|co-?founder|founder|director|physicist|"
    r"mathematician|philosopher|interested in|interests:|working on|works? (?:at|for|as)|based in|lives? in|located in|"
    r"i (?:work|study|studied|write|teach|research|blog|run|live|used to|post|answer|moderate)|i(?: a|')m an? )\b"
    rf"|{whole_words('describes')}",
    re.IGNORECASE,
)
NOT_A_NAME = frozenset(words("not_names"))


@dataclass(frozen=True, slots=True)
class Furniture:
    """Paragraph indexes by what they are; ``copies`` maps a repeated profile paragraph to its first appearance."""

    chrome: frozenset[int] = frozenset()
    profile: frozenset[int] = frozenset()
    copies: Mapping[int, int] = field(default_factory=dict)
    author: AuthorReading | None = None

    def holds(self, index: int) -> bool:
        return index in self.chrome or index in self.profile or index in self.copies

    def within(self, count: int) -> Furniture:
        """What is among the first paragraphs alone."""
        if all(index < count for index in (*self.chrome, *self.profile, *self.copies)):
            return self
        return Furniture(frozenset(index for index in self.chrome if index < count))


def read_furniture(paragraphs: Sequence[Paragraph]) -> Furniture:
    """Find the labels and the profile that open a page."""
    labels = _labels(paragraphs)
    start = len(labels)
    period, repeats = _repeated_block(paragraphs, start)
    if not period:
        return Furniture(chrome=frozenset(labels))
    profile = range(start, start + period)
    copies = {start + offset: start + offset % period for offset in range(period, period * repeats)}
    aliases = aliases_in([paragraphs[index].text for index in profile])
    return Furniture(frozenset(labels), frozenset(profile), copies, AuthorReading(None, aliases))


def _labels(paragraphs: Sequence[Paragraph]) -> list[int]:
    """Labels at the top: known ones, and unknown ones where a wider gap sets them off from the text below."""
    count = 0
    for paragraph in paragraphs[:LABELS_MAX]:
        if not _is_label(paragraph):
            break
        count += 1
    gap = _usual_gap(paragraphs)
    if count + 1 < len(paragraphs) and count < LABELS_MAX:
        count += _is_title(paragraphs[count]) and paragraphs[count + 1].blank_before > gap
    set_off = [
        index for index in range(1, count + 1) if index < len(paragraphs) and paragraphs[index].blank_before > gap
    ]
    known = 0
    while known < count and LABEL.match(paragraphs[known].text):
        known += 1
    chosen = max([known, *set_off])
    return list(range(chosen)) if chosen < len(paragraphs) else []


def _is_label(paragraph: Paragraph) -> bool:
    text = paragraph.text.strip()
    if len(text) > LABEL_MAX_CHARACTERS:
        return False
    if LABEL.match(text):
        return True
    words = len(paragraph.tokens)
    return 0 < words <= LABEL_MAX_TOKENS and not SENTENCE_END.search(text) and not SPOKEN.match(text)


def _is_title(paragraph: Paragraph) -> bool:
    """Whether a line could be the page's title: longer than a label, and no sentence either."""
    text = paragraph.text.strip()
    if "\n" in text or not 0 < len(text) <= TITLE_MAX_CHARACTERS or len(paragraph.tokens) > TITLE_MAX_TOKENS:
        return False
    return not SENTENCE_END.search(text) and not SPOKEN.match(text) and not text[0].islower()


def _usual_gap(paragraphs: Sequence[Paragraph]) -> int:
    """How many blank lines usually part two paragraphs of this page."""
    gaps = sorted(paragraph.blank_before for paragraph in paragraphs[1:])
    return gaps[(len(gaps) - 1) // 2] if gaps else 0


def _repeated_block(paragraphs: Sequence[Paragraph], start: int) -> tuple[int, int]:
    """The length of the block that opens the page and how often it stands there in a row; 0, 0 where it does not."""
    for period in range(1, min(PROFILE_MAX_PARAGRAPHS, (len(paragraphs) - start) // 2) + 1):
        block = [paragraph.tokens for paragraph in paragraphs[start : start + period]]
        repeats = 1
        while _block(paragraphs, start + repeats * period, period) == block:
            repeats += 1
        if repeats > 1 and sum(map(len, block)) >= 3 and start + repeats * period < len(paragraphs):
            texts = [paragraph.text for paragraph in paragraphs[start : start + period]]
            return (period, repeats) if repeats > 2 or is_profile(texts) else (0, 0)
    return 0, 0


def is_profile(texts: Sequence[str]) -> bool:
    """Whether a block that stands twice at the top describes a person; else it may be a first post, quoted at once.

    > Retired miller, member since 2011. Write to me about stones.      a profile, once more below
    > How do I dress a millstone?                                       a post, and below it the quote of an answer
    """
    if any(DESCRIPTION.search(text[:2000]) or ALIAS.search(text[:2000]) for text in texts):
        return True
    asks = any(text.rstrip().endswith(("?", "\uff1f", "\u061f")) for text in texts)
    return len(texts) > 1 and not asks and not SPOKEN.match(texts[0])


def _block(paragraphs: Sequence[Paragraph], start: int, length: int) -> list[tuple[str, ...]]:
    return [paragraph.tokens for paragraph in paragraphs[start : start + length]]


def aliases_in(texts: Sequence[str]) -> tuple[str, ...]:
    """Names that a profile gives its author in any of the usual phrases.

    > Formerly known as Bruno. Username chen_42 on the old board.      Bruno, chen_42
    """
    found = dict.fromkeys(match["name"].rstrip(".'\u2019") for text in texts for match in ALIAS.finditer(text[:5000]))
    return tuple(name for name in found if name.casefold() not in NOT_A_NAME and any(map(str.isalnum, name)))
