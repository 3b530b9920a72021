"""Paragraphs and their quotes -> the named cues for and against a post starting at each of them.

Every cue is a yes or no and is called by the reason it gives a person; its weight stands in boundary_weights.json.
Neither the place in the page nor the page's length is a cue: these mislead on pages of one user.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from threads.reconstruct.boundary_cues import Glance, glance
from threads.reconstruct.types import Paragraph

NEAR = 12  # paragraphs; further back nothing is remembered
NOBODY = Glance((), (), (), frozenset(), False, False, False, 0)


@dataclass(frozen=True, slots=True)
class QuoteView:
    """What the quotes of a page tell about each of its paragraphs; lists run parallel to the paragraphs."""

    source: Sequence[int | None]  # as given: None own text, -1 unsourced
    own_since: list[int]  # own paragraphs since the last quote, NEAR at most
    last_source: list[int]  # the latest source cited in the quote run before, -1 where none
    cited: list[bool]  # is quoted further down
    cited_on: list[bool]  # is quoted further down in one run with the paragraph before
    tightest: list[int]  # length of the shortest stretch from a source to its quote that this lies in, 0 for none


def quote_view(quoted: Sequence[int | None]) -> QuoteView:
    """Walk the quotes once, top to bottom."""
    length = len(quoted)
    view = QuoteView(quoted, [NEAR] * length, [-1] * length, [False] * length, [False] * length, [0] * length)
    since, run_source, seen_source = NEAR, -1, -1
    for index, source in enumerate(quoted):
        view.own_since[index] = since
        view.last_source[index] = seen_source
        if source is None:
            since = min(NEAR, since + 1)
            seen_source, run_source = max(seen_source, run_source), -1
            continue
        since = 0
        run_source = max(run_source, source)
        if 0 <= source < index:
            view.cited[source] = True
            above = quoted[index - 1]
            if above is not None and above == source - 1:
                view.cited_on[source] = True
            if index - source <= NEAR:
                _tighten(view.tightest, source + 1, index)
    return view


def _tighten(tightest: list[int], first: int, last: int) -> None:
    stretch = last - first + 1
    for index in range(first, last + 1):
        if not tightest[index] or stretch < tightest[index]:
            tightest[index] = stretch


def cue_lists(paragraphs: Sequence[Paragraph], quoted: Sequence[int | None]) -> list[list[str]]:
    """The cues of each paragraph, in no order that matters; the first paragraph of a page has them too."""
    glances = [glance(paragraph) for paragraph in paragraphs]
    view = quote_view(quoted)
    found = []
    for index, paragraph in enumerate(paragraphs):
        cues = _own_cues(glances[index], paragraph)
        cues += _cues_around(glances, index)
        cues += _cohesion(glances, index)
        cues += _quote_cues(view, index)
        cues += _word_cues(paragraphs, index)
        found.append(cues)
    return found


def _own_cues(here: Glance, paragraph: Paragraph) -> list[str]:
    cues = [f"opens with {name}" for name in here.opening] or ["opens with no known word"]
    cues += here.traits
    cues += here.closing
    if here.tells:
        cues.append("speaks to the reader")
    if here.states:
        cues.append("speaks of the writer")
    if here.asks:
        cues.append("asks something")
    if paragraph.blank_before > 2:
        cues.append("stands after a wide gap")
    return cues


def _cues_around(glances: Sequence[Glance], index: int) -> list[str]:
    here = glances[index]
    before = glances[index - 1] if index else NOBODY
    earlier = glances[index - 2] if index > 1 else NOBODY
    after = glances[index + 1] if index + 1 < len(glances) else NOBODY
    cues = [f"the one before opens with {name}" for name in before.opening]
    cues += [f"the one before {trait}" for trait in before.traits + before.closing]
    cues += [f"the one two above {trait}" for trait in earlier.closing]
    cues += [f"the one two above opens with {name}" for name in earlier.opening]
    cues += [f"the next opens with {name}" for name in after.opening]
    cues += [f"the next {trait}" for trait in after.traits]
    if before.asks:
        cues.append("answers a question" if not here.asks else "asks after a question")
    if before.states and here.tells and not here.states:
        cues.append("turns from I to you")
    if before.tells and here.states and not here.tells:
        cues.append("turns from you to I")
    if before.tells and here.tells:
        cues.append("goes on speaking to the reader")
    if before.states and here.states:
        cues.append("goes on speaking of the writer")
    for shape in ("is code", "is list", "is url"):
        if shape in here.traits and shape in before.traits:
            cues.append(f"{shape}, as the one before")
    if "ends with a colon" in before.closing and not {"a greeting", "thanks", "praise", "yes"} & set(here.opening):
        cues.append("is led up to by a colon")
    return cues


def _cohesion(glances: Sequence[Glance], index: int) -> list[str]:
    """Shared words with the paragraphs around: a weak form of Hearst's TextTiling (1997)."""
    here = glances[index].topic
    before = glances[index - 1].topic if index else frozenset[str]()
    after = glances[index + 1].topic if index + 1 < len(glances) else frozenset[str]()
    cues = []
    with_before, with_after, across = len(here & before), len(here & after), len(before & after)
    if with_before:
        cues.append("shares a word with the one before")
    if with_before > 2:
        cues.append("shares three words with the one before")
    if with_after:
        cues.append("shares a word with the next")
    if with_after > 2:
        cues.append("shares three words with the next")
    if across > 1:
        cues.append("stands between two that share words")
    if with_after > with_before:
        cues.append("is nearer to the next than to the one before")
    far = frozenset().union(*(glances[place].topic for place in range(max(0, index - 5), max(0, index - 1))))
    if here and len(here & far) * 4 > len(here):
        cues.append("goes on with words from further up")
    return cues


def _quote_cues(view: QuoteView, index: int) -> list[str]:
    source, above = view.source[index], view.source[index - 1] if index else None
    cues = []
    if view.cited[index]:
        cues.append("is quoted further down")
    if index and view.cited[index - 1]:
        cues.append("the one before is quoted further down")
    if view.cited_on[index]:
        cues.append("is quoted further down together with the one before")
    if view.tightest[index]:
        cues.append(f"a post must start here or nearby ({_few(view.tightest[index])})")
    if index + 1 < len(view.source) and view.source[index + 1] is not None and source is None:
        cues.append("a quote follows")
    if source is None:
        if above is not None:
            cues.append("is own text under a quote")
        elif view.own_since[index] < NEAR:
            cues.append(f"a quote stands {_few(view.own_since[index])} paragraphs above")
        return cues
    cues.append("is a quote whose source is not here" if source < 0 else "is a quote")
    if above is not None:
        cues.append("goes on quoting" if source == above + 1 else "quotes something else than the one before")
        return cues
    cues.append(f"a quote begins, the last one {_few(view.own_since[index])} paragraphs above")
    if source >= 0:
        cues.append(f"its source stands {_few(index - source)} paragraphs above")
        if source > view.last_source[index]:
            cues.append("quotes something later than the last quote did")
    return cues


def _few(count: int) -> str:
    return ("no", "one", "two", "three", "four")[count] if count < 5 else "five to eleven" if count < NEAR else "many"


def _word_cues(paragraphs: Sequence[Paragraph], index: int) -> list[str]:
    """Cues on single words; only those with a weight are ever looked up."""
    words = paragraphs[index].tokens
    cues = []
    if words:
        cues.append(f'first word "{words[0]}"')
        if len(words) > 1:
            cues.append(f'first words "{words[0]} {words[1]}"')
    before = paragraphs[index - 1].tokens if index else ()
    if before:
        cues.append(f'last word before "{before[-1]}"')
        cues.append(f'the one before begins "{before[0]}"')
    return cues
