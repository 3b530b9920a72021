"""The subject of an answer -> the subject that is answered: "[tides] AW: Re[2]: High water" -> "High water".

Only words that mail programs put there are taken off, so "NB: tide" and "TIL: tide" stay whole. A list's name in brackets
goes where such a word follows it; what stands in brackets behind the last of them may be the author's, and stays.
"""

from __future__ import annotations

import re

from threads.words.vocabulary import either

ANSWER = re.compile(
    rf"(?:\s*(?:\[[^\]]{{1,60}}\]\s*)?(?:{either('answers')})(?:\[\d{{1,3}}\])?\s*[:\uff1a])+",
    re.IGNORECASE,
)


def plain_subject(subject: str) -> str:
    """A subject without the marks of answering; the subject itself where nothing else is left."""
    prefix = ANSWER.match(subject)
    return (subject[prefix.end() :].strip() if prefix else subject.strip()) or subject
