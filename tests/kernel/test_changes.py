"""What a deed does is a value first: carried out on a saved matter, told of one that is not saved yet."""

from __future__ import annotations

from datetime import timedelta

import pytest
from cast import NOON

from xiangyue.kernel import actions as kernel
from xiangyue.kernel.actions import WORKER, Change
from xiangyue.kernel.actions.assign import lead_clocks, naming
from xiangyue.kernel.actions.clocks import extension, resumption
from xiangyue.kernel.errors import IllegalMove, WrongParticulars
from xiangyue.kernel.models import Clock
from xiangyue.kernel.timekeeping import TownTime


def test_columns_are_written_with_an_event_that_moves_nothing(cast):
    matter = cast.say()
    due = NOON + timedelta(days=3)
    event = kernel.carry_out(matter, Change("noted", {"text": "改期"}, columns={"due_at": due}), actor=WORKER, at=NOON)
    assert matter.due_at == due
    matter.refresh_from_db()
    assert (matter.due_at, matter.head_hash, matter.state) == (due, event.hash, "received")


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        (Change("noted", {"words": "?"}, columns={"urgency": "urgent"}), WrongParticulars),
        (Change("noted", {"text": "跳过"}, to="answered", columns={"urgency": "urgent"}), IllegalMove),
    ],
)
def test_a_refused_change_writes_neither_event_nor_columns(cast, change, refusal):
    matter = cast.say()
    with pytest.raises(refusal):
        kernel.carry_out(matter, change, actor=WORKER, at=NOON)
    matter.refresh_from_db()
    assert (matter.event_count, matter.urgency) == (1, "general")


def test_dispatching_writes_what_its_values_say(cast):
    matter, unit, time = cast.say(), cast.units["roads"], TownTime(cast.town)
    kernel.sort(
        matter,
        category=cast.categories["R01"],
        place=cast.places["dayang"],
        urgency="general",
        suggested=False,
        actor=WORKER,
        at=NOON,
    )
    deadline = time.deadline("general", NOON.date())
    due = time.due(NOON, deadline, unit.office_hours)
    change = naming(matter, unit, computed=due, deadline=deadline)
    clocks = lead_clocks(matter, unit, due=due, deadline=deadline, at=NOON, time=time)
    event = kernel.assign_lead(matter, unit=unit, actor=WORKER, at=NOON)
    assert (event.name, event.told, matter.state) == (change.event, change.told, change.to)
    assert {column: getattr(matter, column) for column in change.columns} == change.columns
    kept = matter.clocks.order_by("pk")
    assert [(one.kind, one.due_at, one.office) for one in kept] == [
        (one.kind, one.due_at, one.office) for one in clocks
    ]
    assert all(one.next_at for one in kept) and not any(one.next_at for one in clocks)


def a_clock(**more):
    return Clock(kind="answer", due_at=NOON + timedelta(days=2), promised_at=NOON + timedelta(days=2), **more)


def test_an_extension_tells_both_ends_and_binds_the_matter():
    clock, later = a_clock(), NOON + timedelta(days=5)
    change = extension(clock, due_at=later, reason="等材料")
    assert change.told["old_due_at"] == clock.promised_at.isoformat()
    assert (clock.due_at, change.told["due_at"], change.columns) == (later, later.isoformat(), {"due_at": later})


def test_a_clock_that_was_late_when_it_was_paused_stays_late(cast):
    clock = a_clock(paused_at=NOON + timedelta(days=3))
    hours = TownTime(cast.town).office("town", NOON.date())
    resumption(clock, reason="恢复", at=NOON + timedelta(days=9), hours=hours)
    assert (clock.due_at, clock.paused_at) == (clock.promised_at, None)
    assert [pause[2] for pause in clock.pauses] == ["恢复"]
