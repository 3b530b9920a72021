"""No page asks more of the database for being about more: at most twelve queries, whoever reads and however much."""

from datetime import UTC, datetime

import pytest
from django.core import signing
from django.core.cache import cache
from django.db import connection
from django.db.models import TextField, Value
from django.db.models.functions import Cast, Concat
from django.test.utils import CaptureQueriesContext
from django.urls import resolve

from tests.helpers import factories
from tests.helpers.addresses import addresses
from threads import models, views
from threads.html.inline import linked_html
from threads.html.pictured import place_key
from threads.loading import bulk

MOST = 12
FIRST = datetime(2001, 1, 1, tzinfo=UTC)
# Asked at the address with the right slug, and what is no page.
LEFT_OUT = ("thread", "author", "logout")
SEARCHES = (
    "peal", '"peal of" OR rope -wire', "author:ada after:2001 before:2030", "title:thread in:first", "in:quotes peal",
    "replies:>0 sort:newest", "is:missing", "is:inferred has:quote sort:oldest", "is:unsourced archive:bells peal",
    "https://forum.example/t/tenor/12/3",
)  # fmt: skip


@pytest.fixture(params=[1, 100, 5_000], ids="{} posts".format)
def rows(request, db):
    """A thread of so many posts, each of which quotes the opening one, and an archive of as many threads."""
    length = request.param
    archive = factories.archive(slug="bells")
    thread = factories.long_thread(archive, length)
    _many_threads(factories.archive(slug="wall"), length)
    posts = list(thread.posts.order_by("position").values_list("id", flat=True))
    document = factories.document(archive, "Peal of bells.\n" * length)
    record = document.records.get()
    bulk.insert(
        models.Appearance,
        ("archive_id", "post_id", "record_id", "first_line", "last_line", "is_original"),
        [(archive.id, post_id, record.id, n, n, True) for n, post_id in enumerate(posts, 1)],
    )
    bulk.insert(
        models.Quote,
        ("archive_id", "post_id", "source_post_id", "source_document_id", "source_line", "source_start", "line", "last_line", "rank",
         "start", "end", "kind", "confidence"),
        [(archive.id, post_id, posts[0], document.id, 1, 0, n, n, 0, 0, 9, "exact", 0.9)
         for n, post_id in enumerate(posts[1:], 2)],
    )  # fmt: skip
    mailbox = _mailbox(archive, posts)
    _pictures(record, posts)
    opening = thread.posts.filter(position=0)
    opening.update(quoted_count=length - 1)
    models.ImportRun.objects.create(archive=archive)
    bulk.analyse_if_grown(2 * length)  # as an import does
    return {
        "archive": archive,
        "thread": thread,
        "document": document,
        "mailbox": mailbox,
        "post": opening.get(),
        "author": opening.get().author,
    }


def _pictures(record: models.Record, posts: list[int]) -> None:
    """A picture in each of the posts, of which the first is here."""
    named = linked_html("[picture: a bell] (https://bells.example/{}.png)")
    before, after = (Value(part, TextField()) for part in f"<p>{named}</p>".split("{}", 1))
    number = Cast("position", TextField())
    models.Post.objects.filter(pk__in=posts).update(html=Concat(before, number, after))
    archive = record.archive
    key = bytes.fromhex("01" * 32)
    picture = models.Picture.objects.create(
        archive=archive, key=key, form="png", width=9, height=9, size=9, content=b"PNG"
    )
    name = place_key("https://bells.example/0.png")
    models.PicturePlace.objects.create(archive=archive, record=record, picture=picture, key=name)


def _mailbox(archive: models.Archive, posts: list[int]) -> models.Document:
    """A document of as many records, on each of which one of the posts stands."""
    mailbox = factories.document(archive, "A peal.", path="bells.mbox", form="mbox")
    records = bulk.reserve_ids(models.Record, len(posts))
    mailbox.records.all().delete()
    bulk.insert(
        models.Record,
        ("id", "archive_id", "document_id", "ordinal", "raw", "lines"),
        [(id_, archive.id, mailbox.id, n, b"A peal.", []) for n, id_ in enumerate(records)],
    )
    bulk.insert(
        models.Appearance,
        ("archive_id", "post_id", "record_id", "first_line", "last_line", "is_original"),
        [(archive.id, post_id, record, 1, 1, True) for post_id, record in zip(posts, records, strict=True)],
    )
    return mailbox


def _many_threads(archive: models.Archive, count: int) -> None:
    writer = factories.author(archive, "")
    threads = bulk.reserve_ids(models.Thread, count)
    bulk.insert(
        models.Thread,
        ("id", "archive_id", "key", "title", "is_title_stated", "is_hidden", "place", "post_count", "author_count",
         "missing_count", "last_posted_at"),
        [(id_, archive.id, factories.key(), f"Wall {n}", True, False, f"{n:06}", 1, 0, n % 2, FIRST.replace(year=2001 + n % 20))
         for n, id_ in enumerate(threads)],
    )  # fmt: skip
    bulk.insert(
        models.Post,
        ("archive_id", "thread_id", "author_id", "key", "is_missing", "is_hidden", "position", "number", "depth",
         "last_descendant", "text", "own_text", "bigrams", "html", "posted_at_raw", "confidence", "cues", "quoted_count"),
        [(archive.id, id_, writer.id, factories.key(), n % 2 == 1, False, 0, 1, 0, 0, "A peal.", "A peal.", "",
          "<p>A peal.</p>", "", 0.5, [], n)
         for n, id_ in enumerate(threads)],
    )  # fmt: skip
    models.Archive.objects.filter(pk=archive.pk).update(thread_count=count, post_count=count, first_posted_at=FIRST)


def pages(rows) -> list[str]:
    """Every address of the site, and those that ask more of one."""
    thread = rows["thread"].get_absolute_url()
    views_of_thread = [f"{thread}?{query}" for query in ("view=flat", "view=once", "page=all", "page=2", "fold=1")]
    return [
        *(address for name, address in addresses(rows).items() if name not in LEFT_OUT),
        thread,
        *views_of_thread,
        rows["author"].get_absolute_url(),
        f"{rows['author'].get_absolute_url()}?view=excerpts&year=2009",
        f"/p/{rows['post'].id}/?context=20&q=peal",
        f"/p/{rows['post'].id}/?s=0123456789ab",
        f"/a/bells/new/?run={models.ImportRun.objects.get().pk}",
        f"/d/{rows['document'].id}/?line=3",
        f"/d/{rows['document'].id}/?view=lines",
        f"/d/{rows['document'].id}/?page=2",
        f"/d/{rows['document'].id}/?post={rows['post'].id}",
        f"/d/{rows['mailbox'].id}/",
        f"/d/{rows['mailbox'].id}/?page=2",
        f"/d/{rows['mailbox'].id}/?view=lines",
        "/a/wall/",
        "/a/wall/?page=2",
        "/a/wall/2001/1/",
        "/quoted/?page=2",
        "/help/",
        *(f"/search/?q={query}" for query in SEARCHES),
        f"/search/?q=peal&thread={rows['thread'].id}",
    ]


def queries_of(client, address: str) -> int:
    # What the front page keeps for a while is counted as if it had to be counted now.
    cache.clear()
    with CaptureQueriesContext(connection) as asked:
        headers = {"HX-Request": "true"} if address.endswith("/source/") else {}
        response = client.get(address, headers=headers)
    assert response.status_code in (200, 301), address
    return len(asked)


@pytest.fixture
def was_here_before(client, rows):
    """A visitor whose last visit ended before the last import: the pages mark what came since."""
    long_ago = (1, 1_000_000)
    visits = {str(archive.pk): long_ago for archive in models.Archive.objects.all()}
    client.cookies[views.VISITS] = signing.dumps(visits, salt=views.VISITS, compress=True)
    return client


def test_no_page_takes_anybody_more_than_twelve_queries(was_here_before, rows):
    counts = {f"visitor: {page}": queries_of(was_here_before, page) for page in pages(rows)}
    was_here_before.force_login(factories.staff())
    counts |= {f"staff: {page}": queries_of(was_here_before, page) for page in pages(rows)}

    assert {page: count for page, count in counts.items() if count > MOST} == {}


@pytest.mark.parametrize("rows", [1], indirect=True)
def test_every_kind_of_page_is_counted(rows):
    counted = {resolve(address.partition("?")[0]).url_name for address in pages(rows)}

    assert set(addresses(rows)) - {"logout"} <= counted
