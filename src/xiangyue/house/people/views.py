"""Seats of the town and what was done to them; everybody's own password."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.views import PasswordChangeView
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from xiangyue.counter.doing import attempt, errors_of
from xiangyue.counter.guard import moment_of, needs, seat_of
from xiangyue.counter.readers import whole
from xiangyue.house.people import actions, queries
from xiangyue.house.people.forms import EndForm, ReasonForm, SeatForm, role_names
from xiangyue.kernel.errors import Refused
from xiangyue.kernel.models import Seat

_PAGE = 100


@require_GET
@needs("people.manage")
def seats(request: HttpRequest) -> HttpResponse:
    """The seats by unit: those held now or later, or all there ever were."""
    town, now = seat_of(request).town, moment_of(request)
    unit, role = request.GET.get("unit", ""), request.GET.get("role", "")
    shows_all = request.GET.get("which") == "all"
    found = queries.seats(town)
    if (chosen := whole(unit)) is not None:
        found = found.filter(unit_id=chosen)
    if role:
        found = found.filter(role=role)
    if not shows_all:
        found = found.exclude(until__lte=now)
    page = Paginator(found, _PAGE).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "page": page,
        "rows": [_row(one, request) for one in page],
        "units": queries.units(town),
        "roles": role_names().items(),
        "unit": unit,
        "role": role,
        "shows_all": shows_all,
        "query": query.urlencode(),
        "form": SeatForm(town=town),
    }
    return render(request, "people/seats.html", context)


def _row(one: Seat, request: HttpRequest) -> dict[str, Any]:
    now = moment_of(request)
    if one.until is not None and one.until <= now:
        state, tone = _("已结束"), "neutral"
    elif one.since > now:
        state, tone = _("未到任"), "info"
    else:
        state, tone = _("在任"), "calm"
    return {"one": one, "role": role_names()[one.role], "state": state, "tone": tone, "has_ended": tone == "neutral"}


@require_POST
@needs("people.manage")
def give(request: HttpRequest) -> HttpResponse:
    """A new seat; for a new user the page with the one-time password is the answer itself, and is not kept anywhere."""
    seat, now = seat_of(request), moment_of(request)
    form = SeatForm(request.POST, town=seat.town)
    made: list[actions.Given] = []

    def deed() -> None:
        if not form.is_valid():
            raise Refused(errors_of(form))
        made.append(actions.give_seat(**form.cleaned_data, seat=seat, at=now))

    answer = attempt(request, deed, done=_("岗位已登记。"), to=reverse("house:people:seats"))
    return _shown_once(request, made[0].seat, made[0].password) if made and made[0].password else answer


@require_GET
@needs("people.manage")
def seat(request: HttpRequest, pk: int) -> HttpResponse:
    """One seat, what was done to it, and what may be done."""
    town = seat_of(request).town
    one = get_object_or_404(queries.seats(town), pk=pk)
    context = {
        **_row(one, request),
        "end_form": EndForm(prefix="end"),
        "reset_form": ReasonForm(prefix="reset"),
        "lock_form": ReasonForm(prefix="lock"),
        "changes": queries.changes(town).filter(seat__user=one.user_id)[:_PAGE],
        "is_self": one.user_id == seat_of(request).user_id,
    }
    return render(request, "people/seat.html", context)


@require_POST
@needs("people.manage")
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """From a moment on the seat is no longer held."""
    one, form = _asked(request, pk), EndForm(request.POST, prefix="end")

    def deed() -> None:
        if not form.is_valid():
            raise Refused(errors_of(form))
        actions.end_seat(one, **form.cleaned_data, seat=seat_of(request), at=moment_of(request))

    return attempt(request, deed, done=_("岗位已结束或定了结束时间。"), to=_page_of(one))


@require_POST
@needs("people.manage")
def reset(request: HttpRequest, pk: int) -> HttpResponse:
    """A one-time password, shown in the answer and nowhere else."""
    one, made = _asked(request, pk), []

    def deed() -> None:
        made.append(
            actions.reset_password(one, reason=_reason(request, "reset"), seat=seat_of(request), at=moment_of(request))
        )

    answer = attempt(request, deed, done=_("密码已重置。"), to=_page_of(one))
    return _shown_once(request, one, made[0]) if made else answer


@require_POST
@needs("people.manage")
def lock(request: HttpRequest, pk: int) -> HttpResponse:
    one = _asked(request, pk)
    return attempt(
        request,
        lambda: actions.lock(one, reason=_reason(request, "lock"), seat=seat_of(request), at=moment_of(request)),
        done=_("账号已锁定。"),
        to=_page_of(one),
    )


@require_POST
@needs("people.manage")
def unlock(request: HttpRequest, pk: int) -> HttpResponse:
    one = _asked(request, pk)
    return attempt(
        request,
        lambda: actions.unlock(one, reason=_reason(request, "lock"), seat=seat_of(request), at=moment_of(request)),
        done=_("账号已解锁。"),
        to=_page_of(one),
    )


@require_GET
@needs("people.see_changes")
def changes(request: HttpRequest) -> HttpResponse:
    """What was done to seats and accounts, newest first."""
    page = Paginator(queries.changes(seat_of(request).town), _PAGE).get_page(request.GET.get("page"))
    return render(request, "people/changes.html", {"page": page})


class OwnPassword(PasswordChangeView):
    """One's own password; whoever came in with a one-time password is led here first."""

    template_name = "people/password.html"
    success_url = reverse_lazy("today:today")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "is_one_time": queries.must_choose_password(self.request.user.pk or 0)
        }

    def form_valid(self, form: Any) -> HttpResponse:
        if form.cleaned_data["new_password1"] == form.cleaned_data["old_password"]:
            form.add_error("new_password1", _("新密码和现在的一样，请换一个。"))
            return self.form_invalid(form)
        with transaction.atomic():
            answer = super().form_valid(form)
            actions.own_password_chosen(form.user)
        messages.success(self.request, _("密码已修改。"))
        return answer


def _asked(request: HttpRequest, pk: int) -> Seat:
    return get_object_or_404(queries.seats(seat_of(request).town), pk=pk)


def _reason(request: HttpRequest, prefix: str) -> str:
    form = ReasonForm(request.POST, prefix=prefix)
    if not form.is_valid():
        raise Refused(errors_of(form))
    return str(form.cleaned_data["reason"])


def _page_of(one: Seat) -> str:
    return reverse("house:people:seat", args=[one.pk])


def _shown_once(request: HttpRequest, one: Seat, password: str) -> HttpResponse:
    response = render(request, "people/shown_once.html", {"one": one, "password": password})
    response["Cache-Control"] = "no-store"
    return response
