"""The two alternatives of a mail -> whether the plain one is a stub that only stands in for the HTML."""

from __future__ import annotations

import re
from itertools import islice

# A plain part of more words is somebody's text, whatever else the HTML says.
MOST_WORDS = 60
# The HTML has to say so many times as much, and so many words more.
TIMES, MORE = 3, 20
NOT_SHOWN = re.compile(
    r"<(style|script|head|title)\b[^>]{0,2000}>.*?</\1\s{0,9}>|<!--.*?-->", re.DOTALL | re.IGNORECASE
)
TAG = re.compile(r"<[^<>]{0,5000}>")
# What quotes in HTML: the plain part may leave it out and be whole.
QUOTED = re.compile(r"<blockquote|gmail_quote|divRplyFwdMsg|<hr\b", re.IGNORECASE)
WORD = re.compile(r"\w+")
# What programs say in the place of the words, and the words do not.
NOTICE = re.compile(r"\b(?:html|mime|browser)\b", re.IGNORECASE)
MOST_NOTICED = 30
MOST_HTML = 200_000


def is_stub(plain: str, html: str) -> bool:
    """Whether the HTML says much that the plain text does not, before anything that it quotes."""
    words = list(islice(WORD.finditer(plain), MOST_WORDS + 1))
    if len(words) > MOST_WORDS:
        return False
    html = NOT_SHOWN.sub(" ", html[:MOST_HTML])
    if quote := QUOTED.search(html):
        html = html[: quote.start()]
    shown = WORD.findall(TAG.sub(" ", html))
    if len(words) <= MOST_NOTICED and NOTICE.search(plain) and not NOTICE.search(" ".join(shown)):
        return len(shown) > len(words)
    return len(shown) >= TIMES * len(words) and len(shown) >= len(words) + MORE
