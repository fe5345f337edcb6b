"""Calling at a household; a need that is heard becomes a matter."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from xiangyue.doors.patrol.actions.walk import seen
from xiangyue.doors.patrol.kind import FINDING
from xiangyue.doors.patrol.models import Household, HouseVisit
from xiangyue.doors.patrol.queries import households_of
from xiangyue.kernel import access, receipts
from xiangyue.kernel import actions as kernel
from xiangyue.kernel.errors import NotAllowed, OtherContent, Refused
from xiangyue.kernel.geography import is_near
from xiangyue.kernel.models import Matter, Seat
from xiangyue.kernel.numbers import new_number
from xiangyue.kernel.roles import ROLES
from xiangyue.kernel.sealing import contact


@dataclass(frozen=True)
class Call:
    """`said_at` is when the phone says it was; `need` is empty where they had nothing."""

    household: Household
    said_at: datetime
    met: bool = True
    need: str = ""
    point: tuple[float, float] | None = None


def call_at(call: Call, *, seat: Seat, at: datetime, request_id: str) -> HouseVisit:
    """One visit for one request id. Only a household of one's own; a position outside the town is left out."""
    access.require(seat, "patrol.walk")
    if not request_id:
        raise Refused("页面太旧了，请刷新后再发送；填写的内容还在这台手机上。")
    known = _known(call, seat, request_id)
    if known is not None:
        return known
    if not households_of(seat, call.said_at).filter(pk=call.household.pk).exists():
        raise NotAllowed("这一户不在您的网格或责任区里，请找这里的网格员或党员。")
    if call.need.strip() and (len(call.need.strip()) < 4 or not call.met):
        raise Refused("请写清楚是什么需要，至少几个字；没有见到人就不要写。")
    try:
        with transaction.atomic():
            return _write(call, seat, at, request_id)
    except IntegrityError:
        known = _known(call, seat, request_id)
        if known is None:
            raise
        return known


def _known(call: Call, seat: Seat, request_id: str) -> HouseVisit | None:
    """The visit that this request id made before; OtherContent where it was another."""
    known = HouseVisit.objects.select_related("matter").filter(town_id=seat.town_id, request_id=request_id).first()
    if known is not None and known.seat_id != seat.pk:
        raise NotAllowed("这条走访是另一位网格员的，您的岗位不能发送。")
    need = known.matter.words if known is not None and known.matter else ""
    if known is not None and (known.household_id, known.met, need) != (call.household.pk, call.met, call.need.strip()):
        raise OtherContent
    return known


def _write(call: Call, seat: Seat, at: datetime, request_id: str) -> HouseVisit:
    point = call.point if call.point is not None and is_near(seat.town, *call.point) else None
    row = HouseVisit.objects.create(
        town_id=seat.town_id,
        household=call.household,
        seat=seat,
        at=call.said_at,
        met=call.met,
        request_id=request_id,
        lon=point[0] if point else None,
        lat=point[1] if point else None,
    )
    seen(call.household.grid, call.said_at)
    if call.need.strip():
        row.matter = _raised(call, seat, at, request_id)
        row.save(update_fields=["matter"])
    return row


def _raised(call: Call, seat: Seat, at: datetime, request_id: str) -> Matter:
    """The household is the requester where it agreed to be; else nobody is, and the place is all that is told."""
    house, words = call.household, call.need.strip()
    name, phone = (contact(house.person, field) if house.person else "" for field in ("name", "phone"))
    intake = kernel.Intake(
        number=new_number(FINDING.prefix, at),
        title=words[:40],
        words=words,
        received_at=call.said_at,
        known=house.person if name else None,
        kind=FINDING.name,
        place=house.grid.parent or house.grid,
        request_id=f"visit:{request_id}"[:64],
    )
    actor = kernel.Actor.of(seat)
    matter = kernel.receive(seat.town, intake, door="patrol", actor=actor, at=at)
    kernel.record(matter, "needed_on_visit", actor=actor, at=at, place=house.grid.name, asked_by=ROLES[seat.role][0])
    receipts.issue(matter, phone=phone, at=at)
    return matter
