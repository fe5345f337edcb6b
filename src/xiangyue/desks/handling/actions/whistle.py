"""吹哨报到: the lead unit calls others in; each has its own clock and reports to the lead (条例 art. 14, 16)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from xiangyue.desks.handling.actions.work import require_lead
from xiangyue.desks.handling.models import Case
from xiangyue.kernel import access
from xiangyue.kernel import actions as kernel
from xiangyue.kernel.actions.clocks import stop_clocks
from xiangyue.kernel.errors import NotAllowed, Refused, StaleMove
from xiangyue.kernel.models import Clock, Matter, Party, Seat
from xiangyue.kernel.timekeeping import TownTime


@transaction.atomic
def whistle(matter: Matter, *, unit: Party, reason: str, due_at: datetime, seat: Seat, at: datetime) -> Case:
    """Call a unit in, villages included: assisting is what they may always do."""
    require_lead(matter, seat, "handling.ask")
    if unit.pk == seat.unit_id:
        raise Refused("不用给自己单位吹哨。")
    if not reason.strip() or due_at <= at:
        raise Refused("请写明请对方做什么，并给一个以后的时间。")
    if Clock.objects.filter(matter=matter, kind="assist", unit=unit, stopped_at=None).exists():
        raise StaleMove(f"已经请过{unit.title}，还在办理。")
    case = Case.objects.create(
        town_id=matter.town_id,
        matter=matter,
        kind="whistle",
        state="blown",
        asked_by=seat,
        asked_at=at,
        reason=reason.strip(),
        unit=unit,
        until=due_at,
    )
    office = unit.office_hours or "town"
    kernel.start_clock(
        matter, kind="assist", unit=unit, due_at=due_at, office=office, at=at, time=TownTime(matter.town)
    )
    kernel.record(
        matter,
        "whistled",
        actor=kernel.Actor.of(seat),
        at=at,
        case=case.pk,
        unit_name=unit.title,
        reason=case.reason,
        due_at=due_at.isoformat(),
    )
    return case


def respond(case: Case, *, response: str, seat: Seat, at: datetime) -> Case:
    """报到: the unit says that it comes, or what it found so far."""
    return _report(case, "responded", "whistle_responded", response, seat, at)


def finish_whistle(case: Case, *, response: str, seat: Seat, at: datetime) -> Case:
    """The unit's part is done; its clock stops."""
    return _report(case, "done", "whistle_done", response, seat, at)


@transaction.atomic
def _report(case: Case, to: str, event: str, response: str, seat: Seat, at: datetime) -> Case:
    access.require(seat, "handling.respond")
    if case.unit_id != seat.unit_id:
        raise NotAllowed("这个哨不是吹给本单位的。")
    if not response.strip():
        raise Refused("请写明到场或办理的情况。")
    froms = ["blown", "responded"] if to == "done" else ["blown"]
    won = Case.objects.filter(pk=case.pk, kind="whistle", state__in=froms).update(
        state=to, response=response.strip(), responded_at=at
    )
    if won != 1:
        raise StaleMove("这个哨已经有结果了，请刷新后再看。")
    case.state, case.response, case.responded_at = to, response.strip(), at
    kernel.record(
        case.matter,
        event,
        actor=kernel.Actor.of(seat),
        at=at,
        case=case.pk,
        unit_name=seat.unit.title,
        response=case.response,
    )
    if to == "done":
        stop_clocks(case.matter, at=at, kinds=["assist"], unit=seat.unit)
    return case
