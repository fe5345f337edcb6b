from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from xiangyue.counter.desk import beside
from xiangyue.counter.guard import needs, seat_of
from xiangyue.desks.callback import queries
from xiangyue.desks.callback.models import Callback
from xiangyue.kernel.access import matter_for
from xiangyue.kernel.queries import contact_of, timeline


@require_GET
@needs("callback.call")
def desk(request: HttpRequest) -> HttpResponse:
    """Whom to call, beside the chosen matter with its answer and the three questions."""
    seat = seat_of(request)
    waiting = list(queries.to_call(seat)[: queries.PAGE])
    number = request.GET.get("m", "")
    chosen = matter_for(seat, number) if number else None
    here = reverse("callback:desk")
    context: dict[str, object] = {"waiting": waiting, "chosen": chosen, "satisfied": Callback.SATISFIED, "here": here}
    if chosen is not None:
        context |= {
            **beside(here, [one.number for one in waiting], chosen.number),
            "contact": contact_of(chosen.requester),
            "entries": timeline(chosen),
            "callbacks": list(chosen.callbacks.order_by("source", "attempt")),
        }
    return render(request, "callback/desk.html", context)
