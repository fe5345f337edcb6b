from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from xiangyue.counter.guard import moment_of, needs, seat_of
from xiangyue.counter.lists.page import list_page
from xiangyue.desks.upward import queries
from xiangyue.desks.upward.actions import FROM_ABOVE
from xiangyue.desks.upward.lists import DESK, STATUTORY
from xiangyue.kernel.access import matter_for, may
from xiangyue.kernel.queries import units


@require_GET
@needs("upward.see")
def desk(request: HttpRequest) -> HttpResponse:
    return list_page(request, DESK, "upward/desk.html")


@require_GET
@needs("upward.see")
def statutory(request: HttpRequest) -> HttpResponse:
    """Matter by matter, and how many each unit handles for which other."""
    return list_page(
        request, STATUTORY, "upward/statutory.html", lambda one: {"counted": queries.counted(queries.named(one.seat))}
    )


@require_GET
@needs("upward.see")
def matter(request: HttpRequest, number: str) -> HttpResponse:
    """Whose it is by law, what was objected, what the upper level said."""
    seat = seat_of(request)
    found = matter_for(seat, number)
    named, objections = queries.of_matter(found)
    is_open = found.closed_at is None
    context = {
        "matter": found,
        "named": named,
        "objections": objections,
        "open": next((one for one in objections if one.state == "open"), None),
        "clauses": queries.clauses(seat, moment_of(request)),
        "units": units(found.town),
        "may_ask": may(seat, "upward.ask"),
        "may_object": is_open and found.door == FROM_ABOVE and may(seat, "upward.ask"),
    }
    return render(request, "upward/matter.html", context)
