"""What a visitor reads on the pages, with and without htmx."""

import gzip
import re
from datetime import UTC, datetime

import pytest
from django.conf import settings

from tests.helpers import factories

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


def page(client, address, **options):
    response = client.get(address, **options)
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def test_an_empty_site_says_how_to_load_something(client):
    assert "manage.py import_documents" in page(client, "/")


def test_the_front_page_says_what_this_is_and_names_archives_and_threads(client):
    archive = factories.archive("The Bell Tower")
    thread = factories.thread(archive, "Which bell rang first?")
    factories.answer(factories.post(thread), origin="quote", confidence=0.8)

    shown = page(client, "/")

    assert "put back together as threads" in shown
    assert "The Bell Tower" in shown
    assert "Which bell rang first?" in shown
    assert "replies inferred" in shown


def test_a_thread_says_who_answers_whom_and_how_sure_that_is(client):
    opening = factories.post(factories.thread(factories.archive()), author="Ada")
    factories.answer(opening, author="Bruno", origin="quote", confidence=0.83, evidence="12 characters of line 3")

    shown = page(client, opening.thread.get_absolute_url())

    assert "likely, 83 in 100" in shown
    assert "a quote: line 3, 12 characters of it" in shown


def test_a_post_that_nothing_ties_to_another_says_that_its_place_is_not_known(client):
    opening = factories.post(factories.thread(factories.archive()))
    factories.answer(opening, origin="sequence", confidence=0.3)

    assert "place not known" in page(client, opening.thread.get_absolute_url())


def test_an_unknown_author_among_others_is_never_given_a_name(client):
    post = factories.post(factories.thread(factories.archive()), author="")
    factories.answer(post, author="Bruno")

    shown = page(client, post.thread.get_absolute_url())

    assert "Unknown author</h2>" in shown
    assert "and 1 by authors unknown" in shown


def test_where_nobody_is_named_that_is_said_once_and_posts_go_by_their_numbers(client):
    post = factories.post(factories.thread(factories.archive()), author="")
    factories.answer(post, author="")

    shown = page(client, post.thread.get_absolute_url())

    assert shown.count("no document says who wrote them") == 1
    assert "Unknown author" not in shown
    assert re.findall(r"<h2[^>]*><a[^>]*>([^<]*)", shown) == ["Post 1", "Post 2"]


def test_an_unknown_author_goes_by_the_alias_that_a_document_states(client):
    archive = factories.archive()
    post = factories.post(factories.thread(archive), author="")
    factories.alias(post.author, "Bellfounder", factories.document(archive, "username: Bellfounder"))

    assert "<bdi>Bellfounder</bdi>" in page(client, post.thread.get_absolute_url())


def test_a_doubtful_boundary_shows_its_cues(client):
    opening = factories.post(factories.thread(factories.archive()))
    factories.answer(opening, confidence=1.0, cues=["changes subject"], author="Bruno")
    opening.thread.posts.filter(number=2).update(confidence=0.55)

    shown = page(client, opening.thread.get_absolute_url())

    assert "begins here: 55 in 100" in shown
    assert "changes subject" in shown


def test_a_missing_post_stands_in_its_place_and_says_so(client):
    archive = factories.archive()
    missing = factories.post(factories.thread(archive), is_missing=True, html="<p>What is left.</p>")
    for _ in range(2):
        factories.quote(factories.answer(missing), missing)

    shown = page(client, missing.thread.get_absolute_url())

    assert "missing post, opens the thread" in shown
    assert "What follows is what 2 other posts quote of it; the rest is lost." in shown


FOLDED = '<details class="quote"><summary>folded</summary></details>'
ALTERED = '<details class="quote altered" open><summary>altered</summary></details>'


@pytest.mark.parametrize(
    ("choice", "shown"),
    [
        ("proven", [FOLDED, ALTERED]),
        ("none", ['<details class="quote" open>', ALTERED]),
        ("all", [FOLDED, '<details class="quote altered">']),
        ("nonsense", [FOLDED, ALTERED]),
    ],
)
def test_the_reader_chooses_what_is_folded(client, choice, shown):
    post = factories.post(factories.thread(factories.archive()), html=FOLDED + ALTERED)
    client.cookies["fold"] = choice

    text = page(client, post.thread.get_absolute_url())

    assert all(part in text for part in shown)


def test_a_permalink_opens_the_folds_of_its_post(client):
    post = factories.post(factories.thread(factories.archive()), html=FOLDED)

    assert '<details class="quote" open>' in page(client, post.get_absolute_url())


def test_a_permalink_marks_the_words_that_were_searched(client):
    post = factories.post(factories.thread(factories.archive()), html='<p class="bell">The bell &amp; rope.</p>')

    assert '<p class="bell">The <mark id="found">bell</mark> &amp; rope.</p>' in page(
        client, f"{post.get_absolute_url()}?q=bell"
    )


def test_a_searched_word_is_not_marked_inside_an_entity(client):
    post = factories.post(factories.thread(factories.archive()), html="<p>bell &amp; amp</p>")

    assert '<p>bell &amp; <mark id="found">amp</mark></p>' in page(client, f"{post.get_absolute_url()}?q=amp")


def test_the_source_of_a_quote_comes_in_place_with_its_passage_marked(client):
    html = '<p><span class="cited" id="q7-3-0">The small one</span>, <span class="cited" id="q7-4-0">always</span>.</p>'
    post = factories.post(factories.thread(factories.archive()), html=html)

    fragment = page(client, f"/p/{post.id}/source/?passage=q7-3-0", headers=HTMX)

    assert '<span class="cited aimed">The small one</span>' in fragment
    assert 'id="q7' not in fragment
    assert "<html" not in fragment


def test_without_htmx_the_source_of_a_quote_is_its_permalink(client):
    post = factories.post(factories.thread(factories.archive()))

    assert client.get(f"/p/{post.id}/source/").headers["Location"] == post.get_absolute_url()


def test_the_raw_text_of_a_post_is_plain(client):
    post = factories.post(factories.thread(factories.archive()), "<b>The small one.</b>")

    response = client.get(f"/p/{post.id}/raw")

    assert response.content == b"<b>The small one.</b>"
    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert "sandbox" in response.headers["Content-Security-Policy"]


def test_a_document_is_given_back_as_it_was(client):
    document = factories.document(factories.archive(), "First.\r\n\r\nSecond.", path="pages/a b.txt")

    response = client.get(f"/d/{document.id}/raw")

    assert response.getvalue() == b"First.\r\n\r\nSecond."
    assert response.headers["Content-Disposition"] == 'attachment; filename="a b.txt"'


def test_a_document_page_leads_from_a_line_to_its_post(client):
    archive = factories.archive()
    document = factories.document(archive, "The small one.\n")
    post = factories.post(factories.thread(archive), "The small one.")
    factories.appearance(post, document, 1, 1)

    shown = page(client, f"{document.get_absolute_url()}?view=lines")

    assert f'<a href="{post.get_absolute_url()}">Post 1' in shown
    assert "every line with words is accounted for" in shown


def test_an_author_page_says_which_document_states_an_alias(client):
    archive = factories.archive()
    document = factories.document(archive, "known as Ada of Ely", path="ada.txt")
    post = factories.post(factories.thread(archive))
    factories.alias(post.author, "Ada of Ely", document)

    shown = page(client, post.author.get_absolute_url())

    assert "Also known as" in shown
    assert "ada.txt" in shown


def test_search_answers_htmx_with_the_results_alone(client):
    factories.post(factories.thread(factories.archive()), "The small bell.")

    fragment = page(client, "/search/?q=bell", headers=HTMX)

    assert "<mark>bell</mark>" in fragment
    assert "<html" not in fragment


def test_going_back_to_a_search_gives_the_whole_page(client):
    headers = HTMX | {"HX-History-Restore-Request": "true"}

    assert "<html" in page(client, "/search/?q=bell", headers=headers)


def test_what_staff_see_is_kept_by_no_cache(client):
    client.force_login(factories.staff())

    assert "no-store" in client.get("/").headers["Cache-Control"]


def test_a_snippet_is_escaped(client):
    factories.post(factories.thread(factories.archive()), "<script>alert('bell')</script>")

    assert "<script>alert" not in page(client, "/search/?q=bell")


def test_names_and_titles_are_escaped(client):
    evil = "<script>x</script>"
    archive = factories.archive(evil, slug="evil")
    post = factories.post(factories.thread(archive, evil), author=evil)
    factories.alias(post.author, f"{evil}2")

    for address in (
        "/",
        "/a/evil/",
        post.thread.get_absolute_url(),
        post.get_absolute_url(),
        post.author.get_absolute_url(),
    ):
        assert "<script>x" not in page(client, address), address


def test_a_wrong_slug_leads_to_the_right_one_and_keeps_the_query(client):
    post = factories.post(factories.thread(factories.archive()))

    response = client.get(f"/t/{post.thread_id}/wrong/?view=flat")

    assert response.status_code == 301
    assert response.headers["Location"] == f"{post.thread.get_absolute_url()}?view=flat"


def test_an_id_that_moved_leads_to_its_post(client):
    post = factories.post(factories.thread(factories.archive()))
    factories.redirect("post", 900_001, post)

    assert client.get("/p/900001/").headers["Location"] == post.get_absolute_url()
    assert client.get("/p/900001/raw").headers["Location"] == f"/p/{post.id}/raw"


@pytest.mark.parametrize(
    "address", ["/t/987654321/x/", "/p/987654321/", "/d/987654321/", "/u/987654321/x/", "/a/none/", "/a/none/2009/13/", f"/p/{2**63}/", "/a/bells/2009/0/",
                "/a/bells/0/1/", "/a/bells/1/1/", "/a/bells/9999/12/", "/a/bells/10000/1/", f"/a/bells/{2**32}/1/", f"/a/bells/2009/{2**62}/"]
)  # fmt: skip
def test_what_is_not_there_gets_a_friendly_page(client, address):
    factories.post(factories.thread(factories.archive(slug="bells")))

    response = client.get(address)

    assert response.status_code == 404
    assert "There is nothing at this address" in response.content.decode()


@pytest.mark.parametrize("month", [(1, 1), (2009, 2), (9999, 12)])
def test_a_month_at_either_end_of_the_calendar_has_a_page(client, month):
    moment = datetime(*month, 28, 23, 59, 59, 999_999, tzinfo=UTC)
    factories.post(factories.thread(factories.archive(slug="bells"), "Which bell?"), posted_at=moment)

    assert "Which bell?" in page(client, f"/a/bells/{month[0]}/{month[1]}/")
    assert "Which bell?" in page(client, "/a/bells/")
    assert "Which bell?" in page(client, "/search/?q=bells+OR+small")


@pytest.mark.parametrize("value", ["", "-1", "0", str(2**63), "1e999", "x", "٣", "9" * 10_000])
def test_a_page_number_can_be_anything(client, value):
    archive = factories.archive()
    post = factories.post(factories.thread(archive))
    document = factories.document(archive, "A line.")

    for address in (
        post.thread.get_absolute_url(),
        archive.get_absolute_url(),
        document.get_absolute_url(),
        f"{document.get_absolute_url()}?view=lines",
        "/search/",
    ):
        page(
            client,
            address,
            query_params={"page": value, "line": value, "post": value, "context": value, "q": "one", "thread": value},
        )


def test_pages_depend_on_htmx_and_cookies_and_say_so(client):
    vary = client.get("/help/").headers["Vary"]

    assert "HX-Request" in vary
    assert "Cookie" in vary


def test_no_page_has_an_inline_style_or_script(client):
    archive = factories.archive()
    document = factories.document(archive, "A line.")
    thread = factories.long_thread(archive, 30)

    for address in (
        "/",
        archive.get_absolute_url(),
        thread.get_absolute_url(),
        document.get_absolute_url(),
        f"{document.get_absolute_url()}?view=lines",
        "/search/?q=peal",
        "/help/",
    ):
        shown = page(client, address)
        assert " style=" not in shown
        assert "<style" not in shown
        assert "<script>" not in shown
        assert not [word for word in shown.split() if word.startswith("on") and "=" in word]


def test_a_page_of_a_hundred_posts_keeps_its_weight(client):
    thread = factories.long_thread(factories.archive(), 100)

    assert len(gzip.compress(page(client, thread.get_absolute_url()).encode())) < 100_000


def test_the_style_sheets_and_scripts_keep_their_weight():
    static = settings.BASE_DIR / "static"
    css = b"".join(sheet.read_bytes() for sheet in sorted((static / "css").glob("*.css")))
    scripts = b"".join(script.read_bytes() for script in (*static.glob("js/*.js"), *static.glob("vendor/*.js")))

    assert len(gzip.compress(css)) < 15_000
    assert len(gzip.compress(scripts)) < 25_000


def test_a_post_too_long_to_be_searched_whole_says_so(client):
    thread = factories.thread(factories.archive())
    long = factories.post(thread, " ".join(f"bell{n}" for n in range(20_000)))
    short = factories.post(thread)

    assert "search finds the first 100,000 characters" in page(client, f"/p/{long.pk}/")
    assert "search finds" not in page(client, f"/p/{short.pk}/")
