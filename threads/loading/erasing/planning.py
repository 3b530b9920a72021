"""Posts to be erased -> what goes with them from each record, and where else their words stand.

What goes: the lines that the posts stand on, everywhere; the lines of other posts that quote them; whole paragraphs of
theirs in posts that do not attribute them. What others say themselves stays, and is reported.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import Q

from threads.line_entries import ENTRIES
from threads.loading.bulk import fetch
from threads.loading.erased.digests import digest_of, salt_of, windows
from threads.loading.erased.tombstones import Watch
from threads.loading.erasing.elsewhere import Elsewhere, documents_sharing, posts_holding, records_holding
from threads.loading.parsing import parse
from threads.models import Appearance, Archive, Author, Post, Quote, Record, Tombstone
from threads.reconstruct.stated import key_of_id
from threads.reconstruct.stated.words import words_of
from threads.records import Parsed, split_lines

# Words that more posts say as their own belong to nobody.
MOST_SAYING = 3
# Share of a post that must stand unmarked in another for that to be a copy.
COPIED = 0.5
# A quote of fewer words may be of anything.
LEAST_QUOTED = 3
# Lines that repeat others: their record and line; the original's document, line, and record number.
REPEATING = f"""
    SELECT r.id, entry.first_line + n, entry.document, entry.line + n, coalesce(entry.record, 0)
    FROM threads_record r {ENTRIES} CROSS JOIN generate_series(0, entry.last_line - entry.first_line) n
    WHERE r.id = ANY(%s) AND entry.role = 'duplicate' AND entry.document IS NOT NULL
"""  # noqa: S608
Line = tuple[int, int]  # a record's id and a line of it


@dataclass(slots=True)
class Plan:
    """What is to go."""

    archive: Archive
    posts: dict[int, Post] = field(default_factory=dict)
    gone: dict[int, set[str]] = field(default_factory=dict)  # by record, the keys of posts that go with all they say
    lines: dict[int, set[int]] = field(default_factory=dict)  # by record, the lines of its text that go
    quoting: set[int] = field(default_factory=set)  # posts that lose lines
    texts: dict[int, list[bytes]] = field(default_factory=dict)  # by post, digests of its own words
    words: list[str] = field(default_factory=list)  # all lines that go, to be known where no reader tells them
    unread: set[int] = field(default_factory=set)  # records of no post that hold such words
    echoes: set[int] = field(default_factory=set)  # posts that say the same words as their own, and stay
    others: list[Post] = field(default_factory=list)  # the same posts in other archives
    versions: int = 0

    @property
    def records(self) -> set[int]:
        return {*self.gone, *self.lines, *self.unread}


def plan_of(archive: Archive, posts: Iterable[int], *, keep_quotes: bool = False) -> Plan:
    """What goes with some posts of an archive."""
    ids = set(posts)
    plan = Plan(archive, _posts(archive, ids))
    plan.versions = len(plan.posts) - len(ids)
    plan.others = _in_other_archives(plan)
    _take_lines_of(plan)
    _take_heads(plan)
    quotes = Quote.objects.filter(source_post__in=list(plan.posts)).exclude(post__in=list(plan.posts))
    if not keep_quotes:
        _take_quotes(plan, quotes)
        _take_unsourced(plan)
    _take_elsewhere(plan, keep_quotes=keep_quotes)
    _take_repeating(plan)
    return plan


def _posts(archive: Archive, ids: set[int]) -> dict[int, Post]:
    """The posts asked for, and other texts under an id of theirs, since that id identifies them when they come back."""
    rows = Post.objects.filter(archive=archive, pk__in=ids)
    stated = [post.stated_id for post in rows if post.stated_id]
    keys = [bytes.fromhex(key_of_id(id_)) for id_ in stated]
    dates = [post.posted_at for post in rows if post.stated_id and post.posted_at]
    alike = Q(pk__in=ids) | Q(key__in=keys) | Q(posted_at__in=dates, stated_id__in=stated)
    every = Post.objects.filter(alike, archive=archive).select_related("thread", "parent", "author").order_by("pk")
    return {post.pk: post for post in every.defer("html", "search")}


def _in_other_archives(plan: Plan) -> list[Post]:
    keys = [bytes(post.key) for post in plan.posts.values()]
    others = Post.objects.filter(key__in=keys, is_missing=False).exclude(archive=plan.archive)
    return list(others.select_related("archive").only("archive__title").order_by("archive_id", "pk"))


def _take_lines_of(plan: Plan) -> None:
    """All lines that the posts stand on; in a record of their own format, the post itself."""
    appearances = Appearance.objects.filter(post__in=list(plan.posts)).select_related("record__document")
    for appearance in appearances.defer("record__raw", "record__lines"):
        plan.lines.setdefault(appearance.record_id, set()).update(
            range(appearance.first_line, appearance.last_line + 1)
        )
        if appearance.record.document.is_stated:
            plan.gone.setdefault(appearance.record_id, set()).add(bytes(plan.posts[appearance.post_id].key).hex())
    for post in plan.posts.values():
        plan.words += split_lines(post.text if post.is_missing else post.own_text)
        plan.words += [*_strings(post.facts), post.title] if not post.is_missing else []


def _take_heads(plan: Plan) -> None:
    """The heads of these posts on pages that state who wrote what: they name the author, and say when."""
    for record in Record.objects.filter(pk__in=plan.lines, document__is_stated=False).only("lines"):
        gone = plan.lines[record.pk]
        gone |= {line for entry in record.entries if entry.head_of in gone for line in entry.lines}


def _strings(value: object) -> Iterator[str]:
    """The words in what a format stated of a post."""
    waiting = [value]
    while waiting:
        part = waiting.pop()
        if isinstance(part, str):
            yield part
        elif isinstance(part, dict):
            waiting += [*part, *part.values()]
        elif isinstance(part, list):
            waiting += part


def _take_quotes(plan: Plan, cited: Iterable[Quote]) -> None:
    """The lines of other posts that quote them, where these stand as originals."""
    quotes = list(cited)
    original = _originals(quote.post_id for quote in quotes)
    for quote in quotes:
        for record, span in original[quote.post_id]:
            lines = [line for line in quote.lines if line in span]
            if lines:
                plan.lines.setdefault(record, set()).update(lines)
                plan.quoting.add(quote.post_id)


def _take_unsourced(plan: Plan) -> None:
    """Unsourced quotes of the same threads that hold nothing but such words."""
    all_words = f" {' '.join(word for text in plan.words for word in words_of(text))} "
    threads = Post.objects.filter(pk__in={*plan.posts, *plan.quoting}).values("thread")
    quotes = Quote.objects.filter(post__thread__in=threads, kind="unsourced", source_post=None)
    texts = {}
    for quote in quotes.exclude(post__in=list(plan.posts)).select_related("post"):
        for record, span in _originals([quote.post_id])[quote.post_id]:
            lines = [line for line in quote.lines if line in span]
            if not lines:
                continue
            if record not in texts:
                texts[record] = _lines_of(record)
            words = [word for line in lines for word in words_of(texts[record].get(line, ""))]
            if len(words) >= LEAST_QUOTED and f" {' '.join(words)} " in all_words:
                plan.lines.setdefault(record, set()).update(lines)
                plan.quoting.add(quote.post_id)


def _lines_of(record_id: int) -> dict[int, str]:
    record = Record.objects.select_related("document").get(pk=record_id)
    raw, document = bytes(record.raw), record.document
    parsed = parse(document.form, raw, record.letters) if document.is_stated else None
    if isinstance(parsed, Parsed):
        return dict(enumerate(parsed.lines, 1))
    return dict(enumerate(split_lines(raw.decode(document.encoding or "utf-8", "replace")), 1))


def filled_lines(plan: Plan) -> int:
    """How many lines with text go."""
    count = 0
    for record, lines in plan.lines.items():
        texts = _lines_of(record)
        count += sum(1 for line in lines if texts.get(line, "").strip())
    return count


def _originals(posts: Iterable[int]) -> defaultdict[int, list[tuple[int, range]]]:
    """Where posts stand as originals: records, and runs of lines."""
    originals: defaultdict[int, list[tuple[int, range]]] = defaultdict(list)
    appearances = Appearance.objects.filter(post__in=set(posts), is_original=True)
    for post, record, first, last in appearances.values_list("post_id", "record_id", "first_line", "last_line"):
        originals[post].append((record, range(first, last + 1)))
    return originals


def _take_repeating(plan: Plan) -> None:
    """Lines of other records that repeat lines that go: copies of posts that quote."""
    if not plan.quoting:
        return
    records = set(
        Appearance.objects.filter(post__in=plan.quoting, is_original=False).values_list("record_id", flat=True)
    )
    lines = {
        (bytes(key).hex(), ordinal + 1 if is_stated else 0, line)
        for pk, key, is_stated, ordinal in Record.objects.filter(pk__in=plan.lines).values_list(
            "pk", "document__key", "document__is_stated", "ordinal"
        )
        for line in plan.lines[pk]
    }
    for record, line, key, source, number in fetch(REPEATING, [sorted(records)]) if records else ():
        if (key, number, source) in lines:
            plan.lines.setdefault(record, set()).add(line)


def _take_elsewhere(plan: Plan, *, keep_quotes: bool) -> None:
    """Unattributed whole paragraphs elsewhere, and the digests that identify the posts."""
    salt = salt_of(plan.archive)
    digests_of = {pk: _digests(salt, post) for pk, post in plan.posts.items()}
    watch = Watch(salt, texts=frozenset(digest for digests in digests_of.values() for digest in digests))
    own = [post.own_text for post in plan.posts.values()]
    places = list(_elsewhere(plan, watch, own))
    for place in places:
        place.is_copy = place.is_copy and any(_covers(place.digests, digests) for digests in digests_of.values())
    sayings: Counter[bytes] = Counter()
    staying: set[bytes] = set()
    for place in places:
        if place.is_own and not place.is_copy:
            sayings.update(place.digests)
    common = {digest for digest, count in sayings.items() if count > MOST_SAYING}
    for place in places:
        if keep_quotes or (place.is_own and (not place.is_copy or common.intersection(place.digests))):
            staying |= place.digests if place.is_own else set()
            plan.echoes.add(place.post)
            continue
        if place.digests <= common:
            continue
        plan.lines.setdefault(place.record, set()).update(place.lines)
        plan.quoting.add(place.post)
    plan.texts = {pk: [each for each in digests if each not in staying | common] for pk, digests in digests_of.items()}
    plan.unread = set(records_holding(plan.archive, own)) - plan.records


def _covers(place: set[bytes], digests: Sequence[bytes]) -> bool:
    """Whether most of what a post says stands in a place; a few equal lines prove nothing."""
    return bool(digests) and len(place.intersection(digests)) >= COPIED * len(digests)


def _digests(salt: bytes, post: Post) -> list[bytes]:
    texts = split_lines(post.own_text)
    return list(dict.fromkeys(digest_of(salt, Tombstone.Of.TEXT, window.words.encode()) for window in windows(texts)))


def _elsewhere(plan: Plan, watch: Watch, own: Sequence[str]) -> Iterator[Elsewhere]:
    authors: Mapping[int, bool] = {post.author_id: not post.author.is_placeholder for post in plan.posts.values()}
    names = {pk for pk, is_named in authors.items() if is_named}
    yield from posts_holding(plan.archive, own, watch, set(plan.posts), names)
    yield from documents_sharing(plan.archive, own, watch, set(plan.posts), names)


def posts_of_author(author: Author) -> list[int]:
    """All posts of an author."""
    return list(Post.objects.filter(author=author).values_list("pk", flat=True))
