"""Answers of ForumMagnum's GraphQL (LessWrong, EA Forum, Alignment Forum) -> posts and their comments.

    {"data": {"posts": {"results": [{"_id": ..., "title": ..., "htmlBody": ...}]}}}
    {"data": {"comments": {"results": [{"_id": ..., "postId": ..., "parentCommentId": ..., "contents": {"html": ...}}]}}}

Which fields there are, the person who asked decided; the objects are also read bare, in an array or one a line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from threads.readers.building import Builder
from threads.readers.field_values import integer, key, moment, stated_facts, words
from threads.readers.html_lines import Look, write_html
from threads.readers.html_tokens import Attributes
from threads.readers.json_opening import opening
from threads.readers.json_units import json_units, load_json
from threads.readers.markdown import write_markdown
from threads.readers.quoting import write_marked
from threads.records import Facts, Parsed, Statement

FORMAT = "forum_magnum"
units = json_units
# Fields of posts and comments that other forums' answers do not have under these names.
OWN = frozenset(
    "htmlBody parentCommentId topLevelCommentId postedAt baseScore plaintextDescription pageUrl pageUrlRelative afBaseScore"
    " deletedPublic descendentCount extendedScore parentAnswerId contents".split()
)
IDS = frozenset(("_id", "pageUrl"))
MOST_LOOKED_AT = 20
TEXTS = ("html", "htmlBody", "markdown", "plaintextMainText", "plaintextDescription", "body")
COMMENT_ONLY = ("parentCommentId", "topLevelCommentId", "postId", "post", "parentAnswerId")
NESTED = ("latestChildren", "comments", "replies", "children", "answers")
# https://www.lesswrong.com/posts/ID/a-title?commentId=ID
PAGE = re.compile(
    r"/posts/(?P<post>[A-Za-z0-9]{5,40})(?:/[^?#]{0,300})?(?:[?&]commentId=|#)?(?P<comment>[A-Za-z0-9]{5,40})?"
)


def claims(path: str, head: bytes) -> bool:
    """Tell by the names of the first object's fields: more of them where no GraphQL answer is around it."""
    value = opening(head)
    is_wrapped = isinstance(value, dict) and isinstance(value.get("data"), dict)
    fewest = 1 if is_wrapped else 2
    some = islice(_objects(value), MOST_LOOKED_AT)
    return any(len(OWN & fields.keys()) >= fewest and IDS & fields.keys() for fields in some)


def parse(raw: bytes) -> Parsed | str:
    """Read the posts and comments of one answer, or of one object."""
    value = load_json(raw)
    if isinstance(value, str):
        return value
    builder = Builder()
    for fields in _objects(value):
        if is_comment(fields):
            _write_comment(builder, fields)
        elif "title" in fields or any(name in fields for name in TEXTS) or isinstance(fields.get("contents"), Mapping):
            _write_post(builder, fields)
    return builder.parsed()


def _objects(value: Any) -> Iterator[dict[str, Any]]:
    """The posts and comments in an answer, and those within them, each before what it holds."""
    waiting = [value]
    while waiting:
        value = waiting.pop()
        if isinstance(value, list):
            waiting += reversed(value)
        elif not isinstance(value, dict):
            continue
        elif inner := _wrapped(value):
            waiting += reversed(inner)
        else:
            waiting += (value[name] for name in reversed(NESTED) if isinstance(value.get(name), list | dict))
            if OWN & value.keys() or "_id" in value:
                yield value


def _wrapped(value: dict[str, Any]) -> list[Any]:
    """What an answer, or a part of it, is wrapped around: whatever the person who asked called it."""
    if isinstance(value.get("data"), dict):
        return list(value["data"].values())
    return [value[name] for name in ("results", "result") if isinstance(value.get(name), list | dict)]


def is_comment(fields: Mapping[str, Any]) -> bool:
    """Tell a comment from a post, whatever was asked for."""
    if any(name in fields for name in COMMENT_ONLY):
        return True
    m = PAGE.search(words(fields, "pageUrl", "pageUrlRelative"))
    return bool(m and m["comment"])


def _write_post(builder: Builder, fields: Mapping[str, Any]) -> None:
    page = PAGE.search(words(fields, "pageUrl", "pageUrlRelative"))
    number = key(fields.get("_id")) or (page["post"] if page else "")
    _write(builder, fields, id=number, thread=number, title=words(fields, "title"))


def _write_comment(builder: Builder, fields: Mapping[str, Any]) -> None:
    page = PAGE.search(words(fields, "pageUrl", "pageUrlRelative"))
    number = key(fields.get("_id")) or (page["comment"] or "" if page else "")
    post = fields.get("post")
    thread = key(fields.get("postId")) or (key(post.get("_id")) if isinstance(post, Mapping) else "")
    thread = thread or (page["post"] if page else "") or key(fields.get("tagId"))
    top = key(fields.get("topLevelCommentId"))
    chain = [key(fields.get("parentCommentId")), top] if fields.get("parentCommentId") else [thread]
    parents = tuple(dict.fromkeys(parent for parent in chain if parent and parent != number))
    _write(builder, fields, id=number, thread=thread or top or number, parents=parents, title=words(fields, "title"))


def _write(builder: Builder, fields: Mapping[str, Any], **stated: Any) -> None:
    """Write a post or comment with what both have."""
    author, author_id = _author(fields)
    posted_at, posted_at_raw = moment(fields.get("postedAt"), fields.get("createdAt"))
    builder.begin()
    write_marked(builder, lambda draft: _write_text(draft, fields))
    facts: Facts = {
        "karma": integer(fields.get("baseScore")),
        "vote_count": integer(fields.get("voteCount")),
        "tags": _names(fields.get("tags")),
        "coauthors": _names(fields.get("coauthors")),
        "is_deleted": fields.get("deleted") is True or fields.get("deletedPublic") is True,
        "deleted_reason": words(fields, "deletedReason"),
        "is_retracted": fields.get("retracted") is True,
        "is_answer": fields.get("answer") is True,
        "edited_at": words(fields, "lastEditedAt"),
    }
    post = Statement(
        first_line=0,
        last_line=0,
        author=author,
        author_id=author_id,
        posted_at=posted_at,
        posted_at_raw=posted_at_raw,
        url=words(fields, "pageUrl"),
        facts=stated_facts(facts),
        **stated,
    )
    builder.end(post)


def _author(fields: Mapping[str, Any]) -> tuple[str, str]:
    """Who wrote, and the id of that user, as far as the answer says; nobody where the author is hidden."""
    if fields.get("hideAuthor") is True:
        return "", ""
    user = fields.get("user")
    user = user if isinstance(user, Mapping) else {}
    author = words(user, "displayName", "username", "slug") or words(fields, "author")
    return author, key(user.get("_id")) or words(fields, "userId") or words(user, "slug", "username")


def _names(value: Any) -> list[str]:
    entries = [entry for entry in value if isinstance(entry, Mapping)] if isinstance(value, list) else []
    return [name for entry in entries if (name := words(entry, "name", "displayName", "username", "slug"))]


def _write_text(builder: Builder, fields: Mapping[str, Any]) -> None:
    """Write the address of a link post, then the text in the best form there is."""
    link = words(fields, "url")
    if link.startswith(("http://", "https://")) and link != words(fields, "pageUrl"):
        builder.write(link)
        builder.write("")
    contents = fields.get("contents")
    forms: Mapping[str, Any] = {**fields, **contents} if isinstance(contents, Mapping) else fields
    if text := words(forms, "html", "htmlBody"):
        write_html(builder, text, look=_look)
    elif text := words(forms, "markdown"):
        write_markdown(builder, text)
    else:
        builder.write(words(forms, "plaintextMainText", "plaintextDescription", "body"))


def _look(name: str, attributes: Attributes) -> Look | None:
    """A spoiler may be written as a quote, and is not one."""
    if name == "blockquote" and "spoiler" in attributes.get("class", ""):
        return Look(role="body")
    return None
