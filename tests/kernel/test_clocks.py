"""Clocks: they ring once, warn twice, pause with a reason, and an extension keeps the old promise."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from cast import BEIJING, NOON, later

from xiangyue.desks.dispatch import actions as dispatch
from xiangyue.desks.handling import actions as handling
from xiangyue.house.timers import ring_next, work_once
from xiangyue.kernel import actions as kernel
from xiangyue.kernel.errors import Refused
from xiangyue.kernel.models import Clock, Event

FRIDAY = datetime(2024, 9, 27, 10, 0, tzinfo=BEIJING).astimezone(
    UTC
)  # before a make-up Sunday and the National Day holiday


def send(cast, matter, code="R01", unit="roads", urgency="general", at=NOON):
    dispatch.send(
        matter,
        category=cast.categories[code],
        unit=cast.units[unit],
        place=None,
        urgency=urgency,
        seat=cast.seats["dispatcher"],
        at=at,
    )
    return Clock.objects.get(matter=matter, kind="answer")


def test_five_working_days_over_a_holiday_with_make_up_days(cast):
    clock = send(cast, cast.say(at=FRIDAY), at=FRIDAY)
    # 29 Sep (a worked Sunday), 30 Sep, then 1–7 Oct off, 8, 9, 10 Oct
    assert clock.due_at.astimezone(BEIJING) == datetime(2024, 10, 10, 18, 0, tzinfo=BEIJING)


def test_a_utility_runs_through_the_night(cast):
    matter = cast.say(at=FRIDAY)
    clock = send(cast, matter, "H01", "heat", "utility", at=FRIDAY)
    assert clock.due_at == later(FRIDAY, hours=24)
    with pytest.raises(Refused, match="不能暂停"):
        kernel.pause(clock, reason="没人", actor=kernel.WORKER, at=later(FRIDAY, hours=1))


def test_the_deadline_that_came_is_kept_beside_ours(cast):
    came = later(NOON, days=3)
    matter = cast.say(imported_due_at=came)
    clock = send(cast, matter)
    matter.refresh_from_db()
    assert matter.imported_due_at == clock.due_at == matter.due_at == came
    assert matter.computed_due_at != came
    # nobody counted a day that somebody named
    assert clock.counted_by == "" and send(cast, cast.say()).counted_by != ""


def test_it_warns_twice_and_rings_once(cast):
    matter = cast.say()
    clock = send(cast, matter, urgency="urgent")
    Clock.objects.exclude(pk=clock.pk).update(stopped_at=NOON)
    for minutes in range(0, 300, 5):
        while ring_next(later(NOON, minutes=minutes)):
            pass
    names = list(
        Event.objects.filter(matter=matter, name__startswith="clock_").order_by("seq").values_list("name", flat=True)
    )
    assert names == ["clock_warned", "clock_warned", "clock_rang"]


def test_an_extension_keeps_the_old_promise(cast):
    matter = cast.say()
    clock = send(cast, matter)
    case = handling.ask_extension(
        matter,
        until=later(clock.due_at, days=5),
        reason="等材料到货",
        told_requester=True,
        seat=cast.seats["roads"],
        at=later(NOON, days=1),
    )
    handling.decide(case, granted=True, decision="同意", seat=cast.seats["reviewer"], at=later(NOON, days=1))
    old = clock.due_at
    clock.refresh_from_db()
    matter.refresh_from_db()
    assert (clock.promised_at, clock.due_at, matter.due_at) == (old, later(old, days=5), later(old, days=5))
    event = matter.events.get(name="clock_extended")
    assert event.told["old_due_at"] == old.isoformat()


def test_a_pause_gives_back_the_working_time_that_was_left(cast):
    clock = send(cast, cast.say())
    before = clock.due_at
    kernel.pause(clock, reason="等鉴定", actor=kernel.WORKER, at=later(NOON, days=1))
    kernel.resume(clock, reason="鉴定出来了", actor=kernel.WORKER, at=later(NOON, days=8))
    clock.refresh_from_db()
    assert clock.due_at == later(before, days=7)
    assert clock.pauses[0][2] == "鉴定出来了"


def test_the_ledger_comes_back_by_itself(cast):
    matter = cast.say()
    send(cast, matter)
    handling.sign(matter, seat=cast.seats["roads"], at=NOON)
    handling.log_contact(matter, how="phone", reached=True, summary="说明情况", seat=cast.seats["roads"], at=NOON)
    case = handling.ask_hold(
        matter,
        kind="ledger",
        until=later(NOON, days=30),
        reason="要等市级管线工程",
        basis="2025年工程计划",
        seat=cast.seats["roads"],
        at=NOON,
    )
    handling.decide(case, granted=True, decision="同意挂账", seat=cast.seats["reviewer"], at=NOON)
    matter.refresh_from_db()
    assert matter.state == "on_ledger"
    while work_once(later(NOON, days=31)):
        pass
    matter.refresh_from_db()
    assert matter.state == "handling"
    assert Clock.objects.get(matter=matter, kind="answer").paused_at is None


def test_a_bad_clock_is_pushed_forward_and_does_not_stop_the_line(cast):
    bad, good = cast.say(), cast.say()
    broken = send(cast, bad)
    send(cast, good)
    Clock.objects.filter(pk=broken.pk).update(office="nowhere", next_at=NOON)
    moment = later(NOON, days=20)
    while ring_next(moment):
        pass
    broken.refresh_from_db()
    assert broken.next_at > moment
    assert "nowhere" in broken.error
    assert Event.objects.filter(matter=good, name="clock_rang").exists()
