"""A page that comes out of an archive of the web reads as the page that was captured; no other page is changed."""

import re

import pytest

from tests.helpers.seconds import at_most
from threads.readers import parse_unit, reader_of
from threads.readers.page_records.dom import read_dom
from threads.readers.saved.unwrapping import is_capture, unwrapped
from threads.readers.web.page import read_page

SITE = "http://reeds.example/viewtopic.php?t=12"
PREFIXES = [
    "https://web.archive.org/web/20090509120000/",
    "http://web.archive.org/web/20090509120000/",
    "//web.archive.org/web/2009/",
    "https://web.archive.org/web/20090509120000id_/",
    "https://web.archive.org/web/20090509120000if_/",
    "/web/20090509120000/",
    "/web/20090509120000im_/",
    "https://wayback.archive-it.org/4399/20090509120000/",
    "https://arquivo.pt/noFrame/replay/20090509120000mp_/",
]
TOOLBAR = (
    "<!-- BEGIN WAYBACK TOOLBAR INSERT --><div id='wm-ipp-base'>12 captures <a href='/web/20090509/http://x.example'>"
    "x</a></div><!-- END WAYBACK TOOLBAR INSERT -->"
)
FOOT = (
    "<!--\n     FILE ARCHIVED ON 12:00:00 May 09, 2009 AND RETRIEVED FROM THE\n     INTERNET ARCHIVE ON 1 Jan 2020\n-->"
)


@pytest.mark.parametrize("prefix", PREFIXES)
@pytest.mark.parametrize("quote", ['"', "'", ""])
def test_what_an_archive_put_before_addresses_is_taken_off(prefix, quote):
    page = f"<html><body>{TOOLBAR}<a href={quote}{prefix}{SITE}{quote}>Bassoons</a></body></html>{FOOT}"

    assert unwrapped(page.encode()).decode() == f"<html><body><a href={quote}{SITE}{quote}>Bassoons</a></body></html>"


def test_addresses_in_data_lose_it_and_words_and_links_within_addresses_do_not():
    held = "https://web.archive.org/web/2001/http://oboe.example/"
    page = (
        f'{TOOLBAR}<script type="application/ld+json">{{"url": "https:\\/\\/web.archive.org\\/web\\/2009\\/{SITE}"}}</script>'
        f'<p>See {held}</p><a href="https://web.archive.org/web/20090509120000/{held}">then</a>'
    )

    read = unwrapped(page.encode()).decode()

    assert f'{{"url": "{SITE}"}}' in read
    assert f'<p>See {held}</p><a href="{held}">then</a>' in read


def test_a_link_to_a_capture_on_a_page_that_is_none_is_somebody_s():
    page = f'<html><a href="{SITE}">a</a><a href="/b">b</a><a href="{PREFIXES[0]}{SITE}">as it was</a></html>'.encode()

    assert not is_capture(page)
    assert unwrapped(page) == page


@pytest.mark.parametrize(
    "mark",
    [
        f'<link rel="canonical" href="{PREFIXES[0]}{SITE}">',
        f'<meta property="og:url" content="{PREFIXES[0]}{SITE}">',
        f'<base href="{PREFIXES[0]}{SITE}">',
        f"<!-- saved from url=(0077){PREFIXES[0]}{SITE} -->",
        f"<!--\n Page saved with SingleFile \n url: {PREFIXES[0]}{SITE} \n saved date: Mon Mar 01 2021 -->",
        f'{TOOLBAR}<link rel="canonical" href="/web/20090509120000/{SITE}">',
    ],
)
def test_a_capture_is_told_by_its_own_address(mark):
    page = unwrapped(f"<html><head>{mark}</head><body>Reeds</body></html>".encode())

    assert (read_page(page).address, read_dom(page).address) == (SITE, SITE)


@pytest.mark.parametrize(
    "script",
    [
        f'<script>__wm.init("https://web.archive.org/web");\n __wm.wombat("{SITE.replace("example", "example:80")}","2009")</script>',
        f"<script>wbinfo.url = '{SITE}';</script>",
        f'<div id="wm-ipp-print">The Wayback Machine - {PREFIXES[0]}{SITE}</div>',
    ],
)
def test_a_page_that_does_not_say_its_address_has_it_from_the_archive_s_scripts(script):
    page = unwrapped(f"<html><head>{script}</head><body>{TOOLBAR}Reeds</body></html>".encode())

    assert (read_page(page).address, read_dom(page).address) == (SITE, SITE)


def test_the_scripts_behind_the_head_go():
    page = (
        b"<html><head><script src='//archive.org/a.js'></script><!-- End Wayback Rewrite JS Include -->\n<title>Reeds"
    )

    assert unwrapped(page) == b"<html><head>\n<title>Reeds"


def test_a_toolbar_without_an_end_stays():
    page = b"<html><!-- BEGIN WAYBACK TOOLBAR INSERT --><p>Words</p>"

    assert unwrapped(page) == page


def test_data_that_a_saver_put_into_a_page_is_no_part_of_what_is_read():
    page = b'<html><img alt="a reed" src="data:image/png;base64,' + b"iVBORw0K" * 1_400_000 + b'"><p>Reeds</p></html>'

    assert re.sub(rb"here:[0-9a-f]{32}", b"here:N", unwrapped(page)) == (
        b'<html><img alt="a reed" src="here:N"><p>Reeds</p></html>'
    )
    assert "base64" not in parse_unit("html", page).text


def test_two_captures_state_the_same_posts():
    page = (
        '<html><head><link rel="canonical" href="{0}{1}"><title>Reeds :: View topic - Cracks</title></head><body>{2}'
        '<a class="maintitle" href="{0}{1}">Cracks</a><table><tr><td><span class="name"><a name="31"></a><b>Signe</b>'
        '</span></td><td><span class="postdetails">Posted: Thu Jan 22, 2004 8:17 pm</span><span class="postbody">'
        "Is it the cold?</span></td></tr></table></body></html>"
    )
    captures = [page.format(f"https://web.archive.org/web/{year}0509120000/", SITE, TOOLBAR) for year in (2004, 2009)]
    live = page.format("", SITE, "")

    read = [parse_unit(reader_of("a.html", each.encode()).FORMAT, each.encode()) for each in [*captures, live]]

    assert [each.posts[0].save.at and each.posts[0].save.at.year for each in read] == [2004, 2009, None]
    said = [(each.text, *(post._replace(save=None) for post in each.posts)) for each in read]
    assert said[0] == said[1] == said[2]
    assert read[0].posts[0].id == "reeds.example/p31"
    assert read[0].posts[0].thread == "reeds.example/t12"


@pytest.mark.parametrize(
    "hostile",
    [
        b"<!-- BEGIN WAYBACK TOOLBAR INSERT -->" * 100_000,
        b"FILE ARCHIVED ON " + b'="/web/2009' * 200_000,
        b"wbinfo." + b"<link rel=canonical " * 100_000,
        b"FILE ARCHIVED ON " + b"/a" * 500_000,
        b'="data:;base64,' * 200_000,
    ],
)
def test_pages_made_to_be_slow_are_not(hostile):
    with at_most(3):
        unwrapped(hostile)
