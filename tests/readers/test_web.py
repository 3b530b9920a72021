"""Saved pages of forums and list archives give the posts that they show, with what the page states of them."""

import io
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from threads.readers.web import hypermail, mhonarc, phpbb, pipermail, schema_org, smf, vbulletin, xenforo

PAGES = Path(__file__).parent / "pages"
READERS = [phpbb, smf, vbulletin, hypermail, mhonarc, pipermail, xenforo, schema_org]
READER_BY_PAGE = {
    "phpbb_prosilver": phpbb,
    "subsilver2": phpbb,
    "phpbb_subsilver": phpbb,
    "smf_2_0": smf,
    "smf_2_1": smf,
    "vbulletin_3": vbulletin,
    "vbulletin_4": vbulletin,
    "vbulletin_5": vbulletin,
    "vbulletin_5_comments": vbulletin,
    "hypermail": hypermail,
    "mhonarc": mhonarc,
    "pipermail": pipermail,
    "discourse": schema_org,
    "discourse_2016": schema_org,
    "xenforo": xenforo,
    "xenforo_1": xenforo,
    "nodebb": schema_org,
    "question_json_ld": schema_org,
}


def posts_of(name):
    raw = (PAGES / f"{name}.html").read_bytes()
    parsed = READER_BY_PAGE[name].parse(raw)
    assert not isinstance(parsed, str), parsed
    return [(post, lines(parsed, post)) for post in parsed.posts]


def lines(parsed, post):
    """Each line with text as "role depth source: words"; own words stand alone."""
    texts = parsed.text.split("\n")
    marks = {number: mark for mark in post.marks for number in range(mark.first_line, mark.last_line + 1)}
    shown = []
    for number in range(post.first_line, post.last_line + 1):
        mark = marks.get(number)
        told = " ".join(filter(None, [mark.role, str(mark.depth), mark.source])) + ": " if mark else ""
        if texts[number - 1].strip():
            shown.append(told + texts[number - 1].rstrip())
    return shown


@pytest.mark.parametrize(("name", "reader"), READER_BY_PAGE.items())
def test_a_page_is_claimed_by_its_program_and_no_other_but_by_what_schema_org_says(name, reader):
    head = (PAGES / f"{name}.html").read_bytes()[:65_536]
    claiming = [one.FORMAT for one in READERS if one.claims(f"{name}.html", head)]
    assert claiming[0] == reader.FORMAT
    assert set(claiming) - {"schema.org"} <= {reader.FORMAT}


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize(
    "source",
    [
        b"",
        b"Words of a page about viewtopic.php and schema.org, saved as text.",
        b"<!DOCTYPE html><html><head><title>A page</title></head><body><h1>Hello</h1><p>World</p></body></html>",
        b'<html><body><article itemscope itemtype="https://schema.org/Recipe"><p itemprop="text">Flour</p></article></body></html>',
    ],
)
def test_a_page_of_something_else_is_not_claimed_and_read_it_says_why_it_cannot_be(reader, source):
    assert not reader.claims("page.html", source)
    assert isinstance(reader.parse(source), str)


@pytest.mark.parametrize("reader", READERS)
def test_a_page_is_one_unit_and_units_are_the_document(reader):
    raw = (PAGES / "smf_2_0.html").read_bytes()
    assert list(reader.units(io.BytesIO(raw))) == [raw]
    large = b"x" * 70_000_000
    units = list(reader.units(io.BytesIO(large)))
    assert b"".join(units) == large
    assert "more than 32 MB" in reader.parse(units[0])


def test_prosilver_states_authors_dates_titles_and_whose_words_are_quoted():
    [(first, own), (second, answer)] = posts_of("phpbb_prosilver")
    assert (first.id, first.thread, first.title) == (
        "garden.example/forum/p12",
        "garden.example/forum/t7",
        "Slugs & snails",
    )
    assert (first.author, first.author_id) == ("Ada Moss", "garden.example/forum/u3")
    assert first.posted_at == datetime(2011, 5, 2, 14, 31, tzinfo=UTC)
    assert first.url == "https://garden.example/forum/viewtopic.php?p=12#p12"
    assert own == [
        "They ate the lettuce.",
        "What now?",
        "    beer = 1",
        "    trap = 2",
        "signature 1: Grow your own (https://ada.example/)",
    ]
    assert (second.author, second.author_id) == ("Guest Bo", "")
    assert second.posted_at == datetime(2011, 5, 3, 7, 0, tzinfo=UTC)
    assert answer[0].startswith("attribution 1 garden.example/forum/p12: Ada Moss wrote:")
    assert answer[1] == "quote 1 garden.example/forum/p12: They ate the lettuce."
    assert answer[2].startswith("quote 2")
    assert answer[3] == "Try copper tape."


def test_subsilver2_states_the_same_in_tables():
    [(first, own), (second, answer)] = posts_of("subsilver2")
    assert [first.id, second.id] == ["garden.example/forum/p12", "garden.example/forum/p13"]
    assert first.thread == "garden.example/forum/t7"
    assert [first.author, second.author] == ["Ada", "Bo"]
    assert first.posted_at == datetime(2003, 3, 2, 22, 21, tzinfo=UTC)
    assert own == ["They ate it.", "    beer = 1", "    trap = 2", "signature 1: Grow your own"]
    assert answer == ["attribution 1: Ada wrote:", "quote 1: They ate it.", "Who did?"]


def test_phpbb_2_is_read_without_an_address_of_the_page():
    [(first, own), (second, answer)] = posts_of("phpbb_subsilver")
    assert [first.id, second.id] == ["phpbb/p12", "phpbb/p13"]
    assert first.thread == second.thread == "phpbb/t7"
    assert [first.author, second.author] == ["Ada", "Bo"]
    assert first.posted_at == datetime(2003, 3, 3, 3, 21, tzinfo=UTC)
    assert own == ["They ate it.", "signature 1: Grow your own"]
    assert answer == ["attribution 1: Ada wrote:", "quote 1: They ate it.", "Who did?"]


def test_smf_2_0_states_the_quoted_post_in_the_line_before_the_quote():
    [(first, own), (second, answer)] = posts_of("smf_2_0")
    assert [first.id, second.id] == ["hives.example/p300", "hives.example/p301"]
    assert first.thread == "hives.example/t40"
    assert (first.author, first.author_id) == ("Ada", "hives.example/u4")
    assert (second.author, second.author_id) == ("Guesting Bo", "")
    assert second.posted_at == datetime(2022, 1, 10, 13, 0, tzinfo=UTC)
    assert second.title == "Re: Bees in winter"
    assert own == ["They hum.", "All day.", "signature 1: Wax on"]
    assert answer[0].startswith("attribution 1 hives.example/p300: Quote from: Ada on January 09, 2022")
    assert answer[1:] == ["quote 1 hives.example/p300: They hum.", "Do they?", "    wax = 1", "    honey = 2"]


def test_smf_2_1_states_it_within_the_quote():
    [(post, text)] = posts_of("smf_2_1")
    assert (post.id, post.thread) == ("hives.example/forum/p301", "hives.example/forum/t40")
    assert post.posted_at == datetime(2022, 1, 10, 13, 0, tzinfo=UTC)
    assert post.facts["attachments"] == [{"name": "hive.jpg"}]
    assert text[1] == "quote 1 hives.example/forum/p300: They hum."
    assert text[2].startswith("attribution 2")
    assert text[3].startswith("quote 2")
    assert text[4] == "Do they?"


def test_vbulletin_3_settles_the_order_of_day_and_month_by_another_date_of_the_page():
    [(first, own), (second, answer)] = posts_of("vbulletin_3")
    assert [first.id, second.id] == ["clocks.example/forum/p7989", "clocks.example/forum/p7990"]
    assert first.thread == "clocks.example/forum/t1440"
    assert (first.author, first.author_id) == ("Ada", "clocks.example/forum/u1951")
    assert first.posted_at == datetime(2007, 2, 13, 20, 41, tzinfo=UTC)
    assert second.posted_at == datetime(2007, 3, 2, 9, 0, tzinfo=UTC)
    assert own == ["It ticks twice.", "signature 1: Time flies"]
    assert answer == [
        "attribution 1 clocks.example/forum/p7989: Originally Posted by Ada",
        "quote 1 clocks.example/forum/p7989: It ticks twice.",
        "Then oil it.",
    ]


@pytest.mark.parametrize(
    ("name", "number", "quoted", "saying"),
    [("vbulletin_4", 12, 11, "Originally Posted by Bo"), ("vbulletin_5", 16, 14, "Originally posted by Bo")],
)
def test_vbulletin_4_and_5_state_the_quoted_post(name, number, quoted, saying):
    [(post, text)] = posts_of(name)
    assert post.id == f"clocks.example/p{number}"
    assert (post.author, post.author_id) == ("Ada", "clocks.example/u9")
    assert post.title == "Loose gears"
    assert post.thread == {"vbulletin_4": "clocks.example/t1440", "vbulletin_5": "clocks.example/t15"}[name]
    assert text == [
        f"attribution 1 clocks.example/p{quoted}: {saying}",
        f"quote 1 clocks.example/p{quoted}: Which clock?",
        "The hall clock.",
        "signature 1: Time flies",
    ]


def test_a_comment_of_vbulletin_5_is_a_post_that_answers_the_one_it_is_on():
    (post, said), (comment, answer), (other, _) = posts_of("vbulletin_5_comments")

    assert [one.id for one in (post, comment, other)] == [f"clocks.example/p{number}" for number in (22, 23, 24)]
    assert [one.parents for one in (post, comment, other)] == [(), ("clocks.example/p22",), ()]
    assert [(one.author, one.author_id) for one in (post, comment)] == [
        ("Ada", "clocks.example/u9"),
        ("Bo", "clocks.example/u13"),
    ]
    assert [one.posted_at for one in (post, comment)] == [
        datetime(2016, 12, 20, 1, 56, 53, tzinfo=UTC),
        datetime(2016, 12, 21, 3, 47, tzinfo=UTC),
    ]
    assert (said, answer) == (["The hall clock strikes thirteen."], ["Mine does so too, but only on Mondays."])


def test_a_date_that_may_be_read_in_two_ways_is_kept_as_the_page_has_it():
    raw = (PAGES / "vbulletin_3.html").read_bytes().replace(b"13-02-2007", b"11-02-2007")
    first, second = vbulletin.parse(raw).posts
    assert (first.posted_at, second.posted_at) == (None, None)
    assert (first.posted_at_raw, second.posted_at_raw) == ("11-02-2007, 08:41 PM", "02-03-2007, 09:00 AM")


def test_hypermail_says_in_comments_whom_a_mail_answers():
    [(mail, text)] = posts_of("hypermail")
    assert (mail.id, mail.parents) == ("7FBE@mill.example", ("4b58@other.example",))
    assert (mail.author, mail.author_id, mail.title) == ("Ada Moss", "ada@mill.example", "Re: [mill] Wheel")
    assert mail.posted_at == datetime(2010, 2, 25, 14, 40, 6, tzinfo=UTC)
    assert text == [
        "attribution 1: On Feb 25, 2010, at 3:56 AM, Bo wrote:",
        "quote 1: The wheel turns,",
        "quote 2: it did",
        "Slowly though, and it creaks.",
        "signature 1: --",
        "signature 1: Ada",
        "signature 1: Mill & Co",
    ]


def test_mhonarc_says_in_comments_who_wrote_and_whom_a_mail_answers():
    [(mail, text)] = posts_of("mhonarc")

    assert mail.id == "7FBE@mill.example"
    assert mail.parents == ("4b58@other.example", "0001@mill.example")
    assert (mail.author, mail.author_id) == ("Ada Moss", "ada@mill.example")
    assert mail.posted_at == datetime(2010, 2, 25, 14, 40, 6, tzinfo=UTC)
    assert mail.title == "Re: [mill] Wheel"
    assert text == [
        "attribution 1: Bo wrote:",
        "quote 1: The wheel turns.",
        "Slowly though.",
        "signature 1: --",
        "signature 1: Ada",
    ]


@pytest.mark.parametrize(
    ("said", "name", "address"),
    [
        ("Ada Moss &lt;ada@mill.example&gt;", "Ada Moss", "ada@mill.example"),
        ("ada@mill.example (Ada Moss)", "Ada Moss", "ada@mill.example"),
        ("ada@mill.example", "ada@mill.example", "ada@mill.example"),
        ("&quot;Moss, Ada&quot; &lt;ada@mill.example&gt;", "Moss, Ada", "ada@mill.example"),
    ],
)
def test_mhonarc_may_leave_a_name_as_it_was_sent(said, name, address):
    raw = re.sub(rb"<!--X-From-R13: .*?-->", f"<!--X-From: {said} -->".encode(), (PAGES / "mhonarc.html").read_bytes())

    [mail] = mhonarc.parse(raw).posts

    assert (mail.author, mail.author_id) == (name, address)


def test_an_html_mail_in_hypermail_names_the_mail_that_it_cites():
    body = b'Cy wrote:<blockquote cite="mid:9@mill.example" type="cite">It stopped.</blockquote>Since when?'
    raw = b'<!-- id="a@b.example" --><!-- body="start" -->' + body + b'<!-- body="end" -->'
    parsed = hypermail.parse(raw)
    assert lines(parsed, parsed.posts[0]) == [
        "attribution 1: Cy wrote:",
        "quote 1 9@mill.example: It stopped.",
        "Since when?",
    ]


def test_hypermail_names_a_subject_where_it_does_not_know_whom_a_mail_answers():
    raw = (PAGES / "hypermail.html").read_bytes().replace(b"4b58_at_other.example", b"[mill] Wheel")
    assert hypermail.parse(raw).posts[0].parents == ()


def test_pipermail_names_a_mail_by_its_own_message_id():
    [(mail, text)] = posts_of("pipermail")
    assert (mail.id, mail.parents) == ("abc.1@mill.example", ())
    assert (mail.author, mail.author_id) == ("Ada Moss", "ada@mill.example")
    assert mail.posted_at == datetime(2016, 2, 11, 19, 15, 18, tzinfo=UTC)
    assert mail.facts["attachments"] == [{"name": "wheel.png", "type": "image/png", "size": 1234}]
    assert text[:6] == [
        "attribution 1: Bo <bo at mill.example> wrote:",
        "quote 1: The wheel turns",
        "quote 2: it did",
        "Slowly.",
        "signature 1: --",
        "signature 1: Ada",
    ]
    assert all(line.startswith("chrome") for line in text[6:])


def test_discourse_says_to_crawlers_which_post_is_quoted():
    [(first, own), (second, answer)] = posts_of("discourse")
    topic = "nest.example/t/owls-at-night/45"
    assert [first.id, second.id] == [f"{topic}/1", f"{topic}/2"]
    assert first.thread == second.thread == topic
    assert (first.author, second.author_id) == ("ada", "nest.example/u/bo")
    assert (first.posted_at, second.title) == (datetime(2021, 3, 1, 10, 0, tzinfo=UTC), "Owls at night")
    assert first.facts == {"karma": 4, "tags": ["owls", "night"]}
    assert own == ["Who hoots?"]
    assert answer == [f"attribution 1 {topic}/1: ada:", f"quote 1 {topic}/1: Who hoots?", "A tawny owl."]


def test_older_pages_of_discourse_give_their_posts_the_same_ids():
    [(first, _), (second, _)] = posts_of("discourse_2016")
    assert [first.id, second.id] == ["nest.example/t/owls/45/1", "nest.example/t/owls/45/2"]
    assert [first.author, second.author] == ["ada", "bo"]
    assert first.facts == {"karma": 3}


@pytest.mark.parametrize("name", ["xenforo", "xenforo_1"])
def test_xenforo_states_the_quoted_post_in_both_its_versions(name):
    [(first, own), (second, answer)] = posts_of(name)
    assert [first.id, second.id] == ["attic.example/posts/50", "attic.example/posts/51"]
    assert first.thread == second.thread == "attic.example/threads/9"
    assert [first.author, second.author] == ["Ada", "Bo"]
    assert (first.author_id, first.title) == ("attic.example/members/3", "Old lamps")
    assert first.posted_at == datetime(2020, 1, 1, tzinfo=UTC)
    assert own == ["They flicker at dusk.", "signature 1: Light!"]
    assert answer == [
        "attribution 1 attic.example/posts/50: Ada said:",
        "quote 1 attic.example/posts/50: They flicker at dusk.",
        "Change the wick.",
    ]


def test_an_opening_post_stated_in_json_and_in_the_page_is_one():
    parsed = schema_org.parse((PAGES / "xenforo.html").read_bytes())
    assert [post.id for post in parsed.posts] == ["attic.example/posts/50", "attic.example/posts/51"]
    assert parsed.text.count("They flicker") == 2  # once written, once quoted
    assert [post.parents for post in parsed.posts] == [(), ()]


def test_nodebb_states_its_topic_as_a_post_of_no_words_which_it_is_not():
    [(first, own), (second, answer)] = posts_of("nodebb")
    assert [first.id, second.id] == ["wind.example/topic/8/kites#20", "wind.example/topic/8/kites#21"]
    assert (first.author, first.facts) == ("ada", {"karma": 3})
    assert own == ["Mine fell.", "signature 1: Fly high"]
    assert answer == ["quote 1: Mine fell.", "Add a tail."]


def test_json_ld_nests_comments_under_the_answers_they_belong_to():
    posts = [post for post, _ in posts_of("question_json_ld")]
    question, answer, ha, ho, he = posts
    assert (question.author, question.title, question.facts) == ("Ada", "Why is bread round?", {"karma": 7})
    assert (answer.id, answer.parents, answer.thread) == ("ask.example/q/5#a6", (), question.id)
    assert ha.parents == ho.parents == (answer.id,)
    assert (ha.author, ho.author) == ("Cy", "Di")
    assert he.parents == (answer.id,)
    assert [text for _, text in posts_of("question_json_ld")][:2] == [["Mine is not."], ["It rolls.", "So it is told."]]


def test_a_page_saved_twice_and_two_pages_of_a_topic_agree_on_ids():
    raw = (PAGES / "phpbb_prosilver.html").read_bytes()
    saved = raw.replace(
        b'<link rel="canonical" href="https://garden.example/forum/viewtopic.php?t=7">',
        b"<!-- saved from url=(0049)https://www.garden.example/forum/viewtopic.php?t=7&start=10 -->",
    )
    assert saved != raw
    assert [(post.id, post.thread) for post in phpbb.parse(saved).posts] == [
        (post.id, post.thread) for post in phpbb.parse(raw).posts
    ]


@pytest.mark.parametrize("charset", ["windows-1252", "iso-8859-1", "koi8-r", "utf-16"])
def test_the_charset_that_a_page_names_is_believed(charset):
    name = "Привет" if charset == "koi8-r" else "Käthe"
    page = (PAGES / "smf_2_0.html").read_text().replace("Guesting Bo", name)
    page = page.replace("<head>", f'<head><meta http-equiv="Content-Type" content="text/html; charset={charset}">')
    assert smf.parse(page.encode(charset)).posts[1].author == name


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_no_damage_to_a_page_makes_a_reader_fail(data):
    name = data.draw(st.sampled_from(sorted(READER_BY_PAGE)))
    raw = (PAGES / f"{name}.html").read_bytes()
    for _ in range(data.draw(st.integers(1, 4))):
        start, end = sorted(data.draw(st.tuples(*[st.integers(0, len(raw))] * 2)))
        junk = data.draw(
            st.sampled_from([b"", raw[start:end], b"<", b"\0", b"\xff", b"</table>", b"<div>", b'="', b"-->"])
        )
        raw = raw[:start] + junk + raw[end if data.draw(st.booleans()) else start :]
    for reader in READERS:
        parsed = reader.parse(raw)
        if isinstance(parsed, str):
            assert parsed
            continue
        last = 0
        for post in parsed.posts:
            assert last < post.first_line <= post.last_line <= len(parsed.text.split("\n"))
            assert all(post.first_line <= mark.first_line <= mark.last_line <= post.last_line for mark in post.marks)
            last = post.last_line
