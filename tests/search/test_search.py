"""What a visitor types and what is found; a search never fails and never finds what may not be seen."""

from datetime import UTC, datetime

import pytest
from django.contrib.auth.models import AnonymousUser
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.helpers import factories
from threads.models import Author, Post
from threads.search import FOUND, FOUND_END, bounds, matches, parse, search_page
from threads.search.dates import instant

NOW = datetime(2010, 1, 1, tzinfo=UTC)
ODD = ["'", "((((", ":*", "<->", "-" * 300, "a " * 200, "\x00", "\ud800", '"', "OR", "OR OR", "-", "author:", "before:9999-99-99",
       "before:9999999y", "replies:>", "!", "a & b | !c", "\\", "%", "_", "before:0000", "after:9999-12-31"]  # fmt: skip


def found(text: str, user=None, **options):
    page = search_page(user or AnonymousUser(), text, now=NOW, **options)
    return [hit.post.own_text for thread in page.threads for hit in thread.hits]


@pytest.fixture
def posts(db):
    archive = factories.archive("The Bell Tower", slug="bells")
    thread = factories.thread(archive, "Which bell rang first?")
    opening = factories.post(thread, "The small bell rang at noon.", author="Ada")
    factories.answer(opening, "No bell rang before the clock.", author="Bruno", origin="quote", confidence=0.8)
    other = factories.thread(archive, "Rope and grease")
    rope = factories.post(other, "Grease the rope twice a year, see https://example.org/rope.", author="Chen",
                          posted_at=datetime(2009, 12, 30, tzinfo=UTC))  # fmt: skip
    quoting = factories.answer(
        rope, "Grease the rope\nTwice is too much.", own_text="Twice is too much.", author="Dalia"
    )
    factories.quote(quoting, rope)
    factories.post(
        factories.thread(archive, "鐘"),
        "古い鐘の音は朝に響く。",
        bigrams="古い い鐘 鐘の の音 音は は朝 朝に に響 響く",
        author="",
    )
    return archive


def test_words_are_looked_for_together(posts):
    assert found("bell noon") == ["The small bell rang at noon."]


def test_a_phrase_keeps_its_order(posts):
    assert found('"small bell"') == ["The small bell rang at noon."]
    assert found('"bell small"') == []


def test_a_minus_leaves_posts_out(posts):
    assert found("bell -clock") == ["The small bell rang at noon."]


def test_or_takes_either(posts):
    assert sorted(found("noon OR clock")) == ["No bell rang before the clock.", "The small bell rang at noon."]


def test_an_author_is_found_by_name_and_by_alias(posts):
    factories.alias(Author.objects.get(name="Bruno"), "the Elder")

    assert found("author:bru") == found('author:"the elder"') == ["No bell rang before the clock."]
    assert "No bell rang before the clock." not in found("bell -author:bruno")


@pytest.mark.parametrize(
    ("query", "first_words"),
    [
        ("title:rope", ["Grease", "Twice"]),
        ("archive:bells noon", ["The small"]),
        ("archive:elsewhere noon", []),
        ("in:title grease", ["Grease"]),
        ("in:quotes grease", ["Twice"]),
        ("in:first rang", ["The small"]),
        ("in:new rope", ["Grease"]),
        ("after:7d", ["Grease"]),
        ("before:2009-12 rope", []),
        ("after:2009-12-30 before:2010", ["Grease"]),
        ("replies:>0 rope", ["Grease"]),
        ("has:link", ["Grease"]),
        ("has:quote", ["Twice"]),
        ("is:root rope", ["Grease"]),
        ("is:inferred", ["No bell"]),
        ("is:missing", []),
    ],
)
def test_operators_narrow(posts, query, first_words):
    """Whatever order they are found in; each is told by its first words."""
    texts = sorted(found(query))

    assert len(texts) == len(first_words), texts
    assert [text for text, start in zip(texts, sorted(first_words), strict=True) if not text.startswith(start)] == []


def test_a_run_of_characters_without_spaces_is_found_inside_a_sentence(posts):
    assert found("鐘の音") == found("鐘") == ["古い鐘の音は朝に響く。"]
    assert found("音鐘") == []


@pytest.mark.parametrize(
    ("query", "answering"),
    [
        ("鐘 -C言語", {"古い鐘"}),
        ("-bell -rope -Twice -C言語", {"古い鐘"}),
        ("-C言語2 -bell -rope -Twice", {"古い鐘", "C, "}),
        ('-"C言語 読" 鐘 OR 読む', {"古い鐘"}),
        ("鐘 OR -C言語 -bell -rope -Twice", {"古い鐘"}),
        ("読む OR -鐘z -bell -rope -Twice", {"古い鐘", "C, "}),
    ],
)
def test_a_word_of_two_scripts_can_be_left_out(posts, query, answering):
    thread = factories.thread(posts, "C言語")
    factories.post(thread, "C, 言語を読む。", bigrams="言語 語を を読 読む", author="")

    assert {text[:3] for text in found(query)} == answering


@pytest.mark.parametrize(
    ("query", "first_words"),
    [
        ("before:9999y rope", []),
        ("after:9999y rope", ["Grease"]),
        ("-before:9999y rope", ["Grease"]),
        ("before:9999-12-31 rope", ["Grease"]),
        ("after:9999-12-31 rope", []),
        ("after:0001 rope", ["Grease"]),
        ("before:0001-01-01 rope", []),
        ("after:3000y before:2010-01-01 rope", ["Grease"]),
    ],
)
def test_a_date_may_lie_before_and_after_all_calendars(posts, query, first_words):
    assert [text[:6] for text in found(query)] == first_words


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("2009-02-31", "2009-02-28"),
        ("2008-02-30", "2008-02-29"),
        ("2009-13", "2009-12-01"),
        ("9999-99-99", "9999-12-31"),
        ("0000", "0001-01-01"),
        ("2009-00-00", "2009-01-01"),
    ],
)
def test_a_day_that_no_calendar_has_is_the_nearest_and_the_page_says_so(typed, day):
    query = parse(f"before:{typed}")

    assert query.notices == (f"No calendar has the day in before:{typed}; {day} was taken.",)
    assert instant(typed, NOW).date().isoformat() == day


def test_a_day_of_the_calendar_is_taken_as_it_is():
    assert parse("after:2009-2-3 before:2009 after:3m").notices == ()
    assert instant("2009-2-3", NOW) == datetime(2009, 2, 3, tzinfo=UTC)
    assert instant("3m", NOW) == datetime(2009, 10, 3, tzinfo=UTC)


def test_quoted_text_does_not_rank_and_its_source_says_how_often_it_is_quoted(posts):
    page = search_page(AnonymousUser(), "grease", now=NOW)

    hits = [hit for thread in page.threads for hit in thread.hits]
    assert [hit.post.own_text[:6] for hit in hits] == ["Grease"]
    assert hits[0].post.quoted_count == 1


def test_a_hit_shows_the_words_found(posts):
    page = search_page(AnonymousUser(), "noon", now=NOW)

    assert f"{FOUND}noon{FOUND_END}" in page.threads[0].hits[0].snippet


def test_hits_stand_under_their_thread_with_a_way_to_the_others(db):
    thread = factories.thread(factories.archive())
    opening = factories.post(thread, "A peal of bells.")
    for n in range(5):
        factories.answer(opening, f"Bells again, {n}.")

    everywhere = search_page(AnonymousUser(), "bells", now=NOW)
    in_thread = search_page(AnonymousUser(), "bells", now=NOW, thread_id=thread.id)

    assert (len(everywhere.threads[0].hits), everywhere.threads[0].more) == (3, 3)
    assert len(in_thread.threads[0].hits) == 6


def test_newest_comes_first_when_asked(posts):
    assert found("rang OR grease sort:newest")[0].startswith("Grease")


def test_an_unknown_operator_is_text_with_a_notice():
    query = parse("tree:ash bell")

    assert [term.value for term in query.words] == ["ash", "bell"]
    assert "tree: is no operator here" in query.notices[0]


def test_an_operator_that_takes_no_such_value_is_text_with_a_notice():
    assert [term.value for term in parse("is:happy").words] == ["happy"]
    assert "takes root, reply" in parse("is:happy").notices[0]


def test_an_address_is_text():
    assert not parse("https://example.org/a").operators


def test_too_long_a_query_is_cut_with_a_notice():
    query = parse("bell " * 100)

    assert len(query.text) == 256
    assert len(query.groups) == 16
    assert len(query.notices) == 2


def test_a_term_can_be_taken_away():
    query = parse('bell "great bell" author:ada OR')

    assert query.without(query.terms[1]) == "bell author:ada"
    assert query.without(query.terms[2]) == 'bell "great bell"'


@pytest.mark.parametrize("text", ODD)
def test_odd_text_never_fails(db, text):
    search_page(AnonymousUser(), text, now=NOW)


@pytest.mark.django_db
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=80))
def test_no_text_at_all_fails(text):
    search_page(AnonymousUser(), text, now=NOW)


@pytest.fixture
def bells(db):
    """Six posts that quote, of which each names its number."""
    archive = factories.archive("The Bell Tower", slug="bells")
    opening = factories.post(factories.thread(archive), "The sexton said so.")
    for n in range(6):
        saying = f"Peal {n}."
        post = factories.answer(opening, f"The sexton said so.\n{saying}", own_text=saying, author=f"Ada {n}")
        factories.quote(post, opening)
    return archive


def notices(text: str):
    return search_page(AnonymousUser(), text, now=NOW).notices


def test_words_in_quotes_are_looked_for_in_all_posts_while_that_takes_no_time(bells):
    assert search_page(AnonymousUser(), "in:quotes sexton", now=NOW).total == 6
    assert notices("in:quotes sexton") == notices("-bell") == ()


@pytest.mark.parametrize(
    ("query", "said", "numbers"),
    [
        (
            "in:quotes sexton",
            "in:quotes reads posts whole. With one word to look for, it read the 3 posts that came in first, and no more.",
            "012",
        ),
        ("in:quotes sexton sort:newest", "it read the 3 posts that came in last", "345"),
        ("in:quotes sexton OR clock", "With 2 words to look for, it read the 2 posts that came in first", "01"),
        (
            "-clock is:reply",
            "-clock leaves posts out, and no word has to be there. What was looked at are the 2 posts that came in first",
            "01",
        ),
        ("peal OR -clock is:reply", "-clock leaves posts out", "01"),
    ],
)
def test_no_more_posts_are_read_than_there_is_time_for_and_the_page_says_which(
    bells, monkeypatch, query, said, numbers
):
    monkeypatch.setattr(bounds, "READ_MOST", 6)

    assert sorted(found(query)) == [f"Peal {n}." for n in numbers]
    assert len(notices(query)) == 1
    assert said in notices(query)[0]


@pytest.mark.parametrize(
    "query", ['in:quotes sexton author:"Ada 5"', 'in:quotes sexton has:quote replies:0 title:rang author:"ada 5"']
)
def test_what_narrows_a_search_reaches_the_other_posts(bells, monkeypatch, query):
    monkeypatch.setattr(bounds, "READ_MOST", 6)

    assert found(query) == ["Peal 5."]
    assert notices(query) == ()


@pytest.mark.parametrize(
    "query", ["peal", "peal -clock", "in:title rang", "in:title -rope", "has:quote -has:code -has:link", "-author:ada"]
)
def test_what_an_index_or_a_few_letters_answer_is_never_cut(bells, monkeypatch, query):
    monkeypatch.setattr(bounds, "READ_MOST", 1)

    assert notices(query) == ()


def test_more_hits_than_are_ranked_need_no_word_on_how_many_were_read(bells, monkeypatch):
    monkeypatch.setattr(bounds, "READ_MOST", 12)
    monkeypatch.setattr(matches, "MATCHES", 2)

    page = search_page(AnonymousUser(), "-clock is:reply", now=NOW)

    assert (page.is_total_cut, page.notices) == (True, ())


def test_the_page_shows_what_was_not_read(client, bells, monkeypatch):
    monkeypatch.setattr(bounds, "READ_MOST", 6)

    page = client.get("/search/?q=in:quotes+sexton").content.decode()

    assert '<p class="notice">in:quotes reads posts whole.' in page
    assert "choose the posts with author:, title: or archive:, or by date." in page
    assert "3 posts</b> in 1 thread, among those read." in page
    assert "Nothing was found in the posts that were read." in client.get("/search/?q=in:quotes+clock").content.decode()


def test_links_and_code_are_told_from_what_is_stored(posts):
    thread = factories.thread(posts)
    factories.post(thread, "Ring it.", html="<pre><code>ring()</code></pre>")
    factories.post(thread, "Or <pre> so, ftp: // not.", html="<p>Or &lt;pre&gt; so</p>")

    assert found("has:code") == ["Ring it."]
    assert {text[:4] for text in found("-has:code")} == {"The ", "No b", "Grea", "Twic", "Or <", "古い鐘の"}
    assert {text[:4] for text in found("has:link")} == {"Grea"}
    assert found("has:code -has:code") == []


def test_pictures_are_told_from_what_is_stored(posts):
    thread = factories.thread(posts)
    factories.post(thread, "Look.", html='<p><a class="picture" href="https://quay.example/1.png">[picture]</a></p>')
    factories.post(thread, 'So class="picture" it.', html="<p>So class=&quot;picture&quot; it.</p>")

    assert found("has:image") == ["Look."]
    assert found("has:image -has:image") == []
    assert "Look." not in found("-has:image")


def test_what_a_post_holds_is_told_anew_when_it_is_read_otherwise(posts):
    post = Post.objects.get(own_text__startswith="Grease")
    post.own_text, post.html = "Grease the rope.", "<pre>rope</pre>"
    post.save()

    assert found("has:link") == []
    assert found("has:code") == ["Grease the rope."]


def test_a_search_takes_at_most_six_queries(posts, django_assert_max_num_queries):
    with django_assert_max_num_queries(6):
        search_page(AnonymousUser(), "rang OR grease sort:oldest", now=NOW)
    with django_assert_max_num_queries(8):
        search_page(AnonymousUser(), "in:quotes grease sort:oldest", now=NOW)


def test_a_private_archive_is_found_by_staff_alone(db):
    hidden = factories.archive("Vestry minutes", is_published=False)
    factories.post(factories.thread(hidden), "The canary sang.")

    assert found("canary") == []
    assert found("canary", user=factories.staff()) == ["The canary sang."]
