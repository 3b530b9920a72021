"""What pages show of the rows, and how many queries they ask for it."""

from datetime import UTC, date, datetime

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import Http404

from tests.helpers import factories
from threads import models, selectors
from threads.line_entries import Original
from threads.loading import bulk
from threads.selectors.document_lines import runs_of
from threads.selectors.fresh import new_counts, new_posts

pytestmark = pytest.mark.django_db
VISITOR = AnonymousUser()


@pytest.mark.parametrize("length", [1, 100, 500])
def test_a_thread_of_any_length_takes_the_same_queries(length, django_assert_max_num_queries):
    thread = factories.long_thread(factories.archive(), length)

    with django_assert_max_num_queries(9):
        page = selectors.thread_page(VISITOR, thread.id, whole=True)

    assert len(page.posts) == length


@pytest.mark.parametrize("length", [1, 100, 500])
def test_no_other_page_takes_more_than_twelve_queries(length, django_assert_max_num_queries):
    archive = factories.archive()
    thread = factories.long_thread(archive, length)
    document = factories.document(archive, "A line.\n" * length)
    post = thread.posts.order_by("-position").first()
    factories.appearance(post, document, 1, length)
    bulk.analyse_if_grown(length)  # as an import does

    for ask in (
        lambda: selectors.front_page(VISITOR),
        lambda: selectors.archive_page(VISITOR, archive.slug),
        lambda: selectors.documents_page(VISITOR, archive.slug),
        lambda: selectors.post_page(VISITOR, post.id),
        lambda: selectors.source_page(VISITOR, post.id),
        lambda: selectors.author_page(VISITOR, post.author_id),
        lambda: selectors.document_page(VISITOR, document.id),
        lambda: selectors.quoted_page(VISITOR),
    ):
        with django_assert_max_num_queries(12):
            ask()


def test_the_front_page_counts_and_tells_all_in_ten_queries(django_assert_max_num_queries):
    archive = factories.archive()
    missing = factories.post(factories.thread(archive), is_missing=True, posted_at=None)
    source = factories.answer(missing)
    for post in (factories.answer(source), factories.answer(source)):
        factories.quote(post, source, source_line=1, source_start=0)
        factories.quote(post, missing, line=2)

    with django_assert_max_num_queries(10):
        page = selectors.front_page(VISITOR)

    assert page.lead.post.id == source.id
    assert page.missing[0].post.id == missing.id
    assert page.ledger.missing == 1


def test_what_opens_the_front_page_says_something_by_itself():
    archive = factories.archive()
    thread = factories.thread(archive)
    notice = factories.post(thread, "All rights reserved.")
    endless = factories.answer(notice, "And then the rope was changed for another one. " * 6)
    telling = factories.answer(notice, "A bell that is hung too tightly will always strike early.")
    for source, quoters in ((notice, 4), (endless, 3), (telling, 2)):
        for _ in range(quoters):
            factories.quote(factories.answer(source), source)

    assert selectors.front_page(VISITOR).lead.post.id == telling.id


def dated(archive, *days):
    """An archive of posts of these days."""
    thread = factories.thread(archive)
    for day in days:
        factories.post(thread, posted_at=datetime.fromisoformat(f"{day}T12:00+00:00"))
    models.Archive.objects.filter(pk=archive.pk).update(
        first_posted_at=f"{min(days)}T12:00+00:00", last_posted_at=f"{max(days)}T12:00+00:00"
    )
    return archive


def test_an_archive_of_years_is_drawn_by_the_year():
    archive = dated(factories.archive(), "1999-03-01", "2004-05-01", "2004-06-01", "2008-01-01")

    activity = selectors.archive_page(VISITOR, archive.slug).activity

    assert activity.words == "Posts a year, 1999 to 2008, most in 2004"
    assert activity.path == "M0 24v-12h5V24zM30 24v-24h5V24zM54 24v-12h5V24z"
    assert activity.width == 59


def test_an_archive_of_a_season_is_drawn_by_the_month():
    archive = dated(factories.archive(), "2009-11-30", "2010-02-01", "2010-02-28")

    activity = selectors.archive_page(VISITOR, archive.slug).activity

    assert activity.words == "Posts a month, November 2009 to February 2010, most in February 2010"


@pytest.mark.parametrize("days", [(), ("2009-11-01", "2009-11-30")])
def test_nothing_is_drawn_where_no_time_passes(days):
    archive = factories.archive()
    factories.post(factories.thread(archive), posted_at=None)
    if days:
        dated(archive, *days)

    assert selectors.archive_page(VISITOR, archive.slug).activity is None


def test_no_hidden_post_is_counted_in_what_visitors_see_drawn():
    archive = dated(factories.archive(), "1999-03-01", "2004-05-01", "2008-01-01")
    archive.posts.filter(posted_at__year=2008).update(is_hidden=True)

    assert "1999 to 2004" in selectors.archive_page(VISITOR, archive.slug).activity.words


def test_the_front_page_draws_each_archive_within_twelve_queries(django_assert_max_num_queries):
    drawn = dated(factories.archive("A dated one"), "1999-03-01", "2004-05-01")
    undated = factories.archive("Not dated")
    visits = {drawn.id: datetime(2026, 1, 1, tzinfo=UTC)}

    with django_assert_max_num_queries(12):
        page = selectors.front_page(VISITOR, visits)

    assert [(archive.id, bool(activity)) for archive, activity, _ in page.shelf] == [
        (drawn.id, True),
        (undated.id, False),
    ]


def test_a_long_thread_is_cut_into_pages_of_a_hundred():
    thread = factories.long_thread(factories.archive(), 230)

    page = selectors.thread_page(VISITOR, thread.id, page=3)

    assert [post.number for post in page.posts][:2] == [201, 202]
    assert page.paging.count == 3
    assert len(page.outline) == 230


def test_a_page_past_the_last_gives_the_last():
    thread = factories.long_thread(factories.archive(), 120)

    assert selectors.thread_page(VISITOR, thread.id, page=99).paging.number == 2


def test_a_thread_of_more_than_five_hundred_posts_never_comes_on_one_page():
    thread = factories.long_thread(factories.archive(), 501)

    page = selectors.thread_page(VISITOR, thread.id, whole=True)

    assert len(page.posts) == 100
    assert not page.offers_whole


def test_flat_orders_by_number_and_indents_nothing():
    archive = factories.archive()
    opening = factories.post(factories.thread(archive))
    factories.answer(opening, "written last", number=3)
    factories.answer(opening, "written second", number=2)

    page = selectors.thread_page(VISITOR, opening.thread_id, view="flat")

    assert [post.number for post in page.posts] == [1, 2, 3]
    assert {post.level for post in page.posts} == {0}


def test_a_post_deeper_than_eight_levels_stays_at_the_eighth():
    post = factories.post(factories.thread(factories.archive()))
    for _ in range(12):
        post = factories.answer(post)

    page = selectors.thread_page(VISITOR, post.thread_id)

    assert [shown.level for shown in page.posts][-3:] == [8, 8, 8]


def test_an_inferred_answer_names_its_reasons_and_the_next_likely_parent():
    opening = factories.post(factories.thread(factories.archive()))
    first = factories.answer(opening, author="Bruno")
    second = factories.answer(first, author="Chen", origin="quote", confidence=0.8, evidence="12 characters of line 3")
    factories.other_edge(second, opening, confidence=0.1)

    answer = selectors.thread_page(VISITOR, opening.thread_id).posts[2].answer

    assert answer.is_inferred
    assert answer.evidence == "12 characters of line 3"
    assert [(other.number, confidence) for other, confidence in answer.others] == [(1, 0.1)]


def test_the_account_of_a_thread_counts_what_is_declared_inferred_and_missing():
    archive = factories.archive()
    opening = factories.post(factories.thread(archive), is_missing=True)
    answer = factories.answer(opening, origin="quote", confidence=0.9, author="")
    factories.answer(answer)
    factories.answer(opening, origin="sequence", confidence=0.3, author="Dalia")
    factories.quote(answer, opening, kind="unsourced")

    account = selectors.thread_page(VISITOR, opening.thread_id).account

    assert (account.declared, account.inferred, account.place_unknown) == (1, 1, 1)
    assert (account.missing, account.quotes_unsourced, account.unknown_posts) == (1, 1, 1)
    assert account.authors == ("Ada", "Dalia")


def test_the_permalink_shows_a_post_between_what_it_answers_and_what_answers_it():
    post = first = factories.post(factories.thread(factories.archive()))
    for _ in range(5):
        post = factories.answer(post)
    answers = [factories.answer(post), factories.answer(post)]

    page = selectors.post_page(VISITOR, post.id, context=2)

    assert [shown.number for shown in page.before] == [4, 5]
    assert page.is_cut_before
    assert [shown.id for shown in page.after] == [answer.id for answer in answers]
    assert first.id not in {shown.id for shown in page.before}


def test_a_document_page_accounts_for_every_line():
    archive = factories.archive()
    lines = [(1, "chrome", 0.99), (3, "body", 0.9), (4, "quote", 0.9)]
    document = factories.document(
        archive, "The Bell Tower\n\nQuite so.\nThe small one.\nNobody read this.\n", lines=lines
    )
    post = factories.post(factories.thread(archive), "Quite so.")
    factories.appearance(post, document, 3, 4)

    page = selectors.document_page(VISITOR, document.id)

    assert page.unaccounted == 1
    assert dict(page.roles)["quote"] == 1
    runs = [(run.post.number if run.post else None, [line.number for line in run.lines]) for run in page.runs]
    assert runs == [(None, [1, 2]), (1, [3, 4]), (None, [5])]
    assert page.runs[2].lines[0].role is None


def test_a_quoting_line_names_the_line_it_cites_and_a_copied_line_its_original():
    archive = factories.archive()
    other = factories.document(archive, "First.\nThe small one.\n", path="other.txt")
    key = bytes(other.key).hex()
    lines = [(1, "quote", 0.9), (2, "duplicate", 0.9, Original(key, 2, "exact"))]
    document = factories.document(archive, "The small one.\nThe small one.\n", lines=lines)
    source = factories.post(factories.thread(archive), "The small one.")
    post = factories.answer(source, "The small one.")
    factories.appearance(post, document, 1, 1)
    factories.quote(post, source, line=1, source_document=other, source_line=2)

    first, second = (run.lines[0] for run in selectors.document_page(VISITOR, document.id).runs)

    assert (first.quotes[0].path, first.quotes[0].line, first.quotes[0].post.id) == ("other.txt", 2, source.id)
    assert (second.copied.document_id, second.copied.line) == (other.id, 2)


def test_a_document_of_many_lines_is_shown_by_the_five_hundred():
    document = factories.document(factories.archive(), "A line.\n" * 1100)

    page = selectors.document_page(VISITOR, document.id, line=1050)

    assert page.paging.number == 3
    assert page.runs[0].lines[0].number == 1001


def test_a_page_of_lines_says_of_its_own_what_the_whole_document_says(monkeypatch):
    monkeypatch.setattr(selectors.document, "LINES_A_PAGE", 3)
    archive = factories.archive()
    other = factories.document(archive, "The rope frays.\n", path="other.txt")
    copied = Original(bytes(other.key).hex(), 1, "exact")
    lines = [(1, "body", 0.9), (2, "body", 0.9), (3, "body", 0.9), (4, "quote", 0.9), (5, "duplicate", 0.9, copied)]
    text = "The rope frays.\nSplice it.\nIt is too short.\nIt is too short.\nThe rope frays.\nRung out.\n"
    document = factories.document(archive, text, lines=lines)
    first, second, third = (
        factories.post(factories.thread(archive), words) for words in ("The rope", "Splice", "It is")
    )
    for post, begin, end in ((first, 1, 1), (second, 2, 4), (third, 6, 6)):
        factories.appearance(post, document, begin, end)
    factories.quote(second, first, line=4, source_document=other, source_line=1)
    models.Post.objects.filter(pk=first.pk).update(confidence=0.3)

    page = selectors.document_page(VISITOR, document.id, page=2)

    assert [(run.post and run.post.number, [line.number for line in run.lines], run.begins) for run in page.runs] == [
        (2, [4], False),
        (None, [5], False),
        (3, [6], True),
    ]
    quoting, repeated = page.runs[0].lines[0], page.runs[1].lines[0]
    assert [(cited.post.number, cited.line) for cited in quoting.quotes] == [(1, 1)]
    assert (repeated.copied.document_id, repeated.copied.line) == (other.id, 1)
    assert (page.post_count, page.doubtful_boundaries, page.unaccounted) == (3, 1, 1)
    assert dict(page.roles) == dict.fromkeys(selectors.document.ROLES, 0) | {"body": 3, "quote": 1, "duplicate": 1}


def test_the_most_quoted_passage_is_told_in_the_words_that_were_quoted():
    archive = factories.archive()
    html = '<p>Before. <span class="cited" id="q1-3-8">The great bell &amp; no other.</span> After.</p>'
    source = factories.post(factories.thread(archive), "Before. The great bell & no other. After.", html=html)
    for _ in range(2):
        factories.quote(factories.answer(source), source, source_line=3, source_start=8)

    lead = selectors.front_page(VISITOR).lead

    assert (lead.words, lead.count) == ("The great bell & no other.", 2)


def test_an_untitled_thread_is_told_by_its_opening_words():
    thread = factories.thread(factories.archive(), "The small one rang…", is_title_stated=False)
    factories.post(thread, "The small one rang first, and the great one after it.", posted_at=None)

    entry = selectors.front_page(VISITOR).longest[0]

    assert entry.heading == "The small one rang first, and the great one after it."


def test_a_month_without_threads_is_not_a_page():
    archive = factories.archive()
    factories.post(factories.thread(archive))

    assert selectors.archive_page(VISITOR, archive.slug, month=date(2009, 2, 1)).threads
    with pytest.raises(Http404):
        selectors.archive_page(VISITOR, archive.slug, month=date(2009, 3, 1))


def test_an_id_that_moved_leads_to_its_post():
    post = factories.post(factories.thread(factories.archive()))
    factories.redirect("post", 1_000_001, post)

    assert selectors.moved_post(VISITOR, 1_000_001).id == post.id
    with pytest.raises(Http404):
        selectors.moved_thread(VISITOR, 1_000_001)


def test_no_lines_are_no_runs() -> None:
    assert runs_of([], [], None) == []


def test_nothing_is_new_in_an_archive_that_was_never_visited() -> None:
    archive = factories.archive()

    assert new_posts([1], archive.id, {}) == frozenset()
    assert new_counts([], {archive.id: datetime(2026, 1, 1, tzinfo=UTC)}) == {}
