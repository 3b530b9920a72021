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
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from threads.reconstruct.match import ELLIPSIS, Index, Match, Probe, around, probe_of
from threads.reconstruct.normalise import fold
from threads.reconstruct.types import Paragraph
from threads.words.kinds import Kind
from threads.words.vocabulary import either

# From this many words on a shared run is a quote whatever its punctuation; below, it has to be a copy to the letter.
PROVEN_TOKENS = 8
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
SENTENCE = re.compile(r"(?<![.!?\u2026\u3002\uff01\uff1f])[.!?\u2026\u3002\uff01\uff1f]+(?:\s+|$|(?=\w))")
# The first quotes of one paragraph, among which the way of a later one is looked for.
CHAINS_SEEN = 64
# What people say again and again in the same few words: no quote, however literal, up to four words.
FORMULA_TOKENS = 4
FORMULA = re.compile(rf"^\W*(?:{either('formulas')})(?![^\W_])|[:,]\s*$", re.IGNORECASE)
SPACES = re.compile(r"\s+")
CUT_MARKS = ("[...]", "[\u2026]", "...", "\u2026")
SYMBOLS = re.compile(r"[\W_]+")
# A name from a program or a product, which nobody says by chance as a line of its own: camelCase, UPPER_CASE, v1.2.
TERM_CHARACTERS = 60
TERM = re.compile(r"^\W*(?:[A-Za-z]+[a-z][A-Z]\w*|[A-Za-z]+\d\w*|\w+_\w+|[A-Z]{3,})\W*$")


@dataclass(frozen=True, slots=True)
class QuoteMatch:
    """A quote: paragraph ``source`` holds its words at token range ``start`` to ``end``.

    ``source`` is None where the words are known to be quoted but stand nowhere. ``via`` is an earlier quote of the
    same words through which they came, ``repeats`` an earlier unsourced quote of the same words.
    """

    source: int | None
    start: int = 0
    end: int = 0
    kind: Kind = Kind.UNSOURCED
    confidence: float = 0.5
    via: int | None = None
    repeats: int | None = None
    reason: str = ""
    is_told: bool = False  # by a person


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
        self._literal: dict[int, str] = {}
        self._recent: deque[int] = deque(maxlen=RECENT_PARAGRAPHS)

    def read(self, paragraph: Paragraph, *, is_shown: bool) -> None:
        number = paragraph.index
        self._literal[number] = literal(paragraph.text)
        matches = self._accepted(paragraph, is_shown=is_shown)
        if matches:
            self.quotes[number] = self._cite(matches)
        elif is_shown:
            self.quotes[number] = QuoteMatch(None, confidence=0.95, reason="absent from the other rendering")
        self._index.add(number, paragraph.tokens)
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
            altered = self._altered(paragraph, probe) or self._stitched(paragraph)
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
        needle = packed(stripped(self._literal[paragraph.index]))
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
    table: dict[str, str | int | None] = {
        "\u2018": "'",
        "\u2019": "'",
        "\u201c": '"',
        "\u201d": '"',
        "\u00a0": " ",
        "\u2013": "-",
        "\u2014": "-",
    }
    return SPACES.sub(" ", text.translate(str.maketrans(table))).strip()


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


def with_neighbours(
    quotes: Mapping[int, QuoteMatch], paragraphs: Sequence[Paragraph], skipped: Callable[[int], bool]
) -> dict[int, QuoteMatch]:
    """Short paragraphs beside a quote, equal to the one beside its source, were quoted along with it.

    > Does it leak?          both of the first post
    > Badly.
    > Does it leak?          a quote by itself
    > Badly.                 a quote only because its neighbour is one
    """
    answer = dict(quotes)
    for step in (1, -1):
        for number in sorted(quotes, reverse=step < 0):
            at, citation = number, answer[number]
            while citation.source is not None:
                beside, source = at + step, citation.source + step
                if not (0 <= beside < len(paragraphs) and 0 <= source < min(at, beside)) or beside in answer:
                    break
                same = paragraphs[beside].tokens == paragraphs[source].tokens and paragraphs[beside].tokens
                if (
                    not same
                    or FORMULA.search(paragraphs[beside].text)
                    or skipped(beside)
                    or skipped(source)
                    or source in answer
                ):
                    break
                count = len(paragraphs[source].tokens)
                citation = QuoteMatch(source, 0, count, Kind.EXACT, 0.9, reason="quoted along with its neighbour")
                answer[beside] = citation
                at = beside
    return answer


def with_chains(quotes: Mapping[int, QuoteMatch]) -> dict[int, QuoteMatch]:
    """Find the post through which a quote came: its neighbour in the run cites what stands beside an earlier quote of it.

    Two people who quote the same words have not quoted each other, so the words alone prove no chain.
    """
    by_source: dict[int, list[int]] = {}
    for number, citation in sorted(quotes.items()):
        if citation.source is not None:
            by_source.setdefault(citation.source, []).append(number)
    answer = dict(quotes)
    for number, citation in quotes.items():
        if citation.source is None or citation.via is not None:
            continue
        for earlier in by_source[citation.source][:CHAINS_SEEN]:
            if earlier >= number:
                break
            if _covers(quotes[earlier], citation) and any(
                _cites(quotes.get(number + step), earlier + step) for step in (1, -1)
            ):
                answer[number] = replace(citation, via=earlier)
    return answer


def _covers(earlier: QuoteMatch, later: QuoteMatch) -> bool:
    return earlier.start <= later.start and later.end <= earlier.end


def _cites(citation: QuoteMatch | None, source: int) -> bool:
    return citation is not None and citation.source == source
