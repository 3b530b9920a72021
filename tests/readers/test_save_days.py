"""When a page was saved is read from what its saver wrote into it, or beside it."""

from datetime import UTC, datetime

import pytest

from tests.readers.packing import answer, warc_record
from threads.readers import parse_unit
from threads.readers.saved.days import saved_at
from threads.readers.saved.warc import WebArchive

NOON = datetime(2009, 5, 9, 12, tzinfo=UTC)
PAGE = b"<html><head>%s</head><body><p>Reeds</p></body></html>%s"
CAPTURE = b'<a href="https://web.archive.org/web/20090509120000/http://reeds.example/">r</a>'


@pytest.mark.parametrize(
    ("head", "foot"),
    [
        (b"<!-- saved from url=(0021)http://reeds.example/ -->\n<!-- saved on 2009-05-09T12:00:00Z -->", b""),
        (b"", b"<!--\n     FILE ARCHIVED ON 12:00:00 May 09, 2009 AND RETRIEVED FROM THE\n     INTERNET ARCHIVE -->"),
        (CAPTURE * 4, b""),
        (b"<!-- Mirrored from reeds.example/ by HTTrack Website Copier/3.x [XR&CO'2014], Sat, 09 May 2009 12:00:00 GMT -->", b""),
        (b"<!--\n Page saved with SingleFile \n url: http://reeds.example/ \n saved date: Sat May 09 2009 14:00:00 GMT+0200 (CEST)\n-->", b""),
    ],
)  # fmt: skip
def test_each_saver_s_way_to_write_a_day_is_known(head, foot):
    assert saved_at(PAGE % (head, foot)) == NOON


@pytest.mark.parametrize(
    "head",
    [
        b"",
        b"<!-- saved on a whim -->",
        b"<!-- saved on 2009-99-09T12:00:00Z -->",
        b"<!-- saved on 0009-05-09T12:00:00Z -->",
    ],
)
def test_a_page_without_one_has_none(head):
    assert saved_at(PAGE % (head, b"")) is None


def test_a_capture_that_somebody_mirrored_is_as_old_as_the_capture():
    mirrored = b"<!-- Mirrored from x by HTTrack Website Copier/3.x [XR&CO'2014], Sat, 10 May 2014 12:00:00 GMT -->"

    assert saved_at(PAGE % (mirrored + CAPTURE * 4, b"")) == NOON


def test_the_day_of_a_record_of_warc_goes_with_its_page():
    class Source:
        def __init__(self, content):
            self.left = content

        def read(self, size, /):
            piece, self.left = self.left[:size], self.left[size:]
            return piece

    (found,) = WebArchive(Source(warc_record(answer(PAGE % (b"", b""))))).responses()

    assert saved_at(found.content) == NOON


def test_posts_of_pages_know_it_and_mails_do_not():
    page = parse_unit("html", PAGE % (b"<title>Reeds</title><!-- saved on 2009-05-09T12:00:00Z -->", b""))
    mail = parse_unit(
        "eml", b"From: ada@reeds.example\nDate: Sat, 09 May 2009 12:00:00 +0000\nMessage-ID: <1@x>\n\nReeds\n"
    )

    assert all(post.save.at == NOON for post in page.posts)
    assert [post.save for post in mail.posts] == [None]


@pytest.mark.parametrize(
    ("page", "lacks"),
    [
        (b"<!-- saved from url=(0024)http://reeds.example/t12 -->\n<!-- saved on 2009-05-09T12:00:00Z --><html><p>Reeds</p></html>", []),
        (b"<!-- saved from url=(0024)http://reeds.example/t12 --><html><p>Reeds</p></html>", ["the day of the save"]),
        (b"<html><p>Reeds</p></html>", ["their address", "the day of the save"]),
    ],
)  # fmt: skip
def test_what_a_better_save_would_have_had_is_told(page, lacks):
    assert [what.partition(",")[0] for what in parse_unit("html", page).lacks] == lacks
