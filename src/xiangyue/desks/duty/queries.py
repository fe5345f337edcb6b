"""Who is on duty, a month of it, and where nobody is there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from xiangyue.desks.duty.actions import may_keep_for
from xiangyue.desks.duty.models import Duty
from xiangyue.desks.duty.rules import RULE, TOWN, is_worked, to_cover, uncovered
from xiangyue.kernel.dated import rule_on
from xiangyue.kernel.fields import keyring
from xiangyue.kernel.models import Party, Place, Seat
from xiangyue.kernel.timekeeping import TownTime, day_begins, local_day
from xiangyue.lib.masking import mask_phone


def standing(town: Place) -> QuerySet[Duty]:
    return Duty.objects.filter(town=town, dropped_at=None)


def duty_for(seat: Seat, pk: int) -> Duty:
    return get_object_or_404(standing(seat.town).select_related("unit"), pk=pk)


def on_duty(town: Place, at: datetime) -> list[Duty]:
    """Now, by unit."""
    rows = standing(town).filter(from_at__lte=at, until_at__gt=at)
    return list(rows.select_related("unit", "seat__unit", "seat__town").order_by("unit__code", "from_at", "pk"))


def out_of_hours(town: Place, at: datetime) -> bool:
    """Whether the town's own offices are empty."""
    return not is_worked(TownTime(town).office("town", local_day(at)), at)


@dataclass(frozen=True)
class Shown:
    """A duty as a page tells it: the phone in full while it lasts, masked before and after."""

    duty: Duty
    phone: str
    may_call: bool
    may_drop: bool


def shown(rows: Sequence[Duty], seat: Seat, at: datetime) -> list[Shown]:
    told = []
    for one in rows:
        phone = keyring().open(one.phone_sealed) if one.phone_sealed else ""
        is_now = one.from_at <= at < one.until_at
        may_drop = one.until_at > at and may_keep_for(seat, one.unit)
        told.append(Shown(one, phone if is_now else mask_phone(phone), bool(phone) and is_now, may_drop))
    return told


def month(town: Place, first: date) -> list[Duty]:
    """All that begin in the month of this first day, in order."""
    after = (first + timedelta(days=32)).replace(day=1)
    rows = standing(town).filter(from_at__gte=day_begins(first), from_at__lt=day_begins(after))
    return list(rows.select_related("unit").order_by("from_at", "unit__code", "pk"))


@dataclass(frozen=True)
class Gap:
    unit: Party
    from_at: datetime
    until_at: datetime


def gaps(town: Place, at: datetime) -> list[Gap]:
    """Hours of the coming days in which a unit of the town's rule has nobody; empty without a rule."""
    today = local_day(at)
    rule = rule_on(town, RULE, TOWN, today)
    if rule is None:
        return []
    days, time = rule.value["days_ahead"], TownTime(town)
    end = day_begins(today + timedelta(days=days))
    held: dict[int, list[tuple[datetime, datetime]]] = {}
    for unit_id, begins, ends in (
        standing(town).filter(until_at__gt=at, from_at__lt=end).values_list("unit_id", "from_at", "until_at")
    ):
        held.setdefault(unit_id, []).append((begins, ends))
    units = Party.objects.filter(town=town, kind="unit", code__in=rule.value["units"], is_active=True)
    return [
        Gap(unit, max(begins, at), ends)
        for unit in units.order_by("code")
        for begins, ends in uncovered(
            to_cover(time.office(unit.office_hours, today), today, days), held.get(unit.pk, ())
        )
        if ends > at
    ]
