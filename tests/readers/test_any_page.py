"""Pages of programs without a reader of their own give the posts that they show, by what repeats on them."""

import json
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from threads.readers import PAGES, parse_unit, reader_of
from threads.readers.web import any_page

PAGES_OF_PROGRAMS = Path(__file__).parent / "any_pages"
PAGES_OF_READERS = Path(__file__).parent / "pages"
# What each page shows: who wrote, when, whom the post answers (by its number), and the beginning of its own words.
SHOWN = {
    "nameless": [
        ("Tilda", "2011-03-04 09:12", None, "Moss covers"), ("Osric", "2011-03-04 11:40", None, "It holds water"),
        ("Tilda", "2011-03-05 07:03", None, "With a wire brush?"), ("Petra", "2011-03-05 20:15", None, "Never."),
    ],
    "mybb": [
        ("Runa", "2012-05-03 20:41", None, "The gate hangs"), ("Knut", "2012-05-04 06:02", None, "A strap hinge"),
    ],
    "fluxbb": [
        ("Signe", "2013-06-01 10:00", None, "My kiln"), ("Arvid", "2013-06-02 18:30", None, "With clay and ground"),
    ],
    "invision": [
        ("Ebba", "2018-07-01 08:00", None, "The swing needs"), ("Lage", "2018-07-02 09:30", None, "Take polyester"),
    ],
    "yabb": [
        ("Inga", "2004-12-03 19:15", None, "The basin froze"), ("Tor", "2004-12-03 21:48", None, "A pump below"),
        ("Inga", "2004-12-04 06:20", None, "And if the power"),
    ],
    "hacker_news": [
        ("weft", "2019-02-01 10:00", None, "I inherited"), ("warp", "2019-02-01 11:00", 0, "Ask the open air"),
        ("weft", "2019-02-01 12:00", 1, "They did until"), ("reed", "2019-02-02 08:00", 0, "Heddles can"),
    ],
    "old_reddit": [
        ("crumb", "2016-03-05 10:00", None, "I bake on Sundays"), ("rye", "2016-03-05 11:00", None, "Rye with sour"),
        ("crumb", "2016-03-05 12:00", 1, "My children"), ("oat", "2016-03-06 09:00", None, "Slice it"),
    ],
    "lesswrong": [
        ("mira", "2017-07-14 02:40", None, "Bees in town"), ("jon", "2017-07-14 09:10", None, "How did you"),
        ("mira", "2017-07-15 07:00", 1, "With a trap"), ("sol", "2017-07-16 21:30", None, "My neighbours"),
    ],
    "something_awful": [
        ("Plank Walker", "2010-06-04 19:05", None, "I mean to build"),
        ("Nail Biter", "2010-06-04 19:44", None, "The roof."), ("Plank Walker", "2010-06-05 08:20", None, "Then it shall"),
    ],
    "discourse_crawler": [
        ("hedda", "2020-01-05 10:00", None, "The cellar door"), ("ivo", "2020-01-05 12:30", None, "Plane it in April"),
    ],
    "drupal": [
        ("Gerda", "2009-04-07 10:12", None, "My ink"), ("Falk", "2009-04-07 18:00", None, "It lacks iron"),
        ("Gerda", "2009-04-08 07:30", 1, "One nail"), ("Wibke", "2009-04-09 12:45", None, "And gum arabic"),
    ],
    "drupal_6": [
        ("Guest", "2015-01-13 20:45", None, "Hello"), ("Petra R.", "2015-01-13 21:39", None, "Which make"),
        ("Mr. Osk", "2015-01-14 19:53", None, "Mine wrote"),
    ],
    "drupal_lone": [("Guest", "2015-01-19 13:21", None, "I have forty rings")],
    "vanilla": [
        ("Harbour", "2020-08-29 20:38", None, "All of it is here"), ("Cox Yorke", "2020-08-30 17:46", None, "Be on the quay"),
    ],
    "vanilla_lone": [("Harbour", "2020-08-29 20:38", None, "All of it is here")],
    "vbulletin_4_print": [
        ("Signe", "2004-01-22 20:17", None, "My bassoon"), ("Anton", "2004-01-23 09:00", None, "Warm it slowly"),
    ],
    "smf_print": [
        ("Signe", "2004-01-22 20:17", None, "My bassoon"), ("Anton", "2004-01-23 09:00", None, "Warm it slowly"),
    ],
    "google_groups": [
        ("Alma Brink", "2001-09-09 15:33", None, "The drone"), ("Rolf Quist", "2001-09-10 08:05", None, "Chalk on the peg"),
        ("Alma Brink", "2001-09-10 21:12", None, "Chalk did it"),
    ],
    "lone_post": [("Vera", "2014-08-07 16:00", None, "Somebody borrowed")],
}  # fmt: skip


def read(name):
    parsed = parse_unit("html", (PAGES_OF_PROGRAMS / f"{name}.html").read_bytes())
    assert not isinstance(parsed, str), parsed
    return parsed


def own_lines(parsed, post):
    marked = {line for mark in post.marks for line in range(mark.first_line, mark.last_line + 1)}
    numbers = [number for number in range(post.first_line, post.last_line + 1) if number not in marked]
    return [text for number in numbers if (text := parsed.lines[number - 1].strip())]


def marked(parsed, post, role):
    return [
        (parsed.lines[line - 1], mark.source.rpartition("/")[2])
        for mark in post.marks
        if mark.role == role
        for line in range(mark.first_line, mark.last_line + 1)
    ]


@pytest.mark.parametrize("name", SHOWN)
def test_a_page_gives_who_wrote_what_and_when_and_whom_it_answers(name):
    parsed = read(name)
    ids = [post.id for post in parsed.posts]

    shown = [
        (
            post.author,
            f"{post.posted_at:%Y-%m-%d %H:%M}",
            ids.index(post.parents[0]) if post.parents else None,
            own_lines(parsed, post)[0][: len(words)],
        )
        for post, (_, _, _, words) in zip(parsed.posts, SHOWN[name], strict=True)
    ]

    assert shown == SHOWN[name]


@pytest.mark.parametrize("path", sorted(PAGES_OF_PROGRAMS.glob("*.html")), ids=lambda path: path.stem)
def test_no_other_reader_claims_such_a_page(path):
    assert reader_of(path.name, path.read_bytes()) is any_page


def test_quotes_lead_to_the_post_that_a_link_or_an_attribute_names():
    for name, said, quoted in (
        ("mybb", "(2012-05-03, 08:41 PM) Runa Wrote:", ("Which hinge carries two men's weight?", "p901")),
        ("invision", "On 7/1/2018 at 8:00 AM, Ebba said:", ("hemp rots within three summers here", "p510")),
        ("something_awful", "Plank Walker posted:", ("What will go wrong?", "p411")),
        ("fluxbb", "Signe wrote:", ("Can it be mended with clay?", "")),
    ):
        parsed = read(name)
        assert marked(parsed, parsed.posts[1], "quote") == [quoted], name
        assert [text for text, _ in marked(parsed, parsed.posts[1], "attribution")] == [said], name


def test_what_people_quote_by_typing_signs_is_a_quote():
    parsed = read("hacker_news")

    assert marked(parsed, parsed.posts[2], "quote") == [("they weave on such looms every Sunday", "")]


def test_signatures_are_told_from_words():
    for name, signature in (("mybb", "Oak before pine"), ("fluxbb", "Fire first")):
        parsed = read(name)
        shown = [text for text, _ in marked(parsed, parsed.posts[0], "signature")]
        assert signature in shown, name
        assert signature not in own_lines(parsed, parsed.posts[0])


def test_a_list_of_topics_holds_no_posts():
    [post] = read("topic_list").posts

    assert post.facts == {"type": "article"}
    assert (post.author, post.posted_at) == ("", None)


def test_a_page_without_posts_is_an_article_of_its_words_alone():
    parsed = read("article")
    [post] = parsed.posts

    assert post.facts == {"type": "article"}
    assert post.title == "How nets are dried"
    assert own_lines(parsed, post) == [
        "How nets are dried", "They hang over the rail for two days & nights.", "Salt falls off by itself.",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("path", "head", "is_claimed"),
    [
        ("a.txt", b"<!DOCTYPE html><title>x</title>", True),
        ("a", b"\xef\xbb\xbf\n<!-- saved -->\n<HTML><p>x", True),
        ("a", b'<?xml version="1.0"?><!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN">', True),
        ("a.html", b"<p>No head, no body</p>", True),
        ("a.txt", b"<p>Somebody typed a tag</p> and went on in words", False),
        ("a.html", b"No tag at all", False),
        ("a", b"<!-- saved from url=(0016)http://a.example -->\n<title>Old</title><p>Pages began so</p>", True),
        ("a", b"<!-- saved from url=(0016)http://a.example -->\nWords", False),
        ("a.xml", b'<?xml version="1.0"?><posts><row Id="1" /></posts>', False),
    ],
)
def test_a_page_is_told_by_its_beginning_or_by_its_name(path, head, is_claimed):
    assert any_page.claims(path, head) is is_claimed


def page_of(number, address, *posts):
    shown = "".join(
        f'<div class="post" id="post{n}"><a class="author" href="/members/{who}">{who}</a>'
        f'<span class="date">{when}</span><div class="body">{words}</div></div>'
        for n, who, when, words in posts
    )
    return f'<html><head><title>Wells - Page {number}</title><link rel="canonical" href="{address}"></head><body>{shown}</body></html>'.encode()


def test_pages_of_one_topic_join():
    first = page_of(
        1,
        "https://w.example/topic/7-wells?page=1",
        (1, "Ada", "1 May 2012", "The well is dry."),
        (2, "Bo", "2 May 2012", "Dig on."),
    )
    second = page_of(
        2,
        "https://w.example/topic/7-wells?page=2",
        (31, "Ada", "3 May 2012", "I dug a yard."),
        (32, "Cy", "4 May 2012", "And then?"),
    )

    threads = {post.thread for raw in (first, second) for post in parse_unit("html", raw).posts}

    assert threads == {"w.example/topic/7-wells"}


WORDS = (
    "The rope frays at the same place.",
    "Wind it the other way.",
    "That helped for a week, then it frayed again.",
    "Grease.",
)


def with_tail(*tails):
    posts = "".join(
        f'<div class="post" id="post{n}00"><b class="author">{who}</b><i class="date">{n} May 2012 10:00</i>'
        f'<div class="body"><p>{words}</p>{tail}</div></div>'
        for n, (who, words, tail) in enumerate(zip(("Ada", "Bo", "Ada", "Bo"), WORDS, tails, strict=True), 1)
    )
    return parse_unit("html", f"<html><title>Ropes</title><body>{posts}</body></html>".encode())


def test_what_repeats_under_an_authors_posts_is_a_signature():
    motto = "<p>Never trust a knot that somebody else has tied for you in the dark.</p>"

    parsed = with_tail(motto, "", motto, "")

    assert [len(marked(parsed, post, "signature")) for post in parsed.posts] == [1, 0, 1, 0]


def test_a_sign_off_stays_the_authors_own():
    parsed = with_tail("<p>Cheers, Ada</p>", "", "<p>Cheers, Ada</p>", "")

    assert [post.marks for post in parsed.posts] == [()] * 4


def test_what_stands_below_a_typed_rule_is_a_signature():
    parsed = with_tail("<br>_________________<br>Hemp for ever", "", "", "")

    assert own_lines(parsed, parsed.posts[0]) == ["The rope frays at the same place."]
    assert [text for text, _ in marked(parsed, parsed.posts[0], "signature")] == ["Hemp for ever"]


def test_a_line_may_say_both_who_wrote_and_when():
    posts = "".join(
        f'<li class="entry"><p class="said">Posted by {who} on {n} May 2012, 10:00</p><div class="text">{words}</div></li>'
        for n, (who, words) in enumerate(zip(("Ada Moss", "Bo", "Cy", "Bo"), WORDS, strict=True), 1)
    )

    parsed = parse_unit("html", f"<html><title>Ropes</title><body><ul>{posts}</ul></body></html>".encode())

    assert [(post.author, post.posted_at.day) for post in parsed.posts] == [
        ("Ada Moss", 1),
        ("Bo", 2),
        ("Cy", 3),
        ("Bo", 4),
    ]


TABLE = '<tr bgcolor="#ccc"><td>{who}</td><td>{when}</td></tr><tr><td colspan=2>{words}</td></tr>'


@pytest.mark.parametrize(
    ("around", "post"),
    [
        ("div", "<div><div>{who}</div><div>{when}</div><div>{words}</div></div>"),
        ("table", TABLE),
        ("dl", "<dt><b>{who}</b> <i>{when}</i></dt><dd>{words}</dd>"),
        ("div", "<div><b>{who}</b> <i>{when}</i><br>{words}</div>"),
        ("div", "<p><font size=1>{who} - {when}</font><br>{words}</p>"),
        ("div", '<div><p>{words}</p></div><div>Posted by <a href="/user/{who}">{who}</a> on {when}</div>'),
    ],
)
def test_a_page_whose_names_say_nothing_is_read_by_where_things_stand(around, post):
    posts = "".join(
        post.format(who=who, when=f"{n} May 2012", words=words)
        for n, (who, words) in enumerate(zip(("Ada", "Bo", "Ada", "Cy"), WORDS, strict=True), 1)
    )

    parsed = parse_unit(
        "html", f"<html><title>Ropes</title><body><h1>Ropes</h1><{around}>{posts}</{around}></body></html>".encode()
    )

    assert [(one.author, one.posted_at.day) for one in parsed.posts] == [("Ada", 1), ("Bo", 2), ("Ada", 3), ("Cy", 4)]
    assert [own_lines(parsed, one) for one in parsed.posts] == [[words] for words in WORDS]


def test_answers_in_what_they_answer_may_have_another_template():
    answer = '<div id="post_{n}" class="sub"><small>2020-5-{n} 10:00</small><a href="/user/{who}">{who}</a><div class="sub_text">{words}</div></div>'
    post = (
        '<div id="post_{n}" class="row"><small>2020-5-{n} 09:00</small><a href="/user/{who}">{who}</a><div class="inner">'
        '<div class="message">{words}</div><div class="answers">{answers}</div></div></div>'
    )
    first = post.format(n=11, who="Ada", words=WORDS[0], answers=answer.format(n=12, who="Bo", words=WORDS[1]))
    other = post.format(n=13, who="Cy", words=WORDS[2], answers=answer.format(n=14, who="Ada", words=WORDS[3]))

    parsed = parse_unit("html", f"<html><title>Ropes</title><body>{first}{other}</body></html>".encode())

    assert [own_lines(parsed, post) for post in parsed.posts] == [[words] for words in WORDS]
    assert [post.author for post in parsed.posts] == ["Ada", "Bo", "Cy", "Ada"]
    assert [post.parents[0][-3:] if post.parents else "" for post in parsed.posts] == ["", "p11", "", "p13"]


def test_a_claim_that_finds_nothing_hands_the_page_on():
    """A program that states an item of schema.org without a text in it."""
    posts = "".join(
        f'<div class="reply" itemscope itemtype="https://schema.org/Comment"><span class="who">{who}</span>'
        f'<span class="when">{n} May 2012 10:00</span><div class="said"><p>{words}</p></div></div>'
        for n, (who, words) in enumerate(zip(("Ada", "Bo", "Cy", "Bo"), WORDS, strict=True), 1)
    )
    raw = f"<html><title>Ropes</title><body>{posts}</body></html>".encode()
    assert reader_of("a.html", raw).FORMAT == "schema.org"

    parsed = parse_unit("schema.org", raw)

    assert [post.author for post in parsed.posts] == ["Ada", "Bo", "Cy", "Bo"]


def test_an_opening_post_stated_alone_does_not_hide_the_answers():
    posts = "".join(
        f'<div class="reply" id="reply{n}00"><span class="author">{who}</span><span class="when">{n} May 2012 10:00</span>'
        f'<div class="said"><p>{words}</p></div></div>'
        for n, (who, words) in enumerate(zip(("Ada", "Bo", "Cy", "Bo"), WORDS, strict=True), 1)
    )
    data = json.dumps({"@type": "DiscussionForumPosting", "text": WORDS[0], "author": {"name": "Ada"}})
    raw = f'<html><title>Ropes</title><script type="application/ld+json">{data}</script><body>{posts}</body></html>'.encode()

    assert len(parse_unit("schema.org", raw).posts) == 4


def test_a_named_reader_takes_the_dates_that_it_does_not_find_from_what_repeats():
    posts = "".join(
        f'<li class="postbit" id="post_{n}"><div class="userinfo"><a class="username" href="member.php?u={n}">{who}</a>'
        f"<dl><dt></dt><dd>{n}.05.2012, 10:00</dd></dl></div>"
        f'<div class="content"><div id="post_message_{n}">{words}</div></div></li>'
        for n, (who, words) in enumerate(zip(("Ada", "Bo", "Cy", "Bo"), WORDS, strict=True), 11)
    )
    raw = (
        f'<html><head><meta name="generator" content="vBulletin 4"></head><body><ol>{posts}</ol></body></html>'.encode()
    )
    assert reader_of("a.html", raw).FORMAT == "vbulletin"

    dates = [post.posted_at for post in parse_unit("vbulletin", raw).posts]

    assert dates == [datetime(2012, 5, day, 10, tzinfo=UTC) for day in (11, 12, 13, 14)]


# Their words stand in comments, in data or in one ``pre``: nothing repeats on them.
NOTHING_REPEATS = {"hypermail", "mhonarc", "pipermail", "question_json_ld", "phpbb_subsilver"}


def test_what_named_readers_read_is_read_by_what_repeats_as_well():
    """Author, date and words, in order; in at least nine posts of ten."""
    posts = right = 0
    for path in sorted(PAGES_OF_READERS.glob("*.html")):
        if path.stem in NOTHING_REPEATS:
            continue
        raw = path.read_bytes()
        named, general = reader_of(path.name, raw).parse(raw), any_page.parse(raw)
        posts += len(named.posts)
        right += sum(
            (one.author, one.posted_at, words_of(named, one))
            == (other.author, other.posted_at, words_of(general, other))
            for one, other in zip(named.posts, general.posts, strict=False)
        )

    assert posts > 20
    assert right >= 0.9 * posts


def words_of(parsed, post):
    return re.findall(r"\w+", "\n".join(parsed.lines[post.first_line - 1 : post.last_line]).lower())


def test_the_reader_of_every_page_comes_last():
    assert PAGES[-1] is any_page


def test_who_posts_nothing_but_a_quote_quotes_still():
    raw = (PAGES_OF_PROGRAMS / "vbulletin_4_print.html").read_bytes()
    raw = raw.replace(b'<blockquote class="restore">Warm it slowly, and never put it near the stove at once.</blockquote>',
                      b"Warm it slowly, and never put it near the stove at once.")  # fmt: skip

    first = parse_unit("html", raw).posts[0]

    assert [mark.role for mark in first.marks] == ["quote"]
