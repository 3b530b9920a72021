"""What pages of many programs have in common, and trips up whoever reads them: a kind a test."""

from tests.helpers.listed_posts import NAMES, TEXTS, listed, shown
from threads.readers import parse_unit

ARTICLE = (
    "<p>The weir was built of oak, and every third plank of it was replaced before the flood of the spring.</p>" * 6
)
BLOG_COMMENT = (
    '<li id="comment-{number}" class="comment depth-1"><div class="comment-author"><b class="fn">{name}</b> says:</div>'
    '<time datetime="2012-05-0{day}T10:00:00+00:00">May {day}</time><div class="comment-content"><p>{text}</p></div></li>'
)


def test_the_halves_of_a_page_are_no_posts():
    html = (
        f'<div class="left"><h1>The weir</h1><p>Published by <a href="/author/una">Una</a> on 1 May 2012</p>{ARTICLE}'
        f'<ol class="replies">{listed(BLOG_COMMENT)}</ol></div>'
        f'<div class="right"><p>Una keeps a mill, 3 May 2011, and says so <a href="/author/una">here</a>.</p>{ARTICLE}</div>'
    )

    assert shown(html)[-4:] == list(zip(NAMES, TEXTS, strict=True))


def test_where_the_likeliest_elements_are_no_posts_the_next_are_asked():
    boxes = "".join(
        f'<div class="box"><p>{words}</p></div>'
        for words in (
            ARTICLE,
            "Newest members of the mill: forty of them, and a miller.",
            "The weather at the weir: wet.",
        )
    )
    comments = listed(
        '<div class="comment"><i>{name}</i> on {day} May 2012, 10:00<div class="content">{text}</div></div>'
    )

    assert shown(f"<main>{boxes}</main><section>{comments}</section>")[-4:] == list(zip(NAMES, TEXTS, strict=True))


def test_a_name_stands_behind_the_word_by():
    html = listed('<div id="msg-{number}">#{number} [2012-05-0{day} 10:00:00]<h3>The weir</h3>by <i>{name}</i><div>{text}</div>'
                  '<a href="#msg-1">[Next #{number}]</a></div><hr>')  # fmt: skip

    assert [name for name, _ in shown(html)] == list(NAMES)


def test_the_title_of_a_comment_is_not_its_author():
    html = listed(
        '<div class="comment"><h3><a href="#c{number}">{text:.14}</a></h3>'
        '<div class="submitted">Napsal uživatel {name} (bez ověření) dne {day} Květen, 2012 - 10:00.</div>'
        '<div class="content"><p>{text}</p></div></div>'
    )

    assert shown(html) == list(zip(NAMES, TEXTS, strict=True))


def test_what_a_profile_says_beside_few_words_is_no_part_of_them():
    ranks = iter(("Miller", "Sawyer", "Cooper of casks", "Guest"))
    rows = "".join(
        f'<table class="box"><tr><td><a class="user" href="#">{name}</a></td><td>Date: 2012-05-0{at + 1}, 10:00</td></tr>'
        f'<tr><td class="info"><div class="rank">{next(ranks)}</div><div class="count">Messages: <b>{17 * at + 5}</b></div></td>'
        f'<td class="boxMessage"><span class="forum-post">{text:.9}</span></td></tr></table>'
        for at, (name, text) in enumerate(zip(NAMES, TEXTS, strict=True))
    )

    assert shown(rows) == [(name, text[:9].strip()) for name, text in zip(NAMES, TEXTS, strict=True)]


def test_a_profile_is_not_the_only_post_of_a_page():
    html = (
        '<article class="message" id="js-post-77"><div class="message-user"><a class="username" href="/members/gudrun">Gudrun</a>'
        '<div class="message-extras"><p>Joined 3 Apr 2009, by <a href="/members/una">Una</a></p><p>Reaction score 0</p></div></div>'
        '<div class="message-main"><time datetime="2012-05-03T10:00:00Z">3 May 2012</time>'
        '<div class="message-body">Who has the key of the weir?</div></div></article>'
    )

    assert shown(html) == [("Gudrun", "Who has the key of the weir?")]


def test_a_name_may_have_a_class_more_than_the_next_and_a_button_may_lead_to_people():
    roles = iter(("", " staff", " platinum", " staff-2") * 2)
    buttons = iter((*("Whisper",) * 7, "His diary"))
    html = "".join(
        f'<table class="post" id="post{at}"><tr><td><dl><dt class="author{next(roles)}">{name}</dt></dl></td><td class="body">{text}</td></tr>'
        f'<tr><td>{at + 1} May 2012, 10:00</td><td><ul><li><a href="/private?userid={at}">{next(buttons)}</a></li></ul></td></tr></table>'
        for at, (name, text) in enumerate(zip(NAMES * 2, (*TEXTS, *reversed(TEXTS)), strict=True))
    )

    assert [name for name, _ in shown(html)] == list(NAMES * 2)


def test_short_answers_with_badges_that_lead_elsewhere_are_no_list_of_topics():
    html = listed(
        '<div class="post"><a class="user" href="/members/{name}">{name}</a> <a href="/badges/{number}">Ten happy years</a>'
        "<time>{day} May 2012</time><div>{text:.9}</div></div>"
    )

    assert [name for name, _ in shown(html)] == list(NAMES)


def test_rows_that_lead_to_topics_are_no_posts():
    html = listed(
        '<div class="row"><a class="user" href="/members/{name}">{name}</a> <a href="/topics/{number}">{text}</a>'
        "<time>{day} May 2012</time><div>of the mill</div></div>"
    )

    assert shown(html) == []


def test_a_name_is_a_link_in_some_posts_only():
    html = "".join(
        f'<li class="comment" id="comment-{at}"><div class="meta"><strong>{name if at % 2 else f"<a href=https://{name}.example>{name}</a>"}'
        f"</strong> {at + 1} May 2012 at 10:00</div><div class=text>{text}</div></li>"
        for at, (name, text) in enumerate(zip((*NAMES, "Una"), (*TEXTS, "Moss rots."), strict=True))
    )

    assert [name for name, _ in shown(html)] == [*NAMES, "Una"]


def test_where_some_rows_are_drawn_otherwise_their_date_is_not_that_of_joining():
    seen = iter((0, 0, 1, 1) * 2)
    html = "".join(
        f'<table class="post" id="post{at}"><tr class="seen{next(seen)}x"><td><b class="author">{name}</b>'
        f'<i class="registered">Apr {at + 1}, 2003</i></td><td class="body">{text}</td>'
        f'<td class="postdate{" new" if at > 5 else ""}">May {at + 1}, 2012 10:00</td></tr></table>'
        for at, (name, text) in enumerate(zip(NAMES * 2, (*TEXTS, *reversed(TEXTS)), strict=True))
    )
    parsed = parse_unit("html", f"<html><body>{html}</body></html>".encode())

    assert {post.posted_at.year for post in parsed.posts} == {2012}


def test_links_to_other_topics_below_the_words_are_none_of_them():
    html = listed(
        '<div class="comment"><b class="author">{name}</b> <time>{day} May 2012</time><div class="content">{text}'
        '<div class="topic-navigation"><a href="/1">The millwheel</a> <a href="/2">The sluice gate</a></div></div></div>'
    )

    assert shown(html) == list(zip(NAMES, TEXTS, strict=True))


def test_a_smiley_is_a_sign_and_a_file_name_says_nothing_of_a_picture():
    html = listed(
        '<div class="comment"><b class="author">{name}</b> <time>{day} May 2012</time><div class="content">{text}'
        '<img src="https://mill.example/sm/23/biggrin.gif" alt="biggrin">'
        '<img src="https://mill.example/weir{number}.jpg" alt="DSC_00{number}.JPG"></div></div>'
    )

    assert shown(html)[0] == ("Gudrun", f"{TEXTS[0]}:biggrin:[picture] (https://mill.example/weir40.jpg)")


def test_a_post_that_is_a_film_alone_is_kept_without_its_buttons():
    bodies = iter((*TEXTS, '<iframe src="https://films.example/embed/7"></iframe>'))
    html = "".join(
        f'<article class="comment" id="comment-{at}"><b class="author">{name}</b> <time>{at + 1} May 2012</time>'
        f'<div class="content">{text}</div><ul><li>Quote this, {name}</li></ul></article>'
        for at, (name, text) in enumerate(zip((*NAMES, "Una"), bodies, strict=True))
    )

    assert shown(html)[-1] == ("Una", "https://films.example/embed/7")


def test_what_stands_below_a_typed_rule_beside_the_words_is_a_signature():
    html = listed(
        '<table class="post"><tr><td><a class="user" href="/members/{number}">{name}</a></td><td>{day} May 2012, 10:00</td></tr>'
        '<tr><td><div class="postbody">{text}</div><div>________________<br>Oak {number} outlives larch.</div></td></tr></table>'
    )
    parsed = parse_unit("html", f"<html><body>{html}</body></html>".encode())
    signed = [
        parsed.lines[line - 1]
        for mark in parsed.posts[1].marks
        if mark.role == "signature"
        for line in range(mark.first_line, mark.last_line + 1)
    ]

    assert shown(html) == list(zip(NAMES, TEXTS, strict=True))
    assert [line for line in signed if line] == ["Oak 41 outlives larch."]


def test_words_that_are_quoted_further_down_below_the_word_quote_are_still_those_of_their_post():
    quote = "<div>Quote:</div><table><tr><td>Originally Posted by <b>Gudrun</b><div>It ticks.</div></td></tr></table>"
    bodies = ("It ticks.", f"{quote}Then oil it.")
    html = "".join(
        f'<div id="edit{at}"><table id="post{at}"><tr><td><div class="normal">#<a href="/p/{at}"><b>{at}</b></a></div>'
        f'<div class="normal">{at + 1} May 2012, 10:00</div></td></tr><tr><td><a class="bigusername" href="/member.php?u={at}">{name}</a>'
        f'</td></tr><tr><td><div>Loose gears</div><div id="post_message_{at}">{body}</div></td></tr></table></div>'
        for at, (name, body) in enumerate(zip(NAMES[:2], bodies, strict=True), 7)
    )

    assert shown(f"<title>Loose gears</title>{html}") == [("Gudrun", "It ticks."), ("Halvor", "Then oil it.")]


def test_the_title_of_an_answer_in_its_words_is_none_of_them():
    html = listed(
        '<div class="post"><b class="author">{name}</b> <time>{day} May 2012</time>'
        '<div class="content"><div><strong>Re : The weir of oak</strong></div>{text}</div></div>'
    )

    assert shown(f"<title>The weir of oak - Mill forum</title>{html}") == list(zip(NAMES, TEXTS, strict=True))


def test_an_entry_of_a_list_that_consists_of_links_is_not_the_only_post_of_a_page():
    html = (
        '<div class="thread" id="thread7"><h3 class="title"><a href="/t/7">The third plank was larch, as my uncle told it</a></h3>'
        'by <a class="author" href="/members/una">Una</a> <span class="date">3 May 2012, 10:00</span> 17 answers</div>'
    )

    assert shown(html) == []


def test_the_page_of_an_author_is_no_id_of_a_post():
    posts = "".join(
        f'<div class="post"><a class="author" href="../user/{person}.html">{who}</a> <i class="date">{n} May 2012 10:00</i>'
        f'<div class="body"><p>{words}</p></div></div>'
        for n, (person, who, words) in enumerate(
            ((3679, "Ada", "The well is dry."), (924, "Bo", "Dig on."), (17, "Cy", "And then?")), 1
        )
    )

    parsed = parse_unit("html", f"<html><title>Wells</title><body>{posts}</body></html>".encode())

    assert [(post.author, post.id) for post in parsed.posts] == [("Ada", ""), ("Bo", ""), ("Cy", "")]
