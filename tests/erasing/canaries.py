"""An archive of every shape with a canary in it, and everywhere that it might still sing after it was erased."""

import base64
import json
import quopri
from collections.abc import Iterator
from pathlib import Path

from django.db import connection

CANARY = "kanarienvogel"
HANZI = "金絲雀密碼"
SECRET = f"The key to the {CANARY} cage lies under the third stone of the garden wall."
MORE = f"Whoever finds the {CANARY} there may keep it for as long as it sings to them."
SHORT = f"Nobody but {CANARY} knows."
QUOTED = f"> {SECRET}"
REST = "The wall itself was built by the monks in the winter of the great frost."
HAN = f"我們在花園的牆下找到了{HANZI}，請不要告訴任何人這個秘密的地方在哪裡。"
FORMS = (CANARY, HANZI)


def mail(number: int, name: str, subject: str, body: bytes, *headers: str) -> bytes:
    address = f"{name.lower()}@quay.example"
    head = "\n".join(
        (
            f"From {address} Sat Apr  5 06:07:0{number} 2003",
            f"From: {name} <{address}>",
            f"Message-ID: <m{number}@quay.example>",
            f"Date: Sat, 05 Apr 2003 06:07:0{number} +0000",
            f"Subject: {subject}",
            *headers,
        )
    )
    return f"{head}\n\n".encode() + body + b"\n\n"


def part(kind: str, code: str, content: bytes) -> bytes:
    return (
        f"--cut\nContent-Type: {kind}; charset=utf-8\nContent-Transfer-Encoding: {code}\n\n".encode() + content + b"\n"
    )


def answered() -> bytes:
    """An answer in two alternatives, coded in two ways, that quotes what is to go; with a file that must stay."""
    plain = f"Ada wrote:\n{QUOTED}\n\nWhich stone is the third, from the left or from the right?\n"
    html = f"<p>Ada wrote:</p><blockquote><p>{SECRET}</p></blockquote><p>Which stone is the third?</p>"
    file = b"--cut\nContent-Type: image/png; name=stone.png\nContent-Transfer-Encoding: base64\n\niVBORw0KGgo=\n"
    return (
        part("text/plain", "quoted-printable", quopri.encodestring(plain.encode()))
        + part("text/html", "base64", base64.encodebytes(html.encode()))
        + file
        + b"--cut--\n"
    )


def forwarded() -> bytes:
    """A copy of the whole, in a thread of its own, and nothing says whose it is."""
    text = f"Have a look at this, it came on the list today.\n\n{SECRET}\n{MORE}\n\n{SHORT}\n\nBest wishes.\n"
    return base64.encodebytes(text.encode())


MIXED = "Content-Type: multipart/alternative; boundary=cut"
CODED = "Content-Transfer-Encoding: base64"
PLAIN = "Content-Type: text/plain; charset=utf-8"
ANSWERS = ("In-Reply-To: <m1@quay.example>", "References: <m1@quay.example>")
MAILBOX = b"".join(
    (
        mail(1, "Ada", f"The {CANARY} cage", f"{SECRET}\n{MORE}\n\n{SHORT}\n".encode()),
        mail(2, "Bruno", "Re: The cage", answered(), *ANSWERS, "MIME-Version: 1.0", MIXED),
        mail(3, "Chen", "Fwd: a cage", forwarded(), "MIME-Version: 1.0", PLAIN, CODED),
        mail(4, "Dalia", "Re: The cage", f"> The key to the {CANARY} cage lies under...\n\nIt does not.\n".encode(), *ANSWERS),
        mail(5, "Ida", "Stones", f"{REST}\n\nThe quarry is closed since then.\n".encode()),
        mail(6, "Wei", "牆", f"{HAN}\n".encode(), PLAIN),
        mail(7, "Jonas", "Re: 牆", f"> {HAN}\n\n好的，我不說。\n".encode(), "In-Reply-To: <m6@quay.example>", PLAIN),
    )
)  # fmt: skip
POSTS = (
    ("ada", 0, f"<p>Who has seen the gardener today?</p><p>{REST}</p>"),
    ("bruno", 1, f'<p>{SECRET}</p><p>See <a href="https://{CANARY}.example/map">the map</a>.</p><p>{SHORT}</p>'),
    ("chen", 2, (f'<aside class="quote" data-post="2" data-topic="9" data-username="bruno"><blockquote><p>{SECRET}</p>'
     "</blockquote></aside><p>I have looked there already.</p>")),
    ("dalia", 1, "<p>He went to the mill with the old cart this morning.</p>"),
)  # fmt: skip
TOPIC = json.dumps(
    {
        "id": 9,
        "title": "The gardener",
        "post_stream": {
            "posts": [
                {"id": 90 + number, "topic_id": 9, "post_number": number, "reply_to_post_number": above or None,
                 "username": name, "name": name.capitalize(), "cooked": cooked, "created_at": f"2019-01-0{number}T10:00:00Z",
                 "link_counts": [{"url": f"https://{CANARY}.example/map", "clicks": 3}] if name == "bruno" else []}
                for number, (name, above, cooked) in enumerate(POSTS, 1)
            ]
        },
    },
    indent=1,
).encode()  # fmt: skip
BOARD = f"""<!DOCTYPE html><html><head><title>Garden club - View topic - Walls</title>
<meta name="description" content="{SECRET}">
<link rel="canonical" href="https://garden.example/forum/viewtopic.php?t=7"></head>
<body id="phpbb" class="nojs notouch section-viewtopic ltr">
<h2 class="topic-title"><a href="./viewtopic.php?f=2&amp;t=7">Walls</a></h2>
<div id="p11" class="post bg1"><div class="inner"><div class="postbody"><p class="author"><a href="./viewtopic.php?p=11#p11">Post</a>by <strong><span class="username">Ida Reed</span></strong> Mon May 01, 2011 4:31 pm </p>
<div class="content">How high is the wall of the garden?</div></div></div></div>
<div id="p12" class="post bg2"><div class="inner"><div class="postbody"><p class="author"><a href="./viewtopic.php?p=12#p12">Post</a>by <strong><span class="username">Ada Moss</span></strong> Mon May 02, 2011 4:31 pm </p>
<div class="content">{SECRET}<br>
<br>
{MORE} <img src="https://pictures.example/{CANARY}.png" alt="{CANARY}"></div></div></div></div>
<div id="p15" class="post bg1"><div class="inner"><div class="postbody"><p class="author"><a href="./viewtopic.php?p=15#p15">Post</a>by <strong><span class="username">Bo Reed</span></strong> Tue May 03, 2011 7:00 am</p>
<div class="content"><blockquote><div><cite>Ada Moss wrote: <a href="./viewtopic.php?p=12#p12" data-post-id="12">&uarr;</a></cite>{SECRET}</div></blockquote>Which wall is that, the one at the mill?</div>
</div></div></div>
<ul><li>All times are <span title="Europe">UTC+02:00</span></li></ul></body></html>
""".encode()
PAGE = f"""Shall we open the garden to the public again this summer, or would it be wiser to wait until the mill is mended?

The mill is mended as far as I know, and the miller has asked us twice by now whether people may come over the bridge.

Whoever opens that garden will have people look under every stone of it, and what lies there is called {CANARY} and is mine.

It has been mine since the year of the flood, {CANARY} or not, and I shall not have it taken out of the ground by visitors.

Whoever opens that garden will have people look under every stone of it, and what lies there is called {CANARY} and is mine.

Then take it out yourself before the summer begins, for the committee has made up its mind about the opening day.

...have people look under every stone of it, and what lies there is called {CANARY}...

They would look under stones anyway, and most of them bring children who do nothing else all day long.
"""
AGAIN = "\n\n".join(PAGE.split("\n\n")[1:6]) + "\n"


def written(folder: Path) -> Path:
    folder.mkdir(exist_ok=True)
    for name, content in (
        ("list.mbox", MAILBOX),
        ("topic.json", TOPIC),
        ("board.html", BOARD),
        ("page.txt", PAGE.encode()),
        ("again.txt", AGAIN.encode()),
    ):
        (folder / name).write_bytes(content)
    return folder


def hits() -> dict[str, int]:
    """In which tables of the database the canary stands, in whatever column, coded or not."""
    found = {}
    needles = [needle for form in FORMS for needle in (form, form.encode().hex(), json.dumps(form)[1:-1])]
    needles += [needle.hex() for form in FORMS for needle in _coded(form)]
    needles = [needle for needle in needles if len(needle) >= 6]
    like = [f"%{needle.replace(chr(92), chr(92) * 2)}%" for needle in needles]
    for table in _tables():
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT count(*) FROM {table} row WHERE "row"::text ILIKE ANY(%s)', [like])
            ((count,),) = cursor.fetchall()
        found |= {table: count} if count else {}
    return found


def _coded(form: str) -> Iterator[bytes]:
    """The middle of what base64 makes of it, at each of three places."""
    for before in ("", "a", "ab"):
        yield base64.b64encode(f"{before}{form}".encode())[4:-4]
    yield quopri.encodestring(form.encode())


def _tables() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT quote_ident(schemaname) || '.' || quote_ident(tablename) FROM pg_tables"
            " WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"
        )
        return [name for (name,) in cursor.fetchall()]
