"""回避: what is reported about a unit or a cadre never reaches them; whoever has an interest says so; the next one up
decides.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction

from xiangyue.kernel import access
from xiangyue.kernel.actions.clocks import stop_clocks
from xiangyue.kernel.actions.record import Actor, Change, carry_out, record
from xiangyue.kernel.actions.reported import keep_from
from xiangyue.kernel.errors import NotAllowed, Refused, StaleMove
from xiangyue.kernel.models import Event, Matter, Party, Recusal, Seat
from xiangyue.kernel.recusals import to_decide
from xiangyue.kernel.roles import label

_WORKED_ON = ("dispatched", "signed", "contacted", "handling")


@transaction.atomic
def name_reported(
    matter: Matter, *, units: Sequence[Party], people: Sequence[User], seat: Seat, at: datetime
) -> list[Recusal]:
    """反映对象: these units and people have no part in it from now on. A lead that is among them loses it."""
    access.require(seat, "recusal.name", of=matter)
    if not units and not people:
        raise Refused("请选反映的是哪个单位或哪位工作人员。")
    if any(unit.town_id != matter.town_id for unit in units):
        raise Refused("只能选本镇的单位。")
    made = keep_from(matter, units, people, "reported", Actor.of(seat), at)
    if matter.lead_unit_id in {unit.pk for unit in units}:
        _take_away(matter, Actor.of(seat), at)
    return made


@transaction.atomic
def declare(matter: Matter, *, why: str, seat: Seat, at: datetime) -> Event:
    """The holder of this seat has an interest, or kin in it, and steps back at once; who is above decides what follows.

    Where nobody else of the unit could go on, the unit loses the matter.
    """
    access.require(seat, "recusal.declare", of=matter)
    if not why.strip():
        raise Refused("请写明和这件事有什么利害关系，例如当事人是近亲属。")
    if Recusal.objects.filter(matter=matter, user_id=seat.user_id, ended_at=None).exists():
        raise StaleMove("您已经回避了这件事。")
    Recusal.objects.create(town_id=matter.town_id, matter=matter, user_id=seat.user_id, why="declared", since=at)
    event = record(matter, "recusal_declared", actor=Actor.of(seat), at=at, why=why.strip()[:500])
    others = Seat.objects.on(at).filter(unit_id=seat.unit_id).exclude(user_id=seat.user_id)
    if matter.lead_unit_id == seat.unit_id and not others.exists():
        _take_away(matter, Actor.of(seat), at)
    return event


@transaction.atomic
def decide(recusal: Recusal, *, stays: bool, why: str, seat: Seat, at: datetime) -> Event:
    """By somebody above whom it does not concern. StaleMove when it was decided meanwhile."""
    access.require(seat, "recusal.decide", of=recusal)
    if not to_decide(seat).filter(pk=recusal.pk).exists():
        raise NotAllowed("这件回避涉及您本人或您的单位，或者已经有人决定过，请由上一级决定。")
    if not why.strip():
        raise Refused("请写明为什么这样决定。")
    ended = {} if stays else {"ended_at": at}
    won = Recusal.objects.filter(pk=recusal.pk, decided_at=None, ended_at=None).update(decided_at=at, **ended)
    if won != 1:
        raise StaleMove("这件回避刚刚有人决定过，请刷新后再看。")
    told = {"stays": stays, "whom": _called(recusal), "why": why.strip()[:500]}
    return record(recusal.matter, "recusal_decided", actor=Actor.of(seat), at=at, **told)


def _take_away(matter: Matter, actor: Actor, at: datetime) -> None:
    if matter.state not in _WORKED_ON:
        raise Refused("事项 {number} 现在由它主办，先让它撤回答复或恢复办理，再登记反映对象。", number=matter.number)
    columns = {"lead_unit": None, "due_at": matter.imported_due_at, "computed_due_at": None}
    carry_out(matter, Change("lead_taken_away", to="sorted", columns=columns, frm=_WORKED_ON), actor=actor, at=at)
    stop_clocks(matter, at=at)


def _called(recusal: Recusal) -> str:
    """A person goes by their seats, never by their name in the chain."""
    if recusal.unit is not None:
        return recusal.unit.title
    seat = Seat.objects.filter(town_id=recusal.town_id, user=recusal.user).order_by("-since").first()
    return f"{label(seat.role)} · {seat.unit.title}" if seat is not None else "—"
