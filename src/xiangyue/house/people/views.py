"""Seats of the town and what was done to them; everybody's own password."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.models import User
from django.contrib.auth.views import PasswordChangeView
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse_lazy
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from xiangyue.counter.guard import came_from, moment_of, needs, seat_of
from xiangyue.counter.lists import Shown
from xiangyue.counter.lists.page import list_page
from xiangyue.house.people import actions, queries
from xiangyue.house.people.forms import EndForm, ReasonForm, SeatForm, role_names
from xiangyue.house.people.lists import CHANGES, FACTORS, SEATS
from xiangyue.house.people.passwords import is_too_old
from xiangyue.house.people.posts import seat_of_town
from xiangyue.kernel import vocabulary
from xiangyue.kernel.models import Seat

_SHOWN = 100


@require_GET
@needs("people.manage")
def seats(request: HttpRequest) -> HttpResponse:
    """The seats by unit, and the form that gives one."""

    def more(one: Shown) -> dict[str, Any]:
        return {"rows": [_row(row, one.at) for row in one.page.rows], "form": SeatForm(town=one.seat.town)}

    return list_page(request, SEATS, "people/seats.html", more)


def _row(one: Seat, now: datetime) -> dict[str, Any]:
    if one.until is not None and one.until <= now:
        state, tone = _("已结束"), "neutral"
    elif one.since > now:
        state, tone = _("未到任"), "info"
    else:
        state, tone = _("在任"), "calm"
    return {"one": one, "role": role_names()[one.role], "state": state, "tone": tone, "has_ended": tone == "neutral"}


@require_GET
@needs("people.manage")
def seat(request: HttpRequest, pk: int) -> HttpResponse:
    """One seat, what was done to it, and what may be done."""
    town = seat_of(request).town
    one = seat_of_town(seat_of(request), pk)
    context = {
        **_row(one, moment_of(request)),
        "end_form": EndForm(prefix="end"),
        "reset_form": ReasonForm(prefix="reset"),
        "lock_form": ReasonForm(prefix="lock"),
        "changes": queries.changes(town).filter(seat__user=one.user_id)[:_SHOWN],
        "is_self": one.user_id == seat_of(request).user_id,
    }
    return render(request, "people/seat.html", context)


@require_GET
@needs("people.see_changes")
def changes(request: HttpRequest) -> HttpResponse:
    """What was done to seats and accounts, newest first."""
    return list_page(request, CHANGES, "people/changes.html")


@require_GET
@needs("addresses.set")
def addresses(request: HttpRequest) -> HttpResponse:
    """From where each role comes in, and who changed that."""
    town, language = seat_of(request).town, get_language() or "zh"
    set_for, names = queries.networks(town), role_names()
    told = queries.address_changes(town)[:_SHOWN]
    context = {
        "rows": [(names[role], role, set_for[role]) for role in names if role in set_for],
        "roles": names.items(),
        "here": came_from(request),
        "changes": [(one, vocabulary.sentence(one.name, one.told, language=language)) for one in told],
    }
    return render(request, "people/addresses.html", context)


@require_GET
@needs("people.second")
def factors(request: HttpRequest) -> HttpResponse:
    """Who has paired a phone."""
    names = role_names()

    def more(one: Shown) -> dict[str, Any]:
        return {"rows": [(row, names[row.role]) for row in one.page.rows]}

    return list_page(request, FACTORS, "people/factors.html", more)


class OwnPassword(PasswordChangeView):
    """One's own password; whoever came in with a one-time password is led here first."""

    template_name = "people/password.html"
    success_url = reverse_lazy("today:today")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = cast(User, self.request.user)
        return super().get_context_data(**kwargs) | {
            "is_one_time": queries.has_one_time_password(user),
            "is_too_old": is_too_old(user, settings.PROFILE.password_days, moment_of(self.request)),
        }

    def form_valid(self, form: Any) -> HttpResponse:
        with transaction.atomic():
            answer = super().form_valid(form)
            actions.own_password_chosen(form.user, moment_of(self.request))
        messages.success(self.request, _("密码已修改。"))
        return answer
