from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from xiangyue.counter.guard import moment_of, needs, seat_of
from xiangyue.counter.lists.page import list_page
from xiangyue.counter.readers import whole
from xiangyue.desks.handover import queries
from xiangyue.desks.handover.lists import DESK


@require_GET
@needs("handover.see")
def desk(request: HttpRequest) -> HttpResponse:
    return list_page(request, DESK, "handover/desk.html")


def new(request: HttpRequest) -> HttpResponse:
    """Whose seat, what they hold now, and who of the unit can take it over."""
    seat, at = seat_of(request), moment_of(request)
    leavers = queries.leavers(seat, at)
    asked = whole(request.GET.get("seat", ""))
    leaver = next((one for one in leavers if one.pk == (asked or seat.pk)), None)
    context = {
        "leavers": leavers,
        "leaver": leaver,
        "successors": queries.successors(leaver, at) if leaver else [],
        "sheet": queries.to_hand_over(leaver, seat, at) if leaver else [],
    }
    return render(request, "handover/new.html", context)


@require_GET
@needs("handover.see")
def one(request: HttpRequest, pk: int) -> HttpResponse:
    return _shown(request, pk, "handover/one.html")


@require_GET
@needs("handover.see")
def paper(request: HttpRequest, pk: int) -> HttpResponse:
    """The sheet to be signed by both."""
    return _shown(request, pk, "handover/paper.html")


def _shown(request: HttpRequest, pk: int, template: str) -> HttpResponse:
    seat = seat_of(request)
    handover = queries.handover_for(seat, pk)
    context = {
        "handover": handover,
        "sheet": queries.sheet(handover, seat),
        "is_mine_to_accept": handover.state == "open" and handover.successor_id == seat.pk,
        "is_mine_to_withdraw": handover.state == "open"
        and seat.user_id in (handover.leaver.user_id, handover.started_by.user_id),
    }
    return render(request, template, context)
