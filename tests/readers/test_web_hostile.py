"""Pages made to exhaust a reader end in posts or in a sentence, and soon."""

import tracemalloc

import pytest

from tests.helpers.seconds import at_most
from threads.readers.mail.message import read_mail
from threads.readers.web import hypermail, mhonarc, phpbb, pipermail, schema_org, smf, vbulletin, xenforo

MANY = 10_000
AROUND = {
    schema_org: '<div itemscope itemtype="https://schema.org/Comment"><div itemprop="text">%s</div></div>',
    xenforo: '<article class="message message--post" data-content="post-1"><div class="bbWrapper">%s</div></article>',
    phpbb: '<body id="phpbb"><div id="p1" class="post"><div class="postbody"><div class="content">%s</div></div></div>',
    smf: '<div class="poster"></div><h5 id="subject_1">x</h5><div class="inner" id="msg_1">%s</div>',
    vbulletin: '<table id="post1"><tr><td><div id="post_message_1">%s</div></td></tr></table>',
    mhonarc: "<!--X-Message-Id: a@b --><!--X-Body-of-Message-->%s<!--X-Body-of-Message-End-->",
    hypermail: '<!-- id="a@b" --><!-- body="start" -->%s<!-- body="end" -->',
    pipermail: "<h1>x</h1><!--beginarticle--><pre>%s</pre><!--endarticle-->",
}
WITHIN = {
    "50,000 attributes": "<p " + " ".join(f'a{number}="1"' for number in range(50_000)) + ">x</p>",
    "50,000 nested elements": "<div>" * 50_000 + "x",
    "nested quotes": "<blockquote><cite>a</cite>" * MANY + "x",
    "unclosed comment": "x<!--" + "y" * MANY,
    "many unclosed comments": "<!--" * MANY,
    "plaintext": "<plaintext>" + "<b>x" * MANY,
    "refresh and base": '<base href="javascript:1"><meta http-equiv="refresh" content="0;url=x">x',
    "an address of 2 MB": 'x<img src="data:image/png;base64,' + "A" * 2_000_000 + '">',
    "signs": "<" * MANY + "<a " * MANY + '<a href="' * MANY,
    "unclosed scripts": '<script type="application/ld+json">' * MANY,
    "scopes": '<div itemscope itemtype="https://schema.org/Comment"><b itemprop="text">' * MANY,
    "posts in posts": '<div id="p5" class="post"><div class="content" id="post_message_5">' * MANY,
    "cells": '<td class="alt2"><td class="quote">' * MANY,
    "headers of quotes": '<div class="quoteheader">' * MANY + "<blockquote>" * MANY,
    "nested data": '<script type="application/ld+json">' + "[" * 50_000 + "</script>x",
    "quote signs": ("&gt;" * 60 + "x\n") * MANY,
    "dashes": "-- \n" * MANY,
    "spaces": " " * 250_000,
}


@pytest.mark.parametrize("within", WITHIN)
@pytest.mark.parametrize("reader", AROUND, ids=lambda reader: reader.FORMAT)
def test_a_page_made_to_exhaust_a_reader_is_read_or_refused_in_time(reader, within):
    raw = (AROUND[reader] % WITHIN[within]).encode()
    with at_most(seconds=10):
        reader.claims("page.html", raw[:65_536])
        parsed = reader.parse(raw)
    assert isinstance(parsed, str) or parsed.posts


def test_memory_follows_the_size_of_a_page():
    raw = (AROUND[phpbb] % ("<b>x</b>" * 20_000)).encode()
    tracemalloc.start()
    try:
        phpbb.parse(raw)
        assert tracemalloc.get_traced_memory()[1] < 25_000_000
    finally:
        tracemalloc.stop()


def test_a_page_of_too_many_elements_is_refused():
    assert phpbb.parse(b"<b>" * 400_001) == "a page of more than 400,000 elements; split it"


def test_a_mail_reads_the_same_from_a_mailbox_and_from_a_page_of_its_archive():
    body = "On Monday, Bo wrote:\n\n> The wheel turns\n>> it did\n\nSlowly.\n\n-- \nAda\n"
    mail = f"From: Ada <ada@mill.example>\nMessage-ID: <abc.1@mill.example>\nSubject: Wheel\n\n{body}"
    escaped = body.replace(">", "&gt;")
    page = (
        '<LINK REL="made" HREF="mailto:mill%40mill.example?In-Reply-To=%3Cabc.1%40mill.example%3E"><H1>Wheel</H1>'
        f"<B>Ada</B><A HREF='x'>ada at mill.example</A><!--beginarticle-->\n<PRE>{escaped}</PRE>\n<!--endarticle-->"
    )
    archived = f'<!-- id="abc.1_at_mill.example" --><!-- name="Ada" --><!-- body="start" --><pre>\n{escaped}</pre><!-- body="end" -->'
    one = read_mail(mail.encode())
    for other in (pipermail.parse(page.encode()), hypermail.parse(archived.encode())):
        assert other.text == one.text
        assert other.posts[0].marks == one.posts[0].marks
        assert other.posts[0].id == one.posts[0].id
