"""One's own booking, opened by its ten digits and a tail: where in the queue, what came of it, cancelling."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_noop as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from xiangyue.counter import throttle
from xiangyue.counter.guard import moment_of, open_to_all
from xiangyue.counter.own import held
from xiangyue.counter.posts import Post, public_post
from xiangyue.counter.readers import Asked
from xiangyue.counter.statuses import status_of
from xiangyue.counter.taking_in import kept_offline, open_town
from xiangyue.doors.reception import actions, moves
from xiangyue.doors.reception.models import Booking
from xiangyue.kernel import codes, receipts
from xiangyue.kernel.errors import NotAllowed, Refused
from xiangyue.kernel.models import Place

BY_CODE = "opened by its booking code: ten digits and a tail"
_KEY = "booking:"


def remember(request: HttpRequest, response: HttpResponse, booking: Booking) -> HttpResponse:
    return held.remember_key(request, response, booking.town, f"{_KEY}{booking.pk}")


def bookings_of(request: HttpRequest, town: Place) -> list[Booking]:
    """Those opened on this device, the newest first."""
    keys = _keys(request, town)
    if not keys:
        return []
    return list(Booking.objects.filter(town=town, pk__in=keys).select_related("session__hall").order_by("-pk"))


def _keys(request: HttpRequest, town: Place) -> list[int]:
    return [int(key.removeprefix(_KEY)) for key in held.keys_of(request, town) if key.startswith(_KEY)]


@never_cache
@require_http_methods(["GET", "POST"])
@open_to_all(BY_CODE)
def find(request: HttpRequest, code: str) -> HttpResponse:
    """A wrong code and a wrong tail are answered in the same words."""
    town, said, status = open_town(code), "", 200
    if request.method == "POST":
        try:
            throttle.count_guess(request, "booking")
            typed = {name: request.POST.get(name, "") for name in ("code", "tail")}
            booking = actions.open_booking(town, **typed, at=moment_of(request))
        except Refused as refusal:
            said, status = str(refusal), status_of(refusal, plain=403)
        else:
            return remember(request, redirect("reception:mine", code=code, pk=booking.pk), booking)
    context = {"town": town, "said": said, "typed": request.POST.get("code", ""), "own": bookings_of(request, town)}
    shown = render(request, "reception/find.html", context, status=status)
    return kept_offline(shown) if request.method == "GET" else shown


@never_cache
@require_GET
@open_to_all(BY_CODE)
def mine(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    town, booking = _own(request, code, pk)
    talk = getattr(booking, "talk", None)
    opens, tail = codes.shown(booking)
    context: dict[str, Any] = {
        "town": town,
        "booking": booking,
        "session": booking.session,
        "code": opens,
        "tail": tail,
        "is_new": "new" in request.GET,
        "talk": talk,
        "state": moves.label(booking.state, get_language() or "zh"),
        "before_me": booking.session.bookings.filter(state="booked", queue_number__lt=booking.queue_number).count(),
        "receipt": receipts.shown(talk.matter) if talk and talk.matter else None,
        "promises": list(talk.promises.select_related("unit").order_by("due_on", "pk")) if talk else [],
        "looks": list(booking.looks.select_related("seat__unit").order_by("at")),
    }
    return render(request, "reception/mine.html", context)


def _own(request: HttpRequest, code: str, pk: int) -> tuple[Place, Booking]:
    town = open_town(code)
    joined = ("town", "session__hall", "session__leader", "session__signed_in_by", "talk__matter")
    found = Booking.objects.filter(town=town, pk=pk).select_related(*joined).first()
    if found is None or pk not in _keys(request, town):
        raise NotAllowed("要看这个预约，请先用十位预约码和尾号打开它。")
    return town, found


def _back(asked: Asked, code: str, pk: int) -> str:
    return reverse("reception:mine", args=[code, pk])


CANCEL = Post("cancel", "", actions.cancel, done=_("预约已取消，名额让给了别人。"))
cancel = public_post(CANCEL, fetch=_own, back=_back, because=BY_CODE)
