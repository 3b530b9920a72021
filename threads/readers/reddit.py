"""Reddit's submissions and comments, one a line as in the dumps, or in listings -> posts of one thread a submission.

    {"id": "ab1", "title": ..., "selftext": ...}                             post t3_ab1
    {"id": "cd2", "link_id": "t3_ab1", "parent_id": "t3_ab1", "body": ...}   post t1_cd2, answers t3_ab1
    {"id": "ab1", "title": ..., "comments": [{"id": "cd2", "submission": "ab1", ...}]}   as the bulk downloader (BDFR) writes it

The listing of a page (``/comments/ab1.json``) holds the comments within those that they answer, and so does BDFR.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from threads.readers.building import Builder
from threads.readers.field_values import integer, key, moment, stated_facts, words
from threads.readers.json_opening import opening
from threads.readers.json_units import json_units, load_json
from threads.readers.markdown import write_markdown
from threads.readers.quoting import write_marked
from threads.records import Facts, Parsed, Statement

FORMAT = "reddit"
units = json_units
SITE = "https://www.reddit.com"
COMMENT, SUBMISSION = "t1", "t3"
SUBREDDIT = re.compile(r"(?:https://[a-z.]{1,30}reddit\.com)?/r/(\w{1,50})/")
FULL_ID = re.compile(r"t[13]_[0-9a-z]{1,13}")
DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
# Ids of Reddit's own have seven or eight digits of base 36; a longer row of decimal digits is a number.
LONGEST_ID = 8
# What stands in the place of words that were taken away.
TAKEN_AWAY = frozenset(("[deleted]", "[removed]", "[deleted by user]", "[removed by reddit]", "[ removed by reddit ]"))
NOBODY = frozenset(("[deleted]", "[removed]", ""))
BULK_NOBODY = "DELETED"
# What CommonMark takes for a quote or for a list, and Reddit for a spoiler or for words: ">!It sinks!<", "6) oars".
LITERAL = re.compile(r"( {0,3}\d{0,9})(?=\)|>!)")
FENCES = ("```", "~~~")
# The editor of new pages writes these for empty paragraphs.
NOTHING = "&#x200B;"
ESCAPED = (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"))
MOST_LOOKED_AT = 20
# Names of fields that are Reddit's own, and how many of them make a post of its.
OWN = frozenset(
    "author_flair_css_class author_flair_text controversiality created_utc gilded is_self link_flair_text link_id"
    " num_comments over_18 parent_id permalink retrieved_on stickied subreddit subreddit_id".split()
)
FEWEST_OWN = 3


def claims(path: str, head: bytes) -> bool:
    """Tell by fields of comments and submissions that have to be there together."""
    value = opening(head)
    return any(_kind(fields) for _, fields in islice(_things(value), MOST_LOOKED_AT)) or _is_cut_off(value)


def parse(raw: bytes) -> Parsed | str:
    """Read the submissions and comments of one line or one listing."""
    value = load_json(raw)
    if isinstance(value, str):
        return value
    builder = Builder()
    for kind, fields in _things(value):
        if (kind or _kind(fields)) == COMMENT:
            _write_comment(builder, fields)
        elif (kind or _kind(fields)) == SUBMISSION:
            _write_submission(builder, fields)
    return builder.parsed()


def _things(value: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every thing in listings and answers with the kind it is said to be of, each before the replies to it."""
    waiting = [("", value)]
    while waiting:
        kind, value = waiting.pop()
        if isinstance(value, list):
            waiting += [(kind, part) for part in reversed(value)]
        elif not isinstance(value, dict):
            continue
        elif isinstance(value.get("kind"), str) and "data" in value:
            waiting.append((value["kind"], value["data"]))
        elif kind == "Listing" or not (kind or _kind(value)):
            # A listing's children, what an API wraps, and the answer to a click on "more".
            inner = [value.get(name) for name in ("children", "things", "data", "json")]
            waiting += [("", part) for part in reversed(inner) if isinstance(part, list | dict)]
        else:
            waiting += [("", value.get("replies")), ("", value.get("comments"))]
            yield kind, value


def _kind(fields: Mapping[str, Any]) -> str:
    """Tell comments and submissions by their fields, because dumps do not say; empty for anything else."""
    if _is_bulk(fields):
        return SUBMISSION if "title" in fields else COMMENT
    if "subreddit" not in fields and "subreddit_id" not in fields:
        return ""
    if "body" in fields and ("link_id" in fields or "parent_id" in fields):
        return COMMENT
    is_submission = "title" in fields and ("selftext" in fields or "is_self" in fields or "num_comments" in fields)
    return SUBMISSION if is_submission else ""


def _is_bulk(fields: Mapping[str, Any]) -> bool:
    """Whether the bulk downloader wrote it: it names a comment's submission so, and says of none what it is of."""
    if "title" in fields:
        name, page = fields.get("name"), fields.get("permalink")
        is_named = isinstance(name, str) and name.startswith("t3_") and isinstance(page, str)
        return is_named and "selftext" in fields and isinstance(fields.get("comments"), list)
    return {"submission", "body", "parent_id", "is_submitter"} <= fields.keys()


def _is_cut_off(value: Any) -> bool:
    """Tell the beginning of a long post whose other fields stand behind its text."""
    return (
        isinstance(value, dict) and bool(value.keys() & {"body", "selftext"}) and len(value.keys() & OWN) >= FEWEST_OWN
    )


def full_id(value: Any, kind: str) -> str:
    """An id with its kind before it: "ab1" of a comment is "t1_ab1"; a number, as some dumps have, is counted to base 36."""
    number = integer(value) if isinstance(value, int | float) or len(key(value)) > LONGEST_ID else None
    if number is not None:
        return f"{kind}_{base_36(number)}" if number > 0 else ""
    id_ = key(value).lower()
    if not id_ or FULL_ID.fullmatch(id_):
        return id_
    return f"{kind}_{id_}"


def base_36(number: int) -> str:
    """A number as Reddit writes its ids."""
    digits = []
    while number:
        number, last = divmod(number, len(DIGITS))
        digits.append(DIGITS[last])
    return "".join(reversed(digits))


def link_of(fields: Mapping[str, Any]) -> str:
    """The submission that a comment stands under."""
    return full_id(fields.get("link_id") or fields.get("submission"), SUBMISSION)


def parent_of(fields: Mapping[str, Any]) -> str:
    """Who is answered. Where nothing is given, or the number of the submission, that is the submission."""
    link = link_of(fields)
    parent = full_id(fields.get("parent_id"), COMMENT)
    return link if not parent or parent.removeprefix("t1_") == link.removeprefix("t3_") else parent


def _write_submission(builder: Builder, fields: Mapping[str, Any]) -> None:
    number = full_id(words(fields, "name") or fields.get("id"), SUBMISSION)
    text, link = words(fields, "selftext"), words(fields, "url_overridden_by_dest", "url")
    own_page = f"/comments/{number.removeprefix('t3_')}"
    is_own = bool(fields.get("is_self")) or own_page in link or not link.startswith("http")
    facts: Facts = {"link": "" if is_own else plain(link), "crosspost_of": words(fields, "crosspost_parent")}
    _write(
        builder,
        fields,
        [facts["link"], text],
        facts,
        id=number,
        thread=number,
        title=plain(words(fields, "title")),
        url=_address(fields, own_page),
    )


def _write_comment(builder: Builder, fields: Mapping[str, Any]) -> None:
    number = full_id(words(fields, "name") or fields.get("id"), COMMENT)
    link, parent = link_of(fields), parent_of(fields)
    page = f"/comments/{link.removeprefix('t3_')}/_/{number.removeprefix('t1_')}/" if link and number else ""
    _write(
        builder,
        fields,
        [words(fields, "body")],
        {},
        id=number,
        thread=link,
        parents=(parent,) if parent else (),
        url=_address(fields, page),
    )


def _write(builder: Builder, fields: Mapping[str, Any], parts: list[str], facts: Facts, **stated: Any) -> None:
    """Write a post of paragraphs in Markdown, the last its own, with what comments and submissions both have."""
    author = words(fields, "author")
    author = "" if author in NOBODY or (author == BULK_NOBODY and _is_bulk(fields)) else author
    posted_at, posted_at_raw = moment(fields.get("created_utc"), fields.get("created"))
    builder.begin()
    text = "\n\n".join(part for part in parts if part)
    write_marked(builder, lambda draft: write_markdown(draft, _markdown(text), base=SITE))
    both: Facts = {
        "karma": integer(fields.get("score")),
        "subreddit": words(fields, "subreddit") or _subreddit_in(words(fields, "permalink")),
        "tags": [plain(flair)] if (flair := words(fields, "link_flair_text")) else [],
        "is_deleted": parts[-1].strip().lower() in TAKEN_AWAY,
        "edited_at": integer(fields.get("edited")),
    }
    builder.end(
        Statement(
            first_line=0,
            last_line=0,
            author=author,
            author_id=author,
            posted_at=posted_at,
            posted_at_raw=posted_at_raw,
            facts=stated_facts({**both, **facts}),
            **stated,
        )
    )


def _subreddit_in(address: str) -> str:
    """The subreddit of an address, "/r/gardens/comments/x2a/beans/"."""
    found = SUBREDDIT.match(address)
    return found[1] if found else ""


def _address(fields: Mapping[str, Any], page: str) -> str:
    """Where the post stands: as stated, else as Reddit leads there."""
    stated = words(fields, "permalink") or page
    return f"{SITE}{stated}" if stated.startswith("/") else stated


def _markdown(text: str) -> str:
    """The Markdown as typed, with a backslash before what Reddit does not treat as Markdown."""
    lines = plain(text).replace(NOTHING, "").split("\n")
    is_code = False
    for number, line in enumerate(lines):
        if line.lstrip().startswith(FENCES):
            is_code = not is_code
        elif not is_code and LITERAL.match(line):
            lines[number] = LITERAL.sub(r"\1\\", line, count=1)
    return "\n".join(lines)


def plain(text: str) -> str:
    """Text without the three escapes that Reddit puts into everything."""
    for escape, sign in ESCAPED:
        text = text.replace(escape, sign)
    return text
