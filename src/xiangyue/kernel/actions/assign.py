"""Naming the one lead unit of a matter, and taking that back before it is signed for."""

from __future__ import annotations

from datetime import datetime, timedelta

from xiangyue.kernel.actions.clocks import UNIT_CLOCKS, clock_of, stop_clocks, wound
from xiangyue.kernel.actions.record import Actor, Change, carry_out, joined
from xiangyue.kernel.errors import NotOnVillageList, Refused
from xiangyue.kernel.models import Clock, Event, Matter, Party
from xiangyue.kernel.recusals import is_kept_from
from xiangyue.kernel.timekeeping import Deadline, TownTime, local_day, office_key
from xiangyue.lib.worktime import add_working


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
        raise Refused("{unit}现在不能接单，请另选一个单位。", unit=unit.title)
    if is_kept_from(matter, unit):
        raise Refused("这件事反映的就是{unit}，或者它须回避，不能由它主办，请派给别的单位。", unit=unit.title)
    blocked = village_block(matter, unit)
    if blocked:
        raise NotOnVillageList(blocked)
    time = time or TownTime(matter.town)
    deadline = time.deadline(matter.urgency, local_day(at))
    computed = time.due(at, deadline, unit.office_hours)
    change = naming(matter, unit, computed=computed, deadline=deadline, note=note)
    binding = matter.imported_due_at or computed
    clocks = lead_clocks(matter, unit, due=binding, deadline=deadline, at=at, time=time)
    again = matter.state == "reopened"  # whoever had it is rid of it, on clocks of its own
    with joined():
        event = carry_out(matter, change, actor=actor, at=at)
        if again:
            stop_clocks(matter, at=at, kinds=UNIT_CLOCKS)
        Clock.objects.bulk_create(wound(clock, time) for clock in clocks)
    return event


# "signed" has an arrow there too: a signature that was a slip
_ASSIGNED_FROM = ("received", "sorted", "reopened")


def naming(matter: Matter, unit: Party, *, computed: datetime, deadline: Deadline, note: str = "") -> Change:
    """The unit becomes the lead; the deadline that came with the order binds where there is one."""
    binding = matter.imported_due_at or computed
    told = {
        "unit": unit.code,
        "unit_name": unit.title,
        "due_at": binding.isoformat(),
        "due_source": "imported" if matter.imported_due_at else deadline.source,
    }
    if not matter.imported_due_at:
        told["counted_by"] = deadline.version
    if note:
        told["note"] = note
    columns = {"lead_unit": unit, "computed_due_at": computed, "due_at": binding}
    return Change("dispatched", told, to="dispatched", columns=columns, frm=_ASSIGNED_FROM)


def lead_clocks(
    matter: Matter, unit: Party, *, due: datetime, deadline: Deadline, at: datetime, time: TownTime
) -> list[Clock]:
    """To sign, to contact and to answer by `due`; not wound yet."""
    office = office_key(deadline, unit.office_hours)
    hours = time.office(office, local_day(at))
    ends = (
        ("sign", add_working(at, timedelta(minutes=deadline.sign_minutes), hours), hours),
        ("contact", add_working(at, timedelta(minutes=deadline.contact_minutes), hours), hours),
        ("answer", due, None if matter.imported_due_at else hours),
    )
    return [
        clock_of(
            matter, town_id=matter.town_id, kind=kind, unit=unit, office=office, at=at, due_at=end, counted_in=counted
        )
        for kind, end, counted in ends
    ]


def undo_assignment(matter: Matter, *, reason: str, actor: Actor, at: datetime) -> Event:
    """Only before the unit has signed; afterwards there is the objection."""
    columns = {"lead_unit": None, "due_at": matter.imported_due_at, "computed_due_at": None}
    undoing = Change("dispatch_undone", {"reason": reason}, to="sorted", columns=columns, frm=("dispatched",))
    with joined():
        event = carry_out(matter, undoing, actor=actor, at=at)
        stop_clocks(matter, at=at)
    return event
