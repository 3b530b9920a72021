"""A document as a reader hands it on: what readers produce and reconstruction consumes."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from hashlib import sha256
from typing import Any, NamedTuple, TypedDict
from urllib.parse import quote

# What no text of ours holds: PostgreSQL knows no NUL, UTF-8 no lone surrogate, and a screen no other control character.
UNWRITABLE = re.compile("[\x00-\x08\x0e-\x1f\x7f\ud800-\udfff]")
CONTROLS = bytes((*range(9), *range(14, 32), 127))
# What readers write for a picture: the words that stand for it, which its author did not say, and its address. One that came
# with a page or a mail that says no address of its own has its place there: "here:Topic_files/oar.jpg".
PICTURE = re.compile(r"\[picture(?:: [^\[\]\n]{1,300})?\](?: \((?P<address>(?:https?://|here:)[^\s()<>\"]{1,2000})\))?")
HERE, ATTACHED = "here:", "attached:"
LONGEST_ALTERNATIVE, LONGEST_PLACE = 300, 1_000
# What no address in a text may hold, and the sign by which mail addresses are found.
UNNAMED = re.compile(r"[\s()<>\"@]")


# Formats whose records are mails: their bytes hold everybody's addresses, which pages leave out and a file cannot.
MAIL_FORMATS = frozenset({"mbox", "mmdf", "babyl", "rnews", "emlx", "eml"})


class AttachedFile(TypedDict, total=False):
    """A file that came with a post; its bytes stay in the record."""

    name: str
    type: str
    size: int | None


class Facts(TypedDict, total=False):
    """What a format states of a post beside its words, as JSON. Some page shows each of these: ``selectors/stated.py``.

    What a reader does not find is left out, or None or empty until ``readers.field_values.stated_facts`` leaves it out. Files of our
    own (``jsonl``, ``convokit``) may hold facts of other names: they are kept as they are, and not shown.
    """

    attachments: Sequence[AttachedFile]
    list: str  # the id of the mailing list
    within: str  # the title of the digest that it came in
    fragment: str  # which part it is of a mail that was sent in parts, where others are not here
    name: str  # the author's full name, where ``author`` is a user name
    coauthors: Sequence[str]  # names of who else wrote it
    edited_at: str | int | None  # when it was last changed, as written in the source
    tags: Sequence[str]
    category: int | None  # the number of the part of the forum it is in
    subreddit: str
    type: str  # what it is, where it is no common post: "job", "poll"
    action: str  # what was done to the topic, where nobody wrote the post: "closed.enabled"
    link: str  # the page that it is about
    crosspost_of: str  # the id of the post it repeats
    licence: str | None
    karma: int | None  # votes for it less those against it
    vote_count: int | None  # votes of either kind
    likes: int | None
    comment_count: int | None  # comments that there were, whether they are here or not
    polls: Sequence[dict[str, int | None]]  # the votes for each option of each poll
    is_answer: bool  # written to answer the question of its thread, not to discuss it
    is_accepted_answer: bool
    accepted_answer: str | None  # of a question: the id of the answer that was accepted
    closed_at: str | None  # when answering it ended
    is_deleted: bool
    deleted_reason: str
    is_retracted: bool  # its author no longer stands by it
    is_dead: bool  # killed by moderators or software, seen by few
    is_hidden: bool  # folded away because readers flagged it
    is_whisper: bool  # written for the staff alone
    versions: int  # how many different things it said in its saves; counted by us


NOTHING: Facts = {}  # never written to


class Mark(NamedTuple):
    """A run of lines that the format itself tells apart: a quote, the line that introduces it, a signature, a footer.

    ``role`` is "quote", "attribution", "signature" or "chrome". ``depth`` counts how deep a quote is nested, from 1.
    ``source`` is the id of the quoted post, where the format names it. ``is_by_place`` is of quotes that no sign marks:
    they stand below a line that introduces them.
    """

    first_line: int
    last_line: int
    role: str
    depth: int = 1
    source: str = ""
    is_by_place: bool = False


class Hint(NamedTuple):
    """What a post says of its place in a thread, where its format names no parent: enough for a guess, and no more.

    ``exchange_index`` is Exchange's, which goes on from the parent's; ``answers_at`` when the post answered was written.
    """

    is_reply: bool = False
    exchange_index: str = ""
    sent_to: tuple[str, ...] = ()
    answers_at: datetime | None = None


class Save(NamedTuple):
    """When somebody saved what a post stands on, and may have been edited after: ``at`` as the save states it.

    Where it does not, it was ``not_before`` the latest moment that it names itself.
    """

    at: datetime | None = None
    not_before: datetime | None = None

    @property
    def seen_at(self) -> datetime | None:
        """The best that is known of when it was so."""
        return self.at or self.not_before


class Statement(NamedTuple):
    """One post as its format states it: all that need not be guessed. Lines count from 1 in the record's text.

    ``id`` is the source's own, unique in its archive (a Message-ID, "topic/post"), empty where there is none.
    ``parents`` are ids of who is answered: the nearest first, then that one's own ancestors. ``thread`` is the id of the
    thread, where the format states it apart from the parents; posts of one thread without a known parent answer its
    opening post, unless it comes with a ``hint``: then it is a guess. ``opening`` is the id of that, where the format states
    that a post answers nobody else but it. ``author_id`` tells authors of one name apart (an address, a user name). ``facts`` hold what else is
    worth keeping. ``unsaid`` names the bytes of words in a charset that nobody states, ``letters`` the one that other posts speak for.
    ``save`` is of posts that may be edited where they stand: other words under one id are another version.
    """

    id: str
    first_line: int
    last_line: int
    parents: tuple[str, ...] = ()
    thread: str = ""
    author: str = ""
    author_id: str = ""
    posted_at: datetime | None = None
    posted_at_raw: str = ""
    title: str = ""
    url: str = ""
    marks: tuple[Mark, ...] = ()
    facts: Facts = NOTHING
    opening: str = ""
    hint: Hint | None = None
    unsaid: str = ""
    letters: str = ""
    save: Save | None = None


@dataclass(frozen=True)
class Parsed:
    """What a unit of a document says: its text, and the posts that stand in it, in order.

    ``people`` are names by author id, for formats that keep them apart from the posts. A unit may hold no post at all.
    ``doubt`` says what it holds that its reader may have taken for something else, ``read_as`` what one without posts is,
    ``lacks`` what a better save of the same page would have had.
    """

    text: str = ""
    posts: tuple[Statement, ...] = ()
    people: Mapping[str, str] = field(default_factory=dict)
    doubt: str = ""
    read_as: str = ""
    lacks: tuple[str, ...] = ()

    @cached_property
    def lines(self) -> tuple[str, ...]:
        return tuple(split_lines(self.text))


@dataclass(frozen=True, slots=True)
class TextRecord:
    """One unit read from a document: a page, a mail, a topic.

    ``document`` is the sha256 of the whole document's bytes in hexadecimal; it names the document everywhere, since
    paths move and contents do not. ``ordinal`` counts the records of one document from 0. ``raw`` is kept for ever.
    """

    path: str
    document: str
    ordinal: int
    raw: bytes
    text: str
    encoding: str

    @property
    def lines(self) -> list[str]:
        """The lines of the text without their ends, as an editor would number them from 1."""
        return split_lines(self.text)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a document, or a part of it, could not be read, in words for the person who gave it."""

    path: str
    reason: str
    line: int | None = None
    trace: str = ""  # where the program failed at it, if it did

    def __str__(self) -> str:
        place = f"{self.path}, line {self.line}" if self.line else self.path
        return f"{place}: {self.reason}"


@dataclass(frozen=True, slots=True)
class Held:
    """How a page was read before words of it were erased; the rest must still be read so.

    ``begins`` has the lines at which posts begin, each with how sure that was and why, ``roles`` those of the lines of
    posts, ``copies`` the document and line that each line repeats which is a copy, ``is_wrapped`` whether its paragraphs
    are runs of lines, ``is_set`` whether they are shown as such, ``rank`` its place among pages that show the same posts,
    ``heads`` what the page states of its posts, where it has (see reconstruct/heads/kept_heads.py).
    """

    is_wrapped: bool
    is_set: bool
    begins: Mapping[int, tuple[float, tuple[str, ...]]]
    roles: Mapping[int, str]
    copies: Mapping[int, tuple[str, int]] = field(default_factory=dict)
    rank: tuple[int, bool, int] | None = None
    heads: Mapping[str, Any] | None = None

    def may_quote(self, line: int) -> bool:
        """Whether a line quoted, or nothing is known of it."""
        return self.roles.get(line, "quote") == "quote"

    @property
    def quotes(self) -> list[int]:
        """The lines that quoted."""
        return [line for line, role in self.roles.items() if role == "quote"]


# What is quoted and stands in no document that we know.
NOWHERE = ("", 0)


@dataclass(frozen=True, slots=True)
class ByHand:
    """What people say of a page and its lines: that a post begins there or none does, that one is a quote or is none.

    A quote has the document and the line that it was taken from, or NOWHERE; a line that is no quote has None.
    """

    begins: Mapping[int, bool] = field(default_factory=dict)
    quotes: Mapping[int, tuple[str, int] | None] = field(default_factory=dict)
    kind: str = ""  # whether the page is a conversation or a collection; empty where nobody says


@dataclass(frozen=True, slots=True)
class Hints:
    """What people know and the document does not say; and how it was read before."""

    author: str | None = None
    held: Held | None = None
    by_hand: ByHand | None = None


def split_lines(text: str) -> list[str]:
    """Split at CRLF, CR and LF only: form feeds and Unicode separators stay inside their line."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if lines and not lines[-1]:
        lines.pop()
    return lines


def picture(alternative: str, address: str = "") -> str:
    """What stands in a text for a picture, as PICTURE finds it again."""
    words = " ".join(alternative.replace("[", "(").replace("]", ")").split())[:LONGEST_ALTERNATIVE].rstrip()
    place = address.replace("(", "%28").replace(")", "%29")
    return f"[picture{f': {words}' if words else ''}]{f' ({place})' if place else ''}"


def place_here(place: str) -> str:
    """How a text names a picture that came with it, by the place that its page or mail gives; empty where that is too long."""
    written = as_named(HERE + writable(place.strip()))
    return written if len(written) <= LONGEST_PLACE else ""


def attached_place(number: int) -> str:
    """How a picture is named that is attached to a post, by its number in the facts of that."""
    return f"{ATTACHED}{number}"


def as_named(address: str) -> str:
    """An address as texts and pages name a picture by it, however it was written."""
    return UNNAMED.sub(lambda m: quote(m[0], safe=""), address)


def without_pictures(text: str) -> str:
    """A text without what stands for pictures in it."""
    return PICTURE.sub("", text) if "[picture" in text else text


def writable(text: str) -> str:
    """Text that can be stored and shown: other characters become U+FFFD, one for one, so that no offset moves."""
    try:
        content = text.encode()
    except UnicodeEncodeError:
        return UNWRITABLE.sub("\ufffd", text)
    return text if len(content.translate(None, CONTROLS)) == len(content) else UNWRITABLE.sub("\ufffd", text)


def digest(content: bytes) -> str:
    """The name of a document: the sha256 of its bytes."""
    return sha256(content).hexdigest()
