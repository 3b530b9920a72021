"""The planner is told of new sizes while an import goes on, so that no page is planned for empty tables."""

from pathlib import Path

import pytest

from tests.helpers import factories
from tests.helpers.importing import run
from tests.helpers.pages import ALL
from threads.loading import bulk

pytestmark = pytest.mark.django_db


def known_posts() -> int:
    ((estimate,),) = bulk.fetch("SELECT reltuples FROM pg_class WHERE oid = 'threads_post'::regclass")
    return int(estimate)


def test_it_is_told_each_time_that_four_times_as_much_was_added():
    bulk.execute("ANALYZE threads_post")
    growth = bulk.Growth()
    factories.long_thread(factories.archive(), 5)

    growth.add(bulk.TOLD_FIRST - 1)
    before = known_posts()
    growth.add(1)
    first = known_posts()
    factories.long_thread(factories.archive(), 7)
    growth.add(bulk.TOLD_FIRST)
    between = known_posts()
    growth.add(2 * bulk.TOLD_FIRST)

    assert (before, first, between, known_posts()) == (0, 5, 5, 12)


@pytest.mark.parametrize("names", [list(ALL), ["mail.eml"]], ids=["pages", "a mail"])
def test_an_import_that_goes_on_tells_it(names: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    texts = ALL | {
        "mail.eml": "From: Ada <ada@example.org>\nMessage-ID: <1@example.org>\nSubject: Oars\n\nThey crack.\n"
    }
    for name in names:
        (tmp_path / name).write_text(texts[name])
    bulk.execute("ANALYZE threads_post")
    known = []
    monkeypatch.setattr(bulk, "TOLD_FIRST", 1)
    monkeypatch.setattr(bulk.Growth, "add", _then(bulk.Growth.add, lambda: known.append(known_posts())))

    run(tmp_path)

    assert known[-1] > 0


def _then(whole, afterwards):
    def both(*given):
        whole(*given)
        afterwards()

    return both
