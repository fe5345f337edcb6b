"""Keeping the roster: a duty set, changed or taken off."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from django.db import transaction

from xiangyue.desks.duty.models import Duty
from xiangyue.desks.duty.rules import span_of
from xiangyue.kernel import access
from xiangyue.kernel.actions import Actor, tell_house
from xiangyue.kernel.actions.callers import phone_fingerprint
from xiangyue.kernel.errors import NotAllowed, Refused, StaleMove
from xiangyue.kernel.fields import keyring
from xiangyue.kernel.first import still
from xiangyue.kernel.models import Event, Party, Seat
from xiangyue.kernel.roles import SCOPES
from xiangyue.kernel.timekeeping import ZONE
from xiangyue.lib.phones import tidy_phone


@dataclass(frozen=True)
class Shift:
    """Who is on duty, and when; `ends` not later than `begins` is of the next day."""

    day: date
    begins: time
    ends: time
    holder: str
    phone: str = ""
    note: str = ""


def may_keep_for(seat: Seat, unit: Party) -> bool:
    """A unit its own roster, the centre and leaders that of every unit."""
    return access.may(seat, "duty.keep") and (SCOPES[seat.role] == "town" or seat.unit_id == unit.pk)


@transaction.atomic
def keep_duty(unit: Party, shift: Shift, *, seat: Seat, at: datetime) -> str:
    """By hand: "new", "changed" or "same"."""
    access.require(seat, "duty.keep", of=unit)
    if not may_keep_for(seat, unit):
        raise NotAllowed("只能排本单位的值班。")
    result = set_duty(unit, shift, seat=seat, at=at)
    if result != "same":
        tell_set(new=int(result == "new"), changed=int(result == "changed"), source=unit.title, seat=seat, at=at)
    return result


def set_duty(unit: Party, shift: Shift, *, seat: Seat, at: datetime) -> str:
    """One row. Refused where nobody could be reached: the holder has no seat in the unit, and no phone is given."""
    holder = shift.holder.strip()
    if not holder:
        raise Refused("请写明值班人。")
    try:
        phone = tidy_phone(shift.phone)
    except ValueError as error:
        raise Refused(str(error)) from error
    begins, ends = span_of(shift.day, shift.begins, shift.ends, ZONE)
    sits = Seat.objects.on(begins).filter(unit=unit, holder=holder).order_by("pk").first()
    if sits is None and not phone:
        raise Refused("{unit}没有登记岗位的人叫{holder}，请写上电话。", unit=unit.title, holder=holder)
    key = {"town_id": unit.town_id, "unit": unit, "from_at": begins, "until_at": ends, "holder": holder}
    known = Duty.objects.filter(**key, dropped_at=None).first()
    token = phone_fingerprint(phone) if phone else ""
    if known is None:
        sealed = keyring().seal(phone) if phone else ""
        by = {"kept_by": seat, "kept_at": at, "note": shift.note[:120]}
        Duty.objects.create(**key, seat=sits, phone_sealed=sealed, phone_token=token, **by)
        return "new"
    says_more = {"phone_token": token or known.phone_token, "note": shift.note[:120] or known.note}
    if all(getattr(known, column) == value for column, value in says_more.items()):
        return "same"
    if token and token != known.phone_token:
        known.phone_sealed = keyring().seal(phone)
    known.phone_token, known.note = says_more["phone_token"], says_more["note"]
    known.kept_by, known.kept_at = seat, at
    known.save(update_fields=["phone_sealed", "phone_token", "note", "kept_by", "kept_at"])
    return "changed"


def tell_set(*, new: int, changed: int, source: str, seat: Seat, at: datetime) -> Event:
    return tell_house(seat.town, "duty_set", actor=Actor.of(seat), at=at, new=new, changed=changed, source=source)


@transaction.atomic
def drop_duty(duty: Duty, *, reason: str, seat: Seat, at: datetime) -> Event:
    """The row stays, with the reason; what has been is not taken off."""
    access.require(seat, "duty.keep", of=duty)
    if not may_keep_for(seat, duty.unit):
        raise NotAllowed("只能排本单位的值班。")
    if not reason.strip():
        raise Refused("撤下一班请写明原因。")
    if duty.until_at <= at:
        raise Refused("已经值完的班不能撤下。")
    done = StaleMove("这一班已经撤下，请刷新后再看。")
    still(duty, {"dropped_at": None}, done, dropped_at=at, why_dropped=reason.strip()[:200])
    told = {"duty": duty.pk, "unit_name": duty.unit.title, "reason": reason.strip()}
    return tell_house(seat.town, "duty_dropped", actor=Actor.of(seat), at=at, **told)
