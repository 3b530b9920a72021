"""What tags and filters write of a post, of choices and of how sure something is; none of them asks the database."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from django.test import RequestFactory

from threads.selectors.set_by_hand import SetByHand
from threads.selectors.shown_posts import BEGUN_BY_HAND, Answer, Named, ShownPost, Stand
from threads.selectors.stated import Attachment, Stated
from threads.templatetags import display, post_html

EVIL = "<b onclick='x'>"
ESCAPED = "&lt;b onclick=&#x27;x&#x27;&gt;"
ADA, BRUNO = Named(5, 2, "Ada"), Named(6, 3, "")
POST = ShownPost(
    id=7, number=4, level=2, author="Chen", alias="", author_id=9, author_slug="chen", has_author_page=True,
    is_missing=False, is_hidden=False, posted_at=datetime(2009, 2, 3, 20, 5, tzinfo=UTC), posted_at_raw="",
    confidence=0.9, cues=(), html='<p dir="auto">The wall stands.</p>', quoted_count=0, answer=None,
    lines=None, length=10, words="The wall", stated=Stated(),
)  # fmt: skip
FOLD, OPEN = '<details class="quote">', '<details class="quote" open>'
ALTERED, CLOSED = '<details class="quote altered" open>', '<details class="quote altered">'


def shown(post: ShownPost = POST, *, fold: str = "proven", focus: int | None = None, words=(), **told: object) -> str:
    return post_html.post_list({}, [replace(post, **told)], fold, focus, words)


def byline(**told: object) -> str:
    return shown(**told).partition('<header class="byline">')[2].partition("</header>")[0]


def footer(**told: object) -> str:
    return shown(**told).partition('<footer class="post-actions">')[2].partition("</footer>")[0]


def answer(**told: object) -> Answer:
    return Answer(**{"origin": "quote", "confidence": 0.9, "evidence": "", "to": ADA, "is_here": False} | told)


def test_a_post_is_an_item_with_its_level_and_an_article_that_is_named_by_its_byline() -> None:
    html = shown()

    assert html.startswith(
        '<li class="d2">\n<article class="post" id="p7" aria-labelledby="b7 n7" tabindex="-1">\n<header class="byline">'
    )
    assert html.endswith("</footer>\n</article>\n</li>\n")
    assert '<p dir="auto">The wall stands.</p>' in html


def test_the_byline_names_the_author_the_date_and_the_permalink() -> None:
    assert byline() == (
        '<h2 class="author" id="b7"><a href="/u/9/chen/"><bdi>Chen</bdi></a></h2> '
        '<time datetime="2009-02-03T20:05Z">3 February 2009, 20:05</time> '
        '<a class="number" id="n7" href="/p/7/" aria-label="post 4, permalink">4</a>'
    )


def test_an_author_without_a_page_is_no_link_and_one_without_a_name_is_unknown() -> None:
    assert '<h2 class="author" id="b7"><bdi>Chen</bdi></h2>' in byline(has_author_page=False)
    assert '<h2 class="author placeholder" id="b7"><a href="/u/9/chen/">Unknown author</a></h2>' in byline(author="")
    assert "<bdi>cc</bdi></a></h2> <span>as the page says of itself</span>" in byline(author="", alias="cc")


def test_posts_of_nobody_who_is_named_are_called_by_their_numbers() -> None:
    html = shown(author="", has_author_page=False)

    assert '<article class="post" id="p7" aria-labelledby="b7" tabindex="-1">' in html
    assert (
        '<h2 class="author placeholder" id="b7"><a class="number" href="/p/7/">Post 4</a></h2> <time datetime='
    ) in html
    assert ' <span class="state">missing, opens the thread</span>' in shown(
        author="", has_author_page=False, is_missing=True
    )


def test_names_and_dates_that_anybody_wrote_are_text() -> None:
    html = byline(author=EVIL, author_slug=EVIL, posted_at=None, posted_at_raw=EVIL)
    by_alias = byline(author="", alias=EVIL)

    assert EVIL not in html + by_alias
    assert (html.count(ESCAPED), by_alias.count(ESCAPED)) == (3, 1)
    assert f" <span>dated “{ESCAPED}”</span> " in html


def test_a_post_without_any_date_says_none() -> None:
    assert '</h2> <a class="number"' in byline(posted_at=None)


@pytest.mark.parametrize(
    ("told", "state"),
    [
        ({"is_new": True}, "new"),
        ({"is_hidden": True}, "hidden from visitors"),
        ({"is_missing": True}, "missing post, opens the thread"),
        ({"stated": Stated(states=("deleted where it stood",))}, "deleted where it stood"),
    ],
)
def test_what_is_out_of_the_ordinary_is_said(told: dict, state: str) -> None:
    assert f'</h2> <span class="state">{state}</span>' in byline(**told)


def test_a_missing_post_that_answers_another_opens_no_thread() -> None:
    assert '<span class="state">missing post</span> <span>to ' in byline(
        is_missing=True, answer=answer(origin="declared")
    )


def test_kinds_of_posts_are_told_apart_by_class() -> None:
    html = shown(is_missing=True, is_new=True, answer=answer(), focus=7)

    assert '<li class="d2 inferred">' in html
    assert '<article class="post missing focus new" id="p7"' in html


def test_a_declared_answer_leads_to_its_parent_and_needs_no_reason() -> None:
    to = ' <span>to <a href="/p/5/" data-parent><bdi>Ada</bdi> 2</a></span>'

    assert f"</h2>{to} <time" in byline(answer=answer(origin="declared", evidence="x"))
    assert f"</h2>{to.replace('/p/5/', '#p5')} <time" in byline(answer=answer(origin="declared", is_here=True))
    assert ' <span>to <a href="/p/6/" data-parent>post 3</a></span>' in byline(
        answer=answer(origin="declared", to=BRUNO)
    )


def test_an_answer_set_by_hand_says_who_set_it_when_and_what_was_read_before() -> None:
    by_hand = SetByHand(datetime(2021, 3, 4, tzinfo=UTC), "<dalia>", "he said so & I heard it")
    set_there = answer(origin="curated", before=(ADA, "quote", 0.88))

    html = byline(answer=set_there, by_hand=by_hand)

    assert (
        '<details class="evidence"><summary>set by hand</summary><p>&lt;dalia&gt; put it here on 4 March 2021: he said so'
        ' &amp; I heard it. It was read as answering <a href="/p/5/" data-parent><bdi>Ada</bdi> 2</a> before, by a quote: 88'
        " in 100.</p></details>"
    ) in html
    assert "A person put it here on 4 March 2021." in byline(
        answer=set_there, by_hand=replace(by_hand, by="", reason="")
    )
    alone = byline(answer=None, by_hand=by_hand)
    assert "<summary>opens a thread, set by hand</summary>" in alone
    assert "It was read as answering nobody before." in byline(answer=answer(origin="curated"), by_hand=by_hand)
    assert "</h2> <span>to a post that is not shown</span> <time" in byline(answer=answer(origin="declared", to=None))


def test_an_inferred_answer_says_how_sure_it_is_and_why_and_who_else_it_may_be() -> None:
    html = byline(answer=answer(evidence=EVIL, others=((BRUNO, 0.25), (ADA, 0.125))))

    assert (
        '</a></span> <details class="evidence"><summary>likely, 90 in 100</summary>'
        f"<p>From a quote: {ESCAPED}. Else "
        '<a href="/p/6/" data-parent>post 3</a>, 25 in 100; <a href="/p/5/" data-parent><bdi>Ada</bdi> 2</a>, 12 in 100.'
        "</p></details> <time"
    ) in html
    assert "<p>From a quote.</p>" in byline(answer=answer())


def test_a_place_that_is_not_known_is_said_not_to_be() -> None:
    why = "Nothing in it says whom it answers; it follows the order of the document."
    html = byline(answer=answer(origin="sequence", confidence=0.4))

    assert (
        '</h2> <details class="evidence"><summary>place not known</summary>'
        f'<p>{why} Under <a href="/p/5/" data-parent><bdi>Ada</bdi> 2</a>: uncertain, 40 in 100.</p></details> <time'
    ) in html
    assert f"<p>{why}</p>" in byline(answer=answer(origin="sequence", to=None))


def test_a_doubtful_boundary_says_what_speaks_for_it() -> None:
    html = shown(confidence=0.69, cues=("a date", EVIL))

    assert (
        '<details class="evidence boundary"><summary>begins here: 69 in 100</summary>'
        f"<p>What speaks for it or against it: a date; {ESCAPED}. Else these lines belong to the post before them.</p></details>\n<header"
    ) in html
    assert "none that are strong" in shown(confidence=0.69)
    assert "none that are strong" not in shown(confidence=0.7)
    assert "none that are strong" not in shown(confidence=0.1, is_missing=True)


def test_a_boundary_that_a_person_set_says_so() -> None:
    assert (
        '<details class="evidence boundary"><summary>begins here: set by hand</summary>'
        "<p>A person said that a post begins with these lines.</p></details>\n<header"
    ) in shown(confidence=0.1, cues=BEGUN_BY_HAND)


@pytest.mark.parametrize(("count", "quote"), [(1, "1 other post quotes"), (2, "2 other posts quote")])
def test_a_missing_post_says_what_stands_in_its_place(count: int, quote: str) -> None:
    note = (
        '<p class="note">This post stands in no document of the archive.'
        f" What follows is what {quote} of it; the rest is lost.</p>\n"
    )

    assert note in shown(is_missing=True, quoted_count=count)


def test_an_erased_post_says_when_it_was_and_that_answers_are_kept() -> None:
    note = '<p class="note">This post was <a href="/p/7/">erased on 5 March 2020</a>. What answers it is kept.</p>\n'

    assert note in shown(is_missing=True, erased_on=date(2020, 3, 5))


def test_a_post_that_is_here_has_no_such_note() -> None:
    assert '<p class="note">This post stands in no document' not in shown()


def test_a_subject_of_its_own_stands_above_the_words() -> None:
    assert f'<p class="subject" dir="auto">{ESCAPED}</p>\n<div class="text">' in shown(subject=EVIL)
    assert "subject" not in shown()


def test_what_came_with_a_post_is_listed_below_it() -> None:
    files = (Attachment(EVIL, "image/png", 2048), Attachment("b.txt", "", None))
    stated = Stated(url="https://example.org/?a=1&b=2", attachments=files, attachments_left=3, notes=(EVIL, "karma 3"))

    html = shown(stated=stated)

    assert (
        '<ul class="attachments" aria-label="Attached, and kept in the raw record">'
        f"<li><bdi>{ESCAPED}</bdi>, image/png, 2.0\xa0KB</li><li><bdi>b.txt</bdi></li><li>and 3 more</li></ul>\n"
    ) in html
    assert (
        f'<p class="notes">{ESCAPED}; karma 3; '
        '<a href="https://example.org/?a=1&amp;b=2" rel="nofollow noopener noreferrer">the original page</a></p>\n'
    ) in html


def test_what_did_not_come_is_not_listed() -> None:
    html = shown(stated=Stated(notes=("karma 3",)))

    assert "attachments" not in html
    assert '<p class="notes">karma 3</p>' in html
    assert "notes" not in shown(stated=Stated(list_id="x"))


def test_raw_text_and_lines_are_a_click_away_but_a_missing_post_has_no_text_of_its_own() -> None:
    raw = (
        '<a href="/p/7/raw" aria-label="raw text of post 4">raw</a> '
        '<a href="/p/7/cite/" aria-label="cite post 4" rel="nofollow">cite</a> '
    )
    lines = '<a href="/d/3/?line=12#L12" aria-label="lines of post 4 in the document">lines</a>'

    assert footer() == raw
    assert footer(lines=Stand(3, 12, None)) == raw + lines
    assert footer(lines=Stand(3, 12, 8)) == raw + lines.replace("?line=12#L12", "?record=8#R8")
    assert footer(lines=Stand(3, 12, None), is_missing=True) == lines


class Page:
    has_names = True
    folded = (9, 4)
    new = ()

    def __init__(self, **told: object) -> None:
        self.posts = [replace(POST, **told)]


def branch(query: str = "", **told: object) -> str:
    context = {"request": RequestFactory().get(f"/t/1/x/{query}")}
    html = post_html.thread_posts(context, Page(**told), "proven")
    return html.partition(">cite</a> ")[2].partition("</footer>")[0]


def test_a_branch_can_be_folded_and_unfolded_without_a_script() -> None:
    assert branch(branch=1, number=3) == (
        ' <a class="branch" href="?fold=9,4,3#p7" rel="nofollow" data-branch="1"><span data-word>fold</span> 1 reply'
        '<span class="unseen"> below post 3</span></a>'
    )
    assert branch("?view=flat&fold=9,4", branch=2, is_folded=True) == (
        ' <a class="branch" href="?view=flat&amp;fold=9#p7" rel="nofollow"><span data-word>unfold</span> 2 replies'
        '<span class="unseen"> below post 4</span></a>'
    )
    assert branch() == ""


def test_the_last_branch_unfolded_leaves_no_trace_in_the_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Page, "folded", (4,))

    assert 'href="?#p7"' in branch(branch=2, is_folded=True)
    assert 'href="?view=flat#p7"' in branch("?view=flat", branch=2, is_folded=True)


def test_a_list_that_cannot_be_folded_has_no_branches() -> None:
    assert "branch" not in shown(branch=2)


def test_folds_are_as_chosen_but_for_the_post_that_the_page_is_about_which_is_open_and_has_its_words_marked() -> None:
    html = FOLD + "<p>wall</p>"

    assert f"{FOLD}<p>wall</p>" in shown(html=html)
    assert f"{OPEN}<p>wall</p>" in shown(html=html, fold="none")
    assert f'{OPEN}<p><mark id="found">wall</mark></p>' in shown(html=html, focus=7, words=["wall"])
    assert f"{FOLD}<p>wall</p>" in shown(html=html, focus=8, words=["wall"])


@pytest.mark.parametrize(
    ("choice", "html"),
    [("none", OPEN + ALTERED), ("all", FOLD + CLOSED), ("proven", FOLD + ALTERED), ("", FOLD + ALTERED)],
)
def test_folds_are_opened_and_closed_as_a_visitor_chose(choice: str, html: str) -> None:
    assert display.folded(FOLD + ALTERED, choice) == html


@pytest.mark.parametrize(
    ("cookies", "theme", "fold"),
    [
        ({}, "auto", "proven"),
        ({"theme": "dark", "fold": "all"}, "dark", "all"),
        ({"theme": "light", "fold": "none"}, "light", "none"),
        ({"theme": EVIL, "fold": "proven"}, "auto", "proven"),
        ({"fold": "dark", "theme": "all"}, "auto", "proven"),
    ],
)
def test_a_cookie_counts_where_it_is_one_of_the_choices(cookies: dict, theme: str, fold: str) -> None:
    request = RequestFactory().get("/")
    request.COOKIES = cookies

    assert (display.theme(request), display.fold(request)) == (theme, fold)


def test_an_error_page_has_no_request_and_follows_the_system() -> None:
    assert (display.theme(""), display.fold("")) == ("auto", "proven")


def test_found_words_are_marked_and_all_else_is_text() -> None:
    assert display.highlighted(f"{EVIL} a \ue000bell\ue001 rang") == f"{ESCAPED} a <mark>bell</mark> rang"


@pytest.mark.parametrize(
    ("words", "marked"),
    [
        ((), "<a href='/bell'>Bell &amp; amp &#x27;</a>"),
        (["bell"], "<a href='/bell'><mark>Bell</mark> &amp; amp &#x27;</a>"),
        (["amp"], "<a href='/bell'>Bell &amp; <mark>amp</mark> &#x27;</a>"),
        (["x27", "href", "a"], "<a href='/bell'>Bell &amp; <mark>a</mark>mp &#x27;</a>"),
        (["B.ll", "(", "&"], "<a href='/bell'>Bell <mark>&amp;</mark> amp &#x27;</a>"),
        (["l", "ll"], "<a href='/bell'>Be<mark>l</mark><mark>l</mark> &amp; amp &#x27;</a>"),
    ],
)
def test_words_are_marked_in_text_and_never_in_tags_or_entities(words: tuple[str, ...], marked: str) -> None:
    assert display.marked("<a href='/bell'>Bell &amp; amp &#x27;</a>", words) == marked


def test_dates_are_written_in_full() -> None:
    assert post_html.written(datetime(2021, 12, 1, 3, 4, tzinfo=UTC)) == "1 December 2021, 03:04"


def test_code_that_is_scrolled_is_reached_by_the_keyboard() -> None:
    assert '<pre tabindex="0"><code>ebb</code></pre>' in shown(html="<pre><code>ebb</code></pre>")
    assert "&lt;pre&gt;" in shown(html="<p>&lt;pre&gt;</p>")


def test_words_are_marked_in_the_forms_that_search_takes_for_one() -> None:
    html = "<p>bell, Bells, belling; bellow forbell</p>"

    assert display.marked(html, ["bells"]) == (
        "<p><mark>bell</mark>, <mark>Bells</mark>, <mark>belling</mark>; bellow forbell</p>"
    )


def test_a_quote_in_the_post_that_the_page_is_about_has_a_place_and_who_quotes_leads_to_it() -> None:
    quotes = '<blockquote cite="/p/3/"></blockquote><blockquote cite="/p/3/"></blockquote><blockquote cite="/p/5/"></blockquote>'
    mark = '<aside class="mark"><details><summary>quoted by 1</summary><ol><li><a href="/p/9/">Ada</a></li></ol></details></aside>'

    assert (
        '<blockquote id="c3" cite="/p/3/"></blockquote><blockquote cite="/p/3/"></blockquote><blockquote id="c5"'
        in shown(html=quotes, focus=7)
    )
    assert quotes in shown(html=quotes)
    assert '<li><a href="/p/9/#c7">Ada</a></li>' in shown(html=mark)


def test_patches_are_tinted_and_other_code_is_not() -> None:
    patch = (
        "<pre><code>diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1,2 +1,2 @@\n same\n-old &lt;1&gt;\n"
        '<span class="cited" id="q7-1-0">+new</span>\n-- \n</code></pre>'
    )
    tinted = (
        '<pre tabindex="0"><code>diff --git a/x b/x\n--- a/x\n+++ b/x\n<b>@@ -1,2 +1,2 @@</b>\n same\n'
        '<del>-old &lt;1&gt;</del>\n<ins><span class="cited" id="q7-1-0">+new</span></ins>\n-- \n</code></pre>'
    )

    assert tinted in shown(html=patch)
    assert "<del>" not in shown(html="<pre><code>-x\n+y</code></pre><p>@@ -1 @@</p>")
