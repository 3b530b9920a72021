"""What a visitor typed -> a Query: words, phrases and operators, as far as they are understood.

    bell "great frame" -steel author:ada before:2009 rope OR chain

Whatever is not understood is searched as plain text, and the page says so. Nothing typed is an error.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field, replace

from threads.search.dates import day_of, is_date, is_on_calendar

LENGTH_MOST = 256
TERMS_MOST = 16
# Operator -> what its help says, with the values it takes.
OPERATORS = {
    "author": ("author:ada", "posts by an author whose name or alias holds the word"),
    "title": ('title:"great bell"', "posts in threads whose title holds the words"),
    "archive": ("archive:tower", "posts of one archive, by its address or name"),
    "in": ("in:title", "where the words stand: quotes, new (own words, as always), title or first (opening posts)"),
    "before": ("before:2009-02", "posts before a year, month or day, or before so long ago: 7d 2w 3m 1y"),
    "after": ("after:1y", "posts from a year, month or day on, or since so long ago"),
    "replies": ("replies:>5", "posts with more answers below them than this; also < and ="),
    "has": ("has:quote", "posts that hold a link, code, an image or a quote"),
    "is": ("is:missing", "root, reply, inferred (reply edge), missing, or unsourced (a quote)"),
    "sort": ("sort:newest", "relevance, newest or oldest first"),
}
CHOICES = {
    "in": ("quotes", "new", "title", "first"),
    "has": ("link", "code", "image", "quote"),
    "is": ("root", "reply", "inferred", "missing", "unsourced"),
    "sort": ("relevance", "newest", "oldest"),
}
DATED = ("before", "after")
REPLIES = re.compile(r"[<>=]?\d{1,6}")
# -author:"Ada B", "great bell", -steel, word
TOKEN = re.compile(
    r"""
    (?P<negation>-)?
    (?:(?P<operator>[A-Za-z]{1,20}):(?!/))?
    (?: "(?P<phrase>[^"]*)"? | (?P<word>[^\s"]+) )
    """,
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Term:
    """A word, a phrase or an operator with its value; ``source`` is how it was typed."""

    value: str
    source: str
    operator: str = ""
    is_phrase: bool = False
    is_negated: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """``groups`` are ANDed, the terms within each ORed; operators are ANDed with all of it."""

    text: str
    groups: tuple[tuple[Term, ...], ...] = ()
    operators: tuple[Term, ...] = ()
    notices: tuple[str, ...] = field(default=())

    @property
    def is_empty(self) -> bool:
        return not self.groups and not self.operators

    @property
    def words(self) -> tuple[Term, ...]:
        """The terms that a hit holds, for highlighting."""
        return tuple(term for group in self.groups for term in group if not term.is_negated)

    @property
    def terms(self) -> tuple[Term, ...]:
        return (*(term for group in self.groups for term in group), *self.operators)

    def option(self, operator: str, default: str = "") -> str:
        """The last value given for an operator that takes one."""
        return next((term.value for term in reversed(self.operators) if term.operator == operator), default)

    def without(self, term: Term) -> str:
        """The text of this query with one term taken away."""
        before, _, after = self.text.partition(term.source)
        words = f"{before} {after}".split()
        return " ".join(word for i, word in enumerate(words) if word != "OR" or 0 < i < len(words) - 1)


def parse(text: str) -> Query:
    """Read a query; what cannot be understood is text, with a notice."""
    notices: list[str] = []
    clean = _cleaned(text)
    if len(clean) > LENGTH_MOST:
        notices.append(f"Only the first {LENGTH_MOST} characters were searched.")
        clean = clean[:LENGTH_MOST]
    groups: list[tuple[Term, ...]] = []
    operators: list[Term] = []
    joins_previous = False
    for count, match in enumerate(TOKEN.finditer(clean)):
        if count >= TERMS_MOST:
            notices.append(f"Only the first {TERMS_MOST} terms were searched.")
            break
        if match.group() == "OR":
            joins_previous = bool(groups)
            continue
        term = _term(match, notices)
        if term is None:
            continue
        if term.operator:
            operators.append(term)
        elif joins_previous:
            groups[-1] += (term,)
        else:
            groups.append((term,))
        joins_previous = False
    return Query(clean, tuple(groups), tuple(operators), tuple(notices))


def _cleaned(text: str) -> str:
    """Control characters would be refused by the database, and invisible ones mislead."""
    visible = "".join(" " if unicodedata.category(character) in ("Cc", "Cs") else character for character in text)
    return " ".join(visible.replace("\u201c", '"').replace("\u201d", '"').split())


def _term(match: re.Match[str], notices: list[str]) -> Term | None:
    phrase, word = match.group("phrase"), match.group("word")
    value = (phrase if phrase is not None else word).strip()
    operator = (match.group("operator") or "").lower()
    if not any(character.isalnum() for character in value):
        return None
    term = Term(value, match.group(), operator, phrase is not None, bool(match.group("negation")))
    if not operator:
        return term
    problem = _problem(operator, value)
    if not problem:
        if operator in DATED and not is_on_calendar(value):
            notices.append(f"No calendar has the day in {term.source}; {day_of(value).isoformat()} was taken.")
        return replace(term, value=value.lower() if operator in CHOICES else value)
    notices.append(f"{problem} so {term.source} was searched as plain text: {value}.")
    return replace(term, operator="")


def _problem(operator: str, value: str) -> str:
    if operator not in OPERATORS:
        return f"{operator}: is no operator here,"
    if operator in CHOICES and value.lower() not in CHOICES[operator]:
        return f"{operator}: takes {', '.join(CHOICES[operator])},"
    if operator in DATED and not is_date(value):
        return f"{operator}: takes a date like 2009, 2009-02, 2009-02-14 or 3m,"
    if operator == "replies" and not REPLIES.fullmatch(value):
        return "replies: takes a number like >5,"
    return ""
