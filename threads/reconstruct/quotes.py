"""A page's paragraphs -> which of them quote an earlier one, and which words they cite.

> The tide table is wrong for the fourth of May.        own words of the first post
> the fourth of May                                      a quote: those words, cut from that line
> It is right, your clock is an hour out.                the answer

Marks are gone, so a quote is told by its words alone: a run of them stands in an earlier paragraph. Long runs prove it;
short ones count only when they are copied to the letter, because people repeat phrases but seldom their punctuation.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import deque
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace

from threads.reconstruct.joined_lines import Joined, JoinedLines
from threads.reconstruct.match import ELLIPSIS, Index, Match, Probe, around, probe_of
from threads.reconstruct.normalise import fold
from threads.reconstruct.quote_runs import FORMULA, PROVEN_TOKENS, QuoteMatch, with_chains, with_neighbours
from threads.reconstruct.types import Paragraph
from threads.words.kinds import Kind
from threads.words.vocabulary import either

# Fewer words than prove a quote (PROVEN_TOKENS) have to be a copy to the letter.
LITERAL_TOKENS = 3
# A changed quote keeps nearly all its words; a log line with another number does too, so digits have to be equal.
ALTERED_IDENTITY, ALTERED_TOKENS = 0.9, 12
SQUEEZED_CHARACTERS = 20
# A word or two, or a fragment cut inside words, is looked for in this many paragraphs and characters above it.
RECENT_PARAGRAPHS, RECENT_CHARACTERS = 60, 20_000
FRAGMENT_CHARACTERS = 10
# Spaces apart, this many characters to the letter are no accident.
SPACELESS_CHARACTERS = 16
# Sentences quoted as one paragraph: each this long at least, all within so many paragraphs of each other.
STITCH_TOKENS, STITCH_REACH, STITCHED_MAX_TOKENS = 4, 16, 400
# A name of a few words and what says that its owner is quoted.
SAYING = re.compile(rf"\W{{0,3}}(?:[\w.'-]{{1,30}} ){{1,3}}?(?:{either('wrote')})\s?[:\uff1a]\s?(?=\S)", re.IGNORECASE)
SENTENCE = re.compile(r"(?<![.!?\u2026\u3002\uff01\uff1f])[.!?\u2026\u3002\uff01\uff1f]+(?:\s+|$|(?=\w))")
# What people say again and again in the same few words: no quote, however literal, up to four words.
FORMULA_TOKENS = 4
SPACES = re.compile(r"\s+")
PLAIN_MARKS = str.maketrans(
    {"\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"', "\u00a0": " ", "\u2013": "-", "\u2014": "-"}
)
CUT_MARKS = ("[...]", "[\u2026]", "...", "\u2026")
SYMBOLS = re.compile(r"[\W_]+")
# A name from a program or a product, which nobody says by chance as a line of its own: camelCase, UPPER_CASE, v1.2.
TERM_CHARACTERS = 60
TERM = re.compile(r"^\W*(?:[A-Za-z]+[a-z][A-Z]\w*|[A-Za-z]+\d\w*|\w+_\w+|[A-Z]{3,})\W*$")


def find_quotes(
    paragraphs: Sequence[Paragraph], skipped: Callable[[int], bool], shown: Collection[int] = ()
) -> dict[int, QuoteMatch]:
    """Every paragraph of a page that quotes an earlier one, by index.

    ``skipped`` paragraphs (furniture, second renderings) neither quote nor are quoted; ``shown`` ones are known to be
    quotes already, with or without a source.
    """
    finder = _Finder(paragraphs)
    for paragraph in paragraphs:
        if not skipped(paragraph.index):
            finder.read(paragraph, is_shown=paragraph.index in shown)
    return with_chains(with_neighbours(finder.quotes, paragraphs, skipped))


class _Finder:
    """Reads paragraphs in order and keeps what the later ones may cite."""

    def __init__(self, paragraphs: Sequence[Paragraph]) -> None:
        self.quotes: dict[int, QuoteMatch] = {}
        self._paragraphs = paragraphs
        self._index = Index()
        self._joined = JoinedLines()
        self._literal: dict[int, str] = {}
        self._recent: deque[int] = deque(maxlen=RECENT_PARAGRAPHS)

    def read(self, paragraph: Paragraph, *, is_shown: bool) -> None:
        number = paragraph.index
        self._literal[number] = literal(paragraph.text)
        matches = self._accepted(paragraph, is_shown=is_shown)
        joined = None if matches else self._joining(paragraph)
        if matches:
            self.quotes[number] = self._cite(matches)
        elif joined:
            self.quotes[number] = replace(self._cite([joined.match]), reach=joined.reach)
        elif is_shown:
            self.quotes[number] = QuoteMatch(None, confidence=0.95, reason="absent from the other rendering")
        self._index.add(number, paragraph.tokens)
        self._joined.add(number, paragraph.tokens)
        self._recent.append(number)

    def _accepted(self, paragraph: Paragraph, *, is_shown: bool) -> list[Match]:
        """Matches good enough to call the paragraph a quote."""
        if paragraph.shape == "rule" or (paragraph.shape == "url" and not is_shown):
            return []
        probe = probe_of(paragraph)
        if len(probe.tokens) >= LITERAL_TOKENS:
            matches = self._index.containing(probe)
            if matches and (is_shown or self._proves(paragraph, matches)):
                return matches
            altered = self._altered(paragraph, probe) or self._stitched(paragraph) or self._named(paragraph)
            if altered:
                return altered
        return self._fragment(paragraph, probe, is_shown=is_shown)

    def _proves(self, paragraph: Paragraph, matches: Sequence[Match]) -> bool:
        count = len(paragraph.tokens)
        if paragraph.shape == "code" and self._is_shown(paragraph):
            return False
        if count >= PROVEN_TOKENS:
            return True
        if matches[0].kind is Kind.EXACT and (count == LITERAL_TOKENS or paragraph.shape == "code"):
            return False
        if paragraph.shape == "code" and not self._stands_alone(paragraph):
            return False
        if count <= FORMULA_TOKENS and FORMULA.search(paragraph.text):
            return False
        needle = packed(unquoted(stripped(self._literal[paragraph.index])))
        return any(needle in packed(literal(around(self._paragraphs[match.target], match))) for match in matches)

    def _is_shown(self, paragraph: Paragraph) -> bool:
        """Whether the line above presents this one, as people do with their own code: "this is what I have now:"."""
        above = self._paragraphs[paragraph.index - 1] if paragraph.index else None
        return above is not None and above.text.rstrip().endswith((":", "\uff1a"))

    def _altered(self, paragraph: Paragraph, probe: Probe) -> list[Match]:
        if paragraph.shape == "code":
            return []
        matches = self._index.resembling(probe)
        squeezed = squeeze(paragraph.text)
        if len(squeezed) >= SQUEEZED_CHARACTERS:
            same = [match for match in matches if squeezed in squeeze(self._paragraphs[match.target].text)]
            if same:
                return same
        if len(probe.tokens) < ALTERED_TOKENS:
            return []
        return [match for match in matches if match.identity >= ALTERED_IDENTITY and self._is_edited(probe, match)]

    def _named(self, paragraph: Paragraph) -> list[Match]:
        """Words that stand right behind the name of who is quoted, on its line: "alice wrote:The kettle leaks"."""
        saying = SAYING.match(paragraph.text)
        if not saying or paragraph.shape == "code":
            return []
        begin = bisect_left(paragraph.token_starts, saying.end())
        tokens = paragraph.tokens[begin:]
        needle = packed(unquoted(stripped(literal(paragraph.text[saying.end() :]))))
        matches = (
            self._index.containing(Probe(tokens, is_cut_tail=paragraph.cut_tail))
            if len(tokens) > FORMULA_TOKENS
            else []
        )
        return [match for match in matches if needle in packed(literal(around(self._paragraphs[match.target], match)))]

    def _is_edited(self, probe: Probe, match: Match) -> bool:
        """Whether only the inside differs: a paragraph that adds words at an end says something of its own."""
        source = self._paragraphs[match.target].tokens[match.start : match.end]
        ends = probe.tokens[0] == source[0] and probe.tokens[-1] == source[-1]
        return ends and digits(probe.tokens) == digits(source)

    def _stitched(self, paragraph: Paragraph) -> list[Match]:
        """Sentences of one post that were quoted as one paragraph, each found by itself close to the others."""
        if paragraph.shape != "prose" or not PROVEN_TOKENS <= len(paragraph.tokens) <= STITCHED_MAX_TOKENS:
            return []
        matches: list[Match] = []
        for tokens in sentences(paragraph):
            hits = self._index.containing(Probe(tokens)) if len(tokens) >= STITCH_TOKENS else []
            if not hits:
                return []
            near = matches[-1].target if matches else hits[-1].target
            matches.append(min(hits, key=lambda match: abs(match.target - near)))
        targets = [match.target for match in matches]
        if len(matches) < 2 or max(targets) - min(targets) > STITCH_REACH:
            return []
        longest = max(matches, key=lambda match: match.end - match.start)
        return [replace(longest, kind=Kind.PARTIAL)]

    def _joining(self, paragraph: Paragraph) -> Joined | None:
        """Several paragraphs quoted as one, where the page or a program breaks lines that the quote does not."""
        if paragraph.shape not in ("prose", "list") or len(paragraph.tokens) < PROVEN_TOKENS:
            return None
        joined = self._joined.holding(probe_of(paragraph))
        return None if joined and any(at in self.quotes for at in joined.reach) else joined

    def _fragment(self, paragraph: Paragraph, probe: Probe, *, is_shown: bool) -> list[Match]:
        """A few words cut out of a recent paragraph, perhaps inside a word, or a term from it."""
        needle = stripped(self._literal[paragraph.index])
        if len(probe.tokens) <= FORMULA_TOKENS and FORMULA.search(paragraph.text):
            return []
        spaceless = self._spaceless(paragraph, packed(needle))
        if spaceless:
            return spaceless
        is_short = len(probe.tokens) <= 2 and len(needle) <= TERM_CHARACTERS
        is_term = is_short and bool(TERM.match(needle)) and self._stands_alone(paragraph)
        if not needle or not (is_term or is_shown or len(needle) >= FRAGMENT_CHARACTERS) or len(needle) > 400:
            return []
        budget = RECENT_CHARACTERS
        for number in reversed(self._recent):
            text = self._literal[number]
            budget -= len(text)
            if budget < 0:
                break
            at = text.find(needle)
            if at < 0:
                continue
            inside_word = _joins(text, at) or _joins(text, at + len(needle))
            if inside_word if not (is_term or is_shown) else (not inside_word and len(text) > len(needle)) or is_shown:
                return [_by_characters(self._paragraphs[number], text, at, needle)]
        return []

    def _spaceless(self, paragraph: Paragraph, needle: str) -> list[Match]:
        """Exporters drop and add spaces round links and emphasis; letters and punctuation are all there."""
        if len(needle) < SPACELESS_CHARACTERS or len(paragraph.tokens) < LITERAL_TOKENS or paragraph.shape == "code":
            return []
        budget = RECENT_CHARACTERS
        for number in reversed(self._recent):
            budget -= len(self._literal[number])
            if budget < 0:
                break
            text = packed(self._literal[number])
            at = text.find(needle)
            if at >= 0:
                source = self._paragraphs[number]
                first, last = _tokens_within(source, at, at + len(needle))
                kind = Kind.EXACT if text == needle else Kind.PARTIAL
                return [Match(number, first, last, kind, 1.0)]
        return []

    def _stands_alone(self, paragraph: Paragraph) -> bool:
        """Whether a term is set as a line to be answered, not as an item of a list or after "as follows:"."""
        above, below = self._paragraphs[paragraph.index - 1 :][:1], self._paragraphs[paragraph.index + 1 :][:1]
        if not (paragraph.index and above and below) or self._is_shown(paragraph):
            return False
        return all(near.shape in ("prose", "list") and len(near.tokens) >= 3 for near in (above[0], below[0]))

    def _cite(self, matches: Sequence[Match]) -> QuoteMatch:
        """Choose the source: own words before words that are quotes themselves, whole before part, late before early."""
        roots = [match for match in matches if match.target not in self.quotes]
        if roots:
            best = max(roots, key=lambda match: (match.kind is Kind.EXACT, match.identity, match.target))
            return QuoteMatch(best.target, best.start, best.end, best.kind, _confidence(best))
        last = matches[-1]
        root = self.quotes[last.target]
        if root.source is None:
            return QuoteMatch(None, confidence=_confidence(last), repeats=last.target, reason="quoted before")
        start = min(root.start + last.start, root.end - 1)
        end = max(start + 1, min(root.start + last.end, root.end))
        kind = root.kind if last.kind is Kind.EXACT else Kind.PARTIAL
        return QuoteMatch(root.source, start, end, kind, _confidence(last) * root.confidence, via=last.target)


def literal(text: str) -> str:
    """The text to the letter, with plain quotation marks, dashes and spaces."""
    return SPACES.sub(" ", text.translate(PLAIN_MARKS)).strip()


def packed(text: str) -> str:
    """Without spaces."""
    return text.replace(" ", "")


def sentences(paragraph: Paragraph) -> list[tuple[str, ...]]:
    """The tokens of each sentence; a full stop inside an address or a number ends none."""
    ends = [match.end() for match in SENTENCE.finditer(paragraph.text)] + [len(paragraph.text)]
    pieces, first = [], 0
    for end in ends:
        last = bisect_left(paragraph.token_starts, end)
        if last > first:
            pieces.append(paragraph.tokens[first:last])
            first = last
    return pieces


def stripped(text: str) -> str:
    """Without the ellipses that say where it was cut, and the quotation marks round the whole."""
    head = ELLIPSIS.match(text)
    start, end = head.end() if head else 0, len(text)
    while True:
        while end > start and text[end - 1].isspace():
            end -= 1
        mark = next((mark for mark in CUT_MARKS if text.endswith(mark, start, end)), None)
        if mark is None:
            return text[start:end].strip()
        end -= len(mark)


def unquoted(text: str) -> str:
    """Without the quotation marks round the whole, and the ellipses within them."""
    is_quoted = len(text) > 2 and text[0] in "\"'" and text[-1] == text[0]
    return stripped(text[1:-1]) if is_quoted else text


def squeeze(text: str) -> str:
    """Only the letters and digits, so that a space more or less changes nothing."""
    return SYMBOLS.sub("", fold(text))


def digits(tokens: Iterable[str]) -> list[str]:
    """Tokens with a digit: two lines of a log often differ in nothing else."""
    return [token for token in tokens if any(map(str.isdigit, token))]


def _joins(text: str, at: int) -> bool:
    """Whether a cut at this offset goes through a word."""
    return 0 < at < len(text) and text[at - 1].isalpha() and text[at].isalpha() and text[at - 1 : at + 1].islower()


def _by_characters(paragraph: Paragraph, text: str, at: int, needle: str) -> Match:
    """The tokens that a run of characters takes up, those it cuts into included."""
    begin = len(packed(text[:at]))
    first, last = _tokens_within(paragraph, begin, begin + len(packed(needle)))
    is_torn = _joins(text, at) or _joins(text, at + len(needle))
    kind = Kind.EXACT if needle == text else Kind.TRUNCATED if is_torn else Kind.PARTIAL
    return Match(paragraph.index, first, last, kind, 1.0)


def _tokens_within(paragraph: Paragraph, begin: int, end: int) -> tuple[int, int]:
    """The range of the tokens, at least one, that reach between two offsets that do not count spaces."""
    offsets, spaceless = [], 0
    for mark in paragraph.text:
        offsets.append(spaceless)
        spaceless += not mark.isspace()
    first = bisect_right([offsets[last - 1] for last in paragraph.token_ends], begin - 1)
    last = bisect_left([offsets[start] for start in paragraph.token_starts], end)
    first = min(first, len(paragraph.tokens) - 1)
    return first, max(last, first + 1)


def _confidence(match: Match) -> float:
    """How sure a quote is, by the words that agree; measured on pages whose quotes are known (docs/quality.md)."""
    words = match.end - match.start
    sure = 0.6 if words < 3 else 0.9 if words < 5 else 0.96 if words < 8 else 0.99
    return round(sure * match.identity, 3)
