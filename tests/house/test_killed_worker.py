"""A worker killed with -9 at any moment loses nothing and repeats nothing visible; two workers never do a row twice."""

from __future__ import annotations

import os
import random
import signal
import threading
import time

import pytest
from cast import NOON, later, make_town
from django.db import connections

from xiangyue.desks.dispatch import actions as dispatch
from xiangyue.desks.handling import actions as handling
from xiangyue.house.timers import work_once
from xiangyue.kernel import queries
from xiangyue.kernel.models import Clock, Event, Matter

KILLS = 200
MATTERS = 240
pytestmark = pytest.mark.django_db(transaction=True)
MOMENT = later(NOON, days=20)


def much_to_do(matters: int):
    """Half of the matters are answered and wait for reactions, half have clocks that must ring."""
    cast = make_town()
    for number in range(matters):
        matter = cast.say(f"第{number}个坑", phone=f"1990000{number:04d}")
        dispatch.send(
            matter,
            category=cast.categories["R01"],
            unit=cast.units["roads"],
            place=None,
            urgency="general",
            seat=cast.seats["dispatcher"],
            at=NOON,
        )
        if number % 2:
            handling.answer_at_once(
                matter,
                text="已经填补路面。",
                outcome="solved",
                requester_how="phone",
                door_how="export",
                seat=cast.seats["roads"],
                at=later(NOON, hours=1),
            )
    return cast


def everything_was_done_once(cast) -> None:
    assert not Event.objects.filter(reacted_at=None).exists()
    assert not Event.objects.exclude(error="").exists()
    assert not Clock.objects.filter(stopped_at=None, next_at__lte=MOMENT).exists()
    for matter in Matter.objects.filter(town=cast.town):
        names = list(matter.events.values_list("name", flat=True))
        clocks = list(matter.clocks.values_list("kind", flat=True))
        assert len(clocks) == len(set(clocks))
        if matter.answered_at:
            assert (matter.state, names.count("callback_awaited")) == ("awaiting_callback", 1)
        else:
            rung = [event.told["clock"] for event in matter.events.filter(name="clock_rang")]
            assert sorted(rung) == ["answer", "contact", "sign"]
    assert list(queries.verify(cast.town)) == []


def test_killed_200_times(record_property):
    cast = much_to_do(MATTERS)
    chance, killed_at_work = random.Random(7), 0
    for _ in range(KILLS):
        connections.close_all()
        child = os.fork()
        if child == 0:
            try:
                while work_once_slowly():
                    pass
            finally:
                os._exit(0)
        time.sleep(chance.uniform(0.001, 0.06))
        os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        killed_at_work += os.WIFSIGNALED(status)
    record_property("killed_at_work", killed_at_work)
    assert killed_at_work > KILLS / 2
    while work_once(MOMENT):
        pass
    everything_was_done_once(cast)


def work_once_slowly() -> int:
    """Small steps, so that a kill meets every kind of moment between and inside transactions."""
    from xiangyue.house.timers import ring_next
    from xiangyue.kernel.outbox import react_to_batch

    return react_to_batch(MOMENT, 1) + ring_next(MOMENT)


def test_four_workers_at_once():
    cast = much_to_do(MATTERS // 8)
    errors = []

    def work() -> None:
        try:
            while work_once_slowly():
                pass
        except Exception as error:
            errors.append(error)
        finally:
            connections.close_all()

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert errors == []
    while work_once(MOMENT):
        pass
    everything_was_done_once(cast)


def test_a_reaction_that_fails_does_not_stop_the_line(monkeypatch):
    from xiangyue.kernel import outbox

    cast = much_to_do(8)
    bad = Event.objects.filter(name="answered").order_by("id").first()
    real = dict(outbox._REACTIONS)

    def stumble(event, now):
        if event.pk == bad.pk:
            raise ValueError("一张坏单")
        for reaction in real["answered"]:
            reaction(event, now)

    monkeypatch.setitem(outbox._REACTIONS, "answered", (stumble,))
    while work_once(MOMENT):
        pass
    bad.refresh_from_db()
    assert (bad.reacted_at, bad.tries, "一张坏单" in bad.error) == (None, 1, True)
    assert bad.next_try_at > MOMENT
    assert Matter.objects.filter(town=cast.town, state="awaiting_callback").count() == 3
    monkeypatch.setitem(outbox._REACTIONS, "answered", real["answered"])
    while work_once(later(MOMENT, hours=1)):
        pass
    assert Matter.objects.filter(town=cast.town, state="awaiting_callback").count() == 4
