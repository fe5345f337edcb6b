from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from xiangyue.counter.guard import moment_of, needs, seat_of
from xiangyue.ledgers.farmland.rounds import kept


@require_GET
@needs("farmland.see")
def rounds(request: HttpRequest) -> HttpResponse:
    """Which village's fields were gone round, week by week."""
    first_days, rows = kept(seat_of(request), moment_of(request))
    return render(request, "farmland/rounds.html", {"first_days": first_days, "rows": rows})
