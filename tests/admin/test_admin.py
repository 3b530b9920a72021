"""Staff can look at every table, however large it is, and publish an archive."""

import pytest
from django.contrib import admin
from django.urls import reverse

from tests.helpers import factories
from tests.helpers.admin import MODELS
from threads.models import Archive

pytestmark = pytest.mark.django_db


@pytest.fixture
def rows():
    archive = factories.archive()
    document = factories.document(archive, "The small one.\n")
    opening = factories.post(factories.thread(archive))
    answer = factories.answer(opening, author="Bruno")
    factories.quote(answer, opening)
    factories.appearance(opening, document, 1, 1)
    factories.alias(opening.author, "Ada of Ely", document)
    factories.redirect("post", 900_001, opening)
    return archive


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_every_table_has_a_list_that_can_be_searched_in_few_queries(
    admin_client, rows, model, django_assert_max_num_queries
):
    address = reverse(f"admin:threads_{model._meta.model_name}_changelist")

    with django_assert_max_num_queries(12):
        assert admin_client.get(address, {"q": "1"}).status_code == 200
    assert admin_client.get(address).status_code == 200


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_every_row_can_be_opened(admin_client, rows, model):
    row = model.objects.first()
    if row is None:
        return

    address = reverse(f"admin:threads_{model._meta.model_name}_change", args=[row.pk])

    assert admin_client.get(address).status_code == 200


def test_no_list_counts_a_whole_table():
    registered = [admin.site._registry[model] for model in MODELS]

    assert not any(each.show_full_result_count for each in registered)


def test_staff_publish_an_archive_with_a_tick(admin_client):
    archive = factories.archive("Vestry minutes", slug="vestry", is_published=False)
    address = reverse("admin:threads_archive_change", args=[archive.id])

    admin_client.post(address, {"title": "Vestry minutes", "description": "", "is_published": "on", "confirmed": "yes"})

    assert Archive.objects.get(pk=archive.pk).is_published
