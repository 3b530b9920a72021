"""Texts -> documents of every format, with the texts in each field that a page may show.

A text stands once as the format means it (escaped, encoded) and, where bodies are markup, once as it is.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterator, Sequence
from email.header import Header
from html import escape
from pathlib import Path
from xml.sax.saxutils import quoteattr

# Posts of a thread: many a page, so that few pages show them all.
A_THREAD = 12
DAY = "2019-03-{:02}T10:00:00.000Z"
STAMP = 1_552_000_000
Texts = Sequence[str]


def mails(texts: Texts, at: int) -> str:
    """An mbox: a text in subjects, names, addresses, plain words, html words, attachments' names."""
    made = []
    for number, text in enumerate(texts):
        line = text.replace("\n", " ").replace("\r", " ").replace("\0", "")
        answered = f"In-Reply-To: <m{at}@campaign.example>\n" if number else ""
        head = (
            f"From ada@example.org Fri Mar  1 10:00:00 2019\nMessage-ID: <m{at + number}@campaign.example>\n{answered}"
            f"Date: Fri, 1 Mar 2019 10:{number % 60:02}:00 +0000\nMIME-Version: 1.0\n"
            f"From: {_coded(line)} <ada{number}@example.org>\nSubject: {line[:900] if number % 2 else _coded(line)}\n"
            f"To: {line[:900]}\nList-Id: {line[:200]} <list.example.org>\n"
        )
        made.append(head + "Content-Type: multipart/mixed; boundary=BB\n\n" + _parts(text, line))
    return "\n".join(made)


def _json(said: object) -> str:
    return json.dumps(said, ensure_ascii=False)


def _coded(line: str) -> str:
    return Header(line, "utf-8", maxlinelen=75).encode()


def _parts(text: str, line: str) -> str:
    name = base64.b64encode(line.encode("utf-8", "surrogatepass")).decode()
    html = base64.b64encode(f"<html><body><p>{text}</p><p>{escape(text)}</p></body></html>".encode()).decode()
    plain = text.replace("\nFrom ", "\n>From ")
    return (
        "--BB\nContent-Type: multipart/alternative; boundary=CC\n\n"
        f"--CC\nContent-Type: text/plain; charset=utf-8\n\n{plain}\n\n> {plain}\n\nWords of its own.\n-- \n{plain}\n"
        f"--CC\nContent-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: base64\n\n{html}\n--CC--\n"
        f'--BB\nContent-Type: text/html; name="=?utf-8?B?{name}?="\nContent-Disposition: attachment;'
        f' filename="{line[:200]}"\nContent-Transfer-Encoding: base64\n\n{html}\n--BB--\n'
    )


def html_mail(texts: Texts, at: int) -> str:
    """A mail with nothing but html, all texts in it as they are."""
    words = "\n".join(f"<p>{text}</p><blockquote><p>{text}</p></blockquote>" for text in texts)
    coded = base64.encodebytes(f"<html><head><title>{texts[0]}</title></head><body>{words}</body></html>".encode())
    return (
        f"From: {_coded(texts[0])} <ada@example.org>\nMessage-ID: <only{at}@campaign.example>\nSubject: {_coded(texts[0])}\n"
        "Date: Fri, 1 Mar 2019 10:00:00 +0000\nMIME-Version: 1.0\nContent-Type: text/html; charset=utf-8\n"
        f"Content-Transfer-Encoding: base64\n\n{coded.decode()}\n"
    )


def discourse(texts: Texts, at: int) -> str:
    """A topic."""
    posts = [
        {
            "id": at + number, "topic_id": at, "post_number": number, "username": text[:60], "name": text,
            "created_at": DAY.format(number % 28 + 1), "post_type": 1, "reply_to_post_number": number - 1 or None,
            "cooked": f"<p>{text}</p><p>{escape(text)}</p>"
            f'<aside class="quote" data-username="{escape(text)}" data-post="1" data-topic="{at}"><div class="title">{text}'
            f"</div><blockquote><p>{escape(text)}</p></blockquote></aside><pre><code class='lang-{escape(text)}'>{escape(text)}"
            f'</code></pre><a class="attachment" href="/uploads/x.zip">{escape(text)}</a>',
        }
        for number, text in enumerate(texts, 1)
    ]  # fmt: skip
    stream = {"posts": posts, "stream": [post["id"] for post in posts]}
    return _json({"id": at, "title": texts[0], "slug": "a", "tags": list(texts[:5]), "post_stream": stream})


def reddit(texts: Texts, at: int) -> str:
    """A submission and its comments, a line each."""
    top = {
        "id": f"ab{at}", "name": f"t3_ab{at}", "author": texts[0], "title": texts[0], "selftext": texts[0], "is_self": True,
        "url": texts[0], "permalink": texts[0], "created_utc": STAMP, "score": 5, "subreddit": "boats",
        "link_flair_text": texts[0],
    }  # fmt: skip
    comments = [
        {
            "id": f"cd{at + number}", "author": text, "body": f"{text}\n\n&gt; {escape(text)}\n\n{escape(text)}",
            "link_id": f"t3_ab{at}", "parent_id": f"t3_ab{at}", "created_utc": STAMP + number, "score": 1, "subreddit": text,
        }
        for number, text in enumerate(texts)
    ]  # fmt: skip
    return "\n".join(_json(each) for each in (top, *comments)) + "\n"


def hacker_news(texts: Texts, at: int) -> str:
    """A story and its comments, a line each."""
    story = {
        "by": texts[0], "id": at + 99, "time": STAMP, "title": texts[0], "type": "story", "url": texts[0], "text": texts[0],
        "score": 5, "descendants": len(texts),
    }  # fmt: skip
    comments = [
        {
            "by": text, "id": at + number, "parent": at + 99, "text": f"&gt; {text}<p>{escape(text)}<p><pre><code>{text}</code></pre>",
            "time": STAMP + number, "type": "comment",
        }
        for number, text in enumerate(texts)
    ]  # fmt: skip
    return "\n".join(_json(each) for each in (story, *comments)) + "\n"


def stack_exchange(texts: Texts, at: int) -> str:
    """A question and its answers."""

    def row(number: int, text: str) -> str:
        asks = number == at + 1
        kind = 'PostTypeId="1"' if asks else f'PostTypeId="2" ParentId="{at + 1}"'
        title = f" Title={_attribute(text)} Tags={_attribute(f'<{text}>')}" if asks else ""
        body = f"<p>{text}</p><blockquote><p>{escape(text)}</p></blockquote><pre><code>{escape(text)}</code></pre>"
        return (
            f'  <row Id="{number}" {kind} CreationDate="2019-03-01T10:00:00.000" Score="1" Body={_attribute(body)}'
            f" OwnerDisplayName={_attribute(text)}{title} />\n"
        )

    rows = "".join(row(number, text) for number, text in enumerate(texts, at + 1))
    return f'<?xml version="1.0" encoding="utf-8"?>\n<posts>\n{rows}</posts>'


def _attribute(text: str) -> str:
    """An attribute of XML, less what XML has no way to say."""
    return quoteattr("".join(each for each in text if each >= " " or each in "\t\n"))


def forum_magnum(texts: Texts, at: int) -> str:
    """A post of a forum like LessWrong, and what was said below it."""
    top = {
        "_id": f"P{at:016}", "title": texts[0], "slug": "a", "pageUrl": texts[0], "url": texts[0], "baseScore": 2,
        "postedAt": DAY.format(1), "htmlBody": f"<p>{texts[0]}</p>", "tags": [{"_id": "T", "name": texts[0]}],
        "user": {"_id": "U", "displayName": texts[0], "username": texts[0], "slug": texts[0]},
        "coauthors": [{"displayName": texts[0]}],
    }  # fmt: skip
    below = [
        {
            "_id": f"C{at + number:016}", "postId": f"P{at:016}", "parentCommentId": None, "postedAt": DAY.format(number % 28 + 1),
            "contents": {"html": f"<p>{text}</p><blockquote><p>{escape(text)}</p></blockquote><p>{escape(text)}</p>"},
            "user": {"_id": f"U{at + number}", "displayName": text, "username": text, "slug": text},
        }
        for number, text in enumerate(texts)
    ]  # fmt: skip
    return _json({"data": {"posts": {"results": [top]}, "comments": {"results": below}}})


def jsonl(texts: Texts, at: int) -> str:
    """Posts a line, each with all that a writer may state."""
    lines = [
        {
            "id": f"a{at + number}", "thread": f"a{at}", "parent": f"a{at + number - 1}" if number else None, "title": text,
            "text": f"{text}\n> {text}\n\n{text}", "author": {"key": f"u{at + number}", "name": text, "aliases": [f"{text} too"]},
            "posted_at": DAY.format(number % 28 + 1), "url": text, "facts": {"tags": [text], "likes": text, text[:40]: text},
        }
        for number, text in enumerate(texts)
    ]  # fmt: skip
    return "\n".join(_json(each) for each in lines) + "\n"


def convokit(texts: Texts, at: int) -> str:
    """Utterances a line."""
    lines = [
        {
            "id": f"u{at + number}", "conversation_id": f"u{at}", "reply-to": f"u{at}" if number else None, "speaker": text,
            "text": f"{text}\n> {text}", "timestamp": STAMP + number, "meta": {"title": text, "url": text, "kind": text},
        }
        for number, text in enumerate(texts)
    ]  # fmt: skip
    return "\n".join(_json(each) for each in lines) + "\n"


def phpbb(texts: Texts, at: int) -> str:
    """A saved page of phpBB."""
    posts = "".join(
        f'<div id="p{number}" class="post bg1"><div class="inner"><dl class="postprofile"><dt><strong><span class="username">'
        f'{escape(text)}</span></strong></dt></dl><div class="postbody"><h3><a href="#p{number}">{escape(text)}</a></h3>'
        f'<p class="author"><time datetime="2019-03-01T10:00:00+00:00">x</time></p><div class="content"><blockquote><div>'
        f"<cite>{escape(text)} wrote:</cite>{escape(text)}</div></blockquote>{text}<br>{escape(text)}</div>"
        f'<div class="signature">{escape(text)}</div></div></div></div>\n'
        for number, text in enumerate(texts, at)
    )
    title = escape(texts[0])
    return (
        f'<!DOCTYPE html><html><head><title>{title}</title><link rel="canonical" href="https://garden.example/viewtopic.php?t={at}">'
        f'</head><body id="phpbb" class="section-viewtopic ltr"><h2 class="topic-title"><a href="./viewtopic.php?t={at}">{title}'
        f"</a></h2>\n{posts}</body></html>"
    )


def smf(texts: Texts, at: int) -> str:
    """A saved page of SMF."""
    posts = "".join(
        f'<div class="windowbg" id="msg{number}"><div class="post_wrapper"><div class="poster"><h4><a href="?u=5">{escape(text)}'
        f'</a></h4></div><div class="postarea"><div class="keyinfo"><div id="subject_{number}" class="subject_title"><a href="?msg={number}">'
        f'{escape(text)}</a></div><div class="postinfo"><a href="?msg={number}" class="smalltext">January 10, 2022, 01:00:00 PM</a></div></div>'
        f'<div class="post"><div class="inner" data-msgid="{number}" id="msg_{number}"><blockquote class="bbc_standard_quote"><cite>'
        f"Quote from: {escape(text)}</cite>{escape(text)}</blockquote>{text}<br>{escape(text)}</div></div></div></div></div>\n"
        for number, text in enumerate(texts, at)
    )
    return (
        f'<!DOCTYPE html><html><head><title>{escape(texts[0])}</title><link rel="canonical" href="https://hives.example/index.php?topic={at}.0">'
        f'<script>var smf_theme_url = "https://hives.example/Themes/default";</script></head><body><div id="forumposts"><form>{posts}'
        "</form></div></body></html>"
    )


def vbulletin(texts: Texts, at: int) -> str:
    """A saved page of vBulletin."""
    posts = "".join(
        f'<li class="postbitlegacy postcontainer old" id="post_{number}"><div class="posthead"><span class="postdate old"><span class="date">'
        f'2nd March 2007,&nbsp;<span class="time">09:00 AM</span></span></span></div><div class="userinfo"><a class="username offline" href="m">'
        f'<strong>{escape(text)}</strong></a></div><div class="postbody"><h2 class="title icon">{escape(text)}</h2><div class="content">'
        f'<div id="post_message_{number}"><blockquote class="postcontent restore ">{text}<br>{escape(text)}</blockquote></div></div></div></li>\n'
        for number, text in enumerate(texts, at)
    )
    return (
        f'<html><head><title>{escape(texts[0])}</title><meta name="generator" content="vBulletin 4.2.5" /><link rel="canonical" '
        f'href="http://clocks.example/showthread.php?{at}-a" /></head><body><ol id="posts">{posts}</ol></body></html>'
    )


def xenforo(texts: Texts, at: int) -> str:
    """A saved page of XenForo."""
    posts = "".join(
        f'<article class="message message--post js-post" data-author="{escape(text)}" data-content="post-{number}" id="js-post-{number}">'
        f'<h4 class="message-name"><a class="username">{escape(text)}</a></h4><time class="u-dt" datetime="2020-01-01T01:00:00+0100">x</time>'
        f'<article class="message-body"><div class="bbWrapper"><blockquote data-quote="{escape(text)}" class="bbCodeBlock bbCodeBlock--quote">'
        f'<div class="bbCodeBlock-content"><div class="bbCodeBlock-expandContent">{escape(text)}</div></div></blockquote>{text}<br>{escape(text)}'
        "</div></article></article>\n"
        for number, text in enumerate(texts, at)
    )
    return (
        f'<html id="XF"><head><title>{escape(texts[0])}</title><link rel="canonical" href="https://attic.example/threads/a.{at}/" /></head><body>'
        f'<h1 class="p-title-value">{escape(texts[0])}</h1>{posts}</body></html>'
    )


def schema_org(texts: Texts, at: int) -> str:
    """A page that says what it holds as JSON-LD."""
    answers = [
        {
            "@type": "Answer", "text": f"{text}\n{escape(text)}", "url": f"https://ask.example/q/{at}#a{number}",
            "dateCreated": DAY.format(number % 28 + 1), "author": {"@type": "Person", "name": text},
        }
        for number, text in enumerate(texts)
    ]  # fmt: skip
    asked = {
        "@type": "Question", "name": texts[0], "text": texts[0], "datePublished": "2022-01-01", "author": texts[0],
        "suggestedAnswer": answers,
    }  # fmt: skip
    said = _json({"@context": "https://schema.org", "@type": "QAPage", "mainEntity": asked}).replace("</", "<\\/")
    link = f'<link rel="canonical" href="https://ask.example/q/{at}">'
    return f'<html><head><title>Q</title>{link}<script type="application/ld+json">{said}</script></head><body></body></html>'


def pipermail(texts: Texts, at: int) -> str:
    """A page of a list's archive, as Mailman writes it."""
    title, words = escape(texts[0]), "\n\n".join(f"{escape(text)}\n&gt;<i> {escape(text)}\n</I>" for text in texts)
    mail = f"mailto:mill%40mill.example?Subject=Re%3A&In-Reply-To=%3Cabc.{at}%40mill.example%3E"
    return (
        f'<HTML><HEAD><TITLE> {title}\n </TITLE><LINK REL="made" HREF="{mail}"></HEAD><BODY BGCOLOR="#ffffff"><H1>{title}</H1>\n'
        f' <B>{title}</B> <A HREF="{mail}" TITLE="{title}">ada at mill.example</A><BR><I>Thu Feb 11 20:15:18 CET 2016</I>\n<P><HR>\n'
        f"<!--beginarticle-->\n<PRE>{words}\n</PRE>\n<!--endarticle--></body></html>"
    )


def hypermail(texts: Texts, at: int) -> str:
    """A page of a list's archive, as hypermail writes it."""
    title = escape(texts[0]).replace("--", "- -")
    words = "<br>\n".join(f'{text}<br><span class="quotelev1">&gt; {escape(text)}</span>' for text in texts)
    return (
        f'<html><head><title>{title}</title></head><body>\n<!-- isosent="20100225144006" -->\n<!-- name="{title}" -->\n'
        f'<!-- email="ada_at_mill.example" -->\n<!-- subject="{title}" -->\n<!-- id="7F{at}_at_mill.example" -->\n<!-- body="start" -->\n<p>\n{words}\n'
        '<!-- body="end" -->\n<hr></body></html>'
    )


def text(texts: Texts, at: int) -> str:
    """A page saved as plain text."""
    texts = ["".join(sign for sign in each if sign >= " " or sign in "\t\n") for each in texts]
    said = "\n\n".join(f"{each}\n\nIt was said that {each} stood on the wall." for each in texts)
    return f"{texts[0]}\n\nWritten by: {texts[0]}\n\n{said}\n\n{texts[-1]}\n"


# By the name of a file that its reader claims.
FORMATS: dict[str, Callable[[Texts, int], str]] = {
    "mails.mbox": mails, "only.eml": html_mail, "topic.json": discourse, "reddit.jsonl": reddit, "news.jsonl": hacker_news,
    "Posts.xml": stack_exchange, "magnum.json": forum_magnum, "lines.jsonl": jsonl, "utterances.jsonl": convokit,
    "phpbb.html": phpbb, "smf.html": smf, "vbulletin.html": vbulletin, "xenforo.html": xenforo, "schema.html": schema_org,
    "pipermail.html": pipermail, "hypermail.html": hypermail, "page.txt": text,
}  # fmt: skip


def documents(texts: Texts, formats: Sequence[str] = tuple(FORMATS)) -> Iterator[tuple[str, bytes]]:
    """A folder and a file for each format and each handful of texts."""
    for name in formats:
        for at in range(0, len(texts), A_THREAD):
            yield (
                f"{name}/{at:05}/{name}",
                FORMATS[name](texts[at : at + A_THREAD], 100 * (at + 1)).encode("utf-8", "replace"),
            )


def write(folder: Path, texts: Texts, formats: Sequence[str] = tuple(FORMATS)) -> None:
    """Lay the documents out, and one with a name that is a text itself."""
    for path, content in documents(texts, formats):
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    for number, each in enumerate(texts[:60]):
        name = "".join(sign for sign in each if sign not in "/\0")[:60].encode()[:200].decode("utf-8", "ignore")
        (folder / f"{name}{number}.txt").write_text(f"{each}\n\nThis page is called {each}.\n")
