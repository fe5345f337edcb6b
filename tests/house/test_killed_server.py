"""kill -9 of any process of a running town: it is back, and no second generation stays."""

from __future__ import annotations

import os
import signal

import pytest
from served import served, wait_until


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with served(tmp_path_factory.mktemp("killed")) as one:
        yield one


def of(server, word: str) -> dict[int, int]:
    """process → parent, of those that run this."""
    return {pid: parent for pid, (parent, words) in server.processes().items() if word in words}


def web(server) -> tuple[set[int], set[int]]:
    """(keepers, web processes)"""
    all_of_them = of(server, "xiangyue.house.server.web")
    keepers = {pid for pid, parent in all_of_them.items() if parent == server.process.pid}
    return keepers, {pid for pid, parent in all_of_them.items() if parent in keepers}


def kill_and_wait(server, pids: set[int], is_whole) -> None:
    for pid in pids:
        os.kill(pid, signal.SIGKILL)
    wait_until(lambda: not pids & set(server.processes()) and is_whole() and server.answers(), server.log)


def test_a_web_process(server):
    _, workers = web(server)
    assert len(workers) == 2
    kill_and_wait(server, {min(workers)}, lambda: len(web(server)[1]) == 2)


def test_all_web_processes_and_their_keeper(server):
    keepers, workers = web(server)
    kill_and_wait(server, keepers, lambda: len(web(server)[1]) == 2)
    alive = {pid for pid in workers if os.path.exists(f"/proc/{pid}")}
    wait_until(lambda: not {pid for pid in alive if os.path.exists(f"/proc/{pid}")}, server.log)


def test_the_worker(server):
    before = of(server, "work --kept")
    assert len(before) == 1
    kill_and_wait(server, set(before), lambda: len(of(server, "work --kept")) == 1)
    assert set(of(server, "work --kept")) != set(before)


def test_all_at_once(server):
    keepers, workers = web(server)
    kill_and_wait(
        server,
        keepers | workers | set(of(server, "work --kept")),
        lambda: len(web(server)[1]) == 2 and len(of(server, "work --kept")) == 1,
    )


def test_who_keeps_them_all(tmp_path):
    """Nothing of the family lives on to hold the port; systemd or the container starts it again."""
    with served(tmp_path) as one:
        family = set(one.processes())
        one.process.kill()
        one.process.wait()
        wait_until(lambda: not [pid for pid in family if os.path.exists(f"/proc/{pid}")], one.log)
