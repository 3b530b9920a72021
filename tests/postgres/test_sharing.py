"""Any number of processes share one server: the first starts it, the last stops it, and none can take it down."""

import os
import signal

import pytest

from forum.postgres import server
from tests.postgres.conftest import Place, wait_until


def test_a_second_process_joins_and_its_end_leaves_the_server_to_the_first(place: Place):
    first, second = place.process(), place.process()
    first.ask("sql CREATE TABLE kept (n int)")

    assert second.ask("sql SELECT count(*) FROM kept") == [[0]]
    second.leave()

    assert place.postmaster()
    assert first.ask("sql SELECT count(*) FROM kept") == [[0]]


def test_the_last_one_out_stops_the_server(place: Place):
    first, second = place.process(), place.process()
    first.ask("ensure")
    second.ask("ensure")

    first.leave()
    second.leave()

    assert not (place.cluster / "postmaster.pid").exists()


def test_a_process_that_lets_go_can_come_back(place: Place):
    process = place.process()
    process.ask("ensure")
    process.ask("release")
    assert not place.postmaster()

    assert process.ask("sql SELECT 1") == [[1]]


def test_a_killed_user_does_not_keep_the_server_up(place: Place):
    killed, other = place.process(), place.process()
    killed.ask("ensure")
    other.ask("ensure")

    killed.kill()
    assert other.ask("sql SELECT 1") == [[1]]
    other.leave()

    assert not place.postmaster()


def test_when_all_users_were_killed_the_next_one_joins_and_stops_it(place: Place):
    killed = place.process()
    killed.ask("ensure")
    killed.kill()
    left_behind = place.postmaster()
    assert left_behind

    following = place.process()
    following.ask("sql SELECT 1")
    assert place.postmaster() == left_behind
    following.leave()

    assert not place.postmaster()


def test_the_end_of_a_forked_child_does_not_stop_the_server(place: Place):
    parent = place.process()
    parent.ask("ensure")

    assert parent.ask("fork-and-exit") == 0

    assert place.postmaster()
    assert parent.ask("sql SELECT 1") == [[1]]


def test_a_forked_child_that_uses_the_server_outlives_its_parent(place: Place):
    parent = place.process()
    child = parent.ask("fork-and-use")
    parent.ask("ensure")

    parent.leave()
    assert place.postmaster()

    os.kill(child, signal.SIGKILL)
    last = place.process()
    last.ask("ensure")
    last.leave()
    assert not place.postmaster()


def test_five_first_starts_at_once_make_one_server(empty_place: Place):
    processes = [empty_place.process() for _ in range(5)]

    for process in processes:
        process.send("sql SELECT pg_postmaster_start_time()")
    started_at = {str(process.answer()) for process in processes}
    for process in processes:
        process.leave()

    assert len(started_at) == 1
    assert not empty_place.postmaster()
    assert not list(empty_place.server_folder.glob("*.new-*"))


def test_a_killed_server_is_recovered_with_every_row(place: Place):
    process = place.process()
    process.ask("sql CREATE TABLE kept AS SELECT generate_series(1, 2000) AS n")
    os.kill(place.postmaster(), signal.SIGKILL)

    process.kill()

    assert place.process().ask("sql SELECT count(*) FROM kept") == [[2000]]


def test_a_process_whose_server_was_killed_starts_it_again(place: Place):
    process = place.process()
    process.ask("sql CREATE TABLE kept (n int)")
    killed = place.postmaster()
    os.kill(killed, signal.SIGKILL)
    wait_until(lambda: not place.postmaster())

    process.ask("afresh")

    assert process.ask("sql SELECT count(*) FROM kept") == [[0]]
    assert place.postmaster() != killed
    process.leave()
    wait_until(lambda: not place.postmaster())


def test_a_signal_that_comes_while_a_process_lets_go_does_not_break_it_off(monkeypatch: pytest.MonkeyPatch):
    kept = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGQUIT)}
    came: list[int] = []

    def leave(number: int, _frame: object) -> None:
        came.append(number)
        raise SystemExit

    def interrupted(number: int, handler: object) -> object:
        if not came:
            signal.raise_signal(signal.SIGTERM)
        return set_handler(number, handler)

    set_handler = signal.signal
    signal.signal(signal.SIGTERM, leave)
    try:
        monkeypatch.setattr(server.signal, "signal", interrupted)
        server._hear_no_more()
        monkeypatch.undo()

        assert came == [signal.SIGTERM]
        assert {signal.getsignal(number) for number in kept} == {signal.SIG_IGN}
    finally:
        monkeypatch.undo()
        for number, handler in kept.items():
            signal.signal(number, handler)
