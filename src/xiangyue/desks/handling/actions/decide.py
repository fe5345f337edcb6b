"""The decision on what a unit asked for, by another seat, and what follows from it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from xiangyue.desks.handling.models import Case
from xiangyue.desks.handling.rules import OBJECTING, TOWN, way_to_object
from xiangyue.kernel import access, moves
from xiangyue.kernel import actions as kernel
from xiangyue.kernel.actions import Change
from xiangyue.kernel.actions.clocks import clock_of, stop_clocks
from xiangyue.kernel.dated import rule_on
from xiangyue.kernel.errors import NotAllowed, Refused, StaleMove
from xiangyue.kernel.first import still
from xiangyue.kernel.models import Clock, Event, Matter, Seat
from xiangyue.kernel.recusals import is_among_few
from xiangyue.kernel.timekeeping import ROUND_THE_CLOCK, TownTime, local_day

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
# Where a decision moves the matter; the others leave it where it is.
_LEADS_TO = {
    ("objection", True): "sorted",
    ("objection", False): "signed",
    ("suspension", True): "suspended",
    ("ledger", True): "on_ledger",
}
ON_ITS_DAY = "到期自动恢复办理"
# What a matter's events tell once the village has talked it over, or has said why it does not
_HEARD = ("council_decided", "council_dropped")


@transaction.atomic
def decide(case: Case, *, granted: bool, decision: str, seat: Seat, at: datetime) -> Case:
    """Grant or refuse; never by the unit that asked, always with a reason."""
    access.require(seat, "handling.decide", of=case)
    if case.asked_by.unit_id == seat.unit_id or case.asked_by.user_id == seat.user_id:
        raise NotAllowed("自己单位提的申请不能自己审核，请换一个岗位。")
    if not decision.strip():
        raise Refused("请写明审核意见，申请单位会看到。")
    if case.kind == "unreasonable" and granted and not (is_among_few(case.matter) or _was_heard(case)):
        raise Refused("认定不合理以前，要先由村民议事会听取情况；{number} 还没有议过。", number=case.matter.number)
    old, columns = case.state, ruling(case, granted=granted, decision=decision.strip(), seat=seat, at=at)
    if not moves.is_legal_side(case.kind, old, columns["state"]):
        raise StaleMove("这个申请已经审核过了，请刷新后再看。")
    still(case, {"state": old}, StaleMove("这个申请刚刚被别人审核过，请刷新后再看。"), **columns)
    actor = kernel.Actor.of(seat)
    kernel.carry_out(case.matter, deciding(case, granted=granted), actor=actor, at=at)
    _follow(case, granted, actor, at)
    return case


def _was_heard(case: Case) -> bool:
    """Since it was asked; what the village said of it before does not count."""
    asked = case.matter.events.filter(name="case_asked", particulars__case=case.pk).values("seq")[:1]
    return bool(case.matter.events.filter(name__in=_HEARD, seq__gt=asked).exists())


def ruling(case: Case, *, granted: bool, decision: str, seat: Seat, at: datetime) -> dict[str, Any]:
    """The columns of the case once it is decided."""
    state = GRANTED[case.kind] if granted else "refused"
    return {"state": state, "decided_by": seat, "decided_at": at, "decision": decision}


def deciding(case: Case, *, granted: bool) -> Change:
    """Of a decided case."""
    told = {"case": case.pk, "kind": case.kind, "kind_name": case.get_kind_display(), "decision": case.decision}
    columns = {"lead_unit": None} if case.kind == "objection" and granted else {}
    name = "case_granted" if granted else "case_refused"
    return Change(name, told, to=_LEADS_TO.get((case.kind, granted), ""), columns=columns)


def _follow(case: Case, granted: bool, actor: kernel.Actor, at: datetime) -> None:
    matter = case.matter
    if case.kind == "unreasonable" and granted:
        kernel.record(matter, "unreasonable_found", actor=actor, at=at, **finding(case, at))
    elif case.kind == "objection":
        stop_clocks(matter, at=at, kinds=None if granted else ["sign"])
    elif case.kind in ("suspension", "ledger") and granted:
        _hold(case, actor, at)
    elif case.kind == "extension" and granted and case.until is not None:
        running = Clock.objects.select_related("matter__town", "unit").filter(matter=matter, stopped_at=None)
        clock = running.filter(kind="answer", unit=case.asked_by.unit).first()  # no more time for another unit
        if clock is None:
            raise StaleMove("办理时限已经停止，不能再延期；这件事可能刚刚办结或撤回了，请刷新后再看。")
        kernel.extend(clock, due_at=case.until, reason=case.reason, actor=actor, at=at)


def finding(case: Case, at: datetime) -> dict[str, Any]:
    """What whoever raised it is told: what was found and why, and how they may object to it."""
    rule = rule_on(case.matter.town, OBJECTING, TOWN, local_day(at))
    return {"decision": case.decision, "way": way_to_object(rule.value if rule else None)}


def _hold(case: Case, actor: kernel.Actor, at: datetime) -> None:
    """Pause what runs, and start the clock that brings the matter back by itself."""
    matter = case.matter
    for clock in Clock.objects.select_related("matter__town", "unit").filter(
        matter=matter, kind="answer", stopped_at=None, paused_at=None
    ):
        kernel.pause(clock, reason=why_held(case), actor=actor, at=at)
    kernel.start(return_clock(case, at=at), TownTime(matter.town))


def why_held(case: Case) -> str:
    return f"{case.get_kind_display()}：{case.reason}"


def return_clock(case: Case, *, at: datetime) -> Clock:
    """Not saved."""
    assert case.until is not None  # asked for with every hold
    unit, office = case.matter.lead_unit, ROUND_THE_CLOCK
    return clock_of(
        case.matter, town_id=case.town_id, kind="return", unit=unit, office=office, at=at, due_at=case.until
    )


@transaction.atomic
def come_back(matter: Matter, *, reason: str, actor: kernel.Actor, at: datetime) -> Event:
    """From 中止 or 挂账 back to handling: by the unit when it can go on, by the worker when the day has come."""
    event = kernel.carry_out(matter, coming_back(reason), actor=actor, at=at)
    Case.objects.filter(matter=matter, kind__in=("suspension", "ledger"), state="granted").update(state="ended")
    stop_clocks(matter, at=at, kinds=["return"])
    for clock in Clock.objects.select_related("matter__town", "unit").filter(
        matter=matter, stopped_at=None, paused_at__isnull=False
    ):
        kernel.resume(clock, reason=reason, actor=actor, at=at)
    return event


def coming_back(reason: str) -> Change:
    return Change("came_back", {"reason": reason}, to="handling", frm=("suspended", "on_ledger"))
