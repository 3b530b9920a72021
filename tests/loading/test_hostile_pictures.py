"""Pictures made to do harm are refused by their names, and the page that names them is read."""

import base64
from pathlib import Path

import pytest

from tests.helpers.drawn import ANSWERS, SCRIPT, SHOWS, drawn, large_png, moving_gif, page_of, spoken
from tests.helpers.importing import run, summary
from tests.helpers.seconds import at_most
from tests.readers.packing import answer, warc_record
from threads.models import Picture, Post

pytestmark = pytest.mark.django_db(transaction=True)
HOSTILE = {
    "bomb.png": (large_png(10_000, 10_000), "10,000 x 10,000 pixels, more than are shown; save it smaller"),
    "both.gif": (b"GIF89a/*" + SCRIPT + b"*/=1;", "damaged; save it again"),
    "page.png": (b"<html>" + SCRIPT, "no picture but a page of HTML"),
    "drawing.svg": (
        b'<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>',
        "an SVG, which may hold scripts; save it as PNG",
    ),
    "cut.jpg": (drawn("JPEG", (400, 300))[:2000], "cut short; save it again"),
    "film.gif": (moving_gif(5_000), "5,000 pictures in one, more than 1,000; save it as a film"),
}
KEPT = {
    "lies.gif": drawn("PNG"),
    "after.gif": drawn("GIF") + SCRIPT,
    "exif.jpg": drawn("JPEG", exif=spoken()),
    "long.gif": moving_gif(900),
}  # fmt: skip


def folder_of(tmp_path: Path) -> Path:
    beside = tmp_path / "given" / "Topic_files"
    beside.mkdir(parents=True)
    (tmp_path / "secret.png").write_bytes(drawn(colour="olive"))
    (beside / "link.png").symlink_to(tmp_path / "secret.png")
    (beside / "folder.png").mkdir()
    for name, content in ({name: content for name, (content, _) in HOSTILE.items()} | KEPT).items():
        (beside / name).write_bytes(content)
    names = [f"Topic_files/{name}" for name in (*HOSTILE, *KEPT, "link.png", "folder.png")]
    names += [
        "../secret.png",
        "//secret.png",
        "Topic_files/../../secret.png",
        "file:///etc/passwd",
        "/etc/passwd",
        "%00.png",
        "x" * 5_000,
    ]
    shown = "".join(f'<p>Look <img src="{name}" alt="p{n}"></p>' for n, name in enumerate(names))
    (tmp_path / "given" / "Topic.html").write_bytes(page_of(SHOWS.format(shown), ANSWERS))
    return tmp_path / "given"


def test_each_is_refused_by_its_name_and_the_rest_is_read(tmp_path, client):
    folder = folder_of(tmp_path)
    before = sorted(tmp_path.rglob("*"))

    with at_most(10):
        code, out, errors = run(folder, "--publish")

    assert code == 0
    for name, (_, reason) in HOSTILE.items():
        assert f"Topic_files/{name}: {reason}" in errors
    assert "link.png: a link that leads out of the folder, skipped" in errors
    assert "that lies outside of the folder, and is not looked for: ../secret.png" in errors
    assert f"{len(KEPT)} pictures kept" in out
    assert sorted(tmp_path.rglob("*")) == before
    everything = b"".join(bytes(content) for content in Picture.objects.values_list("content", flat=True))
    assert b"script" not in everything
    assert b"Quay Optics" not in everything
    assert client.get(Post.objects.get(number=1).get_absolute_url()).content.count(b"<img ") == len(KEPT)


def test_what_a_saver_wrote_into_a_page_may_be_no_code_at_all(tmp_path):
    codes = ["A" * 101, "=" * 200, "%" * 200, base64.b64encode(SCRIPT * 9).decode()]
    shown = "".join(f'<p>Look <img src="data:image/png;base64,{code}" alt="p"></p>' for code in codes)
    (tmp_path / "page.html").write_bytes(page_of(SHOWS.format(shown), ANSWERS))

    told = summary(tmp_path)

    assert (told["pictures"]["kept"], told["pictures"]["refused"]) == (0, 2)  # three of them mean no byte


def test_tiny_pictures_cost_in_proportion(tmp_path):
    page = page_of(SHOWS.format('<img src="/1.png">'), ANSWERS)
    tiny = [
        warc_record(answer(drawn(size=(2, 2)), "Content-Type: image/png"), f"http://reeds.example/{n}.png")
        for n in range(10_000)
    ]
    (tmp_path / "crawl.warc").write_bytes(warc_record(answer(page)) + b"".join(tiny))

    with at_most(10):
        told = summary(tmp_path / "crawl.warc")

    assert told["pictures"]["kept"] == 1


def test_a_page_that_names_one_picture_a_thousand_times_keeps_it_once(tmp_path):
    (tmp_path / "Topic_files").mkdir()
    (tmp_path / "Topic_files" / "oar.png").write_bytes(drawn())
    names = "".join(f'<p><img src="Topic_files/{"./" * n}oar.png"></p>' for n in range(400))
    (tmp_path / "Topic.html").write_bytes(page_of(SHOWS.format(names), ANSWERS))

    with at_most(10):
        assert summary(tmp_path)["pictures"]["kept"] == 1
