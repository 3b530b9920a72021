"""An archive -> a mailbox (mboxrd) in reading order: mails as they were given, other posts as mails made of them.

    From MAILER-DAEMON Tue Mar  3 10:00:00 2009
    From: Bruno <bruno-5f0e6c1d@vestry.invalid>
    Message-ID: <KEY@vestry.invalid>                 the same in every export
    In-Reply-To: <KEY OF THE PARENT@vestry.invalid>
    References: ...                                  down to the parent

    > Who has the key?                               marked as a quote where its format says so without signs
    Ada has.

Missing posts are named as parents only. Hidden posts are left out, because a mailbox cannot say that they are hidden.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from email.utils import format_datetime, formataddr
from itertools import islice

from django.db.models import Count, Prefetch, QuerySet
from django.db.models.functions import Collate

from threads.exporting.made_mails import QUOTED_SEPARATOR, encoded, made_mail, one_line, separator
from threads.exporting.marks import Roles, marked_lines
from threads.exporting.raw import raws_of, size_of_raw
from threads.models import Appearance, Archive, Post, Record
from threads.readers import MAILS, mbox
from threads.readers.kept import is_kept
from threads.reconstruct.stated import key_of_id
from threads.records import split_lines

POSTS_AT_ONCE = 200
# The opening post and the nearest parents: enough to thread by, in a branch of any depth.
MOST_REFERENCES = 20
MESSAGE_ID = re.compile(r"[!-;=?A-~]{1,400}@[!-;=?A-~]{1,400}")
ADDRESS = re.compile(r"https?://[!-~]{1,900}")
# The line between two mails.
SEPARATOR = re.compile(rb"^(?=From )", re.MULTILINE)


def export_mails(archive: Archive) -> Iterator[bytes]:
    """The mails one after another, each with its separator and a blank line after it."""
    writer = _MailboxWriter(archive)
    posts = _posts(archive).iterator(chunk_size=POSTS_AT_ONCE)
    while some := list(islice(posts, POSTS_AT_ONCE)):
        yield from writer.mails(some)


def _posts(archive: Archive) -> QuerySet[Post]:
    records = (
        Record.objects.select_related("document")
        .defer("raw")
        .annotate(
            size=size_of_raw("raw"),
            posts=Count("appearances__post", distinct=True),
        )
    )
    originals = Appearance.objects.filter(is_original=True).prefetch_related(Prefetch("record", records))
    return (
        Post.objects.filter(archive=archive)
        .select_related("thread", "author")
        .prefetch_related(Prefetch("appearances", originals.order_by("record__ordinal", "first_line")))
        .defer("html", "own_text", "bigrams", "search", "cues", "facts")
        .order_by(Collate("thread__place", "C"), "thread__key", "position")
    )


class _MailboxWriter:
    """Writes the posts of an archive as mails; they come thread by thread in reading order."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._roles = Roles()
        self._above: list[str] = []  # Message-IDs from the opening post down to the last written one

    def mails(self, posts: Sequence[Post]) -> Iterator[bytes]:
        """Write consecutive posts; the bytes of original mails are fetched a few at a time."""
        record_of = {post.pk: record for post in posts if (record := _mail_of(post)) and not _is_withheld(post)}
        raws = raws_of((record.pk, record.size) for record in record_of.values())  # type: ignore[attr-defined]
        for post in posts:
            del self._above[post.depth :]
            raw = next(raws)[1] if post.pk in record_of else b""
            if raw and not is_kept(raw):
                yield _as_given(raw, record_of[post.pk].document.form, post)
            elif not _is_withheld(post):
                yield self._made(post)
            self._above.append(self._message_id(post))

    def _made(self, post: Post) -> bytes:
        text = "".join(f"{line}\n" for line in _quoting(post, self._roles))
        return made_mail(self._headers(post), text, post.posted_at)

    def _headers(self, post: Post) -> Iterator[str]:
        title = post.title or (post.thread.title if not post.position else f"Re: {post.thread.title}")
        references = [*self._above[:1], *self._above[1:][-MOST_REFERENCES:]]
        mailbox = f"{post.author.slug[:40]}-{bytes(post.author.key).hex()[:8]}@{self._archive.slug}.invalid"
        yield f"From: {formataddr((one_line(post.author.name), mailbox), 'utf-8')}"
        if post.posted_at:
            yield f"Date: {format_datetime(post.posted_at)}"
        yield f"Subject: {encoded(title, 'Subject')}"
        yield f"Message-ID: <{self._message_id(post)}>"
        if references:
            yield f"In-Reply-To: <{references[-1]}>"
            yield "References: " + "\n ".join(f"<{each}>" for each in references)
        if ADDRESS.fullmatch(post.url):
            yield f"Archived-At: <{post.url}>"

    def _message_id(self, post: Post) -> str:
        """The id that a mail has, or one made of the post's key and the archive."""
        key = bytes(post.key).hex()
        if MESSAGE_ID.fullmatch(post.stated_id) and key_of_id(post.stated_id) == key:
            return post.stated_id
        return f"{key}@{self._archive.slug}.invalid"


def _mail_of(post: Post) -> Record | None:
    """The record that a post stands in, if that is a mail and no digest, which holds others' words."""
    records = [each.record for each in post.appearances.all()]
    if not records or post.is_missing or records[0].document.form not in MAILS:
        return None
    return records[0] if records[0].posts == 1 else None  # type: ignore[attr-defined]


def _is_withheld(post: Post) -> bool:
    return post.is_missing or post.is_hidden or post.thread.is_hidden


def _as_given(raw: bytes, form: str, post: Post) -> bytes:
    """A mail with its separator, its lines ended as a mailbox ends them.

    A mail from a mailbox has most lines that begin with "From " quoted already.
    """
    before, mail = MAILS[form].inside(raw) or (b"", raw)
    mail = mail.replace(b"\r\n", b"\n")
    signs = SEPARATOR if form == mbox.FORMAT else QUOTED_SEPARATOR
    end = b"" if mail.endswith(b"\n\n") else b"\n" if mail.endswith(b"\n") else b"\n\n"
    return b"%s\n%s%s" % (
        before.removeprefix(b"\xef\xbb\xbf").lstrip() or separator(post.posted_at),
        signs.sub(b">", mail),
        end,
    )


def _quoting(post: Post, roles: Roles) -> Iterator[str]:
    """The lines of a post, those that quote with the sign of it, once."""
    lines = split_lines(post.text)
    quote_lines = {number for number, _, role in marked_lines(post, roles) if role == "quote"}
    for number, line in enumerate(lines, start=1):
        between = not line.strip() and number - 1 in quote_lines and number + 1 in quote_lines
        quote_lines |= {number} if between else set()
        yield f"> {line}".rstrip() if number in quote_lines and not line.lstrip().startswith(">") else line
