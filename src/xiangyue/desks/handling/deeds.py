"""The posts of a matter's page: each reads its form, makes one call, and goes back to the matter."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_POST

from xiangyue.counter.doing import attempt
from xiangyue.counter.guard import moment_of, needs, seat_of
from xiangyue.desks.handling import actions
from xiangyue.desks.handling.actions.work import require_lead
from xiangyue.desks.handling.models import Answer
from xiangyue.desks.handling.views import case_of
from xiangyue.kernel import actions as kernel
from xiangyue.kernel.access import matter_for
from xiangyue.kernel.errors import Refused
from xiangyue.kernel.models import Matter, Party, Seat
from xiangyue.kernel.timekeeping import ZONE

Deed = Callable[[HttpRequest, Matter, Seat, datetime], Any]


def on_matter(deed: str, done: str) -> Callable[[Deed], Callable[..., HttpResponse]]:
    """A POST on one matter: guarded by `deed`, answered with `done` or the refusal, back to the matter's page."""

    def made(act: Deed) -> Callable[..., HttpResponse]:
        @require_POST
        @needs(deed)
        def view(request: HttpRequest, number: str) -> HttpResponse:
            seat = seat_of(request)
            matter = matter_for(seat, number)
            at = moment_of(request)
            return attempt(
                request,
                lambda: act(request, matter, seat, at),
                done=_(done),
                to=reverse("handling:matter", args=[number]),
            )

        view.__name__ = act.__name__
        return view

    return made


@on_matter("handling.work", gettext_noop("已签收。"))
def sign(request: HttpRequest, matter: Matter, seat: Seat, at: datetime) -> Any:
    return actions.sign(matter, seat=seat, at=at)


@on_matter("handling.work", gettext_noop("联系情况已记下。"))
def contact(request: HttpRequest, matter: Matter, seat: Seat, at: datetime) -> Any:
    return actions.log_contact(
        matter,
        how=request.POST.get("how", ""),
        reached=request.POST.get("reached") == "yes",
        summary=request.POST.get("summary", ""),
        seat=seat,
        at=at,
    )


@on_matter("handling.work", gettext_noop("开始办理。"))
def begin(request: HttpRequest, matter: Matter, seat: Seat, at: datetime) -> Any:
    return actions.begin(matter, seat=seat, at=at, note=request.POST.get("note", ""))


@on_matter("handling.work", gettext_noop("恢复办理，时限接着走。"))
def resume(request: HttpRequest, matter: Matter, seat: Seat, at: datetime) -> Any:
    require_lead(matter, seat, "handling.work")
    reason = request.POST.get("reason", "").strip() or "承办单位恢复办理"
    return actions.come_back(matter, reason=reason, actor=kernel.Actor.of(seat), at=at)


@on_matter("handling.work", gettext_noop("答复已保存。"))
def answer(request: HttpRequest, matter: Matter, seat: Seat, at: datetime) -> Any:
    """With both ways of delivery chosen it is answered at once; without, it waits for its deliveries."""
    posted = request.POST
    words = {
        "text": posted.get("text", ""),
        "outcome": posted.get("outcome", ""),
        "overdue_reason": posted.get("overdue_reason", ""),
    }
    requester_how, door_how = posted.get("requester_how", ""), posted.get("door_how", "")
    if requester_how and door_how:
        return actions.answer_at_once(matter, requester_how=requester_how, door_how=door_how, seat=seat, at=at, **words)
    written = actions.write_answer(matter, seat=seat, at=at, **words)
    for to, how in (("requester", requester_how), ("door", door_how)):
        if how:
            actions.deliver(written, to=to, how=how, seat=seat, at=at)
    return written


@on_matter("handling.work", gettext_noop("送达已记下。"))
def deliver(request: HttpRequest, matter: Matter, seat: Seat, at: datetime) -> Any:
    return actions.deliver(
        _open_answer(matter), to=request.POST.get("to", ""), how=request.POST.get("how", ""), seat=seat, at=at
    )


@on_matter("handling.work", gettext_noop("答复已撤回，继续办理。"))
def withdraw(request: HttpRequest, matter: Matter, seat: Seat, at: datetime) -> Any:
    return actions.withdraw_answer(_open_answer(matter), reason=request.POST.get("reason", ""), seat=seat, at=at)


@on_matter("handling.ask", gettext_noop("退单申请已提交审核。"))
def objection(request: HttpRequest, matter: Matter, seat: Seat, at: datetime) -> Any:
    posted = request.POST
    return actions.object_to(
        matter,
        reason=posted.get("reason", ""),
        basis=posted.get("basis", ""),
        unit=_unit(request, matter),
        seat=seat,
        at=at,
    )


@on_matter("handling.ask", gettext_noop("延期申请已提交审核。"))
def extension(request: HttpRequest, matter: Matter, seat: Seat, at: datetime) -> Any:
    return actions.ask_extension(
        matter,
        until=_day_end(request),
        reason=request.POST.get("reason", ""),
        told_requester=request.POST.get("told") == "yes",
        seat=seat,
        at=at,
    )


@on_matter("handling.ask", gettext_noop("申请已提交审核。"))
def hold(request: HttpRequest, matter: Matter, seat: Seat, at: datetime) -> Any:
    posted = request.POST
    return actions.ask_hold(
        matter,
        kind=posted.get("kind", ""),
        until=_day_end(request),
        reason=posted.get("reason", ""),
        basis=posted.get("basis", ""),
        seat=seat,
        at=at,
    )


@on_matter("handling.ask", gettext_noop("申请已提交审核。"))
def review(request: HttpRequest, matter: Matter, seat: Seat, at: datetime) -> Any:
    posted = request.POST
    return actions.ask_review(
        matter,
        kind=posted.get("kind", ""),
        reason=posted.get("reason", ""),
        basis=posted.get("basis", ""),
        unit=_unit(request, matter),
        seat=seat,
        at=at,
    )


@on_matter("handling.ask", gettext_noop("哨已吹出，对方有自己的时限。"))
def whistle(request: HttpRequest, matter: Matter, seat: Seat, at: datetime) -> Any:
    unit = _unit(request, matter)
    if unit is None:
        raise Refused("请选择要请来的单位。")
    return actions.whistle(
        matter, unit=unit, reason=request.POST.get("reason", ""), due_at=_day_end(request), seat=seat, at=at
    )


@on_matter("matters.note", gettext_noop("备注已添加。"))
def note(request: HttpRequest, matter: Matter, seat: Seat, at: datetime) -> Any:
    """A note, files, or both."""
    files = request.FILES.getlist("files")
    for file in files:
        actions.add_file(matter, name=file.name or "photo", data=file.read(), seat=seat, at=at)
    if request.POST.get("text", "").strip() or not files:
        actions.add_note(matter, text=request.POST.get("text", ""), seat=seat, at=at)


@require_POST
@needs("handling.respond")
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """A whistled unit's word: on the way, or done."""
    seat, at = seat_of(request), moment_of(request)
    case = case_of(request, pk)
    deed = actions.finish_whistle if request.POST.get("done") == "yes" else actions.respond
    return attempt(
        request,
        lambda: deed(case, response=request.POST.get("response", ""), seat=seat, at=at),
        done=_("已报告主办单位。"),
        to=reverse("handling:matter", args=[case.matter.number]),
    )


def _open_answer(matter: Matter) -> Answer:
    found = (
        matter.answers.select_related("matter__town", "matter__lead_unit")
        .filter(withdrawn_at=None)
        .order_by("-pk")
        .first()
    )
    if found is None:
        raise Refused("还没有写好的答复。")
    return found


def _unit(request: HttpRequest, matter: Matter) -> Party | None:
    return Party.objects.filter(town_id=matter.town_id, kind="unit", pk=request.POST.get("unit") or 0).first()


def _day_end(request: HttpRequest) -> datetime:
    """The end of the office day that the form names."""
    try:
        day = datetime.strptime(request.POST.get("until", ""), "%Y-%m-%d").date()
    except ValueError as error:
        raise Refused("请选择日期。") from error
    return datetime.combine(day, time(18), ZONE)
