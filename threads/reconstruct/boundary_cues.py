"""One paragraph -> what its opening and closing words say about the turn of speakers, whatever the forum.

The classes are dialogue acts (greeting, thanking, answering, continuing), as in Stolcke et al. 2000, "Dialogue Act
Modeling"; their names are written to be read by people as reasons. The paragraphs around are boundary_features.py's.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from threads.reconstruct.normalise import tokens_of
from threads.reconstruct.types import Paragraph
from threads.words.vocabulary import classes, words

INTERJECTIONS = frozenset(
    {"oh, ok, hmm or well", "laughter", "yes", "no", "a greeting", "an apology", "and, but, also or then"}
)
ADDRESSED = re.compile(r"\s*(@[\w.-]{2,40})|\s*([A-Z][\w-]{1,20}),?\s?[:,]\s")
MENTION = re.compile(r"(?:^|\s)@\w")
SMILEY = re.compile(r"(?:[:;=8xX]['o^-]?[()DPpd|/\\\[\]]+|:\w{3,20}:|[\U0001F300-\U0001FAFF\u2600-\u27bf]\ufe0f?)\s*$")
# Ways of writing that tell two authors apart where both choices could be seen: (the marked one, the usual one).
HABITS = {
    "a small i": (r"(?<![\w'’])i(?=[ ,.'’])", r"\bI\b"),
    "no apostrophes": (
        r"\b(?:dont|doesnt|didnt|cant|isnt|im|ive|thats|wont|havent|youre|theres)\b",
        r"\b(?:do|does|did|ca|is|wo|have)n['’]t\b|\b[iI]['’](?:m|ve)\b|\b(?:that|there)['’]s\b|\byou['’]re\b",
    ),
    "a space before marks": (r"\w [?!,.](?: |$)", r"\w[?!,](?: |$)"),
    "small letters after stops": (r"\w{3}[.?!] [a-z]", r"\w{3}[.?!] [A-Z]"),
    "two spaces after stops": (r"[.?!]  \w", r"[.?!] \w"),
    "short forms": (
        r"\b(?:u|ur|pls|plz|thx|btw|imo|iirc|afaik|atm|wanna|gonna|coz|cuz|tho)\b",
        r"\b(?:please|because|going to|though)\b",
    ),
    "contractions": (
        r"\w(?:n['’]t|['’](?:m|ve|ll|re|d))\b",
        r"\b(?:(?:do|does|did|is|can) ?not|(?:I|you) (?:am|have|will)|(?:it|that) is)\b",
    ),
    "trailing dots": (r"\.\.|…", r"\w\.(?: |$)"),
}
SEEN_HABITS = {name: (re.compile(marked), re.compile(usual)) for name, (marked, usual) in HABITS.items()}
HABIT_CHARACTERS = 2000  # looked at per paragraph
STATES = {"i", "i'm", "i've", "i'd", "i'll", "my", "me", "ich", "je", "yo", "я", "我", "私"}
TELLS = {
    "you",
    "your",
    "you're",
    "you've",
    "you'd",
    "you'll",
    "u",
    "du",
    "sie",
    "vous",
    "tu",
    "usted",
    "вы",
    "ты",
    "你",
    "您",
}
ENDS = {
    ".": "", "。": "", "!": "ends with an exclamation", "！": "ends with an exclamation",
    "?": "ends with a question", "？": "ends with a question", "؟": "ends with a question", ":": "ends with a colon",
    "：": "ends with a colon", ",": "ends with a comma", "，": "ends with a comma", "、": "ends with a comma",
    ";": "ends like code", "{": "ends like code", "}": "ends like code", ">": "ends like code", ")": "ends with a bracket",
    '"': "ends with a closing quotation mark", "”": "ends with a closing quotation mark", "…": "ends with an ellipsis",
}  # fmt: skip
GREETING = 3  # words; "Greetings," and "Hello Ada!" stand alone
COMMON_MAX = 3  # letters; words this short say nothing of a topic
COMMON = frozenset(words("common"))
TELLING = 2  # words; fewer are no sentence
SENTENCE_WITHIN = re.compile(r"[.!?\u2026] +\S|[\u3002\uff01\uff1f].")
Lexicon = dict[str, list[tuple[tuple[str, ...], str]]]


@dataclass(frozen=True, slots=True)
class Glance:
    """What a paragraph shows without its neighbours; every trait is a phrase that follows "it" or "the one before"."""

    opening: tuple[str, ...]
    closing: tuple[str, ...]
    traits: tuple[str, ...]
    habits: dict[str, bool]  # of the ways of writing that show, whether it is the marked one
    topic: frozenset[str]
    states: bool
    tells: bool
    asks: bool
    size: int


def lexicon(by_class: dict[str, list[str]], *, backwards: bool) -> Lexicon:
    """Index phrases by their first word (their last, when read backwards), longest first."""
    index: Lexicon = {}
    for name, phrases in by_class.items():
        for phrase in phrases:
            words = tuple(tokens_of(phrase)[0])[:: -1 if backwards else 1]
            if words:
                index.setdefault(words[0], []).append((words, name))
    for entries in index.values():
        entries.sort(key=lambda entry: -len(entry[0]))
    return index


OPENING_WORDS = lexicon(classes("openings"), backwards=False)
CLOSING_WORDS = lexicon(classes("closings"), backwards=True)


def glance(paragraph: Paragraph) -> Glance:
    """Look at one paragraph."""
    words = paragraph.tokens
    everything = set(words)
    text = paragraph.text.strip()
    return Glance(
        opening=tuple(_opening(text, words)),
        closing=tuple(_closing(text, words)),
        traits=tuple(_traits(paragraph, text)),
        habits=_habits(text[:HABIT_CHARACTERS]) if paragraph.shape in {"prose", "list"} else {},
        topic=frozenset(word for word in everything if len(word) > COMMON_MAX and word not in COMMON),
        states=not everything.isdisjoint(STATES),
        tells=not everything.isdisjoint(TELLS),
        asks="?" in text or "？" in text,
        size=len(words),
    )


def _opening(text: str, words: tuple[str, ...]) -> list[str]:
    found: list[str] = []
    named = ADDRESSED.match(text)
    if named and (named[1] or (named[2].lower() not in OPENING_WORDS and len(words) > 2)):
        found.append("a name")
    start = 0
    while (entry := _longest(OPENING_WORDS, words[start : start + 6])) is not None:
        phrase, name = entry
        found.append(name if start == 0 else f"an interjection, then {name}")
        start += len(phrase)
        if name not in INTERJECTIONS or start > 3:
            break
    return found


def _longest(index: Lexicon, words: tuple[str, ...]) -> tuple[tuple[str, ...], str] | None:
    if not words:
        return None
    for phrase, name in index.get(words[0], ()):
        if words[: len(phrase)] == phrase:
            return phrase, name
    return None


def _closing(text: str, words: tuple[str, ...]) -> list[str]:
    """The class of the last words, a name or an adverb after them allowed for ("Thanks, Ada"); "Greetings," opens."""
    found: list[str] = []
    tail = words[: -8 if len(words) > 8 else None : -1]
    is_greeting = len(words) <= GREETING and text.endswith((",", "!")) and _is_greeting(words)
    for skipped in range(0 if is_greeting else min(4, len(tail))):
        entry = _longest(CLOSING_WORDS, tail[skipped:])
        if entry is not None:
            found.append(f"closes with {entry[1]}")
            break
    if SMILEY.search(text[-24:]):
        found.append("ends with a smiley")
    elif text.endswith("..."):
        found.append("ends with an ellipsis")
    elif end := ENDS.get(text[-1:], "ends without a stop"):
        found.append(end)
    return found


def _is_greeting(words: tuple[str, ...]) -> bool:
    entry = _longest(OPENING_WORDS, words[:6])
    return entry is not None and entry[1] == "a greeting"


def _habits(text: str) -> dict[str, bool]:
    found = {}
    for name, (marked, usual) in SEEN_HABITS.items():
        if marked.search(text):
            found[name] = True
        elif usual.search(text):
            found[name] = False
    return found


def _traits(paragraph: Paragraph, text: str) -> list[str]:
    size = len(paragraph.tokens)
    found = [f"is {paragraph.shape}"] if paragraph.shape != "prose" else []
    name = next(name for limit, name in SIZES if size <= limit)
    if name:
        found.append(name)
    first = text[:1]
    if first.islower():
        found.append("begins in lower case")
    elif first.isdigit():
        found.append("begins with a number")
    elif first in "\"“'‘«":
        found.append("begins with a quotation mark")
    elif first in "(*[":
        found.append("begins with a bracket or star")
    if paragraph.cut_head:
        found.append("begins with an ellipsis")
    if size > TELLING and not SENTENCE_WITHIN.search(text):
        found.append("is one sentence")
    if "@" in text and MENTION.search(text):
        found.append("names somebody with @")
    if "http" in text and paragraph.shape != "url":
        found.append("holds an address")
    return found


SIZES = (
    (3, "has one to three words"),
    (8, "has four to eight words"),
    (16, "has nine to sixteen words"),
    (40, ""),  # the usual
    (10**9, "has over forty words"),
)
