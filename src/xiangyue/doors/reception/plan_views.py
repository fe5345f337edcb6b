"""Halls, weekly plans, and publishing them ahead."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from xiangyue.counter.doing import attempt
from xiangyue.counter.guard import moment_of, needs, seat_of
from xiangyue.doors.reception import actions, queries
from xiangyue.doors.reception.models import Hall, Plan
from xiangyue.doors.reception.rules import WEEKS_AHEAD
from xiangyue.doors.reception.session_deeds import number_in
from xiangyue.kernel.errors import NotAllowed, Refused
from xiangyue.kernel.models import Place, Seat
from xiangyue.kernel.timekeeping import local_day

HERE = "reception:plans"
_MOST_WEEKS = 26


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


@require_POST
@needs("reception.plan")
def add_hall(request: HttpRequest) -> HttpResponse:
    seat, code = seat_of(request), request.POST.get("place", "")
    place = Place.objects.filter(town=seat.town, level="village", code=code).first() if code else seat.town
    return attempt(
        request,
        lambda: actions.add_hall(
            _given(place, "本镇没有这个村，请重新选。"),
            title=request.POST.get("title", ""),
            address=request.POST.get("address", ""),
            seat=seat,
        ),
        done=_("接待室已添加，接着给它排接待日。"),
        to=reverse(HERE),
    )


@require_POST
@needs("reception.plan")
def renew_screen(request: HttpRequest, pk: int) -> HttpResponse:
    hall = _hall(seat_of(request), pk)
    return attempt(
        request,
        lambda: actions.renew_screen(hall, seat=seat_of(request)),
        done=_("大屏换了新网址，旧网址作废。"),
        to=reverse(HERE),
    )


@require_POST
@needs("reception.plan")
def add_plan(request: HttpRequest, pk: int) -> HttpResponse:
    seat = seat_of(request)
    hall = _hall(seat, pk)
    return attempt(
        request, lambda: _add_plan(request, hall, seat), done=_("已排好；公布之后群众才看得到。"), to=reverse(HERE)
    )


def _add_plan(request: HttpRequest, hall: Hall, seat: Seat) -> Plan:
    posted = request.POST
    chosen = {one.pk: one for one in queries.receivers(seat.town, moment_of(request))}
    leader, substitute = (chosen.get(number_in(request, name)) for name in ("leader", "substitute"))
    try:
        begins, ends = time.fromisoformat(posted.get("begins", "")), time.fromisoformat(posted.get("ends", ""))
        since = date.fromisoformat(posted.get("valid_from", ""))
    except ValueError:
        raise Refused("请填好接待的起止时间，和从哪一天起。") from None
    return actions.add_plan(
        hall,
        weekday=number_in(request, "weekday"),
        begins=begins,
        ends=ends,
        capacity=min(number_in(request, "capacity"), 999),
        leader=_given(leader, "请选接待领导。"),
        substitute=_given(substitute, "请选候补领导。"),
        valid_from=since,
        seat=seat,
    )


@require_POST
@needs("reception.plan")
def end_plan(request: HttpRequest, pk: int) -> HttpResponse:
    seat = seat_of(request)
    plan = Plan.objects.filter(town=seat.town, pk=pk).first()
    if plan is None:
        raise NotAllowed("没有这个安排，或者它不是本镇的。")
    return attempt(
        request,
        lambda: actions.end_plan(plan, last_day=_day(request, "last_day"), seat=seat, at=moment_of(request)),
        done=_("已停用；已公布的后续场次已取消，日历上写明了。"),
        to=reverse(HERE),
    )


@require_POST
@needs("reception.plan")
def publish(request: HttpRequest) -> HttpResponse:
    seat, at = seat_of(request), moment_of(request)
    weeks = min(number_in(request, "weeks") or WEEKS_AHEAD, _MOST_WEEKS)
    try:
        done = actions.publish(seat.town, local_day(at) + timedelta(weeks=weeks), seat=seat, at=at)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return HttpResponseRedirect(reverse(HERE))
    messages.success(
        request, _("新公布 %(made)s 场，%(off)s 天放假不接待。") % {"made": done.made + done.back, "off": done.off}
    )
    for problem in done.problems:
        messages.warning(request, problem)
    return HttpResponseRedirect(reverse(HERE))


def _hall(seat: Seat, pk: int) -> Hall:
    hall = Hall.objects.filter(town=seat.town, pk=pk).first()
    if hall is None:
        raise NotAllowed("没有这个接待室，或者它不是本镇的。")
    return hall


def _day(request: HttpRequest, name: str) -> date:
    try:
        return date.fromisoformat(request.POST.get(name, ""))
    except ValueError:
        raise Refused("请选一个日期。") from None


def _given(value: Any, says: str) -> Any:
    if value is None:
        raise Refused(says)
    return value
