"""What migrations make of the rows that are there, and of those a run that was stopped left."""

from importlib import import_module

import pytest
from django.db import connection

from tests.helpers import factories
from threads.models import Post

veiling = import_module("threads.migrations.0012_veiled_html")


@pytest.fixture
def as_before(db):
    """Posts with html as it was stored until then; gives their ids."""
    thread = factories.thread(factories.archive())
    texts = ["Ask ada@example.org.", "No address.", "At 5 @ noon.", "bruno@example.com", "<pre>a@b.example</pre>"]
    ids = [factories.post(thread, text).pk for text in texts]
    with connection.cursor() as cursor:
        cursor.executemany("UPDATE threads_post SET html = %s WHERE id = %s", list(zip(texts, ids, strict=True)))
    return ids


def stored(ids):
    return [Post.objects.get(pk=id_).html for id_ in ids]


WITHOUT = ["Ask ada@\u2026.", "No address.", "At 5 @ noon.", "bruno@\u2026", "<pre>a@\u2026</pre>"]


def test_html_that_is_stored_loses_the_hosts_of_addresses(as_before, monkeypatch):
    monkeypatch.setattr(veiling, "POSTS_A_BATCH", 2)

    veiling.leave_hosts_out(None, None)

    assert stored(as_before) == WITHOUT
    assert [Post.objects.get(pk=id_).has_code for id_ in as_before] == [False] * 4 + [True]


def test_a_run_that_was_stopped_is_gone_on_with(as_before, monkeypatch):
    monkeypatch.setattr(veiling, "POSTS_A_BATCH", 1)
    done = []

    def stopping(html):
        done.append(html)
        if len(done) > 2:
            raise KeyboardInterrupt
        return WITHOUT[0] if html.startswith("Ask") else html

    with monkeypatch.context() as patch:
        patch.setattr(veiling, "veiled_text", stopping)
        with pytest.raises(KeyboardInterrupt):
            veiling.leave_hosts_out(None, None)
    assert stored(as_before) == [
        WITHOUT[0],
        *["No address.", "At 5 @ noon.", "bruno@example.com", "<pre>a@b.example</pre>"],
    ]

    veiling.leave_hosts_out(None, None)

    assert stored(as_before) == WITHOUT
