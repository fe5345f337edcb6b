from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from xiangyue.counter.guard import needs, seat_of
from xiangyue.counter.lists import Shown
from xiangyue.counter.lists.page import list_page
from xiangyue.desks.notices import bell, queries
from xiangyue.desks.notices.lists import BELL, DESK
from xiangyue.desks.notices.models import Channel
from xiangyue.kernel.queries import units


@require_GET
@needs("notices.see")
def desk(request: HttpRequest) -> HttpResponse:
    """What did not go out stands first."""
    return list_page(request, DESK, "notices/desk.html", lambda one: {"channels": queries.channels(one.seat.town)})


@require_GET
@needs("notices.manage")
def channels(request: HttpRequest) -> HttpResponse:
    """The ways of telling of this town; keys are never shown again."""
    seat = seat_of(request)
    context = {
        "channels": queries.channels(seat.town),
        "kinds": Channel.KINDS,
        "units": units(seat.town),
        "wordings": [one | {"to": _(queries.AUDIENCES[one["audience"]])} for one in queries.wordings(seat.town)],
    }
    return render(request, "notices/channels.html", context)


@require_GET
@needs("notices.bell")
def bell_page(request: HttpRequest) -> HttpResponse:
    """What concerns this seat, newest first; opened, it has been heard."""

    def opened(one: Shown) -> dict[str, Any]:
        _lines = one.lines  # read before they count as heard
        before = bell.heard_up_to(one.seat)
        bell.hear(one.seat, one.at)
        return {"news": sum(1 for row in one.page.rows if row.pk > before)}

    return list_page(request, BELL, "notices/bell.html", opened)
