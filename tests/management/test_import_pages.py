"""Pages of HTML come in as posts or as articles, and an import says in which documents no post was found."""

import json
from pathlib import Path

import pytest

from tests.helpers.importing import export, run, summary
from threads import models

pytestmark = pytest.mark.django_db

ARTICLE = "<!DOCTYPE html><html><head><title>{title}</title></head><body><nav>Home</nav><p>{words}</p></body></html>"
POSTS = "".join(
    f'<div class="post" id="post{n}"><b class="author">{who}</b><i class="date">{n} May 2012 10:00</i><div class="body">{words}'
    "</div></div>"
    for n, who, words in ((11, "Ada", "The weir leaks."), (12, "Bo", "Where?"), (13, "Ada", "At the third plank."))
)


def write(folder: Path, **pages: str) -> Path:
    for name, html in pages.items():
        (folder / f"{name}.html").write_text(html)
    return folder


def test_a_page_without_posts_is_named_and_read_as_an_article(tmp_path: Path) -> None:
    write(tmp_path, tar=ARTICLE.format(title="Tar", words="Warm it slowly."), weir=f"<html><body>{POSTS}</body></html>")

    code, out, _ = run(tmp_path, "--publish")

    assert code == 0
    assert "No posts found on 1 page, read as an article: tar.html\n" in out
    assert models.Post.objects.get(thread__title="Tar").text == "Warm it slowly."
    assert "weir.html" not in out


def test_several_are_told_together_and_in_json(tmp_path: Path) -> None:
    write(tmp_path, **{f"p{n}": ARTICLE.format(title=f"T{n}", words=f"Words {n}.") for n in range(3)})

    told = summary(tmp_path)["without_posts"]

    assert told == [{"path": f"p{n}.html", "read_as": "an article"} for n in range(3)]


def test_a_second_run_says_nothing_of_them(tmp_path: Path) -> None:
    write(tmp_path, tar=ARTICLE.format(title="Tar", words="Warm it slowly."))
    run(tmp_path)

    _, out, _ = run(tmp_path)

    assert "No posts" not in out


def test_an_archive_that_is_published_without_a_post_ends_with_1(tmp_path: Path) -> None:
    (tmp_path / "listing.json").write_text('{"kind": "Listing", "data": {"children": []}}')

    code, out, err = run(tmp_path, "--publish", "--format", "reddit")

    assert (code, "there is no post in it to read" in err) == (1, True)
    assert "No posts found in 1 document: listing.json (reddit, which states no post in it)" in out


def test_a_page_is_claimed_by_what_stands_far_behind_its_beginning(tmp_path: Path) -> None:
    style = "<style>" + ".a{color:red}" * 8_000 + "</style>"
    post = '<article class="message message--post" data-content="post-{n}" data-author="{who}"><div class="bbWrapper">{words}</div></article>'
    shown = post.format(n=5, who="Ada", words="Who has the key?") + post.format(n=6, who="Bo", words="I have.")
    write(tmp_path, key=f"<!DOCTYPE html><html><head><title>Key</title>{style}</head><body>{shown}</body></html>")

    run(tmp_path)

    assert models.Document.objects.get().form == "xenforo"
    assert [post.author.name for post in models.Post.objects.order_by("position")] == ["Ada", "Bo"]


def test_an_export_has_a_signature_apart_from_the_text(tmp_path: Path) -> None:
    signed = POSTS.replace("The weir leaks.</div>", 'The weir leaks.</div><div class="signature">Oak before pine</div>')
    write(tmp_path, weir=f"<html><body>{signed}</body></html>")
    run(tmp_path)

    first = json.loads(export()[0])

    assert (first["text"], first["signature"]) == ("The weir leaks.", "Oak before pine")
    assert first["marks"] == []
    (tmp_path / "again.jsonl").write_text("\n".join(export()))
    run(tmp_path / "again.jsonl", archive="again")
    again = json.loads(export("again")[0])
    assert (again["text"], again["signature"], again["marks"]) == (first["text"], first["signature"], [])
