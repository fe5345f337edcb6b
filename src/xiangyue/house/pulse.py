"""What an open page asks for every half minute: its bell, what waits, and who else has the same matter open."""

from __future__ import annotations

from django.http import HttpRequest, JsonResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from xiangyue.counter.guard import asks_by_itself, moment_of, needs, seat_of
from xiangyue.counter.lists.declared import waiting_for
from xiangyue.counter.navigation import offered
from xiangyue.counter.seen import keep_open, others_at
from xiangyue.desks.notices.bell import unheard
from xiangyue.kernel.access import visible_to
from xiangyue.kernel.models import Seat


@asks_by_itself
@require_GET
@needs("house.see")
def pulse(request: HttpRequest) -> JsonResponse:
    """{bell: n, waits: {address: n}, others: [names]}; `m` is the number of the matter that the page has open."""
    seat = seat_of(request)
    number = request.GET.get("m", "")
    found = visible_to(seat).filter(number=number).first() if number else None
    others: list[str] = []
    if found is not None:
        keep_open(seat, found, moment_of(request))
        others = others_at(seat, found, moment_of(request))
    return JsonResponse({"bell": unheard(seat), "waits": _waits(seat), "others": others})


def _waits(seat: Seat) -> dict[str, int]:
    counted = {reverse(item.url_name): waiting_for(seat, item.url_name) for item in offered(seat)}
    return {address: n for address, n in counted.items() if n is not None}
