"""The page of one entry, what the same phone said lately, and the receipt that is handed over."""

from __future__ import annotations

import secrets
from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from xiangyue.counter.guard import moment_of, needs, seat_of
from xiangyue.counter.own.slip import slip_page
from xiangyue.counter.taking_in import phone_of
from xiangyue.counter.tally import count
from xiangyue.counter.throttle import TooMany
from xiangyue.doors.window import queries
from xiangyue.doors.window.forms import EntryForm
from xiangyue.doors.window.rules import PHOTOS_MAX
from xiangyue.kernel.access import may
from xiangyue.kernel.errors import NotAllowed, Refused
from xiangyue.kernel.timekeeping import day_begins, local_day

_ASKED = timedelta(minutes=10)
_ASKED_MAX = 60  # phones that one seat looks up in that time: more is no queue at a counter
_HANDED_OVER = timedelta(hours=24)


@never_cache
@require_GET
@needs("window.write")
def desk(request: HttpRequest) -> HttpResponse:
    """The form, and what this seat wrote down today."""
    seat, at = seat_of(request), moment_of(request)
    context = {
        "form": EntryForm(town=seat.town, day=local_day(at)),
        "request_id": secrets.token_hex(16),
        "photos_max": PHOTOS_MAX,
        "may_reprint": may(seat, "window.reprint"),
        "entries": queries.entries_of(seat).filter(at__gte=day_begins(local_day(at)))[: queries.TODAY_AT_MOST],
    }
    return render(request, "window/desk.html", context)


@never_cache
@require_POST
@needs("window.write")
def earlier(request: HttpRequest) -> HttpResponse:
    """A part of the form: what the phone that was just typed said lately."""
    seat, at = seat_of(request), moment_of(request)
    if count(f"window:{seat.pk}", _ASKED, at) > _ASKED_MAX:
        raise TooMany("短时间里查的电话太多了，请过十分钟再查；登记不受影响。")
    try:
        phone = phone_of(request.POST.get("phone", ""))
    except Refused:
        phone = ""  # half a number, while it is being typed
    return render(request, "window/earlier.html", {"earlier": queries.lately_from(phone, seat=seat, at=at), "now": at})


@never_cache
@require_GET
@needs("window.write")
def slip(request: HttpRequest, pk: int) -> HttpResponse:
    """For whoever wrote it down, on that day: the code opens the person's own page."""
    seat, at = seat_of(request), moment_of(request)
    entry = queries.entries_of(seat).filter(pk=pk, at__gt=at - _HANDED_OVER).first()
    if entry is None:
        raise NotAllowed("回执只在登记的当天、由登记的人打印。")
    return slip_page(request, entry.matter, back=reverse("window:desk"))
