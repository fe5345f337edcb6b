"""The decision on what a unit asked for, by another seat, and what follows from it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from xiangyue.desks.handling.models import Case
from xiangyue.kernel import access, moves
from xiangyue.kernel import actions as kernel
from xiangyue.kernel.actions.clocks import stop_clocks
from xiangyue.kernel.errors import NotAllowed, Refused, StaleMove
from xiangyue.kernel.models import Clock, Event, Matter, Seat
from xiangyue.kernel.timekeeping import ROUND_THE_CLOCK, TownTime

# The state of a case that was decided in favour, by kind.
GRANTED = {
    "objection": "upheld",
    "extension": "granted",
    "suspension": "granted",
    "ledger": "granted",
    "escalation": "answered",
    "unreasonable": "confirmed",
    "score_appeal": "upheld",
}


@transaction.atomic
def decide(case: Case, *, granted: bool, decision: str, seat: Seat, at: datetime) -> Case:
    """Grant or refuse; never by the unit that asked, always with a reason."""
    access.require(seat, "handling.decide")
    if case.asked_by.unit_id == seat.unit_id or case.asked_by.user_id == seat.user_id:
        raise NotAllowed("自己单位提的申请不能自己审核，请换一个岗位。")
    if not decision.strip():
        raise Refused("请写明审核意见，申请单位会看到。")
    old, new = case.state, GRANTED[case.kind] if granted else "refused"
    if not moves.is_legal_side(case.kind, old, new):
        raise StaleMove("这个申请已经审核过了，请刷新后再看。")
    won = Case.objects.filter(pk=case.pk, state=old).update(
        state=new, decided_by=seat, decided_at=at, decision=decision.strip()
    )
    if won != 1:
        raise StaleMove("这个申请刚刚被别人审核过，请刷新后再看。")
    case.state, case.decided_by, case.decided_at, case.decision = new, seat, at, decision.strip()
    _follow(case, granted, kernel.Actor.of(seat), at)
    return case


def _follow(case: Case, granted: bool, actor: kernel.Actor, at: datetime) -> None:
    matter, name = case.matter, "case_granted" if granted else "case_refused"
    told: dict[str, Any] = {
        "case": case.pk,
        "kind": case.kind,
        "kind_name": case.get_kind_display(),
        "decision": case.decision,
    }
    if case.kind == "objection":
        changes = {"lead_unit": None} if granted else {}
        to = "sorted" if granted else "signed"
        kernel.move(matter, to=to, event=name, actor=actor, at=at, changes=changes, **told)
        stop_clocks(matter, at=at, kinds=None if granted else ["sign"])
        return
    if case.kind in ("suspension", "ledger") and granted:
        to = "suspended" if case.kind == "suspension" else "on_ledger"
        kernel.move(matter, to=to, event=name, actor=actor, at=at, **told)
        _hold(case, actor, at)
        return
    kernel.record(matter, name, actor=actor, at=at, **told)
    if case.kind == "extension" and granted and case.until is not None:
        clock = Clock.objects.select_related("matter__town", "unit").get(matter=matter, kind="answer", stopped_at=None)
        kernel.extend(clock, due_at=case.until, reason=case.reason, actor=actor, at=at)


def _hold(case: Case, actor: kernel.Actor, at: datetime) -> None:
    """Pause what runs, and start the clock that brings the matter back by itself."""
    matter, time = case.matter, TownTime(case.matter.town)
    for clock in Clock.objects.select_related("matter__town", "unit").filter(
        matter=matter, kind="answer", stopped_at=None, paused_at=None
    ):
        kernel.pause(clock, reason=f"{case.get_kind_display()}：{case.reason}", actor=actor, at=at)
    kernel.start_clock(
        matter, kind="return", unit=matter.lead_unit, due_at=case.until, office=ROUND_THE_CLOCK, at=at, time=time
    )


@transaction.atomic
def come_back(matter: Matter, *, reason: str, actor: kernel.Actor, at: datetime) -> Event:
    """From 中止 or 挂账 back to handling: by the unit when it can go on, by the worker when the day has come."""
    event = kernel.move(matter, to="handling", event="came_back", actor=actor, at=at, reason=reason)
    Case.objects.filter(matter=matter, kind__in=("suspension", "ledger"), state="granted").update(state="ended")
    stop_clocks(matter, at=at, kinds=["return"])
    for clock in Clock.objects.select_related("matter__town", "unit").filter(
        matter=matter, stopped_at=None, paused_at__isnull=False
    ):
        kernel.resume(clock, reason=reason, actor=actor, at=at)
    return event
