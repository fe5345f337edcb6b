"""Pages of the clerk and the leaders: the day's sessions, one session with its queue, the promises, the month's
sheet.
"""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from xiangyue.counter.guard import moment_of, needs, seat_of
from xiangyue.counter.own.slip import slip_page
from xiangyue.doors.reception import actions, moves, queries
from xiangyue.doors.reception.actions.lead import EARLY
from xiangyue.doors.reception.models import Booking, Session
from xiangyue.doors.reception.posts import back_to
from xiangyue.doors.reception.rules import PEOPLE_MAX, WEEKS_AHEAD
from xiangyue.doors.reception.sheet import sheet
from xiangyue.kernel import codes, receipts
from xiangyue.kernel.access import may
from xiangyue.kernel.errors import Refused
from xiangyue.kernel.models import Matter, Place, Seat
from xiangyue.kernel.queries import units
from xiangyue.kernel.timekeeping import local_day
from xiangyue.lib.periods import month_of
from xiangyue.lib.personal import mask_personal

TONES = {"booked": "neutral", "called": "primary", "received": "calm", "absent": "soon", "cancelled": "paused"}


@require_GET
@needs("reception.see")
def desk(request: HttpRequest) -> HttpResponse:
    seat, at = seat_of(request), moment_of(request)
    today = local_day(at)
    own = list(queries.led_by(seat, at)) if may(seat, "reception.lead") else []
    theirs = {one.pk for one in own}
    ahead = [one for one in queries.current(seat, at) if one.pk not in theirs]  # each stands there once
    context = {
        "today": [one for one in ahead if one.day == today],
        "ahead": [one for one in ahead if one.day > today],
        "lately": queries.lately(seat, at),
        "halls": queries.halls(seat.town),
        "due": queries.open_promises(seat).filter(due_on__lte=today)[:20] if may(seat, "reception.keep") else [],
        "own": own,
        "to_sign": next((one for one in own if may_sign(seat, one, at)), None),
        "day": today,
    }
    return render(request, "reception/desk.html", context)


@require_GET
@needs("reception.see")
def session(request: HttpRequest, pk: int) -> HttpResponse:
    """The queue, and one visitor opened beside it: ?b= asks for one, else whoever is at the table."""
    seat, at = seat_of(request), moment_of(request)
    one = queries.session_for(seat, pk)
    rows = queries.queue(one)
    asked = request.GET.get("b", "")
    at_table = next((row for row in rows if row.state == "called"), None)
    chosen = next((row for row in rows if str(row.pk) == asked), at_table if "b" not in request.GET else None)
    sees_people = may(seat, "reception.run") or may(seat, "reception.lead")
    language = get_language() or "zh"
    context: dict[str, Any] = {
        "session": one,
        "rows": [_row(row, sees_people, language, chosen) for row in rows],
        "sees_people": sees_people,
        "here": reverse("reception:session", args=[pk]),
        "counts": _counts(rows),
        "may_run": may(seat, "reception.run"),
        "may_sign": may_sign(seat, one, at),
        "may_swap": may_swap(seat, one, at),
        "swaps": one.swaps.select_related("before", "after"),
        "request_id": secrets.token_hex(16),
        "people": range(1, PEOPLE_MAX + 1),
        "has_begun": at >= one.starts_at,
        "receivers": queries.receivers(seat.town, at) if may_swap(seat, one, at) else [],
    }
    if chosen is not None and sees_people:
        context |= _opened(seat, one, chosen, at, language)
    return render(request, "reception/session.html", context)


def _row(row: Booking, sees_people: bool, language: str, chosen: Booking | None) -> dict[str, Any]:
    return {
        "booking": row,
        "topic": row.topic if sees_people else mask_personal(row.topic),
        "state": moves.label(row.state, language),
        "tone": TONES[row.state],
        "current": chosen is not None and row.pk == chosen.pk,
    }


def _counts(rows: list[Booking]) -> dict[str, int]:
    return {state: sum(1 for row in rows if row.state == state) for state in moves.STATES}


def may_sign(seat: Seat, one: Session, at: datetime) -> bool:
    return (
        seat.pk in (one.leader_id, one.substitute_id)
        and one.leader_signed_in_at is None
        and not one.off
        and one.closed_at is None
        and one.starts_at - EARLY <= at < one.ends_at
    )


def may_swap(seat: Seat, one: Session, at: datetime) -> bool:
    theirs = seat.role == "secretary" or seat.pk == one.leader_id
    return (
        theirs
        and may(seat, "reception.lead")
        and not one.off
        and one.leader_signed_in_at is None
        and at < one.starts_at
    )


def _opened(seat: Seat, one: Session, chosen: Booking, at: datetime, language: str) -> dict[str, Any]:
    talk = getattr(chosen, "talk", None)
    told: dict[str, Any] = {
        "chosen": chosen,
        "guest": queries.guest_of(chosen),
        "talk": talk,
        "earlier": queries.earlier(chosen, language=language),
        "state": moves.label(chosen.state, language),
        "tone": TONES[chosen.state],
        "today": local_day(at).isoformat(),
        "units": units(seat.town),
        "villages": Place.objects.filter(town=seat.town, level="village").order_by("code"),
        "request_types": Matter.REQUEST_TYPES,
        "looks": chosen.looks.select_related("seat__unit").order_by("at"),
        "other": one.substitute if one.signed_in_by_id == one.leader_id else one.leader,
    }
    if may(seat, "reception.run") and chosen.kind == "walk_in":
        told["slip"] = codes.shown(chosen)
    if talk is not None:
        told["promises"] = talk.promises.select_related("unit").order_by("due_on", "pk")
        told["receipt"] = receipts.shown(talk.matter) if talk.matter and may(seat, "reception.run") else None
    return told


@require_GET
@needs("reception.keep")
def promises(request: HttpRequest) -> HttpResponse:
    """What is due and what is still to come; lately kept ones below."""
    seat, today = seat_of(request), local_day(moment_of(request))
    context = {
        "open": queries.open_promises(seat)[:200],
        "today": today,
        "kept": queries.promises_of(seat).filter(kept_at__isnull=False).order_by("-kept_at")[:30],
    }
    return render(request, "reception/promises.html", context)


@require_GET
@needs("reception.see")
def month(request: HttpRequest) -> HttpResponse:
    """The sheet for the wall: one hall, one month; printed as it stands."""
    seat, at = seat_of(request), moment_of(request)
    rooms = list(queries.halls(seat.town))
    asked = request.GET.get("hall", "")
    hall = next((one for one in rooms if str(one.pk) == asked), rooms[0] if rooms else None)
    chosen = month_of(request.GET.get("month", ""), local_day(at))
    lines = sheet(hall, chosen, at) if hall else []
    held = [line for line in lines if not line.session.off]
    totals = {
        name: sum(getattr(line, name) for line in lines)
        for name in ("received", "people", "matters", "closed", "kept", "open")
    }
    totals |= {
        "held": sum(line.has_begun for line in held),
        "signed": sum(1 for line in held if line.session.leader_signed_in_at),
    }
    context = {"hall": hall, "halls": rooms, "month": chosen, "lines": lines, "totals": totals, "printed_at": at}
    return render(request, "reception/month.html", context)


@require_GET
@needs("reception.plan")
def plans(request: HttpRequest) -> HttpResponse:
    seat, at = seat_of(request), moment_of(request)
    context = {
        "halls": queries.halls(seat.town),
        "receivers": queries.receivers(seat.town, at),
        "today": local_day(at).isoformat(),
        "villages": Place.objects.filter(town=seat.town, level="village").order_by("code"),
        "weeks": WEEKS_AHEAD,
        "weekdays": [(0, _("周一")), (1, _("周二")), (2, _("周三")), (3, _("周四")), (4, _("周五"))],
    }
    return render(request, "reception/plans.html", context)


@never_cache
@require_POST
@needs("reception.run")
def phone(request: HttpRequest, pk: int) -> HttpResponse:
    """The telephone, on this answer alone; the look stays on record."""
    seat = seat_of(request)
    booking = queries.booking_for(seat, pk)
    number = actions.look_at_phone(booking, reason=request.POST.get("reason", ""), seat=seat, at=moment_of(request))
    return render(request, "reception/phone.html", {"number": number, "back": back_to(booking), "booking": booking})


@never_cache
@require_GET
@needs("reception.run")
def slip(request: HttpRequest, pk: int) -> HttpResponse:
    """The receipt of what a visit became, to hand over at the table."""
    booking = queries.booking_for(seat_of(request), pk)
    talk = getattr(booking, "talk", None)
    if talk is None or talk.matter is None:
        raise Refused("这次来访还没有转为事项，没有回执。")
    return slip_page(request, talk.matter, back=back_to(booking))
