"""A document as it runs: its posts whole and in order, numbered in it, and what is no post folded where it stands."""

import pytest
from django.contrib.auth.models import AnonymousUser

from tests.helpers import factories
from threads import models, selectors
from threads.selectors import standing
from threads.selectors.document_reading import with_numbers

pytestmark = pytest.mark.django_db
VISITOR = AnonymousUser()
TEXT = "Bells and ropes\n\nWhich bell?\n\nThe small one.\n\nBells and ropes, page 2\n\nIt cracked.\nReport\n"
LINES = [
    (1, "chrome", 0.9), (3, "body", 0.9), (5, "body", 0.9), (7, "chrome", 0.9), (9, "body", 0.9), (10, "chrome", 0.9),
]  # fmt: skip


@pytest.fixture
def archive() -> models.Archive:
    return factories.archive(slug="bells")


@pytest.fixture
def page(archive) -> models.Document:
    """Three posts, each of a thread of its own, between lines that belong to none."""
    document = factories.document(archive, TEXT, path="b.txt", lines=LINES, kind="collection")
    for text, line in (("Which bell?", 3), ("The small one.", 5), ("It cracked.", 9)):
        post = factories.post(factories.thread(archive, title=text), text, author="")
        factories.appearance(post, document, line, line)
    return document


def post_of(text: str) -> models.Post:
    return models.Post.objects.get(text=text)


def test_posts_stand_whole_in_the_order_of_the_document_and_are_numbered_in_it(page) -> None:
    shown = selectors.reading_page(VISITOR, page.pk)

    assert [(each.number, each.post.number, each.post.html) for each in shown.posts] == [
        (1, 1, '<p dir="auto">Which bell?</p>'),
        (2, 2, '<p dir="auto">The small one.</p>'),
        (3, 3, '<p dir="auto">It cracked.</p>'),
    ]
    assert [(line.number, line.words) for line in shown.outline] == [
        (1, "Which bell?"), (2, "The small one."), (3, "It cracked.")
    ]  # fmt: skip


def test_what_is_no_post_is_folded_where_it_stands(page) -> None:
    shown = selectors.reading_page(VISITOR, page.pk)

    before = [each.before and (each.before.kinds, each.before.lines) for each in shown.posts]
    assert before == [
        (("page furniture",), ((1, "Bells and ropes"),)), None, (("page furniture",), ((7, "Bells and ropes, page 2"),))
    ]  # fmt: skip
    assert shown.after is not None
    assert shown.after.lines == ((10, "Report"),)


def test_what_lies_between_two_pages_is_folded_on_the_second(page, monkeypatch) -> None:
    monkeypatch.setattr(standing, "POSTS_A_PAGE", 1)

    pages = [selectors.reading_page(VISITOR, page.pk, page=number) for number in (1, 2, 3)]

    assert [each.posts[0].before and each.posts[0].before.lines[0][0] for each in pages] == [1, None, 7]
    assert [each.after and each.after.lines[0][0] for each in pages] == [None, None, 10]


def test_old_addresses_of_lines_are_places_on_the_page_that_holds_them(client, page) -> None:
    html = client.get(f"/d/{page.pk}/").content.decode()

    for line, text in enumerate(TEXT.split("\n"), start=1):
        if text:
            assert html.count(f'id="L{line}"') == 1, line
    assert "<table" not in html


@pytest.mark.parametrize("query", ["view=lines", "line=5", "view=lines&page=1"])
def test_the_table_of_lines_is_another_view_to_which_addresses_of_lines_lead(client, page, query: str) -> None:
    html = client.get(f"/d/{page.pk}/?{query}").content.decode()

    assert '<table class="lines">' in html
    assert 'id="L5"' in html
    assert f'<a href="/d/{page.pk}/">as it runs</a>' in html


def test_a_page_of_a_long_document_is_found_by_the_post_on_it(archive, monkeypatch) -> None:
    monkeypatch.setattr(standing, "POSTS_A_PAGE", 2)
    monkeypatch.setattr(standing, "RECORDS_A_PAGE", 2)
    thread = factories.long_thread(archive, 5)
    pages = [factories.document(archive, "A peal.\n" * 5), _mailbox(archive)]
    posts = list(thread.posts.order_by("position"))
    for n, post in enumerate(posts, start=1):
        factories.appearance(post, pages[0], n, n)
    for post, record in zip(posts, pages[1].records.order_by("ordinal"), strict=True):
        models.Appearance.objects.create(
            archive=archive, post=post, record=record, first_line=1, last_line=1, is_original=False
        )

    for document in pages:
        shown = selectors.reading_page(VISITOR, document.pk, post=posts[3].pk)
        assert (shown.paging.number, shown.paging.count, shown.total) == (2, 3, 5)
        assert [(each.number, each.post.id) for each in shown.posts] == [(3, posts[2].pk), (4, posts[3].pk)]
        assert [line.id for line in shown.outline] == [post.pk for post in posts]
        assert [line.is_here for line in shown.outline] == [False, False, True, True, False]
        assert selectors.reading_page(VISITOR, document.pk, page=99).paging.number == 3


def _mailbox(archive: models.Archive) -> models.Document:
    mailbox = factories.document(archive, "A peal.", path="bells.mbox", form="mbox")
    mailbox.records.all().delete()
    for ordinal in range(5):
        models.Record.objects.create(archive=archive, document=mailbox, ordinal=ordinal, raw=b"A peal.")
    return mailbox


def test_a_hidden_post_is_withheld_and_keeps_its_number(page) -> None:
    models.Post.objects.filter(text="The small one.").update(is_hidden=True)

    visitor = selectors.reading_page(VISITOR, page.pk)
    staff = selectors.reading_page(factories.staff(), page.pk)

    assert [(each.number, each.post is None) for each in visitor.posts] == [(1, False), (2, True), (3, False)]
    assert [each.post.html for each in staff.posts if each.number == 2] == ['<p dir="auto">The small one.</p>']
    assert [line.number for line in visitor.outline] == [1, 3]


def test_lines_of_a_hidden_post_that_stand_again_are_withheld_as_well(archive) -> None:
    lines = [(1, "body", 0.9), (2, "body", 0.9), (3, "duplicate", 0.9)]
    document = factories.document(archive, "Keep this.\nHide this.\nHide this.\n", lines=lines)
    for text, line in (("Keep this.", 1), ("Hide this.", 2)):
        factories.appearance(factories.post(factories.thread(archive), text), document, line, line)
    factories.appearance(post_of("Hide this."), document, 3, 3, is_original=False)
    models.Post.objects.filter(text="Hide this.").update(is_hidden=True)

    assert selectors.reading_page(VISITOR, document.pk).after is None
    assert selectors.reading_page(factories.staff(), document.pk).after.kinds == ("said again",)


def test_a_post_whose_original_stands_elsewhere_is_shown_whole_and_says_so(client, page, archive) -> None:
    copy = factories.document(archive, "It cracked.\n", path="c.txt", lines=[(1, "duplicate", 0.9)])
    factories.appearance(post_of("It cracked."), copy, 1, 1, is_original=False)

    html = client.get(f"/d/{copy.pk}/").content.decode()

    assert "It cracked." in html
    assert "The original of this post stands in another document." in html
    assert 'class="d0 furniture"' not in html


def test_whom_a_post_answers_has_its_number_in_the_document(archive) -> None:
    thread = factories.thread(archive)
    first = factories.post(thread, "Who rang?", author="")
    elsewhere = factories.answer(first, "I did.", author="")
    here = factories.answer(elsewhere, "At night?", author="")
    document = factories.document(archive, "\nAt night?\nWho rang?\n")
    factories.appearance(here, document, 2, 2)
    factories.appearance(first, document, 3, 3)

    shown = selectors.reading_page(VISITOR, document.pk)

    assert shown.posts[0].post.answer.to.label == "a post elsewhere"
    models.Post.objects.filter(pk=here.pk).update(parent=first)
    again = selectors.reading_page(VISITOR, document.pk)
    assert (again.posts[0].post.answer.to.number, again.posts[0].post.answer.to.label) == (2, "")
    models.Post.objects.filter(pk=elsewhere.pk).update(is_missing=True)
    models.Post.objects.filter(pk=here.pk).update(parent=elsewhere)
    assert selectors.reading_page(VISITOR, document.pk).posts[0].post.answer.to.label == "a post that is not here"


def test_quotes_name_posts_by_their_numbers_in_the_document() -> None:
    mark = '<li><a href="/p/7/">post <span class="number">4</span></a>, exact</li>'
    fold = (
        '<summary><q>Which</q> <span class="quote-account"><b>Ada <span class="number">4</span></b>, exact</span></summary>'
        '\n<blockquote cite="/p/7/">\n</blockquote>'
    )

    assert with_numbers(mark, {7: 12}) == '<li><a href="/p/7/">post <span class="number">12</span></a>, exact</li>'
    assert with_numbers(mark, {}) == '<li><a href="/p/7/">a post elsewhere</a>, exact</li>'
    assert '<b>Ada <span class="number">12</span></b>, exact' in with_numbers(fold, {7: 12})
    assert "<b>Ada</b>, exact" in with_numbers(fold, {})


def test_the_documents_before_and_after_are_those_of_the_archives_list(page, archive) -> None:
    factories.document(factories.archive(slug="other"), path="a2.txt")
    before, after = (factories.document(archive, path=path) for path in ("a.txt", "c.txt"))

    shown = selectors.reading_page(VISITOR, page.pk)

    assert (shown.previous, shown.next) == (before, after)
    assert selectors.reading_page(VISITOR, before.pk).previous is None
    assert selectors.reading_page(VISITOR, after.pk).next is None


def test_a_document_without_posts_leads_to_its_lines(client, archive) -> None:
    document = factories.document(archive, "Report\n", lines=[(1, "chrome", 0.9)])

    html = client.get(f"/d/{document.pk}/").content.decode()

    assert "Report" in html
    assert f'href="/d/{document.pk}/?view=lines"' in html
    empty = factories.document(archive, "", path="empty.txt")
    assert "No post was read from this document." in client.get(f"/d/{empty.pk}/").content.decode()


def test_a_thread_of_a_collection_leads_to_its_neighbours_and_to_the_document_at_that_post(client, page) -> None:
    first, second, third = (post_of(text) for text in ("Which bell?", "The small one.", "It cracked."))

    place = selectors.thread_page(VISITOR, second.thread_id).place
    html = client.get(second.thread.get_absolute_url()).content.decode()

    assert (place.previous.id, place.next.id) == (first.pk, third.pk)
    assert f'href="/d/{page.pk}/?post={second.pk}#p{second.pk}"' in html
    assert html.count("“It cracked.”") == 0
    assert html.count('<q dir="auto">It cracked.</q>') == 2
    assert selectors.thread_page(VISITOR, first.thread_id).place.previous is None


def test_neighbours_that_are_hidden_are_passed_over(page) -> None:
    models.Post.objects.filter(text="The small one.").update(is_hidden=True)

    assert selectors.thread_page(VISITOR, post_of("Which bell?").thread_id).place.next.words == "It cracked."


def test_a_thread_of_a_conversation_has_no_neighbours(page) -> None:
    models.Document.objects.update(kind="conversation")

    assert selectors.thread_page(VISITOR, post_of("Which bell?").thread_id).place is None
