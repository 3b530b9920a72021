"""Every list stays quick however many rows there are: few queries, no whole counts, no order or filter without an index."""

import pytest
from django.apps import apps
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.helpers import factories
from threads import models
from threads.admin import base
from threads.admin.authors import HasName
from threads.admin.imports import InQuarantine
from threads.loading import bulk

pytestmark = pytest.mark.django_db
MODELS = [model for model in apps.get_app_config("threads").get_models() if not model._meta.auto_created]
LISTS = [admin.site._registry.get(model) for model in MODELS]
POSTS = 5_000
# People make these one by one: they have thousands of rows where the others have millions.
SMALL = {models.Archive, models.ImportRun, models.CuratorAction}


@pytest.fixture
def large_archive() -> models.Archive:
    """One thread of thousands of posts, with all that hangs on posts."""
    archive = factories.archive()
    thread = factories.long_thread(archive, POSTS)
    document = factories.document(archive, "The small one.\n")
    record = document.records.get()
    posts = list(thread.posts.order_by("position"))
    models.Quote.objects.bulk_create(
        models.Quote(
            archive=archive,
            post=post,
            source_post=posts[0],
            line=1,
            last_line=1,
            kind="exact",
            start=0,
            end=4,
            confidence=0.9,
        )
        for post in posts[1:]
    )
    models.Appearance.objects.bulk_create(
        models.Appearance(archive=archive, post=post, record=record, first_line=1, last_line=1, is_original=True)
        for post in posts
    )
    models.Author.objects.bulk_create(
        models.Author(archive=archive, key=factories.key(), name=f"Ringer {number}") for number in range(POSTS)
    )
    models.Alias.objects.bulk_create(
        models.Alias(archive=archive, author=posts[0].author, name=f"Ringer {number}", document=document)
        for number in range(POSTS)
    )
    bulk.analyse_if_grown(POSTS)  # as an import does
    return archive


def queries_of(client, model, **asked: object) -> list[str]:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        response = client.get(reverse(f"admin:threads_{model._meta.model_name}_changelist"), asked)
    assert response.status_code == 200
    return [query["sql"] for query in queries]


def test_every_table_is_registered() -> None:
    assert None not in LISTS


def test_lists_beside_five_thousand_posts_ask_little_and_count_and_fetch_no_table(admin_client, large_archive) -> None:
    for model in MODELS:
        for asked in ({}, {"q": "1"}, {"p": "2"}):
            queries = queries_of(admin_client, model, **asked)

            assert len(queries) <= 8, model
            counting = [sql for sql in queries if "COUNT(" in sql.upper()]
            assert counting, model
            assert all(f"LIMIT {base.COUNTED}" in sql for sql in counting), model
            if not asked and model.objects.count() > 50:
                assert any("LIMIT 50" in sql for sql in queries), model
            fetched = "".join(sql.split(" FROM ")[0] for sql in queries)
            for column in ("html", "text", "search", "raw"):
                assert f'"threads_post"."{column}"' not in fetched, model
                assert f'"threads_record"."{column}"' not in fetched, model


@pytest.mark.parametrize(
    "shown", [each for each in LISTS if each.model not in SMALL], ids=lambda each: each.opts.object_name
)
def test_a_large_list_is_ordered_by_its_key_alone_and_filtered_by_what_has_an_index(shown) -> None:
    firsts = {index.fields_orders[0][0] for index in shown.opts.indexes if index.fields_orders}
    firsts |= {getattr(index.expressions[0], "name", "") for index in shown.opts.indexes if index.expressions}
    firsts |= {field.name for field in shown.opts.fields if field.db_index or field.unique}

    assert tuple(shown.ordering) == ("-pk",)
    assert tuple(shown.sortable_by) == ()
    own = {HasName: "is_placeholder", InQuarantine: "archive"}  # the latter's index holds what is in quarantine alone
    assert {own.get(each, each) for each in shown.list_filter} <= firsts


@pytest.mark.parametrize("shown", LISTS, ids=lambda each: each.opts.object_name)
def test_no_list_counts_every_row(shown) -> None:
    assert shown.show_full_result_count is False
    assert shown.show_facets is admin.ShowFacets.NEVER
    assert issubclass(shown.paginator, base.CutPaginator)


def test_a_list_that_is_cut_says_so(admin_client, monkeypatch) -> None:
    monkeypatch.setattr(base, "COUNTED", 3)
    factories.long_thread(factories.archive(), 5)

    page = admin_client.get(reverse("admin:threads_post_changelist")).content.decode()

    assert "3 or more posts" in " ".join(page.split())
