"""What lines were read as is kept by runs, and given back line by line."""

from importlib import import_module

import pytest
from django.db import connection

from tests.helpers import factories
from threads.line_entries import LineEntry, Original, remaining, unpacked
from threads.models import Quote, Record, Thread

COPY = LineEntry(4, 6, "duplicate", 0.98, Original("ab", 12, "exact"))
one_shape = import_module("threads.migrations.0015_one_shape")


def test_what_is_packed_is_unpacked() -> None:
    entries = [
        LineEntry(1, 1, "chrome", 0.85),
        COPY,
        LineEntry(7, 9, "duplicate", 1.0, Original("cd", 1, "exact", 3)),
        LineEntry(10, 11, "chrome", 0.96, head_of=12),
    ]

    assert unpacked(entry.pack() for entry in entries) == entries


def test_each_line_of_a_copy_has_its_own_original() -> None:
    assert [COPY.original_of(line).line for line in COPY.lines] == [12, 13, 14]
    assert LineEntry(1, 3, "body", 0.9).original_of(2) is None


@pytest.mark.parametrize(
    ("gone", "left"),
    [
        ({4}, [(5, 6, 13)]),
        ({5}, [(4, 4, 12), (6, 6, 14)]),
        ({6, 7}, [(4, 5, 12)]),
        ({4, 5, 6}, []),
        ({1}, [(4, 6, 12)]),
    ],
)
def test_lines_go_out_of_the_middle_of_a_run(gone: set[int], left: list[tuple[int, int, int]]) -> None:
    found = list(remaining([COPY], gone))

    assert [(each.first_line, each.last_line, each.original.line) for each in found] == left


BEFORE = [
    [1, "chrome", 0.85],
    [2, "duplicate", 0.98, ["ab", 12, 0, 30, "exact"]],
    [3, "duplicate", 1.0, ["cd", 1, 0, 4, "altered", 3]],
    [5, "signature", 1.0, None, 8],
]
AFTER = [
    LineEntry(1, 1, "chrome", 0.85),
    LineEntry(2, 2, "duplicate", 0.98, Original("ab", 12, "exact")),
    LineEntry(3, 3, "duplicate", 1.0, Original("cd", 1, "altered", 3)),
    LineEntry(5, 8, "signature", 1.0),
]


@pytest.fixture
def record(db) -> Record:
    return factories.document(factories.archive(), "One line.").records.get()


def migrated(record: Record, statement: str) -> Record:
    with connection.cursor() as cursor:
        cursor.execute(statement)
    record.refresh_from_db()
    return record


def test_entries_of_the_shapes_before_are_carried_over_once(record: Record) -> None:
    Record.objects.update(lines=BEFORE)

    assert migrated(record, one_shape.ENTRIES).entries == AFTER
    assert migrated(record, one_shape.ENTRIES).entries == AFTER


def test_and_back_line_by_line(record: Record) -> None:
    Record.objects.update(lines=[COPY.pack(), *(entry.pack() for entry in AFTER[2:])])

    assert migrated(record, one_shape.ENTRIES_BEFORE).lines == [
        *([line, "duplicate", 0.98, ["ab", line + 8, 0, 0, "exact"]] for line in (4, 5, 6)),
        [3, "duplicate", 1.0, ["cd", 1, 0, 0, "altered", 3]],
        [5, "signature", 1.0, None, 8],
    ]


def test_nothing_becomes_of_no_entries(record: Record) -> None:
    Record.objects.update(lines=[])

    assert migrated(record, one_shape.ENTRIES).lines == []


def test_a_quote_knows_its_lines() -> None:
    assert list(Quote(line=3, last_line=5).lines) == [3, 4, 5]


def test_threads_that_a_format_states_are_known_after_migrating(db) -> None:
    archive = factories.archive()
    page, mail = factories.document(archive, "One line."), factories.document(archive, "One line.", form="eml")
    of_page, of_mail = factories.thread(archive), factories.thread(archive)
    factories.appearance(factories.post(of_page), page, 1, 1)
    shown = factories.post(of_mail)
    factories.appearance(shown, mail, 1, 1)
    factories.appearance(shown, page, 1, 1, is_original=False)

    with connection.cursor() as cursor:
        cursor.execute(one_shape.STATED)

    assert (page.is_stated, mail.is_stated) == (False, True)
    assert list(Thread.objects.filter(is_stated=True)) == [of_mail]
