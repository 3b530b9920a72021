"""The archive that is corrected, and staff who correct it on the pages themselves."""

import pytest
from django.contrib.auth.models import Permission

from tests.curating.conftest import archive, pages  # noqa: F401 - fixtures
from tests.helpers import factories


@pytest.fixture
def by(db):
    """Staff whose account may correct posts and documents, and nothing else."""
    user = factories.staff()
    user.user_permissions.set(Permission.objects.filter(codename__in=("change_post", "change_document")))
    return user


@pytest.fixture
def curator(client, by):
    client.force_login(by)
    return client
