"""What templates need to say: how sure something is, in words; a visitor's choices; html with its folds as chosen.

This is the one module of the pages that marks html as safe: what it takes in is either stored html, made safe at
import, or escaped here.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from threads.html.addresses import as_stored
from threads.search import FOUND, FOUND_END

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpRequest

register = template.Library()

# From this confidence on, these words.
SURENESS = (
    (0.97, "almost certain"),
    (0.8, "likely"),
    (0.6, "more likely than not"),
    (0.4, "uncertain"),
    (0, "a guess"),
)
ORIGINS = {
    "declared": "the document itself",
    "quote": "a quote",
    "rendering": "another copy of the exchange",
    "attribution": "a line that names the author",
    "sequence": "the order of the document alone",
    "curated": "a correction by a person",
}
THEMES = ("light", "dark")
FOLDS = ("none", "all")
# How words end that the search takes for one; a shorter stem is left alone.
ENDINGS = "ings?|ed|es|s|e"
ENDING = re.compile(rf"(?:{ENDINGS})$", re.IGNORECASE)
STEM_LEAST = 3
CITED_ID = re.compile(r' id="q[0-9-]+"')
TAG = re.compile(r"(<[^<>]*>)")


@register.filter
def how_sure(confidence: float) -> str:
    """Put a confidence in words and then in figures."""
    words = next(words for least, words in SURENESS if confidence >= least)
    return f"{words}, {in_a_hundred(confidence)}"


@register.filter
def in_a_hundred(confidence: float) -> str:
    """Give a confidence in figures; nothing here is ever wholly certain or wholly impossible."""
    return f"{min(max(round(confidence * 100), 1), 99)} in 100"


@register.filter
def origin_words(origin: str) -> str:
    """Say what a reply edge was read from."""
    return ORIGINS.get(origin, origin)


@register.filter
def theme(request: HttpRequest | str) -> str:
    """Give the visitor's choice of light or dark; the error pages have no request and follow the system."""
    return _cookie(request, "theme", THEMES, "auto")


@register.filter
def fold(request: HttpRequest | str) -> str:
    """Give the visitor's choice of what to fold."""
    return _cookie(request, "fold", FOLDS, "proven")


def _cookie(request: HttpRequest | str, name: str, allowed: tuple[str, ...], default: str) -> str:
    value = getattr(request, "COOKIES", {}).get(name)
    return value if value in allowed else default


@register.filter
def folded(html: str, choice: str) -> SafeString:
    """Open every quote, or close every one that has a source; as stored, only what is proven is closed."""
    if choice == "none":
        html = html.replace('<details class="quote">', '<details class="quote" open>')
    elif choice == "all":
        html = html.replace('<details class="quote altered" open>', '<details class="quote altered">')
    return mark_safe(html)  # noqa: S308 - stored html, made safe at import


@register.filter
def aimed_at(html: str, passage: str) -> SafeString:
    """Show a post a second time on a page: the passage it is shown for marked, no id given twice."""
    if passage:
        html = html.replace(f'<span class="cited" id="{escape(passage)}">', '<span class="cited aimed">')
    return mark_safe(as_stored(CITED_ID.sub("", html)))  # noqa: S308 - stored html less some attributes


@register.filter
def highlighted(snippet: str) -> SafeString:
    """Escape a snippet and mark the words that were found."""
    return mark_safe(escape(snippet).replace(FOUND, "<mark>").replace(FOUND_END, "</mark>"))  # noqa: S308 - escaped


@register.filter
def marked(html: str, words: Sequence[str]) -> SafeString:
    """Mark words in stored html, in its text and never in its tags or entities."""
    if not words:
        return mark_safe(html)  # noqa: S308 - stored html
    either = "|".join(map(_forms, words))
    pattern = re.compile(rf"({either})|&#?\w+;", re.IGNORECASE)
    parts = TAG.split(html)
    parts[::2] = [pattern.sub(_marked_word, text) for text in parts[::2]]
    return mark_safe("".join(parts))  # noqa: S308 - stored html and fixed elements


def _forms(word: str) -> str:
    """A pattern of a word as it was typed, and of its common forms, for search finds "bells" by "bell" too."""
    stem = ENDING.sub("", word) if word.isascii() and word.isalpha() else ""
    exact = re.escape(escape(word))
    return rf"\b{stem}(?:{ENDINGS})?\b|{exact}" if len(stem) >= STEM_LEAST else exact


def _marked_word(match: re.Match[str]) -> str:
    return f"<mark>{match.group()}</mark>" if match.group(1) else match.group()


@register.filter
def thousands(count: int) -> str:
    """Set a number in groups of three."""
    return f"{count:,}"
