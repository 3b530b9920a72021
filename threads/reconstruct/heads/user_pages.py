"""A page that shows the posts of one person, each under the title of its thread -> heads that name the threads.

Posts by Ada Vik                       whose posts they are; without such a line nothing is claimed
The third buoy                         a title: over the date of each post, under it, beside it, or behind "Topic:"
3 March 2003, 10:12                    the anchor
It has drifted again.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from threads.reconstruct.heads.anchor_dates import repeats_dates
from threads.reconstruct.heads.blocks import Blocks, blocks_of
from threads.reconstruct.heads.cues import GREETINGS, is_row_of_buttons, is_sure_chrome
from threads.reconstruct.heads.groups import AnchorGroup, dated_groups, head_date
from threads.reconstruct.heads.head_values import Heads, StatedHead
from threads.reconstruct.heads.moments import calendar_of, date_text
from threads.reconstruct.heads.name_places import FILLED
from threads.reconstruct.heads.name_words import EDGES, name_in
from threads.reconstruct.heads.post_ends import without_folds, without_name, without_signatures
from threads.reconstruct.heads.rows import ANSWERS, LONGEST_HEAD, Row, count_words
from threads.reconstruct.heads.surroundings import tail_of
from threads.words.date_places import DateKind, find_dates
from threads.words.sentences import SENTENCE_END
from threads.words.vocabulary import either, whole_words

# The line that says whose posts they are stands so near to the top.
TOP, OWNER_WORDS = 60, 4
OWNER = re.compile(
    rf"^\W{{0,6}}(?:{either('posts_of')})(?:[\s:\u2013\u2014-]{{1,4}}[\"\u201c'\u00ab]?(?P<name>\S.{{0,38}}?))[\s\"\u201d'\u00bb:.]{{0,3}}$"
    rf"|^\W{{0,6}}(?P<other>[^\W_].{{0,38}}?)\s?(?:{either('posts_behind')})\W{{0,3}}$",
    re.IGNORECASE,
)
LABELLED = re.compile(
    rf"(?:{whole_words('topic_labels')})\s?[:\uff1a]\s*(?P<title>\S.{{0,150}}?)(?=\s+[^\W\d]{{3,20}}\s?[:\uff1a]|$)",
    re.IGNORECASE,
)
ANSWER = re.compile(rf"^(?:{'|'.join(sorted(map(re.escape, ANSWERS)))})\s?[:\uff1a]\s*", re.IGNORECASE)
# "Boats / Re: The third buoy": the board before the title.
BOARD = re.compile(r"^[^/\u203a\u00bb>]{1,60}\s[/\u203a\u00bb>]\s(?=\S)")
# Titles stand so many rows over their dates; they have so many words, two in the mean, and so many differ.
FAR, MOST_WORDS, MEAN_WORDS, DIFFER = 3, 18, 2, 0.5
# In front of a title, or behind it, in the line of its date.
WORD = re.compile(r"\S+")


@dataclass(frozen=True)
class Titles:
    """The title of each post's thread, and the row it stands on, over the date, with it or under it."""

    texts: tuple[str | None, ...]
    rows: tuple[Row | None, ...]

    @property
    def share(self) -> float:
        return sum(text is not None for text in self.texts) / len(self.texts)


@dataclass(frozen=True)
class _UserPage:
    """A page cut at the dates of its posts, with their titles."""

    name: str
    blocks: Blocks
    titles: Titles
    is_named: bool


def user_heads(rows: Sequence[Row]) -> Heads | None:
    """The heads of a page that says whose posts it shows; None where it does not, or where others write on it."""
    owner = next(((row, name) for row in rows[:TOP] if (name := _owner(row))), None)
    if owner is None:
        return None
    groups = (group for group in dated_groups(rows) if group.rows[0].index > owner[0].index)
    pages = [page for group in groups if (page := _user_page(owner[1], group, rows))]
    best = max(
        pages,
        key=lambda page: (page.is_named, page.titles.share >= FILLED, len(page.blocks.anchors), page.titles.share),
        default=None,
    )
    return _heads(best, owner[0], rows) if best else None


def _owner(row: Row) -> str | None:
    match = OWNER.match(row.text) if len(row.text) <= LONGEST_HEAD else None
    name = name_in(match["name"] or match["other"]) if match else None
    # "Today's posts" are everybody's.
    return name if name and len(name.split()) <= OWNER_WORDS and not find_dates(name) else None


def _user_page(name: str, group: AnchorGroup, rows: Sequence[Row]) -> _UserPage | None:
    """A group of dates as those of one person's posts; None where others may be named beside them, or nothing tells."""
    dates = {date_text(row, place) for row in group.rows if (place := head_date(row))}
    if group.key[0] == DateKind.CLOCK or len(dates) < 2 or repeats_dates(group, rows):
        return None
    blocks = blocks_of(group, rows)
    own = set(name.casefold().split())
    beside = [_beside(row, group, own) for row in group.rows]
    is_named = sum(name.casefold() in row.text.casefold() for row in group.rows) >= FILLED * len(group.rows)
    filled = [text for text in beside if text]
    titles = _titles_in_rows(blocks, rows)
    if len(filled) >= FILLED * len(beside):
        if sum(map(count_words, filled)) < MEAN_WORDS * len(filled):
            return None  # others are named
        titles = Titles(tuple(text or None for text in beside), group.rows)
    return _UserPage(name, blocks, titles, is_named) if is_named or titles.share >= FILLED else None


def _beside(row: Row, group: AnchorGroup, own: set[str]) -> str:
    """What of an anchor is neither its date, nor its author, nor a word of all anchors."""
    words = WORD.findall(row.without_dates)

    def is_told(word: str) -> bool:
        bare = word.strip(EDGES).casefold()
        return not any(map(str.isalpha, bare)) or bare in group.literals or bare in own

    while words and is_told(words[0]):
        words = words[1:]
    while words and is_told(words[-1]):
        words.pop()
    return _title(" ".join(words))


def _title(text: str) -> str:
    return ANSWER.sub("", BOARD.sub("", text.strip())).strip()


def _titles_in_rows(blocks: Blocks, rows: Sequence[Row]) -> Titles:
    """The titles in lines of their own: behind a label, else so many lines over the dates, else under them."""
    none = Titles((None,) * len(blocks.anchors), (None,) * len(blocks.anchors))
    labelled = _labelled(blocks)
    if labelled.share >= FILLED:
        return labelled
    over = (_over(blocks, rows, far) for far in range(1, FAR + 1))
    return next((titles for titles in (*over, _under(blocks)) if titles), none)


def _labelled(blocks: Blocks) -> Titles:
    """Those behind labels on one and the same side of the dates."""
    over = _behind_labels([piece.rows[::-1][:FAR] for piece in blocks.segments[:-1]])
    under = _behind_labels([piece.rows[:FAR] for piece in blocks.segments[1:]])
    return max(under, over, key=lambda titles: titles.share)


def _behind_labels(pieces: Sequence[Sequence[Row]]) -> Titles:
    found: list[tuple[str, Row] | None] = []
    for rows in pieces:
        likely = ((row, LABELLED.search(row.text)) for row in rows if len(row.text) <= 2 * LONGEST_HEAD)
        found.append(next(((_title(match["title"]), row) for row, match in likely if match), None))
    return Titles(tuple(each and each[0] for each in found), tuple(each and each[1] for each in found))


def _over(blocks: Blocks, rows: Sequence[Row], far: int) -> Titles | None:
    found = [rows[anchor.index - far] if anchor.index >= far else None for anchor in blocks.anchors]
    inner = [piece for piece in blocks.segments[1:-1] if len(piece.rows) > far]
    if len(inner) < FILLED * (len(blocks.anchors) - 1) or not _are_titles(found):
        return None
    apart = sum(row is not None and row.index > 0 and _parts(rows[row.index - 1], row) for row in found[1:])
    answers = sum(bool(row and ANSWER.match(BOARD.sub("", row.text))) for row in found)
    if apart < FILLED * (len(found) - 1) and 2 * answers < len(found):
        return None
    return _as_titles(found)


def _under(blocks: Blocks) -> Titles | None:
    pieces = [piece.rows for piece in blocks.segments[1:]]
    found = [piece[0] if len(piece) > 1 else None for piece in pieces]
    if not _are_titles(found):
        return None
    apart = sum(len(piece) > 1 and piece[1].number > piece[0].number + 1 for piece in pieces)
    answers = sum(bool(row and ANSWER.match(BOARD.sub("", row.text))) for row in found)
    return _as_titles(found) if apart >= FILLED * len(found) or 2 * answers >= len(found) else None


def _parts(above: Row, row: Row) -> bool:
    """Whether an empty line, a number or a row of buttons stands over a row."""
    is_bare = not any(map(str.isalpha, above.text)) or is_sure_chrome(above.text) or is_row_of_buttons(above.text)
    return row.number > above.number + 1 or is_bare


def _are_titles(found: Sequence[Row | None]) -> bool:
    likely = [row for row in found if row and _may_be_title(row)]
    if len(likely) < FILLED * len(found):
        return False
    words = sum(count_words(_title(row.text)) for row in likely)
    differ = len({_title(row.text).casefold() for row in likely})
    says = sum(row.text.endswith((".", "\u3002")) for row in likely)
    return words >= MEAN_WORDS * len(likely) and differ >= max(2, DIFFER * len(likely)) and 3 * says < len(likely)


def _may_be_title(row: Row) -> bool:
    if len(row.text) > LONGEST_HEAD or row.dates or row.continues or row.is_quoting:
        return False
    is_said = bool(SENTENCE_END.search(row.text)) and not row.text.endswith(("?", "!", "\u2026", "\uff1f", "\uff01"))
    return any(map(str.isalpha, row.text)) and count_words(row.text) <= MOST_WORDS and not (is_said and row.is_prose)


def _as_titles(found: Sequence[Row | None]) -> Titles:
    return Titles(tuple(_title(row.text) if row and _may_be_title(row) else None for row in found), tuple(found))


def _heads(page: _UserPage, owner: Row, rows: Sequence[Row]) -> Heads | None:
    anchors, own = page.blocks.anchors, page.name
    bodies = without_signatures(_bodies(page, rows), [own] * len(anchors))
    if sum(bool(words) for words in bodies) < FILLED * len(bodies):
        return None
    places = [head_date(row) for row in anchors]
    dates = [date_text(row, place) if place else "" for row, place in zip(anchors, places, strict=True)]
    calendar = calendar_of(rows, dates)
    posts = []
    for anchor, place, date, words, title in zip(anchors, places, dates, bodies, page.titles.texts, strict=True):
        moment = calendar.moment(date, place.kind) if place else None
        first, last = (words[0].number, words[-1].number) if words else (anchor.number, anchor.number)
        posts.append(StatedHead(first, last, own, date, moment, thread=title))
    kept = {row.number for words in bodies for row in words}
    chrome: dict[int, int | None] = {row.number: None for row in rows if row.number not in kept}
    chrome.update(_owners(page))
    chrome[owner.number] = 0
    sure = round(0.95 * (1 - 0.5 / len(anchors)), 3)
    cue = f"line {owner.number} says whose posts the page shows, and {len(anchors)} dates stand over words"
    return Heads(tuple(posts), chrome, sure, (cue,), title=owner.text[:200], owner=own)


def _bodies(page: _UserPage, rows: Sequence[Row]) -> list[Sequence[Row]]:
    """The rows of each post's words: from under its head to the title of the next."""
    count = len(page.blocks.anchors)
    come = sum(piece.above > 0 for piece in page.blocks.segments[1:-1]) / max(1, count - 1)
    found: list[list[Row]] = []
    for at in range(count):
        words = list(page.blocks.segments[at + 1].words)
        if at + 1 == count:
            words = words[: tail_of(words, page.blocks.bottoms, feet_come=come)]
        title = page.titles.rows[at]
        first = title.index if title else -1
        end = _opening(page, at + 1, rows) if at + 1 < count else len(rows)
        found.append([row for row in words if first < row.index < end])
    return [without_name(without_folds(words), page.name, frozenset()) for words in _without_ends(found, page.blocks)]


def _opening(page: _UserPage, at: int, rows: Sequence[Row]) -> int:
    """The first row of a post's head: its title over its date, which may stand behind a label as well."""
    anchor, title, text = page.blocks.anchors[at].index, page.titles.rows[at], page.titles.texts[at]
    if title and title.index < anchor:
        return title.index
    near = rows[max(0, anchor - FAR) : anchor]
    return next((row.index for row in near if text and _title(row.text) == text), anchor)


def _without_ends(posts: Sequence[list[Row]], blocks: Blocks) -> Sequence[list[Row]]:
    """The words without the numbers, signs and buttons that come under nearly all, over the title of the next."""
    for _ in range(FAR):
        ends = Counter(words[-1].alike for words in posts if len(words) > 1)
        often = {alike for alike, count in ends.items() if count >= max(2, FILLED * (len(posts) - 1))}
        often.update(blocks.bottoms)
        posts = [words[:-1] if len(words) > 1 and _ends(words[-1], often) else words for words in posts]
    return posts


def _ends(row: Row, often: set[str]) -> bool:
    """Whether a row under the words of a post is the page's, and no farewell."""
    return row.alike in often and not row.is_prose and row.alike.strip(EDGES) not in GREETINGS


def _owners(page: _UserPage) -> Iterator[tuple[int, int]]:
    """The lines of each post's head."""
    for at, anchor in enumerate(page.blocks.anchors):
        yield anchor.number, at
        title = page.titles.rows[at]
        if title:
            yield title.number, at
        yield from ((row.number, at) for row in page.blocks.segments[at + 1].lower_rows)
