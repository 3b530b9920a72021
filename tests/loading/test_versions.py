"""One post saved several times: edits between the saves are its versions, other shapes are more places where it stands."""

import json
from itertools import permutations

import pytest

from tests.helpers import factories
from tests.helpers.importing import export, run, snapshot
from threads import models

pytestmark = pytest.mark.django_db(transaction=True)
PLACE = "http://reeds.example/viewtopic.php?t=12"
POST = """<div id="p{n}" class="post"><p class="author">by <strong><a class="username" href="#">{who}</a></strong> &raquo;
{when}</p><div class="content">{words}</div></div>"""
PAGE = """<html><head>{head}<title>Reeds</title></head><body id="phpbb"><h2 class="topic-title"><a
href="{place}">Cracked reeds</a></h2>{posts}</body></html>"""
PRINTED = """<html><head><link rel="canonical" href="{place}&amp;view=print"><title>Print view - Cracked reeds</title></head>
<body id="phpbb" class="print"><h1>Cracked reeds</h1>{posts}</body></html>"""
FIRST = "My bassoon cracked when it was cold outside. What shall I do now?"
EDITED = "My bassoon cracked when it was warm outside. What shall I do now? Edit: Anton helped."
ANSWER = "Warm it slowly, and never put it near the stove at once."
JANUARY = "Thu Jan 22, 2004 8:17 pm"


def page(words, saved="", answer=ANSWER):
    mirrored = (
        f"<!-- Mirrored from reeds.example/viewtopic.php?t=12 by HTTrack Website Copier/3.x [XR&CO'2014], {saved} -->"
    )
    posts = POST.format(n=31, who="Signe", when=JANUARY, words=words) + POST.format(
        n=32, who="Anton", when="Fri Jan 23, 2004 9:00 am", words=answer
    )
    head = f'<link rel="canonical" href="{PLACE}">{mirrored if saved else ""}'
    return PAGE.format(head=head, place=PLACE, posts=posts)


SAVES = {
    "a.html": page(FIRST, "Sat, 09 May 2009 12:00:00 GMT"),
    "b.html": page(EDITED, "Sat, 10 May 2014 12:00:00 GMT"),
    "c.html": page(EDITED, "Sun, 10 May 2015 12:00:00 GMT"),
}


def save(folder, *names):
    folder.mkdir(exist_ok=True)
    for name in names:
        (folder / name).write_text(SAVES[name])
    return folder


def posts():
    return [json.loads(line) for line in export()]


def test_an_edit_between_saves_is_a_version_of_one_post(tmp_path):
    run(save(tmp_path / "all", *SAVES))

    first, second = posts()
    assert (first["text"], second["text"]) == (EDITED, ANSWER)
    assert [
        (each["text"], each["first_seen"][:10], each["last_seen"][:10], each["saved"]) for each in first["versions"]
    ] == [
        (FIRST, "2009-05-09", "2009-05-09", True),
        (EDITED, "2014-05-10", "2015-05-10", True),
    ]
    assert "versions" not in second
    assert [len(each["appearances"]) for each in (first, second)] == [3, 3]


def test_the_order_of_imports_makes_no_difference(tmp_path):
    exported = set()
    for at, names in enumerate(permutations(SAVES)):
        for name in names:
            run(save(tmp_path / f"{at}-{name}", name), archive=f"wall-{at}")
        exported.add(tuple(export(f"wall-{at}")))

    assert len(exported) == 1


def test_the_same_saves_again_write_nothing(tmp_path):
    run(save(tmp_path / "all", *SAVES))
    before = snapshot()
    run(tmp_path / "all")

    assert [row for row in snapshot() if row[0] == "version"] == [row for row in before if row[0] == "version"]
    assert [row[1] for row in snapshot() if row[0] == "post"] == [row[1] for row in before if row[0] == "post"]


def test_a_save_that_is_forgotten_takes_its_version_with_it(tmp_path):
    run(save(tmp_path / "all", *SAVES))
    document = models.Document.objects.get(path="a.html")
    assert run("--document", document.pk, "--yes", archive="", command="forget")[0] == 0

    assert not models.Document.objects.filter(pk=document.pk).exists()
    assert models.Version.objects.count() == 0
    assert "versions" not in posts()[0]


def test_an_erased_post_takes_all_its_versions_and_none_comes_back(tmp_path):
    run(save(tmp_path / "all", "a.html", "b.html"))
    post = models.Post.objects.get(number=1)
    assert run("--post", post.pk, "--yes", archive="", command="erase")[0] == 0

    def holding():
        return [bytes(each.raw) for each in models.Record.objects.all() if b"bassoon" in bytes(each.raw)]

    assert (models.Version.objects.count(), holding()) == (0, [])
    run(save(tmp_path / "late", "c.html"))
    assert holding() == []


def test_an_export_is_read_again_with_its_versions(tmp_path):
    run(save(tmp_path / "all", *SAVES))
    again = tmp_path / "again.jsonl"
    again.write_text("\n".join(export()))
    run(again, archive="again")

    first = json.loads(export("again")[0])
    assert (first["text"], first["versions"]) == (EDITED, posts()[0]["versions"])


def test_other_words_of_another_author_under_one_number_are_another_post(tmp_path):
    other = page(FIRST).replace("Signe", "Dalia").replace(FIRST, "Pears ripen best upon straw.").replace("2004", "2011")
    (tmp_path / "x.html").write_text(other)
    (tmp_path / "y.html").write_text(page(FIRST))
    run(tmp_path)

    assert {each["text"] for each in posts()} == {FIRST, ANSWER, "Pears ripen best upon straw."}
    assert models.Version.objects.count() == 0


def undated(words, who="Signe"):
    return page(words).replace(JANUARY, "2 hours ago").replace("Signe", who)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (
            page(FIRST),
            page("Pears ripen best upon straw, and never on stone.").replace("Jan 22, 2004 8:17", "Jan 22, 2004 9:40"),
        ),
        (
            page("What shall I do when it is cold?"),
            page(f"I shall warm it, whatever the others do, for it was cold when it cracked. {ANSWER}").replace(
                "Jan 22, 2004 8:17", "Jan 22, 2004 9:40"
            ),
        ),
        (page(FIRST), page(f"{FIRST} And one more thing.").replace("Jan 22, 2004", "Feb 22, 2005")),
        (undated(FIRST), undated("Pears ripen best upon straw, and never on stone.")),
        (
            undated("My bassoon."),
            undated(f"{FIRST} It was my bassoon that did so, and that of nobody else in the quintet."),
        ),
    ],
    ids=[
        "other words of that day",
        "half of its few words, in a long one of that day",
        "another year",
        "no day",
        "no day, and a few words that stand in the other",
    ],
)
def test_posts_that_a_number_was_given_twice_to_stay_apart(tmp_path, first, second):
    (tmp_path / "x.html").write_text(first)
    (tmp_path / "y.html").write_text(second)
    run(tmp_path)

    assert len(posts()) == 3
    assert models.Version.objects.count() == 0


def test_an_edit_that_left_no_word_is_one_of_its_author_s_minute(tmp_path):
    (tmp_path / "x.html").write_text(page(FIRST, "Sat, 09 May 2009 12:00:00 GMT"))
    (tmp_path / "y.html").write_text(page("Gone.", "Sat, 10 May 2014 12:00:00 GMT"))
    run(tmp_path)

    assert [each["text"] for each in posts()[0]["versions"]] == [FIRST, "Gone."]


def test_a_post_that_is_cut_off_in_a_later_save_is_no_version(tmp_path):
    (tmp_path / "x.html").write_text(page(FIRST, "Sat, 09 May 2009 12:00:00 GMT"))
    (tmp_path / "y.html").write_text(page("My bassoon cracked when it was co...", "Sat, 10 May 2014 12:00:00 GMT"))
    run(tmp_path)

    assert (posts()[0]["text"], len(posts()[0]["appearances"]), models.Version.objects.count()) == (FIRST, 2, 0)


def test_a_signature_that_changed_and_a_picture_more_are_no_edit(tmp_path):
    (tmp_path / "x.html").write_text(page(f'{FIRST} <img src="smile.gif" alt="">'))
    (tmp_path / "y.html").write_text(page(FIRST))
    run(tmp_path)

    assert len(posts()) == 2
    assert models.Version.objects.count() == 0


def test_pages_show_the_versions_and_only_search_of_the_latest_finds_it(tmp_path, client):
    run(save(tmp_path / "all", *SAVES), "--publish")
    post = models.Post.objects.get(number=1)

    thread = client.get(post.thread.get_absolute_url()).content.decode()
    assert "edited between saves: 2 versions" in thread
    whole = client.get(f"/p/{post.pk}/versions/").content.decode()
    assert "as saved on 9 May 2009" in whole
    assert "as saved from 10 May 2014 to 10 May 2015" in whole
    assert "<del>cold</del><ins>warm</ins>" in whole
    part = client.get(f"/p/{post.pk}/versions/", headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert "<del>cold</del>" in part
    found, not_found = (
        client.get("/search/", {"q": f'bassoon "{words}"'}).content.decode() for words in ("was warm", "was cold")
    )
    assert f"/p/{post.pk}/" in found
    assert f"/p/{post.pk}/" not in not_found
    assert len(client.get(f"/p/{post.pk}.json").json()["versions"]) == 2
    other = models.Post.objects.get(number=2)
    assert "said the same in each save" in client.get(f"/p/{other.pk}/versions/").content.decode()


def test_versions_of_a_private_archive_are_not_there_for_others(tmp_path, client):
    run(save(tmp_path / "all", *SAVES))
    post = models.Post.objects.get(number=1)

    assert client.get(f"/p/{post.pk}/versions/").status_code == 404
    client.force_login(factories.staff())
    assert client.get(f"/p/{post.pk}/versions/").status_code == 200


def test_an_undated_save_stands_by_the_latest_day_that_it_names(tmp_path):
    (tmp_path / "x.html").write_text(page(FIRST))
    (tmp_path / "y.html").write_text(
        page(EDITED, answer=f"{ANSWER} Still.").replace("Fri Jan 23, 2004", "Fri Jan 30, 2004")
    )
    run(tmp_path)

    versions = posts()[0]["versions"]
    assert [(each["text"], each["last_seen"][:10], each["saved"]) for each in versions] == [
        (FIRST, "2004-01-23", False),
        (EDITED, "2004-01-30", False),
    ]


PRINT = """<html><head><title>Print view - Cracked reeds</title><!-- saved from url=(0049){place}&amp;view=print -->
</head><body id="phpbb"><h2>Cracked reeds</h2>{posts}</body></html>"""
PRINTED = """<div class="post"><h3>Cracked reeds</h3><div class="date">Posted: <strong>{when}</strong></div><div class="author">by
<strong>{who}</strong></div><div class="content">{words}</div></div><hr>"""


def printed(words):
    posts = PRINTED.format(who="Signe", when=JANUARY, words=words)
    posts += PRINTED.format(who="Anton", when="Fri Jan 23, 2004 9:00 am", words=ANSWER)
    return PRINT.format(place=PLACE, posts=posts).replace("&amp;view", "&view")


@pytest.mark.parametrize("order", [("page", "print"), ("print", "page")])
def test_a_page_to_print_adds_places_to_the_posts_of_its_topic(tmp_path, order):
    texts = {"page": page(FIRST), "print": printed(FIRST)}
    for name in order:
        (tmp_path / f"{name}.html").write_text(texts[name])
        run(tmp_path / f"{name}.html")

    assert [(post["text"], post["author"]["name"], len(post["appearances"])) for post in posts()] == [
        (FIRST, "Signe", 2),
        (ANSWER, "Anton", 2),
    ]
    assert posts()[0]["id"] == "reeds.example/p31"


def test_an_edit_that_only_the_page_to_print_shows_is_the_post_s_latest_version(tmp_path):
    (tmp_path / "page.html").write_text(page(FIRST, "Sat, 09 May 2009 12:00:00 GMT"))
    (tmp_path / "print.html").write_text(printed(EDITED) + "<!-- saved on 2014-05-10T12:00:00Z -->")
    run(tmp_path)

    first = posts()[0]
    assert (first["id"], first["text"], len(first["versions"])) == ("reeds.example/p31", EDITED, 2)


def test_two_posts_of_the_same_words_on_one_page_stay_two(tmp_path):
    twice = POST.format(n=33, who="Anton", when="Fri Jan 23, 2004 9:00 am", words=ANSWER)
    (tmp_path / "page.html").write_text(page(FIRST).replace("</body>", f"{twice}</body>"))
    again = PRINTED.format(who="Anton", when="Fri Jan 23, 2004 9:00 am", words=ANSWER)
    (tmp_path / "print.html").write_text(printed(FIRST).replace("</body>", f"{again}</body>"))
    run(tmp_path)

    assert [(post["id"], len(post["appearances"])) for post in posts()] == [
        ("reeds.example/p31", 2),
        ("reeds.example/p32", 2),
        ("reeds.example/p33", 2),
    ]


def test_the_page_s_text_adds_places_too(tmp_path):
    asked = f"{FIRST} The whole quintet came by to hear whether it would sing again, and it did after an hour by the window."
    told = f"{ANSWER} My own one stood by the stove once, and has never been the same since that evening in March."
    (tmp_path / "page.html").write_text(page(asked, answer=told))
    (tmp_path / "page.txt").write_text(
        f"Signe\nThu Jan 22, 2004 8:17 pm\n\n{asked}\n\nAnton\nFri Jan 23, 2004 9:00 am\n\n{told}\n"
    )
    run(tmp_path)

    assert [(post["text"], len(post["appearances"])) for post in posts()] == [(asked, 2), (told, 2)]
