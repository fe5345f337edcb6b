"""拆分: an order that asks for several things is worked on in parts, each with its own unit, clock, answer and verdict.

The order itself is counted once. It is answered when its parts are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from xiangyue.kernel import kinds
from xiangyue.kernel.actions.assign import assign_lead
from xiangyue.kernel.actions.clocks import stop_clocks
from xiangyue.kernel.actions.link import link, unlink
from xiangyue.kernel.actions.receive import Intake, receive_many
from xiangyue.kernel.actions.record import Actor, Change, carry_out, move
from xiangyue.kernel.actions.sort import sort
from xiangyue.kernel.errors import Refused
from xiangyue.kernel.kind import PART
from xiangyue.kernel.models import Category, Event, Link, Matter, Party

PARTS_MAX = 9
DOOR = "parts"  # what is counted by door counts the order alone
_RELATION = "part_of"


@dataclass(frozen=True)
class Ask:
    """One of the things that are asked for, and who answers for it."""

    words: str
    category: Category
    unit: Party


@transaction.atomic
def split(order: Matter, asks: Sequence[Ask], *, actor: Actor, at: datetime) -> list[Matter]:
    """Every part is sorted and dispatched in the same deed; refused whole when a unit may not lead its part."""
    if not 2 <= len(asks) <= PARTS_MAX:
        raise Refused("拆分至少写两件、最多 {parts_max} 件；只有一件事就直接派单。", parts_max=PARTS_MAX)
    if order.kind == PART.name:
        raise Refused("拆出来的件不能再拆，请撤回拆分后重新拆。")
    if kinds.get(order.kind).read:
        raise Refused("{kind}有自己的办理流程，不能拆分。", kind=kinds.get(order.kind).zh)
    first = Link.objects.filter(target=order, relation=_RELATION).count() + 1
    intakes = [_intake(order, ask, number) for number, ask in enumerate(asks, first)]
    parts = receive_many(order.town, intakes, door=DOOR, actor=actor, at=at)
    for part, ask in zip(parts, asks, strict=True):
        link(part, order, relation=_RELATION, actor=actor, at=at)
        urgency, place = order.urgency, order.place
        sort(part, category=ask.category, place=place, urgency=urgency, suggested=False, actor=actor, at=at)
        assign_lead(part, unit=ask.unit, actor=actor, at=at)
    told = "、".join(f"{part.number} {ask.unit.title}" for part, ask in zip(parts, asks, strict=True))
    last = max(part.due_at for part in parts if part.due_at)
    columns = {"lead_unit": None, "due_at": order.imported_due_at or last}
    move(order, to="in_parts", event="split", actor=actor, at=at, changes=columns, count=len(parts), parts=told)
    return parts


def _intake(order: Matter, ask: Ask, number: int) -> Intake:
    if len(ask.words.strip()) < 4:
        raise Refused("第 {number} 件写得太短了，请写清要办什么。", number=number)
    return Intake(
        number=f"{order.number}-{number}",
        title=ask.words.strip(),
        words=ask.words.strip(),
        received_at=order.received_at,
        known=order.requester,
        kind=PART.name,
        request_type=order.request_type,
        place=order.place,
        lon=order.lon,
        lat=order.lat,
        urgency=order.urgency,
        imported_due_at=order.imported_due_at,
        is_confidential=order.is_confidential,
    )


def parts_of(order: Matter) -> list[Matter]:
    """The parts of an order as it is split now."""
    held = Link.objects.filter(target=order, relation=_RELATION, until=None)
    return list(Matter.objects.filter(pk__in=held.values("source")).select_related("town", "lead_unit").order_by("pk"))


def order_of(part: Matter) -> Matter | None:
    held = Link.objects.filter(source=part, relation=_RELATION, until=None).select_related("target__town").first()
    return held.target if held else None


def belong(one: Matter, other: Matter) -> bool:
    """Whether one of the two is a part of the other."""
    held = Link.objects.filter(relation=_RELATION, until=None)
    return held.filter(Q(source=one, target=other) | Q(source=other, target=one)).exists()


@transaction.atomic
def reunite(order: Matter, *, reason: str, actor: Actor, at: datetime) -> Event:
    """Taken back as one order, to be sent on. Only before any of its units has signed."""
    held = list(Link.objects.filter(target=order, relation=_RELATION, until=None).select_related("source", "target"))
    if any(one.source.state != "dispatched" for one in held):
        raise Refused("拆出的件已经有单位签收，不能再撤回拆分；有疑问请让那个单位退单。")
    for one in held:
        unlink(one, reason=reason, actor=actor, at=at)
        _end(one.source, "reunited", reason=reason, actor=actor, at=at)
    columns = {"due_at": order.imported_due_at}
    order.refresh_from_db()
    reunion = Change("reunited", {"reason": reason}, to="sorted", columns=columns, frm=("in_parts",))
    return carry_out(order, reunion, actor=actor, at=at)


@transaction.atomic
def withdraw_parts(order: Matter, *, reason: str, actor: Actor, at: datetime) -> int:
    """Whoever raised the order has taken it back; what a unit has answered already stays as it is. Returns how many."""
    going = [part for part in parts_of(order) if part.state in ("dispatched", "signed", "contacted", "handling")]
    for part in going:
        _end(part, "withdrawn", reason=reason, actor=actor, at=at)
    return len(going)


def _end(part: Matter, event: str, *, reason: str, actor: Actor, at: datetime) -> None:
    part.refresh_from_db()
    move(part, to="closed", event=event, actor=actor, at=at, reason=reason)
    stop_clocks(part, at=at)
