"""Rows whose fields are known by what they hold -> posts."""

from __future__ import annotations

from collections.abc import Sequence

from threads.readers.building import Builder
from threads.readers.field_values import key, words
from threads.readers.html_lines import write_html
from threads.readers.html_tokens import plain
from threads.readers.learned_fields import Fields, Row, is_html, learn, moment_of
from threads.readers.quoting import write_marked
from threads.records import Parsed, Statement

NO_POSTS = (
    "rows, but no posts: it needs three or more, each with a text, a name and a date in fields of their own; "
    "write it as lines of JSON (docs/formats/jsonl.md)"
)


def read_rows(rows: Sequence[Row]) -> Parsed | str:
    """Read the posts of flat rows, or say that they are none."""
    fields = learn(rows)
    if fields is None:
        return NO_POSTS
    builder = Builder()
    with_tags = is_html([row.get(fields.text) for row in rows])
    for row in rows:
        if words(row, fields.text) or words(row, fields.title):
            _write(builder, fields, row, with_tags=with_tags)
    return builder.parsed()


def _write(builder: Builder, fields: Fields, row: Row, *, with_tags: bool) -> None:
    text = words(row, fields.text)
    number, parent = (key(row.get(name)) if name else "" for name in (fields.id, fields.parent))
    posted_at, posted_at_raw = moment_of(row.get(fields.date))
    author = row.get(fields.author)
    title = " ".join(plain(words(row, fields.title)).split()) if fields.title else ""
    builder.begin()
    if with_tags:
        write_marked(builder, lambda draft: write_html(draft, text))
    else:
        write_marked(builder, lambda draft: draft.write(text))
    builder.end(
        Statement(
            id=number,
            first_line=0,
            last_line=0,
            parents=(parent,) if parent and parent not in ("0", number) else (),
            thread=_thread(fields, row, title),
            author=author.strip() if isinstance(author, str) else "",
            author_id=author.strip() if isinstance(author, str) else "",
            posted_at=posted_at,
            posted_at_raw=posted_at_raw,
            title=title,
            url=words(row, fields.url) if fields.url else "",
        )
    )


def _thread(fields: Fields, row: Row, title: str) -> str:
    """The thread that is stated, else the posts of one title are of one; a row with a parent is where that is."""
    if fields.thread and (stated := key(row.get(fields.thread))):
        return stated
    return f"title:{title}" if title and not fields.parent else ""
