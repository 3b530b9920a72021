"""A document -> the posts that stand in it, numbered in its order, a page of them at a time."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db import connection

from threads.models import Appearance, Document
from threads.selectors.paging import Paging, paging

POSTS_A_PAGE = 50
# Mails repeat whole mails and patches: so many weigh as much as 50 posts of a page of text.
RECORDS_A_PAGE = 25
# Up to so many posts the outline is the whole document's.
OUTLINED = 500
# Each post at the first of its places; in mailboxes of 50,000 posts, too.
NUMBERED = """
    WITH stands AS (
        SELECT a.post_id, min(r.ordinal::bigint * 4294967296 + a.first_line) AS place
        FROM threads_record r JOIN threads_appearance a ON a.record_id = r.id
        WHERE r.document_id = %(document)s GROUP BY a.post_id
    ), numbered AS (
        SELECT post_id, row_number() OVER (ORDER BY place, post_id) AS number, count(*) OVER () AS total FROM stands
    )
"""
PAGE = f"""{NUMBERED}, asked AS (
        SELECT least(greatest(coalesce((SELECT (number - 1) / %(size)s + 1 FROM numbered WHERE post_id = %(post)s),
            %(page)s), 1), (SELECT greatest(1, (max(total) + %(size)s - 1) / %(size)s) FROM numbered)) AS page
    )
    SELECT post_id, number, total, page FROM numbered, asked
    WHERE number > (page - 1) * %(size)s AND number <= page * %(size)s ORDER BY number
"""  # noqa: S608 (a constant)
NUMBERS = f"{NUMBERED} SELECT post_id, number FROM numbered WHERE post_id = ANY(%(posts)s)"  # noqa: S608
# The documents before and after one in the list of its archive.
BESIDE = """
    (SELECT -1, id, path FROM threads_document WHERE archive_id = %(archive)s AND (path, id) < (%(path)s, %(id)s)
        ORDER BY path DESC, id DESC LIMIT 1)
    UNION ALL
    (SELECT 1, id, path FROM threads_document WHERE archive_id = %(archive)s AND (path, id) > (%(path)s, %(id)s)
        ORDER BY path, id LIMIT 1)
"""


class PostStretch(NamedTuple):
    """Lines of a page of text on which a post stands."""

    first: int
    last: int
    post: int
    is_original: bool
    is_hidden: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """A page of the posts of a document: their numbers in it, and of a page of text all stretches."""

    numbers: Mapping[int, int]  # by post, of this page, in order
    paging: Paging
    total: int
    stretches: tuple[PostStretch, ...] = ()
    known: Mapping[int, int] | None = None  # the numbers of all posts, where they are at hand


def standing(document: Document, *, page: int, post: int | None, line: int | None = None) -> Standing:
    """One query. ``post``, or on a page of text ``line``, asks for the page that holds it."""
    return _of_stated(document, page, post) if document.is_stated else _of_text(document, page, post, line)


def _of_text(document: Document, page: int, post: int | None, line: int | None) -> Standing:
    rows = Appearance.objects.filter(record__document=document).order_by("first_line", "id")
    columns = ("first_line", "last_line", "post_id", "is_original", "post__is_hidden", "post__thread__is_hidden")
    stretches = tuple(
        PostStretch(first, last, stands, is_original, is_hidden or is_thread_hidden)
        for first, last, stands, is_original, is_hidden, is_thread_hidden in rows.values_list(*columns)
    )
    known = {stands: n for n, stands in enumerate(dict.fromkeys(each.post for each in stretches), 1)}
    if post is None and line is not None:
        post = next((each.post for each in stretches if each.last >= line), None)
    number = known.get(post or 0)
    pages = paging(page if number is None else (number - 1) // POSTS_A_PAGE + 1, len(known), POSTS_A_PAGE)
    first = (pages.number - 1) * POSTS_A_PAGE
    here = {stands: n for stands, n in known.items() if first < n <= first + POSTS_A_PAGE}
    return Standing(here, pages, len(known), stretches, known)


def _of_stated(document: Document, page: int, post: int | None) -> Standing:
    rows = _fetch(PAGE, {"document": document.pk, "page": page, "post": post, "size": RECORDS_A_PAGE})
    total, number = (rows[0][2], rows[0][3]) if rows else (0, 1)
    return Standing({stands: n for stands, n, *_ in rows}, paging(number, total, RECORDS_A_PAGE), total)


def numbers_of(document: Document, posts: Collection[int]) -> dict[int, int]:
    """The numbers that posts have in a document; those that do not stand in it have none."""
    return dict(_fetch(NUMBERS, {"document": document.pk, "posts": list(posts)})) if posts else {}


def documents_beside(document: Document) -> tuple[Document | None, Document | None]:
    """The documents before and after one, in one query: whoever sees it sees them."""
    values = {"archive": document.archive_id, "path": document.path, "id": document.pk}
    found = {step: Document(id=pk, path=path) for step, pk, path in _fetch(BESIDE, values)}
    return found.get(-1), found.get(1)


def _fetch(statement: str, values: Mapping[str, Any]) -> Sequence[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()
