"""The posts of the town's side: each reads its form, makes one call, and goes back to the letter."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_POST

from xiangyue.counter.doing import attempt, errors_of
from xiangyue.counter.guard import moment_of, needs, seat_of
from xiangyue.doors.mailbox import actions, queries
from xiangyue.doors.mailbox.forms import NoticeForm, ScreenForm, VisitForm
from xiangyue.doors.mailbox.models import CouncilNotice, Letter
from xiangyue.doors.mailbox.rules import Scored
from xiangyue.kernel.actions import sniff
from xiangyue.kernel.errors import Refused
from xiangyue.kernel.models import Party, Seat
from xiangyue.kernel.timekeeping import local_day

Deed = Callable[[HttpRequest, Letter, Seat, datetime], Any]


def on_letter(deed: str, done: str) -> Callable[[Deed], Callable[..., HttpResponse]]:
    """A POST on one letter: guarded by `deed`, answered with `done` or the refusal, back to the letter."""

    def made(act: Deed) -> Callable[..., HttpResponse]:
        @require_POST
        @needs(deed)
        def view(request: HttpRequest, number: str) -> HttpResponse:
            seat, at = seat_of(request), moment_of(request)
            letter = queries.letter_of(seat, number)
            to = f"{reverse('mailbox:desk')}?m={number}"
            return attempt(request, lambda: act(request, letter, seat, at), done=_(done), to=to)

        view.__name__ = act.__name__
        return view

    return made


def _told(form: forms.Form) -> dict[str, Any]:
    if not form.is_valid():
        raise Refused(errors_of(form))
    return form.cleaned_data


def _unit(request: HttpRequest, seat: Seat) -> Party | None:
    pk = request.POST.get("unit", "")
    return Party.objects.filter(town=seat.town, kind="unit", pk=int(pk)).first() if pk.isdigit() else None


def _number(request: HttpRequest, name: str) -> int:
    told = request.POST.get(name, "")
    return int(told) if told.isascii() and told.isdigit() and len(told) < 6 else 0


@on_letter("letters.sort", gettext_noop("已筛阅，等书记批示。"))
def screen(request: HttpRequest, letter: Letter, seat: Seat, at: datetime) -> Any:
    return actions.screen(
        letter, **_told(ScreenForm(request.POST, town=seat.town, day=local_day(at))), seat=seat, at=at
    )


@on_letter("letters.prepare", gettext_noop("批示稿已放到书记桌上。"))
def prepare(request: HttpRequest, letter: Letter, seat: Seat, at: datetime) -> Any:
    return actions.prepare(letter, text=request.POST.get("text", ""), seat=seat, at=at)


@on_letter("letters.instruct", gettext_noop("批示已写下。"))
def instruct(request: HttpRequest, letter: Letter, seat: Seat, at: datetime) -> Any:
    return actions.instruct(letter, text=request.POST.get("text", ""), unit=_unit(request, seat), seat=seat, at=at)


@on_letter("letters.instruct", gettext_noop("已分流处置，写信人看得到。"))
def dispose(request: HttpRequest, letter: Letter, seat: Seat, at: datetime) -> Any:
    posted = request.POST
    return actions.dispose(
        letter, code=posted.get("code", ""), told=posted.get("told", ""), text=posted.get("text", ""), seat=seat, at=at
    )


@on_letter("letters.sort", gettext_noop("已交办。"))
def assign(request: HttpRequest, letter: Letter, seat: Seat, at: datetime) -> Any:
    return actions.assign(letter, unit=_unit(request, seat), note=request.POST.get("note", ""), seat=seat, at=at)


@on_letter("letters.sort", gettext_noop("已收回，可以另行交办。"))
def take_back(request: HttpRequest, letter: Letter, seat: Seat, at: datetime) -> Any:
    return actions.take_back(letter, reason=request.POST.get("reason", ""), seat=seat, at=at)


@on_letter("letters.instruct", gettext_noop("审阅意见已记下。"))
def review(request: HttpRequest, letter: Letter, seat: Seat, at: datetime) -> Any:
    """`verdict` ok or back."""
    text = request.POST.get("text", "")
    if request.POST.get("verdict") == "ok":
        return actions.review(letter, text=text, seat=seat, at=at)
    return actions.send_back(letter, missing=text, seat=seat, at=at)


@on_letter("letters.sort", gettext_noop("已和那件事并在一起办。"))
def join(request: HttpRequest, letter: Letter, seat: Seat, at: datetime) -> Any:
    return actions.link_to(
        letter, number=request.POST.get("number", ""), reason=request.POST.get("reason", ""), seat=seat, at=at
    )


@on_letter("letters.sort", gettext_noop("已拆出来单独办。"))
def unlink(request: HttpRequest, letter: Letter, seat: Seat, at: datetime) -> Any:
    return actions.unlink(letter, reason=request.POST.get("reason", ""), seat=seat, at=at)


@on_letter("letters.sort", gettext_noop("已认定为历史遗留。"))
def history(request: HttpRequest, letter: Letter, seat: Seat, at: datetime) -> Any:
    return actions.mark_left_by_history(
        letter, since_year=_number(request, "since_year"), why=request.POST.get("why", ""), seat=seat, at=at
    )


@on_letter("letters.instruct", gettext_noop("历史遗留问题已凭证据办结。"))
def history_closing(request: HttpRequest, letter: Letter, seat: Seat, at: datetime) -> Any:
    file = request.FILES.get("evidence")
    upload = sniff(file.name or "证据", file.read()) if file else None
    return actions.close_with_evidence(letter, upload=upload, how=request.POST.get("how", ""), seat=seat, at=at)


@on_letter("letters.hear", gettext_noop("评价已记下。"))
def phone_rating(request: HttpRequest, letter: Letter, seat: Seat, at: datetime) -> Any:
    """One call: not reached, or what the writer said."""
    posted = request.POST
    if posted.get("reached") == "no":
        return actions.not_reached(letter, words=posted.get("words", ""), seat=seat, at=at)
    if posted.get("solved") not in ("yes", "no"):
        raise Refused("请先选：解决了，还是没有解决。")
    asked = [one for one in queries.evaluators(seat.town, local_day(at)) if one.by_writer]
    scores = [
        Scored(one.key, _number(request, f"score_{one.key}"), posted.get(f"comment_{one.key}", ""))
        for one in asked
        if posted.get(f"score_{one.key}")
    ]
    return actions.hear_by_phone(
        letter,
        solved=posted["solved"] == "yes",
        satisfied=posted.get("satisfied", ""),
        words=posted.get("words", ""),
        scores=scores,
        seat=seat,
        at=at,
    )


@on_letter("letters.hear", gettext_noop("已办结，没有评价。"))
def close_unrated(request: HttpRequest, letter: Letter, seat: Seat, at: datetime) -> Any:
    return actions.close_unrated(letter, seat=seat, at=at)


@on_letter("letters.evaluate", gettext_noop("评分已登记。"))
def evaluate(request: HttpRequest, letter: Letter, seat: Seat, at: datetime) -> Any:
    return actions.evaluate(
        letter,
        key=request.POST.get("key", ""),
        score=_number(request, "score"),
        comment=request.POST.get("comment", ""),
        seat=seat,
        at=at,
    )


@require_POST
@needs("letters.visit")
def record_visit(request: HttpRequest) -> HttpResponse:
    seat, at = seat_of(request), moment_of(request)

    def deed() -> None:
        told = _told(VisitForm(request.POST))
        number = told.pop("number").strip()
        letter = queries.letter_of(seat, number) if number else None
        actions.record_visit(seat.town, **told, letter=letter, seat=seat, at=at)

    return attempt(request, deed, done=_("已登记。"), to=reverse("mailbox:visits"))


@require_POST
@needs("letters.publish")
def publish(request: HttpRequest) -> HttpResponse:
    seat, at = seat_of(request), moment_of(request)
    return attempt(
        request,
        lambda: actions.publish(seat.town, **_told(NoticeForm(request.POST, town=seat.town)), seat=seat, at=at),
        done=_("公告已发布，居民现在就看得到。"),
        to=reverse("mailbox:board"),
    )


@require_POST
@needs("letters.publish")
def take_down(request: HttpRequest, pk: int) -> HttpResponse:
    seat, at = seat_of(request), moment_of(request)
    notice = get_object_or_404(CouncilNotice, pk=pk, town=seat.town)
    return attempt(
        request,
        lambda: actions.take_down(notice, why=request.POST.get("why", ""), seat=seat, at=at),
        done=_("公告已撤下。"),
        to=reverse("mailbox:board"),
    )
