"""A forum is the same in whatever it was saved: as files, as a crawl, as pages with their folders, as captures."""

import gzip
import json
from operator import itemgetter

import pytest
from django.core.management import call_command

from tests.helpers.importing import export, run
from tests.readers.packing import answer, warc_record

pytestmark = pytest.mark.django_db(transaction=True)
PLACE = "http://reeds.example/viewtopic.php?t={}"
PAGE = """<html><head><link rel="canonical" href="{before}{place}"><title>Reeds</title></head><body id="phpbb">{bar}
<h2 class="topic-title"><a href="{before}{place}">{title}</a></h2>
<div id="p{n}1" class="post"><p class="author">by <strong><a class="username" href="#">Signe</a></strong> &raquo; Thu Jan 22, 2004
8:17 pm</p><div class="content">The wood of number {n} cracked when it was cold outside.</div></div>
<div id="p{n}2" class="post"><p class="author">by <strong><a class="username" href="#">Anton</a></strong> &raquo; Fri Jan 23, 2004
8:17 pm</p><div class="content"><blockquote><cite>Signe wrote:</cite>The wood of number {n} cracked when it was cold
outside.</blockquote>Warm it slowly.</div></div></body></html>"""
BAR = "<!-- BEGIN WAYBACK TOOLBAR INSERT --><div>{} captures</div><!-- END WAYBACK TOOLBAR INSERT -->"


def page(number, before="", bar=""):
    place = PLACE.format(number)
    return PAGE.format(n=number, place=place, before=before, bar=bar, title=f"Cracks {number}").encode()


def as_files(folder):
    for number in (1, 2):
        (folder / f"t{number}.html").write_bytes(page(number))


def as_crawl(folder):
    records = [warc_record(answer(page(number)), PLACE.format(number)) for number in (1, 2)]
    (folder / "crawl.warc.gz").write_bytes(b"".join(map(gzip.compress, records)))


def as_saved_pages(folder):
    as_files(folder)
    (folder / "t1_files").mkdir()
    (folder / "t1_files" / "ad.html").write_bytes(b"<html><p>Buy tea.</p></html>")


def as_captures(folder):
    for year in (2009, 2014):
        for number in (1, 2):
            before = f"https://web.archive.org/web/{year}0509120000/"
            (folder / f"{year}-{number}.html").write_bytes(page(number, before, BAR.format(year)))


def told(line):
    """What an export says of a post, but where it stands."""
    post = json.loads(line)
    sources = [{**each["source"], "path": "", "document": ""} for each in post["quotes"]]
    return {
        **post,
        "appearances": [],
        "quotes": [{**each, "source": it} for each, it in zip(post["quotes"], sources, strict=True)],
    }


def test_posts_threads_and_answers_are_the_same(tmp_path):
    exported = {}
    for save in (as_files, as_crawl, as_saved_pages, as_captures):
        folder = tmp_path / save.__name__
        folder.mkdir()
        save(folder)
        slug = save.__name__.replace("_", "-")
        assert run(folder, archive=slug)[0] == 0
        exported[slug] = sorted((told(line) for line in export(slug)), key=itemgetter("key"))

    assert len(exported["as-files"]) == 4
    assert sum(len(post["quotes"]) for post in exported["as-files"]) == 2
    assert all(each == exported["as-files"] for each in exported.values())


def test_what_is_no_page_of_a_crawl_is_told_and_no_fault(tmp_path):
    records = [
        warc_record(answer(page(1)), PLACE.format(1)),
        warc_record(answer(b'{"ads": 3}', "Content-Type: application/json"), "http://reeds.example/a.json"),
        warc_record(answer(b'"ads"', "Content-Type: application/json"), "http://reeds.example/b.json"),
        warc_record(answer(b"\x89PNG", "Content-Type: image/png"), "http://reeds.example/a.png"),
    ]
    (tmp_path / "crawl.warc").write_bytes(b"".join(records))

    code, out, _ = run(tmp_path, "--json")
    said = json.loads(out)

    assert code == 0
    assert (said["documents"]["added"], said["documents"]["refused"]) == (1, 0)
    assert said["skipped"] == [
        {"path": "crawl.warc", "reason": "1 left out as no pages: 1 of other types"},
        {"path": "crawl.warc", "reason": "2 left out that no reader knows: answers for a page's own scripts"},
    ]


def test_a_crawl_is_read_without_a_database_as_well(tmp_path, capsys):
    as_crawl(tmp_path)

    call_command("reconstruct", str(tmp_path), "--json")

    paths = [each["path"] for each in json.loads(capsys.readouterr().out)["documents"]]
    assert paths == [f"crawl.warc.gz/{PLACE.format(number)}" for number in (1, 2)]
