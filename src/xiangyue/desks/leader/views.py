from __future__ import annotations

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from xiangyue.counter.desk import beside
from xiangyue.counter.guard import moment_of, needs, seat_of
from xiangyue.counter.readers import day_in
from xiangyue.counter.seen import see
from xiangyue.desks.leader import queries
from xiangyue.kernel.access import matter_for
from xiangyue.kernel.queries import as_read_by, contact_of, timeline
from xiangyue.kernel.queries import units as units_of

# Ready words; the leader may always write their own.
READY = ("请尽快核实办理，结果报我。", "请上门了解情况，当面答复。", "请牵头单位今天拿出办法。", "同意按程序办理。")


@require_GET
@needs("leader.read")
def day(request: HttpRequest) -> HttpResponse:
    """The window's matters, one opened beside the list; j/k or swipe to go on. Opening does not count as reading."""
    seat = seat_of(request)
    chosen_day = day_in(request.GET.get("day", "")) or queries.latest_window_day(moment_of(request))
    window = queries.day_of(seat, chosen_day)
    numbers = [one.number for one in window.matters]
    unread = next((one.number for one in window.matters if not one.was_read), "")  # type: ignore[attr-defined]
    number = request.GET.get("m", unread)  # "m=" asks for the list alone: the way back on a phone
    chosen = matter_for(seat, number) if number else None
    here = f"{reverse('leader:day')}?day={chosen_day.isoformat()}"
    context: dict[str, object] = {
        "window": window,
        "chosen": chosen,
        "here": here,
        "ready": READY,
        "units": units_of(seat.town),
        "before": (chosen_day - timedelta(days=1)).isoformat(),
        "after": (chosen_day + timedelta(days=1)).isoformat(),
    }
    if chosen is not None:
        see(seat, chosen, moment_of(request))
        context |= {
            **beside(here, numbers, chosen.number),
            "contact": contact_of(chosen.requester),
            "entries": timeline(chosen, reads=as_read_by(seat, chosen)),
            "instructions": list(chosen.instructions.standing().select_related("seat", "follower").order_by("at")),
        }
    return render(request, "leader/day.html", context)


@require_GET
@needs("recusal.decide")
def recusals(request: HttpRequest) -> HttpResponse:
    """Who stepped back or was named in a report, for somebody above to decide; never about oneself."""
    return render(request, "leader/recusals.html", {"recusals": queries.recusals_to_decide(seat_of(request))})
