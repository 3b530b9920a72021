"""Files that are two things at once, or hold themselves: one of both is read, or they are refused by name, and soon."""

import gzip
import io
import zipfile

import pytest

from tests.helpers.seconds import at_most
from tests.readers.packing import answer, tarred, warc_record, zipped
from threads.readers import is_container, reader_of

PAGE = b"<!doctype html><html><title>Reeds</title><p>Cut them in January.</p></html>"
WARC = warc_record(answer(PAGE))
GIF = b"GIF89a/*" + PAGE + b"*/"


def read(parts):
    """The documents among what a file opened as, which come with bytes."""
    return [name for name, content in parts if isinstance(content, bytes)]


def refused(parts):
    return {name: reason for name, reason in parts if isinstance(reason, str)}


def test_a_zip_with_a_page_before_it_is_the_page(opened):
    both = PAGE + zipped([("inner.txt", b"Split them in June.")])

    assert opened("both.html", both) == [("both.html", both)]


def test_a_zip_behind_a_web_archive_ends_the_reading_of_that_in_words(opened):
    parts = opened("both.warc", WARC + zipped([("inner.txt", b"Split them in June.")]))

    assert "length" in refused(parts)["both.warc"]
    assert all("inner.txt" not in name for name, _ in parts)


def test_a_picture_that_is_a_page_is_no_page_of_a_crawl_whatever_the_server_says(opened):
    sent = warc_record(answer(GIF, "Content-Type: image/gif"), "http://reeds.example/a.gif")
    lying = warc_record(answer(GIF, "Content-Type: text/html"), "http://reeds.example/b.gif")

    assert read(opened("crawl.warc", sent + lying)) == ["crawl.warc/http://reeds.example/b.gif"]
    assert reader_of("b.gif", GIF) is None


def test_a_pdf_with_a_page_in_it_is_refused_as_a_pdf(opened):
    assert "PDF" in refused(opened("a.html", b"%PDF-1.4\n" + PAGE))["a.html"]


@pytest.mark.parametrize(
    "pack", [lambda inner: zipped([("a.warc", inner)]), lambda inner: tarred([("a.warc", inner)]), gzip.compress]
)
def test_a_web_archive_in_a_container_is_read(opened, pack):
    (name,) = read(opened("box", pack(WARC)))

    assert name.endswith("http://reeds.example/t12")


def test_a_container_in_a_web_archive_is_never_unpacked(opened):
    sent = warc_record(
        answer(zipped([("inner.txt", b"Split.")]), "Content-Type: application/zip"), "http://reeds.example/a.zip"
    )
    lying = warc_record(
        answer(zipped([("inner.txt", b"Split.")]), "Content-Type: text/html"), "http://reeds.example/b.zip"
    )

    assert all("inner.txt" not in name for name, _ in opened("crawl.warc", sent + lying))


def test_containers_in_containers_in_containers_are_refused_by_name_and_soon(opened):
    box = b"Cut them in January."
    for depth in range(40):
        box = zipped([(f"{depth}.zip", box)], zipfile.ZIP_STORED)
    with at_most(seconds=5):
        found = refused(opened("box.zip", box))

    assert found == {"box.zip/39.zip/38.zip": "packed more than twice over; unpack it first"}


def test_a_zip_whose_members_overlap_is_no_more_than_its_directory_says(opened):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", b"reed " * 2_000_000)
        for _ in range(300):
            archive.filelist.append(archive.filelist[0])
    with at_most(seconds=10):
        parts = opened("bomb.zip", stream.getvalue())

    assert "only bombs are" in refused(parts)["bomb.zip"]


@pytest.mark.parametrize(
    "address",
    ["http://reeds.example/../../../etc/passwd", "file:///etc/passwd", "http://reeds.example/%00a\x00b", "../../x"],
)
def test_an_address_is_a_name_and_no_way(opened, tmp_path, address):
    found = opened("crawl.warc", warc_record(answer(PAGE), address))

    assert all("\x00" not in name for name, _ in found)
    assert {path.name for path in tmp_path.rglob("*")} == {"given", "spool"}


def test_an_mhtml_that_names_itself_as_its_part_is_its_page(opened):
    page = (
        b"From: <Saved by Blink>\r\nSnapshot-Content-Location: http://reeds.example/t12\r\nMIME-Version: 1.0\r\n"
        b'Content-Type: multipart/related; boundary="b"\r\n\r\n--b\r\nContent-Type: text/html\r\n\r\n'
        b'<frameset><frame src="http://reeds.example/t12"></frameset>\r\n' + PAGE + b"\r\n--b--\r\n"
    )
    assert is_container("a.mhtml", page)
    assert read(opened("a.mhtml", page)) == ["a.mhtml/http://reeds.example/t12"]
