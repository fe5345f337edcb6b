"""A steward, a tax office, a deputy and a firm, for the tests of the enterprise line. Everybody is invented."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from cast import NOON, Cast
from django.contrib.auth.models import User

from xiangyue.desks.handling import actions as handling
from xiangyue.doors.enterprise import actions
from xiangyue.doors.enterprise.models import Request
from xiangyue.house.timers import work_once
from xiangyue.kernel import kinds
from xiangyue.kernel.models import Party, Seat

TOWN = "110112117000"
FIRM = "北京禾光包装有限公司"


def code_for(body: str) -> str:
    """The body of 17 with its check character (GB 32100-2015)."""
    alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    return body + alphabet[-sum(alphabet.index(char) * 3**place % 31 for place, char in enumerate(body)) % 31]


CODE = code_for("91110112MA01ABCD5")
MORE = [
    ("steward", "steward", "centre", "许专员"),
    ("steward2", "steward", "centre", "何专员"),
    ("deputy", "leader", "lead", "孙镇长"),
    ("tax", "handler", "tax", "尤税务"),
]


def with_stewards(cast: Cast) -> Cast:
    cast.units["tax"] = Party.objects.create(
        town=cast.town, kind="unit", code="tax", title="税务所", unit_kind="department"
    )
    for key, role, unit, holder in MORE:
        if key in cast.seats:
            continue
        user = User.objects.create(username=f"{cast.town.code[-6:]}-{key}")
        cast.seats[key] = Seat.objects.create(
            town=cast.town,
            unit=cast.units[unit],
            user=user,
            role=role,
            holder=holder,
            since=datetime(2023, 1, 1, tzinfo=UTC),
        )
    return cast


def asked(cast: Cast, *, at: datetime = NOON, who: str = "", **more: Any) -> Request:
    """A firm asks, on its page or (`who`) through a steward."""
    told = {
        "firm_name": FIRM,
        "firm_code": CODE,
        "words": "大额订单发票不够用，请帮忙协调。",
        "contact": "林小草",
        "phone": "19900001234",
        "topic": "税票",
    } | more
    return actions.take_in(cast.town, actions.NewRequest(**told), seat=cast.seats[who] if who else None, at=at).request


def again(request: Request) -> Request:
    return Request.objects.select_related(
        "matter__town", "matter__lead_unit", "matter__requester", "firm", "first_contact", "town"
    ).get(pk=request.pk)


def assigned(cast: Cast, request: Request, *, unit: str = "roads", at: datetime = NOON) -> Request:
    actions.assign(
        again(request), unit=cast.units[unit], category=cast.categories["R01"], seat=cast.seats["steward"], at=at
    )
    return again(request)


def answered(cast: Cast, request: Request, *, unit: str = "roads", at: datetime = NOON) -> Request:
    """Assigned, signed, answered, and waiting for the firm's word."""
    if again(request).matter.state == "received":
        assigned(cast, request, unit=unit, at=at)
    matter = again(request).matter
    if matter.state == "dispatched":
        handling.sign(matter, seat=cast.seats[unit], at=at)
    handling.answer_at_once(
        matter,
        text="已经协调办好，请核对。",
        outcome="solved",
        requester_how="phone",
        door_how="system",
        seat=cast.seats[unit],
        at=at,
    )
    react(at)
    return again(request)


def react(at: datetime) -> None:
    for _ in range(5):
        work_once(at)


def stage(request: Request) -> str:
    return kinds.stage_of(again(request).matter).key
