from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from xiangyue.counter.guard import moment_of, needs, seat_of
from xiangyue.counter.lists import Shown
from xiangyue.counter.lists.page import list_page
from xiangyue.desks.honours import queries
from xiangyue.desks.honours.forms import RecommendForm, ReorganiseForm
from xiangyue.desks.honours.lists import DESK
from xiangyue.kernel.access import may, seen_among
from xiangyue.kernel.measures import Span
from xiangyue.kernel.timekeeping import local_day


@require_GET
@needs("honours.see")
def desk(request: HttpRequest) -> HttpResponse:
    """Month by month, each with the matters that show it, as far as this seat may see them."""

    def beside(one: Shown) -> dict[str, Any]:
        rows = one.page.rows
        seen = seen_among(one.seat, [held.matter for row in rows for held in row.evidence.all()])
        for row in rows:
            row.shown = [held.matter for held in row.evidence.all() if held.matter_id in seen]
        keeps = may(one.seat, "honours.keep")
        run = list(queries.run_of(queries.recommendations(one.seat)).order_by("month").values_list("month", flat=True))
        form = RecommendForm(town=one.seat.town, day=local_day(one.at)) if keeps else None
        return {
            "run": run,
            "first": run[0] if run else None,
            "last": run[-1] if run else None,
            "keeps": keeps,
            "form": form,
        }

    return list_page(request, DESK, "honours/desk.html", beside)


@require_GET
@needs("honours.see")
def undertakings(request: HttpRequest) -> HttpResponse:
    """The town's measures with what shows each of them in a year; this year where the address names none."""
    seat, year = seat_of(request), local_day(moment_of(request)).year
    asked = request.GET.get("year", "")
    chosen = int(asked) if asked.isascii() and asked.isdigit() and len(asked) == 4 and asked[:2] == "20" else year
    rows = queries.undertakings(seat.town, Span.of(f"{chosen}"))
    return render(request, "honours/undertakings.html", {"rows": rows, "year": chosen, "this_year": year})


@require_GET
@needs("honours.see")
def units(request: HttpRequest) -> HttpResponse:
    """What units were made from, newest first."""
    seat = seat_of(request)
    keeps = may(seat, "honours.keep")
    form = ReorganiseForm(town=seat.town, day=local_day(moment_of(request))) if keeps else None
    return render(request, "honours/units.html", {"rows": queries.reorganisations(seat.town), "form": form})
