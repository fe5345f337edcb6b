"""The phone page of a shift, and what its queue sends."""

from __future__ import annotations

import secrets
from collections.abc import Mapping

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from xiangyue.counter.guard import moment_of, needs, seat_of
from xiangyue.counter.readers import Asked, errors_of, files
from xiangyue.doors.patrol import actions, queries, terms
from xiangyue.doors.patrol.forms import CallForm, FindForm, moment_said, points_of, said_moment
from xiangyue.doors.patrol.models import LEVELS, Household
from xiangyue.doors.patrol.rules import PHOTOS_MAX
from xiangyue.kernel.access import may
from xiangyue.kernel.errors import NotAllowed, Refused
from xiangyue.kernel.models import Place, Seat
from xiangyue.kernel.receipts import shown
from xiangyue.kernel.timekeeping import local_day


@require_GET
@needs("patrol.see")
def home(request: HttpRequest) -> HttpResponse:
    """A worker's shift; whoever only looks goes on to the coverage. The page holds nobody's household: it may be
    kept.
    """
    seat, at = seat_of(request), moment_of(request)
    if not may(seat, "patrol.walk"):
        return redirect("patrol:coverage")
    places = Place.objects.filter(town=seat.town, level__in=("village", "grid")).order_by("level", "code")
    context = {
        "tasks": terms.tasks(seat.town, local_day(at)),
        "rounds": terms.rounds(seat.town, local_day(at)),
        "levels": LEVELS,
        "places": places,
        "request_id": secrets.token_hex(12),
        "photos_max": PHOTOS_MAX,
    }
    response = render(request, "patrol/shift.html", context)
    response["X-Offline"] = "keep"
    return response


@require_GET
@needs("patrol.walk")
def shift(request: HttpRequest) -> JsonResponse:
    """What the phone keeps for a shift: grids, house numbers, days. Neither names nor phones."""
    seat, at = seat_of(request), moment_of(request)
    due = queries.with_due(queries.households_of(seat, at), seat.town, at)
    held = queries.watches_of(seat, at)
    told = {
        "seat": seat.pk,
        "mine": [str(watch.zone or watch.place.name) for watch in held],
        "households": [
            {
                "id": one.household.pk,
                "door": one.household.door_number,
                "grid": one.household.grid.name,
                "due": one.due.isoformat(),
                "again": one.again.isoformat(),
                "tone": one.tone,
            }
            for one in due
        ],
    }
    return JsonResponse(told, headers={"Cache-Control": "no-store"})


@require_POST
@needs("patrol.walk")
def track(request: HttpRequest) -> HttpResponse:
    seat, at = _own(request), moment_of(request)
    step = actions.Step(
        request.POST.get("patrol", ""),
        moment_said(request.POST.get("begun_at", "")) or at,
        points_of(request.POST.get("points", "")),
        moment_said(request.POST.get("ended_at", "")),
        request.POST.get("task", ""),
    )
    patrol = actions.walk(step, seat=seat, at=at, request_id=_request_id(request))
    told = {"metres": patrol.metres, "points": patrol.points, "dropped": patrol.dropped}
    return _answer(request, told, _("轨迹已收到。"))


@require_POST
@needs("patrol.walk")
def visit(request: HttpRequest) -> HttpResponse:
    seat, at = _own(request), moment_of(request)
    form = CallForm(request.POST)
    if not form.is_valid():
        raise Refused(errors_of(form))
    told = form.cleaned_data
    household = Household.objects.select_related("grid__parent").filter(town=seat.town, pk=told["household"]).first()
    if household is None:
        raise Refused("没有这一户，请刷新页面再登记。")
    call = actions.Call(
        household,
        said_moment(request.POST.get("said_at", ""), at),
        met=told["met"] == "yes",
        need=told["need"],
        point=form.point(),
    )
    row = actions.call_at(call, seat=seat, at=at, request_id=_request_id(request))
    code, tail = shown(row.matter) if row.matter else ("", "")
    return _answer(
        request,
        {"number": row.matter.number if row.matter else "", "query_code": code, "tail": tail},
        _("走访已记下。"),
    )


@require_POST
@needs("patrol.walk")
def finding(request: HttpRequest) -> HttpResponse:
    seat, at = _own(request), moment_of(request)
    form = FindForm(request.POST, town=seat.town)
    if not form.is_valid():
        raise Refused(errors_of(form))
    told = form.cleaned_data
    photos = files(PHOTOS_MAX, photos_only=True)(Asked(request, seat.town, seat, at), "photo")
    found = actions.Find(
        told["task"],
        told["words"],
        told["level"],
        said_moment(request.POST.get("said_at", ""), at),
        note=told["note"],
        point=form.point(),
        place=told["place"],
        photo=photos[0] if photos else None,
        more=photos[1:],
    )
    row = actions.find(found, seat=seat, at=at, request_id=_request_id(request))
    return _answer(request, {"number": row.matter.number if row.matter else ""}, _("发现已记下。"))


def _own(request: HttpRequest) -> Seat:
    """The seat; what another one wrote on this phone is not sent in its name."""
    seat, told = seat_of(request), request.POST.get("seat", "")
    if told and told != str(seat.pk):
        raise NotAllowed("这条是别的岗位在这台手机上记下的，请他登录后自己发送。")
    return seat


def _request_id(request: HttpRequest) -> str:
    told = request.POST.get("request_id", "")
    return told if 8 <= len(told) <= 50 else ""


def _answer(request: HttpRequest, told: Mapping[str, object], says: str) -> HttpResponse:
    if request.headers.get("Accept") == "application/json":
        return JsonResponse(dict(told), status=201)
    messages.success(request, says)
    return redirect("patrol:home")
