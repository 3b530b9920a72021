"""The words at both ends of paragraphs -> cues on what people say where a post begins or ends.

    Thanks, that settles it for me.      first words "thanks", "thanks that", "… settles it"; last words "for me", "it for …"

A run of words that opens the paragraph, or closes it, stands for itself; with dots it stands further in. Only runs with a
weight say anything, and only those have one that people of several forums use (boundary_weights.json).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from threads.reconstruct.types import Paragraph

FIRST, LAST = 7, 6  # words looked at
LONGEST, LONGEST_WITHIN = 3, 2  # words of a run at the very end, and further in
HERE_FIRST, HERE_LAST = "first words", "last words"
BEFORE_LAST, NEXT_FIRST = "last words before", "first words of the next line"
# By kind and run, the cue as it is called; runs that are not here say nothing.
Known = Mapping[str, Mapping[str, str]]
NO_WORDS: Sequence[str] = ()


def named(kind: str, run: str) -> str:
    """A cue as people read it."""
    return f'{kind} "{run}"'


def first_runs(words: Sequence[str]) -> list[str]:
    """The runs of words that begin a paragraph."""
    runs = [" ".join(words[:size]) for size in range(1, min(LONGEST, len(words)) + 1)]
    for start in range(1, min(FIRST, len(words))):
        runs.append(f"… {words[start]}")
        if start + LONGEST_WITHIN <= min(FIRST, len(words)):
            runs.append(f"… {words[start]} {words[start + 1]}")
    return runs


def last_runs(words: Sequence[str]) -> list[str]:
    """The runs of words that end a paragraph."""
    tail = words[-LAST:]
    runs = [" ".join(tail[-size:]) for size in range(1, min(LONGEST, len(tail)) + 1)]
    for end in range(1, len(tail)):
        runs.append(f"{tail[end - 1]} …")
        if end >= LONGEST_WITHIN:
            runs.append(f"{tail[end - 2]} {tail[end - 1]} …")
    return runs


def word_cues(paragraphs: Sequence[Paragraph], known: Known | None = None) -> list[list[str]]:
    """The cues that the words around the beginning of each paragraph give; all of them where none is known yet."""
    firsts = [first_runs(paragraph.tokens) for paragraph in paragraphs]
    lasts = [last_runs(paragraph.tokens) for paragraph in paragraphs]
    found = []
    for place in range(len(paragraphs)):
        before = lasts[place - 1] if place else NO_WORDS
        after = firsts[place + 1] if place + 1 < len(paragraphs) else NO_WORDS
        by_kind = ((HERE_FIRST, firsts[place]), (HERE_LAST, lasts[place]), (BEFORE_LAST, before), (NEXT_FIRST, after))
        found.append([cue for kind, runs in by_kind for cue in _cues(kind, runs, known)])
    return found


def _cues(kind: str, runs: Sequence[str], known: Known | None) -> list[str]:
    if known is None:
        return [named(kind, run) for run in runs]
    names = known.get(kind, {})
    return [names[run] for run in runs if run in names]
