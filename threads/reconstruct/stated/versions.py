"""A post that was saved several times -> one post: the version saved last, the earlier ones, and the shapes it was shown in.

    saved in 2009, as a page            "The weir is shut."                       a version
    saved in 2014, as a page            "The weir is shut. Edit: open again."     the post
    saved in 2014, as a page to print   "The weir is shut. Edit: open again."     the same in another shape, without an id

What skins and shapes add, drop or cut otherwise is no edit: signatures, lines that introduce quotes, pictures, addresses.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import islice

from threads.reconstruct.stated.keying import StatedPost
from threads.reconstruct.types import VersionReading

# Posts of one id that share fewer of their words were written by different people, or on different forums.
ALIKE = 0.5
# Of the shorter of two of one author and day so much stays: half of a few words stands in any long text.
STAYS = 0.8
# Two members see the same moment so far apart, each in a zone of their own.
ZONES_APART = timedelta(hours=26)
# Fewer words are said again by the same author, so that a date has to go with them.
TELLING = 5
CUT_OFF = re.compile(r"(?:\.\.\.|…|\[\.\.\.\]|\[…\])\s{0,9}\Z")
# Posts of the same words or the same moment, of which one may be another save.
MOST_ASKED = 64
LONG_AGO = datetime.min.replace(tzinfo=UTC)


def newest_first(posts: Sequence[StatedPost]) -> list[StatedPost]:
    """What was saved of one post: that saved last, as whoever saved it best has it, with the id that some of them lack."""
    bodies = sorted(
        _bodies(posts).items(), key=lambda body: (max(map(_seen, body[1])), len(body[0]), body[0]), reverse=True
    )
    ordered = [post for _, body in bodies for post in sorted(body, key=lambda post: (_as_shown(post), post.unit))]
    first, *others = ordered
    return [_identified(first, ordered), *others]


def versions_of(post: StatedPost, others: Iterable[StatedPost]) -> tuple[VersionReading, ...]:
    """What a post said in each of its saves, the oldest first and that of the post last; nothing where it never changed."""
    if post.stated.save is None:
        return ()
    bodies = list(_bodies((post, *others)).values())
    own = next(body for body in bodies if any(each is post for each in body))
    earlier = sorted(
        (body for body in bodies if body is not own), key=lambda body: (max(map(_seen, body)), body[0].text)
    )
    return tuple(_version(body) for body in (*earlier, own)) if earlier else ()


def _bodies(posts: Iterable[StatedPost]) -> dict[str, list[StatedPost]]:
    """The saves by what they say. One that is cut off, as in lists of what was found, says what the whole post does."""
    bodies: dict[str, list[StatedPost]] = {}
    for post in sorted(posts, key=lambda post: (-len(post.said), post.said)):
        whole = post.said
        if post.said not in bodies and CUT_OFF.search(post.text):
            # The last word may be cut, too.
            begun = post.said.rpartition(" ")[0]
            whole = next(
                (words for words in islice(bodies, MOST_ASKED) if begun and words.startswith(begun)), post.said
            )
        bodies.setdefault(whole, []).append(post)
    return bodies


def are_versions(one: StatedPost, other: StatedPost) -> bool:
    """Whether posts of one id are one post, edited. Numbers are read wrongly, and two forums give the same: words have to agree.

    Posts by one author of the same minute may say anything else; of the same day, most of the shorter; without a day, or by two
    authors, half of the longer. Two posts on one page are never one.
    """
    is_one_page = one.unit == other.unit and one.stated.save == other.stated.save
    if is_one_page or not _may_be_one_moment(one, other):
        return False
    is_by_one = _author(one) == _author(other) != ""
    if is_by_one and _is_one_minute(one, other):
        return True
    is_dated = bool(one.stated.posted_at and other.stated.posted_at)
    least = min(one.said.count(" "), other.said.count(" ")) + 1
    if is_by_one and is_dated and least >= TELLING and _share(one, other, min) >= STAYS:
        return True
    return _share(one, other, max) >= ALIKE


def with_one_key(posts: Sequence[StatedPost]) -> list[StatedPost]:
    """Posts of which those without an id have the key of the post that they are, where another save of the thread shows it.

    Two posts on one page are never one.
    """
    threads: defaultdict[str, list[StatedPost]] = defaultdict(list)
    for post in posts:
        if post.stated.save is not None and post.stated.thread:
            threads[post.stated.thread].append(post)
    keys: dict[int, str] = {}
    for several in threads.values():
        if any(not post.stated.id for post in several) and len({post.unit for post in several}) > 1:
            keys.update(_keys_in(several))
    return [replace(post, key=keys[id(post)]) if keys.get(id(post), post.key) != post.key else post for post in posts]


def _keys_in(posts: Iterable[StatedPost]) -> Mapping[int, str]:
    """The keys of the posts of a thread, by the post that has one: those without an id are looked for among the others."""
    ordered = sorted(posts, key=lambda post: (not post.stated.id, post.unit, post.stated.first_line))
    known: defaultdict[str, dict[str, StatedPost]] = defaultdict(dict)
    units: defaultdict[str, set[str]] = defaultdict(set)
    keys = {}
    for post in ordered:
        key = post.key
        if not post.stated.id:
            others = islice((pair for place in _places(post) for pair in known[place].items()), MOST_ASKED)
            found = (other for other, each in others if post.unit not in units[other] and _is_same(post, each))
            key = next(found, key)
        keys[id(post)] = key
        units[key].add(post.unit)
        for place in _places(post):
            known[place].setdefault(key, post)
    return keys


def _places(post: StatedPost) -> Iterable[str]:
    """Under what a post is looked for: its words, its moment."""
    yield f"said {post.said}"
    if post.stated.posted_at:
        yield f"at {post.stated.posted_at}"


def _is_same(one: StatedPost, other: StatedPost) -> bool:
    """Whether two saves show one post: its words and its minute, or one of them and who wrote it."""
    is_one_minute = _is_one_minute(one, other)
    if one.said == other.said and is_one_minute:
        return True
    if _author(one) != _author(other):
        return False
    if one.said == other.said and one.said.count(" ") >= TELLING - 1:
        return _may_be_one_moment(one, other)
    return is_one_minute and _share(one, other, max) >= ALIKE


def _is_one_minute(one: StatedPost, other: StatedPost) -> bool:
    """Whether both were written in the same minute, as far as the pages tell the time of day."""
    moment = one.stated.posted_at
    return moment is not None and moment == other.stated.posted_at and (moment.hour, moment.minute) != (0, 0)


def _may_be_one_moment(one: StatedPost, other: StatedPost) -> bool:
    first, second = one.stated.posted_at, other.stated.posted_at
    return first is None or second is None or abs(first - second) <= ZONES_APART


def _share(one: StatedPost, other: StatedPost, of: Callable[[int, int], int]) -> float:
    """How many of the words of the shorter, or of the longer, stand in both."""
    words, others = Counter(one.said.split()), Counter(other.said.split())
    count = of(words.total(), others.total())
    return (words & others).total() / count if count else 0.0


def _author(post: StatedPost) -> str:
    return " ".join(post.stated.author.casefold().split())


def _seen(post: StatedPost) -> tuple[datetime, datetime]:
    """When it was so; of saves without a day, after those of the same day that have one."""
    save = post.stated.save
    return (save.seen_at or LONG_AGO, save.at or LONG_AGO) if save else (LONG_AGO, LONG_AGO)


def _as_shown(post: StatedPost) -> tuple[object, ...]:
    """Which of several saves of the same words shows most of the post."""
    stated = post.stated
    quotes = sum(mark.role == "quote" for mark in stated.marks)
    return (
        -len(post.said),
        not stated.id,
        -quotes,
        not stated.author,
        -len(post.text),
        *map(str, post.order),
        post.text,
    )


def _identified(post: StatedPost, saves: Iterable[StatedPost]) -> StatedPost:
    """A post with what its own save does not say of it beside its words."""
    if post.stated.id:
        return post
    best = next((each.stated for each in saves if each.stated.id), None)
    if best is None:
        return post
    own = post.stated
    return replace(
        post,
        stated=own._replace(
            id=best.id, parents=own.parents or best.parents, author_id=best.author_id, author=best.author or own.author,
            url=best.url, title=best.title, opening=best.opening,
        ),
    )  # fmt: skip


def _version(body: Sequence[StatedPost]) -> VersionReading:
    shown = min(body, key=_as_shown)
    saves = [post.stated.save for post in body if post.stated.save]
    stated = [save.at for save in saves if save.at]
    moments = stated or [save.not_before for save in saves if save.not_before]
    return VersionReading(shown.text, min(moments, default=None), max(moments, default=None), is_saved=bool(stated))
