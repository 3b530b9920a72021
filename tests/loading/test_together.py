"""Workers that meet the same authors at once make each of them once."""

from pathlib import Path

import pytest

from tests.helpers.importing import run
from threads.loading.stated import gathering, slices
from threads.models import Author, Post

pytestmark = pytest.mark.django_db(transaction=True)
ROW = '<row Id="{}" PostTypeId="1" CreationDate="2019-01-01T00:00:00.000" Body="&lt;p&gt;Keel.&lt;/p&gt;" {} Title="Q" />\n'


@pytest.fixture(autouse=True)
def _busy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Many batches of few posts, so that workers meet."""
    monkeypatch.setattr(slices, "WORTH_WORKERS", 10)
    monkeypatch.setattr(gathering, "BATCH_POSTS", 5)


def dump(folder: Path, *rows: str) -> Path:
    path = folder / "Posts.xml"
    path.write_text('<?xml version="1.0" encoding="utf-8"?>\n<posts>\n' + "".join(rows) + "</posts>\n")
    return path


def test_users_with_an_id_and_no_name_are_made_once_whoever_meets_them_first(tmp_path: Path) -> None:
    path = dump(tmp_path, *(ROW.format(n, f'OwnerUserId="{n % 3}"') for n in range(121)))

    code, _, err = run(path, "--workers", 3)

    assert (code, err.count("Traceback")) == (0, 0)
    assert Post.objects.count() == 121
    counts = Author.objects.filter(name="", is_placeholder=True).values_list("post_count", flat=True)
    assert sorted(counts) == [40, 40, 41]


def test_a_user_whom_one_row_names_and_another_does_not_is_one_author_with_that_name(tmp_path: Path) -> None:
    named, nameless = 'OwnerUserId="7" OwnerDisplayName="Ada"', 'OwnerUserId="7"'
    path = dump(tmp_path, *(ROW.format(n, nameless if n % 30 else named) for n in range(121)))

    code, _, _ = run(path, "--workers", 3)

    assert code == 0
    assert list(Author.objects.values_list("name", "is_placeholder", "post_count")) == [("Ada", False, 121)]
