"""Judge what search ranks first: whether a post is found by words of its own, and the best posts for common words.

    .venv/bin/python -m benchmarks.accuracy.known_items PATH [--data FOLDER --archive SLUG] [--queries N] [--seed N] [--toy]

From posts drawn at random, two to four words of three and more letters are drawn at random, stop words of English among
them. The post may be one of many that hold them: a line says how many would be first if the shortest of these were, which
is the likeliest guess where words are drawn so. For the commonest words, the twenty posts that PostgreSQL ranks highest of
all that hold one are compared with the first twenty of ours.

Prints how many known posts come first and among the first ten (70 and 92 in 100 are wanted), and for how many of the
commonest words at least 18 of the 20 best are among our first 20 (all are wanted).
"""

from __future__ import annotations

import os
import random
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from benchmarks.shared.loaded import loaded, parser_of, rows
from benchmarks.shared.options import verdict

FIRST_LEAST, TEN_LEAST = 0.70, 0.92
COMMON, BEST, BEST_LEAST = 50, 20, 18
QUERIES = 300
# A post with fewer different words tells of too little to be looked for.
WORDS_LEAST = 20
WORD = re.compile(r"(?<![^\W_])[A-Za-z]{3,}(?![^\W_])")
POSTS = "SELECT id, own_text FROM threads_post WHERE archive_id = ARCHIVE AND NOT is_missing ORDER BY key"
COMMONEST = f"""
    SELECT word FROM ts_stat('SELECT search FROM threads_post WHERE NOT is_missing') WHERE word ~ '^[a-z]{{3,}}$'
    ORDER BY ndoc DESC, word LIMIT {COMMON}
"""
BEST_POSTS = f"""
    SELECT id FROM threads_post, to_tsquery('simple', %s) asked WHERE search @@ asked AND NOT is_hidden
    ORDER BY ts_rank(search, asked) DESC, quoted_count DESC, id LIMIT {BEST}
"""
# Where the shortest post comes among those that hold the words.
GUESS = """
    SELECT count(*) FILTER (WHERE length(p.search) < length(known.search)) FROM threads_post p, threads_post known
    WHERE known.id = %s AND p.search @@ plainto_tsquery(%s, %s)
"""


class Known(NamedTuple):
    """A post, and words of it."""

    post: int
    words: tuple[str, ...]


def main() -> None:
    parser = parser_of(__doc__, "what is imported: a mailbox or a folder")
    parser.add_argument("--queries", type=int, default=QUERIES, help="posts looked for (%(default)s)")
    parser.add_argument("--seed", type=int, default=1, help="by which they are drawn (%(default)s)")
    options = parser.parse_args()
    with loaded(options, "known") as server:
        posts = rows(server, POSTS, options.archive)
        server.ask(f"UPDATE threads_archive SET is_published = true WHERE slug = '{options.archive}' RETURNING 1")
        os.environ |= server.environment
        import django  # noqa: PLC0415 - its settings are of this archive

        django.setup()
        known = list(drawn(posts, random.Random(options.seed), options.queries))
        print_known(known)
        print_common()


def drawn(posts: list[dict[str, Any]], chance: random.Random, count: int) -> Iterator[Known]:
    """Posts at random, and of each some words at random."""
    words_of = {post["id"]: sorted({word.lower() for word in WORD.findall(post["own_text"])}) for post in posts}
    telling = [id_ for id_, words in words_of.items() if len(words) >= WORDS_LEAST]
    for _ in range(count if telling else 0):
        id_ = chance.choice(telling)
        yield Known(id_, tuple(chance.sample(words_of[id_], chance.choice((2, 3, 4)))))


def print_known(known: list[Known]) -> None:
    """Print how many are first, and among the first ten; and how many would be by the likeliest guess."""
    places = [_place(each) for each in known]
    guesses = [_guess(each) for each in known]
    total = len(known)
    print(f"posts looked for                          {total}, not found {places.count(None)}")
    for what, most, least in (("first", 1, FIRST_LEAST), ("among the first ten", 10, TEN_LEAST)):
        count = sum(place is not None and place <= most for place in places)
        possible = sum(guess < most for guess in guesses)
        print(f"{what:41} {count}, by the likeliest guess {possible}; {verdict(is_reached=count >= least * total)}")


def print_common() -> None:
    """Print for how many of the commonest words the best posts come first."""
    from django.db import connection  # noqa: PLC0415 - set up by main

    shared = []
    with connection.cursor() as cursor:
        cursor.execute(COMMONEST)
        words = [word for (word,) in cursor.fetchall()]
        for word in words:
            cursor.execute(BEST_POSTS, [word])
            best = {id_ for (id_,) in cursor.fetchall()}
            shared.append(len(best & set(_ranked(word)[:BEST])) + BEST - len(best))
    enough = sum(count >= BEST_LEAST for count in shared)
    mean = sum(shared) / max(1, len(shared))
    what = f"commonest words with {BEST_LEAST} of the {BEST} best"
    print(f"{what:41} {enough} of {len(words)}, {mean:.1f} on average; {verdict(is_reached=enough == len(words))}")


def _place(known: Known) -> int | None:
    found = _ranked(" ".join(known.words))
    return found.index(known.post) + 1 if known.post in found else None


def _ranked(typed: str) -> list[int]:
    """The posts that a visitor's search ranks, best first."""
    from datetime import UTC, datetime  # noqa: PLC0415 - beside those that django.setup allows

    from django.contrib.auth.models import AnonymousUser  # noqa: PLC0415

    from threads.search.language import parse  # noqa: PLC0415
    from threads.search.matches import matches  # noqa: PLC0415

    return [match.id for match in matches(AnonymousUser(), parse(typed), now=datetime.now(UTC)).posts]


def _guess(known: Known) -> int:
    """How many of the posts that hold the words are shorter."""
    from django.db import connection  # noqa: PLC0415 - set up by main

    from threads.models.search_vector import CONFIG  # noqa: PLC0415

    with connection.cursor() as cursor:
        cursor.execute(GUESS, [known.post, CONFIG, " ".join(known.words)])
        return int(cursor.fetchone()[0])


if __name__ == "__main__":
    main()
