"""Files as no program should write them, by a name that says what is wrong. ``scale`` makes the large ones larger."""

import gzip
import io
import json
import tarfile
import zipfile
from base64 import b64encode
from collections.abc import Iterator

import zstandard

from tests.readers.packing import answer, warc_record

HEAD = "From ida@quay.example Sat Apr  5 06:07:08 2003\n"
FIELDS = (
    "From: Ida <ida@quay.example>\nMessage-ID: <{}@quay.example>\nDate: Sat, 05 Apr 2003 06:07:08 +0000\nSubject: {}\n"
)
PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256))


def files(scale: int = 1) -> dict[str, bytes]:
    """All of them, by the name of the file."""
    return dict(
        [
            *_mails(scale),
            *_bodies(scale),
            *_parts(),
            *_topics(),
            *_json(scale),
            *_pages(scale),
            *_others(scale),
            *_packed(scale),
            *_saved(scale),
        ]
    )


def mail(name: str, body: str | bytes, fields: str | bytes = "") -> bytes:
    """A mailbox of one mail after which a sound one follows."""
    head = (HEAD + FIELDS.format(name, name)).encode() + (fields.encode() if isinstance(fields, str) else fields)
    text = body.encode() if isinstance(body, str) else body
    return head + b"\n" + text + b"\n\n" + sound(f"after-{name}")


def sound(name: str) -> bytes:
    return (HEAD + FIELDS.format(name, name) + "\nThe mooring held.\n\n").encode()


def _mails(scale: int) -> Iterator[tuple[str, bytes]]:
    many = 300_000 if scale > 1 else 20_000
    yield "bare-separator.mbox", (HEAD + "\n").encode() + sound("bare")
    yield "only-headers.mbox", (HEAD + FIELDS.format("h", "h")).encode()
    yield "no-body.mbox", mail("no-body", "")
    yield "mixed-ends.mbox", mail("ends", b"one\r\ntwo\rthree\nfour\r\n")
    yield "crlf.mbox", mail("crlf", "The gull\nsleeps.").replace(b"\n", b"\r\n")
    yield "from-in-body.mbox", mail("from", "From here on it rains.\n>From there it does not.\n>>From nowhere.")
    yield "lying-length.mbox", mail("length", "Short.", "Content-Length: 99999\n")
    yield "long-header.mbox", mail("header", "Text.", f"X-Long: {'x' * 1_000_000}\n")
    yield "many-references.mbox", mail("refs", "Text.", "References:" + "".join(f" <{n}@q>\n" for n in range(many)))
    yield "many-recipients.mbox", mail("to", "Text.", "To:" + ",".join(f" n{n}@q.example\n" for n in range(20_000)))
    yield "parentheses.mbox", mail("brackets", "Text.", f"To: {'(' * 30_000}\nCc: {'<' * 30_000}\n")
    yield (
        "broken-words.mbox",
        mail("words", "T.", "Subject: =?utf-8?q?=?= =?utf-8?b?=?=!!?= =?x-no?q?=ff?= =?utf-8?q?=?utf-8?\n"),
    )
    yield "long-id.mbox", mail("x" * 10_000, "Text.")
    yield "odd-id.mbox", mail("a/%#?<b c", "Text.")
    yield "no-id.mbox", (HEAD + "From: a@q.example\n\nNo id.\n\n" + HEAD + "From: b@q.example\n\nNone.\n\n").encode()
    yield (
        "own-parent.mbox",
        mail("self", "Text.", "In-Reply-To: <self@quay.example>\nReferences: <self@quay.example>\n"),
    )
    years = ("1", "68", "1969", "2038", "9999", "99999", "")
    dates = "".join(
        HEAD + f"From: a@q.example\nMessage-ID: <y{n}@q>\nDate: Fri, 30 Feb {y} 25:61:00 +9999\n\nOld.\n\n"
        for n, y in enumerate(years)
    )
    yield "dates.mbox", dates.encode()
    yield "bom.mbox", b"\xef\xbb\xbf" + sound("bom")
    yield "trailing-nul.mbox", sound("nul") + bytes(4096)
    yield "sound.eml", sound("eml").partition(b"\n")[2]
    yield "binary.eml", b"From: a@q.example\nSubject: x\nMessage-ID: <b@q>\nDate: 1\n\n" + PNG * 50


def _bodies(scale: int) -> Iterator[tuple[str, bytes]]:
    kinds = "MIME-Version: 1.0\nContent-Type: "
    yield "bad-utf8.mbox", mail("utf8", b"caf\xe9 \xff\xfe \xc3(", kinds + "text/plain; charset=utf-8\n")
    yield "utf16.mbox", mail("utf16", "caf\u00e9".encode("utf-16"), kinds + "text/plain; charset=utf-16\n")
    yield "wrong-charset.mbox", mail("charset", "caf\u00e9", kinds + "text/plain; charset=us-ascii\n")
    yield "unknown-charset.mbox", mail("unknown", b"caf\xe9", kinds + "text/plain; charset=x-nobody's\n")
    yield "evil-charset.mbox", mail("codec", b"4142", kinds + "text/plain; charset=hex\n")
    yield "rot-charset.mbox", mail("rot", b"abc", kinds + "text/plain; charset=rot13\n")
    yield "nul.mbox", mail("nul", b"be\0fore\0\0after")
    yield "controls.mbox", mail("controls", "a\x01\x1b[31m\x85\u202eb\u2066c\ufffe\ud7ff")
    yield "long-line.mbox", mail("line", b"word " * (200_000 * (100 if scale > 1 else 1)))
    yield (
        "many-words.mbox",
        mail("distinct", "\n".join(f"w{n:x}q{n * 7919:x}" for n in range(200_000 if scale > 1 else 100_000))),
    )


def _parts() -> Iterator[tuple[str, bytes]]:
    deep = 2_000
    kinds = "MIME-Version: 1.0\nContent-Type: "
    nested = "".join(f"--b{n}\nContent-Type: multipart/mixed; boundary=b{n + 1}\n\n" for n in range(deep))
    yield "deep-parts.mbox", mail("parts", nested, kinds + "multipart/mixed; boundary=b0\n")
    yield "deep-mails.mbox", mail("mails", "Content-Type: message/rfc822\n\n" * deep, kinds + "message/rfc822\n")
    parts = "".join(f"--b\nContent-Disposition: attachment; filename=f{n}\n\nx\n" for n in range(10_000))
    yield "many-parts.mbox", mail("many", parts + "--b--\n", kinds + "multipart/mixed; boundary=b\n")
    yield "no-boundary.mbox", mail("boundary", "--b\n\ntext\n--b--", kinds + "multipart/mixed\n")
    yield "empty-boundary.mbox", mail("empty", "--\n\ntext\n----", kinds + 'multipart/mixed; boundary=""\n')
    yield "open-boundary.mbox", mail("open", "--b\n\ntext", kinds + "multipart/alternative; boundary=b\n")
    yield "broken-base64.mbox", mail("base64", "QUJ$$$D\n=\nQQ", "Content-Transfer-Encoding: base64\n")
    yield "broken-qp.mbox", mail("qp", "a=ZZ b= c=\n=", "Content-Transfer-Encoding: quoted-printable\n")
    yield "unknown-transfer.mbox", mail("transfer", "text", "Content-Transfer-Encoding: x-shout\n")
    yield (
        "uuencode.mbox",
        mail("uu", "begin 644 a.txt\n#0V%T\nM!!!!\n`\nend\n=ybegin line=128 size=3 name=a\nabc\n=yend"),
    )
    names = "../../etc/passwd", "a\0b", "x" * 5_000, "\u202egnp.exe", "=?utf-8?q?=00?="
    held = "".join(f'--b\nContent-Disposition: attachment; filename="{n}"\n\nx\n' for n in names)
    yield "attachment-names.mbox", mail("names", held + "--b--", kinds + "multipart/mixed; boundary=b\n")
    html = kinds + "text/html; charset=utf-8\n"
    yield "many-attributes.mbox", mail("attributes", "<a " + " ".join(f"a{n}=1" for n in range(100_000)) + ">x", html)
    yield "deep-tags.mbox", mail("tags", "<b>" * 100_000 + "x", html)
    yield "deep-quotes.mbox", mail("quotes", "<blockquote>" * 20_000 + "x", html)
    yield "open-comment.mbox", mail("comment", "before<!-- never closed <p>x", html)
    yield "plaintext.mbox", mail("plaintext", "<plaintext><b>x</b>", html)
    yield "refresh.mbox", mail("refresh", '<meta http-equiv=refresh content="0;url=//e"><base href=//e>x', html)
    yield (
        "data-uri.mbox",
        mail("data", f'<img src="data:image/png;base64,{b64encode(bytes(4_000_000)).decode()}">x', html),
    )
    yield "deep-signs.mbox", mail("signs", "\n".join(">" * n + " x" for n in range(1, 2_000)))
    yield "only-quoted.mbox", mail("quoted", "> x\n" * 50_000)


def _topics() -> Iterator[tuple[str, bytes]]:
    topic = {"id": 1, "title": "T", "slug": "t", "posts_count": 1, "post_stream": {"posts": []}, "posts": []}
    post = {
        "id": 1,
        "topic_id": 1,
        "post_number": 1,
        "username": "ida",
        "cooked": "<p>x</p>",
        "created_at": "2003-04-05T06:07:08Z",
    }
    yield "deep-topic.json", json.dumps(topic).encode()[:-1] + b', "x": ' + b"[" * 100_000 + b"]" * 100_000 + b"}"
    yield "topic-cut.json", json.dumps({**topic, "post_stream": {"posts": [post]}}).encode()[:-30]
    yield (
        "topic-odd.json",
        json.dumps({**topic, "post_stream": {"posts": [post, None, 3, {**post, "cooked": []}]}}).encode(),
    )
    yield "utf16.json", json.dumps({**topic, "post_stream": {"posts": [post]}}).encode("utf-16")


def _json(scale: int) -> Iterator[tuple[str, bytes]]:
    line = {"id": "a", "text": "The tide turns.", "author": "Ida", "posted_at": "2003-04-05T06:07:08+00:00"}
    comment = {
        "id": "c1",
        "link_id": "t3_a",
        "parent_id": "t3_a",
        "author": "ida",
        "body": "Tide.",
        "created_utc": 1,
        "subreddit": "q",
    }
    good = json.dumps(comment)
    yield "deep.json", b"[" * 100_000
    yield (
        "nan.ndjson",
        (good.replace('"created_utc": 1', '"created_utc": NaN') + "\n" + good.replace("c1", "c2") + "\n").encode(),
    )
    yield "huge-number.ndjson", (good.replace('"created_utc": 1', f'"created_utc": {"9" * 5_000}') + "\n").encode()
    yield "twice-a-key.ndjson", (good[:-1] + ', "body": "Other."}\n').encode()
    yield "one-bad-line.ndjson", f"{good}\n{{oops\n{good.replace('c1', 'c3')}\n\n".encode()
    yield "cut-short.ndjson", f"{good}\n{good[:40]}".encode()
    yield "bom.ndjson", b"\xef\xbb\xbf" + good.encode() + b"\n"
    yield "surrogate.ndjson", (good.replace("Tide.", "\\ud800 \\u0000 x") + "\n").encode()
    yield "proto.ndjson", (good[:-1] + ', "__proto__": {"x": 1}}\n').encode()
    yield "odd-values.ndjson", b"".join(
        json.dumps({**comment, "id": f"v{n}", key: value}).encode() + b"\n"
        for n, (key, value) in enumerate((k, v) for k in comment for v in (None, [], {}, -1, True, "", 1e308))
    )  # fmt: skip
    yield "array.json", json.dumps([{"id": n} for n in range(1_000_000 if scale > 1 else 5_000)]).encode()
    yield (
        "lines.jsonl",
        (json.dumps(line) + "\n" + json.dumps({**line, "id": ["b"], "posted_at": 7}) + "\n[]\n7\n").encode(),
    )


def _pages(scale: int) -> Iterator[tuple[str, bytes]]:
    head = b'<html><head><meta name="generator" content="phpBB"></head><body class="phpbb">'
    yield "deep.html", head + b"<div class=post>" * 50_000
    yield (
        "attributes.html",
        head + b"<p " + b" ".join(b"a%d=1" % n for n in range(100_000 if scale > 1 else 20_000)) + b">x",
    )
    yield "comment.html", head + b"<!-- " + b"x" * 100_000
    yield (
        "ld.html",
        b'<script type="application/ld+json">{"@type": "DiscussionForumPosting", "comment": ' + b"[" * 50_000,
    )
    odd = {
        "@context": "https://schema.org",
        "@type": "DiscussionForumPosting",
        "text": 3,
        "author": [[]],
        "comment": {"@type": "Comment", "text": None},
    }
    yield "odd-ld.html", f'<script type="application/ld+json">{json.dumps(odd)}</script>'.encode()
    yield "empty.html", b"<!DOCTYPE html><html></html>"


def _others(scale: int) -> Iterator[tuple[str, bytes]]:
    row = '<row Id="1" PostTypeId="1" CreationDate="2003-04-05T06:07:08.000" Body="&lt;p&gt;x" Title="T" OwnerUserId="1" />'
    yield "Posts.xml", f'<?xml version="1.0"?>\n<posts>\n  {row}\n  <row Id="2" \n  <row/>\n  {row[:30]}'.encode()
    bomb = "".join(f'<!ENTITY e{n + 1} "{f"&e{n};" * 10}">' for n in range(12))
    yield (
        "entities.xml",
        f'<?xml version="1.0"?><!DOCTYPE posts [<!ENTITY e0 "x">{bomb}]><posts>{row.replace("&lt;p&gt;x", "&e12;")}</posts>'.encode(),
    )
    yield "empty.txt", b""
    yield "blank.txt", b" \n\t\n"
    yield "nul.txt", b"The keel\0lies.\n"
    yield "utf16.txt", "The keel lies.\n".encode("utf-16")
    yield "picture.png", PNG * 100
    yield "field.csv", b'id,text\n1,"' + b"x" * 1_000_000 + b'"\n'


def _packed(scale: int) -> Iterator[tuple[str, bytes]]:
    zeros = bytes(64_000_000 if scale > 1 else 20_000_000)
    yield "bomb.mbox.gz", gzip.compress(zeros)
    yield "bomb.mbox.zst", zstandard.compress(zeros)
    yield "bomb.zip", zipped({"a.mbox": zeros})
    yield "cut.mbox.gz", gzip.compress(sound("cut") * 500)[:-20]
    yield "damaged.mbox.zst", zstandard.compress(sound("bad") * 50)[:-9] + b"xxxxxxxxx"
    yield "not.gz", b"\x1f\x8b\x08 and then nothing"
    yield "outside.zip", zipped({"../out.mbox": sound("out"), "/abs.mbox": sound("abs"), "in.mbox": sound("in")})
    yield "many.zip", zipped({f"{n}.txt": b"x" for n in range(20_000 if scale > 1 else 300)})
    yield "nested.zip", zipped({"a.zip": zipped({"b.zip": zipped({"c.mbox": sound("c")})})})
    yield "cut.zip", zipped({"a.mbox": sound("a")})[:-30]
    yield "links.tar", linked()
    yield "cut.tar", linked()[:700]
    yield "sound.zip", zipped({"mails/a.mbox": sound("zipped"), "b.txt": b"The wharf is long.\n"})


def _saved(scale: int) -> Iterator[tuple[str, bytes]]:
    page = b"<html><title>Keels</title><p>The keel lies.</p></html>"
    zeros = bytes(64_000_000 if scale > 1 else 40_000_000)
    sound_one = warc_record(answer(page), "http://quay.example/keel")
    packed = answer(gzip.compress(zeros), "Content-Type: text/html\r\nContent-Encoding: gzip")
    yield "bomb.warc", sound_one + warc_record(packed, "http://quay.example/bomb")
    yield "zeros.warc.gz", gzip.compress(warc_record(answer(zeros), "http://quay.example/zeros"))
    yield "cut.warc", sound_one + sound_one[:-40]
    yield "cut.warc.gz", gzip.compress(sound_one) + gzip.compress(sound_one)[:-20]
    yield "short.warc", warc_record(answer(page), length=20) + sound_one
    yield "long.warc", sound_one + warc_record(answer(page), length=10**15)
    yield "tiny.warc", warc_record(answer(b"x")) * (100_000 if scale > 1 else 300)
    yield "outside.warc", warc_record(answer(page), "http://quay.example/../../etc/passwd")
    yield "endless.warc", b"WARC/1.0\r\nWARC-Type: " + b"x" * 3_000_000
    parts = b"Snapshot-Content-Location: http://quay.example/\nContent-Type: multipart/related; boundary=B\n\n"
    yield "cut.mht", parts + b"--B\nContent-Type: text/html\n\n" + page
    yield "none.mht", parts + b"--B--\n"
    yield "parts.mht", parts + b"--B\nContent-Type: text/html\n\nx\n" * (100_000 if scale > 1 else 5_000)
    yield "cut.webarchive", b"bplist00\xd1\x01\x02_\x10\x0fWebMainResource"


def zipped(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def linked() -> bytes:
    """A tar with a link that leads out, a device, and a mailbox."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, kind in (("passwd", tarfile.SYMTYPE), ("null", tarfile.CHRTYPE)):
            info = tarfile.TarInfo(name)
            info.type, info.linkname = kind, "/etc/passwd"
            archive.addfile(info)
        info = tarfile.TarInfo("a.mbox")
        info.size = len(sound("tar"))
        archive.addfile(info, io.BytesIO(sound("tar")))
    return out.getvalue()
