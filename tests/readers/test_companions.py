"""What lies beside saved pages and in mirrors of sites, and is no document, is left out and named."""

from pathlib import Path

import pytest

from tests.readers.packing import tarred, zipped
from threads.readers import find_documents
from threads.readers.saved.companions import Neighbours

PAGE = b"<html><p>Reeds</p></html>"


def laid_out(folder: Path, *names: str) -> Path:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(PAGE)
    return folder


def found(folder: Path) -> tuple[list[str], list[str]]:
    files = find_documents([str(folder)])
    assert not files.refusals
    return [file.name for file in files.files], [str(each).removeprefix(f"{folder}/") for each in files.skipped]


@pytest.mark.parametrize(
    "ends", ["_files", ".files", "-Dateien", "_fichiers", "_archivos", "-filer", "_bestanden", "_súbory"]
)
@pytest.mark.parametrize("page", [".html", ".htm", ".HTM"])
def test_the_folder_of_a_saved_page_is_no_document(tmp_path, ends, page):
    laid_out(tmp_path, f"Reeds 1{page}", f"Reeds 1{ends}/ad.html", f"Reeds 1{ends}/deep/style.css")

    assert found(tmp_path) == (
        [f"Reeds 1{page}"],
        [f"Reeds 1{ends}: belongs to a saved page of its name, skipped: it is no document of its own"],
    )


def test_a_folder_that_is_called_so_without_a_page_is_read(tmp_path):
    laid_out(tmp_path, "my_files/letter.txt", "my_files/page.html", "other.html")

    assert found(tmp_path)[0] == ["other.html", "my_files/letter.txt", "my_files/page.html"]


def test_what_httrack_keeps_is_left_out(tmp_path):
    laid_out(
        tmp_path, "hts-cache/new.txt", "hts-log.txt", "cookies.txt", "backblue.gif", "reeds.example/viewtopic4f5e.html"
    )

    names, skipped = found(tmp_path)

    assert names == ["reeds.example/viewtopic4f5e.html"]
    assert skipped == [f"{tmp_path}: 4 names in it: written by the program that mirrored the site, skipped"]


def test_cookies_beside_no_mirror_are_somebody_s_words(tmp_path):
    assert found(laid_out(tmp_path, "cookies.txt"))[0] == ["cookies.txt"]


def test_the_pages_of_a_mirror_are_told_from_what_makes_them_look(tmp_path):
    pages = [
        "index.html@t=5",
        "viewtopic.php?t=12&start=15",
        "viewtopic.php@t=12.html",
        "notes.txt",
        "css.html",
        "show.php?file=a.png",
    ]
    laid_out(tmp_path, *pages, "style.css@v=3", "a.js", "a.png", "b.JPG?size=2", "ada@home.png", "robots.txt")

    names, skipped = found(tmp_path)

    assert names == sorted(pages)
    assert skipped == [
        "robots.txt: written by the program that mirrored the site, skipped",
        f"{tmp_path}: 5 names in it: a picture, style or script, skipped: it is no document of its own",
    ]


def test_a_file_named_by_itself_is_read_whatever_it_is_called(tmp_path):
    laid_out(tmp_path, "style.css")

    assert [file.name for file in find_documents([str(tmp_path / "style.css")]).files] == ["style.css"]


@pytest.mark.parametrize("pack", [zipped, tarred])
def test_they_are_left_out_of_containers_too(opened, pack):
    members = [("s/Reeds.html", PAGE), ("s/Reeds_files/ad.html", PAGE), ("s/Reeds_files/a.css", PAGE), ("s/b.png", b"")]

    assert opened("s.pack", pack(members)) == [
        ("s.pack/s/Reeds.html", PAGE),
        ("s.pack", "2 of its members: belongs to a saved page of its name, skipped: it is no document of its own"),
        ("s.pack", "1 of its members: a picture, style or script, skipped: it is no document of its own"),
    ]


def test_names_with_backslashes_are_folders_too():
    assert Neighbours(["s\\Reeds.html"]).left_out("s\\Reeds_files\\ad.html").startswith("belongs to")


@pytest.mark.parametrize(
    ("begins", "said"),
    [(b"%PDF-1.7\n", "pdftotext"), (b"ZIM\x04\x06\0", "zimdump"), (b"ITSF\3\0\0\0", "extract_chmLib")],
)
def test_what_no_reader_reads_is_refused_with_what_to_do(opened, begins, said):
    [(_, reason)] = opened("reeds.html", begins + bytes(600))

    assert said in reason
