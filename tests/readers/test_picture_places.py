"""What a page says of a picture's place leads to the file that was given with it, and to no other."""

import base64
import gzip
import plistlib

import pytest

from tests.helpers.drawn import SHOWS, drawn, page_of
from tests.readers.packing import answer, tarred, warc_record, zipped
from threads.readers import FoundFile
from threads.readers.files import OUTWARD
from threads.readers.pictures.in_containers import Sought, packed_pictures, web_key
from threads.readers.pictures.in_folders import picture_beside as beside
from threads.readers.pictures.in_folders import places
from threads.readers.pictures.in_units import named_pictures
from threads.readers.saved.unwrapping import unwrapped
from threads.records import Refusal

STAMP = "<!-- saved from url=(0024)http://reeds.example/t12 -->"


@pytest.fixture
def given(tmp_path):
    """A folder with a page in it, and pictures in the folder, beside it and above it."""
    for place in ("reeds/in/Topic_files", "reeds/i", "outside"):
        (tmp_path / place).mkdir(parents=True)
    for place in (
        "reeds/in/Topic_files/oar.png",
        "reeds/i/oar.png",
        "reeds/in/own.png",
        "outside/secret.png",
        "reeds/in/a b.png?v=1",
    ):
        (tmp_path / place).write_bytes(place.encode())
    (tmp_path / "reeds/in/Topic.html").write_bytes(b"<html>")
    return tmp_path


def found(given, source, name="in/Topic.html", folder="reeds"):
    page = FoundFile(str(given / folder / name), name, str(given / folder))
    answer = beside(page, source)
    return answer if answer is None or isinstance(answer, Refusal) else answer.name


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("Topic_files/oar.png", "in/Topic_files/oar.png"),
        ("./Topic_files/oar.png#here", "in/Topic_files/oar.png"),
        ("..\\i\\oar.png", "i/oar.png"),
        ("../i/oar.png", "i/oar.png"),
        ("/i/oar.png", "i/oar.png"),
        ("a%20b.png%3Fv=1", "in/a b.png?v=1"),
        ("a%20b.png?v=1", "in/a b.png?v=1"),
        ("Topic_files/gone.png", None),
        ("Topic_files", None),
        ("file:///etc/passwd", None),
        ("\0", None),
        ("", None),
        ("http://[", None),
    ],
)
def test_a_source_leads_to_the_file_it_means(given, source, name):
    answer = found(given, source)

    assert answer == name or (name is None and (answer is None or source == "Topic_files"))


def test_a_mirror_has_its_pictures_under_the_name_of_their_host(given):
    assert found(given, "http://reeds/i/oar.png", "reeds/in/Topic.html", ".") == "reeds/i/oar.png"


@pytest.mark.parametrize("source", ["../../outside/secret.png", "../../../../../../etc/passwd"])
def test_a_source_that_leads_out_is_named_and_nothing_is_read(given, source):
    refusal = found(given, source)

    assert source in refusal.reason
    assert "lies outside of the folder" in refusal.reason


def test_a_link_that_leads_out_is_refused(given):
    (given / "reeds/in/Topic_files/link.png").symlink_to(given / "outside/secret.png")

    assert found(given, "Topic_files/link.png").reason == OUTWARD


def test_of_a_page_given_alone_only_its_own_folder_is_looked_into(given):
    page = FoundFile(str(given / "reeds/in/Topic.html"), "Topic.html")

    assert beside(page, "Topic_files/oar.png").content == b"reeds/in/Topic_files/oar.png"
    assert beside(page, "own.png") is None


@pytest.mark.parametrize("source", ["../../a.png", "/../a.png", "x/../../../a.png", "..", "http://h/../../a.png"])
def test_no_place_leads_out(source):
    assert all(not place.startswith(("..", "/")) for place in places("in/Topic.html", source))


def test_a_picture_in_a_link_is_named_by_where_the_link_leads():
    page = page_of(SHOWS.format('<a href="/big.jpg"><img src="small.jpg" alt="oar"></a>'), head=STAMP)

    [picture] = named_pictures("html", page, ["http://reeds.example/big.jpg"])

    assert (picture.source, picture.address) == ("small.jpg", "http://reeds.example/small.jpg")


def test_a_picture_in_the_page_is_named_by_its_bytes():

    code = base64.b64encode(drawn()).decode()
    page = page_of(SHOWS.format(f'<img src="data:image/png;base64,{code}">'))
    name = unwrapped(page).split(b'src="')[1].split(b'"')[0].decode()

    assert name.startswith("here:")
    assert next(named_pictures("html", page, [name])).content == drawn()
    assert not list(named_pictures("html", page, []))


def packed(content, name, tmp_path, *wanted, limit=10_000_000):
    path = tmp_path / name
    path.write_bytes(content)
    asked = Sought(set(wanted).__contains__, tmp_path, limit)
    return [(found.key, found.content) for found in packed_pictures(path, name, asked)]


@pytest.mark.parametrize("pack", [zipped, tarred, lambda members: gzip.compress(tarred(members))])
def test_members_are_found_by_their_names_and_others_are_not_read(tmp_path, pack):
    members = [("t/Topic_files/a.png", drawn()), ("../b.png", drawn()), ("t/c.png", drawn())]

    assert packed(pack(members), "s.tgz", tmp_path, "s.tgz/t/Topic_files/a.png", "s.tgz/../b.png", "b.png") == [
        ("s.tgz/t/Topic_files/a.png", drawn())
    ]


def test_answers_are_found_by_their_addresses_however_these_are_written(tmp_path):
    key = web_key("https://reeds.example/an%20oar.png")
    crawl = b"".join(
        (
            warc_record(answer(b"gone", status="404 Not Found"), "http://reeds.example/an oar.png"),
            warc_record(answer(drawn(), "Content-Type: text/plain"), "http://Reeds.example:80/an%20oar.png"),
            warc_record(answer(drawn("GIF")), "http://reeds.example/other.gif"),
        )
    )

    assert packed(crawl, "c.warc", tmp_path, key) == [(key, drawn())]
    assert packed(zipped([("archive/c.warc.gz", gzip.compress(crawl))]), "c.wacz", tmp_path, key) == [(key, drawn())]


def test_a_capture_of_a_picture_is_known_by_the_address_that_was_captured():
    assert (
        web_key("https://web.archive.org/web/20090509120000im_/http://reeds.example/a.png") == "//reeds.example/a.png?"
    )


def test_parts_of_a_page_saved_by_safari_are_found(tmp_path):
    parts = [
        {"WebResourceURL": "https://reeds.example/a.png", "WebResourceData": drawn()},
        "odd",
        {"WebResourceURL": 7},
    ]
    saved = plistlib.dumps({"WebMainResource": {}, "WebSubresources": parts}, fmt=plistlib.FMT_BINARY)

    assert packed(saved, "a.webarchive", tmp_path, web_key("https://reeds.example/a.png"))[0][1] == drawn()


@pytest.mark.parametrize(
    "content",
    [b"", b"PK\3\4", b"PK\5\6", b"\x1f\x8b\x08", b"WARC/1.0\r\n", b"\x28\xb5\x2f\xfd\0", zipped([("a", b"b")])[:-9]],
)
def test_what_is_damaged_holds_none(tmp_path, content):
    assert packed(content, "c.zip", tmp_path, "c.zip/a") == []


def test_a_container_in_another_is_laid_down_up_to_the_limit_of_documents(tmp_path):
    inner = zipped([("oar.png", drawn())])
    outer = zipped([("saved.zip", inner)])
    wanted = "all.zip/saved.zip/oar.png"

    assert packed(outer, "all.zip", tmp_path, wanted) == [(wanted, drawn())]
    assert packed(outer, "all.zip", tmp_path, wanted, limit=len(inner) - 1) == []
    assert [path.name for path in tmp_path.iterdir()] == ["all.zip"]
