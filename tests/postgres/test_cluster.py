"""The cluster is the same whatever the caller's environment, reached by its socket alone, and recovers by itself."""

import stat
import subprocess
from pathlib import Path

import pytest

from tests.postgres.conftest import IS_ROOT, NO_SYNC, Place, RefusedError

HOSTILE_ENVIRONMENT = {
    "LANG": "xx_YY.UTF-8",
    "LC_ALL": "xx_YY.UTF-8",
    "TZ": "Asia/Tokyo",
    "PGDATA": "/nowhere",
    "PGPORT": "1",
}


def test_a_locale_that_does_not_exist_changes_nothing(empty_place: Place):
    process = empty_place.process(**HOSTILE_ENVIRONMENT)

    encoding = process.ask("sql SELECT pg_encoding_to_char(encoding), datctype FROM pg_database WHERE datname='forum'")
    zone = process.ask("sql SHOW timezone")

    assert encoding == [["UTF8", "C.UTF-8"]]
    assert zone == [["UTC"]]


def test_letters_beyond_ascii_fold_and_have_trigrams(place: Place):
    process = place.process()
    process.ask("sql CREATE EXTENSION pg_trgm")

    assert process.ask("sql SELECT 'É' ILIKE 'é'") == [[True]]
    [[trigrams]] = process.ask("sql SELECT cardinality(show_trgm('日本語 é'))")
    assert trigrams > 0


def test_the_server_listens_on_no_network_address(place: Place):
    (place.data / "postgresql.conf").write_text(f"{NO_SYNC}listen_addresses = '*'\n")
    process = place.process()

    assert process.ask("sql SHOW listen_addresses") == [[""]]
    assert _listening_inodes().isdisjoint(_open_sockets(place.postmaster()))


def test_only_the_owner_reaches_the_socket(place: Place):
    folder = Path(place.process().ask("ensure"))

    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE((folder / ".s.PGSQL.5432").stat().st_mode) == 0o700


def test_no_line_lets_a_host_in(place: Place):
    rules = place.cluster / "pg_hba.conf"
    made = rules.read_text()
    rules.write_text(
        f"{made}  host all all 0.0.0.0/0 trust\nhostssl all all ::/0 trust\nlocal all forum trust # ours\n"
    )

    assert place.process().ask("sql SELECT type FROM pg_hba_file_rules WHERE type <> 'local'") == []

    lines = [line for line in rules.read_text().splitlines() if line and not line.startswith("#")]
    assert len(lines) == 3
    assert lines[-1] == "local all forum trust # ours"
    assert stat.S_IMODE(rules.stat().st_mode) == 0o600


@pytest.mark.parametrize("mode", [0o755, 0o777, 0o711, 0o700])
def test_nobody_else_gets_into_the_folder_whoever_made_it(place: Place, mode: int):
    place.data.chmod(mode)

    assert place.process().ask("sql SELECT 1") == [[1]]

    found = place.data.stat()
    if place.account.name == "root":
        # The server's account is the only one in the group that is of use to anybody.
        assert (stat.S_IMODE(found.st_mode), found.st_gid) == (0o710, place.cluster.stat().st_gid)
    else:
        assert stat.S_IMODE(found.st_mode) == 0o700


def test_a_folder_of_everybodys_is_left_as_it_is(place: Place):
    place.data.chmod(0o1777)

    assert place.process().ask("sql SELECT 1") == [[1]]

    assert stat.S_IMODE(place.data.stat().st_mode) == 0o1777


def test_a_path_too_long_for_a_socket_falls_to_a_closed_folder_in_tmp(place: Place):
    deep = place.data.parent / ("a" * 60) / ("b" * 60)
    deep.parent.mkdir()
    place.account.give(deep.parent)
    place.data.rename(deep)
    place.data = deep
    process = place.process()

    folder = Path(process.ask("ensure"))
    assert process.ask("sql SELECT 1") == [[1]]
    assert not folder.is_relative_to(deep)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    process.leave()

    assert not folder.exists()


def test_a_stale_pid_that_is_now_another_program_is_no_server(place: Place):
    process = place.process()
    process.ask("ensure")
    pid_file = place.cluster / "postmaster.pid"
    lines = pid_file.read_text().splitlines()
    process.leave()
    owner = pid_file.parent.stat().st_uid
    with subprocess.Popen(["/bin/sleep", "60"], user=owner if IS_ROOT else None) as other:
        pid_file.write_text("\n".join([str(other.pid), *lines[1:]]))

        answer = place.process().ask("sql SELECT 1")
        was_alive = other.poll() is None
        other.kill()

    assert answer == [[1]]
    assert was_alive


def test_a_first_start_that_was_cut_off_is_begun_anew(empty_place: Place):
    empty_place.data.mkdir()
    empty_place.account.give(empty_place.data)
    half_made = empty_place.data / f"{empty_place.cluster.name}.new-1"
    half_made.mkdir()
    empty_place.account.give(half_made)
    (half_made / "PG_VERSION").write_text("18")

    assert empty_place.process().ask("sql SELECT 1") == [[1]]

    assert not half_made.exists()


def test_a_server_that_cannot_start_shows_what_its_log_says(place: Place):
    (place.data / "postgresql.conf").write_text("shared_buffers = 'nonsense'\n")

    with pytest.raises(RefusedError, match=r"did not start.*server\.log says:\n(.|\n)*shared_buffers"):
        place.process().ask("ensure")


def test_data_of_another_version_is_not_passed_over_in_silence(place: Place):
    place.cluster.rename(place.cluster.with_name("pg9"))

    with pytest.raises(RefusedError, match=r"pg9 was made by another PostgreSQL"):
        place.process().ask("ensure")


def test_a_file_of_ones_own_adds_settings(place: Place):
    (place.data / "postgresql.conf").write_text(f"{NO_SYNC}work_mem = '7MB'\n")

    assert place.process().ask("sql SHOW work_mem") == [["7MB"]]


def _listening_inodes() -> set[str]:
    """Give the socket inodes of everything on this machine that listens on TCP."""
    listening = "0A"
    rows = [row.split() for name in ("tcp", "tcp6") for row in Path(f"/proc/net/{name}").read_text().splitlines()[1:]]
    return {row[9] for row in rows if row[3] == listening}


def _open_sockets(pid: int) -> set[str]:
    links = [str(link.readlink()) for link in Path(f"/proc/{pid}/fd").iterdir()]
    return {link.removeprefix("socket:[").removesuffix("]") for link in links if link.startswith("socket:[")}
