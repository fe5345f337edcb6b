from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from xiangyue.counter.desk import beside
from xiangyue.counter.guard import needs
from xiangyue.counter.lists import Shown
from xiangyue.counter.lists.page import list_page
from xiangyue.counter.seen import see
from xiangyue.desks.callback.lists import DESK
from xiangyue.desks.callback.models import Callback
from xiangyue.kernel.access import matter_for
from xiangyue.kernel.queries import contact_of, timeline


@require_GET
@needs("callback.call")
def desk(request: HttpRequest) -> HttpResponse:
    """Whom to call, beside the chosen matter with its answer and the three questions."""
    number = request.GET.get("m", "")
    return list_page(request, DESK, "callback/desk.html", lambda one: _opened(one, number))


def _opened(one: Shown, number: str) -> dict[str, Any]:
    context: dict[str, Any] = {"satisfied": Callback.SATISFIED, "chosen": None, "here": one.here}
    if not number:
        return context
    chosen = matter_for(one.seat, number)
    see(one.seat, chosen, one.at)
    return {
        **context,
        **beside(one.here, [row.number for row in one.page.rows], chosen.number),
        "chosen": chosen,
        "contact": contact_of(chosen.requester),
        "entries": timeline(chosen),
        "callbacks": list(chosen.callbacks.order_by("source", "attempt")),
    }
