"""Pages for everybody: the published calendar, booking a place, the screen in the hall."""

from __future__ import annotations

import secrets
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from xiangyue.counter import throttle
from xiangyue.counter.guard import asks_by_itself, moment_of, open_to_all
from xiangyue.counter.posts import wants_json
from xiangyue.counter.readers import Asked
from xiangyue.counter.taking_in import kept_offline, open_town
from xiangyue.doors.reception import actions, own_views, queries
from xiangyue.doors.reception.ical import calendar_text
from xiangyue.doors.reception.models import Hall, Session
from xiangyue.doors.reception.posts import asking
from xiangyue.doors.reception.rules import PEOPLE_MAX, REQUEST_ID, TOPIC_MAX
from xiangyue.kernel.errors import Refused
from xiangyue.kernel.models import Place
from xiangyue.kernel.timekeeping import ZONE, local_day

PUBLISHED = "the schedule of a reception day must be published (信访工作条例 art. 18)"
BOOKING = "everybody may ask to be received; nothing of anybody else's is shown"
SCREEN = "hangs in the hall behind an address that is not to be guessed; queue numbers only"


@require_GET
@open_to_all(PUBLISHED)
def calendar(request: HttpRequest, code: str) -> HttpResponse:
    town, at = open_town(code), moment_of(request)
    context = {
        "town": town,
        "now": at,
        "sessions": [(one, one.takes_bookings(at)) for one in queries.calendar(town, at)],
        "own": own_views.bookings_of(request, town),
    }
    return kept_offline(render(request, "reception/calendar.html", context))


@require_GET
@open_to_all(PUBLISHED)
def ics(request: HttpRequest, code: str) -> HttpResponse:
    town, at = open_town(code), moment_of(request)
    text = calendar_text(town.code, _("%(town)s书记接待日") % {"town": town.name}, queries.calendar(town, at), at)
    return HttpResponse(
        text,
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": f'inline; filename="reception-{town.code}.ics"'},
    )


@never_cache
@require_http_methods(["GET", "POST"])
@open_to_all(BOOKING)
def book(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """The form of one session; posted by the page's script it answers in JSON, where a refusal keeps what was typed."""
    town = open_town(code)
    session = get_object_or_404(queries.with_free(Session.objects.filter(town=town)), pk=pk)
    if request.method == "GET":
        return _page(request, town, session)
    in_json = wants_json(request)
    try:
        booked = _book(request, town, session)
    except Refused as refusal:
        if in_json:
            raise  # worded by the house, with the bits of work where more is asked for
        return _page(request, town, session, said=str(refusal), status=422)
    url = f"{reverse('reception:mine', args=[town.code, booked.booking.pk])}?new=1"
    response = JsonResponse({"url": url}, status=201) if in_json else redirect(url)
    return own_views.remember(request, response, booked.booking)


def _book(request: HttpRequest, town: Place, session: Session) -> actions.Booked:
    asked = Asked(request, town, None, moment_of(request), session)
    told = asking(asked, "")
    throttle.require_work(
        request, town=town.code, door="reception", request_id=told.request_id, nonce=asked.typed("nonce")
    )
    return actions.book(session, told, at=asked.at)


def _page(request: HttpRequest, town: Place, session: Session, *, said: str = "", status: int = 200) -> HttpResponse:
    typed = request.POST
    request_id = typed.get("request_id", "")
    context: dict[str, Any] = {
        "town": town,
        "session": session,
        "said": said,
        "typed": typed,
        "is_open": session.takes_bookings(moment_of(request)),
        "request_id": request_id if REQUEST_ID.fullmatch(request_id) else secrets.token_hex(16),
        "people": range(1, PEOPLE_MAX + 1),
        "topic_max": TOPIC_MAX,
    }
    return render(request, "reception/book.html", context, status=status)


@require_GET
@open_to_all(SCREEN)
def screen(request: HttpRequest, token: str) -> HttpResponse:
    hall = _hall(token)
    context = {"hall": hall, "town": hall.town, "told": _told(hall, request)}
    response = render(request, "reception/screen.html", context)
    response["Referrer-Policy"] = "no-referrer"  # the address is the key
    response["X-Robots-Tag"] = "noindex"
    return response


@never_cache
@require_GET
@open_to_all(SCREEN)
@asks_by_itself
def screen_now(request: HttpRequest, token: str) -> JsonResponse:
    return JsonResponse(_told(_hall(token), request))


def _hall(token: str) -> Hall:
    return get_object_or_404(Hall.objects.select_related("town"), screen_token=token)


def _told(hall: Hall, request: HttpRequest) -> dict[str, Any]:
    at = moment_of(request)
    shown, clock = queries.screen(hall, at), f"{at.astimezone(ZONE):%H:%M}"
    if shown.session is None:
        return {
            "called": "",
            "following": [],
            "waiting": 0,
            "when": _("近期没有安排接待"),
            "leader": "",
            "clock": clock,
        }
    one = shown.session
    hours = f"{one.starts_at.astimezone(ZONE):%H:%M}–{one.ends_at.astimezone(ZONE):%H:%M}"
    is_today = one.day == local_day(at)
    day = _("今天") if is_today else _("下一场：%(month)s月%(day)s日") % {"month": one.day.month, "day": one.day.day}
    return {
        "called": shown.called or "",
        "following": shown.following if is_today else [],
        "waiting": shown.waiting if is_today else 0,
        "when": f"{day} {hours}",
        "leader": one.receiver,
        "clock": clock,
    }
