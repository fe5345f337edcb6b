"""Naming the one lead unit of a matter, and taking that back before it is signed for."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from xiangyue.kernel.actions.clocks import new_clock, stop_clocks
from xiangyue.kernel.actions.record import Actor, joined, move
from xiangyue.kernel.errors import NotOnVillageList, Refused
from xiangyue.kernel.models import Clock, Event, Matter, Party
from xiangyue.kernel.timekeeping import ROUND_THE_CLOCK, TownTime, local_day


def village_block(matter: Matter, unit: Party) -> str:
    """Why this unit may not lead this matter (条例 art. 17); empty when it may."""
    if unit.unit_kind != "village":
        return ""
    if matter.category is None:
        return "还没有归类，无法核对村级职责清单，不能派给村主办。"
    if matter.category.village_may_lead:
        return ""
    return (
        f"“{matter.category}”不在村级职责清单上，村里只能协办、不能主办（《北京市接诉即办工作条例》第17条）。"
        "请派给镇里的科室，再请村里协办。"
    )


def assign_lead(
    matter: Matter, *, unit: Party, actor: Actor, at: datetime, note: str = "", time: TownTime | None = None
) -> Event:
    """Dispatch to a lead unit and start its clocks. NotOnVillageList holds whoever asks; a closed unit is refused.

    The deadline that came with the order binds where there is one; ours is computed beside it.
    """
    if not unit.is_active or unit.kind != "unit" or unit.town_id != matter.town_id:
        raise Refused(f"{unit.title}现在不能接单，请另选一个单位。")
    blocked = village_block(matter, unit)
    if blocked:
        raise NotOnVillageList(blocked)
    time = time or TownTime(matter.town)
    deadline = time.deadline(matter.urgency, local_day(at))
    computed = time.due(at, deadline, unit.office_hours)
    binding = matter.imported_due_at or computed
    changes: dict[str, Any] = {"lead_unit": unit, "computed_due_at": computed, "due_at": binding}
    particulars: dict[str, Any] = {
        "unit": unit.code,
        "unit_name": unit.title,
        "due_at": binding.isoformat(),
        "due_source": "imported" if matter.imported_due_at else deadline.source,
    }
    if note:
        particulars["note"] = note
    office = ROUND_THE_CLOCK if deadline.unit == "natural_hours" else unit.office_hours or "town"
    clocks = [
        new_clock(matter, kind=kind, unit=unit, amount=timedelta(minutes=minutes), office=office, at=at, time=time)
        for kind, minutes in (("sign", deadline.sign_minutes), ("contact", deadline.contact_minutes))
    ]
    clocks.append(new_clock(matter, kind="answer", unit=unit, due_at=binding, office=office, at=at, time=time))
    with joined():
        event = move(matter, to="dispatched", event="dispatched", actor=actor, at=at, changes=changes, **particulars)
        Clock.objects.bulk_create(clocks)
    return event


def undo_assignment(matter: Matter, *, reason: str, actor: Actor, at: datetime) -> Event:
    """Only before the unit has signed; afterwards there is the objection."""
    changes = {"lead_unit": None, "due_at": matter.imported_due_at, "computed_due_at": None}
    with joined():
        event = move(matter, to="sorted", event="dispatch_undone", actor=actor, at=at, changes=changes, reason=reason)
        stop_clocks(matter, at=at)
    return event
