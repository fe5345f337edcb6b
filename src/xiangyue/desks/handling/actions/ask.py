"""What a unit asks for and another seat decides: objection, extension, suspension, ledger, and the rarer ones."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from xiangyue.desks.handling.actions.work import require_lead
from xiangyue.desks.handling.models import Case
from xiangyue.kernel import actions as kernel
from xiangyue.kernel.actions import Change
from xiangyue.kernel.errors import Refused, StaleMove
from xiangyue.kernel.first import only_once
from xiangyue.kernel.models import Clock, Matter, Party, Seat

NAMES = dict(Case.KINDS)
_FIRST_STATE = {"objection": "open", "whistle": "blown"}  # the others are "asked"


@transaction.atomic
def object_to(matter: Matter, *, reason: str, basis: str, unit: Party | None, seat: Seat, at: datetime) -> Case:
    """退单: basis, reason and suggested unit are all asked for; one objection per matter unless the reviewer reopened
    it.
    """
    require_lead(matter, seat, "handling.ask")
    if not reason.strip() or not basis.strip() or unit is None:
        raise Refused("退单要写清三样：依据、理由、建议派给哪个单位。")
    if unit.pk == seat.unit_id:
        raise Refused("建议单位不能是本单位。")
    if Case.objects.filter(matter=matter, kind="objection", state="refused", asked_by__unit_id=seat.unit_id).exists():
        raise Refused("本单位的退单申请已经审核过，没有成立，不能再退（首接负责制，条例第14条）。")
    return _ask(matter, "objection", reason, seat, at, basis=basis.strip(), unit=unit)


@transaction.atomic
def ask_extension(
    matter: Matter, *, until: datetime, reason: str, told_requester: bool, seat: Seat, at: datetime
) -> Case:
    """延期: asked before the deadline, and only after the requester has been told why (条例 art. 15)."""
    require_lead(matter, seat, "handling.ask")
    clock = Clock.objects.filter(matter=matter, kind="answer", stopped_at=None).first()
    if clock is None:
        raise Refused("这个事项没有在走的办理时限，不需要延期。")
    if at >= clock.due_at:
        raise Refused("时限已经到了，延期必须在到期之前申请。请直接写明逾期原因继续办理。")
    if until <= clock.due_at:
        raise Refused("申请的新时限要晚于现在的时限。")
    if not told_requester:
        raise Refused("延期之前先告诉诉求人原因，并勾选“已告知诉求人”（条例第15条）。")
    return _ask(matter, "extension", reason, seat, at, until=until)


@transaction.atomic
def ask_hold(matter: Matter, *, kind: str, until: datetime, reason: str, basis: str, seat: Seat, at: datetime) -> Case:
    """中止 or 挂账, each with a day on which the matter comes back by itself. Utilities' matters are never held."""
    require_lead(matter, seat, "handling.ask")
    if kind not in ("suspension", "ledger"):
        raise Refused("只能申请中止或挂账。")
    if matter.urgency in ("utility", "urgent"):
        raise Refused("水电气热和突发事项不能中止或挂账。")
    if matter.state not in ("contacted", "handling"):
        raise Refused("联系过诉求人、正在办理的事项才能中止或挂账。")
    if until <= at:
        raise Refused("恢复办理的日期要在今天之后。")
    if not basis.strip():
        raise Refused("请写明依据（哪一条中止理由，或为什么短期内解决不了）。")
    return _ask(matter, kind, reason, seat, at, until=until, basis=basis.strip())


@transaction.atomic
def ask_review(
    matter: Matter, *, kind: str, reason: str, basis: str, unit: Party | None, seat: Seat, at: datetime
) -> Case:
    """提级, 不合理诉求认定 or 考核申诉: people decide, with the evidence on the matter's page."""
    require_lead(matter, seat, "handling.ask")
    if kind not in ("escalation", "unreasonable", "score_appeal"):
        raise Refused("只能申请提级、不合理诉求认定或考核申诉。")
    if kind == "unreasonable" and not basis.strip():
        raise Refused("申请认定不合理，请写明凭据：查了什么、有什么记录。")
    if kind == "escalation" and unit is None:
        raise Refused("提级要写明请哪个上级单位协调。")
    return _ask(matter, kind, reason, seat, at, basis=basis.strip(), unit=unit)


def _ask(matter: Matter, kind: str, reason: str, seat: Seat, at: datetime, **more: Any) -> Case:
    if not reason.strip():
        raise Refused("申请{names}请写明理由。", names=NAMES[kind])
    case = new_case(matter, kind, reason=reason.strip(), seat=seat, at=at, **more)
    with only_once(StaleMove("已经有一个{names}申请在等审核，不用重复申请。", names=NAMES[kind])):
        case.save(force_insert=True)
    kernel.carry_out(matter, asking(case), actor=kernel.Actor.of(seat), at=at)
    return case


def new_case(matter: Matter, kind: str, *, reason: str, seat: Seat, at: datetime, **more: Any) -> Case:
    """Not saved. `more` are the columns that this kind has: basis, unit, until."""
    return Case(
        town_id=matter.town_id,
        matter=matter,
        kind=kind,
        state=_FIRST_STATE.get(kind, "asked"),
        asked_by=seat,
        asked_at=at,
        reason=reason,
        **more,
    )


def asking(case: Case) -> Change:
    """Only an objection moves the matter: nobody works on it until that is decided."""
    told: dict[str, Any] = {"case": case.pk, "kind": case.kind, "kind_name": NAMES[case.kind], "reason": case.reason}
    if case.basis:
        told["basis"] = case.basis
    if case.unit is not None:
        told["unit_name"] = case.unit.title
    if case.until is not None:
        told["until_at"] = case.until.isoformat()
    return Change("case_asked", told, to="objected" if case.kind == "objection" else "")
