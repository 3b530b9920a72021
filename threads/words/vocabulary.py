"""The words of languages/*.toml, one file a language -> lists, alternatives of a pattern, months.

    joined                     true where letters of the next word may stand right beside a word
    answers                    what mail programs put before a subject: Re, AW
    months                     twelve lists of a month's names, as dates have them
    labels                     what a page calls its own parts, alone on a line: accueil
    page, page_of, pages       Seite 3 von 12; Seiten: 1 [2] 3
    page_behind, pages_in_all  behind the number of a page, before how many there are: 3 oldal
    spoken                     how a person begins, and no label does: hallo
    formulas                   what everybody says in the same few words, so that it quotes nobody
    aliases                    what stands before another name of an author: auch bekannt als
    known_as                   between two names of an author: Ada, also known as ada77
    describes                  how people describe themselves: mitglied seit
    not_names                  words that no alias is
    common                     words that tell no topic
    wrote, wrote_within        behind a name and before a colon, above a quote: Ada schrieb:
    quote_from                 before a name, above a quote: Zitat von Ada
    saying, saying_ends        introduce somebody's words, in the last line before them; stand right before the colon
    replies, replies_whole     begin an answer: ja, nein
    attribution_opens, attribution_opens_within      begin the line that mail programs put above a quote: Am 3. März
    attribution_verbs, attribution_verbs_within      are in it: schrieb
    attribution_quoting        before a name with an address, above a quote: Zitat von Ada <ada@...>
    header_from, header_sent, header_to, header_other, original_message      of the mail that a mail holds
    forwarding                 alone above the head of a mail that was sent on, before a colon: Begin forwarded message
    returned_message           above the mail that a bounce gives back
    gateway_notes              what an office writes above mail that comes from outside
    openings, closings         the first and last words of a post, by what they do there
    weekdays, mornings, afternoons      of dates: monday, am, pm
    today, yesterday, just_now          days and moments that count from when a page was shown
    ago_before, ago_after      stand by a distance in time: vor 3 Tagen, 3 days ago
    date_joins, clock_ends     stand within a date, or right behind a time of day: 3 de mayo, 10:38 Uhr
    one, about                 before a unit of time, as a number does: an hour ago, about an hour ago
    and                        between names
    units                      of time, by their English names
    written_by, says           before and behind the name of an author: posted by Ada, Ada says
    in_reply_to                before the name or number of who is answered
    quote_labels               alone over a quote: Zitat
    unfolds                    the button under a quote that is shown in part: Click to expand
    buttons, counted, ranks    what pages show beside posts: Reply, 3 likes, Senior Member
    member_since, edited, clock_says    before a date that is not a post's: joined, last edited, the time now is
    levels                     before the number of how deep an answer stands
    page_ends                  in the lines that end a page: powered by
    topic_dates                over or before a date that is the topic's: created, last reply
    page_folder                behind the name of a page, how browsers call the folder of what belongs to it: Topic_files
    posts_of, posts_behind     before and behind the name of whose posts a page shows: posts by Ada, Ada's posts
    own_pages                  titles of pages that forums have beside topics: member list, calendar, post reply
    topic_labels               before the title of the thread that a post is of: Topic: The chimney

Words of `..._within` may be a part of a longer word. Those of `replies_whole` may not, though their language is joined.
English patterns with a grammar of their own ("3 comments") are in the modules that ask them.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "languages"
# By the names of their files, English first: it has every class of openings and closings, in their order.
LANGUAGES: Mapping[str, Mapping[str, Any]] = {
    path.stem: tomllib.loads(path.read_text(encoding="utf-8"))
    for path in sorted(FOLDER.glob("*.toml"), key=lambda path: (path.stem != "en", path.stem))
}


def words(key: str) -> list[str]:
    """The words of all languages under a key, each once."""
    return list(dict.fromkeys(word for language in LANGUAGES.values() for word in language.get(key, ())))


def folded(*keys: str) -> frozenset[str]:
    """The words under some keys, as they are compared."""
    return frozenset(word.casefold() for key in keys for word in words(key))


def either(key: str) -> str:
    """The words under a key as alternatives of a pattern, the longest first."""
    return _alternatives(words(key))


def whole_words(key: str) -> str:
    """The same as one group, in which a word is whole wherever its language parts it from the next."""
    joined = [word for language in LANGUAGES.values() if language.get("joined") for word in language.get(key, ())]
    parted = [word for language in LANGUAGES.values() if not language.get("joined") for word in language.get(key, ())]
    return "|".join((rf"(?:\b(?:{_alternatives(parted)})\b", f"{_alternatives(joined)})"))


def classes(key: str) -> dict[str, list[str]]:
    """The phrases under `openings` or `closings`, by what they do; those of all languages."""
    english = LANGUAGES["en"][key]
    return {
        name: [each for language in LANGUAGES.values() for each in language.get(key, {}).get(name, ())]
        for name in english
    }


def month_numbers() -> dict[str, int]:
    """The number of each month by each of its names."""
    months = (language.get("months", ()) for language in LANGUAGES.values())
    return {name: number for twelve in months for number, names in enumerate(twelve, 1) for name in names}


def _alternatives(of: list[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(set(of), key=lambda word: (-len(word), word)))
