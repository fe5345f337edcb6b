"""The dispatcher's deeds. Each checks the seat, calls the kernel, and leaves the kernel to refuse what may not be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from xiangyue.kernel import access
from xiangyue.kernel import actions as kernel
from xiangyue.kernel.errors import Refused, StaleMove
from xiangyue.kernel.models import Category, Event, Matter, Party, Place, Seat
from xiangyue.kernel.timekeeping import TownTime

SAME = "同一事"


@transaction.atomic
def send(
    matter: Matter,
    *,
    category: Category,
    unit: Party,
    place: Place | None,
    urgency: str,
    seat: Seat,
    at: datetime,
    note: str = "",
    suggested: bool = False,
    time: TownTime | None = None,
) -> Event:
    """Sort (if it is not yet) and dispatch in one deed; refused whole when the lead unit may not lead it."""
    access.require(seat, "dispatch.dispatch", of=matter)
    actor = kernel.Actor.of(seat)
    if matter.state == "received":
        kernel.sort(matter, category=category, place=place, urgency=urgency, suggested=suggested, actor=actor, at=at)
    elif matter.category_id != category.pk or matter.place_id != (place.pk if place else None):
        raise StaleMove("事项 {number} 已经归类过了，请先看一遍再派单。", number=matter.number)
    return kernel.assign_lead(matter, unit=unit, actor=actor, at=at, note=note, time=time)


def take_back(matter: Matter, *, reason: str, seat: Seat, at: datetime) -> Event:
    """Undo a dispatch that has not been signed for."""
    access.require(seat, "dispatch.dispatch", of=matter)
    if not reason.strip():
        raise Refused("撤回派单请写一句理由，承办单位会看到。")
    return kernel.undo_assignment(matter, reason=reason.strip(), actor=kernel.Actor.of(seat), at=at)


def dispose(matter: Matter, *, code: str, told: str, seat: Seat, at: datetime) -> Event:
    access.require(seat, "dispatch.dispatch", of=matter)
    return kernel.dispose(matter, code=code, told=told, actor=kernel.Actor.of(seat), at=at)


def undo_disposal(matter: Matter, *, reason: str, seat: Seat, at: datetime) -> Event:
    access.require(seat, "dispatch.dispatch", of=matter)
    return kernel.undo_disposal(matter, reason=reason or "处置有误", actor=kernel.Actor.of(seat), at=at)


def merge(child: Matter, *, parent: Matter, reason: str, seat: Seat, at: datetime) -> Event:
    access.require(seat, "dispatch.dispatch", of=child)
    return kernel.merge(child, parent=parent, reason=reason or SAME, actor=kernel.Actor.of(seat), at=at)


def unmerge(child: Matter, *, reason: str, seat: Seat, at: datetime) -> Event:
    access.require(seat, "dispatch.dispatch", of=child)
    return kernel.unmerge(child, reason=reason or "不是同一事", actor=kernel.Actor.of(seat), at=at)


def split(order: Matter, *, asks: Sequence[kernel.Ask], seat: Seat, at: datetime) -> list[Matter]:
    access.require(seat, "dispatch.dispatch", of=order)
    return kernel.split(order, asks, actor=kernel.Actor.of(seat), at=at)


def reunite(order: Matter, *, reason: str, seat: Seat, at: datetime) -> Event:
    access.require(seat, "dispatch.dispatch", of=order)
    return kernel.reunite(order, reason=reason or "拆分有误", actor=kernel.Actor.of(seat), at=at)


@dataclass(frozen=True)
class Outcome:
    """What became of one matter in a deed over many; `says` is empty when it was done."""

    matter: Matter
    says: str


def send_many(
    matters: Sequence[Matter], *, unit: Party, seat: Seat, at: datetime, category: Category | None = None
) -> list[Outcome]:
    """Dispatch each on its own: one that is refused does not hold back the others, and says why."""
    time = TownTime(seat.town)
    outcomes = []
    for matter in matters:
        chosen = category or matter.category
        try:
            if chosen is None:
                raise Refused("还没有归类，系统也拿不准：请打开这一件，选好类别再派。")
            send(
                matter,
                category=chosen,
                unit=unit,
                place=matter.place,
                urgency=matter.urgency,
                seat=seat,
                at=at,
                time=time,
            )
            outcomes.append(Outcome(matter, ""))
        except Refused as refusal:
            outcomes.append(Outcome(matter, str(refusal)))
    return outcomes
