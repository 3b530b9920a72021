"""A text -> its opening words, by which people know it: the title of a thread without one, the summary of a fold, a preview."""

from __future__ import annotations

# Characters, the ellipsis among them: of a title that is made up, or what a post is known by, and of a fold's summary.
UNTITLED_LENGTH, SUMMARY_LENGTH = 80, 60
PAUSES = " ,;:.-\u2013\u2014"


def opening_words(text: str, length: int) -> str:
    """At most so many characters of a text on one line, cut between words; an ellipsis says that there are more.

    Where its second half has no space, as in scripts without spaces, it is cut where it ends.
    """
    plain = " ".join(text.split())
    if len(plain) <= length:
        return plain
    cut = plain[: length - 1]
    opening = cut.rsplit(" ", 1)[0] if " " in cut[length // 2 :] else cut
    return f"{opening.rstrip(PAUSES) or opening}\u2026"
