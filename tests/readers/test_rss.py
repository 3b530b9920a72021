"""Feeds as they were saved: RSS, RDF, Atom."""

import pytest

from threads.readers import rss

RSS = """<?xml version="1.0"?>
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>
<title>The quay</title><item><title>Re: Oars</title><link>https://quay.example/t/7#p9</link><dc:creator>bo</dc:creator>
<pubDate>Fri, 13 Jan 2012 11:02:00 GMT</pubDate><description>Oil ...</description>
<content:encoded><![CDATA[<blockquote>The oars crack.</blockquote><p>Oil them &amp; wait.</p>]]></content:encoded></item>
<item><title>Oars</title><link>https://quay.example/t/7#p8</link><author>ada@quay.example (Ada Quill)</author>
<pubDate>Fri, 13 Jan 2012 10:38:00 GMT</pubDate><description>&lt;p&gt;The oars crack.&lt;/p&gt;</description></item>
</channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xmlns:thr="http://purl.org/syndication/thread/1.0"><title>The quay</title>
<entry><id>tag:1</id><title>Oars</title><author><name>Ada</name><email>a@b.example</email></author><published>2012-01-13T10:38:00Z</published>
<updated>2013-01-01T00:00:00Z</updated><content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>They crack.</p></div></content></entry>
<entry><id>tag:2</id><title>Re: Oars</title><author><name>Bo</name></author><thr:in-reply-to ref="tag:1"/>
<link rel="self" href="https://quay.example/feed"/><link href="https://quay.example/t/7"/><published>2012-01-13T11:02:00Z</published>
<content type="html">&lt;p&gt;Oil them.&lt;/p&gt;</content></entry></feed>"""


def test_entries_are_posts_the_oldest_first_and_of_one_page_one_thread():
    assert rss.claims("feed.xml", RSS.encode())

    parsed = rss.parse(RSS.encode())

    assert [(post.author, post.title, post.thread) for post in parsed.posts] == [
        ("Ada Quill", "Oars", "https://quay.example/t/7"), ("bo", "Re: Oars", "https://quay.example/t/7"),
    ]  # fmt: skip
    assert [f"{post.posted_at:%H:%M}" for post in parsed.posts] == ["10:38", "11:02"]
    assert parsed.lines == ("The oars crack.", "", "The oars crack.", "", "Oil them & wait.")
    assert [mark.role for mark in parsed.posts[1].marks] == ["quote"]


def test_an_entry_of_atom_answers_the_one_it_names():
    assert rss.claims("feed.xml", ATOM.encode())

    first, second = rss.parse(ATOM.encode()).posts

    assert (first.author, first.posted_at.year, first.parents) == ("Ada", 2012, ())
    assert (second.author, second.parents, second.url) == ("Bo", ("tag:1",), "https://quay.example/t/7")
    assert "They crack." in rss.parse(ATOM.encode()).lines


def test_a_feed_that_is_cut_off_is_read_as_far_as_it_goes():
    assert len(rss.parse(RSS[: RSS.index("<item><title>Oars") + 20].encode()).posts) in (1, 2)
    assert rss.parse(b"<rss") in (rss.BROKEN, rss.parse(b"<rss></rss>"))


def test_entities_are_never_put_in():
    bomb = '<!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa"><!ENTITY b SYSTEM "file:///etc/passwd">]>'
    raw = (
        RSS.replace("<rss", f"{bomb}<rss")
        .replace("Oil ...", "&a;&b;")
        .replace("<content:encoded>", "<x>")
        .replace("</content:encoded>", "</x>")
    )

    text = rss.parse(raw.encode()).text

    assert "aaaa" not in text
    assert "root:" not in text


def test_what_xml_forbids_spoils_no_entry():
    raw = (
        RSS.replace("Oil ...", "a&#xD800;&#0;&#99999999;b\0c")
        .replace("<content:encoded>", "<x>")
        .replace("</content:encoded>", "</x>")
    )

    assert "a\ufffd\ufffd\ufffdb\ufffdc" in rss.parse(raw.encode()).text


def test_a_feed_says_in_what_it_is_written():
    raw = (
        RSS.replace('version="1.0"?', 'version="1.0" encoding="windows-1252"?')
        .replace("Oil them", "\xd6len")
        .encode("cp1252")
    )

    assert "\xd6len" in rss.parse(raw).text


@pytest.mark.parametrize("raw", [b"<html><body>x</body></html>", b"<posts><row/></posts>", b"rss", b"<rssx>"])
def test_other_documents_are_not_claimed(raw):
    assert not rss.claims("x.xml", raw)
