"""An archive of three pages to be corrected, and who corrects it."""

from pathlib import Path

import pytest
from django.contrib.auth.models import Permission

from tests.helpers import factories
from tests.helpers.importing import run
from tests.helpers.pages import ALL
from threads import models


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    """The wall, the answer to it and the bees; the reply comes later and quotes the answer."""
    for name in ("wall.txt", "answer.txt", "bees.txt"):
        (tmp_path / name).write_text(ALL[name])
    return tmp_path


@pytest.fixture
def archive(pages: Path) -> models.Archive:
    run(pages)
    return models.Archive.objects.get(slug="wall")


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
