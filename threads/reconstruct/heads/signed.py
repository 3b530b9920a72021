"""Lines that end with the name of who wrote the words before it, and a date -> heads, as on the talk pages of wikis.

I doubt it, for the oil was new. Ada (talk) 12:04, 3 May 2011 (UTC)
So did I. — Bruno Vik (talk) 13:10, 4 May 2011 (UTC)
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from threads.reconstruct.heads.answers import answer_in
from threads.reconstruct.heads.head_values import Heads, StatedHead
from threads.reconstruct.heads.moments import calendar_of
from threads.reconstruct.heads.name_places import FILLED
from threads.reconstruct.heads.name_words import name_in
from threads.reconstruct.heads.names import COMES_BACK
from threads.reconstruct.heads.rows import PROSE_WORDS, WORD, Row
from threads.words.date_places import DateKind, DatePlace, find_dates
from threads.words.vocabulary import either

# So near to its end a line has its date; so many lines have one; so many of these say something before it.
TAIL, FEWEST, SAYS = 70, 3, 0.4
# A date has a year, or a time of day; so much of a line is looked at.
TELLS, LONGEST = re.compile(r"\d{4}|\d[:.h時时]\d\d"), 400
ZONE = re.compile(r"\s{0,3}(?:\([^()]{1,8}\)|[A-Z]{3,5})?[.\s]{0,3}$")
# What stands between the name and the date: "(talk | contribs)", a comma, "on".
LINKS = re.compile(r"\s{0,3}[(\uff08](?P<inside>[^()\uff08\uff09]{1,60})[)\uff09]\s{0,3}$")
LEADS = re.compile(rf"[\s,;:]{{1,3}}(?:(?i:at|{either('attribution_opens')})\s{{0,3}})?$")
DASH = re.compile(r"(?:^|\s|(?<=[.!?\u3002)]))(?:\u2014|\u2013|--|-|~)\s{0,3}(?P<name>[^\u2014\u2013~\n]{1,60})$")
AFTER_SENTENCE = re.compile(
    r"(?:^|[.!?\u2026\u3002\uff01\uff1f:)])\s{0,3}(?P<name>[^.!?\u2026\u3002\uff01\uff1f:()]{1,60})$"
)
SECTION = re.compile(r"\[[^\[\]]{2,40}\]$|^={2,6}[^=\n].{0,200}={2,6}$")
# What stands for a link in the source of a wiki: [[User talk:Ada|talk]], [[User:Ada]], {{unsigned|Ada|3 May 2011}}.
WIKI_LINK = re.compile(r"\[\[(?:[^\[\]|:]{1,40}:)?(?P<page>[^\[\]|]{1,80})(?:\|(?P<shown>[^\[\]]{1,80}))?\]\]")
UNSIGNED = re.compile(r"\{\{[^{}|]{1,40}\|(?P<name>[^{}|]{1,60})\|(?P<date>[^{}|]{4,60})\}\}")
MOST_WORDS = 4
# A signature is broken over no more lines.
MOST_ROWS = 3


@dataclass(frozen=True)
class Signature:
    """The end of a line that signs: the rows it stands on, what stands over its name there, and how it leads to it."""

    rows: tuple[Row, ...]
    before: str
    links: str
    date: str


def signed_heads(rows: Sequence[Row]) -> Heads | None:
    """The heads of a page whose posts are signed where their words end; None where it has no such posts."""
    rows = [replace(row, text=_as_shown(row.text)) if row.text[-1] in ")}" else row for row in rows]
    signatures = _alike(_signatures(rows))
    if len(signatures) < FEWEST:
        return None
    names = _names(signatures)
    counts = Counter(name.casefold() for name in names if name)
    back = sum(count for count in counts.values() if count > 1)
    if counts.total() < FILLED * len(names) or len(counts) < 2 or back < COMES_BACK * len(names):
        return None
    bodies = list(_bodies(rows, signatures, names))
    said = sum(
        any(row is signature.rows[-1] or row is signature.rows[0] for row in body)
        for body, signature in zip(bodies, signatures, strict=True)
    )
    if said < SAYS * len(bodies):
        return None
    return _heads(rows, signatures, names, bodies)


def _as_shown(text: str) -> str:
    """The source of a wiki as its reader sees it."""
    if "{{" in text:
        text = UNSIGNED.sub(r"-- \g<name> \g<date>", text)
    return WIKI_LINK.sub(lambda match: match["shown"] or match["page"], text) if "[[" in text else text


def _heads(
    rows: Sequence[Row], signatures: Sequence[Signature], names: Sequence[str | None], bodies: Sequence[Sequence[Row]]
) -> Heads:
    calendar = calendar_of(rows, [signature.date for signature in signatures])
    known = frozenset(name.casefold() for name in names if name)
    posts = []
    for signature, name, body in zip(signatures, names, bodies, strict=True):
        first, last = (body[0], body[-1]) if body else (signature.rows[0], signature.rows[-1])
        moment = calendar.moment(signature.date, DateKind.DAY)
        answers = answer_in((), body, known)
        posts.append(
            StatedHead(first.number, last.number, name, signature.date, moment, answers=answers, indent=first.column)
        )
    words = {row.number for body in bodies for row in body}
    owner = {row.number: at for at, signature in enumerate(signatures) for row in signature.rows}
    chrome = {row.number: owner.get(row.number) for row in rows if row.number not in words}
    cue = f"the end of line \u201cname{f' ({signatures[0].links})' if signatures[0].links else ''} date\u201d comes {len(posts)} times"
    filled = sum(name is not None for name in names) / len(names)
    return Heads(
        tuple(posts), chrome, round(min(0.99, filled * (1 - 0.5 / len(names))), 3), (cue,), title=_title(rows, bodies)
    )


def _signatures(rows: Sequence[Row]) -> list[Signature]:
    """Every end of a line with a date, which may be broken over several where lines are set at a width."""
    found: dict[tuple[int, int], Signature] = {}
    for row in rows:
        if len(row.text) > len("(UTC).") + 2 and not TELLS.search(row.text[-TAIL:]):
            continue
        near = [row]
        while len(near) < MOST_ROWS and near[0].index and rows[near[0].index - 1].number == near[0].number - 1:
            near.insert(0, rows[near[0].index - 1])
        text = " ".join(each.text[-LONGEST:] for each in near)
        place = _date_at_end(text) if TELLS.search(text[-TAIL:]) else None
        if place is None:
            continue
        before = LEADS.sub("", text[: place.start])
        links = LINKS.search(before)
        before = before[: links.start()] if links else before
        linked = re.split(r"\W", links["inside"])[0].casefold() if links else ""
        # The same date ends the line below again, where that holds its zone or its year.
        at = _place_in(near, place.start)
        found[at] = Signature(tuple(_rows_from(near, len(before) - 1)), before, linked, text[place.start : place.end])
    return list(found.values())


def _place_in(near: Sequence[Row], offset: int) -> tuple[int, int]:
    """The row, and the column there, that a place in the joined text of some rows is in."""
    for row in near:
        length = min(len(row.text), LONGEST)
        if offset < length:
            return row.index, offset
        offset -= length + 1
    return near[-1].index, offset


def _rows_from(near: Sequence[Row], offset: int) -> Sequence[Row]:
    first, _ = _place_in(near, max(0, offset))
    return [row for row in near if row.index >= first]


def _date_at_end(text: str) -> DatePlace | None:
    cut = max(0, len(text) - TAIL)
    cut += len(text[cut:]) - len(text[cut:].lstrip("0123456789:")) if cut else 0
    days = [place for place in find_dates(text[cut:]) if place.kind is DateKind.DAY]
    if not days or not ZONE.match(text[cut:], days[-1].end):
        return None
    return DatePlace(days[-1].start + cut, days[-1].end + cut, days[-1].kind)


def _alike(found: Sequence[Signature]) -> list[Signature]:
    """Those with the link that most have, and those without one that a dash opens."""
    links = Counter(signature.links for signature in found if signature.links)
    most = links.most_common(1)[0] if links else ("", 0)
    dashed = [signature for signature in found if not signature.links and DASH.search(signature.before)]
    if most[1] + len(dashed) < FEWEST or not most[1]:
        return dashed
    return [signature for signature in found if signature.links == most[0] or signature in dashed]


def _names(signatures: Sequence[Signature]) -> list[str | None]:
    """The name in each: behind a dash or a sentence's end; else the most words that are a name elsewhere on the page."""
    sure = [_sure_name(signature.before) for signature in signatures]
    known = {name.casefold() for name in sure if name}
    return [name or _last_words(signature.before, known) for name, signature in zip(sure, signatures, strict=True)]


def _sure_name(before: str) -> str | None:
    match = DASH.search(before) or AFTER_SENTENCE.search(before)
    name = name_in(match["name"]) if match else None
    return name if name and len(name.split()) <= MOST_WORDS - 1 else None


def _last_words(before: str, known: set[str]) -> str | None:
    words = before.split()[-MOST_WORDS:]
    for at in range(len(words)):
        name = name_in(" ".join(words[at:]))
        if name and name.casefold() in known:
            return name
    return name_in(words[-1]) if words else None


def _bodies(rows: Sequence[Row], signatures: Sequence[Signature], names: Sequence[str | None]) -> Iterator[list[Row]]:
    """The rows of each post's words: what stands between two signatures, the titles of sections apart."""
    start = _first_words(rows, signatures[0])
    for signature, name in zip(signatures, names, strict=True):
        last = signature.rows[-1]
        body = [row for row in rows[start : last.index + 1] if not (SECTION.search(row.text) and not row.is_prose)]
        start = last.index + 1
        while body and _is_signature_alone(body[-1], signature, name):
            body.pop()
        yield body


def _is_signature_alone(row: Row, signature: Signature, name: str | None) -> bool:
    """Whether a row holds nothing but a part of the signature."""
    if row not in signature.rows:
        return False
    of_signature = f"{name or ''} {signature.links} {signature.date}".split()
    rest = re.sub(r"\([^()]{0,40}\)", " ", ZONE.sub("", row.text))
    return all(word in of_signature or not WORD.search(word) for word in rest.split())


def _first_words(rows: Sequence[Row], first: Signature) -> int:
    """Where the words of the first post begin: under the last title or menu over its signature."""
    at = first.rows[0].index
    while at:
        top = at
        while top and (top == at or rows[top - 1].number == rows[top].number - 1):
            top -= 1
        if SECTION.search(rows[at - 1].text) or sum(row.word_count for row in rows[top:at]) < PROSE_WORDS:
            break
        at = top
    return at


def _title(rows: Sequence[Row], bodies: Sequence[Sequence[Row]]) -> str | None:
    first = next((body[0].index for body in bodies if body), 0)
    over = (SECTION.sub("", row.text).strip()[:200] for row in rows[max(0, first - 2) : first][::-1])
    return next((text for text in over if text), None)
