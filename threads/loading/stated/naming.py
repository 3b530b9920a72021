"""Authors with several names -> the commonest in their mails, else that in their earliest post, whatever the order of imports."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable
from itertools import islice

from django.db import transaction

from threads.loading import bulk
from threads.loading.faults import fault_of
from threads.loading.locks import share
from threads.loading.parsing import parse
from threads.loading.rows.authors import writer_of
from threads.loading.stale.corrections import corrections
from threads.models import Archive, Author, Document
from threads.models.reading import NAME_LENGTH
from threads.readers import MAILS, sender_of
from threads.reconstruct.stated import key_of, stated_posts
from threads.reconstruct.stated.keying import key_of_id
from threads.records import Parsed

AUTHORS_AT_ONCE = 50
# The beginnings of an author's first mails; heads are seldom longer.
MAILS_ASKED = """
    SELECT a.id, a.key, p.key, substring(r.raw FOR 16384), r.letters, d.form FROM threads_author a CROSS JOIN LATERAL (
        SELECT id, key, posted_at FROM threads_post WHERE author_id = a.id AND NOT is_missing
        ORDER BY posted_at NULLS LAST, key LIMIT 200
    ) p JOIN threads_appearance s ON s.post_id = p.id AND s.is_original JOIN threads_record r ON r.id = s.record_id
    JOIN threads_document d ON d.id = r.document_id
    WHERE a.id = %s AND d.form = ANY(%s) ORDER BY p.posted_at NULLS LAST, p.key, s.first_line
"""
# The earliest posts of an author; the first that states a name decides.
EARLIEST = """
    SELECT a.id, a.key, p.key, r.raw, r.letters, d.form FROM threads_author a CROSS JOIN LATERAL (
        SELECT id, key, posted_at FROM threads_post WHERE author_id = a.id AND NOT is_missing
        ORDER BY posted_at NULLS LAST, key LIMIT 4
    ) p JOIN threads_appearance s ON s.post_id = p.id AND s.is_original JOIN threads_record r ON r.id = s.record_id
    JOIN threads_document d ON d.id = r.document_id
    WHERE a.id = ANY(%s) AND d.is_stated ORDER BY a.id, p.posted_at NULLS LAST, p.key, s.first_line
"""
# Authors whom a stopped run may have left with a wrong name or count, or without a post.
TOUCHED = """
    SELECT DISTINCT p.author_id FROM threads_record r JOIN threads_appearance s ON s.record_id = r.id
    JOIN threads_post p ON p.id = s.post_id WHERE r.document_id = ANY(%(documents)s)
    UNION
    SELECT id FROM threads_author a WHERE archive_id = %(archive)s
        AND NOT EXISTS (SELECT FROM threads_post p WHERE p.author_id = a.id)
"""


def begun_documents(archive: Archive) -> list[int]:
    """The documents that a run which was stopped has left half loaded."""
    return list(Document.objects.filter(archive=archive, is_read=False, is_stated=True).values_list("id", flat=True))


def touched_authors(archive: Archive, documents: list[int]) -> set[int]:
    """The authors whom the loading of documents concerned."""
    return {author for (author,) in bulk.fetch(TOUCHED, {"archive": archive.pk, "documents": documents})}


def settle_names(archive: Archive, authors: Iterable[int]) -> int:
    """Give authors the name that they are called by, except those renamed by hand; tells how many changed."""
    waiting = iter(sorted(authors))
    count = 0
    while part := list(islice(waiting, AUTHORS_AT_ONCE)):
        with transaction.atomic():
            share(archive)
            renamed = corrections(archive, {}).names
            names = {author: name for author in part if (name := _commonest(author, renamed))}
            for author, key, post, raw, letters, form in bulk.fetch(
                EARLIEST, [[each for each in part if each not in names]]
            ):
                if author not in names and bytes(key).hex() not in renamed:
                    name = _name_in(bytes(raw), letters, form, bytes(post).hex(), bytes(key).hex())
                    names.update({author: name} if name else {})
            for author, name in names.items():
                count += Author.objects.filter(pk=author).exclude(name=name).update(name=name, is_placeholder=False)
    return count


def _commonest(author: int, renamed: Container[str]) -> str:
    """What most of an author's mails call them, of several the first; nothing where no mail says."""
    counts: Counter[str] = Counter()
    for _, key, post, raw, letters, form in bulk.fetch(MAILS_ASKED, [author, list(MAILS)]):
        if bytes(key).hex() in renamed:
            return ""
        id_, name = sender_of(form, bytes(raw), letters)
        if id_ and key_of_id(id_) == bytes(post).hex():
            counts[" ".join(name.split())[:NAME_LENGTH]] += 1
    counts.pop("", None)
    return max(counts, key=lambda name: counts[name], default="")


def _name_in(raw: bytes, letters: str, form: str, post: str, author: str) -> str:
    """What a unit calls the author of one of its posts, if it is this one."""
    try:
        parsed = parse(form, raw, letters)
    except Exception as error:
        fault_of(error)
        return ""
    for each in stated_posts("", "", parsed) if isinstance(parsed, Parsed) else ():
        if post in (each.key, key_of(each.stated, each.text, is_second=True)):
            writer = writer_of(each.stated.author, each.stated.author_id, each.key)
            if writer.key == author:
                return writer.name
    return ""
