"""A unit of a document, and the lines and posts of it that go -> the unit without them, byte for byte else.

Only its reader knows what the bytes of a unit mean, so the reader judges. Pieces that hold erased words are emptied, as
long as every remaining post still says what it said. A piece is the text between two tags, line ends or string ends, or
a tag, which loses its attributes. Mails are taken apart first, because their parts are encoded.
"""

from __future__ import annotations

import base64
import binascii
import quopri
import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from email.message import Message
from functools import partial
from html import unescape
from itertools import pairwise

from threads.loading.erased.judging import ERASED, Judge
from threads.readers import MAILS, PAGE_FORMATS
from threads.readers.mail.charsets import decoded
from threads.readers.web.page import decoded as page_decoded
from threads.reconstruct.stated.words import words_of
from threads.records import Parsed
from threads.words.dates import read_date

# Between pieces: a tag, raw or as JSON escapes it, a line's end, a string's end.
BETWEEN = re.compile(rb'<[^<>]{0,20000}>|\\u003[cC](?:[^\\\n]|\\(?!u003[cCeE])){0,5000}\\u003[eE]|\\[nrt"]|[\n\r"]')
# Plain text has no tags: a line is a piece.
LINE_ENDS = re.compile(rb"[\n\r]")
# What stands before the words of a line that quotes.
SIGNS = re.compile(rb"[\s>|]*+")
TAG_NAME = re.compile(rb"^(?:<|\\u003[cC])\s*/?\s*[A-Za-z][A-Za-z0-9:-]{0,40}")
ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")
# A run of so many words is no coincidence.
RUN = 6
# Shorter pieces are taken where they lie among longer ones.
LEAST_WORDS = 3
LONG_WORD = 14
CLOSING = ").,;:!?'\"]"
NEAR = 6
# A date stands among few characters; that of a post stands so many pieces from its words at most.
LONGEST_DATE, BESIDE = 200, 40
# In seconds.
FARTHEST_ZONE, HALF_AN_HOUR = 50_400, 1_800
# How often the reader is asked at most.
MOST_ASKED = 400


@dataclass(frozen=True, slots=True)
class _Leaf:
    """A part of a unit with its content as it is read, and how that is coded again."""

    start: int
    end: int
    content: bytes
    text_of: Callable[[bytes], str]
    coded: Callable[[bytes], bytes]
    between: re.Pattern[bytes] = BETWEEN


@dataclass(frozen=True, slots=True)
class _Piece:
    leaf: int
    start: int
    end: int
    is_tag: bool


def parted(
    form: str,
    raw: bytes,
    parsed: Parsed | str,
    goes: tuple[AbstractSet[int], AbstractSet[int]],
    words: Sequence[str],
    letters: str = "",
) -> bytes | None:
    """The unit without the posts and the lines that go; None where its bytes cannot be parted.

    A digest is never parted: the heads of its mails, with names and addresses, stand between its parts.
    """
    gone, lines = goes
    if gone and form in MAILS:
        return None
    heads = heads_of(parsed, gone) if form in PAGE_FORMATS else []
    return without(form, raw, words, Judge(form, parsed, gone, lines, letters), heads)


def without(
    form: str, raw: bytes, texts: Sequence[str], judge: Judge, heads: Sequence[HeadOfPost] = ()
) -> bytes | None:
    """The unit without some texts; None where their words cannot be parted from those that stay.

    ``heads`` are who wrote the posts that go, and when: what says so goes as well, or else the unit cannot be parted.

    Where the remaining lines would be read differently, as in a quote known by its place alone, each erased line leaves a
    mark.
    """
    for mark in (b"", ERASED.encode()):
        cut = _Cut(form, raw, texts, judge, mark)
        for pieces in cut.likely():
            cut.take(pieces)
            if cut.is_lost:
                break
        for head in heads:
            cut.take(list(cut.naming(head)))
        result = cut.result()
        if judge.is_clean(result) and not any(cut.still_names(head) for head in heads):
            return result
    return None


@dataclass(frozen=True, slots=True)
class HeadOfPost:
    """Who wrote a post that goes, and when. ``is_alone`` where no other post of its unit says the same."""

    author: str
    posted_at: datetime | None
    posted_at_raw: str
    is_alone: bool

    @property
    def name(self) -> str:
        """The words of the name."""
        return " ".join(_words(self.author))

    def is_in(self, text: str, words: Sequence[str], *, is_sure: bool = False) -> bool:
        """Whether a piece says it: the name among its words, or the moment in a few, if not sure in another zone."""
        if self.name and f" {self.name} " in f" {' '.join(words)} ":
            return True
        if len(text) > LONGEST_DATE or not any(map(str.isdigit, text)):
            return False
        if self.posted_at_raw and self.posted_at_raw in text:
            return True
        return self.posted_at is not None and any(
            (moment := read_date(text, day_first=order)) is not None
            and (moment == self.posted_at if is_sure else _is_near(moment, self.posted_at))
            for order in (True, False)
        )


def heads_of(parsed: Parsed | str, gone: AbstractSet[int]) -> list[HeadOfPost]:
    """Who wrote some posts of a unit, and when."""
    posts = parsed.posts if isinstance(parsed, Parsed) else ()
    staying = [post for at, post in enumerate(posts) if at not in gone]
    authors = {post.author for post in staying}
    moments = {post.posted_at for post in staying}
    heads = []
    for post in (posts[at] for at in sorted(gone)):
        heads.append(HeadOfPost(post.author, None, "", post.author not in authors))
        heads.append(HeadOfPost("", post.posted_at, post.posted_at_raw, post.posted_at not in moments))
    return heads


def _is_near(one: datetime, other: datetime) -> bool:
    """Whether two moments may be one, told in two zones."""
    apart = abs((one - other).total_seconds())
    return apart <= FARTHEST_ZONE and apart % HALF_AN_HOUR == 0


class _Cut:
    """The pieces of a unit, and which of them go so far."""

    def __init__(self, form: str, raw: bytes, texts: Sequence[str], judge: Judge, mark: bytes) -> None:
        self.raw = raw
        self.mark = mark
        self.judge = judge
        self.leaves = _leaves(form, raw, judge.letters)
        self.pieces = [piece for number, leaf in enumerate(self.leaves) for piece in _pieces(number, leaf)]
        words = [word for text in texts for word in _words(text)]
        self.all_words = f" {' '.join(words)} "
        self.runs = {tuple(words[at : at + RUN]) for at in range(len(words) - RUN + 1)}
        self.words = [_words(self._text(piece)) for piece in self.pieces]
        self.taken: set[int] = set()
        self.trials = 0

    @property
    def is_lost(self) -> bool:
        return self.trials > MOST_ASKED

    def likely(self) -> Iterator[list[int]]:
        """Pieces to try, the surest first; each kind is looked for after those before it are taken."""
        indices = [index for index in range(len(self.pieces)) if self._is_said(index)]
        yield [index for index in indices if self._is_telling(index)]
        yield [index for index in indices if self._is_near(index)]
        yield [index for index in self._among() if self.pieces[index].is_tag]
        if not self.judge.is_clean(self.result()):
            yield list(self._among())
        if not self.judge.is_clean(self.result()):
            yield sorted((index for index in indices if index not in self.taken), key=self._away)

    def take(self, pieces: Sequence[int]) -> None:
        """Take as many of some pieces as can be taken: all, else what can be taken of each half."""
        waiting = [[index for index in pieces if index not in self.taken]]
        while waiting and not self.is_lost:
            group = waiting.pop()
            if not group:
                continue
            self.trials += 1
            if self.judge.accepts(self.result(group)):
                self.taken.update(group)
            elif len(group) > 1:
                middle = len(group) // 2
                waiting += [group[middle:], group[:middle]]

    def result(self, also: Iterable[int] = ()) -> bytes:
        goes: dict[int, list[_Piece]] = {}
        for index in sorted({*self.taken, *also}):
            goes.setdefault(self.pieces[index].leaf, []).append(self.pieces[index])
        parts, at = [], 0
        for number in sorted(goes):
            leaf = self.leaves[number]
            parts += [self.raw[at : leaf.start], leaf.coded(_emptied(leaf.content, goes[number], self.mark))]
            at = leaf.end
        return b"".join([*parts, self.raw[at:]])

    def naming(self, head: HeadOfPost) -> Iterator[int]:
        """The pieces that say who wrote a post that goes, or when; of somebody who wrote others too, those beside it."""
        nearest = sorted(self.taken)
        for index, piece in enumerate(self.pieces):
            if index in self.taken or not self.words[index] or not head.is_in(self._text(piece), self.words[index]):
                continue
            at = bisect_left(nearest, index)
            around = nearest[max(0, at - 1) : at + 1]
            if head.is_alone or any(abs(index - each) <= BESIDE for each in around):
                yield index

    def still_names(self, head: HeadOfPost) -> bool:
        """Whether somebody who wrote no other post, and whom no other names, is named still; or the moment is."""
        if not head.is_alone or (head.author and f" {head.name} " in self.judge.said):
            return False
        return any(head.is_in(self._text(self.pieces[at]), self.words[at], is_sure=True) for at in self.naming(head))

    def _text(self, piece: _Piece) -> str:
        leaf = self.leaves[piece.leaf]
        text = leaf.text_of(leaf.content[piece.start : piece.end]).replace("\\/", "/")
        text = ESCAPED.sub(lambda m: chr(int(m[1], 16)), text) if "\\u" in text else text
        return unescape(unescape(text)) if "&" in text else text

    def _is_said(self, index: int) -> bool:
        words = self.words[index]
        if not words:
            return False
        if not self.pieces[index].is_tag and f" {' '.join(words)} " in self.all_words:
            return True
        return any(tuple(words[at : at + RUN]) in self.runs for at in range(len(words) - RUN + 1))

    def _is_telling(self, index: int) -> bool:
        """Whether a piece is too long for a coincidence: several words, or a long one such as an address."""
        words = self.words[index]
        return len(words) >= LEAST_WORDS or any(len(word) >= LONG_WORD for word in words)

    def _is_near(self, index: int) -> bool:
        return index not in self.taken and not self.taken.isdisjoint(range(index - NEAR, index + NEAR + 1))

    def _away(self, index: int) -> int:
        """How far a piece lies from what goes."""
        return min((abs(index - each) for each in self.taken), default=0)

    def _among(self) -> Iterator[int]:
        """What lies between pieces that go, and the tags beside them."""
        ordered = sorted(self.taken)
        for before, after in pairwise(ordered):
            if self.pieces[before].leaf == self.pieces[after].leaf and after - before <= 10 * NEAR:
                yield from range(before + 1, after)
        beside = (index + step for index in ordered for step in range(-2, NEAR + 1))
        yield from (index for index in beside if 0 <= index < len(self.pieces) and self.pieces[index].is_tag)


def _words(text: str) -> list[str]:
    """The words of a text; addresses lose the stops and brackets that a sentence puts behind them."""
    return [word.rstrip(CLOSING) if "://" in word else word for word in words_of(text)]


def _emptied(content: bytes, pieces: Sequence[_Piece], mark: bytes) -> bytes:
    parts, at = [], 0
    for piece in pieces:
        parts.append(content[at : piece.start])
        if piece.is_tag and (name := TAG_NAME.match(content[piece.start : piece.end])):
            parts.append(name[0] + (b">" if name[0].startswith(b"<") else b"\\u003e"))
        elif mark and not piece.is_tag and (signs := SIGNS.match(content, piece.start, piece.end)):
            parts.append(signs[0] + mark)
        at = piece.end
    return b"".join([*parts, content[at:]])


def _pieces(number: int, leaf: _Leaf) -> Iterator[_Piece]:
    at = 0
    for m in leaf.between.finditer(leaf.content):
        if m.start() > at:
            yield _Piece(number, at, m.start(), is_tag=False)
        if len(m[0]) > 2:
            yield _Piece(number, m.start(), m.end(), is_tag=True)
        at = m.end()
    if at < len(leaf.content):
        yield _Piece(number, at, len(leaf.content), is_tag=False)


def _leaves(form: str, raw: bytes, letters: str) -> list[_Leaf]:
    if form in MAILS:
        try:
            inside = MAILS[form].inside(raw)
            leaves = list(_parts_of_mail(raw, inside[1] if inside else raw, letters))
        except (RecursionError, ValueError, LookupError):
            leaves = []
        return leaves or [_Leaf(0, len(raw), raw, partial(decoded, letters=letters), bytes, LINE_ENDS)]
    return [_Leaf(0, len(raw), raw, page_decoded, bytes)]


def _parts_of_mail(raw: bytes, mail: bytes, letters: str) -> Iterator[_Leaf]:
    """The parts of a mail that are text, wherever they are nested, each found again among the bytes of its unit."""
    at = 0
    for part in message_from_bytes(mail).walk():
        if part.is_multipart():
            continue
        payload = part.get_payload()
        payload_bytes = payload.encode("ascii", "surrogateescape") if isinstance(payload, str) else b""
        start = raw.find(payload_bytes, at) if payload_bytes.strip() else -1
        if start < 0:
            continue
        at = start + len(payload_bytes)
        if part.get_content_maintype() in ("text", "message"):
            yield _part(part, payload_bytes, start, letters)


def _part(part: Message, payload: bytes, start: int, letters: str) -> _Leaf:
    """A part, decoded as it was sent."""
    label = str(part.get_content_charset() or "")
    coding = str(part.get("content-transfer-encoding") or "").strip().lower()
    newline = b"\r\n" if b"\r\n" in payload else b"\n"

    def text_of(content: bytes) -> str:
        return decoded(content, label, letters)

    content = payload
    coded: Callable[[bytes], bytes] = bytes
    if coding == "quoted-printable":
        content, coded = binascii.a2b_qp(payload), lambda new: _same_ends(quopri.encodestring(new), newline)
    elif coding == "base64" and (pair := _from_base64(payload)):
        content, coded = pair, lambda new: base64.encodebytes(new).replace(b"\n", newline)
    between = BETWEEN if part.get_content_subtype() == "html" else LINE_ENDS
    return _Leaf(start, start + len(payload), content, text_of, coded, between)


def _from_base64(payload: bytes) -> bytes:
    """What was sent so; nothing, where that is broken."""
    try:
        return base64.b64decode(payload, validate=False)
    except binascii.Error:
        return b""


def _same_ends(content: bytes, newline: bytes) -> bytes:
    return content.replace(b"\r\n", b"\n").replace(b"\n", newline)


def texts_of(parsed_lines: Sequence[str], lines: AbstractSet[int]) -> list[str]:
    """The lines with text that go."""
    return [parsed_lines[line - 1] for line in sorted(lines) if line <= len(parsed_lines)]
