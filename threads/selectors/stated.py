"""What a format says of a post beside its words -> what a page shows of that: subject, address, attachments, notes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from threads.html.pictured import PictureHere
from threads.selectors.facts import count_of, details_of, notes_of, states_of, words_of
from threads.words.subjects import plain_subject

ATTACHMENTS_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that came with a post; its bytes are in the record as given."""

    name: str
    type: str
    size: int | None
    picture: PictureHere | None = None  # where it is one, and is here


@dataclass(frozen=True, slots=True)
class Stated:
    """What is stated of one post. ``title`` is its own, where each post has one. ``link`` is the page that it is about.

    ``states``, ``notes`` and ``details`` are short, and in our words.
    """

    title: str = ""
    url: str = ""
    attachments: tuple[Attachment, ...] = ()
    attachments_left: int = 0
    states: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    details: tuple[str, ...] = ()
    link: str = ""
    list_id: str = ""
    versions: int = 0  # what it said in its saves, if it was edited between them

    @property
    def link_host(self) -> str:
        """The site that the link leads to."""
        return (urlsplit(self.link).hostname or "").removeprefix("www.")


NOTHING = Stated()


def stated_of(title: str, url: str, facts: Any, *, is_accepted: bool = False) -> Stated:
    """Facts are as some file gave them: nothing in them is relied on."""
    facts = facts if isinstance(facts, dict) else {}
    if not (title or url or facts or is_accepted):
        return NOTHING
    files = _files(facts.get("attachments"))
    return Stated(
        title=title,
        url=url if _is_page(url) else "",
        attachments=files[:ATTACHMENTS_SHOWN],
        attachments_left=max(len(files) - ATTACHMENTS_SHOWN, 0),
        states=states_of(facts) if facts else (),
        notes=notes_of(facts, is_accepted=is_accepted) if facts or is_accepted else (),
        details=details_of(facts) if facts else (),
        link=link if isinstance(link := facts.get("link"), str) and _is_page(link) else "",
        list_id=words_of(facts.get("list")),
        versions=count_of(facts.get("versions"), least=2) or 0,
    )


def accepted_in(many: Iterable[Any]) -> frozenset[str]:
    """The ids of answers that were accepted, by the facts of the questions."""
    return frozenset(words_of(facts.get("accepted_answer")) for facts in many if isinstance(facts, dict)) - {""}


def is_other_subject(subject: str, than: str) -> bool:
    """Whether a subject says something else, and not only that it answers."""
    return bool(subject) and _bare(subject) != _bare(than)


def _bare(subject: str) -> str:
    return " ".join(plain_subject(subject).casefold().split())


def _is_page(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc) and not any(map(str.isspace, url))


def _files(value: Any) -> tuple[Attachment, ...]:
    files = [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []
    return tuple(
        Attachment(
            words_of(file.get("name")) or "without a name", words_of(file.get("type")), count_of(file.get("size"))
        )
        for file in files
    )
