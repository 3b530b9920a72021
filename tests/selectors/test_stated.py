"""What a format states of a post beside its words is shown, quietly; nothing in it is relied on."""

from datetime import UTC, datetime
from hashlib import sha256

import pytest

from tests.helpers import factories
from threads.reconstruct.stated import key_of_id
from threads.selectors.stated import is_other_subject, stated_of

NOON = datetime(2009, 2, 3, 12, tzinfo=UTC)
ID = "1@quay.example"
KEY = sha256(b"id:" + ID.encode()).digest()


@pytest.fixture
def opening(db):
    return factories.post(factories.thread(factories.archive("Tides", slug="tides"), "High water"), "At noon.")


def words_of(client, post, **columns):
    """The page of a post that has these columns."""
    for name, value in columns.items():
        setattr(post, name, value)
    post.save()
    return client.get(post.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    ("subject", "title"),
    [
        ("Re: High water", "High water"),
        ("[tides] AW: Re[2]: high  water", "High water"),
        ("High water", "Re: High water"),
        ("", "High water"),
    ],
)
def test_a_subject_that_only_answers_says_nothing_else(subject, title):
    assert not is_other_subject(subject, title)


@pytest.mark.parametrize("subject", ["NB: High water", "URL: High water", "[tides] High water"])
def test_a_short_word_that_no_program_puts_there_is_another_subject(subject):
    assert is_other_subject(subject, "High water")


def test_a_post_shows_a_subject_of_its_own(client, opening):
    assert '<p class="subject" dir="auto">Low water</p>' in words_of(client, opening, title="Low water")
    assert 'class="subject"' not in words_of(client, opening, title="Re: High water")


def test_answers_under_a_changed_subject_do_not_repeat_it(client, opening):
    changed = factories.answer(opening, "And low?", title="Low water (was: High water)")
    factories.answer(changed, "At six.", title="Re: Low water (was: High water)")
    page = client.get(opening.thread.get_absolute_url()).content.decode()

    assert page.count('class="subject"') == 1


def test_attachments_are_listed_with_type_and_size(client, opening):
    files = [{"name": "<b>table", "type": "text/csv", "size": 819}, {"name": "chart.png"}]
    page = words_of(client, opening, facts={"attachments": files})

    assert "<li><bdi>&lt;b&gt;table</bdi>, text/csv, 819\xa0bytes</li><li><bdi>chart.png</bdi></li>" in page


def test_a_post_links_the_page_it_stood_on(client, opening):
    page = words_of(client, opening, url='https://tides.example/1?a=1&b="2"')

    assert (
        'href="https://tides.example/1?a=1&amp;b=&quot;2&quot;" rel="nofollow noopener noreferrer">the original page'
        in page
    )


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "ftp://tides.example/", "//tides.example", "https://", "http://[", "https://a b"]
)
def test_only_pages_are_linked(client, opening, url):
    assert "the original page" not in words_of(client, opening, url=url)


def test_karma_likes_and_tags_are_told(client, opening):
    page = words_of(client, opening, facts={"karma": -2, "likes": 1, "tags": ["ebb", "<i>"], "edited_at": "2009"})

    assert '<p class="notes">karma -2; 1 like; edited; tagged ebb, &lt;i&gt;</p>' in page


def test_a_deleted_post_says_so(client, opening):
    assert "deleted where it stood" in words_of(client, opening, facts={"is_deleted": True})


def test_the_page_of_a_post_names_its_list_and_says_that_times_are_in_utc(client, opening):
    page = words_of(client, opening, facts={"list": "tides.quay.example"}, posted_at=NOON)

    assert "the list <bdi>tides.quay.example</bdi>" in page
    assert "3 February 2009, 12:00" in page
    assert page.count("UTC") == 1


@pytest.mark.parametrize(
    "facts", [None, [], "x", {"attachments": {}, "tags": 1}, {"attachments": [1, {"name": 2, "size": "x"}], "karma": True, "tags": [{}]}]
)  # fmt: skip
def test_facts_of_any_shape_are_read(facts):
    stated = stated_of("", "", facts)

    assert stated.notes == ()
    assert stated.states == ()


def test_a_post_of_two_archives_leads_from_one_to_the_other(client, opening):
    other = factories.archive("Pilots", slug="pilots")
    again = factories.post(factories.thread(other, "Water"), "At noon.", key=KEY, stated_id=ID)
    page = words_of(client, opening, key=KEY, stated_id=ID)

    assert f'<a href="{again.get_absolute_url()}">Pilots, post 1 in <bdi>Water</bdi></a>' in page
    assert (
        f'<a href="{opening.get_absolute_url()}">Tides, post 1' in client.get(again.get_absolute_url()).content.decode()
    )


def test_nobody_learns_that_a_post_is_also_in_an_archive_they_may_not_see(client, opening):
    private = factories.archive("Pilots", slug="pilots", is_published=False)
    factories.post(factories.thread(private, "Water"), "At noon.", key=KEY, stated_id=ID)
    hidden = factories.archive("Moorings", slug="moorings")
    factories.post(factories.thread(hidden, "Water"), "At noon.", key=KEY, stated_id=ID, is_hidden=True)
    page = words_of(client, opening, key=KEY, stated_id=ID)

    assert "Also in" not in page


def test_two_versions_of_one_post_lead_to_each_other(client, opening):
    second = factories.answer(opening, "At one.", stated_id=ID, posted_at=NOON)
    page = words_of(client, opening, key=KEY, stated_id=ID, posted_at=NOON)

    assert f'<a href="{second.get_absolute_url()}">Post 2</a> bears the same id' in page
    assert (
        f'<a href="{opening.get_absolute_url()}">Post 1</a> bears the same id'
        in client.get(second.get_absolute_url()).content.decode()
    )


def test_a_key_is_made_of_an_id_as_reconstruction_makes_it():
    assert bytes.fromhex(key_of_id(ID)) == KEY


def test_the_page_of_a_post_that_is_everywhere_takes_no_more_than_twelve_queries(
    client, opening, django_assert_max_num_queries
):
    for n in range(5):
        archive = factories.archive(f"Harbour {n}", slug=f"harbour-{n}")
        factories.post(factories.thread(archive), "At noon.", key=KEY, stated_id=ID)
    factories.answer(opening, "At one.", stated_id=ID, posted_at=NOON)
    words_of(client, opening, key=KEY, stated_id=ID, posted_at=NOON)
    client.force_login(factories.staff())

    with django_assert_max_num_queries(12):
        assert client.get(opening.get_absolute_url()).content.decode().count("Harbour") == 5


def test_a_passage_of_several_lines_is_shown_whole(client, opening):
    cited = '<span class="cited" id="q1-1-0">At noon</span> <br class="cut"><span class="cited" id="q1-2-0">or later.</span>'
    words_of(client, opening, html=f"<p>{cited}</p>", quoted_count=2)
    for _ in range(2):
        factories.quote(factories.answer(opening), opening, source_line=2, source_start=0)

    assert "At noon or later." in client.get("/quoted/").content.decode()


def test_a_missing_post_is_told_by_what_it_said_and_not_by_its_patch(client, opening):
    patch, words = "diff --git a/a-long-way/tide.c b/a-long-way/tide.c", "Turn the tide before noon."
    html = "".join(f'<p><span class="cited" id="q1-{n}-0">{each}</span></p>' for n, each in enumerate((patch, words)))
    words_of(client, opening, html=html, quoted_count=1, is_missing=True)
    factories.quote(factories.answer(opening), opening, source_line=1, source_start=0)
    page = client.get("/quoted/").content.decode()

    assert words in page
    assert patch not in page


def test_the_months_of_many_years_are_shown_a_year_a_line(client, opening):
    for month in range(1, 13):
        for year in (2010, 2011):
            factories.post(factories.thread(opening.archive), posted_at=datetime(year, month, 3, tzinfo=UTC))
    page = client.get("/a/tides/").content.decode()

    assert "<dt>2011</dt>" in page
    assert 'aria-label="Mar 2010, 1 thread"' in page
