"""One's own booking, opened by its ten digits and a tail: where in the queue, what came of it, cancelling."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from xiangyue.counter import throttle
from xiangyue.counter.doing import attempt
from xiangyue.counter.guard import moment_of, open_to_all
from xiangyue.doors.reception import actions, moves, queries
from xiangyue.doors.reception.models import Booking
from xiangyue.kernel import receipts
from xiangyue.kernel.errors import NotAllowed, Refused
from xiangyue.kernel.models import Place

_MINE = "own_bookings"  # in the session: keys of bookings that were opened on this device
_AT_MOST = 20
BY_CODE = "opened by its booking code: ten digits and a tail"


def remember(request: HttpRequest, booking: Booking) -> None:
    held = request.session.get(_MINE, [])
    request.session[_MINE] = [booking.pk, *(one for one in held if one != booking.pk)][:_AT_MOST]


def bookings_of(request: HttpRequest, town: Place) -> list[Booking]:
    """Those opened on this device, the newest first."""
    held = request.session.get(_MINE, [])
    if not held:
        return []
    return list(Booking.objects.filter(town=town, pk__in=held).select_related("session__hall").order_by("-pk"))


@never_cache
@require_http_methods(["GET", "POST"])
@open_to_all(BY_CODE)
def find(request: HttpRequest, code: str) -> HttpResponse:
    """A wrong code and a wrong tail are answered in the same words."""
    town, said = get_object_or_404(queries.open_towns(), code=code), ""
    if request.method == "POST":
        try:
            throttle.count_guess(request, "booking")
            booking = actions.open_booking(
                town, code=request.POST.get("code", ""), tail=request.POST.get("tail", ""), at=moment_of(request)
            )
        except Refused as refusal:
            said = str(refusal)
        else:
            remember(request, booking)
            return redirect("reception:mine", code=code, pk=booking.pk)
    context = {"town": town, "said": said, "typed": request.POST.get("code", ""), "own": bookings_of(request, town)}
    return render(request, "reception/find.html", context, status=403 if said else 200)


@never_cache
@require_GET
@open_to_all(BY_CODE)
def mine(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    booking = _own(request, code, pk)
    visit = getattr(booking, "visit", None)
    opens, tail = actions.shown(booking)
    context = {
        "town": booking.town,
        "booking": booking,
        "session": booking.session,
        "code": opens,
        "tail": tail,
        "is_new": "new" in request.GET,
        "visit": visit,
        "state": moves.label(booking.state, get_language() or "zh"),
        "before_me": booking.session.bookings.filter(state="booked", queue_number__lt=booking.queue_number).count(),
        "receipt": receipts.shown(visit.matter) if visit and visit.matter else None,
        "promises": list(visit.promises.select_related("unit").order_by("due_on", "pk")) if visit else [],
        "looks": list(booking.looks.select_related("seat__unit").order_by("at")),
    }
    return render(request, "reception/mine.html", context)


@require_POST
@open_to_all(BY_CODE)
def cancel(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    booking = _own(request, code, pk)
    return attempt(
        request,
        lambda: actions.cancel(booking, at=moment_of(request)),
        done=_("预约已取消，名额让给了别人。"),
        to=reverse("reception:mine", args=[code, pk]),
    )


def _own(request: HttpRequest, code: str, pk: int) -> Booking:
    town = get_object_or_404(queries.open_towns(), code=code)
    joined = ("town", "session__hall", "session__leader", "session__signed_in_by", "visit__matter")
    found = Booking.objects.filter(town=town, pk=pk).select_related(*joined).first()
    if found is None or pk not in request.session.get(_MINE, []):
        raise NotAllowed("要看这个预约，请先用十位预约码和尾号打开它。")
    return found
