"""The monitor's question is answered whatever the database does, and pages say in words that it is away."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import threading
from contextlib import contextmanager

import pytest
from cast import NOON, later
from django.db import OperationalError
from django.test import Client
from served import Served, free_port, wait_until

from xiangyue.house import health, moment
from xiangyue.house.models import Chore, Line
from xiangyue.kernel.actions import seal_day
from xiangyue.kernel.models import Event
from xiangyue.kernel.timekeeping import local_day


@pytest.fixture
def at_noon(monkeypatch):
    monkeypatch.setattr(moment, "now", lambda: NOON)


@pytest.mark.django_db(transaction=True)
def test_it_tells_worker_events_seal_chores_and_disk(cast, at_noon):
    told = Client().get("/house/health").json()
    assert (told["ok"], told["database"], told["warnings"]) == (False, "ok", ["worker"])
    matter = cast.say()
    Line.objects.create(name="deeds", beaten_at=later(NOON, minutes=-1))
    seal_day(cast.town, local_day(later(NOON, days=-1)), at=later(NOON, hours=-3))
    told = Client().get("/house/health").json()
    assert (told["ok"], told["worker_seconds"], told["warnings"]) == (True, 60.0, [])
    assert told["disk_free_bytes"] > 0 and told["last_seal_at"].startswith(f"{later(NOON, hours=-3):%Y-%m-%dT}")
    Line.objects.update(beaten_at=later(NOON, minutes=-5))
    Event.objects.filter(matter=matter).update(reacted_at=None, at=later(NOON, hours=-1))
    Chore.objects.create(name="tracks", next_try_at=NOON, error="ValueError: 坏")
    told = Client().get("/house/health").json()
    assert (told["oldest_waiting_event_seconds"], told["chores_failed"]) == (3600.0, ["tracks"])
    assert told["warnings"] == ["worker", "events", "chores"]


def test_while_one_question_hangs_no_second_is_put_behind_it():
    go_on, asked = threading.Event(), []

    def hangs():
        asked.append(1)
        go_on.wait(60)
        return {}

    assert health._asked_apart(hangs) is None
    assert [health._asked_apart(hangs) for _ in range(5)] == [None] * 5
    go_on.set()
    while health._ASKING and not health._ASKING[0].done():
        pass
    assert (len(asked), health._asked_apart(lambda: {"a": 1})) == (1, {"a": 1})


@pytest.mark.django_db
@pytest.mark.parametrize(("accept", "shape"), [("text/html", "<!doctype html>"), ("application/json", '{"error"')])
def test_a_database_that_is_away_for_the_session_is_told_in_words(cast, monkeypatch, accept, shape):
    client = cast.client("dispatcher")
    client.raise_request_exception = False

    def gone(*_given, **_named):
        raise OperationalError("server closed the connection unexpectedly")

    monkeypatch.setattr("django.contrib.sessions.backends.db.SessionStore.load", gone)
    answer = client.get("/", headers={"accept": accept})
    assert (answer.status_code, answer.content.decode().startswith(shape)) == (503, True)
    assert "数据库暂时连不上" in (answer.json()["says"] if shape.startswith("{") else answer.content.decode())


@contextmanager
def web_without_database(folder, address):
    port, log = free_port(), folder / "web.log"
    around = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    around |= {"XIANGYUE_DATA": str(folder), "DATABASE_URL": f"postgresql://nobody@127.0.0.1:{address}/nothing"}
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "xiangyue.house.server.web", "127.0.0.1", str(port), "1", str(os.getpid())],
            env=around,
            stdout=out,
            stderr=out,
        )
    one = Served(process, port, around, log)

    def is_up():
        try:
            return one.ask("GET", "/house/health")[0] == 503
        except OSError:
            return False

    try:
        wait_until(is_up, log)
        yield one
    finally:
        process.terminate()
        process.wait(timeout=60)


def test_a_database_that_takes_the_call_and_says_nothing(tmp_path):
    """Every thread for visitors waits for it; the monitor is answered all the same, and then they are too."""
    with socket.create_server(("127.0.0.1", 0), backlog=200) as deaf:
        with web_without_database(tmp_path, deaf.getsockname()[1]) as server:
            pages: list[tuple[int, str]] = []

            def visit():
                status, _, page = server.ask("GET", "/", Cookie="sessionid=of-somebody-who-was-here")
                pages.append((status, page.decode()))

            visitors = [threading.Thread(target=visit) for _ in range(8)]
            for one in visitors:
                one.start()
            status, _, told = server.ask("GET", "/house/health")
            assert (status, json.loads(told)["database"], pages) == (503, "away", [])
            for one in visitors:
                one.join()
            assert {status for status, _ in pages} == {503}
            assert all("数据库暂时连不上" in page for _, page in pages)
