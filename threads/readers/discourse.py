"""Topics and posts of Discourse, as its pages and exports give them in JSON -> posts of one thread a topic.

    {"id": 12, "title": ..., "post_stream": {"posts": [...]}}       /t/12.json, one part or several of a topic
    {"latest_posts": [...]}                                         /posts.json
    {"topic_id": 12, "post_number": 4, "cooked": ...}               a post, alone or a line each

Post 4 of topic 12 is ``12/4``: numbers of topics are unique in a forum, whatever category they stand in.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from threads.readers.building import Builder
from threads.readers.discourse_markup import write_cooked, write_raw
from threads.readers.field_values import integer, moment, stated_facts, words
from threads.readers.html_tokens import plain
from threads.readers.json_opening import opening
from threads.readers.json_units import json_units, load_json
from threads.records import Facts, Parsed, Statement

FORMAT = "discourse"
units = json_units
LIKE = 2
WHISPER = 4
# Pictures of users are the one place in which a topic states its forum's address.
SITE = re.compile(r"/(?:user_avatar|letter_avatar)/([a-z0-9][a-z0-9.-]{2,100}\.[a-z0-9-]{2,30})/", re.IGNORECASE)
# What the page says where moderators acted; other codes are written as they are.
ACTIONS = {
    "closed.enabled": "topic closed",
    "closed.disabled": "topic opened again",
    "archived.enabled": "topic archived",
    "archived.disabled": "topic taken out of the archive",
    "pinned.enabled": "topic pinned",
    "pinned_globally.enabled": "topic pinned everywhere",
    "pinned.disabled": "topic unpinned",
    "visible.enabled": "topic listed",
    "visible.disabled": "topic unlisted",
    "autoclosed.enabled": "topic closed automatically",
    "split_topic": "topic split",
}


def claims(path: str, head: bytes) -> bool:
    """Tell by the fields of a topic, or by those of a post."""
    value = opening(head)
    first = value[0] if isinstance(value, list) and value else value
    return isinstance(first, dict) and ("post_stream" in first or "latest_posts" in first or _is_post(first))


def parse(raw: bytes) -> Parsed | str:
    """Read the posts of one topic, or one post."""
    value = load_json(raw)
    if isinstance(value, str):
        return value
    posts, topic = _posts(value)
    known_posts = [(post, where) for post in posts if (where := _where(post, topic))]
    if not known_posts:
        return "no post of Discourse: a post has a topic_id and a post_number" if posts or not value else Parsed()
    site = next((f"https://{m[1]}" for post, _ in known_posts if (m := SITE.match(words(post, "avatar_template")))), "")
    builder = Builder()
    for index, (post, (number, place)) in enumerate(known_posts):
        _write(builder, _Post(post, topic, number, place, site, is_first=not index))
    return builder.parsed()


def _posts(value: Any) -> tuple[list[Mapping[str, Any]], Mapping[str, Any]]:
    """The posts of a unit, and the topic that they all belong to, where it is stated."""
    if not isinstance(value, dict):
        return [post for post in value if isinstance(post, dict)] if isinstance(value, list) else [], {}
    stream, latest = value.get("post_stream"), value.get("latest_posts")
    if isinstance(stream, dict) and isinstance(posts := stream.get("posts"), list):
        return [post for post in posts if isinstance(post, dict)], value
    if isinstance(latest, list):
        return [post for post in latest if isinstance(post, dict)], {}
    return [value], {}


def _is_post(value: Mapping[str, Any]) -> bool:
    return "post_number" in value and "topic_id" in value and ("cooked" in value or "raw" in value)


def _where(post: Mapping[str, Any], topic: Mapping[str, Any]) -> tuple[int, int] | None:
    number, place = integer(post.get("topic_id", topic.get("id"))), integer(post.get("post_number"))
    return (number, place) if number is not None and place is not None else None


class _Post(NamedTuple):
    fields: Mapping[str, Any]
    topic: Mapping[str, Any]
    number: int
    place: int
    site: str
    is_first: bool


def _write(builder: Builder, post: _Post) -> None:
    fields, thread = post.fields, str(post.number)
    builder.begin()
    if action := words(fields, "action_code"):
        builder.write(f"[{ACTIONS.get(action) or action.replace('_', ' ').replace('.', ' ')}]")
    if cooked := words(fields, "cooked"):
        write_cooked(builder, cooked, thread, post.site)
    elif raw := words(fields, "raw"):
        write_raw(builder, raw, thread, post.site)
    number = integer(fields.get("reply_to_post_number"))
    # A null says that the topic is answered; where the field is not there, nothing is said.
    is_to_topic = "reply_to_post_number" in fields and not number and post.place != 1
    posted_at, posted_at_raw = moment(fields.get("created_at"))
    author = words(fields, "username")
    builder.end(
        Statement(
            id=f"{thread}/{post.place}",
            first_line=0,
            last_line=0,
            parents=(f"{thread}/{number}",) if number else (),
            thread=thread,
            author=author or words(fields, "name"),
            author_id=author,
            posted_at=posted_at,
            posted_at_raw=posted_at_raw,
            title=_title(post),
            url=_address(post),
            facts=_facts(post),
            opening=f"{thread}/1" if is_to_topic else "",
        )
    )


def _title(post: _Post) -> str:
    """The topic's title as it was typed: said once for the posts of a unit, which are all of one topic."""
    return (words(post.topic, "unicode_title", "title") if post.is_first else "") or words(post.fields, "topic_title")


def _address(post: _Post) -> str:
    """Where the post stands, if the forum's address is stated."""
    slug = words(post.topic, "slug") or words(post.fields, "topic_slug") or "-"
    return f"{post.site}/t/{slug}/{post.number}/{post.place}" if post.site else ""


def _facts(post: _Post) -> Facts:
    fields = post.fields
    kind, name = integer(fields.get("post_type")), words(fields, "name")
    tags = post.topic.get("tags") if post.place == 1 else None
    return stated_facts(
        {
            "likes": _likes(fields),
            "name": name if name != words(fields, "username") else "",
            "edited_at": words(fields, "updated_at") if (integer(fields.get("version")) or 1) > 1 else "",
            "is_deleted": bool(fields.get("deleted_at") or fields.get("user_deleted")),
            "is_hidden": fields.get("hidden") is True,
            "is_accepted_answer": fields.get("accepted_answer") is True,
            "is_whisper": kind == WHISPER,
            "action": words(fields, "action_code"),
            "polls": _polls(fields.get("polls")),
            "tags": [tag for each in tags if (tag := _tag(each))] if isinstance(tags, list) else [],
            "category": integer(post.topic.get("category_id", fields.get("category_id"))) if post.place == 1 else None,
        }
    )


def _likes(fields: Mapping[str, Any]) -> int | None:
    acts = fields.get("actions_summary")
    for act in acts if isinstance(acts, list) else ():
        if isinstance(act, dict) and act.get("id") == LIKE:
            return integer(act.get("count"))
    return None


def _polls(polls: Any) -> list[dict[str, int | None]]:
    """The votes that each option of each poll had."""
    counts = []
    for poll in polls if isinstance(polls, list) else ():
        options = poll.get("options") if isinstance(poll, dict) else None
        if isinstance(options, list):
            choices = [each for each in options if isinstance(each, dict)]
            counts.append({plain(words(each, "html")): integer(each.get("votes")) for each in choices})
    return counts


def _tag(tag: Any) -> str:
    """A tag's name; newer forums give a tag as an object."""
    return tag if isinstance(tag, str) else words(tag, "name") if isinstance(tag, dict) else ""
