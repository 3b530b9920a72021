"""The subject of an answer -> the subject that is answered: "Re: [list] Re: Tide tables" -> "Tide tables"."""

from __future__ import annotations

import re

# The words by which mail programs say "answer" and "forwarded", in the languages that have their own.
ANSWER = re.compile(
    r"^\s*(?:(?:re|aw|wg|sv|vs|odp|ynt|ref|rv|enc|tr|fw|fwd|antw|res|r|ha|\u0432\u043d\u0430|\u56de\u590d|\u7b54\u590d)"
    r"(?:\[\d{1,3}\])?\s*[:\uff1a]\s*)+",
    re.IGNORECASE,
)


def plain_subject(subject: str) -> str:
    """A subject without the marks of answering; the subject itself where nothing else is left."""
    return ANSWER.sub("", subject).strip() or subject
