"""What fills a place in a head -> the name in it, if it can be one."""

from __future__ import annotations

import re

from threads.reconstruct.heads.cues import COUNTED, NO_NAMES, PARTS, SAYS, WRITTEN_BY, opens_with
from threads.reconstruct.heads.rows import count_words
from threads.reconstruct.heads.topics import PAGE_OF
from threads.words.subjects import ANSWER
from threads.words.vocabulary import either, folded

NAME_WORDS, NAME_LENGTH = 5, 60
ADDRESS = re.compile(r"\s{0,3}[<(\[]\s*[^\s<>()\[\]]{1,80}(?:@|\s(?:at|\(at\))\s)[^<>()\[\]]{1,80}[>)\]]?\s*$")
# "ada@mail.example (Ada Vik)", and one who gives an address and no name.
NAME_BEHIND_ADDRESS = re.compile(r"^[\w.+-]{1,64}@[\w.-]{1,80}\s{1,3}[(\[](?P<name>[^()\[\]@]{1,60})[)\]]$")
ADDRESS_ALONE = re.compile(r"^<?(?P<name>[\w.+-]{1,64}@[\w-]{1,60}(?:\.[\w-]{1,60}){1,5})>?$")
ARROW = re.compile(
    r"(?P<child>\S.{0,60}?)\s*[\u25b6\u25ba\u25b8\u2192\u21a9\u21aa\u21b7\u2794\u2798-\u27be\u276f]\ufe0e?\ufe0f?\s*@?(?P<name>\S.{0,60})$"
)
# What is told of the author behind the name: "elzbet Posts: 222"; and a value behind its label.
COUNT = re.compile(r"(?<=\S)\s+[^\W\d]{2,20}\s?:\s*\d[\d.,]*\s*$")
# "elzbet Posts: 222 Harbour master": what is counted, and a rank behind it.
TOLD = re.compile(r"(?<=\S)\s+(?P<what>[^\W\d]{2,20})\s?[:\uff1a]\s*\d[\d.,]*(?!\S).*$")
LABELLED = re.compile(r"\w\s?[:\uff1a](?:\s|\d)")
# "Ada 12 points13 points": a number of what is counted, and whatever is behind it.
COUNTING = re.compile(r"(?<=\S)\s+[+\u2212-]?\d[\d.,]*k?\s(?P<what>[^\W\d_]{2,20})(?![^\W\d_]).*$")
# "#12 Ada", "12. Ada", as text browsers number what a page lists.
ORDINAL = re.compile(r"^(?:[#*\s]{0,8}#\d{1,7}|\d{1,4}\.|\d{1,5}\s?[番楼樓])\s+(?=\D)")
# How people are called politely, behind the name.
POLITE = re.compile(r"(?<=\S)\s(?:さん|様|氏|님|씨)$")
# "Ada says: post author", what a blog adds behind the name of who wrote the article.
BADGED = re.compile(
    rf"^(?P<name>\S.{{0,40}}?)\s(?:{'|'.join(sorted(map(re.escape, SAYS), key=lambda word: (-len(word), word)))})\s?[:\uff1a]"
    r"\s\S{2,20}(?:\s\S{1,20}){0,2}$",
    re.IGNORECASE,
)
HANDLE = re.compile(r"(?<=\S)\s+@[\w.-]{2,40}$")
# What leads from a name to another of the same person.
CALLED = rf"(?:{either('known_as')})(?!\w)"
ALSO_CALLED = re.compile(rf"(?:^|(?<=\w)[\s(\[,]{{1,4}}){CALLED}.*$", re.IGNORECASE)
BRACKETS = re.compile(r"(?<=[^\s(\[])\s+\([^()]{1,60}\)$")
USER = re.compile(r"^/?u/(?=\S)")
NUMBER = re.compile(r"^(?:no\.?|nr\.?|\u2116)?[#+\-\u2212]?\d[\d.,:]*(?:[kms%h]|ms|st|nd|rd|th|x)?$", re.IGNORECASE)
INITIAL = re.compile(r"(?<!\w)[^\W\d_]{1,2}$")
# Small words that lead from a name to its date: "Ada on", "Ada em".
LEADS = folded("attribution_opens")
# No name has these: they are of programs, addresses and sentences.
NOT_IN_NAMES = re.compile(r"[?=;{}()<>\\^`\"%]|::|//|\.\.|/\S*/|\w\.\w+\.\w|\d-\d\d-\d\d")
EDGES = " \t\uff1a\u2605\u2606\u272d\u25cf*@#\"'\u201c\u201d\u2018\u2019.:;,|\u00b7\u2022[](){}<>\u00ab\u00bb\u2013\u2014-=~!\u25b2\u25bc\u2191\u2193"


def name_in(text: str, *, keeps_numbers: bool = True) -> str | None:
    """The name in what fills a slot, if it can be one."""
    if match := ADDRESS_ALONE.match(text.strip()):
        return match["name"]
    text = _without_additions(text)
    if ANSWER.match(text):  # the title of a thread, as on the pages of a user
        return None
    cue = opens_with(text, WRITTEN_BY)
    if cue and len(text) > len(cue) + 1:
        text = USER.sub("", text[text.casefold().find(cue) + len(cue) :].strip())
    words = once(bare(BRACKETS.sub("", HANDLE.sub("", COUNT.sub("", text)))).split())
    while count := _said_at_end(words):
        words = words[:-count]
    while len(words) > 1 and words[-1].islower() and words[-1] in LEADS:
        words.pop()
    if not keeps_numbers:
        while words and NUMBER.match(words[-1]):
            words.pop()
        while words and NUMBER.match(words[0]):
            words = words[1:]
    name = bare(" ".join(words))
    if not any(map(str.isalnum, name)) or len(name) > NAME_LENGTH or count_words(name) > NAME_WORDS or "://" in name:
        return None
    low = name.casefold()
    if NOT_IN_NAMES.search(name) or LABELLED.search(name) or PAGE_OF.search(name):
        return None
    return None if low in NO_NAMES or NUMBER.match(name) or all(word in PARTS for word in low.split()) else name


def _without_additions(text: str) -> str:
    """A text without what programs add to a name: an address, a number, another name, a badge."""
    if match := NAME_BEHIND_ADDRESS.match(text.strip()):
        text = match["name"]
    text = POLITE.sub("", text.strip())
    text = USER.sub("", ORDINAL.sub("", ADDRESS.sub("", ALSO_CALLED.sub("", text)).strip()))
    told = TOLD.search(text)
    if told and told["what"].casefold() in COUNTED:
        text = text[: told.start()]
    counting = COUNTING.search(text)
    if counting and counting["what"].casefold() in COUNTED:
        text = text[: counting.start()]
    match = BADGED.match(text)
    return match["name"] if match else text


def _said_at_end(words: list[str]) -> int:
    """How many words at the end of a text say "said"."""
    for count in range(1, min(4, len(words))):
        if " ".join(words[-count:]).strip(EDGES).casefold() in SAYS:
            return count
    return 0


def once(words: list[str]) -> list[str]:
    """A name that stands twice, as its picture is called by it too, once."""
    for count in range(1, len(words) // 2 + 1):
        if words[:count] == words[count : 2 * count]:
            return words[:count]
    return words


def child_of_arrow(text: str) -> str:
    """Of "quill_77 ➤ Big Otto" the one who answers; any other text as it is."""
    match = ARROW.search(text)
    return match["child"] if match else text


def bare(text: str) -> str:
    """A name without what stands around it; "Ines R." keeps its point."""
    name = text.strip(EDGES)
    if name[:1] == name[-1:] == "_":
        name = name.strip("_")
    after = text[text.find(name) + len(name) :][:1] if name else ""
    return f"{name}." if after == "." and INITIAL.search(name) else name
