"""Documents of every format, filled from few values, so that posts meet, and nasty ones, so that something breaks."""

import json
import re
from collections.abc import Callable
from html import escape
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

READERS = Path(__file__).parent.parent / "readers"
PAGES = sorted((*(READERS / "pages").glob("*.html"), *(READERS / "any_pages").glob("*.html")))
LONG = "x" * 3_000
SHARED = "The sluice gate at the upper pond jams whenever the frost lifts the western sill of it."
IDS = ("1", "2", "2", "3", "a\0b", "\ud800", "", " ", LONG, "p1", "1/2", "%#?<\u00e9>", "\u202e1", "t3_1", "-1")
NAMES = (
    "Ada",
    "Ada",
    "ada",
    "Bruno",
    "",
    " ",
    "B\0b",
    "\udfff",
    "N" * 300,
    "\u202eAda",
    "Ada via Tides",
    "<b>",
    "\n",
    "\u5f20" * 210,
)
DATES = (
    "2019-03-04T05:06:07Z", "2019-03-04T05:06:07Z", "Mon, 4 Mar 2019 05:06:07 +0000", "0001-01-01", "9999-12-31T23:59:59-12:00",
    "1969-12-31", "2101-01-01T00:00:00+14:00", "", "\0", "soon", "99999-99-99", "1551675967", "-1", "1e400", "\ud800", "31 Feb 2019",
)  # fmt: skip
TEXTS = (
    SHARED, SHARED, f"> {SHARED}\n\nIt does.", f"{SHARED} \n\n", f"<p>{SHARED}</p>", f"<blockquote>{SHARED}</blockquote>It does.", "",
    " ", "\n\n\n", "\0", "a\0b\ud800c", "\udc00", "w " * 2_000, LONG, "one\r\ntwo\rthree\x0bfour\x0cfive\x1c\u2028six", "<p><a href='javascript:1'>x",
    "From ada@x Thu Jan  2 10:00:00 2020\nFrom: b\nDate: c\n\nd", "-- \nAda\n", "```\n> x\n```", "[quote=1]x[/quote]", "&#0;&#xD800;&#x110000;", "]]>", "\ufffe\uffff\U0010ffff",
)  # fmt: skip
ODD = (None, 0, -1, 10**30, float("nan"), 1e308, True, [], {}, [[[]]], {"a": {"\0": "\ud800"}}, "", "\0", "2")
WORDS = (*IDS, *NAMES, *DATES, *TEXTS)

id_, name, date, text = map(st.sampled_from, (IDS, NAMES, DATES, TEXTS))
drawn = st.fixed_dictionaries(
    {"id": id_, "parent": id_, "thread": id_, "name": name, "who": id_, "date": date, "title": text, "text": text}
)
Posts = list[dict[str, str]]


def _json(value: Any) -> bytes:
    return json.dumps(value).encode()


def _bytes(value: str) -> bytes:
    return value.encode("utf-8", "surrogatepass")


def _line(value: str) -> bytes:
    return _bytes(value.replace("\n", " ").replace("\r", " "))


def _mail(post: dict[str, str]) -> bytes:
    fields = {
        "From": f"{post['name']} <{post['who']}@x.example>", "Date": post["date"], "Subject": post["title"][:500],
        "Message-ID": f"<{post['id']}>" if post["id"].strip() else "", "In-Reply-To": f"<{post['parent']}>",
        "References": f"<{post['thread']}> <{post['parent']}>", "MIME-Version": "1.0",
        "Content-Type": "text/html; charset=utf-8" if post["text"].startswith("<") else "text/plain; charset=utf-8",
    }  # fmt: skip
    return (
        b"".join(b"%s: %s\n" % (key.encode(), _line(value)) for key, value in fields.items())
        + b"\n"
        + _bytes(post["text"])
    )


def mbox(posts: Posts) -> bytes:
    return b"".join(
        b"From a@x.example Thu Jan  2 10:00:00 2020\n" + _mail(post) + b"\n\n" * (len(post["id"]) % 2) for post in posts
    )


def eml(posts: Posts) -> bytes:
    return _mail(posts[0])


def mmdf(posts: Posts) -> bytes:
    return b"".join(b"\x01\x01\x01\x01\n" + _mail(post) + b"\n\x01\x01\x01\x01\n" for post in posts)


def babyl(posts: Posts) -> bytes:
    mails = (b"\x1f\x0c\n1,,\n%s*** EOOH ***\n\n%s\n" % (head + b"\n", words) for head, words in map(_parted, posts))
    return b"BABYL OPTIONS:\nVersion: 5\n" + b"".join(mails) + b"\x1f"


def rnews(posts: Posts) -> bytes:
    mails = map(_mail, posts)
    return b"".join(b"#! rnews %d\n%s\n" % (len(mail) + 1, mail) for mail in mails)


def emlx(posts: Posts) -> bytes:
    mail = _mail(posts[0])
    return b"%d\n%s" % (len(mail), mail) + b'<?xml version="1.0" encoding="UTF-8"?>\n<plist version="1.0"></plist>\n'


def _parted(post: dict[str, str]) -> tuple[bytes, bytes]:
    head, _, words = _mail(post).partition(b"\n\n")
    return head, words


def jsonl(posts: Posts) -> bytes:
    lines = (
        {"id": p["id"], "parent": p["parent"], "thread": p["thread"], "author": {"key": p["who"], "name": p["name"]}, "posted_at": p["date"],
         "title": p["title"], "text": p["text"], "url": p["who"], "facts": {"tags": [p["name"]], p["id"]: p["date"]},
         "marks": [{"role": "quote", "first_line": 1, "last_line": 1, "source": p["parent"]}]}
        for p in posts
    )  # fmt: skip
    return b"".join(_json(line) + b"\n" for line in lines)


def convokit(posts: Posts) -> bytes:
    lines = (
        {"id": p["id"], "conversation_id": p["thread"], "text": p["text"], "speaker": p["who"], "reply-to": p["parent"], "timestamp": p["date"],
         "meta": {"name": p["name"]}}
        for p in posts
    )  # fmt: skip
    return b"".join(_json(line) + b"\n" for line in lines)


def discourse(posts: Posts) -> bytes:
    made = [
        {"id": n, "topic_id": 12, "post_number": n if n % 3 else p["id"], "username": p["who"], "name": p["name"], "created_at": p["date"],
         "cooked": p["text"], "post_type": 1, "reply_to_post_number": p["parent"] if n % 2 else n - 1}
        for n, p in enumerate(posts, 1)
    ]  # fmt: skip
    return _json(
        {
            "id": 12,
            "title": posts[0]["title"],
            "slug": "x",
            "tags": [posts[0]["name"]],
            "post_stream": {"posts": made, "stream": []},
        }
    )


def forum_magnum(posts: Posts) -> bytes:
    opening, *others = posts
    post = {"_id": opening["id"], "title": opening["title"], "slug": "x", "pageUrl": opening["who"], "postedAt": opening["date"], "htmlBody": opening["text"],
            "user": {"_id": opening["who"], "displayName": opening["name"], "username": opening["name"]}}  # fmt: skip
    comments = [
        {"_id": p["id"], "postId": opening["id"], "parentCommentId": p["parent"], "topLevelCommentId": p["thread"], "postedAt": p["date"],
         "contents": {"html": p["text"]}, "user": None, "userId": p["who"]}
        for p in others
    ]  # fmt: skip
    return _json({"data": {"comments": {"results": comments}} if others else {"posts": {"results": [post]}}})


def reddit(posts: Posts) -> bytes:
    lines = (
        {"id": p["id"], "author": p["name"], "author_fullname": p["who"], "body": p["text"], "link_id": f"t3_{p['thread']}", "parent_id": f"t1_{p['parent']}",
         "created_utc": p["date"], "score": 1, "subreddit": p["who"]}
        for p in posts
    )  # fmt: skip
    return b"".join(_json(line) + b"\n" for line in lines)


def hacker_news(posts: Posts) -> bytes:
    lines = (
        {"by": p["name"], "id": n if n % 2 else p["id"], "parent": p["parent"] if n % 2 else n - 1, "text": p["text"], "time": 1_551_675_967 + n if n % 3 else p["date"],
         "type": "comment"}
        for n, p in enumerate(posts, 1)
    )  # fmt: skip
    return b"".join(_json(line) + b"\n" for line in lines)


def _attribute(value: str) -> str:
    return "".join(f"&#x{ord(sign):X};" if "\ud800" <= sign <= "\udfff" else escape(sign) for sign in value)


def stack_exchange(posts: Posts) -> bytes:
    rows = "".join(
        f'<row Id="{_attribute(p["id"])}" PostTypeId="{1 + n % 2}" ParentId="{_attribute(p["parent"])}" CreationDate="{_attribute(p["date"])}" '
        f'Title="{_attribute(p["title"])}" Body="{_attribute(p["text"])}" OwnerUserId="{_attribute(p["who"])}" '
        f'OwnerDisplayName="{_attribute(p["name"] if n % 3 else "")}" Tags="{_attribute(p["name"])}" />\n'
        for n, p in enumerate(posts)
    )
    return f'<?xml version="1.0" encoding="utf-8"?>\n<posts>\n{rows}</posts>\n'.encode()


def yahoo_groups(posts: Posts) -> bytes:
    made = (
        {"msgId": p["id"], "topicId": p["thread"], "userId": p["who"], "authorName": p["name"], "subject": p["title"], "postDate": p["date"],
         "prevInTopic": 0, ("rawEmail" if n % 2 else "messageBody"): escape(_mail(p).decode("utf-8", "replace")) if n % 2 else p["text"]}
        for n, p in enumerate(posts)
    )  # fmt: skip
    return b"".join(_json(message) + b"\n" for message in made)


def forum_dl(posts: Posts) -> bytes:
    items = (
        {"path": ["2", p["thread"]], "subpath": [p["parent"], p["id"]], "author": p["name"], "creation_time": p["date"], "content": p["text"],
         "url": p["who"], "origin": "", "data": {"title": p["title"]}}
        for p in posts
    )  # fmt: skip
    return b"".join(
        _json({"generator": "forum-dl", "version": "1", "extractor": "phpbb", "type": "post", "item": item}) + b"\n"
        for item in items
    )


def _row(number: int, post: dict[str, str]) -> dict[str, str]:
    return {"no": str(number), "author": post["name"], "date": post["date"] if number % 3 else f"2019-03-0{number % 9 + 1} 10:00",
            "text": post["text"] if number % 2 else f"{SHARED} {number}", "parent": post["parent"], "title": post["title"]}  # fmt: skip


def json_posts(posts: Posts) -> bytes:
    return _json([_row(number, post) for number, post in enumerate([*posts, *posts, *posts])])


def csv_posts(posts: Posts) -> bytes:
    rows = [_row(number, post) for number, post in enumerate([*posts, *posts, *posts])]
    lines = [list(rows[0]), *(list(row.values()) for row in rows)]
    return b"\n".join(_bytes(",".join('"{}"'.format(cell.replace('"', '""')) for cell in line)) for line in lines)


def rss(posts: Posts) -> bytes:
    items = "".join(
        f"<item><title>{_attribute(p['title'])}</title><guid>{_attribute(p['id'])}</guid><link>{_attribute(p['thread'])}</link>"
        f"<author>{_attribute(p['name'])}</author><pubDate>{_attribute(p['date'])}</pubDate>"
        f"<description>{_attribute(p['text'])}</description></item>"
        for p in posts
    )
    return f'<?xml version="1.0"?><rss version="2.0"><channel>{items}</channel></rss>'.encode()


def plain(posts: Posts) -> bytes:
    return "\n\n".join(p["text"] for p in posts).encode("utf-8", "replace")


STATED: dict[str, tuple[str, Callable[[Posts], bytes]]] = {
    "mbox": ("x.mbox", mbox),
    "eml": ("x.eml", eml),
    "mmdf": ("x.mmdf", mmdf),
    "babyl": ("RMAIL", babyl),
    "rnews": ("x.batch", rnews),
    "emlx": ("x.emlx", emlx),
    "jsonl": ("x.jsonl", jsonl),
    "convokit": ("utterances.jsonl", convokit),
    "discourse": ("topic.json", discourse),
    "forum_magnum": ("magnum.json", forum_magnum),
    "reddit": ("reddit.ndjson", reddit),
    "hacker_news": ("hn.ndjson", hacker_news),
    "stack_exchange": ("Posts.xml", stack_exchange),
    "yahoo_groups": ("12_raw.json", yahoo_groups),
    "forum_dl": ("quay.jsonl", forum_dl),
    "json_posts": ("mine.json", json_posts),
    "csv": ("table.csv", csv_posts),
    "rss": ("feed.xml", rss),
    "text": ("page.txt", plain),
}
# What stands between tags, and the values of attributes.
SLOT = re.compile(rb">([^<>]{1,200})<|=\"([^\"<>]{1,200})\"")


@st.composite
def pages(draw: st.DrawFn) -> tuple[str, bytes]:
    """A saved page in which some words are others."""
    path = draw(st.sampled_from(PAGES))
    content = path.read_bytes()
    slots = [m.span(m.lastindex) for m in SLOT.finditer(content)]
    for first, last in sorted(draw(st.lists(st.sampled_from(slots), max_size=6, unique=True)), reverse=True):
        word = draw(st.sampled_from(WORDS))
        content = content[:first] + _bytes(_attribute(word) if draw(st.booleans()) else word) + content[last:]
    return path.name, content


@st.composite
def written(draw: st.DrawFn) -> tuple[str, bytes]:
    """A document whose format states its posts, or plain text; some of its JSON may be of another kind than it should."""
    form = draw(st.sampled_from(sorted(STATED)))
    file, write = STATED[form]
    content = write(draw(st.lists(drawn, min_size=1, max_size=6)))
    if draw(st.integers(0, 4)) == 0:
        for _ in range(draw(st.integers(1, 3))):
            values = [m.span(1) for m in re.finditer(rb": (\"[^\"\\]{0,80}\"|\d{1,20}|null|true)[,}]", content)]
            if values:
                first, last = draw(st.sampled_from(values))
                content = content[:first] + _json(draw(st.sampled_from(ODD))) + content[last:]
    return file, content


@st.composite
def cut(draw: st.DrawFn, documents: st.SearchStrategy[tuple[str, bytes]]) -> tuple[str, bytes]:
    """A document, whole or damaged."""
    file, content = draw(documents)
    match draw(st.integers(0, 9)):
        case 0:
            content = content[: draw(st.integers(0, len(content)))]
        case 1:
            at = draw(st.integers(0, len(content)))
            content = (
                content[:at]
                + draw(st.sampled_from((b"\0", b"\xff", b"<", b'"', b"\n\n", b"\xed\xa0\x80")))
                + content[at:]
            )
    return file, content


def folders() -> st.SearchStrategy[list[tuple[str, bytes]]]:
    """What is given to one import; each file is called by its number as well."""
    return st.lists(cut(st.one_of(written(), written(), pages())), min_size=1, max_size=4)
