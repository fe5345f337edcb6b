"""The page of one entry, what the same phone said lately, and the receipt that is handed over."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_noop as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from xiangyue.counter.guard import moment_of, needs, seat_of
from xiangyue.counter.own.slip import slip_page
from xiangyue.counter.taking_in import phone_of
from xiangyue.counter.tally import count
from xiangyue.counter.throttle import TooMany
from xiangyue.doors.window import papers, queries
from xiangyue.doors.window.forms import EntryForm
from xiangyue.doors.window.models import Paper
from xiangyue.doors.window.rules import PAPERS, PAPERS_AT_ONCE, PHOTOS_MAX, tidy_serial
from xiangyue.kernel.access import may
from xiangyue.kernel.errors import NotAllowed, Refused
from xiangyue.kernel.models import Seat
from xiangyue.kernel.timekeeping import day_begins, local_day
from xiangyue.kernel.wording import worded

_ASKED = timedelta(minutes=10)
_ASKED_MAX = 60  # phones that one seat looks up in that time: more is no queue at a counter
_LATELY = 20  # papers shown of those that a seat printed
_DOORS = (_("群众自填"), _("便民窗口"), _("接待日"), _("网格巡查"))  # of the papers, for either language
_HANDED_OVER = timedelta(hours=24)


@never_cache
@require_GET
@needs("window.write")
def desk(request: HttpRequest) -> HttpResponse:
    """The form, and what this seat wrote down today. The picture of a paper form leads here with ?paper= its serial."""
    seat, at = seat_of(request), moment_of(request)
    serial = tidy_serial(request.GET.get("paper", "")[:40])
    context = {
        "form": EntryForm(town=seat.town, day=local_day(at)),
        "request_id": secrets.token_hex(16),
        "photos_max": PHOTOS_MAX,
        "serial": serial,
        "paper": _paper(seat, serial),
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


@never_cache
@require_GET
@needs("window.write")
def paper(request: HttpRequest) -> HttpResponse:
    """A part of the form: whether this serial may be written down."""
    serial = tidy_serial(request.GET.get("paper", "")[:40])
    return render(request, "window/paper.html", {"paper": _paper(seat_of(request), serial)})


def _paper(seat: Seat, serial: str) -> dict[str, Any] | None:
    if not serial:
        return None
    try:
        found = papers.paper_of(seat.town, serial)
    except Refused as refusal:
        return {"says": str(refusal), "is_good": False}
    used = papers.used_before(found)
    return {"says": worded(used), "is_good": not used, "name": PAPERS[serial[0]]}


def blanks(request: HttpRequest) -> HttpResponse:
    """Which paper forms to print; the post of this address prints them."""
    lately = Paper.objects.filter(seat=seat_of(request)).select_related("matter").order_by("-printed_at", "-id")
    context = {"doors": list(zip(PAPERS, _DOORS, strict=True)), "most": PAPERS_AT_ONCE, "lately": lately[:_LATELY]}
    return render(request, "window/papers.html", context)
