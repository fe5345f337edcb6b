"""Signing, contacting, handling."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_noop as _

from xiangyue.counter.slips import own_last_deed
from xiangyue.kernel import access
from xiangyue.kernel import actions as kernel
from xiangyue.kernel.actions import Change
from xiangyue.kernel.actions.clocks import run_on, stop_clocks
from xiangyue.kernel.errors import NotAllowed, Refused
from xiangyue.kernel.models import Event, Matter, Party, Seat

HOW = {"phone": _("电话"), "visit": _("上门"), "message": _("短信微信"), "meeting": _("当面"), "letter": _("书面")}


def require_lead(matter: Matter, seat: Seat, deed: str) -> None:
    """NotAllowed unless the seat holds the deed and sits in the matter's lead unit."""
    access.require(seat, deed, of=matter)
    if matter.lead_unit_id != seat.unit_id:
        name = matter.lead_unit.title if matter.lead_unit else "调度台"
        raise NotAllowed(
            "事项 {number} 由{name}主办，{unit}不能代为办理。", number=matter.number, name=name, unit=seat.unit.title
        )


@transaction.atomic
def sign(matter: Matter, *, seat: Seat, at: datetime) -> Event:
    require_lead(matter, seat, "handling.work")
    event = kernel.carry_out(matter, signing(seat.unit), actor=kernel.Actor.of(seat), at=at)
    stop_clocks(matter, at=at, kinds=["sign"])
    return event


def signing(unit: Party) -> Change:
    return Change("signed", {"unit_name": unit.title}, to="signed", frm=("dispatched",))


@transaction.atomic
def take_back_signature(matter: Matter, *, seat: Seat, at: datetime) -> Event:
    """Within the minute, by the same seat, while nothing followed; the clock for signing runs on as if it had never
    stopped.
    """
    require_lead(matter, seat, "handling.work")
    signed = own_last_deed(matter, "signed", seat=seat, at=at)
    event = kernel.carry_out(matter, SIGNATURE_TAKEN_BACK, actor=kernel.Actor.of(seat), at=at)
    run_on(matter, kind="sign", stopped_at=signed.at, at=at)
    return event


SIGNATURE_TAKEN_BACK = Change("signature_taken_back", to="dispatched", frm=("signed",))


def sign_many(matters: Iterable[Matter], *, seat: Seat, at: datetime) -> list[tuple[Matter, str]]:
    """Sign each on its own; what could not be signed comes back with the reason."""
    refused = []
    for matter in matters:
        try:
            sign(matter, seat=seat, at=at)
        except Refused as refusal:
            refused.append((matter, str(refusal)))
    return refused


@transaction.atomic
def log_contact(matter: Matter, *, how: str, reached: bool, summary: str, seat: Seat, at: datetime) -> Event:
    """Every try is kept; the first one that reached the person moves the matter and stops the contact clock."""
    require_lead(matter, seat, "handling.work")
    if how not in HOW:
        raise Refused("联系方式请选电话、上门、短信微信、当面或书面。")
    if not summary.strip():
        raise Refused("请写一句联系情况：说了什么，约了什么。")
    change = contact(matter, how=how, reached=reached, summary=summary.strip())
    event = kernel.carry_out(matter, change, actor=kernel.Actor.of(seat), at=at)
    if change.to:
        stop_clocks(matter, at=at, kinds=["contact"])
    return event


def contact(matter: Matter, *, how: str, reached: bool, summary: str) -> Change:
    told = {"how": how, "how_name": HOW[how], "reached": reached, "summary": summary}
    if matter.state == "signed" and reached:
        return Change("contacted", told, to="contacted")
    return Change("contact_logged", told)


@transaction.atomic
def begin(matter: Matter, *, seat: Seat, at: datetime, note: str = "") -> Event:
    """To work: after the contact, after a reopening, or straight from signing when nobody can be contacted."""
    require_lead(matter, seat, "handling.work")
    if matter.state == "signed" and not note.strip():
        raise Refused("还没有联系上诉求人就开始办理，请写明原因（如匿名、电话无法接通）。")
    return kernel.carry_out(matter, beginning(note.strip()), actor=kernel.Actor.of(seat), at=at)


def beginning(note: str = "") -> Change:
    told = {"note": note} if note else {}
    return Change("handling_begun", told, to="handling", frm=("signed", "contacted", "reopened"))
