"""Beside the main line: material that is missing, a plan with its day, and what cannot be solved, explained and
delivered.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction

from xiangyue.counter import promises
from xiangyue.counter.wanted import wanted
from xiangyue.doors.enterprise.actions.serve import require_open, tell
from xiangyue.doors.enterprise.models import Request, SideCase
from xiangyue.kernel import access
from xiangyue.kernel import actions as kernel
from xiangyue.kernel.errors import Refused
from xiangyue.kernel.models import Seat
from xiangyue.kernel.timekeeping import local_day

OWNER = "enterprise.plan"
FAR = timedelta(days=2 * 366)


@transaction.atomic
def ask_material(request: Request, *, words: str, seat: Seat, at: datetime) -> SideCase:
    """待材料: says exactly what is missing; the firm gives it on its page or to the steward."""
    access.require(seat, "enterprise.serve", of=request)
    require_open(request)
    what = wanted(words, "请写清楚缺哪些材料，企业一次备齐。")
    case = _open(request, SideCase(kind="material", words=what), seat, at)
    tell(request, "firm_material_asked", seat=seat, at=at, words=what)
    return case


@transaction.atomic
def give_material(request: Request, *, words: str, seat: Seat | None, at: datetime) -> SideCase:
    """By the firm (`seat` None), or entered for it by the steward."""
    if seat is not None:
        access.require(seat, "enterprise.serve", of=request)
    told = wanted(words, "请写一句补了什么、怎样给的。")
    case = _end(request, "material", told, seat, at)
    tell(request, "firm_material_given", seat=seat, at=at, words=told)
    return case


@transaction.atomic
def plan(request: Request, *, words: str, due_on: date, seat: Seat, at: datetime) -> SideCase:
    """计划解决: with a day on which it comes back by itself."""
    access.require(seat, "enterprise.serve", of=request)
    require_open(request)
    what, today = wanted(words, "请写清楚计划怎样解决。"), local_day(at)
    if not today < due_on <= today + FAR:
        raise Refused("计划解决的日子要在明天之后、两年之内。")
    case = _open(request, SideCase(kind="plan", words=what, due_on=due_on), seat, at)
    tell(request, "firm_planned", seat=seat, at=at, words=what, due_on=due_on.isoformat())
    promises.wind(request.matter, owner_of(case), on=due_on, unit=None, at=at)
    return case


def owner_of(case: SideCase) -> str:
    """Whose clock it is: of this one plan."""
    return f"{OWNER}:{case.pk}"


def plan_comes_back(pk: int, *, at: datetime) -> bool:
    """After the clock of this plan rang it is marked and told. False when it is done, or twice."""
    open_ones = SideCase.objects.filter(pk=pk, request__matter__closed_at=None, ended_at=None, came_back_at=None)
    case = open_ones.select_related("request__matter__town").first()
    if case is None or SideCase.objects.filter(pk=pk, came_back_at=None).update(came_back_at=at) != 1:
        return False
    kernel.record(case.request.matter, "firm_plan_came_back", actor=kernel.WORKER, at=at, words=case.words)
    return True


@transaction.atomic
def plan_done(request: Request, *, words: str, seat: Seat, at: datetime) -> SideCase:
    access.require(seat, "enterprise.serve", of=request)
    how = wanted(words, "请写一句怎样落实的。")
    case = _end(request, "plan", how, seat, at)
    kernel.stop_promise(owner_of(case), at=at)
    tell(request, "firm_plan_done", seat=seat, at=at, words=how)
    return case


@transaction.atomic
def explain_cannot(request: Request, *, words: str, basis: str, other_ways: str, seat: Seat, at: datetime) -> SideCase:
    """无法解决 must be explained: why, on which basis, and what the firm can do instead (北京市优化营商环境条例)."""
    access.require(seat, "enterprise.serve", of=request)
    require_open(request)
    why = wanted(words, "请写清楚为什么无法解决。")
    law = wanted(basis, "请写明依据：哪部法规、哪个文件、谁的决定。", 300)
    ways = wanted(other_ways, "请写明企业还可以怎样办；实在没有别的办法，也写明为什么没有。")
    case = _open(request, SideCase(kind="cannot", words=why, basis=law, other_ways=ways), seat, at)
    tell(request, "firm_cannot", seat=seat, at=at, words=why, basis=law, other_ways=ways)
    return case


@transaction.atomic
def confirm_cannot_told(request: Request, *, how: str, seat: Seat, at: datetime) -> SideCase:
    """The explanation reached the firm: who was told, how."""
    access.require(seat, "enterprise.serve", of=request)
    told = wanted(how, "请写明怎样送达的、企业怎样确认收到。", 300)
    case = _end(request, "cannot", told, seat, at)
    tell(request, "firm_cannot_told", seat=seat, at=at, how=told)
    return case


def _open(request: Request, case: SideCase, seat: Seat, at: datetime) -> SideCase:
    case.town_id, case.request, case.seat, case.at = request.town_id, request, seat, at
    try:
        with transaction.atomic():
            case.save(force_insert=True)
    except IntegrityError as error:
        raise Refused("这件诉求已经有一个没有了结的“{kind}”，请先了结它。", kind=case.get_kind_display()) from error
    return case


def _end(request: Request, kind: str, how: str, seat: Seat | None, at: datetime) -> SideCase:
    case = request.cases.filter(kind=kind, ended_at=None).first()
    won = (
        SideCase.objects.filter(pk=case.pk, ended_at=None).update(ended_at=at, ended_how=how[:300], ended_by=seat)
        if case
        else 0
    )
    if case is None or won != 1:
        raise Refused("现在没有等着了结的“{kind}”。", kind=dict(SideCase.KINDS)[kind])
    case.refresh_from_db()
    return case
