"""What a format says of a post beside its words -> what a page shows of that: subject, address, attachments, notes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from threads.words.subjects import plain_subject

ATTACHMENTS_SHOWN = 20
TAGS_SHOWN = 20
# A subject, a tag or a name is a few words; of what is longer, so much.
LONGEST = 200


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that came with a post; its bytes are in the record as given."""

    name: str
    type: str
    size: int | None


@dataclass(frozen=True, slots=True)
class Stated:
    """What is stated of one post. ``title`` is its own, where each post has one; ``notes`` are short, and ours."""

    title: str = ""
    url: str = ""
    attachments: tuple[Attachment, ...] = ()
    attachments_left: int = 0
    notes: tuple[str, ...] = ()
    is_deleted: bool = False
    list_id: str = ""


NOTHING = Stated()


def stated_of(title: str, url: str, facts: Any) -> Stated:
    """Facts are as some file gave them: nothing in them is relied on."""
    facts = facts if isinstance(facts, dict) else {}
    if not (title or url or facts):
        return NOTHING
    files = _files(facts.get("attachments"))
    return Stated(
        title=title,
        url=url if _is_page(url) else "",
        attachments=files[:ATTACHMENTS_SHOWN],
        attachments_left=max(len(files) - ATTACHMENTS_SHOWN, 0),
        notes=tuple(_notes(facts)) if facts else (),
        is_deleted=facts.get("is_deleted") is True,
        list_id=_words(facts.get("list")),
    )


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


def _files(given: Any) -> tuple[Attachment, ...]:
    files = [each for each in given if isinstance(each, dict)] if isinstance(given, list) else []
    return tuple(
        Attachment(_words(file.get("name")) or "without a name", _words(file.get("type")), _count(file.get("size")))
        for file in files
    )


def _notes(facts: Mapping[str, Any]) -> list[str]:
    tags = facts.get("tags")
    named = [word for each in tags[:TAGS_SHOWN] if (word := _words(each))] if isinstance(tags, list) else []
    karma, likes = _count(facts.get("karma"), least=-(10**9)), _count(facts.get("likes"))
    found = (
        f"karma {karma}" if karma is not None else "",
        f"{likes} like{'' if likes == 1 else 's'}" if likes else "",
        "accepted as the answer" if facts.get("is_accepted_answer") is True else "",
        "edited" if facts.get("edited_at") else "",
        f"tagged {', '.join(named)}" if named else "",
    )
    return [note for note in found if note]


def _words(value: Any) -> str:
    return " ".join(value.split())[:LONGEST] if isinstance(value, str) else ""


def _count(value: Any, least: int = 0) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= least else None
