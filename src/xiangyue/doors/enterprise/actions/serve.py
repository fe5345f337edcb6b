"""The steward's part: naming the owner, staying in contact, handing over openly, asking the secretary; and the
secretary's own.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from xiangyue.counter.wanted import wanted
from xiangyue.doors.enterprise.models import Request
from xiangyue.doors.enterprise.rules import tidy, without_firm
from xiangyue.kernel import access
from xiangyue.kernel import actions as kernel
from xiangyue.kernel.errors import NotAllowed, Refused
from xiangyue.kernel.models import Category, Event, Matter, Party, Place, Seat
from xiangyue.ledgers.firms.actions import is_steward
from xiangyue.lib.marking import marked as _

CONTACT_HOW = (_("电话"), _("上门"), _("微信"), _("座谈"), _("来访"))


def require_open(request: Request) -> None:
    if request.matter.closed_at is not None:
        raise Refused("这件诉求已经办结，不能再这样处理；企业要求重办时会回到这里。")


def hidden(request: Request, text: str) -> str:
    """The text as the lead unit may read it: of a sensitive request without the firm's names."""
    if not request.is_sensitive:
        return text
    for title in {request.firm.title, request.typed_name}:
        text = without_firm(text, title=title, code=request.firm.code)
    return text


def tell(request: Request, name: str, *, seat: Seat | None, at: datetime, **told: Any) -> Event:
    """An event on the request's matter by the seat, or by the firm itself; its words pass `hidden`."""
    actor = kernel.Actor.of(seat) if seat is not None else kernel.REQUESTER
    safe = {key: hidden(request, value) if isinstance(value, str) else value for key, value in told.items()}
    return kernel.record(request.matter, name, actor=actor, at=at, **safe)


@transaction.atomic
def assign(
    request: Request,
    *,
    unit: Party | None,
    category: Category | None = None,
    place: Place | None = None,
    urgency: str = "general",
    note: str = "",
    seat: Seat,
    at: datetime,
) -> Event:
    """The owner is named by a steward only, for sensitive ones above all; art. 17 and the unit's clocks are the
    kernel's.
    """
    access.require(seat, "enterprise.serve", of=request)
    matter, actor = request.matter, kernel.Actor.of(seat)
    if unit is None or unit.town_id != request.town_id:
        raise Refused("请选一个单位来承办。")
    if matter.state == "received":
        if category is None or category.town_id != request.town_id:
            raise Refused("请选一个类别，承办单位的时限按类别算。")
        if urgency not in dict(Matter.URGENCIES):
            raise Refused("请选紧急程度。")
        kernel.sort(matter, category=category, place=place, urgency=urgency, suggested=False, actor=actor, at=at)
    tell(request, "firm_owner_named", seat=seat, at=at, unit_name=unit.title)
    return kernel.assign_lead(matter, unit=unit, actor=actor, at=at, note=hidden(request, tidy(note)))


@transaction.atomic
def log_contact(request: Request, *, how: str, words: str, seat: Seat, at: datetime) -> Event:
    """The first contact's log with the firm."""
    access.require(seat, "enterprise.serve", of=request)
    if how not in CONTACT_HOW:
        raise Refused("请选怎样联系的：{ways}。", ways=CONTACT_HOW)
    return tell(request, "firm_contacted", seat=seat, at=at, how=how, words=wanted(words, "请写一句联系时说了什么。"))


@transaction.atomic
def hand_over_first_contact(request: Request, *, to: Seat | None, reason: str, seat: Seat, at: datetime) -> Event:
    """首问责任 changes only openly: by the present one, or by a leader, with a reason that the firm reads."""
    access.require(seat, "enterprise.hand_over", of=request)
    require_open(request)
    if seat.role == "steward" and request.first_contact_id not in (None, seat.pk):
        raise NotAllowed("首问责任人只能由本人或镇领导变更。")
    if to is None or not is_steward(to, request.town_id, at):
        raise Refused("请选本镇一位在任的企业服务专员接手。")
    if to.pk == request.first_contact_id:
        raise Refused("{to}已经是这件诉求的首问责任人。", to=to.holder)
    why = wanted(reason, "变更首问责任人请写明理由，企业会看到。", 200)
    before, request.first_contact = request.first_contact, to
    if before is None:
        request.save(update_fields=["first_contact"])
        return tell(request, "firm_first_contact", seat=seat, at=at, holder=to.holder)
    request.handed_over_at = at
    request.save(update_fields=["first_contact", "handed_over_at"])
    return tell(request, "firm_handed_over", seat=seat, at=at, from_name=before.holder, to_name=to.holder, reason=why)


@transaction.atomic
def escalate(request: Request, *, reason: str, seat: Seat, at: datetime) -> Event:
    """提级: to the secretary, who takes it up in person (主要领导包办)."""
    access.require(seat, "enterprise.serve", of=request)
    require_open(request)
    if request.escalated_at is not None:
        raise Refused("这件诉求已经提级，书记那里看得到。")
    why = wanted(reason, "请写明为什么要提级，书记才好接手。")
    request.escalated_at = at
    request.save(update_fields=["escalated_at"])
    return tell(request, "firm_escalated", seat=seat, at=at, reason=why)


@transaction.atomic
def supervise(request: Request, *, text: str, seat: Seat, at: datetime) -> Event:
    """特事特办: only by the secretary in person, escalated before or not."""
    access.require(seat, "enterprise.supervise", of=request)
    require_open(request)
    words = wanted(text, "请写几个字：怎样办、谁来办。")
    if request.supervised_at is None:
        request.supervised_at = at
        request.save(update_fields=["supervised_at"])
    return tell(request, "firm_supervised", seat=seat, at=at, text=words)
