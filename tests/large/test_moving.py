"""A site that moves, by backup and restore, into another folder or another PostgreSQL is the same site."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from benchmarks.shared.servers import Server
from forum.postgres.cluster import PORT
from forum.postgres.find import DEBIAN_ROOT, find_binaries
from forum.postgres.folders import POINTER
from tests.large.sites import Site, a_box, counted

OURS = find_binaries(settings.FORUM_PG_BINDIR).major
OLDER = sorted(
    folder for folder in DEBIAN_ROOT.glob("*/bin") if folder.parent.name.isdigit() and int(folder.parent.name) < OURS
)
older = pytest.mark.skipif(
    not OLDER, reason=f"no PostgreSQL older than {OURS} here; apt-get install postgresql has one"
)


@pytest.fixture
def new(tmp_path: Path) -> Iterator[Site]:
    site = Site(tmp_path / "new")
    yield site
    site.remove()


@pytest.fixture
def old(tmp_path: Path) -> Iterator[Site]:
    site = Site(tmp_path / "old")
    yield site
    site.remove()


@pytest.mark.parametrize("is_rebuilt", [False, True], ids=["as imported", "rebuilt"])
def test_a_restored_site_is_the_one_that_was_backed_up(tmp_path: Path, old: Site, new: Site, is_rebuilt: bool) -> None:
    old.fill(a_box(tmp_path))
    if is_rebuilt:
        old.run("rebuild", "quay", "-v", 0)
        old.run("rebuild", "sample", "-v", 0)
    before = old.told(tmp_path / "before")
    said = old.run("backup", tmp_path / "forum.dump").stdout
    print(f"\n  {said.splitlines()[0]}")

    print(f"  {new.run('restore', tmp_path / 'forum.dump').stdout.strip()}")

    after = new.told(tmp_path / "after")
    assert same(after, before)
    assert all(status == 200 for status, _ in after["pages"].values())
    print(f"  the same: {counted(after)}")


@older
def test_a_server_of_ones_own_that_is_older_moves_into_the_embedded_one(tmp_path: Path, old: Site, new: Site) -> None:
    keeping = Server(old.data)
    keeping.environment["FORUM_PG_BINDIR"] = str(OLDER[0])
    with keeping:
        old.more = {"DATABASE_URL": f"postgres://forum@:{PORT}/forum?host={socket_of(old)}", "SECRET_KEY": "k" * 50}
        old.fill(a_box(tmp_path))
        before = old.told(tmp_path / "before")
        print(f"\n  {old.run('backup', tmp_path / 'forum.dump').stdout.splitlines()[0]}")

    new.run("restore", tmp_path / "forum.dump")

    after = new.told(tmp_path / "after")
    assert same(after, before)
    print(f"  from {OLDER[0].parent.name} to {OURS} the same: {counted(after)}")


@older
def test_a_data_folder_of_an_older_postgresql_moves_on_as_the_documentation_says(tmp_path: Path, old: Site) -> None:
    now = Site(old.data)
    old.more = {"FORUM_PG_BINDIR": str(OLDER[0])}
    old.fill(a_box(tmp_path))
    before = old.told(tmp_path / "before")

    assert "was made by another PostgreSQL" in now.run("backup", tmp_path / "no.dump", code=1).stderr
    old.run("backup", tmp_path / "forum.dump")
    folder = socket_of(old)
    folder.rename(folder.with_name(f"old-{folder.name}"))
    now.run("restore", tmp_path / "forum.dump")

    assert same(now.told(tmp_path / "after"), before)


@older
def test_a_dump_moves_back_into_an_older_server_too(tmp_path: Path, old: Site, new: Site) -> None:
    """Programs that are newer than the server write a setting that it does not know."""
    new.fill(a_box(tmp_path))
    before = new.told(tmp_path / "before")
    new.run("backup", tmp_path / "forum.dump")
    older_one = Server(old.data)
    older_one.environment["FORUM_PG_BINDIR"] = str(OLDER[0])
    with older_one:
        named = {"DATABASE_URL": f"postgres://forum@:{PORT}/spare?host={socket_of(old)}", "SECRET_KEY": "k" * 50}
        older_one.do("CREATE DATABASE spare TEMPLATE template0")
        old.more = named
        old.run("restore", tmp_path / "forum.dump")
        after = old.told(tmp_path / "after")

    assert same(after, before)


def socket_of(site: Site) -> Path:
    """The folder of the data, and of the socket in it."""
    pointer = site.data / POINTER
    home = Path(pointer.read_text().strip()) if pointer.exists() else site.data
    [folder] = home.glob("pg*")
    return folder


def same(after: dict, before: dict) -> bool:
    """Compare all but where the exports lie; what differs is named."""
    for told in (after, before):
        for export in told["exports"].values():
            export.pop("lines", None)
    for what, was in before.items():
        differing = {key for key in was.keys() | after[what].keys() if was.get(key) != after[what].get(key)}
        assert not differing, f"{what}: {sorted(differing)[:10]}"
    return True
