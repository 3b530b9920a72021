"""Fields as in "Database schema documentation for the public data dump and SEDE" (meta.stackexchange.com/q/2677).

The two ways of writing tags are those of dumps before and since 2024.
"""

import io
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.helpers.documents import ANSWER, COMMENT, FOOT, HEAD, QUESTION, USER
from threads.readers import stack_exchange
from threads.records import Mark, Parsed


def cut(text):
    return list(stack_exchange.units(io.BytesIO(text.encode())))


def read(row):
    parsed = stack_exchange.parse(row.strip().encode())
    assert isinstance(parsed, Parsed), parsed
    return parsed


def test_a_question_keeps_what_its_row_states():
    parsed = read(QUESTION)
    post = parsed.posts[0]

    assert parsed.text.split("\n") == ["Ada wrote:", "", "Keep the oars dry.", "", "Why & how?"]
    assert post.marks == (Mark(1, 1, "attribution"), Mark(3, 3, "quote"))
    assert (post.id, post.thread, post.parents) == ("p4", "p4", ())
    assert (post.author, post.author_id, post.title) == ("", "12", "Oars & rain")
    assert post.posted_at == datetime(2010, 7, 19, 19, 12, 12, 510_000, UTC)
    assert post.facts == {
        "karma": -3,
        "tags": ["boats", "weather-proofing"],
        "accepted_answer": "p7",
        "licence": "CC BY-SA 2.5",
    }


def test_tags_between_bars_are_tags_too():
    row = QUESTION.replace("&lt;boats&gt;&lt;weather-proofing&gt;", "|boats|weather-proofing|")

    assert read(row).posts[0].facts["tags"] == ["boats", "weather-proofing"]


def test_an_answer_answers_its_question_and_names_whoever_left():
    post = read(ANSWER).posts[0]

    assert (post.id, post.thread, post.parents) == ("p7", "p4", ("p4",))
    assert (post.author, post.author_id) == ("user93", "")


def test_a_comment_answers_the_post_it_stands_under():
    parsed = read(COMMENT)
    post = parsed.posts[0]

    assert parsed.text == "@user93 See the manual (https://example.org/oars) > page 2"
    assert (post.id, post.thread, post.parents, post.author_id) == ("c9", "", ("p7",), "12")
    assert post.facts == {"karma": 0}


def test_a_user_is_a_name_and_no_post():
    assert read(USER) == Parsed(people={"12": 'Bruno "B"'})


def test_a_spoiler_is_no_quote():
    row = ANSWER.replace(
        "&lt;p&gt;They rot.&lt;/p&gt;", "&lt;blockquote class=&quot;spoiler&quot;&gt;Rot.&lt;/blockquote&gt;"
    )

    parsed = read(row)

    assert parsed.text == "Rot."
    assert parsed.posts[0].marks == ()


@pytest.mark.parametrize("kind", ["3", "4", "5", "6", "7", "8", "17"])
def test_tag_wikis_and_their_like_are_no_posts(kind):
    assert read(QUESTION.replace('PostTypeId="1"', f'PostTypeId="{kind}"')) == Parsed()


def test_each_row_is_a_unit_and_head_and_foot_hold_nothing():
    document = HEAD + QUESTION + ANSWER + FOOT

    found = cut(document)

    assert "".join(unit.decode() for unit in found) == document
    assert [unit.lstrip()[:12] for unit in found[1:]] == [b'<row Id="4" ', b'<row Id="7" ', b"</posts>"]
    assert [len(stack_exchange.parse(unit).posts) for unit in found] == [0, 1, 1, 0]


def test_rows_are_found_without_line_ends():
    assert len(cut("<posts>" + QUESTION.strip() + ANSWER.strip() + FOOT)) == 4


def test_a_broken_row_spoils_no_other():
    found = cut(HEAD + QUESTION[:90] + "\r\n" + ANSWER + FOOT)

    assert stack_exchange.parse(found[1]) == stack_exchange.BROKEN
    assert stack_exchange.parse(found[2]).posts[0].id == "p7"


@pytest.mark.parametrize("table", ["votes", "posthistory", "postlinks", "badges", "tags"])
def test_a_table_without_posts_is_no_fault_and_its_rows_are_read_many_at_once(table):
    rows = "".join(f'  <row Id="{n}" {stack_exchange.TABLES[table]}="2" Name="x" UserId="4" />\n' for n in range(9))
    document = f"<{table}>\n{rows}</{table}>"

    found = cut(document)

    assert stack_exchange.claims("x", document.encode())
    assert b"".join(found).decode() == document
    assert len(found) == 3
    assert stack_exchange.parse(found[0]) == Parsed()
    assert stack_exchange.parse(found[1]) == stack_exchange.parse(found[2]) == Parsed()


@pytest.mark.parametrize(("root", "row"), [("posts", QUESTION), ("comments", COMMENT), ("users", USER)])
def test_tables_are_told_by_root_and_row(root, row):
    assert stack_exchange.claims("some.xml", f"<{root}>\n{row}".encode())


@pytest.mark.parametrize(
    "head",
    [
        "",
        "<posts>",
        "<posts>\n<row Name='x' />",
        "<html><body><posts><row Id='1'/>",
        "<rss><channel>",
        "From ada",
        '{"posts": "<posts>"}',
        QUESTION,
        "In <posts>\n" + QUESTION,
    ],
)
def test_other_documents_are_not_claimed(head):
    assert not stack_exchange.claims("Posts.xml", head.encode())


@pytest.mark.parametrize("named", ["<!DOCTYPE posts SYSTEM 'posts.dtd'>", '<!doctype posts PUBLIC "-//x//y" "a.dtd">'])
def test_a_document_type_without_entities_says_nothing(named):
    found = cut(f'<?xml version="1.0"?>\n{named}\n<posts>\n{ANSWER}{FOOT}')

    assert stack_exchange.claims("Posts.xml", f"{named}\n<posts>\n{ANSWER}".encode())
    assert [stack_exchange.parse(unit) for unit in (found[0], found[-1])] == [Parsed(), Parsed()]


def test_entities_that_a_document_declares_are_never_put_in():
    bomb = '<?xml version="1.0"?><!DOCTYPE posts [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>\n<posts>\n'
    row = ANSWER.replace("They rot.", "&b;")

    found = cut(bomb + row + FOOT)

    assert isinstance(stack_exchange.parse(found[0]), str)
    assert stack_exchange.parse(found[-2]).text == "&b;"


def test_characters_that_xml_forbids_do_not_spoil_a_row():
    row = ANSWER.replace("They rot.", "a&#x1;b&#xD800;c&#99999999;d\x02e")

    assert stack_exchange.parse(row.strip().encode()).text == "a\ufffdb\ufffdc\ufffdd\ufffde"


def test_bytes_that_are_no_utf_8_do_not_spoil_a_row():
    assert stack_exchange.parse(ANSWER.strip().encode().replace(b"rot", b"r\xff")).text == "They r\ufffd."


def test_a_date_that_nobody_wrote_on_is_kept_as_it_stands():
    post = read(ANSWER.replace("2010-07-20T01:00:00.000", "2010-13-45")).posts[0]

    assert (post.posted_at, post.posted_at_raw) == (None, "2010-13-45")


def test_a_row_too_long_to_be_one_is_handed_on_in_pieces(monkeypatch):
    monkeypatch.setattr("threads.readers.xml_rows.LONGEST_ROW", 1_000)
    monkeypatch.setattr("threads.readers.xml_rows.CHUNK", 64)
    document = HEAD + ANSWER.replace("rot", "r" * 5_000) + QUESTION + FOOT

    found = cut(document)

    assert "".join(unit.decode() for unit in found) == document
    assert max(map(len, found)) <= 1_000
    assert [unit for unit in found if isinstance(stack_exchange.parse(unit), Parsed)][1:-1] == [
        QUESTION.strip(" ").encode()
    ]


@given(
    st.lists(st.sampled_from([HEAD, QUESTION, ANSWER, COMMENT, USER, FOOT, "<row", " <", "</", "<votes>", "x", "\n"]))
)
def test_units_are_the_document_again_and_none_of_them_raises(pieces):
    document = "".join(pieces).encode()
    for cut_off in (document, document[:-3], document[7:]):
        found = list(stack_exchange.units(io.BytesIO(cut_off)))

        assert b"".join(found) == cut_off
        assert all(isinstance(stack_exchange.parse(unit), Parsed | str) for unit in found)


@given(st.binary())
def test_no_bytes_make_it_raise(content):
    stack_exchange.claims("x", content)
    assert b"".join(stack_exchange.units(io.BytesIO(content))) == content
    assert isinstance(stack_exchange.parse(b"<row " + content), Parsed | str)
