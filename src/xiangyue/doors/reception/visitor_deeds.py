"""What is done with one visitor of the queue, and with what was promised to them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from xiangyue.counter.doing import attempt
from xiangyue.counter.guard import moment_of, needs, seat_of
from xiangyue.doors.reception import actions, queries
from xiangyue.doors.reception.models import Booking, Visit
from xiangyue.doors.reception.session_deeds import back_to, number_in
from xiangyue.kernel.errors import NotAllowed, Refused
from xiangyue.kernel.models import Party, Place, Seat

OnBooking = Callable[[HttpRequest, Booking, Seat, datetime], Any]
PROMISES_AT_ONCE = 3  # rows of the form; more can be added afterwards


def _on_booking(done: str) -> Callable[[OnBooking], Callable[..., HttpResponse]]:
    """A POST on a visitor of the queue; back to them."""

    def made(act: OnBooking) -> Callable[..., HttpResponse]:
        @require_POST
        @needs("reception.run")
        def view(request: HttpRequest, pk: int) -> HttpResponse:
            seat = seat_of(request)
            booking = queries.booking_for(seat, pk)
            to = back_to(booking)
            return attempt(request, lambda: act(request, booking, seat, moment_of(request)), done=_(done), to=to)

        view.__name__ = act.__name__
        return view

    return made


@_on_booking(gettext_noop("已重新叫号，大屏上已显示。"))
def call(request: HttpRequest, booking: Booking, seat: Seat, at: datetime) -> Any:
    return actions.call(booking, seat=seat, at=at)


@require_POST
@needs("reception.run")
def absence(request: HttpRequest, pk: int) -> HttpResponse:
    """Back to the session, ready for the next number."""
    seat = seat_of(request)
    booking = queries.booking_for(seat, pk)
    return attempt(
        request,
        lambda: actions.mark_absent(booking, seat=seat, at=moment_of(request)),
        done=_("已记过号；人来了可以重新叫号。"),
        to=reverse("reception:session", args=[booking.session_id]),
    )


@_on_booking(gettext_noop("记录已写下。"))
def record(request: HttpRequest, booking: Booking, seat: Seat, at: datetime) -> Any:
    posted = request.POST
    place = Place.objects.filter(town_id=seat.town_id, level="village", code=posted.get("place", "")).first()
    withdraws = posted.get("withdraws_because", "") if posted.get("withdraws") == "yes" else ""
    if posted.get("withdraws") == "yes" and not withdraws.strip():
        raise Refused("领导回避请写明原因（《信访工作条例》第二十八条）。")
    pledges = [one for row in range(PROMISES_AT_ONCE) if (one := _pledge(request, seat, f"-{row}")) is not None]
    return actions.receive_visitor(
        booking,
        words=posted.get("words", ""),
        promises=pledges,
        place=place,
        withdraws_because=withdraws,
        seat=seat,
        at=at,
    )


@_on_booking(gettext_noop("承诺已记下，到日子会自己回来。"))
def promise(request: HttpRequest, booking: Booking, seat: Seat, at: datetime) -> Any:
    pledge = _pledge(request, seat, "")
    if pledge is None:
        raise Refused("请写明承诺办什么、哪个单位、哪一天。")
    return actions.promise(_visit(booking), pledge, seat=seat, at=at)


def _pledge(request: HttpRequest, seat: Seat, row: str) -> actions.Pledge | None:
    """None for a row that was left empty; Refused for one that is half filled in."""
    words, due = request.POST.get(f"promise{row}", "").strip(), request.POST.get(f"due{row}", "").strip()
    if not words and not due:
        return None
    unit = Party.objects.filter(town_id=seat.town_id, kind="unit", pk=number_in(request, f"unit{row}")).first()
    try:
        day = date.fromisoformat(due)
    except ValueError:
        raise Refused("承诺要有日子：请选哪一天兑现。") from None
    if unit is None or not words:
        raise Refused("承诺要写全三样：办什么、哪个单位办、哪一天办好。")
    return actions.Pledge(words, unit, day)


@_on_booking(gettext_noop("已转为事项，市民诉求处置中心看得到了。"))
def matter(request: HttpRequest, booking: Booking, seat: Seat, at: datetime) -> Any:
    return actions.convert(_visit(booking), request_type=request.POST.get("request_type", "help"), seat=seat, at=at)


@_on_booking(gettext_noop("当场答复已记下。"))
def answer(request: HttpRequest, booking: Booking, seat: Seat, at: datetime) -> Any:
    unit = Party.objects.filter(town_id=seat.town_id, kind="unit", pk=number_in(request, "unit")).first()
    if unit is None:
        raise Refused("请选由哪个单位答复、以后由它负责。")
    return actions.settle_on_the_spot(_visit(booking), text=request.POST.get("text", ""), unit=unit, seat=seat, at=at)


@never_cache
@require_POST
@needs("reception.run")
def phone(request: HttpRequest, pk: int) -> HttpResponse:
    """The telephone, on this answer alone; the look stays on record."""
    seat = seat_of(request)
    booking = queries.booking_for(seat, pk)
    number = actions.look_at_phone(booking, reason=request.POST.get("reason", ""), seat=seat, at=moment_of(request))
    return render(request, "reception/phone.html", {"number": number, "back": back_to(booking), "booking": booking})


@require_POST
@needs("reception.keep")
def keep(request: HttpRequest, pk: int) -> HttpResponse:
    seat = seat_of(request)
    made = queries.promises_of(seat).filter(pk=pk).first()
    if made is None:
        raise NotAllowed("没有这个承诺，或者它不是您的单位的。")
    return attempt(
        request,
        lambda: actions.keep_promise(made, how=request.POST.get("how", ""), seat=seat, at=moment_of(request)),
        done=_("承诺已兑现，来访人看得到。"),
        to=reverse("reception:promises"),
    )


def _visit(booking: Booking) -> Visit:
    visit: Visit | None = getattr(booking, "visit", None)
    if visit is None:
        raise Refused("还没有接待记录，请先写下说了什么。")
    visit.booking = booking
    return visit
