"""吹哨报到: the lead unit calls others in; each has its own clock and reports to the lead (条例 art. 14, 16)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction

from xiangyue.desks.handling.actions.ask import new_case
from xiangyue.desks.handling.actions.work import require_lead
from xiangyue.desks.handling.models import Case
from xiangyue.kernel import access
from xiangyue.kernel import actions as kernel
from xiangyue.kernel.actions import Change
from xiangyue.kernel.actions.clocks import clock_of, stop_clocks
from xiangyue.kernel.errors import NotAllowed, Refused, StaleMove
from xiangyue.kernel.first import still
from xiangyue.kernel.models import Clock, Matter, Party, Seat
from xiangyue.kernel.recusals import is_kept_from
from xiangyue.kernel.timekeeping import TownTime

_REPORTS = {"responded": "whistle_responded", "done": "whistle_done"}


@transaction.atomic
def whistle(matter: Matter, *, unit: Party, reason: str, due_at: datetime, seat: Seat, at: datetime) -> Case:
    """Call a unit in, villages included: assisting is what they may always do."""
    require_lead(matter, seat, "handling.ask")
    if matter.closed_at is not None:
        raise StaleMove("{number} 已经结束，不用再请别的单位协办。", number=matter.number)
    if unit.pk == seat.unit_id:
        raise Refused("不用给自己单位吹哨。")
    if is_kept_from(matter, unit):
        raise Refused("{unit}须回避这件事，不能请它协办。", unit=unit.title)
    if not reason.strip() or due_at <= at:
        raise Refused("请写明请对方做什么，并给一个以后的时间。")
    if _is_called(matter, unit):
        raise StaleMove("已经请过{unit}，还在办理。", unit=unit.title)
    return _blow(matter, unit, reason.strip(), due_at, seat, at)


@transaction.atomic
def call_in(
    matter: Matter, *, units: Iterable[Party], reason: str, due_at: datetime, seat: Seat, at: datetime
) -> list[Case]:
    """The units that a decided plan names, by whoever decided it. Whoever leads, is kept out or has been called already
    is passed over; an ended matter calls nobody.
    """
    if matter.closed_at is not None:
        return []
    return [
        _blow(matter, unit, reason, max(due_at, at), seat, at)
        for unit in units
        if unit.pk != matter.lead_unit_id and not is_kept_from(matter, unit) and not _is_called(matter, unit)
    ]


def _is_called(matter: Matter, unit: Party) -> bool:
    return Clock.objects.filter(matter=matter, kind="assist", unit=unit, stopped_at=None).exists()


def _blow(matter: Matter, unit: Party, reason: str, due_at: datetime, seat: Seat, at: datetime) -> Case:
    case = new_case(matter, "whistle", reason=reason, seat=seat, at=at, unit=unit, until=due_at)
    case.save(force_insert=True)
    kernel.start(assist_clock(case), TownTime(matter.town))
    kernel.carry_out(matter, whistling(case), actor=kernel.Actor.of(seat), at=at)
    return case


def assist_clock(case: Case) -> Clock:
    """Of the unit that is called; not saved."""
    unit, until = case.unit, case.until
    assert unit is not None and until is not None  # every whistle names both
    office = unit.office_hours or "town"
    return clock_of(
        case.matter, town_id=case.town_id, kind="assist", unit=unit, office=office, at=case.asked_at, due_at=until
    )


def whistling(case: Case) -> Change:
    assert case.unit is not None and case.until is not None
    told = {"case": case.pk, "unit_name": case.unit.title, "reason": case.reason, "due_at": case.until.isoformat()}
    return Change("whistled", told)


def respond(case: Case, *, response: str, seat: Seat, at: datetime) -> Case:
    """报到: the unit says that it comes, or what it found so far."""
    return _report(case, "responded", response, seat, at)


def finish_whistle(case: Case, *, response: str, seat: Seat, at: datetime) -> Case:
    """The unit's part is done; its clock stops."""
    return _report(case, "done", response, seat, at)


@transaction.atomic
def _report(case: Case, to: str, response: str, seat: Seat, at: datetime) -> Case:
    access.require(seat, "handling.respond", of=case)
    if case.unit_id != seat.unit_id:
        raise NotAllowed("这个哨不是吹给本单位的。")
    if not response.strip():
        raise Refused("请写明到场或办理的情况。")
    froms = ["blown", "responded"] if to == "done" else ["blown"]
    columns = report(to=to, response=response.strip(), at=at)
    done = StaleMove("这个哨已经有结果了，请刷新后再看。")
    still(case, {"kind": "whistle", "state__in": froms}, done, **columns)
    kernel.carry_out(case.matter, reporting(case, seat.unit), actor=kernel.Actor.of(seat), at=at)
    if to == "done":
        stop_clocks(case.matter, at=at, kinds=["assist"], unit=seat.unit)
    return case


def report(*, to: str, response: str, at: datetime) -> dict[str, Any]:
    """The columns of a case whose unit has reported."""
    return {"state": to, "response": response, "responded_at": at}


def reporting(case: Case, unit: Party) -> Change:
    return Change(_REPORTS[case.state], {"case": case.pk, "unit_name": unit.title, "response": case.response})
