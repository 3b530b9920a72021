"""A page that a browser saved as MHTML opens as the page in it, at the address it had; a mail stays a mail."""

import base64
import quopri

import pytest

from threads.readers import parse_unit, reader_of
from threads.readers.saved.mhtml import is_mhtml

PLACE = "https://teapot.example/t7"
STAMP = b"<!-- saved from url=(0025)https://teapot.example/t7 -->\n"
DAY = b"<!-- saved on 2009-11-06T23:36:06Z -->\n"
PAGE = "<html><title>Kettles</title><p>It whistles flat = always; für immer.</p></html>\n".encode()
HEADS = {
    "Blink": f"From: <Saved by Blink>\nSnapshot-Content-Location: {PLACE}\nSubject: Kettles\nMIME-Version: 1.0\n",
    "early Blink": f"From: <Saved by Blink>\nX-Snapshot-Content-Location: {PLACE}\nMIME-Version: 1.0\n",
    "Internet Explorer": 'From: "Saved by Windows Internet Explorer 8"\nSubject: Kettles\n'
    "Date: Fri, 6 Nov 2009 15:36:06 -0800\nMIME-Version: 1.0\n",
    "Opera": f"Subject: Kettles\nContent-Location: {PLACE}\nMIME-Version: 1.0\n",
}


def part(body=PAGE, kind="text/html", place=PLACE, coding="quoted-printable", more=""):
    coded = {"quoted-printable": quopri.encodestring, "base64": base64.encodebytes}.get(coding, bytes)(body)
    head = f"Content-Type: {kind}\nContent-Transfer-Encoding: {coding}\nContent-Location: {place}\n{more}\n"
    return head.encode() + coded


def mhtml(*parts, head=HEADS["Blink"], kind='multipart/related;\n\ttype="text/html";\n\tboundary="----B"', end=b"--"):
    body = b"".join(b"\n------B\n" + each for each in parts)
    return f"{head}Content-Type: {kind}\n\n".encode() + body + b"\n------B" + end + b"\n"


def names(opened, saved):
    return [name.removeprefix("a.mht/") for name, _ in opened("a.mht", saved)]


@pytest.mark.parametrize("head", HEADS.values(), ids=HEADS)
@pytest.mark.parametrize("coding", ["quoted-printable", "base64", "8bit"])
@pytest.mark.parametrize("ends", [b"\n", b"\r\n"])
def test_the_page_in_it_is_the_document(opened, head, coding, ends):
    picture = part(b"\x89PNG", "image/png", "https://teapot.example/a.png", "base64")
    saved = mhtml(part(coding=coding), picture, head=head)
    saved = saved if coding == "base64" else saved.replace(b"\n", ends)

    [(name, content)] = opened("kettle.mht", saved)

    assert name == f"kettle.mht/{PLACE}"
    day = DAY if "\nDate:" in head else b""
    assert content.replace(b"\r\n", b"\n").rstrip() == STAMP + day + PAGE.rstrip()


def test_one_of_a_single_part_is_that_page(opened):
    saved = HEADS["Internet Explorer"].encode() + part()

    [(name, content)] = opened("kettle.mht", saved)

    assert (name, content.startswith(STAMP + DAY + b"<html>")) == (f"kettle.mht/{PLACE}", True)


def test_frames_of_a_page_are_left_and_those_of_a_frameset_are_pages(opened):
    advertisement = part(b"<html><p>Buy tea.</p></html>", place="https://ads.example/1")
    list_frame = part(b"<html><p>Kettles, pots</p></html>", place="https://teapot.example/list")
    words_frame = part(b"<html><p>It whistles.</p></html>", place="cid:f2", more="Content-ID: <f2@tea.example>\n")
    outer = part(
        b'<html><frameset><frame name="l" src="/list"><frame src="cid:f2@tea.example"></frameset><noframes><body>'
    )
    told = part(b"<html><body>How to write a <frameset><frame src='/list'></body></html>")

    saved = mhtml(outer, advertisement, list_frame, words_frame)

    assert names(opened, mhtml(advertisement, part())) == [PLACE]
    assert names(opened, mhtml(told, list_frame)) == [PLACE]
    assert names(opened, saved) == [PLACE, "https://teapot.example/list", "cid:f2"]


def test_the_part_named_as_the_start_is_the_page(opened):
    kind = 'multipart/related; start="<root@x>"; boundary="----B"'
    saved = mhtml(
        part(b"<html>Frame</html>", place="https://ads.example/1"),
        part(place="cid:root", more="Content-ID: <root@x>\n"),
        head=HEADS["Opera"],
        kind=kind,
    )

    [(_, content)] = opened("a.mht", saved)

    assert b"whistles" in content


def test_a_charset_beside_the_page_is_believed(opened):
    page = part("<html><p>Холодно</p></html>".encode("cp1251"), 'text/html; charset="windows-1251"', coding="base64")

    assert "Холодно".encode() in opened("a.mht", mhtml(page))[0][1]


def test_a_page_cut_short_is_named_and_read_as_far_as_it_goes(opened):
    (name, reason), (_, content) = opened("a.mht", mhtml(part())[:-40])

    assert name == f"a.mht/{PLACE}"
    assert reason.startswith("cut short in the middle of the page")
    assert content.startswith(STAMP + b"<html><title>Kettles")


def test_one_without_a_page_says_so(opened):
    [(_, reason)] = opened("a.mht", mhtml(part(b"\x89PNG", "image/png", coding="base64")))

    assert reason == "a saved page (MHTML) in which there is no HTML; save the page again"


@pytest.mark.parametrize(
    "head",
    [
        "From: Ada <ada@tea.example>\nTo: Bo <bo@tea.example>\nMIME-Version: 1.0\n",
        "From: Ada <ada@tea.example>\nMessage-ID: <k1@tea.example>\nMIME-Version: 1.0\n",
        "Received: from tea.example\nFrom: Ada <ada@tea.example>\nMIME-Version: 1.0\n",
    ],
)
def test_a_mail_whose_pictures_say_where_they_lay_is_a_mail(head):
    mail = mhtml(part(), part(b"\x89PNG", "image/png"), head=head)

    assert not is_mhtml(mail)
    assert reader_of("a.eml", mail).FORMAT == "eml"


@pytest.mark.parametrize(
    "start", [b"", b"\n\n", b"<html>", b"Content-Location: x", b"A: b\nSnapshot-Content-Location: \n\n", b"\xff" * 600]
)
def test_other_bytes_are_none(start):
    assert not is_mhtml(start)


def test_its_page_is_read_by_the_reader_of_its_program(opened):
    page = (
        '<html id="XF" data-template="thread_view"><head><title>Kettles</title></head><body>'
        '<h1 class="p-title-value">Kettles</h1><article class="message message--post" data-author="Orla" '
        'data-content="post-1"><time class="u-dt" datetime="2021-03-01T10:00:00+0000">Mar 1</time>'
        '<div class="message-body"><div class="bbWrapper">It whistles flat.</div></div></article></body></html>'
    )
    [(name, content)] = opened("a.mht", mhtml(part(page.encode(), place="https://teapot.example/threads/kettles.7/")))

    reader = reader_of(name, content)
    [post] = parse_unit(reader.FORMAT, content).posts

    assert (reader.FORMAT, post.author, post.thread) == ("xenforo", "Orla", "teapot.example/threads/7")
