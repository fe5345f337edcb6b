from __future__ import annotations

from datetime import date, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from xiangyue.counter.desk import beside
from xiangyue.counter.guard import moment_of, needs, seat_of
from xiangyue.counter.lists import Shown
from xiangyue.counter.lists.page import list_page
from xiangyue.counter.readers import day_in
from xiangyue.counter.seen import see
from xiangyue.desks.leader import queries
from xiangyue.desks.leader.lists import DAY
from xiangyue.desks.leader.queries import latest_window_day
from xiangyue.kernel.access import matter_for
from xiangyue.kernel.queries import as_read_by, contact_of, timeline
from xiangyue.kernel.queries import units as units_of

# Ready words; the leader may always write their own.
READY = ("请尽快核实办理，结果报我。", "请上门了解情况，当面答复。", "请牵头单位今天拿出办法。", "同意按程序办理。")


@require_GET
@needs("leader.read")
def day(request: HttpRequest) -> HttpResponse:
    """The window's matters, one opened beside the list; j/k or swipe to go on. Opening does not count as reading."""
    day, number = day_in(request.GET.get("day", "")) or latest_window_day(moment_of(request)), request.GET.get("m")
    return list_page(request, DAY, "leader/day.html", lambda one: _opened(one, day, number), day=day.isoformat())


def _opened(one: Shown, day: date, asked: str | None) -> dict[str, object]:
    """`asked`: the number of the open one; "" asks for the list alone: the way back on a phone."""
    numbers = [row.number for row in one.page.rows]
    unread = next((row.number for row in one.page.rows if not row.was_read), "")
    number = unread if asked is None else asked
    context: dict[str, object] = {
        "window": queries.day_of(one.seat, day),
        "here": one.here,
        "ready": READY,
        "units": units_of(one.seat.town),
        "before": one.address(day=(day - timedelta(days=1)).isoformat()),
        "after": one.address(day=(day + timedelta(days=1)).isoformat()),
        "n_here": len(numbers),
    }
    if number:
        chosen = matter_for(one.seat, number)
        see(one.seat, chosen, one.at)
        context |= {
            **beside(one.here, numbers, chosen.number),
            "chosen": chosen,
            "contact": contact_of(chosen.requester),
            "entries": timeline(chosen, reads=as_read_by(one.seat, chosen)),
            "instructions": list(chosen.instructions.standing().select_related("seat", "follower").order_by("at")),
        }
    return context


@require_GET
@needs("recusal.decide")
def recusals(request: HttpRequest) -> HttpResponse:
    """Who stepped back or was named in a report, for somebody above to decide; never about oneself."""
    return render(request, "leader/recusals.html", {"recusals": queries.recusals_to_decide(seat_of(request))})
