"""With several writers a later key may be seen before an earlier one: the feed and the hooks lose neither."""

from __future__ import annotations

import random
import threading

import pytest
from cast import make_town
from django.db import connection, connections, transaction

from xiangyue.doors.api import feed, settled
from xiangyue.kernel.models import Event

pytestmark = pytest.mark.django_db(transaction=True)


def in_a_thread(does) -> threading.Thread:
    def run():
        try:
            does()
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def test_nothing_is_told_above_a_key_that_is_still_being_written(monkeypatch):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer: keys are seen in the order in which they are given")
    monkeypatch.setattr(settled, "PATIENCE", 0.2)
    cast = make_town()
    seat = cast.seats["dispatcher"]
    first = cast.say("先说的")
    assert [event.matter_id for event in feed.since(seat, after=0)] == [first.pk]
    written, may_end = threading.Event(), threading.Event()

    def writes_slowly():
        with transaction.atomic():
            cast.say("慢的")
            written.set()
            may_end.wait(60)

    slow = in_a_thread(writes_slowly)
    written.wait(60)
    quick = in_a_thread(lambda: cast.say("快的"))
    quick.join()
    newest = Event.objects.latest("pk")
    assert newest.matter.title == "快的"
    assert [event.matter_id for event in feed.since(seat, after=0)] == [first.pk]
    may_end.set()
    slow.join()
    titles = [event.matter.title for event in feed.since(seat, after=0)]
    assert titles == ["先说的", "慢的", "快的"]


def test_a_writer_who_gives_up_is_not_waited_for(monkeypatch):
    cast = make_town()

    def gives_up():
        with transaction.atomic():
            cast.say("没有说成")
            transaction.set_rollback(True)

    in_a_thread(gives_up).join()
    told = cast.say("说成了")
    assert [event.matter_id for event in feed.since(cast.seats["dispatcher"], after=0)] == [told.pk]


def test_a_cursor_among_six_writers_meets_every_event_once():
    cast = make_town()
    seat, chance = cast.seats["dispatcher"], random.Random(3)
    stop = threading.Event()

    def writes(name):
        def run():
            for number in range(15):
                with transaction.atomic():
                    cast.say(f"{name}的第{number}件", number=f"W{name}{number:03d}")
                    stop.wait(chance.uniform(0, 0.02))

        return run

    writers = [in_a_thread(writes(name)) for name in range(6)]
    got, cursor = [], 0
    while any(one.is_alive() for one in writers) or (rest := feed.since(seat, after=cursor)):
        rest = feed.since(seat, after=cursor, limit=7)
        got += [event.pk for event in rest]
        cursor = got[-1] if got else 0
    assert got == list(Event.objects.order_by("pk").values_list("pk", flat=True))
    assert len(got) == 90
