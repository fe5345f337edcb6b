"""The posts of the desk on one request: each reads its form, makes one call, and goes back to the request."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_POST

from xiangyue.counter.doing import attempt, errors_of
from xiangyue.counter.guard import moment_of, needs, seat_of
from xiangyue.doors.enterprise import actions, queries
from xiangyue.doors.enterprise.forms import AssignForm, IntakeForm
from xiangyue.doors.enterprise.models import Request
from xiangyue.doors.enterprise.own_views import told_rating
from xiangyue.kernel.errors import Refused
from xiangyue.kernel.models import Party, Seat
from xiangyue.kernel.timekeeping import local_day

Deed = Callable[[HttpRequest, Request, Seat, datetime], Any]
ON_REQUEST: list[Callable[..., HttpResponse]] = []


def told(form: forms.Form) -> dict[str, Any]:
    if not form.is_valid():
        raise Refused(errors_of(form))
    return form.cleaned_data


def picked(request: HttpRequest, name: str) -> int:
    """A key from a select; 0 for what is none."""
    text = request.POST.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else 0


def _on_request(deed: str, done: str) -> Callable[[Deed], Callable[..., HttpResponse]]:
    """A POST on one request: guarded by `deed`, answered with `done` or the refusal, back to the request."""

    def made(act: Deed) -> Callable[..., HttpResponse]:
        @require_POST
        @needs(deed)
        def view(request: HttpRequest, number: str) -> HttpResponse:
            seat, at = seat_of(request), moment_of(request)
            asked = queries.request_of(seat, number)
            to = f"{reverse('enterprise:desk')}?m={number}"
            return attempt(request, lambda: act(request, asked, seat, at), done=_(done), to=to)

        view.__name__ = act.__name__
        ON_REQUEST.append(view)
        return view

    return made


@require_POST
@needs("enterprise.serve")
def take_in(request: HttpRequest) -> HttpResponse:
    """By telephone, on a visit, in WeChat or at a meeting: whoever takes it in is its first contact."""
    seat, at = seat_of(request), moment_of(request)

    def deed() -> None:
        actions.take_in(seat.town, actions.NewRequest(**told(IntakeForm(request.POST))), seat=seat, at=at)

    return attempt(request, deed, done=_("已受理，您是这件诉求的首问责任人。"), to=reverse("enterprise:desk"))


@_on_request("enterprise.serve", gettext_noop("已分派，开始计时。"))
def assign(request: HttpRequest, asked: Request, seat: Seat, at: datetime) -> Any:
    unit = Party.objects.filter(town=seat.town, kind="unit", pk=picked(request, "unit")).first()
    sorting = (
        told(AssignForm(request.POST, town=seat.town, day=local_day(at))) if asked.matter.state == "received" else {}
    )
    return actions.assign(asked, unit=unit, note=request.POST.get("note", ""), seat=seat, at=at, **sorting)


@_on_request("enterprise.serve", gettext_noop("联系记下了。"))
def contact(request: HttpRequest, asked: Request, seat: Seat, at: datetime) -> Any:
    return actions.log_contact(
        asked, how=request.POST.get("how", ""), words=request.POST.get("words", ""), seat=seat, at=at
    )


@_on_request("enterprise.hand_over", gettext_noop("首问责任人已变更，企业看得到。"))
def hand_over(request: HttpRequest, asked: Request, seat: Seat, at: datetime) -> Any:
    to = Seat.objects.filter(town=seat.town, pk=picked(request, "to")).first()
    return actions.hand_over_first_contact(asked, to=to, reason=request.POST.get("reason", ""), seat=seat, at=at)


@_on_request("enterprise.serve", gettext_noop("已请企业补材料。"))
def ask_material(request: HttpRequest, asked: Request, seat: Seat, at: datetime) -> Any:
    return actions.ask_material(asked, words=request.POST.get("words", ""), seat=seat, at=at)


@_on_request("enterprise.serve", gettext_noop("材料已登记。"))
def give_material(request: HttpRequest, asked: Request, seat: Seat, at: datetime) -> Any:
    return actions.give_material(asked, words=request.POST.get("words", ""), seat=seat, at=at)


@_on_request("enterprise.serve", gettext_noop("已列入计划解决，到日子自己回来。"))
def plan(request: HttpRequest, asked: Request, seat: Seat, at: datetime) -> Any:
    try:
        due_on = date.fromisoformat(request.POST.get("due_on", ""))
    except ValueError as error:
        raise Refused("请选计划解决的日子。") from error
    return actions.plan(asked, words=request.POST.get("words", ""), due_on=due_on, seat=seat, at=at)


@_on_request("enterprise.serve", gettext_noop("计划事项已落实。"))
def plan_done(request: HttpRequest, asked: Request, seat: Seat, at: datetime) -> Any:
    return actions.plan_done(asked, words=request.POST.get("words", ""), seat=seat, at=at)


@_on_request("enterprise.serve", gettext_noop("说明已记下，请送达企业并请它确认。"))
def cannot(request: HttpRequest, asked: Request, seat: Seat, at: datetime) -> Any:
    posted = request.POST
    return actions.explain_cannot(
        asked,
        words=posted.get("words", ""),
        basis=posted.get("basis", ""),
        other_ways=posted.get("other_ways", ""),
        seat=seat,
        at=at,
    )


@_on_request("enterprise.serve", gettext_noop("送达已确认。"))
def cannot_told(request: HttpRequest, asked: Request, seat: Seat, at: datetime) -> Any:
    return actions.confirm_cannot_told(asked, how=request.POST.get("how", ""), seat=seat, at=at)


@_on_request("enterprise.serve", gettext_noop("已提级，书记看得到。"))
def escalate(request: HttpRequest, asked: Request, seat: Seat, at: datetime) -> Any:
    return actions.escalate(asked, reason=request.POST.get("reason", ""), seat=seat, at=at)


@_on_request("enterprise.supervise", gettext_noop("督办意见已记下。"))
def supervise(request: HttpRequest, asked: Request, seat: Seat, at: datetime) -> Any:
    return actions.supervise(asked, text=request.POST.get("text", ""), seat=seat, at=at)


@_on_request("enterprise.serve", gettext_noop("企业的评价记下了。"))
def phone_rating(request: HttpRequest, asked: Request, seat: Seat, at: datetime) -> Any:
    return actions.rate(asked, **told_rating(request), at=at, heard_by=seat)


@_on_request("enterprise.serve", gettext_noop("记下了：问过一次，没有得到评价。"))
def ask_word(request: HttpRequest, asked: Request, seat: Seat, at: datetime) -> Any:
    return actions.ask_word(
        asked, how=request.POST.get("how", ""), words=request.POST.get("words", ""), seat=seat, at=at
    )


@_on_request("enterprise.serve", gettext_noop("已办结：企业拒绝评价，凭据已留。"))
def close_refused(request: HttpRequest, asked: Request, seat: Seat, at: datetime) -> Any:
    return actions.close_refused(asked, evidence=request.POST.get("evidence", ""), seat=seat, at=at)


@_on_request("enterprise.serve", gettext_noop("撤回复核已记下。"))
def recheck(request: HttpRequest, asked: Request, seat: Seat, at: datetime) -> Any:
    is_settled = request.POST.get("settled") == "yes"
    return actions.recheck(asked, finding=request.POST.get("finding", ""), is_settled=is_settled, seat=seat, at=at)
