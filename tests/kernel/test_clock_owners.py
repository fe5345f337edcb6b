"""Each promise has its own clock, and stopping or ringing one never touches another's."""

from __future__ import annotations

import pytest
from cast import NOON, later
from django.db import IntegrityError, transaction

from xiangyue.house.timers import work_once
from xiangyue.kernel import actions as kernel
from xiangyue.kernel.actions.clocks import pause
from xiangyue.kernel.errors import Refused
from xiangyue.kernel.models import Clock, Event
from xiangyue.kernel.timekeeping import ROUND_THE_CLOCK, TownTime


def promise(cast, matter, owner, *, days=1, unit=None):
    return kernel.start_clock(
        matter,
        kind="promise",
        owner=owner,
        unit=unit,
        office=ROUND_THE_CLOCK,
        at=NOON,
        time=TownTime(cast.town),
        due_at=later(NOON, days=days),
    )


def running(matter):
    return set(Clock.objects.filter(matter=matter, stopped_at=None).values_list("owner", flat=True))


def test_stopping_one_promise_leaves_the_others_and_the_matters_own(cast):
    matter = cast.say()
    promise(cast, matter, "test.promise:1")
    promise(cast, matter, "test.promise:2")
    promise(cast, matter, "other.plan:1")
    kernel.start_clock(
        matter, kind="answer", unit=None, office="town", at=NOON, time=TownTime(cast.town), due_at=later(NOON, days=2)
    )
    kernel.stop_promise("test.promise:1", at=NOON)
    assert running(matter) == {"test.promise:2", "other.plan:1", "matter"}
    kernel.stop_clocks(matter, at=NOON)
    assert running(matter) == {"test.promise:2", "other.plan:1"}


def test_one_promise_never_runs_twice_but_one_unit_keeps_several(cast):
    matter, unit = cast.say(), cast.units["water"]
    promise(cast, matter, "test.promise:1", unit=unit)
    promise(cast, matter, "test.promise:2", unit=unit)
    with pytest.raises(IntegrityError), transaction.atomic():
        promise(cast, matter, "test.promise:1", unit=unit)


def test_a_clock_without_a_matter_belongs_to_a_room_and_rings_on_the_house(cast):
    with pytest.raises(IntegrityError), transaction.atomic():
        promise(cast, None, "matter")
    clock = promise(cast, None, "patrol.duty:7")
    with pytest.raises(Refused, match="不属于哪一件事"):
        pause(clock, reason="等一等", actor=kernel.WORKER, at=NOON)
    while work_once(later(NOON, days=2)):
        pass
    clock.refresh_from_db()
    rang = Event.objects.filter(name="clock_rang").get()
    assert (rang.matter.kind, rang.told["owner"]) == ("house", "patrol.duty:7")
    assert clock.next_at is None


def test_an_event_of_a_clock_says_whose_it_was(cast):
    matter = cast.say()
    promise(cast, matter, "test.promise:1")
    while work_once(later(NOON, days=2)):
        pass
    owners = {event.told.get("owner") for event in matter.events.filter(name__startswith="clock_")}
    assert owners == {"test.promise:1"}
