"""Paragraphs and their quotes -> the named cues for and against a post starting at each of them.

Every cue is a yes or no and is called by the reason it gives a person; its weight stands in boundary_weights.json.
Neither the place in the page nor the page's length is a cue: these mislead on pages of one user.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from threads.reconstruct.boundary_cues import Glance, glance
from threads.reconstruct.boundary_cuts import Cuts, page_cuts
from threads.reconstruct.boundary_words import Known, word_cues
from threads.reconstruct.types import Paragraph

TERSE = 4  # words; a thank-you this short closes a post as often as it opens one
ONWARDS = 3  # paragraphs from one source to the next that are likely of one post
NEAR = 12  # paragraphs; further back nothing is remembered
# Openings after which the next line tells one post from two on any forum. After thanks or praise forums differ: where
# posts are short the next line is another's, where they are long it goes on.
LEADING = frozenset(
    {"a greeting", "an edit or postscript", "a question", "advice", "a name", "first, second or finally", "an example"}
)
NOBODY = Glance((), (), (), {}, frozenset(), states=False, tells=False, asks=False, size=0)


@dataclass(frozen=True, slots=True)
class QuoteView:
    """What the quotes of a page tell about each of its paragraphs; lists run parallel to the paragraphs."""

    source: Sequence[int | None]  # as given: None own text, -1 unsourced
    own_since: list[int]  # own paragraphs since the last quote, NEAR at most
    last_source: list[int]  # the source of the last quote above, -1 where none or not here
    last_quote: list[int]  # the place of the last quote above, -1 where none
    cited: list[bool]  # is quoted below
    cited_on: list[bool]  # is quoted below in one run with the paragraph before
    is_between: list[bool]  # is own text between two quotes that follow each other in one place
    is_mixed: bool  # some quotes have their source on the page and some have not
    tightest: list[int]  # length of the shortest stretch from a source to its quote that this lies in, 0 for none


def quote_view(quoted: Sequence[int | None]) -> QuoteView:
    """Walk the quotes once, top to bottom."""
    length = len(quoted)
    source = list(quoted)
    view = QuoteView(
        source=source,
        own_since=[0] * length,
        last_source=[-1] * length,
        last_quote=[-1] * length,
        cited=[False] * length,
        cited_on=[False] * length,
        is_between=[False] * length,
        is_mixed=_is_mixed(quoted),
        tightest=[0] * length,
    )
    since, last_source, last_quote = 0, -1, -1
    again: dict[int, list[int]] = {}  # where each source is quoted, in order
    for index, cited in enumerate(quoted):
        view.own_since[index], view.last_source[index], view.last_quote[index] = since, last_source, last_quote
        if cited is None:
            since = min(NEAR, since + 1)
            continue
        taken_from = cited
        if 0 <= cited < index:
            view.cited[cited] = True
            if index and quoted[index - 1] == cited - 1 >= 0:
                view.cited_on[cited] = True
            # A quote of a quote: whoever goes through one post from top to bottom took it from there.
            places = again.setdefault(cited, [])
            taken_from = next((place for place in places if place > last_source > cited), cited)
            places.append(index)
            if index - cited <= NEAR:
                _tighten(view.tightest, cited + 1, index)
        if 0 <= last_source <= taken_from <= last_source + ONWARDS and since < NEAR:
            view.is_between[last_quote + 1 : index] = [True] * (index - last_quote - 1)
        source[index] = taken_from
        since, last_quote, last_source = 0, index, taken_from
    return view


def _is_mixed(quoted: Sequence[int | None]) -> bool:
    return len({source >= 0 for source in quoted if source is not None}) == 2


def _tighten(tightest: list[int], first: int, last: int) -> None:
    stretch = last - first + 1
    for index in range(first, last + 1):
        if not tightest[index] or stretch < tightest[index]:
            tightest[index] = stretch


def cue_lists(paragraphs: Sequence[Paragraph], quoted: Sequence[int | None]) -> list[list[str]]:
    """The cues of each paragraph, in no order that matters; the first paragraph of a page has them too."""
    return with_quote_cues(plain_cues(paragraphs), quoted)


def plain_cues(
    paragraphs: Sequence[Paragraph], known: Known | None = None, glances: Sequence[Glance] | None = None
) -> list[list[str]]:
    """The cues of each paragraph as if nothing were quoted; of those on words only what is ``known``, if that is given."""
    if glances is None:
        glances = [glance(paragraph) for paragraph in paragraphs]
    spread = Counter(word for seen in glances for word in seen.topic)
    cut_cues = _cut_cues(page_cuts(paragraphs), len(paragraphs))
    cues_on_words = word_cues(paragraphs, known)
    found = []
    for index, paragraph in enumerate(paragraphs):
        cues = _own_cues(glances[index], paragraph)
        cues += _cues_around(glances, index)
        cues += _cohesion(glances, index, spread)
        cues += _habit_cues(glances, index)
        cues += cut_cues[index]
        cues += cues_on_words[index]
        if _begins_alike(paragraphs, index):
            cues.append("begins with the word of the line before")
        found.append(cues)
    return found


def with_quote_cues(plain: Sequence[list[str]], quoted: Sequence[int | None]) -> list[list[str]]:
    """The cues of each paragraph, with those that quotes give."""
    view = quote_view(quoted)
    return [[*cues, *_quote_cues(view, index)] for index, cues in enumerate(plain)]


def _own_cues(here: Glance, paragraph: Paragraph) -> list[str]:
    cues = [f"opens with {name}" for name in here.opening] or ["opens with no known word"]
    if here.size <= TERSE and here.opening:
        cues.append(f"is no more than {here.opening[-1]}")
    cues += here.traits
    cues += here.closing
    if here.tells:
        cues.append("says you")
    if here.states:
        cues.append("says I")
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
    cues = [f"the line before opens with {name}" for name in before.opening if name in LEADING]
    cues += [f"the next line opens with {name}" for name in after.opening]
    if before.opening and before.size <= TERSE:
        cues.append(f"the line before is no more than {before.opening[-1]}")
    cues += [f"the line before {trait}" for trait in before.traits + before.closing]
    cues += [f"the line two above {trait}" for trait in earlier.closing if not trait.endswith("question")]
    cues += [f"the next line {trait}" for trait in after.traits if trait != "has over forty words"]
    if before.asks:
        cues.append("answers a question" if not here.asks else "asks after a question")
    if before.states and here.tells and not here.states:
        cues.append("turns from I to you")
    if before.tells and here.states and not here.tells:
        cues.append("turns from you to I")
    if before.tells and here.tells:
        cues.append("goes on saying you")
    if before.states and here.states:
        cues.append("goes on saying I")
    for shape in ("is code", "is list", "is url"):
        if shape in here.traits and shape in before.traits:
            cues.append(f"{shape}, as the line before")
    if "ends with a colon" in before.closing and not {"a greeting", "thanks", "praise", "yes"} & set(here.opening):
        cues.append("is led up to by a colon")
    return cues


def _cohesion(glances: Sequence[Glance], index: int, spread: Counter[str]) -> list[str]:
    """Shared words with the paragraphs around: a weak form of Hearst's TextTiling (1997)."""
    here = glances[index].topic
    before = glances[index - 1].topic if index else frozenset[str]()
    after = glances[index + 1].topic if index + 1 < len(glances) else frozenset[str]()
    cues = []
    with_before, with_after, across = len(here & before), len(here & after), len(before & after)
    if with_before:
        cues.append("shares a word with the line before")
    if with_before > 2:
        cues.append("shares three words with the line before")
    if with_after:
        cues.append("shares a word with the next line")
    if with_after > 2:
        cues.append("shares three words with the next line")
    if across > 1:
        cues.append("stands between lines that share words")
    if with_after > with_before:
        cues.append("is nearer in words to the next line")
    rare_before = sum(spread[word] == 2 for word in here & before)
    if rare_before:
        cues.append("shares a rare word with the line before")
    if any(spread[word] == 2 for word in here & after):
        cues.append("shares a rare word with the next line")
    if any(spread[word] == 2 for word in before & after):
        cues.append("stands between lines that share a rare word")
    far = frozenset().union(*(glances[place].topic for place in range(max(0, index - 5), max(0, index - 1))))
    if here and len(here & far) * 4 > len(here):
        cues.append("takes up words from further up")
    return cues


def _habit_cues(glances: Sequence[Glance], index: int) -> list[str]:
    """Whether the hand that wrote the line before seems to write on."""
    here, before = glances[index].habits, glances[index - 1].habits if index else {}
    cues = []
    for name, is_marked in here.items():
        was_marked = before.get(name)
        if was_marked is not None and was_marked != is_marked:
            cues.append(f"{'takes up' if is_marked else 'drops'} {name}")
        elif was_marked and is_marked:
            cues.append(f"keeps {name}")
    return cues


def _cut_cues(cuts: Cuts, length: int) -> list[list[str]]:
    cues: list[list[str]] = [[] for _ in range(length + 1)]
    for start, end in cuts.end_by_start.items():
        cues[start].append("a post cut at this page's usual length begins here")
        cues[end + 1].append("the line before ends a post cut at this page's usual length")
        for inner in range(start + 1, end + 1):
            cues[inner].append("is inside a post cut at this page's usual length")
    for end in cuts.other_ends:
        cues[end + 1].append("the line before breaks off, on a page that cuts posts")
    return cues


def _quote_cues(view: QuoteView, index: int) -> list[str]:
    cues = []
    if view.cited[index]:
        cues.append("is quoted below")
    if index and view.cited[index - 1]:
        cues.append("the line before is quoted below")
    if view.cited_on[index]:
        cues.append("is quoted below, together with the line before")
    if view.tightest[index]:
        cues.append(f"a post must start within {_lines(view.tightest[index])}")
    if view.is_between[index]:
        cues.append("stands between two quotes from one place")
    source, above = view.source[index], view.source[index - 1] if index else None
    return cues + (
        _cues_of_own_text(view, index, above) if source is None else _cues_of_quote(view, index, source, above)
    )


def _cues_of_own_text(view: QuoteView, index: int, above: int | None) -> list[str]:
    cues = []
    if index + 1 < len(view.source) and view.source[index + 1] is not None:
        cues.append("a quote follows")
    if above is not None:
        cues.append("is own text under a quote")
    elif view.own_since[index] < NEAR and view.last_quote[index] >= 0:
        cues.append(f"a quote stands {_lines(view.own_since[index])} above")
    return cues


def _cues_of_quote(view: QuoteView, index: int, source: int, above: int | None) -> list[str]:
    cues = ["is a quote whose source is not here" if source < 0 else "is a quote"]
    if above is not None:
        return [*cues, "goes on quoting" if source == above + 1 else "quotes elsewhere than the line before"]
    if view.last_quote[index] < 0:
        cues.append("is the first quote of all")
    cues.append(f"a quote begins, {_lines(view.own_since[index])} below the last")
    if source >= 0:
        cues.append(f"its source stands {_lines(index - source)} above")
    return cues + _source_order(view, index, source)


def _source_order(view: QuoteView, index: int, source: int) -> list[str]:
    last_quote, last_source = view.last_quote[index], view.last_source[index]
    if last_quote < 0:
        return []
    cues = []
    if source < 0:
        if view.is_mixed:
            cues.append(f"has no source here, {'as' if last_source < 0 else 'unlike'} the last quote")
    elif source > last_quote:
        cues.append("quotes something below the last quote")
    elif last_source < 0:
        cues.append("has its source here, unlike the last quote")
    elif source < last_source:
        cues.append("quotes something above the last source")
    elif source == last_source:
        cues.append("quotes the same again" + (", a line below" if view.own_since[index] == 1 else ""))
    else:
        cues.append(f"quotes on, {_lines(source - last_source)} further down")
    return cues


def _lines(count: int) -> str:
    if count < 5:
        return ("no lines", "one line", "two lines", "three lines", "four lines")[count]
    return "five to eleven lines" if count < NEAR else "many lines"


def _begins_alike(paragraphs: Sequence[Paragraph], index: int) -> bool:
    words, before = paragraphs[index].tokens, paragraphs[index - 1].tokens if index else ()
    return words[:1] == before[:1] != ()
