"""Pages of text -> the stated posts of their archive that stand on them, and where.

Nothing is stored for this: a few lines of a page are looked for in the search index, the threads that hold them are laid
beside the page, and then the lines that are left are looked for in turn.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from typing import Any, NamedTuple

from django.db import transaction

from threads.loading.bulk import execute, fetch
from threads.loading.intake.units import unit_name
from threads.models import Archive
from threads.models.search_vector import CONFIG
from threads.reconstruct.fingerprint import fingerprints, fingerprints_either_way
from threads.reconstruct.normalise import tokens_of
from threads.reconstruct.rendered import Rendering, Shelf, StatedText, find_renderings
from threads.records import TextRecord, split_lines, without_pictures
from threads.words.scripts import bigrams

# Lines of a page read together.
STRETCH = 3_000
# Lines looked for in the first round, at most in later rounds, and the number of rounds.
FIRST_ASKED, MOST_ASKED, ROUNDS = 6, 60, 8
# Words by which a line is looked for: its longest words in a row, else its longest words.
LEAST_WORDS, MOST_WORDS, ROW_WORDS, LEAST_LETTERS = 4, 6, 7, 14
WORD = re.compile(r"[\"'(\u201c\u2018]?([^\W\d_]{1,40})[,.;:!?)\"'\u201d\u2019]{0,3}")
# A line that more posts hold tells nothing.
MOST_HITS = 12
# Posts of a long thread looked at around a hit, and characters of posts laid beside a page at once.
AROUND = 60
MOST_CHARACTERS = 1_500_000
HOLDING = """
    SELECT DISTINCT hit.id FROM unnest(%(words)s::text[], %(rows)s::boolean[]) asked(words, is_row) CROSS JOIN LATERAL (
        SELECT p.id FROM (SELECT id, archive_id, thread_id, is_missing FROM threads_post WHERE search @@ (
            CASE WHEN asked.is_row THEN phraseto_tsquery(%(config)s::regconfig, asked.words)
            ELSE plainto_tsquery(%(config)s::regconfig, asked.words) END) OFFSET 0) p
        WHERE p.archive_id = %(archive)s AND NOT p.is_missing AND EXISTS (
            SELECT FROM threads_thread t WHERE t.id = p.thread_id AND t.is_stated)
        LIMIT %(most)s
    ) hit
"""
# All posts within reach of some, as far as there is room, the nearest first.
POSTS = """
    WITH hit AS MATERIALIZED (SELECT thread_id, number FROM threads_post WHERE id = ANY(%(hits)s)),
    near AS MATERIALIZED (
        SELECT p.id, min(abs(p.number - hit.number)) AS away FROM hit JOIN threads_post p ON p.thread_id = hit.thread_id
        WHERE abs(p.number - hit.number) <= %(around)s AND NOT p.is_missing AND NOT p.id = ANY(%(known)s) GROUP BY p.id
    ), held AS MATERIALIZED (
        SELECT p.id, sum(length(p.text)) OVER (ORDER BY near.away, p.id) AS size FROM near JOIN threads_post p USING (id)
    )
    SELECT DISTINCT ON (p.id) p.id, encode(p.key, 'hex'), p.thread_id, p.number, p.position, p.author_id,
        encode(d.key, 'hex'), r.ordinal, a.first_line, p.text, p.own_text, u.name, p.posted_at, t.title, p.title,
        p.facts->>'name', (SELECT string_agg(l.name, E'\\n') FROM threads_alias l WHERE l.author_id = u.id)
    FROM held JOIN threads_post p ON p.id = held.id JOIN threads_thread t ON t.id = p.thread_id
    JOIN threads_author u ON u.id = p.author_id
    JOIN threads_appearance a ON a.post_id = p.id AND a.is_original JOIN threads_record r ON r.id = a.record_id
    JOIN threads_document d ON d.id = r.document_id AND d.is_stated
    WHERE held.size <= %(room)s ORDER BY p.id, a.first_line
"""
# New rows are not merged into the index yet, and every line's search would scan them.
SORTED_IN = """
    SELECT gin_clean_pending_list(oid) FROM pg_class
    WHERE oid = 'post_search'::regclass AND pg_get_userbyid(relowner) = current_user
"""
IS_STATED = "SELECT EXISTS (SELECT FROM threads_document WHERE archive_id = %s AND is_stated)"


class _Query(NamedTuple):
    """Words that a line must have, in a row or anywhere."""

    words: str
    is_row: bool


@dataclass(slots=True)
class _PageSearch:
    """Some lines of a page, the stated posts laid beside them, and what was found so far."""

    texts: Sequence[str]
    fingerprints: frozenset[int]
    posts: dict[int, StatedText] = field(default_factory=dict)
    others: set[int] = field(default_factory=set)  # posts that have too little in common with the page
    threads: set[int] = field(default_factory=set)
    size: int = 0
    lines_tried: set[int] = field(default_factory=set)
    rendering: Rendering = field(default_factory=Rendering)


class StatedPosts:
    """The stated posts of an archive."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive.pk
        ((self._is_filled,),) = fetch(IS_STATED, [archive.pk])
        if self._is_filled:
            fetch(SORTED_IN)

    def rendering(self, record: TextRecord) -> Rendering:
        """What stands on a page of stated posts, and where."""
        if not self._is_filled:
            return Rendering()
        lines = record.lines
        starts = range(0, len(lines), STRETCH)
        values = fingerprints(record)
        with transaction.atomic():
            execute(
                "SET LOCAL enable_seqscan = off"
            )  # of a table that was filled a moment ago the planner knows nothing
            stretches = [(start, self._of(lines[start : start + STRETCH], values)) for start in starts]
        copies = {start + line: copy for start, each in stretches for line, copy in each.copies.items()}
        sayings = frozenset(start + line for start, each in stretches for line in each.sayings)
        return Rendering(copies, sayings, max((each.threads for _, each in stretches), default=0))

    def _of(self, lines: Sequence[str], fingerprints: frozenset[int]) -> Rendering:
        search = _PageSearch(lines, fingerprints)
        for number in range(ROUNDS):
            queries = list(_worth_asking(search, FIRST_ASKED if number == 0 else MOST_ASKED))
            if not queries:
                break
            search.lines_tried.update(line for line, _ in queries)
            if self._lay_out([query for _, query in queries], search):
                search.rendering = find_renderings(lines, Shelf(search.posts.values()))
            elif number:
                break
        return search.rendering

    def _lay_out(self, queries: Sequence[_Query], search: _PageSearch) -> bool:
        """Lay posts that hold some lines, and their neighbours, beside the page; tells whether there are any."""
        words, rows = [query.words for query in queries], [query.is_row for query in queries]
        parameters = {"words": words, "rows": rows, "archive": self._archive, "most": MOST_HITS, "config": CONFIG}
        hits = {post for (post,) in fetch(HOLDING, parameters)} - search.posts.keys() - search.others
        if not hits:
            return False
        texts = fetch("SELECT id, thread_id, text FROM threads_post WHERE id = ANY(%s)", [list(hits)])
        search.threads.update(self._sharing(texts, search))
        telling = [pk for pk, thread, _ in texts if thread in search.threads]
        search.others |= hits.difference(telling)
        parameters = {
            "hits": telling,
            "around": AROUND,
            "known": list(search.posts),
            "room": MOST_CHARACTERS - search.size,
        }
        laid = {row[0]: _stated_text(row) for row in fetch(POSTS, parameters)} if telling else {}
        search.posts |= laid
        search.size += sum(len(text) for post in laid.values() for text in post.texts)
        return bool(laid)

    def _sharing(self, posts: Iterable[tuple[int, int, str]], search: _PageSearch) -> Iterator[int]:
        """The threads of posts that share a linking fingerprint with the page.

        Others are left out, because a post that comes later finds this page by fingerprints only. So the order of imports
        does not matter.
        """
        for _, thread, text in posts:
            if thread not in search.threads and not search.fingerprints.isdisjoint(
                fingerprints_either_way(split_lines(text))
            ):
                yield thread


def _worth_asking(search: _PageSearch, most: int) -> Iterator[tuple[int, _Query]]:
    """Lines not accounted for and not looked for yet, from all over the page, with words to ask for."""
    accounted = search.rendering.lines | search.lines_tried
    numbers = [number for number in range(1, len(search.texts) + 1) if number not in accounted]
    askable = [(number, query) for number in numbers if (query := query_of(search.texts[number - 1]))]
    step = max(1, len(askable) / most)
    yield from (askable[int(n * step)] for n in range(min(most, len(askable))))


def query_of(text: str) -> _Query | None:
    """Words to look for a line by, if it has enough that the search index knows as words."""
    pairs = bigrams(text).split()[:MOST_WORDS]
    if len(pairs) >= LEAST_WORDS:
        return _Query(" ".join(pairs), is_row=False)
    plain = [match[1] if (match := WORD.fullmatch(word)) else "" for word in text.split()]
    rows = [list(row) for is_word, row in groupby(plain, key=bool) if is_word]
    parts = [row[at : at + ROW_WORDS] for row in rows for at in range(max(1, len(row) - ROW_WORDS + 1))]
    telling = max(parts, key=lambda part: len("".join(part)), default=[])
    if len(telling) >= LEAST_WORDS and len("".join(telling)) >= LEAST_LETTERS:
        return _Query(" ".join(telling), is_row=True)
    words = sorted(set(filter(None, plain)), key=lambda word: (-len(word), word))[:MOST_WORDS]
    return _Query(" ".join(words), is_row=False) if len(words) >= LEAST_WORDS else None


def _stated_text(row: tuple[Any, ...]) -> StatedText:
    _, key, thread, number, position, author, document, ordinal, first_line, text, own, name, moment, *others = row
    texts = tuple(split_lines(text))
    own_lines = frozenset(own.split("\n"))
    blank = next((index for index, line in enumerate(texts) if line.strip()), 0)
    return StatedText(
        key=key,
        thread=thread,
        ranks=(number, position),
        author=author,
        unit=unit_name(document, ordinal),
        first_line=first_line - blank,
        texts=texts,
        own=frozenset(line for line in texts if without_pictures(line) in own_lines),
        names=tuple(_names(name, moment, others)),
    )


def _names(name: str, moment: datetime | None, others: Iterable[str | None]) -> Iterator[frozenset[str]]:
    """The words by which a page may speak of a post."""
    lines = (each for text in (name, *others) if text for each in text.split("\n"))
    yield from (frozenset(tokens_of(each)[0]) for each in lines)
    if moment:
        yield frozenset((str(moment.year),))
        yield from (frozenset((month.casefold(),)) for month in (moment.strftime("%B"), moment.strftime("%b")))
