"""The bytes of one mail -> a post."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from hashlib import sha256

from threads.readers.building import Builder
from threads.readers.html_lines import write_html
from threads.readers.mail.armour import BEGIN
from threads.readers.mail.boxes import LARGEST, unmunged
from threads.readers.mail.dates import arrived_at, date_of
from threads.readers.mail.fragments import Fragment, fragment_of, is_code, may_be_fragment, put_together
from threads.readers.mail.headers import Head, normal, parted, readable, unfolded
from threads.readers.mail.identity import identity
from threads.readers.mail.line_runs import ATTRIBUTION, QUOTE, passages
from threads.readers.mail.lines import Lines, lines_of
from threads.readers.mail.list_digests import may_be_digest, plain_digest
from threads.readers.mail.mime import Content, Text, charset_of, content_of
from threads.readers.mail.people import author_of
from threads.readers.mail.thread_hints import hint_of
from threads.records import Facts, Parsed, Statement, writable
from threads.words.additions import NEXT_PART

LONGEST_TITLE = 2_000
LONGEST_RAW_DATE = 200
TOO_LARGE = "a mail of more than 64 MB: save it apart from the mailbox, without its attachments"
NO_HEAD = "not a mail: it does not begin with headers such as From, Date and Subject"
TOO_DEEP = "its parts are nested too deeply to be read"


def read_mail(raw: bytes, separator: bytes = b"", *, letters: str = "", is_munged: bool = False) -> Parsed | str:
    """Read a mail, or say why that cannot be done. ``letters`` is the charset of words for which it states none."""
    if len(raw) >= LARGEST:
        return TOO_LARGE
    head, body = parted(normal(raw))
    stated = Head(head)
    if not stated.has_any():
        return NO_HEAD
    try:
        body = unmunged(body) if is_munged else body
        if may_be_fragment(raw) and (fragment := fragment_of(stated)):
            return _part_of_mail(raw, (head, body), fragment, separator, letters)
        return _posts(raw, stated, content_of(stated, body, letters), separator)
    except RecursionError:
        return TOO_DEEP


def _part_of_mail(
    raw: bytes, halves: tuple[bytes, bytes], fragment: Fragment, separator: bytes, letters: str
) -> Parsed:
    """The post of a mail that is part of another: the first is read as the mail, of the others what is no code is shown."""
    if fragment.number == 1:
        head, body = parted(put_together([b"\n".join(halves)]))
        stated = Head(head)
        parsed = _posts(raw, stated, content_of(stated, body, letters), separator)
    else:
        stated, body = Head(halves[0], **{"content-type": b"text/plain"}), halves[1]
        content = content_of(stated, b"" if is_code(body) else body, letters)
        if is_code(body):
            content.attachments.append({"name": "", "type": "message/partial", "size": len(body)})
        parsed = _posts(raw, stated, content, separator)
    told: Facts = {"fragment": fragment.place}
    thread = f"partial:{fragment.id}" if fragment.id else ""
    return replace(
        parsed,
        posts=tuple(
            post._replace(
                facts={**post.facts, **told}, thread=thread or post.thread, hint=None if thread else post.hint
            )
            for post in parsed.posts
        ),
    )


def _posts(raw: bytes, head: Head, content: Content, separator: bytes) -> Parsed:
    """The post of a mail, and those of the mails in it, if it is a digest."""
    builder = Builder()
    title = _title(head, content.letters)
    mails: list[tuple[Head, Sequence[Text]]] = []
    if may_be_digest(raw):
        mails = [(inner, content_of(inner, body, content.letters).texts) for inner, body in content.mails]
        is_plain = not mails and len(content.texts) == 1 and not content.texts[0].is_html
        if digest := plain_digest(content.texts[0].text) if is_plain else None:
            content.texts[0].text = digest.preface
            mails = [(inner, (Text(words),)) for inner, words in digest.mails]
    own, parents = identity(head)
    # A digest that says nothing itself is no post.
    if not mails or any(part.text.strip() for part in content.texts):
        builder.begin()
        _write_all(builder, content.texts)
        stated = _statement(head, own, parents, separator, content.letters)
        builder.end(stated._replace(facts=_facts(head, content), unsaid=_unsaid(content)))
    for number, (inner, texts) in enumerate(mails, 1):
        id_, parents = identity(inner)
        id_ = id_ or (f"{own}/{number}" if own else "")
        builder.begin()
        _write_all(builder, texts)
        stated = _statement(inner, id_, parents, b"", content.letters)
        builder.end(stated._replace(facts={"within": title}))
    return builder.parsed()


def _statement(head: Head, own: str, parents: tuple[str, ...], separator: bytes, letters: str) -> Statement:
    name, address = author_of(head, charset_of(head), letters)
    date = readable(head.get("date"), charset_of(head))
    posted_at = date_of(date)
    thread, hint = hint_of(head, parents)
    return Statement(
        id=own,
        first_line=0,
        last_line=0,
        parents=parents,
        thread=thread,
        hint=hint,
        author=name,
        author_id=address,
        posted_at=posted_at or _arrived_at(head, separator),
        posted_at_raw="" if posted_at else writable(date)[:LONGEST_RAW_DATE],
        title=_title(head, letters),
        letters=letters,
    )


def _title(head: Head, letters: str) -> str:
    return writable(" ".join(readable(head.get("subject"), charset_of(head), letters).split()))[:LONGEST_TITLE]


def _unsaid(content: Content) -> str:
    """A name for words whose charset nobody states: the same bytes are the same words, whatever letters they are taken for."""
    return sha256(b"\0".join(content.unsaid)).hexdigest() if content.unsaid else ""


def _arrived_at(head: Head, separator: bytes) -> datetime | None:
    return arrived_at(_text(head.get("received")), _text(separator))


def _text(value: bytes) -> str:
    return unfolded(value).decode("ascii", "replace")


def _facts(head: Head, content: Content) -> Facts:
    facts: Facts = {}
    if content.attachments:
        facts["attachments"] = content.attachments
    if value := _text(head.get("list-id")):
        facts["list"] = writable(value.rpartition("<")[2].partition(">")[0].strip() or value)[:200]
    return facts


def _write_all(builder: Builder, texts: Sequence[Text]) -> None:
    for i, part in enumerate(texts):
        if i:
            builder.write("")
        _write(builder, part)


def _write(builder: Builder, part: Text) -> None:
    """Write a part; the words of a mail within a mail are quoted, however its writer came by them."""
    part.text = writable(part.text)
    if part.is_heading:
        builder.write(part.text, ATTRIBUTION)
        return
    words, depths = _from_html(part.text) if part.is_html else lines_of(part)
    blank = next((i for i, text in enumerate(words) if text.strip() or depths[i]), 0)
    lines = words[blank:], depths[blank:]
    for passage in passages(lines, is_armoured=BEGIN in part.text, is_scrubbed=NEXT_PART in part.text):
        if part.level:
            depth = part.level + (passage.depth if passage.role == QUOTE else 0)
            builder.write_lines(passage.lines, QUOTE, depth=depth)
        else:
            by_place = passage.is_by_place
            builder.write_lines(passage.lines, passage.role, depth=passage.depth, is_by_place=by_place)


def _from_html(html: str) -> Lines:
    """The lines of an HTML part, quoted as its blockquotes say."""
    draft = Builder()
    draft.begin()
    write_html(draft, html, is_beside=True)
    draft.end(Statement("", 0, 0))
    depths = [0] * len(draft.lines)
    for mark in draft.posts[0].marks:
        if mark.role == "quote":
            depths[mark.first_line - 1 : mark.last_line] = [mark.depth] * (mark.last_line - mark.first_line + 1)
    # HTML keeps no space at the end of the line that begins a signature.
    return ["-- " if text == "--" else text for text in draft.lines], depths
