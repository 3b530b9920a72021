"""A disk without room is named, wherever the server's files lie."""

import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest

from forum.postgres import space
from forum.postgres.folders import POINTER


def usage(**left: int):
    return lambda folder: SimpleNamespace(free=left[Path(folder).name])


@pytest.mark.parametrize(("here", "there", "named"), [(10**9, 10**9, ""), (5, 10**9, "here"), (10**9, 5, "there")])
def test_the_disk_that_is_full_is_named(tmp_path: Path, monkeypatch, here: int, there: int, named: str) -> None:
    for name in ("here", "there"):
        (tmp_path / name).mkdir()
    (tmp_path / "here" / POINTER).write_text(f"{tmp_path / 'there'}\n")
    monkeypatch.setattr(shutil, "disk_usage", usage(here=here, there=there))

    said = space.fullness(tmp_path / "here")

    assert (f"{tmp_path / named} is full" in said) if named else not said
