"""What is done with a session: each view reads the request, makes one call, says what came of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_POST

from xiangyue.counter.doing import attempt
from xiangyue.counter.guard import moment_of, needs, seat_of
from xiangyue.doors.reception import actions, queries
from xiangyue.doors.reception.models import Booking, Session
from xiangyue.doors.reception.rules import Asking
from xiangyue.doors.reception.views import people_in
from xiangyue.kernel.errors import Refused
from xiangyue.kernel.models import Seat

OnSession = Callable[[HttpRequest, Session, Seat, datetime], Any]


def _on_session(deed: str, done: str) -> Callable[[OnSession], Callable[..., HttpResponse]]:
    """A POST on a session; back to its page, with whoever is at the table opened."""

    def made(act: OnSession) -> Callable[..., HttpResponse]:
        @require_POST
        @needs(deed)
        def view(request: HttpRequest, pk: int) -> HttpResponse:
            seat = seat_of(request)
            one = queries.session_for(seat, pk)
            to = reverse("reception:session", args=[pk])
            return attempt(request, lambda: act(request, one, seat, moment_of(request)), done=_(done), to=to)

        view.__name__ = act.__name__
        return view

    return made


def back_to(booking: Booking) -> str:
    return f"{reverse('reception:session', args=[booking.session_id])}?b={booking.pk}"


@_on_session("reception.lead", gettext_noop("已签到，可以叫号了。"))
def sign_in(request: HttpRequest, one: Session, seat: Seat, at: datetime) -> Any:
    return actions.sign_in(one, seat=seat, at=at)


@_on_session("reception.lead", gettext_noop("已调换接待领导，公示的日历随之更新。"))
def swap(request: HttpRequest, one: Session, seat: Seat, at: datetime) -> Any:
    to = Seat.objects.filter(town_id=seat.town_id, pk=number_in(request, "to")).first()
    if to is None:
        raise Refused("请选由哪位领导来接待。")
    return actions.swap_leader(one, to=to, reason=request.POST.get("reason", ""), seat=seat, at=at)


@_on_session("reception.run", gettext_noop("已叫下一位，大屏上已显示。"))
def call_next(request: HttpRequest, one: Session, seat: Seat, at: datetime) -> Any:
    return actions.call_next(one, seat=seat, at=at)


@_on_session("reception.run", gettext_noop("已散场，没来的记为过号未到。"))
def close(request: HttpRequest, one: Session, seat: Seat, at: datetime) -> Any:
    return actions.close_session(one, seat=seat, at=at)


@_on_session("reception.plan", gettext_noop("这一场已取消，公示的日历上写明了原因。"))
def call_off(request: HttpRequest, one: Session, seat: Seat, at: datetime) -> Any:
    return actions.call_off(one, reason=request.POST.get("reason", ""), seat=seat, at=at)


@require_POST
@needs("reception.run")
def walk_in(request: HttpRequest, pk: int) -> HttpResponse:
    """On to the one just registered, whose code and tail the clerk writes on a slip."""
    seat, posted, to = seat_of(request), request.POST, reverse("reception:session", args=[pk])
    one = queries.session_for(seat, pk)
    asking = Asking(
        posted.get("request_id", ""),
        posted.get("topic", ""),
        people_in(request),
        posted.get("name", ""),
        posted.get("phone", ""),
    )
    try:
        entered = actions.walk_in(one, asking, seat=seat, at=moment_of(request))
    except Refused as refusal:
        messages.error(request, str(refusal))
        return HttpResponseRedirect(to)
    messages.success(request, _("已登记，排 %(number)s 号。") % {"number": entered.booking.queue_number})
    return HttpResponseRedirect(back_to(entered.booking))


def number_in(request: HttpRequest, name: str) -> int:
    typed = request.POST.get(name, "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 18 else 0
