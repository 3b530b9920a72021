"""Documents of the other tests -> what fuzzing begins with. Nothing but words of our own, and nothing large."""

from __future__ import annotations

import bz2
import gzip
import json
import lzma
from pathlib import Path

import zstandard

from tests.expressions import SHAPES
from tests.helpers import documents as given
from tests.loading import malformed

TESTS = Path(__file__).parents[1]
LARGEST = 16_000
HEADERS = (
    b"From: ", b"To: ", b"Subject: =?utf-8?q?", b"Subject: =?koi8-r?B?", b"Date: Mon, 4 Mar 2019 12:00:00 +0", b"Message-ID: <",
    b"References: <a@b> <", b"In-Reply-To: <", b"Content-Type: multipart/mixed; boundary=b", b"Content-Type: text/html",
    b"Content-Type: text/plain; charset=", b"Content-Type: text/plain; format=flowed; delsp=yes", b"Received: by x; ",
    b"Content-Type: message/rfc822", b"Content-Transfer-Encoding: base64", b"Content-Transfer-Encoding: quoted-printable",
    b"Content-Transfer-Encoding: x-uuencode", b"Content-Disposition: attachment; filename*0*=utf-8''", b" ", b"List-Id: ",
)  # fmt: skip
PARTS = (
    b"\n--b\n", b"\n--b--\n", b"Content-Type: text/plain\n\n", b"Content-Type: text/html\n\n<blockquote>", b"> ", b">> ", b"\n-- \n",
    b"Content-Type: multipart/alternative; boundary=b\n\n", b"Content-Type: message/rfc822\n\n", b"begin 644 a.txt\n", b"=\n",
    b"On Mon, Ada wrote:\n", b"-----Original Message-----\n", b"=C3=A4", b"4oCm\n", b"\n_______\n", b"</blockquote>", b"> From ",
)  # fmt: skip
DATES = (
    "Mon, 4 Mar 2019 12:00:00 +0100", "4 Mar 69 12:00", "Fri Mar 29 14:07:31 2019", "from x by y; Mon, 4 Mar 2019 12:00:00 -0000",
    "January 09, 2022, 10:44:39 AM", "Sun 2. März 2003 22:21", "2007-02-03T08:41:00+01:00", "13-02-2007, 08:41 PM", "02.03.07 9h30",
    "All times are GMT -5.", "3 февраля 2011 г. 22:21 MSK", "1º de março de 2010, 7:05 p.m.", "2020-02-30T25:61:00Z", "UTC+01:00",
)  # fmt: skip


def documents() -> list[bytes]:
    """One of every format, and all that are malformed and small."""
    pages = [path.read_bytes() for path in sorted((TESTS / "readers" / "pages").glob("*.html"))]
    values = [value for _, value in given.DOCUMENTS.values()]
    values.append(given.topic(given.post(1), given.post(2, reply_to_post_number=1)))
    made = [json.dumps(value).encode() for value in values]
    made.append(b"\n".join(made[:3]))
    made.append(given.ADA + b"\n" + given.BRUNO)
    table = (given.HEAD + given.QUESTION + given.ANSWER + given.COMMENT + given.USER + given.FOOT).encode()
    return _small([*pages, *made, table, *malformed.files().values()])


def packed() -> list[bytes]:
    """The same few words in each way of packing them."""
    words = malformed.sound("packed")
    ways = (gzip.compress, bz2.compress, lzma.compress, zstandard.compress)
    packs = [*(way(words) for way in ways), malformed.zipped({"a/b.mbox": words, "c.txt": b"gate"}), malformed.linked()]
    again = [ways[0](pack) for pack in packs]
    return _small([*packs, *again, malformed.zipped({f"{n}": pack for n, pack in enumerate(packs)})])


def texts() -> list[bytes]:
    """The pages of the cases of reconstruction, and lines that look like html."""
    cases = [path.read_bytes() for path in sorted((TESTS / "reconstruct" / "cases").glob("*.txt"))]
    parts = [part for case in cases for part in case.split(b"\n.\n")]
    html = [
        b'<p>See <a href="https://example.org/?a=1&b">the plan</a>.<blockquote>Who built it?</blockquote>',
        b"<ul><li>one<ol start=3><li>two</ol></ul><pre>x = 1</pre><img alt=x src=//example.org/a.png>",
        b"javascript:alert(1) data:text/html,x <a href='javascript:x'>https://example.org</a> mailto:ada@example.org",
        b"diff --git a/tide.c b/tide.c\n@@ -1,2 +1,2 @@\n-\treturn ebb;\n+\treturn flow;\n tide.c | 12 ++--\n",
    ]
    return _small([*parts, *html])


def dates() -> list[bytes]:
    """Dates in several languages and orders."""
    return [text.encode() for text in DATES]


def pumps() -> list[bytes]:
    """For each expression the shapes that are slow to many, each to be repeated."""
    return [bytes([0, n]) + b"\xff" + SHAPES[n % len(SHAPES)].encode() + b"\xff\0" for n in range(240)]


def nothing() -> list[bytes]:
    """No document: the input is a series of choices."""
    return [bytes(range(256)), bytes(64), b"\xff" * 200]


def _small(made: list[bytes]) -> list[bytes]:
    return [document for document in dict.fromkeys(made) if 0 < len(document) <= LARGEST]
