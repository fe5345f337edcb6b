from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from xiangyue.counter.guard import moment_of, needs, seat_of
from xiangyue.counter.lists import Shown
from xiangyue.counter.lists.page import list_page
from xiangyue.kernel.access import matter_for, may
from xiangyue.kernel.models import Place
from xiangyue.kernel.queries import units
from xiangyue.kernel.roles import SCOPES
from xiangyue.ledgers.outages import queries
from xiangyue.ledgers.outages.lists import DESK
from xiangyue.ledgers.outages.models import Outage


@require_GET
@needs("outages.see")
def desk(request: HttpRequest) -> HttpResponse:
    def more(one: Shown) -> dict[str, Any]:
        seat = one.seat
        if not may(seat, "outages.keep"):
            return {"keeps": False}
        own = SCOPES[seat.role] != "town"
        kept = [(kind, [row for row in rows if not own or row.pk == seat.unit_id]) for kind, rows in units(seat.town)]
        villages = Place.objects.filter(town=seat.town, level="village").order_by("code")
        return {"keeps": True, "units": kept, "villages": villages, "kinds": Outage.KINDS}

    return list_page(request, DESK, "outages/desk.html", more)


@require_GET
@needs("outages.see")
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """The outage, what was expected before, and the matters that follow it."""
    seat = seat_of(request)
    outage = queries.outage_for(seat, pk)
    context = {
        "outage": outage,
        "places": list(outage.places.order_by("code")),
        "revisions": list(outage.revisions.select_related("seat").order_by("pk")),
        "joined": queries.followers(seat, outage),
        "may_keep": outage.ended_at is None
        and may(seat, "outages.keep")
        and (SCOPES[seat.role] == "town" or seat.unit_id == outage.unit_id),
    }
    return render(request, "outages/one.html", context)


@require_GET
@needs("outages.see")
def matter(request: HttpRequest, number: str) -> HttpResponse:
    """What is known at the matter's place, to be joined."""
    seat = seat_of(request)
    found = matter_for(seat, number)
    open_ones = queries.outages(seat).filter(ended_at=None).select_related("unit").order_by("until_at", "pk")
    context = {
        "matter": found,
        "joined": queries.joined_to(found),
        "known": queries.known_for(found, moment_of(request)),
        "open_ones": list(open_ones),
    }
    return render(request, "outages/matter.html", context)
