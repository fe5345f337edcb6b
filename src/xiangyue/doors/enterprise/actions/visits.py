"""走访: planned, done, and what was heard there taken in as a request."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from xiangyue.counter.wanted import wanted
from xiangyue.doors.enterprise.actions.take_in import NewRequest, take_in
from xiangyue.doors.enterprise.models import FirmVisit
from xiangyue.doors.enterprise.rules import VISIT_KINDS
from xiangyue.kernel import access
from xiangyue.kernel.errors import Refused, StaleMove
from xiangyue.kernel.models import Seat
from xiangyue.kernel.timekeeping import local_day
from xiangyue.ledgers.firms.models import Firm


def plan_visit(firm: Firm, *, on: date, kind: str, seat: Seat, at: datetime) -> FirmVisit:
    _require(firm, kind, seat)
    if on < local_day(at):
        raise Refused("计划走访的日子不能在今天之前；已经去过的请直接登记。")
    return FirmVisit.objects.create(
        town_id=firm.town_id, firm=firm, seat=seat, kind=kind, planned_on=on, recorded_at=at
    )


@transaction.atomic
def do_visit(
    firm: Firm,
    *,
    on: date,
    kind: str,
    findings: str,
    visit: FirmVisit | None = None,
    need: NewRequest | None = None,
    seat: Seat,
    at: datetime,
) -> FirmVisit:
    """Of a plan (`visit`) or without one; a `need` is taken in with this seat as its first contact."""
    _require(firm, kind, seat)
    if on > local_day(at):
        raise Refused("还没有到的日子不能登记为走访过。")
    found = wanted(findings, "请写一句走访了解到什么。", 2000)
    request = take_in(firm.town, need, seat=seat, at=at).request if need else None
    told = {"kind": kind, "done_on": on, "findings": found, "request": request, "seat": seat, "recorded_at": at}
    if visit is None:
        return FirmVisit.objects.create(town_id=firm.town_id, firm=firm, **told)
    if visit.firm_id != firm.pk:
        raise Refused("计划走访的不是这家企业。")
    if FirmVisit.objects.filter(pk=visit.pk, done_on=None).update(**told) != 1:
        raise StaleMove("这次走访已经登记过了，请刷新后再看。")
    visit.refresh_from_db()
    return visit


def _require(firm: Firm, kind: str, seat: Seat) -> None:
    access.require(seat, "enterprise.visit", of=firm)
    if kind not in VISIT_KINDS:
        raise Refused("请选走访方式：{ways}。", ways=VISIT_KINDS)
