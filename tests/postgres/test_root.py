"""Root hands the server to another account, and opens nothing to it that was closed before."""

import shutil
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from forum.postgres import folders
from forum.postgres.account import Account, server_account
from forum.postgres.find import find_binaries
from tests.postgres.conftest import Place, UsingProcess, needs_root, new_folder, ordinary_account

pytestmark = needs_root
needs_wheel = pytest.mark.skipif(
    find_binaries().folder.parent.name != "pginstall", reason="only the wheel's binaries can be copied"
)


@pytest.fixture
def who() -> str:
    """Root alone."""
    return "root"


@pytest.fixture
def closed_place() -> Iterator[Place]:
    """A FORUM_DATA, and a copy of the binaries, below a folder that is closed as /root is."""
    before = set(folders.OWN_ROOT.glob("pgdist/*"))
    parent = new_folder(Account("root"), 0o700)
    package = find_binaries().folder.parents[1]
    for folder in (package / "pginstall", package.with_name(f"{package.name}.libs")):
        if folder.is_dir():
            shutil.copytree(folder, parent / folder.relative_to(package.parent), symlinks=True)
    place = Place(parent / "data", parent / package.name / "pginstall" / "bin", Account("root"))
    yield place
    place.stop_everything()
    if place.server_folder != place.data:
        shutil.rmtree(place.server_folder)
    shutil.rmtree(parent)
    for copy in set(folders.OWN_ROOT.glob("pgdist/*")) - before:
        shutil.rmtree(copy)


def test_the_server_runs_as_an_account_without_power(place: Place):
    place.process().ask("ensure")

    assert Path(f"/proc/{place.postmaster()}").stat().st_uid == server_account().uid != 0
    assert stat.S_IMODE(place.cluster.stat().st_mode) == 0o700


def test_no_account_is_made(empty_place: Place):
    before = Path("/etc/passwd").read_bytes()

    empty_place.process().ask("ensure")

    assert Path("/etc/passwd").read_bytes() == before


@needs_wheel
def test_a_closed_parent_stays_closed(closed_place: Place):
    process = closed_place.process()

    assert process.ask("sql SELECT 1") == [[1]]

    assert stat.S_IMODE(closed_place.data.parent.stat().st_mode) == 0o700
    assert closed_place.server_folder.is_relative_to(folders.OWN_ROOT)
    program = Path(f"/proc/{closed_place.postmaster()}/exe").readlink()
    assert program.is_relative_to(folders.OWN_ROOT / "pgdist")
    process.leave()
    assert not closed_place.postmaster()


@needs_wheel
def test_the_pointer_leads_back_to_the_same_data(closed_place: Place):
    first = closed_place.process()
    first.ask("sql CREATE TABLE kept (n int)")
    first.leave()
    closed_place.data.parent.chmod(0o755)

    assert closed_place.process().ask("sql SELECT count(*) FROM kept") == [[0]]


def test_an_ordinary_user_is_told_that_the_data_is_roots(place: Place):
    process = place.process()
    process.ask("ensure")
    stranger = UsingProcess(Place(place.data, place.bindir, ordinary_account()))
    place.processes.append(stranger)

    with pytest.raises(Exception, match="belongs to another user: run as that user, or name another FORUM_DATA"):
        stranger.ask("ensure")


def test_root_keeps_its_own_files_closed(empty_place: Place):
    empty_place.process().ask("ensure")

    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in empty_place.data.iterdir()}

    assert stat.S_IMODE(empty_place.data.stat().st_mode) == 0o710
    assert modes == {"start.lock": 0o600, "users.lock": 0o600, empty_place.cluster.name: 0o700}
