"""Settings: what the environment says, and what is refused."""

import pytest
from django.db import connection


@pytest.mark.django_db
def test_the_embedded_server_answers():
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")

        assert cursor.fetchone() == (1,)
