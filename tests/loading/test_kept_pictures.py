"""Pictures that came with pages and mails are kept once, shown by their posts, and go with what they came with."""

import base64
import gzip
import json
from io import StringIO

import pytest
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.helpers.drawn import ANSWERS, SHOWS, drawn, page_of
from tests.helpers.importing import export, run, snapshot, summary
from tests.readers.packing import answer, tarred, warc_record, zipped
from threads.curating import erase_post, forget_document
from threads.loading.forgetting import forget_archive
from threads.loading.pictures import drop_unplaced
from threads.models import Archive, Document, Picture, PicturePlace, Post, Record

pytestmark = pytest.mark.django_db(transaction=True)
PLACE = "http://reeds.example/t12"
STAMP = f"<!-- saved from url=(0024){PLACE} -->"
OAR, BED = drawn("JPEG", (300, 200)), drawn("PNG", (200, 300), "olive")
SHOWN = '<img src="Topic_files/oar.jpg" alt="cracked oar">'
PAGE = page_of(SHOWS.format(SHOWN), ANSWERS)
MAIL = (
    "From ada@quay.example Mon Mar  3 09:00:00 2008\nFrom: Ada <ada@quay.example>\nMessage-ID: <a1@quay.example>\nSubject: Oars\n"
    'Date: Mon, 3 Mar 2008 09:00:00 +0000\nMIME-Version: 1.0\nContent-Type: multipart/related; boundary="cut"\n\n--cut\n'
    'Content-Type: text/html\n\n<p>My oar cracked, as you see.</p><img alt="oar" src="cid:oar@quay.example">\n--cut\n'
    'Content-Type: image/jpeg; name="oar.jpg"\nContent-ID: <oar@quay.example>\nContent-Transfer-Encoding: base64\n\n{oar}--cut\n'
    'Content-Type: image/png; name="bed.png"\nContent-Disposition: attachment\nContent-Transfer-Encoding: base64\n\n{bed}--cut--\n'
)


def coded(content):
    return base64.encodebytes(content).decode()


def mail():
    return MAIL.format(oar=coded(OAR), bed=coded(BED)).encode()


def folder_of(tmp_path):
    """A page as browsers save it, with a picture that its posts show and one that they do not."""
    (tmp_path / "reeds" / "Topic_files").mkdir(parents=True)
    (tmp_path / "reeds" / "Topic.html").write_bytes(PAGE)
    (tmp_path / "reeds" / "Topic_files" / "oar.jpg").write_bytes(OAR)
    (tmp_path / "reeds" / "Topic_files" / "logo.png").write_bytes(BED)
    return tmp_path / "reeds"


def packed(pack, name):
    def given(tmp_path):
        path = tmp_path / name
        path.write_bytes(pack([("t/Topic.html", PAGE), ("t/Topic_files/oar.jpg", OAR)]))
        return path

    return given


def crawl(tmp_path):
    """Pictures before their page, records compressed apart."""
    page = page_of(SHOWS.format('<img src="/oar.jpg" alt="cracked oar">'), ANSWERS)
    records = [
        warc_record(answer(OAR, "Content-Type: image/jpeg"), "http://reeds.example/oar.jpg"),
        warc_record(answer(page), PLACE),
    ]
    (tmp_path / "crawl.warc.gz").write_bytes(b"".join(map(gzip.compress, records)))
    return tmp_path / "crawl.warc.gz"


def mhtml(tmp_path):
    page = page_of(SHOWS.format('<img src="http://reeds.example/oar.jpg" alt="cracked oar">'), ANSWERS)
    saved = (
        f"From: <Saved by Blink>\nSnapshot-Content-Location: {PLACE}\nMIME-Version: 1.0\n"
        f'Content-Type: multipart/related; type="text/html"; boundary="cut"\n\n--cut\nContent-Type: text/html\n'
        f"Content-Transfer-Encoding: base64\nContent-Location: {PLACE}\n\n{coded(page)}--cut\nContent-Type: image/jpeg\n"
        f"Content-Transfer-Encoding: base64\nContent-Location: http://reeds.example/oar.jpg\n\n{coded(OAR)}--cut--\n"
    )
    (tmp_path / "saved.mht").write_text(saved)
    return tmp_path / "saved.mht"


def single_file(tmp_path):
    page = page_of(
        SHOWS.format(f'<img alt="cracked oar" src="data:image/jpeg;base64,{base64.b64encode(OAR).decode()}">'), ANSWERS
    )
    (tmp_path / "single.html").write_bytes(page)
    return tmp_path / "single.html"


WAYS = {
    "a saved folder": folder_of,
    "a zip": packed(zipped, "t.zip"),
    "a tar": packed(tarred, "t.tar"),
    "a compressed tar": packed(lambda members: gzip.compress(tarred(members)), "t.tar.gz"),
    "a crawl": crawl,
    "MHTML": mhtml,
    "SingleFile": single_file,
}


@pytest.mark.parametrize("given", WAYS.values(), ids=WAYS)
def test_a_picture_that_a_post_shows_is_kept_whatever_it_was_saved_in(tmp_path, client, given):
    told = summary(given(tmp_path), "--publish")

    post = Post.objects.get(number=1)
    page = client.get(post.get_absolute_url()).content.decode()

    assert told["pictures"] == {"kept": 1, "size": len(OAR), "without_room": 0, "size_without_room": 0, "refused": 0}
    assert bytes(Picture.objects.get().content) == OAR
    assert 'alt="cracked oar" width="300" height="200" loading="lazy"' in page
    assert client.get(page.split('<img src="')[1].split('"')[0]).content == OAR


@pytest.mark.parametrize("given", WAYS.values(), ids=WAYS)
def test_importing_again_changes_nothing(tmp_path, given):
    path = given(tmp_path)
    run(path)
    before = snapshot()

    told = summary(path)

    assert told["pictures"]["kept"] == 0
    assert snapshot() == before


def test_a_rebuild_keeps_the_pictures_and_finds_those_in_records_again(tmp_path):
    run(single_file(tmp_path))
    run(folder_of(tmp_path))
    keys = set(PicturePlace.objects.values_list("key", "record"))
    PicturePlace.objects.filter(came_from="").delete()

    run("wall", archive="", command="rebuild")

    assert set(PicturePlace.objects.values_list("key", "record")) == keys


def test_pictures_that_come_later_are_found(tmp_path):
    folder = folder_of(tmp_path)
    (folder / "Topic_files" / "oar.jpg").rename(tmp_path / "oar.jpg")
    assert summary(folder)["pictures"]["kept"] == 0

    (tmp_path / "oar.jpg").rename(folder / "Topic_files" / "oar.jpg")

    assert summary(folder)["pictures"]["kept"] == 1


def test_parts_of_mails_are_shown_where_they_stood_and_below(tmp_path, client):
    (tmp_path / "quay.mbox").write_bytes(mail())
    run(tmp_path / "quay.mbox", "--publish")

    page = client.get(Post.objects.get().get_absolute_url()).content.decode()

    assert page.count("<img ") == 2
    text, attached = page.split('<ul class="attachments"')
    assert 'alt="oar" width="300"' in text
    assert "<bdi>oar.jpg</bdi>, image/jpeg" in attached
    assert 'alt="bed.png" width="200"' in attached


def test_the_same_picture_in_many_places_is_kept_once(tmp_path):
    for name in ("One", "Two"):
        (tmp_path / f"{name}_files").mkdir()
        (tmp_path / f"{name}_files" / "oar.jpg").write_bytes(OAR)
        page = page_of(SHOWS.format(f'<img src="{name}_files/oar.jpg">') + f"<p>{name}</p>", ANSWERS + f"<p>{name}</p>")
        (tmp_path / f"{name}.html").write_bytes(page)

    assert summary(tmp_path)["pictures"]["kept"] == 1
    assert PicturePlace.objects.count() == 2


def test_what_has_no_room_is_told_and_stays_a_link(tmp_path, settings, client):
    folder = folder_of(tmp_path)
    settings.PICTURES_MB = 0
    assert summary(folder)["pictures"]["kept"] == 0
    Archive.objects.update(pictures_mb=1)
    Picture.objects.create(
        archive=Archive.objects.get(), key=b"x" * 32, form="png", width=9, height=9, size=999_999, content=b""
    )

    _, out, _ = run(folder, "--publish")

    assert "1 picture of 3 KB had" in out
    assert "no room, and stays a named link: the archive may keep 1 MB (PICTURES_MB, or its row in the admin)" in out
    assert "[picture: cracked oar]" in client.get(Post.objects.get(number=1).get_absolute_url()).content.decode()


def test_a_picture_that_is_none_is_named_with_what_to_do(tmp_path):
    folder = folder_of(tmp_path)
    (folder / "Topic_files" / "oar.jpg").write_bytes(b"<html><script>alert(1)</script>")

    code, out, errors = run(folder)

    assert code == 0
    assert "Topic_files/oar.jpg: no picture but a page of HTML" in errors
    assert "1 picture not kept" in out
    assert not Picture.objects.exists()


def test_a_picture_outside_of_the_folder_is_named_and_not_read(tmp_path):
    folder = folder_of(tmp_path)
    (tmp_path / "secret.png").write_bytes(BED)
    (folder / "Topic.html").write_bytes(page_of(SHOWS.format('<img src="../secret.png">'), ANSWERS))
    (folder / "Topic_files" / "oar.jpg").unlink()

    _, _, errors = run(folder)

    assert "Topic.html: names a picture that lies outside of the folder" in errors
    assert not Picture.objects.exists()


def test_a_dry_run_keeps_none(tmp_path):
    assert summary(folder_of(tmp_path), "--dry-run")["pictures"]["kept"] == 1
    assert not Picture.objects.exists()


def test_an_import_of_words_alone_asks_for_pictures_once(tmp_path):
    (tmp_path / "words.mbox").write_bytes(mail().split(b"MIME-Version")[0] + b"\nWords.\n")

    with CaptureQueriesContext(
        connection,
    ) as queries:
        run(tmp_path / "words.mbox")

    assert (
        sum("threads_picture" in each["sql"] or "has_image OR" in each["sql"] for each in queries.captured_queries) <= 2
    )


def test_a_picture_goes_with_the_last_document_that_shows_it(tmp_path):
    run(folder_of(tmp_path))
    run(single_file(tmp_path))
    folder, single = Document.objects.order_by("id")

    forget_document(document=folder, by=None)
    assert Picture.objects.count() == 1
    forget_document(document=single, by=None)

    assert not Picture.objects.exists()


def test_pictures_go_with_their_archive(tmp_path):
    run(folder_of(tmp_path))

    forget_archive(Archive.objects.get())

    assert not Picture.objects.exists()


@pytest.mark.parametrize("given", [folder_of, single_file], ids=["beside", "within"])
def test_a_picture_goes_with_its_post_that_is_erased(tmp_path, given):
    run(given(tmp_path))

    erase_post(post=Post.objects.get(number=1), by=None)

    assert not Picture.objects.exists()
    assert base64.b64encode(OAR)[:60] not in bytes(Record.objects.get().raw)
    assert b"Glue it" in bytes(Record.objects.get().raw)


def test_a_picture_goes_with_its_mail_that_is_erased(tmp_path):
    (tmp_path / "quay.mbox").write_bytes(mail())
    run(tmp_path / "quay.mbox")

    erase_post(post=Post.objects.get(), by=None)

    assert not Picture.objects.exists()
    assert coded(BED)[:60].encode() not in bytes(Record.objects.get().raw)
    assert summary(tmp_path / "quay.mbox")["pictures"]["kept"] == 0


def test_a_picture_stays_that_another_post_of_the_page_shows(tmp_path):
    folder = folder_of(tmp_path)
    (folder / "Topic.html").write_bytes(page_of(SHOWS.format(SHOWN), ANSWERS + SHOWN))
    run(folder)

    erase_post(post=Post.objects.get(number=1), by=None)

    assert Picture.objects.count() == 1


def test_the_raw_export_is_the_saved_folder_again(tmp_path):
    folder = folder_of(tmp_path)
    run(folder)
    call_command("export_archive", "wall", "--format", "raw", "--output", str(tmp_path / "out"), stderr=StringIO())

    assert (tmp_path / "out" / "Topic_files" / "oar.jpg").read_bytes() == OAR
    before = export()
    forget_archive(Archive.objects.get())
    assert summary(tmp_path / "out")["pictures"]["kept"] == 1
    assert export() == before


def test_the_raw_export_lists_the_pictures_of_a_crawl(tmp_path):
    run(crawl(tmp_path))
    call_command("export_archive", "wall", "--format", "raw", "--output", str(tmp_path / "out"), stderr=StringIO())

    [line] = (tmp_path / "out" / "pictures.jsonl").read_text().splitlines()

    entry = json.loads(line)
    assert entry["address"] == "http://reeds.example/oar.jpg"
    assert (tmp_path / "out" / entry["file"]).read_bytes() == OAR


def test_what_no_record_names_goes(tmp_path):
    run(folder_of(tmp_path))
    archive = Archive.objects.get()
    drop_unplaced(archive)
    assert Picture.objects.exists()

    PicturePlace.objects.all().delete()
    drop_unplaced(archive)

    assert not Picture.objects.exists()


def test_the_admin_says_what_the_pictures_of_an_archive_weigh(tmp_path, client):
    run(folder_of(tmp_path))
    client.force_login(get_user_model().objects.create_superuser("keeper", password="a long password"))

    assert f"{len(OAR) / 1024:.1f}" in client.get("/admin/threads/archive/").content.decode().replace("\xa0", " ")
