"""The reasons that reconstruction keeps, in its own short words -> what a reader is told.

266 characters of line 3 and 1 more            it quotes line 3, 266 characters of it, and one more passage
is a quote, and turns from you to I            quotes a post above, and says "I" after a line that says "you"

Reports, exports and the weights keep the short words; whatever is not known here is told as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from django import template

register = template.Library()

CUES = (
    (
        re.compile(r"^a post must start within (.+)$"),
        r"a quote and its source stand within \1, so a post begins between them",
    ),
    (re.compile(r"^turns from (I|you) to (I|you)$"), r"says “\2” after a line that says “\1”"),
    (re.compile(r"^goes on saying (I|you)$"), r"says “\1” like the line before"),
    (re.compile(r"^says (I|you)$"), r"says “\1”"),
    (re.compile(r'^first words? "(.+)"$'), r"begins with “\1”"),
    (re.compile(r"^is a quote$"), "quotes a post above"),
    (re.compile(r"^opens with (.+)$"), r"begins with \1"),
)
PAIR = ", and "
CITED = re.compile(
    r"^(?P<characters>\d+) characters of line (?P<line>\d+)(?P<where> of .*?)?(?: and (?P<more>\d+) more)?(?P<told>, a quote set by hand)?$"
)
NO_CUES = "none that are strong"


@register.filter
def cue_words(cues: Iterable[str]) -> str:
    """Say the cues of a post or a page, one after the other."""
    return "; ".join(PAIR.join(map(_cue, cue.split(PAIR))) for cue in cues) or NO_CUES


def _cue(cue: str) -> str:
    for pattern, words in CUES:
        if pattern.match(cue):
            return pattern.sub(words, cue)
    return cue


@register.filter
def evidence_words(evidence: str) -> str:
    """Say what speaks for a reply."""
    found = CITED.match(evidence)
    if found is None:
        return evidence
    more = (
        ""
        if found["more"] is None
        else ", and one more passage"
        if found["more"] == "1"
        else f", and {found['more']} more"
    )
    return (
        f"line {found['line']}{found['where'] or ''}, {found['characters']} characters of it{more}{found['told'] or ''}"
    )
