"""Arrays and tables of posts under any names: which field says what is learnt from what the fields hold."""

import csv
import io
import json

import pytest

from threads.readers import csv_posts, json_posts
from threads.readers.learned_posts import NO_POSTS

SAID = (
    "The oars crack in frost.",
    "Oil them twice, and never by the stove.",
    "Mine never cracked, whatever I did.",
    "Lucky you, then.",
)
WHO = ("ada", "bo", "ada", "bo")
WHEN = ("2012-01-13 10:38", "2012-01-13 11:02", "2012-01-14 09:00", "2012-01-15 20:10")


def rows(who: str, when: str, what: str, **more: tuple) -> list[dict]:
    names = (who, when, what, *more)
    return [dict(zip(names, values, strict=True)) for values in zip(WHO, WHEN, SAID, *more.values(), strict=True)]


def table(given: list[dict], delimiter: str = ",") -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, given[0], delimiter=delimiter)
    writer.writeheader()
    writer.writerows(given)
    return out.getvalue().encode()


@pytest.mark.parametrize(
    "given",
    [
        rows("author", "date", "text"),
        rows("wer", "wann", "was"),
        rows("q1", "q2", "q3", q4=(7, 8, 9, 10), q5=("x", "x", "x", "x")),
        rows("Member", "PostedOn", "Message", EditedOn=("2020-01-01",) * 4, url=("https://a.example/1",) * 4),
    ],
)
def test_rows_are_posts_whatever_their_fields_are_called(given):
    for reader, raw in (
        (json_posts, json.dumps(given).encode()),
        (json_posts, json.dumps({"member": "ada", "posts": given}, indent=1).encode()),
        (json_posts, "\n".join(map(json.dumps, given)).encode()),
        (csv_posts, table(given)),
        (csv_posts, table(given, ";")),
    ):
        assert reader.claims("mine", raw)
        parsed = reader.parse(raw)
        assert [post.author for post in parsed.posts] == list(WHO)
        assert [f"{post.posted_at:%Y-%m-%d %H:%M}" for post in parsed.posts] == list(WHEN)
        assert [parsed.lines[post.first_line - 1] for post in parsed.posts] == list(SAID)


def test_ids_parents_threads_and_titles_are_known_by_what_they_hold():
    given = rows(
        "user",
        "created",
        "body",
        nr=(1, 2, 3, 4),
        answer_to=(None, 1, 2, 2),
        topic_id=(5, 5, 5, 5),
        subject=("Oars",) * 4,
    )

    parsed = json_posts.parse(json.dumps(given).encode())

    assert [post.id for post in parsed.posts] == ["1", "2", "3", "4"]
    assert [post.parents for post in parsed.posts] == [(), ("1",), ("2",), ("2",)]
    assert {(post.thread, post.title) for post in parsed.posts} == {("5", "Oars")}


def test_a_name_within_an_object_and_thousandths_of_a_second_are_understood():
    given = [{"u": {"nick": who, "id": 3}, "t": 1_326_451_080_000 + n, "m": f"<p>{said}</p><p>Yours</p>"}
             for n, (who, said) in enumerate(zip(WHO, SAID, strict=True))]  # fmt: skip

    parsed = json_posts.parse(json.dumps(given).encode())

    assert [post.author for post in parsed.posts] == list(WHO)
    assert parsed.posts[0].posted_at.isoformat().startswith("2012-01-13T10:38")
    assert parsed.lines[0] == SAID[0]


def test_of_the_posts_of_one_title_one_is_answered_by_the_others():
    parsed = csv_posts.parse(table(rows("author", "date", "text", title=("Oars", "Oars", "Stoves", "Oars"))))

    assert [post.thread for post in parsed.posts] == ["title:Oars", "title:Oars", "title:Stoves", "title:Oars"]


def test_a_cell_may_hold_lines_and_two_rows_are_enough_where_columns_are_called_for_what_they_say():
    raw = b'id,by,time,text,parent\n501,pim,1651402800,"Smoke them gently,\nand wait.",500\n502,wren,1651406400,"The ""keeper"" came.",501\n'
    assert csv_posts.claims("hn.csv", raw)

    parsed = csv_posts.parse(raw)

    assert parsed.lines == ("Smoke them gently,", "and wait.", "", 'The "keeper" came.')
    assert [post.parents for post in parsed.posts] == [("500",), ("501",)]


@pytest.mark.parametrize(
    "given",
    [
        [{"id": n, "name": "pump", "date": "2012-03-01", "litres": n * 3} for n in range(9)],
        [{"title": f"A history of oars, part {n}", "author": "Ada", "year": 1890 + n} for n in range(9)],
        [{"a": 1, "b": {"c": [1, 2]}}] * 4,
        [{"level": "info", "at": WHEN[n % 4], "text": "started"} for n in range(9)],
    ],
)
def test_rows_that_are_no_posts_are_not_claimed(given):
    raw = json.dumps(given).encode()

    assert not json_posts.claims("mine.json", raw)
    assert json_posts.parse(raw) == NO_POSTS
    if not isinstance(given[0].get("b"), dict):
        assert not csv_posts.claims("mine.csv", table(given))


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\0,a,b\nc,d,e\n",
        b"One sentence, and another, and a third.\nNo table, by no means.\n",
        b'a,b,c\n"',
        b"a,a,a\n1,2,3\n",
    ],
)
def test_what_is_no_table_is_not_claimed(raw):
    assert not csv_posts.claims("x.csv", raw)
    assert isinstance(csv_posts.parse(raw), str)


def test_a_document_that_is_too_large_says_what_to_do(monkeypatch):
    for module in (json_posts, csv_posts):
        monkeypatch.setattr(module, "LARGEST", 10)
        assert "split it" in module.parse(b"x" * 11)
