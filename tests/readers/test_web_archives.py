"""A WARC opens as the pages in it, each under its address; what is no page is counted, what is broken is named."""

import gzip
import tracemalloc
import zlib

import brotli
import pytest
import zstandard

from tests.helpers.seconds import at_most
from tests.readers.packing import answer, warc_record, zipped
from threads.readers.containers import is_container
from threads.readers.saved import warc
from threads.readers.saved.warc import WebArchive

PLACE = "http://reeds.example/t12"
STAMP = b"<!-- saved from url=(0024)http://reeds.example/t12 -->\n<!-- saved on 2009-05-09T12:00:00Z -->\n"
PAGE = b"<html><title>Reeds</title><p>The bassoon cracks in the cold.</p></html>"
OTHER = b"<html><title>Oboes</title><p>Warm it slowly.</p></html>"


def page(body=PAGE, headers="Content-Type: text/html", place=PLACE, **more):
    return warc_record(answer(body, headers), place, **more)


def two_pages():
    return [page(), page(OTHER, place="http://reeds.example/t13")]


EXPECTED = [
    ("crawl.warc/http://reeds.example/t12", STAMP + PAGE),
    ("crawl.warc/http://reeds.example/t13", STAMP.replace(b"t12", b"t13") + OTHER),
]


@pytest.mark.parametrize(
    "pack",
    [
        b"".join,
        lambda records: gzip.compress(b"".join(records)),
        lambda records: b"".join(map(gzip.compress, records)),
        lambda records: b"".join(map(zstandard.ZstdCompressor().compress, records)),
    ],
    ids=["plain", "together", "apart", "zstd"],
)
def test_pages_are_documents_under_their_addresses_however_records_are_compressed(opened, pack):
    packed = pack(two_pages())

    assert is_container("crawl", packed[:512])
    assert opened("crawl.warc", packed) == EXPECTED


def test_what_is_no_page_is_counted_and_left_out(opened):
    records = [
        warc_record(b"software: hand", "", kind="warcinfo"),
        warc_record(b"GET /t12 HTTP/1.1\r\nHost: reeds.example\r\n\r\n", kind="request"),
        page(),
        page(b"\x89PNG", "Content-Type: image/png", "http://reeds.example/a.png"),
        page(b"User-agent: *", "Content-Type: text/plain", "http://reeds.example/robots.txt"),
        warc_record(answer(b"<html>Gone</html>", status="404 Not Found"), "http://reeds.example/t14"),
        warc_record(answer(b"", "Content-Type: text/html"), kind="revisit"),
        page(b" \r\n", place="http://reeds.example/t15"),
    ]

    document, (name, told) = opened("crawl.warc", b"".join(records))

    assert document == EXPECTED[0]
    assert name == "crawl.warc"
    assert told.startswith("7 left out as no pages: 2 of other types")
    assert {"1 warcinfo", "1 request", "1 status 404", "1 the same again", "1 empty"} <= set(
        told.split(": ")[1].split(", ")
    )


def test_an_arc_of_the_years_before_is_read_as_well(opened):
    head = b"1 0 InternetArchive\nURL IP-address Archive-date Content-type Archive-length\n"
    sent = answer(PAGE)
    records = [
        b"filedesc://a.arc 0.0.0.0 20040122120000 text/plain %d\n%s" % (len(head), head),
        b"%s 10.0.0.1 20040122120000 text/html %d\n%s" % (PLACE.encode(), len(sent), sent),
    ]

    assert opened("a.arc", b"\n".join(records) + b"\n")[0] == (
        "a.arc/" + PLACE,
        STAMP.replace(b"2009-05-09", b"2004-01-22") + PAGE,
    )


def squeezed(body, window):
    packer = zlib.compressobj(9, zlib.DEFLATED, window)
    return packer.compress(body) + packer.flush()


@pytest.mark.parametrize(
    ("encoding", "body"),
    [
        ("gzip", gzip.compress(PAGE)),
        ("gzip", PAGE),
        ("deflate", squeezed(PAGE, 15)),
        ("deflate", squeezed(PAGE, -15)),
        ("deflate", PAGE),
        ("br", brotli.compress(PAGE)),
        ("br", PAGE),
        ("identity", PAGE),
        ("deflate, gzip", gzip.compress(squeezed(PAGE, 15))),
    ],
)
def test_what_a_server_compressed_is_unpacked_and_what_a_crawler_unpacked_is_left(opened, encoding, body):
    headers = f"Content-Type: text/html\r\nContent-Encoding: {encoding}"

    assert opened("crawl.warc", page(body, headers)) == EXPECTED[:1]


def test_chunks_are_joined(opened):
    chunked = b"5\r\n%s\r\n%x\r\n%s\r\n0\r\n\r\n" % (PAGE[:5], len(PAGE) - 5, PAGE[5:])
    headers = "Content-Type: text/html\r\nTransfer-Encoding: chunked"

    assert opened("crawl.warc", page(chunked, headers)) == EXPECTED[:1]
    assert opened("crawl.warc", page(PAGE, headers)) == EXPECTED[:1]


def test_a_charset_that_only_the_server_names_is_believed_and_the_page_becomes_utf_8(opened):
    words = "<html><p>Холодно</p></html>"
    headers = "Content-Type: text/html; charset=windows-1251"

    assert opened("crawl.warc", page(words.encode("cp1251"), headers))[0][1] == STAMP + words.encode()
    assert opened("crawl.warc", page(words.encode(), headers))[0][1] == STAMP + words.encode()
    assert opened("crawl.warc", page(words.encode("utf-16"), "Content-Type: text/html"))[0][1] == STAMP + words.encode()


def test_a_server_s_western_charset_gives_way_to_what_the_page_says(opened):
    words = '<html><meta charset="koi8-r"><p>Холодно</p></html>'.encode("koi8-r")

    [(_, content)] = opened("crawl.warc", page(words, "Content-Type: text/html; charset=ISO-8859-1"))

    assert content == STAMP + words


def test_a_type_that_no_server_told_is_seen_in_the_page(opened):
    assert opened("crawl.warc", page(PAGE, "Server: none"))[0] == EXPECTED[0]
    assert opened("crawl.warc", page(b"\0\1", "Server: none"))[0][1].startswith("1 left out as no pages")


def test_an_address_cannot_end_the_comment_that_says_it(opened):
    place = b"http://reeds.example/a%2D%2D%3E%3Cscript%3Ealert(1)%3C/script%3E"

    [(_, content)] = opened("crawl.warc", page(place="http://reeds.example/a--><script>alert(1)</script>"))

    assert content == b"<!-- saved from url=(%04d)%s -->\n%s%s" % (len(place), place, STAMP.partition(b"\n")[2], PAGE)


@pytest.mark.parametrize("cut", [-20, -70, -110, -200])
def test_a_web_archive_cut_short_keeps_what_came_before(opened, cut):
    first, second = two_pages()

    document, (name, reason) = opened("crawl.warc", first + second[:cut])[:2]

    assert document == EXPECTED[0]
    assert name == "crawl.warc"
    assert "what came before is kept" in reason


def test_a_compressed_one_cut_short_keeps_what_came_before(opened):
    first, second = map(gzip.compress, two_pages())

    found = opened("crawl.warc.gz", first + second[:-20])

    assert found[0][1] == EXPECTED[0][1]
    assert found[1][1].startswith("cut short")


@pytest.mark.parametrize("off", [-20, -1, 200, 10**12])
def test_a_length_that_lies_ends_the_reading_and_its_record_is_no_document(opened, off):
    first, second = two_pages()
    lying = page(OTHER, length=len(answer(OTHER)) + off)

    document, (_, reason) = opened("crawl.warc", first + lying + second)[:2]

    assert document == EXPECTED[0]
    assert "What came before is kept" in reason or "what came before is kept" in reason


@pytest.mark.parametrize(
    "broken",
    [
        b"WARC/1.0\r\n\r\n",
        b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 9\r\n\r\nHTTP/1.1 \r\n\r\n",
        b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://a.example\r\nContent-Length: -9\r\n\r\n\r\n\r\n",
        b"WARC/1.0\r\nContent-Length: " + b"9" * 5000 + b"\r\n\r\n\r\n\r\n",
        b"WARC/0.99\r\nx\r\n\r\n\r\n\r\n",
    ],
)
def test_broken_records_end_in_words(opened, broken):
    assert all(isinstance(said, str) for _, said in opened("a.warc", broken))


@pytest.mark.parametrize(
    ("encoding", "bomb"),
    [("gzip", gzip.compress(bytes(90_000_000))), ("br", brotli.compress(bytes(90_000_000), quality=5))],
)
def test_a_bomb_in_a_response_is_refused_by_its_address_and_the_others_are_read(opened, encoding, bomb):
    headers = f"Content-Type: text/html\r\nContent-Encoding: {encoding}"
    with at_most(5):
        found = opened("crawl.warc", page(bomb, headers, "http://reeds.example/bomb") + page())

    assert found[0][0] == "crawl.warc/http://reeds.example/bomb"
    assert "more than 32 MB" in found[0][1]
    assert found[1] == EXPECTED[0]


def test_a_bomb_around_a_record_is_refused(opened):
    with at_most(5):
        [(_, reason), *_] = opened("a.warc.gz", gzip.compress(page(bytes(60_000_000))))

    assert "as only bombs are" in reason


def test_headers_without_an_end_are_given_up(opened):
    with at_most(3):
        [(_, reason)] = opened("a.warc", b"WARC/1.0\r\nX: " + b"x" * 30_000_000)

    assert "headers of more than 1 MB" in reason


def test_tiny_records_cost_in_proportion(opened):
    picture = page(b"", "Content-Type: image/gif")
    with at_most(10):
        [(_, told)] = opened("a.warc", picture * 20_000)

    assert told.startswith("20,000 left out")


def test_a_wacz_is_the_pages_of_the_web_archives_in_it(opened):
    packed = b"".join(map(gzip.compress, two_pages()))
    members = [
        ("datapackage.json", b"{}"),
        ("pages/pages.jsonl", b'{"format": "json-pages-1.0"}\n'),
        ("indexes/index.cdx", b"example,reeds)/t12 20090509120000 {}\n"),
        ("archive/data.warc.gz", packed),
    ]

    *documents, (name, told) = opened("crawl.wacz", zipped(members))

    assert documents == [(place.replace("crawl.warc", "crawl.wacz/archive/data.warc.gz"), it) for place, it in EXPECTED]
    assert (name, told) == (
        "crawl.wacz",
        "3 of its members: an index of the web archive, skipped: its pages are in archive/",
    )


class Crawl:
    """Pictures and large pages, as long as they are asked for, up to 60 MB."""

    def __init__(self):
        self.size = 0
        self.record = page(bytes(50_000), "Content-Type: image/png")

    def read(self, size):
        self.size += len(self.record)
        return self.record if self.size < 60_000_000 else b""


def test_memory_does_not_grow_with_the_web_archive():
    tracemalloc.start()
    web_archive = WebArchive(Crawl())

    assert list(web_archive.responses()) == []
    assert web_archive.left_out["of other types"] > 1_000
    assert tracemalloc.get_traced_memory()[1] < 3_000_000
    tracemalloc.stop()


def test_of_very_many_broken_answers_the_first_are_named(opened, monkeypatch):
    monkeypatch.setattr(warc, "MOST_NAMED", 2)
    broken = page(b"\x1f\x8b\x08 broken", "Content-Type: text/html\r\nContent-Encoding: gzip")

    found = opened("a.warc", broken * 5 + page())

    assert [name for name, _ in found] == ["a.warc/" + PLACE] * 3 + ["a.warc"]
    assert found[-1][1] == "3 left out as no pages: 3 also unreadable"
