"""Facts of a post (``records.Facts``) -> the words that pages say of them: states, notes, details.

States stand beside the author's name, because they change how the words are read. Notes stand below the words. Details are
for the page of the post alone. Facts are as some file gave them: nothing in them is relied on.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from django.utils.dateformat import format as dated

NAMES_SHOWN = 20
# A subject, a tag or a name is a few words; longer ones are cut here.
LONGEST = 200
STATES = {
    "is_deleted": "deleted where it stood",
    "is_retracted": "retracted by its author",
    "is_dead": "killed where it stood",
    "is_hidden": "hidden where it stood",
    "is_whisper": "for staff where it stood",
}


def states_of(facts: Mapping[str, Any]) -> tuple[str, ...]:
    """What became of a post where it stood."""
    return tuple(state for name, state in STATES.items() if facts.get(name) is True)


def notes_of(facts: Mapping[str, Any], *, is_accepted: bool = False) -> tuple[str, ...]:
    """What a reader of the thread may want to know."""
    karma, likes = count_of(facts.get("karma"), least=-(10**9)), count_of(facts.get("likes"))
    is_accepted = is_accepted or facts.get("is_accepted_answer") is True
    return _nonempty(
        words_of(facts.get("type")),
        f"karma {karma}" if karma is not None else "",
        _counted(likes, "like") if likes else "",
        "accepted as the answer" if is_accepted else "",
        "given as an answer" if facts.get("is_answer") is True and not is_accepted else "",
        "an answer was accepted" if facts.get("accepted_answer") else "",
        *map(_poll, _listed(facts.get("polls"))),
        _after("closed", day_of(facts.get("closed_at"))),
        "edited" if facts.get("edited_at") else "",
        _after("with", ", ".join(_names(facts.get("coauthors")))),
        words_of(facts.get("fragment")),
        _after("came in", words_of(facts.get("within"))),
        _after("in r/", words_of(facts.get("subreddit")), ""),
        _after("tagged", ", ".join(_names(facts.get("tags")))),
    )


def details_of(facts: Mapping[str, Any]) -> tuple[str, ...]:
    """What only a reader of the post itself may want to know."""
    votes, comments = count_of(facts.get("vote_count")), count_of(facts.get("comment_count"))
    category = count_of(facts.get("category"))
    return _nonempty(
        _after("its author is", words_of(facts.get("name"))),
        _after("deleted there for:", words_of(facts.get("deleted_reason"))),
        _after("last changed on", day_of(facts.get("edited_at"))),
        "" if votes is None else f"{_counted(votes, 'vote')} for or against it",
        "" if comments is None else f"{_counted(comments, 'comment')} where it stood",
        _after("repeats", words_of(facts.get("crosspost_of"))),
        _after("the answer accepted is", words_of(facts.get("accepted_answer"))),
        "" if category is None else f"category {category}",
        _after("a notice of", words_of(facts.get("action"))),
        _after("licence", words_of(facts.get("licence"))),
    )


def words_of(value: Any) -> str:
    """A short text in one line; empty for any other value."""
    return " ".join(value.split())[:LONGEST] if isinstance(value, str) else ""


def count_of(value: Any, least: int = 0) -> int | None:
    """A whole number of at least so much."""
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= least else None


def day_of(value: Any) -> str:
    """The day that an ISO date or seconds since 1970 say; other words as they are."""
    try:
        moment = datetime.fromisoformat(value) if isinstance(value, str) else datetime.fromtimestamp(value, UTC)
    except (ValueError, TypeError, OverflowError, OSError):
        return words_of(value)
    return dated(moment, "j F Y")


def _nonempty(*parts: str) -> tuple[str, ...]:
    return tuple(part for part in parts if part)


def _after(before: str, words: str, gap: str = " ") -> str:
    return f"{before}{gap}{words}" if words else ""


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"


def _listed(value: Any) -> list[Any]:
    return value[:NAMES_SHOWN] if isinstance(value, list) else []


def _names(value: Any) -> list[str]:
    return [words for each in _listed(value) if (words := words_of(each))]


def _poll(votes: Any) -> str:
    pairs = list(votes.items())[:NAMES_SHOWN] if isinstance(votes, dict) else []
    options = [
        f"{name} {count}"
        for option, votes in pairs
        if (name := words_of(option)) and (count := count_of(votes)) is not None
    ]
    return _after("votes:", ", ".join(options))
