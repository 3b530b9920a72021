"""Threads in a list, wherever one is shown: title, opening words, who opened it."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from django.db.models.functions import Left

from threads.models import Post, Thread
from threads.selectors.compiled import Compiled, Given
from threads.selectors.fresh import NewInThread
from threads.selectors.paging import page_of
from threads.words.openings import opening_words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from threads.querysets import Visitor

# Characters of a post that a list shows: two lines of the reading column.
OPENING_LENGTH = 170
# How many are read to find them, since headings and white space go.
OPENING_READ = 400
NOTHING_NEW = NewInThread(0, 0)


@dataclass(frozen=True, slots=True)
class Entry:
    """A thread in a list: under its title, or without one under its opening words.

    ``opened_by`` is empty where the author is unknown.
    """

    thread: Thread
    opening: str
    opened_by: str
    is_opening_missing: bool
    is_opening_erased: bool = False
    new: int = 0  # posts that came since the last visit
    first_new: int = 0  # the position of the first of them

    @property
    def heading(self) -> str:
        is_told = self.thread.is_title_stated or self.is_opening_missing  # then by the first post that is there
        return self.thread.title if is_told else self.opening or self.thread.title

    @property
    def is_led_by_missing(self) -> bool:
        """Whether a missing post opens it that is shown; what one quote alone has kept stands in that quote."""
        return self.is_opening_missing and self.thread.missing_count > 0

    @property
    def new_address(self) -> str:
        """Where the first of the new posts stands."""
        page = page_of(self.first_new)
        return f"{self.thread.get_absolute_url()}{f'?page={page}' if page > 1 else ''}#new"

    @property
    def others(self) -> int:
        return max(self.thread.author_count - 1, 0)


def entries(
    threads: Sequence[Thread], user: Visitor, new: Mapping[int, NewInThread] = MappingProxyType({})
) -> tuple[Entry, ...]:
    """One query for the opening posts of all of them; ``new`` is by thread what came since the last visit."""
    opening_posts = _OPENINGS.rows(user, threads=[thread.id for thread in threads])
    openings = {thread_id: row for thread_id, *row in opening_posts}
    nothing = ("", "", True, False, None)
    return tuple(
        _entry(thread, openings.get(thread.id, nothing), new.get(thread.id, NOTHING_NEW)) for thread in threads
    )


_OPENINGS = Compiled(
    lambda user: (
        Post.objects.visible_to(user)
        .filter(thread_id__among=Given("threads"), position=0)
        .annotate(opening=Left("own_text", OPENING_READ))
        .values_list("thread_id", "opening", "author__name", "author__is_placeholder", "is_missing", "facts__erased_on")
    )
)


def _entry(thread: Thread, opening_post: Sequence, new: NewInThread) -> Entry:
    opening, name, is_placeholder, is_missing, erased = opening_post
    return Entry(
        thread=thread,
        opening=opening_words(opening, OPENING_LENGTH),
        opened_by="" if is_placeholder else name,
        is_opening_missing=is_missing and not erased,
        is_opening_erased=is_missing and bool(erased),
        new=new.posts,
        first_new=new.first,
    )
